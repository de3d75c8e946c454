// What a run printed, with everything taken out that chance decides: ids, times of day, durations, latencies, rates, and the
// reports of ten-second windows (where these begin is chance in a run of a second). What is left is compared line by line.
const is_rule = (line) => /^-{5,}$/.test(line);
const metric = /^(\S.*: \.{2,} \S+|\S.*:|  (min|max|mean|median|p95|p99): \.+ \S+)$/;

function without_windows(lines) {
  const kept = [];
  for (let at = 0; at < lines.length; ++at) {
    if (is_rule(lines[at]) && lines[at + 1]?.startsWith('Metrics for period')) {
      at += 3;
      while (at < lines.length && (lines[at] === '' || (metric.test(lines[at]) && !lines[at].startsWith('Apdex')))) ++at;
      --at;
    } else kept.push(lines[at]);
  }
  return kept;
}

const chance = [
  [/^Test run id: .*/, 'Test run id: *'],
  [/ \d\d:\d\d:\d\d\([+-]\d{4}\)/, ' *'],
  [/^All VUs finished. Total time: .*/, 'All VUs finished. Total time: *'],
  [/^Log file: .*/, 'Log file: *'],
  [/^(  (?:min|max|mean|median|p95|p99): )\.+ .*/, '$1*'],
  [/ \.+ \d+\/sec$/, ' */sec'],
  [/ \.{2,} (?=\S+$)/, ' '],
  [/\bt[3-9a-z]{4}_[3-9a-z]{29}_[3-9a-z]{4}\b/, '{test}'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/, '{uuid}'],
  [/date: \w{3}, .* GMT/, 'date: *'],
];

// Rampart's own part of the summary stands behind Artillery's, from its title to the seed.
function without_own_part(lines) {
  const from = lines.indexOf('Rampart');
  const to = lines.findIndex((line, at) => at > from && line.startsWith('Seed '));
  return from < 0 || to < 0 ? lines : [...lines.slice(0, from), ...lines.slice(to + 1)];
}

const titles = /^(Test run id|Phase (started|completed)|All VUs finished|Summary report|Log file|Checks:)/;

// {frame, said}: the lines Artillery itself prints in their order, and what steps and plugins print. Users run side by side,
// so with several of them their lines come in any order and are compared sorted.
export function printed_lines(text, users) {
  const lines = without_own_part(without_windows(text.split('\n').map((line) => line.trimEnd()))).map((line) =>
    chance.reduce((shown, [pattern, name]) => shown.replace(pattern, name), line),
  );
  const summary = lines.findIndex((line) => line.startsWith('Summary report @'));
  const before = summary < 0 ? lines : lines.slice(0, summary - 1);
  const frame = [...before.filter((line) => titles.test(line)), ...(summary < 0 ? [] : lines.slice(summary))].filter((line) => line !== '' && !is_rule(line));
  const said = before.filter((line) => line !== '' && !titles.test(line));
  return { frame, said: users > 1 ? said.sort() : said };
}
