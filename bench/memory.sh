#!/bin/bash
# Memory of a virtual user that sleeps: the peak of the process with many of them, less that with 1,000, divided by the rest.
#
#   bench/memory.sh [USERS] [BUILD_FOLDER]
set -euo pipefail
users=${1:-200000}
build=${2:-build/release}
here=$(cd "$(dirname "$0")" && pwd)

# peak USERS: kB.
peak() {
  "$build/rampart" run -q --workers 1 "$here/sleeping.yml" \
    --overrides "{\"config\":{\"phases\":[{\"duration\":4,\"arrivalCount\":$1}]}}" >/dev/null &
  local run=$! kb=0 now
  while now=$(awk '/VmHWM/ {print $2}' "/proc/$run/status" 2>/dev/null) && [ -n "$now" ]; do
    kb=$now
    sleep 0.1
  done
  wait "$run"
  echo "$kb"
}
few=$(peak 1000)
many=$(peak "$users")
awk -v a="$few" -v b="$many" -v n="$users" 'BEGIN {
  printf "%d sleeping users: %.1f MB; 1,000: %.1f MB; %.0f bytes a user\n", n, b / 1024, a / 1024, (b - a) * 1024 / (n - 1000)}'
