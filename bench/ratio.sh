# Sourced by the side-by-side benchmarks: CPU time per request of a command on core 0, and the median of ratios.

scratch=$(mktemp -d -t rampart-bench.XXXXXX)
started=()
clean_up() {
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap clean_up EXIT
# This shell and what it starts from here on runs on core 0; a server put on core 1 by taskset stays there.
taskset -cp 0 $$ >/dev/null

# How many requests the command that just ran made.
wrk_requests() { awk '/requests in/ {print $1}' "$scratch/out"; }
report_requests() { jq '.aggregate.counters["http.responses"]' "$scratch/report.json"; }

# us_each COUNT COMMAND…: user + system microseconds per request; COUNT prints the number of requests.
us_each() {
  local count=$1 times
  shift
  times=$( { TIMEFORMAT='%U %S'; time "$@" >"$scratch/out" 2>"$scratch/err"; } 2>&1 ) ||
    { cat "$scratch/err" >&2; return 1; }
  awk -v n="$("$count")" '{printf "%.2f", ($1 + $2) * 1e6 / n}' <<<"$times"
}

# add_ratio NAME OURS PEER'S, in the order of the rounds.
add_ratio() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN {print n, a / b}' >>"$scratch/ratios"; }

print_ratios() {
  local name
  for name in $(awk '!seen[$1]++ {print $1}' "$scratch/ratios"); do
    awk -v n="$name" '$1 == n {print $2}' "$scratch/ratios" | sort -n | awk -v n="$name" '{v[NR] = $1}
      END {m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
           printf "%s: median ratio %.3f [%.3f, %.3f] over %d rounds\n", n, m, v[1], v[NR], NR}'
  done
}
