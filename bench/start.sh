#!/bin/bash
# From the start of the program to the first request's arrival at the server, which notes it. Aim: at most 20 ms (median).
# The start of a program that does nothing is printed beside it.
#
#   bench/start.sh [ROUNDS] [BUILD_FOLDER]
set -euo pipefail
rounds=${1:-20}
build=${2:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
source "$here/ratio.sh"
start_canned_server --announce >"$scratch/arrivals"

median() { sort -n "$1" | awk '{v[NR] = $1} END {printf "%.1f ms [%.1f, %.1f]", v[int((NR + 1) / 2)], v[1], v[NR]}'; }
for ((i = 1; i <= rounds; i++)); do
  before=${EPOCHREALTIME/./}
  "$build/rampart" run -q "$here/once.yml" >/dev/null
  arrived=$(tail -n1 "$scratch/arrivals")
  awk -v a="$before" -v b="$arrived" 'BEGIN {print (b - a) / 1000}' >>"$scratch/ours"
  before=${EPOCHREALTIME/./}
  /bin/true
  awk -v a="$before" -v b="${EPOCHREALTIME/./}" 'BEGIN {print (b - a) / 1000}' >>"$scratch/nothing"
done
[ "$(wc -l <"$scratch/arrivals")" -eq "$rounds" ] || { echo "not every request arrived" >&2; exit 1; }
echo "start to first request: median $(median "$scratch/ours") over $rounds rounds (aim 20); /bin/true from start to end: $(median "$scratch/nothing")"
