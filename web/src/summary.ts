// The top of the page: the verdict in one word, the numbers, the checks.
import type { Check, PageData } from './data';
import { h, table } from './dom';
import { instant, milliseconds, number, plural, quantity, span } from './format';

const sign = { '<=': '≤', '>=': '≥', '==': '=' } as const;

function verdictSentence(run: PageData): string {
  const { report } = run;
  const missed = report.checks.filter((c) => !c.pass).length;
  const parts: string[] = [];
  if (report.checks.length === 0) parts.push('No targets were set.');
  else if (missed === 0) parts.push(report.checks.length === 1 ? 'The one target was met.' : `All ${report.checks.length} targets were met.`);
  else parts.push(`${missed} of ${plural(report.checks.length, 'target')} ${missed === 1 ? 'was' : 'were'} missed.`);
  if (!report.complete) parts.push('The run was stopped before its end, so it proves nothing.');
  if (report.validity.grade === 'VALID') parts.push('The load was sent on time.');
  return parts.join(' ');
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function header(run: PageData): HTMLElement {
  const pass = run.report.verdict === 'pass';
  document.title = `${pass ? 'Pass' : 'Fail'}: ${run.name} · Rampart`;
  return h(
    'header',
    {},
    h('p', { class: 'eyebrow' }, 'Rampart report'),
    h('h1', {}, run.name),
    h('p', { class: 'when' }, `${instant(run.started)} · ${span(run.duration_s)}`),
    run.report.compute === 'simulated' ? h('p', { class: 'when' }, capitalized(run.compute_detail)) : null,
    h(
      'div',
      { class: `verdict ${run.report.verdict}`, role: 'status' },
      h('strong', {}, pass ? 'Pass' : 'Fail'),
      h('p', {}, verdictSentence(run)),
    ),
    ...run.report.validity.reasons.map((reason) =>
      h('p', { class: 'warning' }, h('strong', {}, run.report.validity.grade === 'INVALID' ? 'Not valid. ' : 'Suspect. '), reason),
    ),
  );
}

interface Tile {
  name: string;
  value: string;
  note: string;
}

function tiles(run: PageData): Tile[] {
  const { requests, latency, services, incidents } = run.report;
  const peak = Math.max(0, ...run.load.offered);
  const share = requests.sent > 0 ? (100 * requests.failed) / requests.sent : 0;
  const out: Tile[] = [
    { name: 'Requests', value: number(requests.sent), note: `up to ${number(peak)} a second` },
    { name: 'Failed', value: quantity(share, '%'), note: plural(requests.failed, 'request') },
    {
      name: 'Felt latency p95',
      value: latency.felt.p95 === undefined ? 'none' : milliseconds(latency.felt.p95),
      note:
        latency.felt.p50 === undefined || latency.felt.p99 === undefined
          ? ''
          : `p50 ${milliseconds(latency.felt.p50)} · p99 ${milliseconds(latency.felt.p99)}`,
    },
  ];
  for (const service of services.slice(0, 2))
    out.push({
      name: `Tasks of ${service.name}`,
      value: `${service.timeline[0]?.desired ?? 0} → ${service.max_running} → ${service.final_running}`,
      note: 'first, most, last',
    });
  if (incidents.length > 0)
    out.push({
      name: 'Tasks lost',
      value: number(incidents.length),
      note: `cost ${plural(incidents.reduce((n, i) => n + i.failed_requests, 0), 'failed request')}`,
    });
  out.push({
    name: 'Arrivals late by',
    value: latency.lateness.p99 === undefined ? 'none' : milliseconds(latency.lateness.p99),
    note: 'p99, the generator',
  });
  return out;
}

export function numbers(run: PageData): HTMLElement {
  return h(
    'dl',
    { class: 'tiles' },
    ...tiles(run).map((tile) =>
      h('div', {}, h('dt', {}, tile.name), h('dd', { class: 'value' }, tile.value), h('dd', { class: 'note' }, tile.note)),
    ),
  );
}

export function checks(run: PageData): HTMLElement | null {
  if (run.report.checks.length === 0) return null;
  return table<Check>(
    'Targets',
    [
      { head: 'Result', cell: (c) => h('span', { class: `mark ${c.pass ? 'pass' : 'fail'}` }, c.pass ? 'met' : 'missed') },
      { head: 'Target', kind: 'wide', cell: (c) => c.name },
      { head: 'Measured', kind: 'number', cell: (c) => (c.value === null ? 'unknown' : quantity(c.value, c.unit)) },
      { head: 'Asked for', kind: 'number', cell: (c) => `${sign[c.comparison]} ${quantity(c.target, c.unit)}` },
      { head: 'Note', kind: 'wide', cell: (c) => h('span', { class: 'muted' }, c.detail) },
    ],
    run.report.checks,
  );
}
