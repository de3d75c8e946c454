#!/bin/bash
# CPU time of a request on a connection of its own, beside wrk's with `Connection: close`, in interleaved rounds against the
# same canned server, which closes after each answer. Whole programs. Aim: at most 0.85.
#   users     45,000 users due within 3 s, one GET each: as Artillery's users are
#   loop      64 users that open a connection for each of their requests: as wrk's threads are
#
#   bench/connect_ratio.sh [ROUNDS] [BUILD_FOLDER]        server on core 1, clients on core 0
set -euo pipefail
rounds=${1:-6}
build=${2:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
source "$here/ratio.sh"
start_canned_server

for ((i = 1; i <= rounds; i++)); do
  wrk_us=$(us_each wrk_requests wrk -t1 -c64 -d2s -H 'Connection: close' http://127.0.0.1:18090/)
  users_us=$(us_each report_requests ours connect)
  loop_us=$(us_each report_requests ours reconnect)
  echo "round $i: us/request: wrk $wrk_us, users $users_us, loop $loop_us"
  add_ratio users "$users_us" "$wrk_us"
  add_ratio loop "$loop_us" "$wrk_us"
done
print_ratios
