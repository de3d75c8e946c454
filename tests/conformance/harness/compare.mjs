// differences(): what Artillery and Rampart made of one script, as a list of texts; empty when they are the same.
import { printed_lines } from './printed.mjs';

// Not compared, so that nobody takes it for shown: rates (Artillery averages its ten-second windows, and where these begin
// is chance in a run of a second), the letters of stderr, and latencies but in scripts that run alone.

// Members of the JSON report only one of the two has. Rampart's own results stand beside Artillery's, under one key.
const excusedKeys = { rampart: 'both latencies, validity and seed of the run' };

// Artillery's clients are JavaScript on the cores the server runs on: a timer or an answer waits for the event loop's turn,
// and it shows whole milliseconds. Its median lies 0-3 ms and its p95 2-12 ms above the server's 40 ms on two cores; a VU of
// 29 requests adds that up. So: within 25 % of Artillery's value or 15 ms, whichever is more. Errors of a factor
// (seconds for milliseconds, queueing counted or not) are far outside; single milliseconds are for the benchmarks.
const noise = (ms) => Math.max(0.25 * ms, 15);
const measured = ['http.response_time', 'http.response_time.2xx', 'vusers.session_length'];
// From the first metric of the run to the last: the same schedule and the same users, so only a session's noise.
const spanNoiseMs = 400;

const names = (object) => new Set(Object.keys(object ?? {}));

class Comparison {
  found = [];
  differ(what, ours, theirs) {
    this.found.push(`${what}: artillery ${theirs}, rampart ${ours}`);
  }
  sets(what, ours, theirs, excused = {}) {
    for (const name of theirs) if (!ours.has(name) && !(name in excused)) this.found.push(`${what}: only artillery has "${name}"`);
    for (const name of ours) if (!theirs.has(name) && !(name in excused)) this.found.push(`${what}: only rampart has "${name}"`);
  }
  // Two lists of lines: what only one has, or, when both have the same, the first that stands elsewhere.
  lines(what, ours, theirs) {
    const [missing, extra] = [without(theirs, ours), without(ours, theirs)];
    for (const line of missing) this.found.push(`${what}: only artillery has "${line}"`);
    for (const line of extra) this.found.push(`${what}: only rampart has "${line}"`);
    const at = theirs.findIndex((line, index) => line !== ours[index]);
    if (missing.length + extra.length === 0 && at >= 0) this.differ(`${what}, order at ${at}`, `"${ours[at]}"`, `"${theirs[at]}"`);
  }
}

// The lines of one list that are left when those of the other are taken out, each as often as it stands there.
function without(lines, others) {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function compare_metrics(out, ours, theirs, timed) {
  for (const kind of ['counters', 'rates', 'summaries', 'histograms']) out.sets(`aggregate.${kind}`, names(ours[kind]), names(theirs[kind]));
  for (const [name, count] of Object.entries(theirs.counters ?? {}))
    if (name in (ours.counters ?? {}) && ours.counters[name] !== count) out.differ(`counter ${name}`, ours.counters[name], count);
  for (const [name, summary] of Object.entries(theirs.summaries ?? {})) {
    const own = ours.summaries?.[name];
    if (!own) continue;
    out.sets(`summary ${name}`, names(own), names(summary));
    if (own.count !== summary.count) out.differ(`summary ${name}.count`, own.count, summary.count);
    if (!timed || !measured.includes(name)) continue;
    for (const point of ['p50', 'p95'])
      if (Math.abs(own[point] - summary[point]) > noise(summary[point])) out.differ(`summary ${name}.${point}`, own[point], summary[point]);
  }
}

// A window holds what fell into its ten seconds of the wall clock, so the keys of all windows together are compared, with the
// kind of each value ("period" is text in a window and a number in the aggregate).
const shape = (object) => new Set(Object.entries(object).map(([key, value]) => `${key} (${value === null ? 'null' : typeof value})`));
const shapes = (windows) => new Set(windows.flatMap((window) => [...shape(window)]));

function compare_reports(out, ours, theirs, timed) {
  if (!ours || !theirs) return ours === theirs ? undefined : out.differ('report', ours ? 'written' : 'none', theirs ? 'written' : 'none');
  compare_metrics(out, ours.aggregate, theirs.aggregate, timed);
  out.sets('report', names(ours), names(theirs), excusedKeys);
  out.sets('report aggregate', shape(ours.aggregate), shape(theirs.aggregate));
  out.sets('report intermediate', shapes(ours.intermediate), shapes(theirs.intermediate));
  const span = ({ aggregate }) => aggregate.lastMetricAt - aggregate.firstMetricAt;
  if (timed && Math.abs(span(ours) - span(theirs)) > spanNoiseMs) out.differ('lastMetricAt - firstMetricAt (ms)', span(ours), span(theirs));
  const total = (report, name) => report.intermediate.reduce((sum, window) => sum + (window.counters[name] ?? 0), 0);
  for (const name of ['vusers.created', 'http.requests'])
    if (total(ours, name) !== total(theirs, name)) out.differ(`${name} over all windows`, total(ours, name), total(theirs, name));
}

// Requests of one connection in their order; the connections in the order they were first used, or, as several users run
// side by side, in any.
function received_lines(connections, users) {
  const blocks = connections.map((requests) => requests.map(plain).join(between));
  if (users > 1) blocks.sort();
  return blocks.flatMap((block, at) => block.split(between).map((line) => `connection ${at + 1}: ${line}`));
}
const between = '\u0000';

// {line, headers, body} as one text. The order of headers means nothing in HTTP: Node writes host near the end, Rampart first.
const plain = ({ line, headers, body }) => [line, ...headers.map((header) => header.replace('gzip, deflate, br', 'gzip, deflate')).sort(), ...body].join(' | ').replaceAll('\n', '\\n');

const users_of = ({ report }) => report?.aggregate.counters?.['vusers.created'] ?? 1;

function compare_printed(out, ours, theirs) {
  const [shownOurs, shownTheirs] = [ours, theirs].map(({ printed }) => printed_lines(printed, users_of(theirs)));
  out.lines('console', shownOurs.frame, shownTheirs.frame);
  out.lines('printed', shownOurs.said, shownTheirs.said);
}

export function differences(ours, theirs, { timed = false, unordered = false } = {}) {
  const out = new Comparison();
  if (ours.hung || theirs.hung) {
    out.differ('ends', ours.hung ? 'never' : 'by itself', theirs.hung ? 'never' : 'by itself');
    return out.found;
  }
  if (ours.code !== theirs.code) out.differ('exit code', ours.code, theirs.code);
  compare_reports(out, ours.report, theirs.report, timed);
  const users = unordered ? 2 : users_of(theirs);
  // Where neither came to run, the messages aren't compared: Rampart's name file, line and column, on stderr.
  if (ours.report || theirs.report) compare_printed(out, ours, theirs);
  for (const server of Object.keys(theirs.received))
    out.lines(`received at ${server}`, received_lines(ours.received[server], users), received_lines(theirs.received[server], users));
  return out.found;
}

// With the excuses of the script taken away, and one difference for each excuse nobody needs any more.
export function unexcused(found, excuses) {
  const used = new Set();
  const left = found.filter((difference) => {
    const excuse = excuses.find(({ pattern }) => pattern.test(difference));
    if (excuse) used.add(excuse);
    return !excuse;
  });
  for (const excuse of excuses) if (!used.has(excuse)) left.push(`excuse without a difference: ${excuse.pattern.source}`);
  return left;
}
