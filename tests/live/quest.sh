#!/usr/bin/env bash
# The demo itself, on real parts: the service scales out under load, back in after it, and no request is lost on the way.
#   quest.sh process | docker
source "$(dirname "$0")/expect.sh"
compute=${1:?process or docker}

arguments=(--compute "$compute")
if [ "$compute" = docker ]; then
  [ -n "${RAMPART_TEST_DOCKER:-}" ] || { echo "SKIPPED: RAMPART_TEST_DOCKER names no container engine"; exit 77; }
  export DOCKER_HOST=unix://$RAMPART_TEST_DOCKER
fi
"$rampart" prove "$root/examples/quest/plan.yml" "${arguments[@]}" --output "$scratch" | tail -n 30

report=$scratch/report.json
check "verdict is pass" '.verdict == "pass"' "$report"
check "the generator was on time" '.valid == true' "$report"
check "it ran on $compute" ".compute == \"$compute\"" "$report"
check "it scaled out to 3 at least" '.services[0].max_running >= 3' "$report"
check "it scaled in to 1" '.services[0].final_running == 1' "$report"
check "no request failed while scaling in" '.requests.failed_while_scaling_in == 0' "$report"
check "fewer than 1 % failed" '.requests.failed < .requests.sent * 0.01' "$report"
check "requests were sent" '.requests.sent > 1000' "$report"
check "activities are told in AWS's words" '[.activities[] | select(.Cause | test("^monitor alarm TargetTracking-service/"))] | length > 0' "$report"
grep -q '<html' "$scratch/report.html" || fail "report.html is no page"
[ "$(stat -c %s "$scratch/report.html")" -lt 6000000 ] || fail "report.html is larger than a mail takes"
[ -z "$(left_behind "$(run_id "$scratch/run.sqlite")")" ] || fail "tasks were left behind"
echo "passed"
