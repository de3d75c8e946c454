#!/usr/bin/env bash
# One plan in both worlds, with the same arrivals: prove with processes, simulate in virtual time. Under three minutes.
source "$(dirname "$0")/../live/expect.sh"
plan=$root/tests/twin/plan.yml

# The verdicts are the plan's own; what counts here is how alike the two runs are. The simulation begins at the same second
# of an AWS minute, since that decides which period an alarm sees.
"$rampart" prove "$plan" --compute process --workers 1 --seed 7 --output "$scratch/live" | tail -n 8 || true
[ -f "$scratch/live/report.json" ] || fail "prove left no report"
start=$(sqlite3 "$scratch/live/run.sqlite" "select strftime('%Y-%m-%dT%H:%M:', at_ns / 1000000000, 'unixepoch') ||
  printf('%06.3fZ', at_ns / 1000000 % 60000 / 1000.0) from event where kind = 'run_started'")
"$rampart" simulate "$plan" --delays local --seed 7 --start "$start" --output "$scratch/simulated" | tail -n 8
python3 "$root/tests/twin/compare.py" "$scratch/live" "$scratch/simulated" 4 || fail "the two worlds differ"
echo "passed"
