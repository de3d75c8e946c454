#!/usr/bin/env bash
# rampart run beside the real Artillery: three scripts on one server, the same names, counts, exit codes and
# percentiles; and one user's requests as a server receives them.
source "$(dirname "$0")/../live/expect.sh"
here=$(cd "$(dirname "$0")" && pwd)

skip() {
  echo "skipped: $*"
  exit 77
}
for tool in node npm; do
  command -v "$tool" >/dev/null || skip "$tool is needed for Artillery"
done
# Outside tests/, whose sources the house tests read; shared by all build folders; installed anew when the lock changed.
home="$root/.cache/artillery"
if ! cmp -s "$here/package-lock.json" "$home/installed-lock.json"; then
  mkdir -p "$home"
  cp "$here/package.json" "$here/package-lock.json" "$home"
  # With no network there is nothing to compare with; a CI that must not skip sets RAMPART_NEEDS_ARTILLERY=1.
  if ! (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund) >"$scratch/npm.log" 2>&1; then
    tail -n 5 "$scratch/npm.log"
    [ -z "${RAMPART_NEEDS_ARTILLERY:-}" ] || fail "npm ci could not install Artillery"
    skip "npm ci could not install Artillery"
  fi
  cp "$here/package-lock.json" "$home/installed-lock.json"
fi

# start_server NAME COMMAND…: with a free port below the ephemeral range for PORT in the command; leaves it in $port. The one
# who opens a port first has it, so some are tried.
start_server() {
  local name=$1
  shift
  for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000))
    "${@/#PORT/$port}" >"$scratch/$name.log" 2>&1 &
    local pid=$!
    started+=("$pid")
    if wait_until 5 grep -q listening "$scratch/$name.log" && kill -0 "$pid"; then return 0; fi
  done
  fail "$name did not start: $(cat "$scratch/$name.log")"
}

# run_one TOOL SCRIPT COMMAND…: leaves SCRIPT.TOOL.json, .txt (stdout), .err, .code and (of the mirror) .requests in scratch.
run_one() {
  local base="$scratch/$2.$1" code=0
  shift 2
  (cd "$here" && timeout 60 "$@" -o "$base.json" "$(basename "${base%.*}").yml") >"$base.txt" 2>"$base.err" || code=$?
  echo "$code" >"$base.code"
  if [ -f "$scratch/requests" ]; then mv "$scratch/requests" "$base.requests"; fi
  [ -s "$base.json" ] || fail "$* wrote no report and ended with $code: $(tail -n 5 "$base.err" "$base.txt")"
}

start_server heavy "$rampart" heavy --host 127.0.0.1 --port PORT --workers 64 --sleep-ms 40
export HEAVY_PORT=$port
start_server mirror node "$here/mirror.mjs" PORT "$scratch/requests"
export MIRROR_PORT=$port
export ARTILLERY_DISABLE_TELEMETRY=true NO_COLOR=1 TZ=UTC
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy
different=0
for script in journey checks broken wire; do
  run_one artillery "$script" env NODE_OPTIONS="--require $here/quiet.cjs" "$home/node_modules/.bin/artillery" run
  run_one rampart "$script" "$rampart" run
  node "$here/compare.mjs" "$scratch" "$script" || different=1
done
[ "$different" -eq 0 ] || fail "rampart run and Artillery differ, see DIFFERENT above"
echo "passed"
