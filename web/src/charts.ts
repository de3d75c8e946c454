// The stacked charts. One time axis, one cursor, one zoom for all.
import uPlot from 'uplot';
import type { Chart, Line } from './chart_kinds';
import { latencyChart, loadChart, metricChart, taskChart } from './chart_kinds';
import type { PageData } from './data';
import { h } from './dom';
import { alarmName, clock } from './format';
import { decisions, phases, thresholds } from './marks';
import type { Theme } from './theme';
import { onThemeChange, readTheme } from './theme';

/** All charts on the page, so that zoom, theme and width reach every one. */
export class Charts {
  private readonly drawn: { chart: Chart; holder: HTMLElement; plot: uPlot }[] = [];
  private readonly sync = uPlot.sync('time');
  private range: [number, number];
  private zooming = false;
  private readonly resetButton = h('button', { type: 'button', hidden: true }, 'Show all of the run');

  constructor(private readonly run: PageData) {
    this.range = [0, run.duration_s];
    this.resetButton.addEventListener('click', () => this.zoom([0, run.duration_s]));
    onThemeChange(() => this.redraw());
    let width = innerWidth;
    addEventListener('resize', () => {
      if (innerWidth === width) return;
      width = innerWidth;
      this.redraw();
    });
  }

  /** The figures, in reading order: cause above effect. Call start() once they are in the document. */
  build(): HTMLElement[] {
    const watched = this.run.metrics.filter((m) => m.thresholds.length > 0);
    const shown = watched.length > 0 ? watched : this.run.metrics.slice(0, 1);
    const charts = [
      loadChart(this.run.load),
      latencyChart(this.run.load),
      ...shown.map(metricChart),
      ...this.run.report.services.map((s) => taskChart(s, this.run.duration_s)),
    ];
    const figures = charts.map((chart) => this.figure(chart));
    const others = this.run.metrics.filter((m) => !shown.includes(m)).map(metricChart);
    if (others.length > 0) {
      const details = h('details', { class: 'more' }, h('summary', {}, `Other metrics (${others.length})`));
      for (const chart of others)
        details.append(this.figure({ ...chart, title: chart.title.replace('What the autoscaler saw: ', '') }));
      details.addEventListener('toggle', () => this.redraw());
      figures.push(details);
    }
    return [h('p', { class: 'tools' }, this.resetButton), ...figures];
  }

  start(): void {
    this.redraw();
  }

  private readonly waiting: { chart: Chart; holder: HTMLElement; values: HTMLElement[]; at: HTMLElement }[] = [];

  private figure(chart: Chart): HTMLElement {
    const values = chart.lines.map(() => h('output', {}, ''));
    const at = h('output', { class: 'at' }, '');
    const legend = h(
      'ul',
      { class: 'legend' },
      ...chart.lines.map((line, i) =>
        h(
          'li',
          {},
          h('i', { class: line.dash ? 'dashed' : '', style: `--key: var(--${cssName(line.colour)})` }),
          line.label,
          values[i],
        ),
      ),
      ...this.ribbonKeys(chart),
      h('li', {}, at),
    );
    const holder = h('div', { class: 'plot', role: 'img', 'aria-label': chart.description });
    const tools = chart.canBeLog ? this.logToggle(chart) : null;
    this.waiting.push({ chart, holder, values, at });
    return h(
      'figure',
      {},
      h('figcaption', {}, h('strong', {}, chart.title), legend, tools),
      holder,
    );
  }

  /** What the bars at the foot of a metric's chart mean. */
  private ribbonKeys(chart: Chart): HTMLElement[] {
    const metric = this.run.metrics.find((m) => m.metric === chart.metric);
    return (metric?.thresholds ?? []).map((threshold) => {
      const colour = threshold.comparison.startsWith('Less') ? 'low' : 'high';
      return h('li', {}, h('i', { class: 'bar', style: `--key: var(--${colour})` }), `${alarmName(threshold.alarm)} in ALARM`);
    });
  }

  private logToggle(chart: Chart): HTMLElement {
    const box = h('input', { type: 'checkbox', checked: chart.log === true });
    box.addEventListener('change', () => {
      chart.log = box.checked;
      this.redraw();
    });
    return h('label', { class: 'toggle' }, box, 'log scale');
  }

  private redraw(): void {
    for (const { plot } of this.drawn) {
      this.sync.unsub(plot);
      plot.destroy();
    }
    this.drawn.length = 0;
    const theme = readTheme();
    const lastMain = this.waiting.reduce((a, w, i) => (w.holder.closest('details') ? a : i), 0);
    this.waiting.forEach(({ chart, holder, values, at }, index) => {
      if (holder.clientWidth === 0) return;
      const bottom = index === lastMain || holder.closest('details') !== null;
      const data = [chart.t, ...chart.lines.map((l) => positive(l.values, chart.log === true))] as uPlot.AlignedData;
      const plot = new uPlot(this.options(chart, holder, values, at, theme, bottom), data, holder);
      this.sync.sub(plot);
      this.drawn.push({ chart, holder, plot });
    });
  }

