#!/bin/bash
# What `rampart serve` costs, from outside: CPU time of the daemon (user + system) for a call, for one look at 1,000 alarms,
# memory for a day of a metric, and the time from one task to twenty healthy ones. Aims: 2 ms, 5 ms, 20 kB, 5 s.
#
#   bench/endpoint.sh [BUILD_FOLDER]
set -euo pipefail
build=$(realpath "${1:-build/release}")
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d -t rampart-bench.XXXXXX)
daemon=
end() {
  [ -z "$daemon" ] || { kill -INT "$daemon"; wait "$daemon" || true; }
  rm -rf "$scratch"
}
trap end EXIT

# serve ARGUMENTS…: a daemon of its own on $port, as $daemon.
serve() {
  [ -z "$daemon" ] || { kill -INT "$daemon"; wait "$daemon"; }
  port=$((10000 + RANDOM % 9000))
  (cd "$scratch" && exec "$build/rampart" serve --port "$port" --state state.db --compute process "$@" > serve.log 2>&1) &
  daemon=$!
  for ((i = 0; i < 100; i++)); do
    ! curl -sf "http://127.0.0.1:$port/health" > "$scratch/health" || return 0
    sleep 0.1
  done
  cat "$scratch/serve.log" >&2
  return 1
}

measure() { python3 "$here/endpoint.py" "$1" "$port" "$daemon" "$build/rampart"; }

serve
measure calls
measure scale_out
rm "$scratch/state.db"
serve --aws-minute 6s
measure alarms
rm "$scratch/state.db"
serve
measure metrics
