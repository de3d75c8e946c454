#!/usr/bin/env bash
# A processor's hooks against a server that says what it received; Node.js killed in the middle, Ctrl-C, and a module
# that can't be loaded. No Node.js is left behind.
source "$(dirname "$0")/expect.sh"
command -v node >/dev/null || { echo "skipped: no Node.js here"; exit 77; }

cat >"$scratch/server.js" <<'J'
const fs = require('fs');
const server = require('http').createServer((req, res) => {
  let body = '';
  req.on('data', (chunk) => (body += chunk));
  req.on('end', () => {
    fs.appendFileSync('received.jsonl', JSON.stringify({ method: req.method, url: req.url, id: req.headers['x-id'], body }) + '\n');
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ token: 'tok', path: req.url }));
  });
});
server.listen(0, '127.0.0.1', () => fs.writeFileSync('port', String(server.address().port)));
J
cd "$scratch"
node server.js &
started+=("$!")
wait_until 30 test -s port || fail "no server"
port=$(cat port)

mkdir -p node_modules/greeting
echo 'exports.greet = (name) => `hello ${name}`;' >node_modules/greeting/index.js
cat >hooks.js <<'J'
const { greet } = require('greeting');
module.exports = { login, sign, seen, again, failed, end, stay, prepare };
let users = 0;
async function prepare(context) { context.vars.shared = 'from before'; }
function login(context, events, next) {
  context.vars.user = { id: ++users, greeting: greet(context.scenario.name) };
  return next();
}
async function sign(req, context) {
  req.headers = { ...req.headers, 'X-Id': '{{ user.id }}' };
  req.json.signed = context.vars.shared;
}
function seen(req, res, context, events, next) {
  events.emit('counter', 'seen.' + JSON.parse(res.body).token, 1);
  events.emit('histogram', 'seen.length', res.body.length);
  console.log(`answer ${res.statusCode} to ${req.method} ${req.url}`);
  next();
}
function again(context, next) { next(context.vars.$loopCount < 3); }
function failed(err, req, context, events, next) { events.emit('counter', 'failed.' + err.code, 1); next(); }
function end(context, events, next) { next('a text'); }
function stay(context, events, next) {}
J
cat >shop.yml <<Y
config:
  target: http://127.0.0.1:$port
  processor: ./hooks.js
  phases: [{duration: 1, arrivalCount: 3}]
before:
  flow: [{function: prepare}]
scenarios:
  - name: shop
    beforeScenario: login
    afterScenario: end
    beforeRequest: nosuch
    onError: failed
    flow:
      - post:
          url: /orders
          json: {what: "{{ user.greeting }}"}
          beforeRequest: sign
          afterResponse: seen
      - loop: [{get: {url: "/turn/{{ \$loopCount }}"}}]
        whileTrue: again
      - function: missing
