#!/bin/bash
# CPU time per request over 64 keep-alive TLS 1.3 connections (TLS_AES_128_GCM_SHA256) to HAProxy, beside wrk's, in
# interleaved rounds. Whole programs, start and handshakes included. Aim: at most 0.95.
#
#   bench/https_ratio.sh [ROUNDS] [BUILD_FOLDER]        server on core 1, clients on core 0
set -euo pipefail
rounds=${1:-8}
build=${2:-build/release}
here=$(cd "$(dirname "$0")" && pwd)
source "$here/ratio.sh"
start_haproxy

for ((i = 1; i <= rounds; i++)); do
  wrk_us=$(us_each wrk_requests wrk -t1 -c64 -d2s https://127.0.0.1:18443/)
  ours_us=$(us_each report_requests ours https)
  echo "round $i: us/request: wrk $wrk_us, https $ours_us"
  add_ratio https "$ours_us" "$wrk_us"
done
print_ratios
