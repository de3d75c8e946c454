#!/usr/bin/env bash
# Fifty containers behind one balancer, all of them replaced under 500 requests a second: no request may fail.
source "$(dirname "$0")/expect.sh"
[ -n "${RAMPART_TEST_DOCKER:-}" ] || { echo "SKIPPED: RAMPART_TEST_DOCKER names no container engine"; exit 77; }
python3 -c 'import boto3' 2>/dev/null || { echo "SKIPPED: no boto3 here"; exit 77; }
export DOCKER_HOST=unix://$RAMPART_TEST_DOCKER

free() { ! (: < "/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
serves() { curl -sf "http://127.0.0.1:$port/health" >/dev/null; }
until port=$((10000 + RANDOM % 9000)) && free "$port" && free $((port + 1)); do :; done
cd "$scratch"
"$rampart" serve --port "$port" --compute docker > serve.log 2>&1 &
serve=$!
started+=("$serve")
wait_until 10 serves || fail "rampart serve doesn't answer: $(cat serve.log)"
python3 "$root/tests/live/rolling.py" "http://127.0.0.1:$port" $((port + 1)) "$rampart" || {
  kill -INT "$serve"
  wait "$serve" || true
  fail "the rolling deployment, see $scratch"
}
kill -INT "$serve"
wait "$serve" || fail "rampart serve ended with $?, see $scratch/serve.log"
echo "passed"
