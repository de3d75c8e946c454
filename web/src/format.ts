// Numbers and times as people read them.

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** 5,518 · 12.3 · 0.21 */
export function number(n: number): string {
  return Math.abs(n) >= 100 || Number.isInteger(n) ? whole.format(n) : precise.format(n);
}

/** Milliseconds as "84 ms" or "1.92 s". */
export function milliseconds(ms: number): string {
  return ms >= 1000 ? `${precise.format(ms / 1000)} s` : `${precise.format(ms)} ms`;
}

/** Seconds since the start as "1:23", "1:02:03", or from two days on "3d 04:05". */
export function clock(t: number): string {
  const s = Math.max(0, Math.round(t));
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60) % 60;
  const hours = Math.floor(s / 3600);
  if (hours >= 48) return `${Math.floor(hours / 24)}d ${two(hours % 24)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

/** A length of time: "4.7 s", "3 min 40 s". */
export function span(seconds: number): string {
  if (seconds < 60) return `${precise.format(seconds)} s`;
  const s = Math.round(seconds);
  const parts = [
    [Math.floor(s / 86400), 'd'],
    [Math.floor(s / 3600) % 24, 'h'],
    [Math.floor(s / 60) % 60, 'min'],
    [s % 60, 's'],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

/** A check's value or target with its unit. */
export function quantity(value: number, unit: string): string {
  if (unit === 'ms') return milliseconds(value);
  if (unit === '%') return `${precise.format(value)} %`;
  return `${number(value)} ${value === 1 ? unit.replace(/s$/, '') || unit : unit}`;
}

/** "2026-11-22 10:00:00 UTC" */
export function instant(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** The metric's own name out of "AWS/ECS CPUUtilization {…}". */
export function metricName(metric: string): string {
  return metric.split(' ')[1] ?? metric;
}

/** An alarm's name without what every name of a target-tracking alarm begins with. */
export function alarmName(alarm: string): string {
  const kind = /Alarm(High|Low)/.exec(alarm);
  return alarm.startsWith('TargetTracking-') && kind ? `Alarm${kind[1]}` : alarm;
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
