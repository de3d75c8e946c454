// What is drawn over and under the lines: phases, decisions, incidents, alarms. Plugins for uPlot.
import type uPlot from 'uplot';
import type { AlarmChange, PageData } from './data';
import { alarmName, number } from './format';
import type { Theme } from './theme';

type Draw = (u: uPlot, ctx: CanvasRenderingContext2D, ratio: number) => void;

function plugin(hook: 'drawClear' | 'draw', draw: Draw): uPlot.Plugin {
  const run = (u: uPlot) => {
    u.ctx.save();
    u.ctx.setLineDash([]);
    draw(u, u.ctx, devicePixelRatio);
    u.ctx.restore();
  };
  return { hooks: hook === 'draw' ? { draw: run } : { drawClear: run } };
}

function clip(u: uPlot): void {
  u.ctx.beginPath();
  u.ctx.rect(u.bbox.left, 0, u.bbox.width, u.bbox.top + u.bbox.height);
  u.ctx.clip();
}

/** Phases of the load as alternating bands; their names when `labelled`. */
export function phases(run: PageData, theme: Theme, labelled: boolean): uPlot.Plugin {
  return plugin('drawClear', (u, ctx, ratio) => {
    clip(u);
    run.phases.forEach((phase, i) => {
      const from = u.valToPos(phase.t, 'x', true);
      const to = u.valToPos(phase.until, 'x', true);
      if (i % 2 === 1) {
        ctx.fillStyle = theme.band;
        ctx.fillRect(from, u.bbox.top, to - from, u.bbox.height);
      }
      if (!labelled) return;
      ctx.font = theme.font.replace('12px', `${11 * ratio}px`);
      ctx.fillStyle = theme.muted;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'middle';
      if (ctx.measureText(phase.name).width < to - from - 6 * ratio)
        ctx.fillText(phase.name, Math.max(from, u.bbox.left) + 4 * ratio, u.bbox.top - 9 * ratio);
    });
  });
}

/** A line at every scaling decision and a cross at every lost task; numbered as in the tables when `labelled`. */
export function decisions(run: PageData, theme: Theme, labelled: boolean): uPlot.Plugin {
  return plugin('draw', (u, ctx, ratio) => {
    clip(u);
    let lastX = -Infinity;
    // More than there is room for would be a fence: they come back with a closer look.
    const { min = 0, max = 0 } = u.scales['x'] ?? {};
    const inView = run.activities.filter((a) => a.t >= (min ?? 0) && a.t <= (max ?? 0)).length;
    const fits = inView <= u.bbox.width / (8 * ratio);
    run.activities.forEach((activity, i) => {
      if (!fits) return;
      const x = Math.round(u.valToPos(activity.t, 'x', true));
      ctx.strokeStyle = theme.mark;
      ctx.globalAlpha = 0.55;
      ctx.lineWidth = ratio;
      ctx.beginPath();
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
      ctx.stroke();
      ctx.globalAlpha = 1;
      if (!labelled || x - lastX < 17 * ratio) return;
      lastX = x;
      badge(ctx, x, u.bbox.top - 10 * ratio, String(i + 1), theme, ratio);
    });
    for (const incident of run.report.incidents) {
      const x = Math.round(u.valToPos(incident.t, 'x', true));
      ctx.strokeStyle = theme.failed;
      ctx.setLineDash([2 * ratio, 3 * ratio]);
      ctx.lineWidth = 1.5 * ratio;
      ctx.beginPath();
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      if (labelled) cross(ctx, x, u.bbox.top - 10 * ratio, ratio);
    }
  });
}

function badge(ctx: CanvasRenderingContext2D, x: number, y: number, text: string, theme: Theme, ratio: number): void {
  ctx.fillStyle = theme.mark;
  ctx.beginPath();
  ctx.arc(x, y, 8 * ratio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = theme.surface;
  ctx.font = `bold ${theme.font.replace('12px', `${10 * ratio}px`)}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, x, y + 0.5 * ratio);
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number, ratio: number): void {
  const r = 5 * ratio;
  ctx.lineWidth = 2.5 * ratio;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

/** Threshold lines with what they mean, and a ribbon while the alarm is in ALARM. */
export function thresholds(run: PageData, metric: string, theme: Theme): uPlot.Plugin {
  return plugin('draw', (u, ctx, ratio) => {
    const found = run.metrics.find((m) => m.metric === metric);
    if (!found) return;
    clip(u);
    found.thresholds.forEach((threshold) => {
      const upper = !threshold.comparison.startsWith('Less');
      const colour = upper ? theme.high : theme.low;
      const y = Math.round(u.valToPos(threshold.value, 'y', true));
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.lineWidth = 1.5 * ratio;
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(u.bbox.left, y);
      ctx.lineTo(u.bbox.left + u.bbox.width, y);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.font = theme.font.replace('12px', `${11 * ratio}px`);
      ctx.textAlign = 'right';
      ctx.textBaseline = upper ? 'bottom' : 'top';
      const text = `${alarmName(threshold.alarm)} ${upper ? 'above' : 'below'} ${number(threshold.value)}`;
      const x = u.bbox.left + u.bbox.width - 4 * ratio;
      const textY = y + (upper ? -3 : 4) * ratio;
      ctx.strokeStyle = theme.surface;
      ctx.lineWidth = 4 * ratio;
      ctx.lineJoin = 'round';
      ctx.strokeText(text, x, textY);
      ctx.fillText(text, x, textY);
      ribbon(u, ctx, run.alarms, threshold.alarm, run.duration_s, ratio);
    });
  });
}

function ribbon(
  u: uPlot,
  ctx: CanvasRenderingContext2D,
  changes: AlarmChange[],
  alarm: string,
  end: number,
  ratio: number,
): void {
  const own = changes.filter((c) => c.alarm === alarm);
  own.forEach((change, i) => {
    if (change.to !== 'ALARM') return;
    const from = u.valToPos(change.t, 'x', true);
    const to = u.valToPos(own[i + 1]?.t ?? end, 'x', true);
    const height = 5 * ratio;
    ctx.fillRect(from, u.bbox.top + u.bbox.height - height, Math.max(to - from, 2), height);
  });
}
