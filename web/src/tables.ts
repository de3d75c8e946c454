// The tables below the charts: what was decided and why, and everything else that happened.
import type { Activity, AlarmChange, Incident, PageData, Task } from './data';
import type { Child } from './dom';
import { h, section, table } from './dom';
import { alarmName, clock, number, plural, span } from './format';

const time = <Row extends { t: number }>() => ({ head: 'At', kind: 'time' as const, cell: (r: Row) => clock(r.t) });
const short = (id: string) => h('code', { title: id }, id.slice(0, 8));
const at = (t: number | null) => (t === null ? '' : clock(t));

function change(a: Activity): Child {
  if (a.not_scaled_reason) return h('span', { class: 'muted' }, 'not scaled');
  const direction = a.to > a.from ? 'out' : 'in';
  return h('span', { class: `change ${direction}` }, `${a.from} → ${a.to}`);
}

/** Of a run of days the page tells the first thousand reasons. */
function untold(rows: number, file: string): string {
  return rows > 1000 ? ` The reasons of those after the first 1,000 are in ${file}.` : '';
}

function decisionTable(run: PageData): HTMLElement | null {
  if (run.activities.length === 0) return null;
  return section(
    'decisions',
    'Decisions',
    `The numbers are those in the charts.${untold(run.activities.length, 'report.json')}`,
    table<Activity>(
      'Scaling activities',
      [
        { head: '#', kind: 'number', cell: (_a, i) => h('span', { class: 'badge' }, i + 1) },
        time<Activity>(),
        { head: 'Tasks', kind: 'number', cell: change },
        {
          head: 'Why',
          kind: 'wide',
          cell: (a) =>
            h('div', {}, h('div', {}, a.explanation || a.not_scaled_reason || a.description), h('div', { class: 'muted small' }, a.cause ?? '')),
        },
        { head: 'Took', kind: 'number', cell: (a) => (a.until === null ? '' : span(a.until - a.t)) },
        { head: 'Status', cell: (a) => h('span', { title: a.status_message ?? '' }, a.status) },
      ],
      run.activities,
    ),
  );
}

function incidentTable(run: PageData): HTMLElement | null {
  if (run.report.incidents.length === 0) return null;
  return section(
    'incidents',
    'Tasks lost',
    'Tasks that stopped although nobody asked them to, and what it cost until the replacement took over.',
    table<Incident>(
      'Tasks lost and replaced',
      [
        time<Incident>(),
        { head: 'Task', cell: (i) => short(i.task) },
        { head: 'Service', cell: (i) => i.service },
        {
          head: 'Reason',
          kind: 'wide',
          cell: (i) => `${i.reason || 'unknown'}${i.exit_code >= 0 ? ` (exit code ${i.exit_code})` : ''}`,
        },
        { head: 'Replaced by', cell: (i) => (i.replacement ? short(i.replacement) : 'nobody') },
        { head: 'Healthy after', kind: 'number', cell: (i) => (i.seconds_to_healthy === null ? 'never' : span(i.seconds_to_healthy)) },
        { head: 'Failed requests', kind: 'number', cell: (i) => number(i.failed_requests) },
      ],
      run.report.incidents,
    ),
  );
}

function alarmTable(run: PageData): HTMLElement | null {
  if (run.alarms.length === 0) return null;
  return section(
    'alarms',
    'Alarms',
    untold(run.alarms.length, 'run.sqlite').trim() || null,
    table<AlarmChange>(
      'Alarm transitions',
      [
        time<AlarmChange>(),
        { head: 'Alarm', cell: (a) => h('span', { title: a.alarm }, alarmName(a.alarm)) },
        { head: 'State', cell: (a) => h('span', { class: `state ${a.to}` }, a.to.replace('_', ' ')) },
        { head: 'Before', cell: (a) => h('span', { class: 'muted' }, a.from.replace('_', ' ')) },
        { head: 'Reason', kind: 'wide', cell: (a) => a.reason },
      ],
      run.alarms,
    ),
  );
}

function taskTable(run: PageData): HTMLElement | null {
  if (run.tasks.length === 0) return null;
  return section(
    'tasks',
    'Tasks',
    run.tasks_all > run.tasks.length
      ? `The first ${number(run.tasks.length)} of ${number(run.tasks_all)}; run.sqlite has them all.`
      : null,
    table<Task>(
      'Every task of the run',
      [
        { head: 'Task', cell: (t) => short(t.id) },
        { head: 'Service', cell: (t) => t.service },
        { head: 'Started', kind: 'time', cell: (t) => at(t.started) },
        { head: 'Running', kind: 'time', cell: (t) => at(t.running) },
        { head: 'Healthy', kind: 'time', cell: (t) => at(t.healthy) },
        { head: 'Leaving', kind: 'time', cell: (t) => at(t.leaving) },
        { head: 'Stopped', kind: 'time', cell: (t) => at(t.stopped) },
        { head: 'Reason', kind: 'wide', cell: (t) => `${t.reason}${t.exit_code > 0 ? ` (exit code ${t.exit_code})` : ''}` },
      ],
      run.tasks,
    ),
  );
}

function eventTable(run: PageData): HTMLElement | null {
  if (run.events.length === 0) return null;
  return section(
    'events',
    'Service events',
    null,
    table(
      'What the services said',
      [time<PageData['events'][number]>(), { head: 'Message', kind: 'wide', cell: (e) => e.message }],
      run.events,
    ),
  );
}

function noteTable(run: PageData): HTMLElement | null {
  if (run.notes.length === 0) return null;
  return section(
    'notes',
    'Notes',
    null,
    table(
      'Worth knowing',
      [
        time<PageData['notes'][number]>(),
        { head: 'Level', cell: (n) => n.level },
        { head: 'Note', kind: 'wide', cell: (n) => n.text },
      ],
      run.notes,
    ),
  );
}

function howItWasRun(run: PageData): HTMLElement {
  const { report } = run;
  const minute =
    report.aws_minute_s === 60
      ? 'an AWS minute lasted a minute'
      : `an AWS minute lasted ${span(report.aws_minute_s)}; request rates and latencies are real time`;
  const rows: [string, Child][] = [
    ['Command', h('code', {}, run.command)],
    ['Seed', h('code', {}, report.seed)],
    ['Compute', [report.compute, run.compute_detail].filter(Boolean).join(': ') || 'none: load only'],
    ['Control plane', minute],
    ['Generator', `${report.validity.grade.toLowerCase()}, ${plural(report.latency.lateness.count, 'arrival')}`],
    ['Test run', h('code', {}, run.test_run_id)],
  ];
  return section(
    'how',
    'How it was run',
    null,
    h('dl', { class: 'facts' }, ...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
  );
}

export function tables(run: PageData): (HTMLElement | null)[] {
  return [decisionTable(run), incidentTable(run), alarmTable(run), taskTable(run), eventTable(run), noteTable(run), howItWasRun(run)];
}
