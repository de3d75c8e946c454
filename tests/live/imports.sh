#!/usr/bin/env bash
# What `rampart import` writes runs as it is: every request of it is answered.
source "$(dirname "$0")/expect.sh"

for _ in 1 2 3 4 5; do  # a free port below the ephemeral range: the one who opens it first has it
  port=$((20000 + RANDOM % 10000))
  "$rampart" heavy --host 127.0.0.1 --port "$port" >"$scratch/heavy.log" 2>&1 &
  pid=$!
  started+=("$pid")
  if wait_until 10 grep -q listening "$scratch/heavy.log" && kill -0 "$pid"; then break; fi
done
kill -0 "$pid" || fail "no server: $(cat "$scratch/heavy.log")"

cd "$scratch"
cat >shop.har <<H
{"log": {"version": "1.2", "entries": [
  {"startedDateTime": "2026-01-31T12:00:00.000Z", "time": 5, "response": {"status": 200},
   "request": {"method": "GET", "url": "http://127.0.0.1:$port/?a=1", "headers": [{"name": "Accept", "value": "text/*"}]}},
  {"startedDateTime": "2026-01-31T12:00:00.205Z", "time": 5, "response": {"status": 200},
   "request": {"method": "GET", "url": "http://127.0.0.1:$port/items", "headers": []}}]}}
H
cat >api.yml <<O
openapi: 3.0.3
info: {title: Heavy}
servers: [{url: "http://127.0.0.1:$port"}]
paths:
  /: {get: {operationId: front, responses: {"200": {description: ok}}}}
  /items: {get: {operationId: health, responses: {"200": {description: ok}}}}
O
for second in 00 00 01 03; do
  echo "127.0.0.1 - - [31/Jan/2026:12:00:$second +0000] \"GET /?at=$second HTTP/1.1\" 200 5 \"-\" \"curl\""
done >access.log

"$rampart" import har shop.har -o har.yml || fail "import har: $?"
"$rampart" import openapi api.yml >openapi.yml || fail "import openapi: $?"
"$rampart" import access-log access.log --target "http://127.0.0.1:$port" -o replay.yml || fail "import access-log: $?"
run() {
  "$rampart" run -q -o "$1.json" "$1.yml" >"$1.txt" 2>"$1.err" || fail "$1.yml ended with $?: $(cat "$1.err" "$1.txt")"
  [ ! -s "$1.err" ] || fail "$1.yml is warned of: $(cat "$1.err")"
  jq -e "$2" "$1.json" >/dev/null || fail "$1: $2 is not true: $(jq -c .aggregate.counters "$1.json")"
  echo "ok: $1"
}
run har '.aggregate.counters["http.codes.200"] == 2'
run openapi '.aggregate.counters["http.codes.200"] == 2 and .aggregate.counters["plugins.expect.ok.statusCode"] == 2'
run replay '.aggregate.counters["http.codes.200"] == 4 and .aggregate.counters["vusers.completed"] == 4'

code=0
echo 'no log' >>access.log
"$rampart" import access-log access.log -o none.yml 2>err || code=$?
[ "$code" = 2 ] || fail "a wrong log ended with $code"
grep -q 'access.log:5:1: ' err || fail "no place: $(cat err)"
[ ! -e none.yml ] || fail "a script of a wrong log"
