#!/usr/bin/env bash
# rampart lint: no finding on the quest, the line to change on a bad policy, exit code 2 on what isn't a template.
source "$(dirname "$0")/expect.sh"

# expect CODE PATTERN ARGUMENTS…
expect() {
  local code=$1 pattern=$2 got=0
  shift 2
  "$rampart" lint "$@" > "$scratch/said" 2>&1 || got=$?
  [ "$got" -eq "$code" ] || fail "lint $* ended with $got, not $code: $(cat "$scratch/said")"
  grep -Eq -- "$pattern" "$scratch/said" || fail "lint $* didn't say $pattern: $(cat "$scratch/said")"
  echo "ok: $(grep -E -m1 -- "$pattern" "$scratch/said")"
}
quest=$root/examples/quest/template.yml

expect 0 '^no findings$' "$quest" --capacity 12.5
expect 0 "P23 doesn't apply" "$quest"
line=$(grep -n 'TargetValue:' "$quest" | cut -d: -f1)
expect 1 "template.yml:$line\$" "$quest" --capacity 12.5 --parameter RequestsPerTargetPerMinute=12 --json "$scratch/lint.json"
check "the JSON has it too" '.findings[0].problem == "P6" and .findings[0].severity == "problem"' "$scratch/lint.json"

# A day at which six tasks are too few: 40 requests a second for two hours.
{ echo time,rate; for ((m = 0; m < 600; m++)); do echo "$((1700006400 + 60 * m)),$((m > 300 && m < 420 ? 40 : 4))"; done; } > "$scratch/day.csv"
expect 1 'MaxCapacity: 8' "$quest" --trace "$scratch/day.csv"
echo "no comma" > "$scratch/bad.csv"
expect 2 'bad.csv:1:' "$quest" --trace "$scratch/bad.csv"
expect 2 'nowhere' "$scratch/nowhere.yml"
expect 2 'nowhere.sqlite' "$quest" --from "$scratch/nowhere.sqlite"
sed '/^  ScalableTarget:/,/^Outputs:/{/^Outputs:/!d}; /ScalableTargetId:/,$d' "$quest" > "$scratch/still.yml"
expect 2 'scales no ECS service' "$scratch/still.yml"
echo "passed"
