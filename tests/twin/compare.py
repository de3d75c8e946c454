#!/usr/bin/env python3
"""Two recorded runs of one plan, live and simulated: tasks over time, felt latency, scaling decisions.

compare.py LIVE SIMULATED PERIOD_S: folders with run.sqlite and report.json. Prints the figures; exit 1 when a bound is
broken. Bounds: reference autoscaling.md §7.5."""
import json
import sqlite3
import sys

TASKS, LATENCY = 0.10, 0.15


class Run:
    def __init__(self, folder):
        report = json.load(open(f"{folder}/report.json"))
        self.valid = report["valid"]
        self.latency = report["latency"]["felt"]
        self.requests = report["requests"]
        db = sqlite3.connect(f"{folder}/run.sqlite")
        begin, = db.execute("select at_ns from event where kind = 'run_started'").fetchone()
        end, = db.execute("select max(start_ns) from slot").fetchone()
        self.length = (end - begin) / 1e9
        seconds = lambda at: (at - begin) / 1e9
        self.tasks, self.decisions = [], []
        for at, kind, body in db.execute(
                "select at_ns, kind, body from event where kind in ('service_state', 'scaling_activity') order by at_ns, id"):
            event = json.loads(body)
            if kind == "service_state":
                self.tasks.append((seconds(at), event["running"]))
            elif event["status_code"] == "InProgress":
                self.decisions.append((seconds(at), event["from_capacity"], event["to_capacity"]))

    def running(self, t):
        return next((n for at, n in reversed(self.tasks) if at <= t), 0)


def main():
    live, simulated, period = Run(sys.argv[1]), Run(sys.argv[2]), float(sys.argv[3])
    wrong = []

    def bound(holds, text):
        print(("ok:    " if holds else "WRONG: ") + text)
        if not holds:
            wrong.append(text)

    bound(live.valid, "the generator was on time")
    bound(live.requests["sent"] == simulated.requests["sent"],
          f"the same requests: {live.requests['sent']} and {simulated.requests['sent']}")

    # Live minus simulated, as a share of the live tasks, in steps of 0.1 s.
    steps = [i / 10 for i in range(int(min(live.length, simulated.length) * 10))]
    gap = sum(abs(live.running(t) - simulated.running(t)) for t in steps) / sum(live.running(t) for t in steps)
    bound(gap <= TASKS, f"tasks over time differ by {gap:.1%} (at most {TASKS:.0%})")

    for name in ("p50", "p95", "p99"):
        a, b = live.latency[name], simulated.latency[name]
        text = f"felt {name}: {a:.1f} ms live, {b:.1f} ms simulated, {b / a - 1:+.1%}"
        if name == "p95":
            bound(abs(b / a - 1) <= LATENCY, text + f" (at most {LATENCY:.0%})")
        else:
            print("       " + text)

    path = lambda run: ", ".join(f"{a}→{b} at {t:.1f} s" for t, a, b in run.decisions) or "none"
    same = [d[1:] for d in live.decisions] == [d[1:] for d in simulated.decisions]
    late = max((abs(a[0] - b[0]) for a, b in zip(live.decisions, simulated.decisions)), default=0)
    bound(same and live.decisions and late <= period,
          f"decisions: live {path(live)}; simulated {path(simulated)}; at most {late:.1f} s apart (a period is {period:g} s)")
    return 1 if wrong else 0


sys.exit(main())
