#!/bin/bash
# The table of docs/tune.md: what `rampart tune` finds for each trace, good or bad, with the CPU time it took.
# A task is 80 ms on one worker (variation 0.5), the target p99 500 ms, "yours" the quest's template. About half an hour of CPU.
#
#   bench/tune_traces.sh [BUILD_FOLDER] [NAME...]
#
# Traces lie in RAMPART_TRACES, by default ../shared/data/traces beside the repository; one that isn't there is named and
# left out. Logs and figures go to out/tune_traces/NAME.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
shift
only=" $* "
traces=${RAMPART_TRACES:-$root/../shared/data/traces}
out=$root/out/tune_traces
mkdir -p "$out"

row() {  # NAME TITLE LOAD [FILE]: LOAD is a plan's, FILE the trace
  local name=$1 title=$2 load=$3 file=${4:-}
  [ "$only" = "  " ] || [[ $only == *" $name "* ]] || return
  if [ -n "$file" ] && [ ! -e "$traces/$file" ]; then
    echo "left out: $traces/$file isn't there" >&2
    return
  fi
  mkdir -p "$out/$name"
  cat > "$out/$name/plan.yml" <<PLAN
template: $root/examples/quest/template.yml
load: {${file:+trace: $traces/$file, }$load}
model: {service-time: 80ms, variation: 0.5, workers: 1, cpu: 20ms}
targets: {latency: {p99: 500ms}}
PLAN
  local began
  began=$(awk '{print $16 + $17}' "/proc/$$/stat")
  "$build/rampart" tune "$out/$name/plan.yml" -o "$out/$name" > "$out/$name/log" 2>&1
  local code=$?
  local cpu=$(($(awk '{print $16 + $17}' "/proc/$$/stat") - began))
  python3 - "$out/$name/tune.json" "$title" "$cpu" "$(getconf CLK_TCK)" "$code" <<'ROW'
import json, sys
path, title, ticks, hertz, code = sys.argv[1:]
try:
    found = json.load(open(path))
except OSError:
    sys.exit(f"{title}: exit code {code}, see the log beside {path}")
days = {"searched": found["searched_minutes"] / 1440, "unseen": found["unseen_minutes"] / 1440}
def hours(score, part): return score["task_hours"] / days[part] if days[part] else 0
def said(policy, part):
    if not days[part]: return "-"
    return f"{hours(policy[part], part):.1f} h, {100 * policy[part]['missed_share']:.2f} %"
def beside(part, stick):
    if not days[part]: return "-"
    return f"{hours(found[stick][part], part):.1f} h (×{hours(found['chosen'][part], part) / hours(found[stick][part], part):.2f})"
chosen = found["chosen"]
kinds = {kind["kind"]: kind["best"] for kind in found["kinds"]}
margin = kinds["without a margin for what wasn't seen"]
price = f"{hours(chosen['searched'], 'searched') - hours(margin['searched'], 'searched'):.1f} h" if margin else "-"
unseen = said(chosen, "unseen")
if found["promises_target"] and not found["meets_target"]: unseen = f"**{unseen}**"
print("| " + " | ".join([title, said(found["yours"], "searched"), said(found["aws_defaults"], "searched"),
    f"{hours(found['static_peak']['searched'], 'searched'):.0f} h", said(chosen, "searched"),
    f"{100 * chosen['promised_missed_share']:.2f} %", price, unseen, beside("searched", "clairvoyant"),
    beside("unseen", "clairvoyant"), beside("searched", "follower"), f"{int(ticks) / int(hertz):.0f} s"]) + " |")
ROW
}

echo "| load | yours | AWS's defaults | static peak | tuned, searched | promised | margin | tuned, unseen | bound, searched | bound, unseen | follower, searched | CPU |"
echo "|---|---|---|---|---|---|---|---|---|---|---|---|"
row worldcup98 "worldcup98 × 0.1, 87 days" "scale: 0.1" worldcup98/per_minute.csv
row nyc_taxi "nyc_taxi × 4, 215 days" "scale: 4" nab/nyc_taxi.csv
row elb "nab elb_request_count × 100, 14 days" "scale: 100" nab/elb_request_count_8c0756.csv
row asg "nab cpu_utilization_asg_misconfiguration as requests/s, 63 days" "scale: 300" nab/cpu_utilization_asg_misconfiguration.csv
row ec2_cpu "nab ec2_cpu_utilization_5f5533 as requests/s, 14 days" "scale: 300" nab/ec2_cpu_utilization_5f5533.csv
row grok "nab grok_asg_anomaly as requests/s, 16 days" "scale: 300" nab/grok_asg_anomaly.csv
row azure_code "azure-llm code × 10, 57 minutes" "scale: 10" azure-llm/code.csv
row azure_conv "azure-llm conv × 10, 59 minutes" "scale: 10" azure-llm/conv.csv
row diurnal "diurnal 5 to 60/s, 3 days" "shape: 'diurnal base=5 peak=60 days=3'"
