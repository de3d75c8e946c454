#!/bin/bash
# Every benchmark, one after another, in less than 12 minutes. Each goes on where another fails; the exit
# code is the number of those that did. Needs two idle cores for figures that count.
#
#   bench/all.sh [BUILD_FOLDER]
build=${1:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
failed=0
run() {
  echo "--- $1"
  timeout 150 "$here/$@" "$build" || { echo "$1 failed with $?" >&2; failed=$((failed + 1)); }
}
echo "load average before: $(cut -d' ' -f1-3 /proc/loadavg); cores: $(nproc)"
run wrk_ratio.sh 8
run https_ratio.sh 6
run h2_ratio.sh 8
run connect_ratio.sh 6
run start.sh 20
run memory.sh 200000
run crowd.sh 200000 200000
run truth.sh
run hook_cost.sh 3
run endpoint.sh
run virtual_time.sh
exit "$failed"
