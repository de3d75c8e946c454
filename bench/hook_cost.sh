#!/bin/bash
# CPU time of a hook call through the sidecar, both sides together (ours and Node.js'), in µs: 64 users that call an
# async function step which reads and sets a variable. Two lengths of run are subtracted, so that starting Node.js and
# loading the script don't count. Aim: at most 12 µs.
#
#   bench/hook_cost.sh [ROUNDS] [BUILD_FOLDER]
set -euo pipefail
rounds=${1:-5}
build=${2:-build/release}
users=64
short=100
long=3000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/hooks.js" <<'JS'
exports.step = async (context) => {
  context.vars.n = (context.vars.n ?? 0) + 1;
};
JS
script() {
  cat >"$work/$1.yml" <<YML
config:
  target: http://127.0.0.1:1
  processor: ./hooks.js
  phases: [{duration: 1, arrivalCount: $users}]
  variables: {name: ann, place: here}
scenarios:
  - flow:
      - loop: [{function: step}]
        count: $1
YML
}
# User and system seconds of the run and of the Node.js that it waited for.
cpu() {
  local TIMEFORMAT='%U %S'
  { time "$build/rampart" run --workers 1 -q "$work/$1.yml" >/dev/null; } 2>&1 | awk 'END {print $1 + $2}'
}
script $short
script $long
for ((i = 1; i <= rounds; i++)); do
  a=$(cpu $short)
  b=$(cpu $long)
  awk -v a="$a" -v b="$b" -v n=$((users * (long - short))) -v i="$i" \
    'BEGIN {printf "round %d: %.2f us a hook call\n", i, (b - a) / n * 1e6}' | tee -a "$work/rounds"
done
awk '{print $3}' "$work/rounds" | sort -n | awk '{v[NR] = $1} END {printf "median: %.2f us a hook call (aim 12)\n", v[int((NR + 1) / 2)]}'
