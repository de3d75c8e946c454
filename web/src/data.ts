// What the binary puts into the page: src/report/page_data.cpp writes it, this file says its shape.
// Every `t` is in seconds since the start of the run.

export interface Check {
  name: string;
  pass: boolean;
  value: number | null;
  target: number;
  comparison: '<=' | '>=' | '==';
  unit: string;
  detail: string;
}

/** Milliseconds; only `count` when nothing was measured. */
export interface Latency {
  count: number;
  min?: number;
  mean?: number;
  p50?: number;
  p95?: number;
  p99?: number;
  p999?: number;
  max?: number;
}

export interface Incident {
  t: number;
  service: string;
  task: string;
  reason: string;
  exit_code: number;
  replacement: string;
  seconds_to_healthy: number | null;
  failed_requests: number;
}

export interface Service {
  name: string;
  timeline: { t: number; desired: number; running: number; healthy: number }[];
  max_running: number;
  final_running: number;
}

export interface Finding {
  problem: string;
  severity: 'problem' | 'warning';
  title: string;
  cause: string;
  fix: string;
  price: string;
  file: string;
  line: number;
}

/** src/report/elasticity.h says what each means. */
export interface Elasticity {
  /** Why there is none; then nothing else is there. */
  not_computed?: string;
  service: string;
  capacity_per_task: number;
  capacity_from: string;
  theta_under: number;
  theta_over: number;
  tau_under: number;
  tau_over: number;
  instability: number;
  jitter: number;
  recover_s: number | null;
  recovered: boolean;
  hysteresis: { up: number; down: number } | { not_computed: string };
}

/** report.json, as far as the page reads it. */
export interface Report {
  verdict: 'pass' | 'fail';
  valid: boolean;
  validity: { grade: 'VALID' | 'SUSPECT' | 'INVALID'; reasons: string[] };
  complete: boolean;
  checks: Check[];
  services: Service[];
  requests: { sent: number; answered: number; failed: number; failed_while_scaling_in: number };
  latency: { felt: Latency; service: Latency; lateness: Latency };
  incidents: Incident[];
  findings: Finding[];
  elasticity: Elasticity;
  compute: string;
  aws_minute_s: number;
  seed: number;
}

export interface LoadSeries {
  /** Seconds from one point to the next; above 1 requests were simulated as a flow. */
  step_s: number;
  t: number[];
  /** Virtual users a second. */
  due: number[];
  /** Requests a second that were sent. */
  offered: number[];
  answered: number[];
  failed: number[];
  felt_p50: (number | null)[];
  felt_p95: (number | null)[];
  felt_p99: (number | null)[];
  service_p99: (number | null)[];
}

export interface Metric {
  metric: string;
  unit: string;
  statistic: string;
  /** Of a period, in real seconds. */
  period_s: number;
  t: number[];
  v: number[];
  thresholds: { alarm: string; value: number; comparison: string }[];
}

/** Those behind the first thousand have no texts. */
export interface Activity {
  t: number;
  until: number | null;
  from: number;
  to: number;
  status: string;
  not_scaled_reason: string;
  resource?: string;
  description?: string;
  explanation?: string;
  cause?: string;
  status_message?: string;
}

/** Likewise. */
export interface AlarmChange {
  t: number;
  alarm: string;
  from: string;
  to: string;
  reason?: string;
  metric?: string;
  comparison?: string;
}

export interface Task {
  id: string;
  service: string;
  started: number;
  running: number | null;
  healthy: number | null;
  leaving: number | null;
  stopped: number | null;
  reason: string;
  exit_code: number;
}

export interface PageData {
  report: Report;
  name: string;
  test_run_id: string;
  started: string;
  duration_s: number;
  command: string;
  compute_detail: string;
  load_rise_t: number | null;
  phases: { t: number; until: number; name: string }[];
  load: LoadSeries;
  metrics: Metric[];
  activities: Activity[];
  alarms: AlarmChange[];
  tasks: Task[];
  /** How many there were; `tasks` are the first of them. */
  tasks_all: number;
  events: { t: number; service: string; message: string }[];
  notes: { t: number; level: string; text: string }[];
}

export function readRun(): PageData {
  const text = document.getElementById('run')?.textContent ?? '';
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('There is no run in this page.');
  return value as PageData;
}
