#!/usr/bin/env bash
# Ctrl-C leaves nothing behind; a second one is no worse; after kill -9 the next start clears what was left.
source "$(dirname "$0")/expect.sh"

cp "$root/examples/quest/template.yml" "$scratch/template.yml"
cat > "$scratch/load.yml" <<'Y'
config:
  target: http://quest.example
  phases: [{duration: 60, arrivalRate: 10}]
scenarios: [{flow: [{get: {url: /}}]}]
Y
printf 'template: template.yml\nscript: load.yml\naws-minute: 20s\n' > "$scratch/plan.yml"

under_load() {
  [ -n "$(run_id "$1/run.sqlite" 2>/dev/null)" ] && [ "$(sqlite3 "$1/run.sqlite" "select count(*) from slot" 2>/dev/null || echo 0)" -ge 2 ]
}
start() {
  "$rampart" prove "$scratch/plan.yml" --compute process --output "$1" > "$1.log" 2>&1 &
  pid=$!
  started+=("$pid")
  wait_until 30 under_load "$1" || fail "the run never got under load: $(tail -n 5 "$1.log")"
  run=$(run_id "$1/run.sqlite")
  [ -n "$(left_behind "$run")" ] || fail "no task is running"
}
haproxy_of() { pgrep -f "haproxy.*$1" || true; }

start "$scratch/once"
kill -INT "$pid"
wait "$pid" && code=0 || code=$?
[ "$code" -eq 130 ] || fail "one Ctrl-C gave exit code $code, not 130"
[ -z "$(left_behind "$run")$(haproxy_of "$run")" ] || fail "one Ctrl-C left processes behind"
check "an interrupted run is no pass" '.verdict == "fail" and .complete == false' "$scratch/once/report.json"

start "$scratch/twice"
kill -INT "$pid"
sleep 0.2
kill -INT "$pid" 2>/dev/null || true
wait "$pid" && code=0 || code=$?
[ "$code" -eq 130 ] || fail "two Ctrl-C gave exit code $code, not 130"
[ -z "$(left_behind "$run")$(haproxy_of "$run")" ] || fail "two Ctrl-C left processes behind"
echo "ok: Ctrl-C"

start "$scratch/killed"
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
root_of_runs=${XDG_RUNTIME_DIR:-/tmp}/rampart-$(id -u)
[ -d "$root_of_runs/$run" ] || fail "kill -9 should leave the run's directory for the next start"
"$rampart" prove "$scratch/plan.yml" --compute process --output "$scratch/next" > "$scratch/next.log" 2>&1 &
next=$!
started+=("$next")
wait_until 20 test ! -d "$root_of_runs/$run" || fail "the next start didn't clear the killed run"
[ -z "$(left_behind "$run")$(haproxy_of "$run")" ] || fail "processes of the killed run are still there"
grep -q '^cleared: ' "$scratch/next.log" || fail "the next start didn't say what it cleared"
kill -INT "$next"
wait "$next" || true
echo "passed"
