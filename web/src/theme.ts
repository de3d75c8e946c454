// Colours for the canvases: the same custom properties the style sheet uses, read when drawing.

export interface Theme {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  offered: string;
  answered: string;
  failed: string;
  p50: string;
  p95: string;
  p99: string;
  service: string;
  desired: string;
  running: string;
  runningFill: string;
  healthy: string;
  metric: string;
  high: string;
  low: string;
  mark: string;
  band: string;
  font: string;
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: get('ink'),
    muted: get('muted'),
    line: get('line'),
    surface: get('surface'),
    offered: get('offered'),
    answered: get('answered'),
    failed: get('failed'),
    p50: get('p50'),
    p95: get('p95'),
    p99: get('p99'),
    service: get('service'),
    desired: get('desired'),
    running: get('running'),
    runningFill: get('running-fill'),
    healthy: get('healthy'),
    metric: get('metric'),
    high: get('high'),
    low: get('low'),
    mark: get('mark'),
    band: get('band'),
    font: `12px ${get('sans')}`,
  };
}

/** Calls `redraw` when the reader's colour scheme changes and around printing (paper is always light). */
export function onThemeChange(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  addEventListener('beforeprint', () => {
    document.documentElement.dataset['print'] = '';
    for (const details of document.querySelectorAll('details')) details.open = true;
    redraw();
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset['print'];
    redraw();
  });
}
