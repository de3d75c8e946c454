// What each chart shows: its lines, its units, its height. charts.ts draws them.
import uPlot from 'uplot';
import type { LoadSeries, Metric, Service } from './data';
import { metricName, milliseconds, number } from './format';
import type { Theme } from './theme';

export interface Line {
  label: string;
  colour: keyof Theme;
  values: (number | null)[];
  fill?: keyof Theme;
  dash?: number[];
  width?: number;
  paths?: uPlot.Series.PathBuilder;
}

export interface Chart {
  title: string;
  /** The chart in a sentence, for those who can't see it. */
  description: string;
  t: number[];
  lines: Line[];
  format: (value: number) => string;
  height: number;
  log?: boolean;
  canBeLog?: boolean;
  /** Lowest top of the y axis. */
  atLeast?: number;
  whole?: boolean;
  /** Values hold until the next point. */
  steps?: boolean;
  numbered?: boolean;
  phaseNames?: boolean;
  metric?: string;
}

const stepped = uPlot.paths.stepped?.({ align: 1 });
const bars = uPlot.paths.bars?.({ size: [0.9, 8], align: 1 });

function optional<T extends object, K extends keyof T>(key: K, value: T[K] | undefined): Partial<T> {
  return value === undefined ? {} : ({ [key]: value } as unknown as Partial<T>);
}

/** A flow has no users, and nobody who is late. */
function single<T>(load: LoadSeries, line: T): T[] {
  return load.step_s > 1 ? [] : [line];
}

export function loadChart(load: LoadSeries): Chart {
  const peak = Math.max(0, ...load.offered);
  return {
    title: 'Load',
    description: `Requests a second: offered, answered and failed; and virtual users arriving. The highest offered rate was ${number(peak)} a second.`,
    t: load.t,
    lines: [
      { label: 'offered', colour: 'offered', values: load.offered, width: 2.5 },
      { label: 'answered', colour: 'answered', values: load.answered, width: 1.5 },
      ...single<Line>(load, { label: 'users arriving', colour: 'offered', values: load.due, width: 1, dash: [4, 3] }),
      { label: 'failed', colour: 'failed', values: load.failed, fill: 'failed', width: 0, ...optional('paths', bars) },
    ],
    format: (v) => `${number(v)}/s`,
    height: 190,
    atLeast: 1,
    phaseNames: true,
  };
}

/** On a linear axis 50 ms can't be told from 0 beside 8 s. */
function spreadsWide(load: LoadSeries): boolean {
  const low = Math.min(...load.felt_p50.filter((v): v is number => v !== null && v > 0));
  return Math.max(0, ...load.felt_p99.map((v) => v ?? 0)) > 30 * low;
}

export function latencyChart(load: LoadSeries): Chart {
  return {
    title: 'Latency',
    description: 'Latency as users felt it, from the instant each request was due, and as the service gave it.',
    t: load.t,
    lines: [
      { label: 'felt p50', colour: 'p50', values: load.felt_p50 },
      { label: 'felt p95', colour: 'p95', values: load.felt_p95 },
      { label: 'felt p99', colour: 'p99', values: load.felt_p99, width: 2 },
      ...single<Line>(load, { label: 'service p99', colour: 'service', values: load.service_p99, dash: [4, 3] }),
    ],
    format: milliseconds,
    height: 200,
    log: spreadsWide(load),
    canBeLog: true,
  };
}

/** Each period's value from its start to its end: a last point closes the last step. */
export function metricChart(metric: Metric): Chart {
  const last = metric.t[metric.t.length - 1];
  const t = last === undefined ? [] : [...metric.t, last + metric.period_s];
  const v = last === undefined ? [] : [...metric.v, metric.v[metric.v.length - 1] ?? null];
  return {
    title: `What the autoscaler saw: ${metricName(metric.metric)}`,
    description: `${metric.statistic} of ${metric.metric} for each period, and the thresholds of its alarms.`,
    t,
    lines: [
      {
        label: `${metric.statistic.toLowerCase()} per period`,
        colour: 'metric',
        values: v,
        width: 2,
        ...optional('paths', stepped),
      },
    ],
    format: (n) => (metric.unit === 'Percent' ? `${number(n)} %` : number(n)),
    steps: true,
    height: 180,
    atLeast: Math.max(0, ...metric.thresholds.map((x) => x.value * 1.2)),
    numbered: true,
    metric: metric.metric,
  };
}

export function taskChart(service: Service, end: number): Chart {
  const points = service.timeline;
  const last = points[points.length - 1];
  const all = last ? [...points, { ...last, t: Math.max(end, last.t) }] : [];
  const step = optional<Line, 'paths'>('paths', stepped);
  return {
    title: `Tasks of ${service.name}`,
    description: `Desired, running and healthy tasks. At most ${service.max_running} ran, ${service.final_running} at the end.`,
    t: all.map((p) => p.t),
    lines: [
      { label: 'running', colour: 'running', values: all.map((p) => p.running), fill: 'runningFill', width: 2, ...step },
      { label: 'healthy', colour: 'healthy', values: all.map((p) => p.healthy), width: 2, ...step },
      { label: 'desired', colour: 'desired', values: all.map((p) => p.desired), width: 1.5, dash: [5, 3], ...step },
    ],
    format: (v) => number(v),
    steps: true,
    height: 170,
    atLeast: service.max_running + 1,
    whole: true,
    numbered: true,
  };
}
