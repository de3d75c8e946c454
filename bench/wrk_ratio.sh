#!/bin/bash
# CPU time per request of our engine beside wrk's, on one keep-alive GET over 64 connections, in interleaved rounds
# against the same canned server. Other load on the machine changes both alike: only the ratio of a round means something.
#
#   bench/wrk_ratio.sh [ROUNDS] [BUILD_FOLDER]        server on core 1, clients on core 0
set -euo pipefail
rounds=${1:-8}
build=${2:-build/release}
port=18090
users=64
each=1500

taskset -c 1 "$build/canned_server" "$port" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
sleep 0.3

# "user+system seconds" of a command; its output goes to $out.
cpu_of() {
  local times
  times=$( { TIMEFORMAT='%U %S'; time taskset -c 0 "$@" >"$out" 2>&1; } 2>&1 )
  awk '{print $1 + $2}' <<<"$times"
}

out=$(mktemp)
ratios=()
for ((i = 1; i <= rounds; i++)); do
  ours_s=$(cpu_of "$build/load_bench" "http://127.0.0.1:$port" $users $each 1)
  ours_n=$(awk '{print $2}' "$out")
  wrk_s=$(cpu_of wrk -t1 -c$users -d2s "http://127.0.0.1:$port/")
  wrk_n=$(awk '/requests in/ {print $1}' "$out")
  line=$(awk -v a="$ours_s" -v n="$ours_n" -v b="$wrk_s" -v m="$wrk_n" \
    'BEGIN {o = a * 1e6 / n; w = b * 1e6 / m; printf "%.2f %.2f %.3f", o, w, o / w}')
  read -r o w r <<<"$line"
  echo "round $i: ours $o us/request ($ours_n requests), wrk $w us/request ($wrk_n requests), ratio $r"
  ratios+=("$r")
done
rm -f "$out"
printf '%s\n' "${ratios[@]}" | sort -n | awk '{v[NR] = $1} END {m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "median ratio %.3f [%.3f, %.3f] over %d rounds\n", m, v[1], v[NR], NR}'
