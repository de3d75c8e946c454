# Sourced by the benchmarks that run commands on core 0: CPU time per request, the median of ratios, peak memory.

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

# The servers that clients are compared against, on core 1.
start_canned_server() {
  taskset -c 1 "$build/canned_server" 18090 "$@" &
  started+=($!)
  wait_for_port 18090
}
start_haproxy() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=127.0.0.1 \
    -keyout "$scratch/key" -out "$scratch/certificate" 2>/dev/null
  cat "$scratch/certificate" "$scratch/key" >"$scratch/both.pem"
  BENCH_CERTIFICATE="$scratch/both.pem" taskset -c 1 haproxy -db -q -f "$here/haproxy.cfg" &
  started+=($!)
  wait_for_port 18443
}
wait_for_port() {
  local i
  for ((i = 0; i < 100; i++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.05
  done
  echo "nothing listens on port $1" >&2
  return 1
}

# ours SCRIPT [FLAGS]: one of this folder's scripts by rampart; the report is left in $scratch/report.json.
ours() {
  local script=$1
  shift
  "$build/rampart" run -q --workers 1 -o "$scratch/report.json" "$@" "$here/$script.yml"
}

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

# peak COMMAND…: its largest resident set, in kB.
peak() {
  "$@" >/dev/null &
  local run=$! kb=0 now
  while now=$(awk '/VmHWM/ {print $2}' "/proc/$run/status" 2>/dev/null) && [ -n "$now" ]; do
    kb=$now
    sleep 0.1
  done
  wait "$run"
  echo "$kb"
}
