#!/bin/bash
# How many connections and virtual users one process holds, and in how much memory.
#   connections   as many open at once as descriptors allow (ulimit -Hn, less 64 for the rest) up to CONNECTIONS, from 8
#                 source addresses of 127.0.0.0/8, to a server in another process; then the same users without a connection:
#                 the difference, divided, is the memory of a connection in user space. Aim: at most 2,000 bytes
#   users         USERS virtual users that sleep at once. Aim for both together: less than 1 GB
#
#   bench/crowd.sh [CONNECTIONS] [USERS] [BUILD_FOLDER]
set -euo pipefail
wanted=${1:-200000}
users=${2:-200000}
build=${3:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
source "$here/ratio.sh"
start_canned_server

most=$(ulimit -Hn)
[ "$most" = unlimited ] && most=$((wanted + 64))
connections=$((most - 64 < wanted ? most - 64 : wanted))
sources=$(printf '127.0.0.%d,' 2 3 4 5 6 7 8)127.0.0.9

# crowd SCRIPT USERS: peak kB. The report is left in $scratch/report.json.
crowd() {
  peak "$build/rampart" run -q --workers 1 --local-addresses "$sources" -o "$scratch/report.json" "$here/$1.yml" \
    --overrides "{\"config\":{\"phases\":[{\"duration\":5,\"arrivalCount\":$2}]}}"
}
with=$(crowd open "$connections")
jq -r --arg limit "$most" --argjson wanted "$wanted" '
  "\(.rampart.generator.connections_peak) connections open at once, asked for \($wanted), descriptors limited to \($limit); \(.aggregate.counters["http.codes.200"]) answers, \(.aggregate.counters["vusers.failed"] // 0) users failed"' "$scratch/report.json"
without=$(crowd sleeping "$connections")
awk -v a="$with" -v b="$without" -v n="$connections" 'BEGIN {
  printf "%.1f MB with them, %.1f MB with as many users that only sleep: %.0f bytes a connection (aim 2000)\n", a / 1024, b / 1024, (a - b) * 1024 / n}'
many=$(crowd sleeping "$users")
awk -v a="$many" -v n="$users" 'BEGIN {printf "%d virtual users asleep at once: %.0f MB (aim: less than 1024)\n", n, a / 1024}'
