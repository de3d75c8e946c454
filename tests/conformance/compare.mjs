// node compare.mjs FOLDER SCRIPT: what Artillery and Rampart made of one script, from the files the test left in FOLDER:
// SCRIPT.artillery.json / .txt / .code and the same of rampart; .requests, when the mirror received them. Prints every difference; ends with 1 when there is any.
import { existsSync, readFileSync } from 'node:fs';

const [folder, script] = process.argv.slice(2);
const read = (tool, what) => readFileSync(`${folder}/${script}.${tool}.${what}`, 'utf8');
const artillery = { report: JSON.parse(read('artillery', 'json')), text: read('artillery', 'txt'), code: read('artillery', 'code').trim() };
const rampart = { report: JSON.parse(read('rampart', 'json')), text: read('rampart', 'txt'), code: read('rampart', 'code').trim() };

// Not compared, so that nobody takes it for shown: rates (Artillery averages its ten-second windows, and where these begin
// is chance in a run of some seconds), what the expect plugin prints, ensure's "conditions", apdex, http.extendedMetrics,
// and stderr.

// Metric names only one of the two has, each with the reason. None: keep it so.
const excusedMetrics = {};
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
const exactCounters = /^(vusers\.|http\.(requests|responses|codes\.|downloaded_bytes)|errors\.|plugins\.)/;

const differences = [];
const differ = (what, ours, theirs) => differences.push(`${what}: artillery ${theirs}, rampart ${ours}`);

function compareSets(what, ours, theirs, excused = {}) {
  const missing = [...theirs].filter((name) => !ours.has(name) && !(name in excused));
  const extra = [...ours].filter((name) => !theirs.has(name) && !(name in excused));
  for (const name of missing) differences.push(`${what}: only artillery has "${name}"`);
  for (const name of extra) differences.push(`${what}: only rampart has "${name}"`);
}

const names = (object) => new Set(Object.keys(object ?? {}));

function compareMetrics(ours, theirs) {
  for (const kind of ['counters', 'rates', 'summaries', 'histograms'])
    compareSets(`aggregate.${kind}`, names(ours[kind]), names(theirs[kind]), excusedMetrics);
  for (const [name, count] of Object.entries(theirs.counters))
    if (exactCounters.test(name) && name in ours.counters && ours.counters[name] !== count)
      differ(`counter ${name}`, ours.counters[name], count);
  for (const [name, summary] of Object.entries(theirs.summaries)) {
    const own = ours.summaries[name];
    if (!own) continue;
    compareSets(`summary ${name}`, names(own), names(summary));
    if (own.count !== summary.count) differ(`summary ${name}.count`, own.count, summary.count);
    if (!measured.includes(name)) continue;
    for (const point of ['p50', 'p95'])
      if (Math.abs(own[point] - summary[point]) > noise(summary[point])) differ(`summary ${name}.${point}`, own[point], summary[point]);
  }
}

// A window holds what fell into its ten seconds of the wall clock, so the keys of all windows together are compared, with the
// kind of each value ("period" is text in a window and a number in the aggregate).
const shape = (object) => new Set(Object.entries(object).map(([key, value]) => `${key} (${value === null ? 'null' : typeof value})`));
const shapes = (windows) => new Set(windows.flatMap((window) => [...shape(window)]));

function compareReports(ours, theirs) {
  compareSets('report', names(ours), names(theirs), excusedKeys);
  compareSets('report aggregate', shape(ours.aggregate), shape(theirs.aggregate));
  compareSets('report intermediate', shapes(ours.intermediate), shapes(theirs.intermediate));
  const span = ({ aggregate }) => aggregate.lastMetricAt - aggregate.firstMetricAt;
  if (Math.abs(span(ours) - span(theirs)) > spanNoiseMs) differ('lastMetricAt - firstMetricAt (ms)', span(ours), span(theirs));
  const total = (report, name) => report.intermediate.reduce((sum, window) => sum + (window.counters[name] ?? 0), 0);
  for (const name of ['vusers.created', 'http.requests'])
    if (total(ours, name) !== total(theirs, name)) differ(`${name} over all windows`, total(ours, name), total(theirs, name));
}

// "Phase started: first (index: 0, duration: 4s) 11:54:24(+0000)" without its time of day.
const phases = (text) => text.match(/^Phase (started|completed): .*$/gm)?.map((line) => line.replace(/ \d\d:\d\d:\d\d.*$/, '')) ?? [];
const checks = (text) => text.split('\nChecks:\n')[1]?.split('\n\n')[0].trim().split('\n') ?? [];
// What "log" steps print: users run side by side, so the lines are compared in sorted order.
const logged = (text) => text.match(/^(before|after|user|form|echoed|count|range|element) .*$/gm)?.sort() ?? [];
const titles = (text) => text.match(/^(Test run id|All VUs finished|Summary report|Log file|Checks:)/gm) ?? [];
// Names in the summary, in the order they are shown, with counters' values.
const shown = (text) =>
  text.split('\nSummary report @')[1]?.match(/^[a-z][^ :]*[^:\n]*:( \.+ \d+$|$)/gm)?.map((line) => line.replace(/ \.+ /, ' ')) ?? [];
const summaryNames = (text) => shown(text).filter((line) => /^(vusers|http|errors|plugins)\./.test(line));

function compareLines(what, ours, theirs) {
  if (ours.length !== theirs.length) differ(`number of ${what}`, ours.length, theirs.length);
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  if (at >= 0) differ(what, `"${ours[at] ?? 'nothing'}"`, `"${theirs[at]}"`);
}

if (rampart.code !== artillery.code) differ('exit code', rampart.code, artillery.code);
compareMetrics(rampart.report.aggregate, artillery.report.aggregate);
compareReports(rampart.report, artillery.report);
compareLines('console: phases', phases(rampart.text), phases(artillery.text));
compareLines('console: titles', titles(rampart.text), titles(artillery.text));
compareLines('console: summary', summaryNames(rampart.text), summaryNames(artillery.text));
compareLines('console: checks', checks(rampart.text), checks(artillery.text));
compareLines('console: log steps', logged(rampart.text), logged(artillery.text));
if (existsSync(`${folder}/${script}.artillery.requests`)) {
  const requests = (tool) => read(tool, 'requests').trim().split('\n');
  const [ours, theirs] = [requests('rampart'), requests('artillery')];
  if (ours.length !== theirs.length) differ('number of requests received', ours.length, theirs.length);
  theirs.forEach((line, index) => line !== ours[index] && differ('request received', `"${ours[index] ?? 'nothing'}"`, `"${line}"`));
}

const points = (report) =>
  measured.map((name) => `${name} ${report.aggregate.summaries[name]?.p50 ?? '-'}/${report.aggregate.summaries[name]?.p95 ?? '-'}`).join(', ');
console.log(`${script}: exit code ${artillery.code}, ${artillery.report.aggregate.counters['http.requests']} requests`);
console.log(`  p50/p95 artillery: ${points(artillery.report)}`);
console.log(`  p50/p95 rampart:   ${points(rampart.report)}`);
for (const difference of differences) console.log(`  DIFFERENT ${difference}`);
process.exit(differences.length === 0 ? 0 : 1);
