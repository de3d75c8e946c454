#!/usr/bin/env bash
# rampart run beside the real Artillery: three scripts, one server, the same names, counts, exit codes and percentiles.
source "$(dirname "$0")/../live/expect.sh"
here=$(cd "$(dirname "$0")" && pwd)

skip() {
  echo "skipped: $*"
  exit 77
}
command -v node >/dev/null && command -v npm >/dev/null || skip "node and npm are needed for Artillery"
if [ ! -x "$here/node_modules/.bin/artillery" ]; then
  # With no network there is nothing to compare with; a CI that must not skip sets RAMPART_NEEDS_ARTILLERY=1.
  if ! (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund) >"$scratch/npm.log" 2>&1; then
    tail -n 5 "$scratch/npm.log"
    [ -z "${RAMPART_NEEDS_ARTILLERY:-}" ] || fail "npm ci could not install Artillery"
    skip "npm ci could not install Artillery"
  fi
fi

# A free port below the ephemeral range; the one who opens it first has it, so some are tried.
start_server() {
  for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000))
    "$rampart" heavy --host 127.0.0.1 --port "$port" --workers 64 --sleep-ms 20 >"$scratch/heavy.log" 2>&1 &
    local pid=$!
    started+=("$pid")
    if wait_until 5 grep -q listening "$scratch/heavy.log" && kill -0 "$pid"; then return 0; fi
  done
  fail "rampart heavy did not start: $(cat "$scratch/heavy.log")"
}

# run_one TOOL SCRIPT COMMAND…: leaves SCRIPT.TOOL.json, .txt (stdout), .err and .code in the scratch folder.
run_one() {
  local base="$scratch/$2.$1" code=0
  shift 2
  (cd "$here" && timeout 60 "$@" -o "$base.json" "$(basename "${base%.*}").yml") >"$base.txt" 2>"$base.err" || code=$?
  echo "$code" >"$base.code"
  [ -s "$base.json" ] || fail "$* wrote no report and ended with $code: $(tail -n 5 "$base.err" "$base.txt")"
}

start_server
export HEAVY_PORT=$port ARTILLERY_DISABLE_TELEMETRY=true NO_COLOR=1 TZ=UTC
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy
different=0
for script in journey checks broken; do
  run_one artillery "$script" env NODE_OPTIONS="--require $here/quiet.cjs" "$here/node_modules/.bin/artillery" run
  run_one rampart "$script" "$rampart" run
  node "$here/compare.mjs" "$scratch" "$script" || different=1
done
[ "$different" -eq 0 ] || fail "rampart run and Artillery differ, see DIFFERENT above"
echo "passed"