  private options(
    chart: Chart,
    holder: HTMLElement,
    values: HTMLElement[],
    at: HTMLElement,
    theme: Theme,
    bottom: boolean,
  ): uPlot.Options {
    const grid = { stroke: theme.line, width: 1 };
    const showAt = (u: uPlot) => {
      const { left, idxs } = u.cursor;
      const inside = left !== undefined && left >= 0;
      values.forEach((output, k) => {
        const i = inside ? idxs?.[k + 1] : null;
        const v = i === null || i === undefined ? null : u.data[k + 1]?.[i];
        output.textContent = v === null || v === undefined ? '' : chart.format(v);
      });
      at.textContent = inside ? `at ${clock(u.posToVal(left, 'x'))}` : '';
    };
    return {
      width: holder.clientWidth,
      height: chart.height + (bottom ? 26 : 0),
      // The last hour's "24:00:00" needs more room than "24:00".
      padding: [chart.numbered || chart.phaseNames ? 22 : 10, this.run.duration_s >= 36000 ? 28 : 12, bottom ? 0 : 6, 0],
      legend: { show: false },
      cursor: {
        sync: { key: 'time', setSeries: false },
        drag: { x: true, y: false },
        points: { show: !chart.steps, size: 7 },
        dataIdx: (u, _series, closest, x) =>
          chart.steps && closest > 0 && (u.data[0][closest] ?? 0) > x ? closest - 1 : closest,
        bind: {
          dblclick: () => () => {
            this.zoom([0, this.run.duration_s]);
            return null;
          },
        },
      },
      scales: {
        x: { time: false, min: this.range[0], max: this.range[1] },
        y: { distr: chart.log ? 3 : 1, range: (_u, low, high) => yRange(chart, low, high) },
      },
      axes: [
        {
          show: true,
          size: bottom ? 32 : 0,
          stroke: theme.muted,
          font: theme.font,
          grid,
          ticks: { show: bottom, stroke: theme.line, width: 1, size: 5 },
          incrs: [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 604800, 1209600],
          space: 64,
          values: (_u, marks) => marks.map((m) => (bottom ? clock(m) : '')),
        },
        {
          size: 64,
          stroke: theme.muted,
          font: theme.font,
          grid,
          ticks: { show: false },
          space: chart.whole ? 18 : 32,
          ...(chart.log ? { splits: (_u, _axis, low, high) => decades(low, high) } : {}),
          ...(chart.whole ? { incrs: [1, 2, 5, 10, 20, 50, 100] } : {}),
          values: (_u, marks) => marks.map((m) => (m === null ? '' : chart.format(m))),
        },
      ],
      series: [{}, ...chart.lines.map((line) => seriesOf(line, theme))],
      plugins: [
        phases(this.run, theme, chart.phaseNames === true),
        decisions(this.run, theme, chart.numbered === true),
        ...(chart.metric ? [thresholds(this.run, chart.metric, theme)] : []),
      ],
      hooks: {
        setCursor: [showAt],
        setScale: [
          (u, key) => {
            const { min, max } = u.scales[key] ?? {};
            if (key === 'x' && typeof min === 'number' && typeof max === 'number') this.zoom([min, max]);
          },
        ],
      },
    };
  }

  private zoom(range: [number, number]): void {
    if (this.zooming || (range[0] === this.range[0] && range[1] === this.range[1])) return;
    this.zooming = true;
    this.range = range;
    this.resetButton.hidden = range[0] <= 0 && range[1] >= this.run.duration_s;
    for (const { plot } of this.drawn) plot.setScale('x', { min: range[0], max: range[1] });
    this.zooming = false;
  }
}

function seriesOf(line: Line, theme: Theme): uPlot.Series {
  return {
    label: line.label,
    stroke: theme[line.colour],
    width: line.width ?? 1.5,
    points: { show: false },
    ...(line.fill ? { fill: theme[line.fill] } : {}),
    ...(line.dash ? { dash: line.dash } : {}),
    ...(line.paths ? { paths: line.paths } : {}),
  };
}

/** A log scale has no place for zero. */
function positive(values: (number | null)[], log: boolean): (number | null)[] {
  return log ? values.map((v) => (v === null || v <= 0 ? null : v)) : values;
}

/** 10, 100, 1000, …: a line for each would hide the curves. */
function decades(low: number, high: number): number[] {
  const out: number[] = [];
  for (let v = 10 ** Math.round(Math.log10(low)); v <= high * 1.001; v *= 10) out.push(v);
  return out;
}

function yRange(chart: Chart, low: number | null, high: number | null): [number, number] {
  if (chart.log) {
    const bottom = 10 ** Math.floor(Math.log10(Math.max(low ?? 1, 0.01)));
    return [bottom, 10 ** Math.ceil(Math.log10(Math.max(high ?? 10, bottom * 10)))];
  }
  return [0, Math.max((high ?? 0) * 1.08, chart.atLeast ?? 0, 0.001)];
}

function cssName(key: keyof Theme): string {
  return key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
}
