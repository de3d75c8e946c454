#!/usr/bin/env bash
# A task killed with SIGKILL in mid-run is replaced, and the report says when and what it cost.
source "$(dirname "$0")/expect.sh"

cp "$root/examples/quest/template.yml" "$scratch/template.yml"
cat > "$scratch/load.yml" <<'Y'
config:
  target: http://quest.example
  phases: [{duration: 25, arrivalRate: 10}]
scenarios: [{flow: [{get: {url: /}}]}]
Y
cat > "$scratch/plan.yml" <<'Y'
name: killed task
template: template.yml
script: load.yml
aws-minute: 20s
Y
"$rampart" prove "$scratch/plan.yml" --compute process --output "$scratch/out" &
pid=$!
started+=("$pid")
task_pid() {
  local run
  run=$(run_id "$scratch/out/run.sqlite" 2>/dev/null) && [ -n "$run" ] || return 1
  [ -n "$(left_behind "$run")" ] && [ "$(sqlite3 "$scratch/out/run.sqlite" "select count(*) from slot")" -ge 5 ]
}
wait_until 30 task_pid || fail "no task is running under load"
victim=$(left_behind "$(run_id "$scratch/out/run.sqlite")" | head -n 1)
kill -9 "$victim"
echo "killed process $victim"
wait "$pid" && code=0 || code=$?
[ "$code" -le 1 ] || fail "prove ended with $code"
report=$scratch/out/report.json
check "the incident is in the report" '.incidents | length == 1' "$report"
check "it says 137" '.incidents[0].exit_code == 137' "$report"
check "it was replaced" '.incidents[0].replacement != "" and .incidents[0].seconds_to_healthy > 0 and .incidents[0].seconds_to_healthy < 15' "$report"
check "its cost is counted" '.incidents[0].failed_requests >= 1 and .incidents[0].failed_requests <= .requests.failed' "$report"
check "one task runs at the end" '.services[0].final_running == 1' "$report"
echo "passed"
