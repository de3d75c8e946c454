#!/bin/bash
# CPU time per request over 8 HTTP/2 connections (h2c) of 32 streams to HAProxy, beside h2load's, in interleaved rounds.
# Whole programs. Aim: at most 0.80.
#
#   bench/h2_ratio.sh [ROUNDS] [BUILD_FOLDER]        server on core 1, clients on core 0
set -euo pipefail
rounds=${1:-8}
build=${2:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
source "$here/ratio.sh"
start_haproxy

h2load_requests() { awk '/^requests:/ {print $8}' "$scratch/out"; }
for ((i = 1; i <= rounds; i++)); do
  h2load_us=$(us_each h2load_requests h2load -t1 -c8 -m32 -n204800 http://127.0.0.1:18482/)
  ours_us=$(us_each report_requests ours h2 --h2c)
  echo "round $i: us/request: h2load $h2load_us, h2 $ours_us"
  add_ratio h2 "$ours_us" "$h2load_us"
done
print_ratios
