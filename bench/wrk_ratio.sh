#!/bin/bash
# CPU time per request of `rampart run` beside wrk's plain GET over the same 64 keep-alive connections, in interleaved rounds
# against the same canned server: a loop of GETs, and the same with a captured JSON value, two templates and an expectation.
# Whole programs, start included. Other load on the machine changes both alike: only the ratio of a round means something.
#
#   bench/wrk_ratio.sh [ROUNDS] [BUILD_FOLDER]        server on core 1, clients on core 0
set -euo pipefail
rounds=${1:-8}
build=${2:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
source "$here/ratio.sh"

start_canned_server

for ((i = 1; i <= rounds; i++)); do
  wrk_us=$(us_each wrk_requests wrk -t1 -c64 -d2s http://127.0.0.1:18090/)
  loop_us=$(us_each report_requests ours loop)
  checked_us=$(us_each report_requests ours checked)
  echo "round $i: us/request: wrk $wrk_us, loop $loop_us, checked $checked_us"
  add_ratio loop "$loop_us" "$wrk_us"
  add_ratio checked "$checked_us" "$wrk_us"
done
print_ratios
