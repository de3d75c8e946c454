# Sourced by the live tests: a scratch folder that goes away, and checks that say what they saw.
set -euo pipefail

rampart=${RAMPART:?path of the rampart binary}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d -t rampart-live.XXXXXX)
started=()

# Stops what this test started, by PID, and removes its folder; keeps the folder when the test failed.
finish() {
  local code=$?
  for pid in "${started[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  if [ $code -eq 0 ]; then rm -rf "$scratch"; else echo "kept: $scratch"; fi
  exit $code
}
trap finish EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# check NAME JQ-EXPRESSION FILE: the expression must be true.
check() {
  jq -e "$2" "$3" >/dev/null || fail "$1: $2 is not true in $3: $(jq -c '{verdict, valid, checks, requests, compute, services: [.services[] | {name, max_running, final_running}]}' "$3")"
  echo "ok: $1"
}

# Processes that belong to any Rampart run whose output folder is under this test's: found by their environment.
left_behind() {
  local run=$1
  grep -lz "^RAMPART_RUN=$run$" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 || true
}

run_id() { sqlite3 "$1" "select json_extract(body, '\$.test_run_id') from event where kind = 'run_started'"; }

wait_until() {
  local seconds=$1
  shift
  for _ in $(seq $((seconds * 10))); do
    if "$@"; then return 0; fi
    sleep 0.1
  done
  return 1
}

# The shell blocks of a page, one behind the other: a guide is run as it is written.
shell_blocks() { awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0; next } inside' "$1"; }
