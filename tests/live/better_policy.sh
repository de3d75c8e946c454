#!/usr/bin/env bash
# docs/better_policy.md, every command of it, on containers: limit, lint, simulate, tune, prove.
source "$(dirname "$0")/expect.sh"

[ -n "${RAMPART_TEST_DOCKER:-}" ] || { echo "SKIPPED: RAMPART_TEST_DOCKER names no container engine"; exit 77; }
export DOCKER_HOST=unix://$RAMPART_TEST_DOCKER
mkdir "$scratch/bin"
ln -s "$rampart" "$scratch/bin/rampart"
ln -s "$root/examples" "$scratch/examples"
export PATH=$scratch/bin:$PATH
cd "$scratch"

{
  echo 'set -euo pipefail'
  shell_blocks "$root/docs/better_policy.md"
} > guide.sh
bash -x guide.sh > guide.log 2>&1 || { tail -n 60 guide.log; fail "the guide's commands, see guide.log"; }

# 20 ms of CPU on a quarter of one: no task can hold 12.5 a second. A search this short is no better than a third.
check "a task's limit lies below its saturation" '.limit > 5 and .limit < 12.5 and .low <= .limit and .limit <= .high' out/limit/limit.json 2>/dev/null
check "a CPU target is proposed, with its arithmetic" '.target_values[1].target_value > 20 and .target_values[1].target_value < 75' out/limit/limit.json 2>/dev/null
grep -q '^P6 problem' guide.log || fail "lint doesn't see that the target is above what a task holds"
grep -q '^the policy fails' guide.log || fail "the policy should have failed in virtual time"
[ -s out/tune/template.yml ] || fail "tune wrote no template"
check "the tuned policy passes in virtual time" '.verdict == "pass" and .compute == "simulated"' out/simulate/report.json
check "and on real containers" '.verdict == "pass" and .compute == "docker"' out/prove/report.json
check "which scaled out and in" '.services[0].max_running >= 2 and .services[0].final_running == 1' out/prove/report.json
check "without losing a request on the way in" '.requests.failed_while_scaling_in == 0' out/prove/report.json
check "under the same load in both worlds" '.requests.sent > 1000' out/prove/report.json
[ "$(jq .requests.sent out/prove/report.json)" = "$(jq .requests.sent out/simulate/report.json)" ] || fail "the two worlds sent different numbers of requests"
for page in out/limit/limit.html out/prove/report.html out/simulate/report.html; do
  grep -q '<html' "$page" || fail "$page is no page"
done
[ -z "$(left_behind "$(run_id out/prove/run.sqlite)")" ] || fail "tasks were left behind"
[ -z "$(docker ps -q)" ] || fail "a container is left"
echo "passed"
