#!/bin/bash
# Is what the generator says of itself and of a stalled server true?
#   pacing    distance of each start from its due instant, and the rate, at 1,000, 3,000 and 10,000 arrivals a second
#   stall     1,000 users a second for 5 s; the server stands still for 1 s. 1,000 of 5,000 answers are then late by an even
#             spread of 0 to 1 s, so that the true p90 is 0.5 s and the true p99 0.95 s
#
#   bench/truth.sh [BUILD_FOLDER]        needs idle cores; server on core 1
set -euo pipefail
build=${1:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
source "$here/ratio.sh"

report() { jq -r "$1" "$scratch/report.json"; }
for rate in 1000 3000 10000; do
  "$build/rampart" run -q --workers 1 -o "$scratch/report.json" "$here/pacing.yml" \
    --overrides "{\"config\":{\"phases\":[{\"duration\":10,\"arrivalRate\":$rate}]}}" >/dev/null
  report "\"pacing $rate/s: lateness p50 \(.rampart.lateness.p50) ms, p99 \(.rampart.lateness.p99) ms, max \(.rampart.lateness.max) ms; started \(.aggregate.counters[\"vusers.created\"]) of $((rate * 10)), first to last \(.aggregate.lastMetricAt - .aggregate.firstMetricAt) ms\""
done

taskset -c 1 "$build/canned_server" 18090 &
server=$!
started+=("$server")
sleep 0.3
"$build/rampart" run -q --workers 1 -o "$scratch/report.json" "$here/stall.yml" >/dev/null &
run=$!
sleep 2
kill -USR1 "$server"
wait "$run"
report '"stall of 1 s: felt p90 \(.rampart.felt.p90) ms (true 500), p99 \(.rampart.felt.p99) ms (true 950); without the wait before sending: p99 \(.aggregate.summaries["http.response_time"].p99) ms"'
