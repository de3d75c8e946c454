// What is wrong with the policy, and how well supply followed demand.
import type { Finding, PageData } from './data';
import { h, section, table } from './dom';
import { number, quantity, span } from './format';

export function findings(run: PageData): HTMLElement | null {
  if (run.report.findings.length === 0) return null;
  return section(
    'findings',
    'What is wrong with the policy',
    'Each with the line to change and what that costs.',
    table<Finding>(
      'Findings',
      [
        { head: 'Number', cell: (f) => f.problem },
        { head: 'Kind', cell: (f) => h('span', { class: `mark ${f.severity === 'problem' ? 'fail' : 'warn'}` }, f.severity) },
        { head: 'Cause', kind: 'wide', cell: (f) => h('div', {}, h('strong', {}, f.title), h('div', { class: 'muted' }, f.cause)) },
        { head: 'Write', kind: 'wide', cell: (f) => f.fix },
        { head: 'Line', cell: (f) => (f.line > 0 ? h('code', {}, `${f.file.split('/').pop() ?? ''}:${f.line}`) : '') },
        { head: 'Price', cell: (f) => f.price },
      ],
      run.report.findings,
    ),
  );
}

export function elasticity(run: PageData): HTMLElement {
  const e = run.report.elasticity;
  if (e.not_computed !== undefined) return section('elasticity', 'Elasticity', `Not computed: ${e.not_computed}.`);
  const recovered = e.recover_s === null ? 'never' : `${span(e.recover_s)}${e.recovered ? '' : ', and still at the end'}`;
  const rows: { name: string; value: string }[] = [
    { name: 'Too few tasks (τU of the time, θU of the demand)', value: `${quantity(e.tau_under, '%')}, ${quantity(e.theta_under, '%')}` },
    { name: 'Too many tasks (τO of the time, θO of the demand)', value: `${quantity(e.tau_over, '%')}, ${quantity(e.theta_over, '%')}` },
    { name: 'Instability', value: quantity(e.instability, '%') },
    { name: 'Jitter, changes a minute', value: number(e.jitter) },
    { name: 'Demand over supply at the longest', value: recovered },
  ];
  if ('up' in e.hysteresis)
    rows.push({
      name: 'Rate at which felt p95 passed its limit, up and down',
      value: `${number(e.hysteresis.up)} and ${number(e.hysteresis.down)} a second`,
    });
  return section(
    'elasticity',
    'Elasticity',
    `How well ${e.service} followed demand, a task holding ${number(e.capacity_per_task)} requests a second (${e.capacity_from}).`,
    table(
      'Elasticity metrics',
      [
        { head: 'Metric', kind: 'wide', cell: (r: { name: string; value: string }) => r.name },
        { head: 'Value', kind: 'number', cell: (r: { name: string; value: string }) => r.value },
      ],
      rows,
    ),
  );
}