Y
code=0
"$rampart" run --workers 1 -o shop.json shop.yml >shop.txt 2>shop.err || code=$?
[ "$code" = 0 ] || fail "ended with $code: $(cat shop.err shop.txt)"
holds() { jq -e "$2" "$1.json" >/dev/null || fail "$1: $2 is not true: $(jq -c '.aggregate.counters' "$1.json")"; }
holds shop '.aggregate.counters["seen.tok"] == 3 and .aggregate.summaries["seen.length"].count == 3'
holds shop '.aggregate.counters["http.requests"] == 12'
holds shop '.aggregate.counters["errors.Undefined function \"missing\""] == 3'
holds shop '.aggregate.counters["errors.undefined"] == 3 and .aggregate.counters["vusers.failed"] == 3'
[ "$(grep -c "^answer 200 to POST http://127.0.0.1:$port/orders$" shop.txt)" = 3 ] || fail "console.log: $(cat shop.txt)"
grep -q '^WARNING: custom function nosuch could not be found$' shop.txt || fail "no warning of a missing hook"
jq -se '[.[] | select(.method == "POST")] | sort_by(.id) | map([.id, (.body | fromjson)])
  == [["1", {what: "hello shop", signed: "from before"}], ["2", {what: "hello shop", signed: "from before"}],
      ["3", {what: "hello shop", signed: "from before"}]]' received.jsonl >/dev/null || fail "received: $(cat received.jsonl)"
echo "ok: hooks"

flow() {  # NAME SECONDS FUNCTION
  printf 'config:\n  target: http://127.0.0.1:%s\n  processor: ./hooks.js\n  phases: [{duration: %s, arrivalRate: 5}]\nscenarios:\n  - flow: [{function: %s}]\n' \
    "$port" "$2" "$3" >"$1.yml"
}
node_of() { pgrep -P "$1" || true; }
has_node() { [ -n "$(node_of "$1")" ] && grep -q '^Phase started' "$2"; }

flow killed 60 stay
"$rampart" run --workers 1 -o killed.json killed.yml >killed.txt 2>killed.err &
pid=$!
started+=("$pid")
wait_until 60 has_node "$pid" killed.txt || fail "the run never began: $(cat killed.txt killed.err)"
sleep 1
kill -9 "$(node_of "$pid")"
wait "$pid" && code=0 || code=$?
[ "$code" = 11 ] || fail "a killed Node.js gave exit code $code, not 11"
grep -q "The run ended early: the processor's Node.js was killed by signal 9" killed.err || fail "no reason: $(cat killed.err)"
holds killed '.aggregate.counters["vusers.created"] > 0'
echo "ok: killed"

"$rampart" run --workers 2 killed.yml >ctrl.txt 2>ctrl.err &
pid=$!
started+=("$pid")
wait_until 60 has_node "$pid" ctrl.txt || fail "the run never began: $(cat ctrl.txt ctrl.err)"
nodes=$(node_of "$pid")
kill -INT $nodes "$pid" # as a terminal does: to all at once
wait "$pid" && code=0 || code=$?
[ "$code" = 130 ] || fail "Ctrl-C gave exit code $code, not 130"
for node in $nodes; do [ ! -e "/proc/$node" ] || fail "Node.js $node is still there"; done
grep -q 'Summary report' ctrl.txt || fail "no report after Ctrl-C"
echo "ok: Ctrl-C"

flow endless 1 stay
code=0
"$rampart" run --workers 1 --hook-timeout 1 -o endless.json endless.yml >endless.txt 2>&1 || code=$?
[ "$code" = 0 ] || fail "a hook without end gave exit code $code: $(cat endless.txt)"
holds endless '.aggregate.counters["errors.Hook never ended: stay"] == .aggregate.counters["vusers.created"]'
echo "ok: a hook without end"

cat >module.mjs <<J
export const config = { target: 'http://127.0.0.1:$port', phases: [{ duration: 1, arrivalCount: 2 }] };
export async function sign(req) { req.headers['x-id'] = 'signed'; }
export const scenarios = [{ name: 'module', beforeRequest: sign, flow: [{ get: { url: '/from-module', headers: {} } }] }];
J
: >received.jsonl
"$rampart" run --workers 1 -o module.json module.mjs >module.txt 2>&1 || fail "a module: $(cat module.txt)"
holds module '.aggregate.counters["http.codes.200"] == 2'
[ "$(grep -c '"url":"/from-module","id":"signed"' received.jsonl)" = 2 ] || fail "received: $(cat received.jsonl)"
sed -i 's/: sign,/: () => 1,/' module.mjs
code=0
"$rampart" run module.mjs >module.txt 2>&1 || code=$?
[ "$code" = 1 ] && grep -q '^module.mjs: .*"beforeRequest" holds a function that the script doesn.t export' module.txt ||
  fail "said: $(cat module.txt)"
echo "ok: a script that is a module"

echo 'exports.stay = (' >hooks.js
code=0
"$rampart" run killed.yml >broken.txt 2>&1 || code=$?
[ "$code" = 1 ] || fail "a broken module gave exit code $code"
grep -q '^killed.yml:3:14: the processor ./hooks.js can.t be loaded: .*hooks.js:' broken.txt || fail "said: $(cat broken.txt)"
code=0
RAMPART_NODE=/nowhere/node "$rampart" run killed.yml >none.txt 2>&1 || code=$?
[ "$code" = 1 ] && grep -q '^killed.yml:3:14: RAMPART_NODE names /nowhere/node' none.txt || fail "said: $(cat none.txt)"
echo "passed"
