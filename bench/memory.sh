#!/bin/bash
# Memory of a virtual user that sleeps: the peak of the process with many of them, less that with 1,000, divided by the rest.
#
#   bench/memory.sh [USERS] [BUILD_FOLDER]
set -euo pipefail
users=${1:-200000}
build=${2:-build/release}
here=$(cd "$(dirname "$0")" && pwd)

source "$here/ratio.sh"

# asleep USERS: peak kB.
asleep() {
  peak "$build/rampart" run -q --workers 1 "$here/sleeping.yml" \
    --overrides "{\"config\":{\"phases\":[{\"duration\":4,\"arrivalCount\":$1}]}}"
}
few=$(asleep 1000)
many=$(asleep "$users")
awk -v a="$few" -v b="$many" -v n="$users" 'BEGIN {
  printf "%d sleeping users: %.1f MB; 1,000: %.1f MB; %.0f bytes a user\n", n, b / 1024, a / 1024, (b - a) * 1024 / (n - 1000)}'
