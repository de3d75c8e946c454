#!/usr/bin/env bash
# `rampart limit` on real heavy tasks of known capacity: W workers of 20 ms each serve W/0.02 requests a second, and the
# limit for a generous p99 lies a little below. Prints how far off each search was.
source "$(dirname "$0")/expect.sh"

sleep_ms=20
# M/D/c with p99 at five service times: the limit over the capacity, from long simulations (docs/limit.md).
declare -A share=([1]=0.56 [2]=0.76 [4]=0.86)
declare -A found
for workers in 1 2 4; do
  port=$((10000 + RANDOM % 9000))
  "$rampart" heavy --workers $workers --sleep-ms $sleep_ms --queue 10000 --port $port --host 127.0.0.1 > "$scratch/heavy.log" 2>&1 &
  started+=($!)
  wait_until 10 curl -sf "http://127.0.0.1:$port/health" -o /dev/null || fail "heavy didn't start"
  out=$scratch/limit-$workers
  "$rampart" limit "http://127.0.0.1:$port/" --p99 100ms --start $((workers * 20)) --trial 6s --budget 7 --seed 7 -o "$out" \
    > "$scratch/limit.log" || { cat "$scratch/limit.log"; fail "limit ended with $?"; }
  kill "${started[-1]}"
  found[$workers]=$(jq .limit "$out/limit.json")
  expected=$(echo "scale=3; $workers * 1000 / $sleep_ms * ${share[$workers]}" | bc)
  echo "workers $workers: capacity $((workers * 1000 / sleep_ms))/s, expected limit $expected, found ${found[$workers]}" \
    "($(jq -r '"\(.low) to \(.high), \(.trial_equivalents) trial-equivalents, \(.took_s) s"' "$out/limit.json"))," \
    "error $(echo "scale=3; (${found[$workers]} / $expected - 1) * 100" | bc) %"
  check "an answer with an interval" '.low <= .limit and .limit <= .high and (.end == "found" or .end == "budget_spent")' "$out/limit.json" 2>/dev/null
  check "every trial is there" '(.trials | length) >= 5 and all(.trials[]; .valid)' "$out/limit.json" 2>/dev/null
  check "requests per minute, not per second" '.target_values[0].target_value == ((.low * 60 * 0.7) | floor)' "$out/limit.json" 2>/dev/null
  grep -q '<svg' "$out/limit.html" || fail "limit.html has no picture"
  # Six seconds of a few hundred requests on a busy machine: a third off is a mistake, not noise.
  echo "${found[$workers]} $expected" | awk '{ exit !($1 > $2 * 0.67 && $1 < $2 * 1.33) }' || fail "limit ${found[$workers]} is far from $expected"
done
echo "${found[1]} ${found[2]} ${found[4]}" | awk '{ exit !($2 > 1.5 * $1 && $3 > 1.5 * $2) }' || fail "the limit doesn't grow with the workers"

echo "a target that one request alone misses ends with 1"
port=$((10000 + RANDOM % 9000))
"$rampart" heavy --sleep-ms 50 --port $port --host 127.0.0.1 > "$scratch/heavy.log" 2>&1 &
started+=($!)
wait_until 10 curl -sf "http://127.0.0.1:$port/health" -o /dev/null || fail "heavy didn't start"
"$rampart" limit "http://127.0.0.1:$port/" --p99 20ms --trial 4s --start 20 -o "$scratch/never" > "$scratch/limit.log" 2>&1 && code=0 || code=$?
[ $code -eq 1 ] || { cat "$scratch/limit.log"; fail "it ended with $code"; }
"$rampart" limit "http://127.0.0.1:$port/" -o "$scratch/none" > "$scratch/limit.log" 2>&1 && code=0 || code=$?
[ $code -eq 2 ] || fail "no target ended with $code"
echo "passed"
