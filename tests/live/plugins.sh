#!/usr/bin/env bash
# The user's own plugins: an npm module beside the script, its hooks in each worker, what it hears and how it ends; one that
# isn't there, one that never ends, one that stops the run, Ctrl-C. No Node.js is left behind.
source "$(dirname "$0")/expect.sh"
command -v node >/dev/null || { echo "skipped: no Node.js here"; exit 77; }
cd "$scratch"

cat >server.js <<'J'
const server = require('http').createServer((req, res) => res.end('hi'));
server.listen(0, '127.0.0.1', () => require('fs').writeFileSync('port', String(server.address().port)));
J
node server.js &
started+=("$!")
wait_until 30 test -s port || fail "no server"
port=$(cat port)

plugin() {  # NAME <text
  mkdir -p "node_modules/artillery-plugin-$1"
  cat >"node_modules/artillery-plugin-$1/index.js"
}
script() {  # NAME SECONDS
  printf 'config:\n  target: http://127.0.0.1:%s\n  phases: [{duration: %s, arrivalRate: 10}]\n  plugins:\n    %s: {}\nscenarios:\n  - flow: [{get: {url: /}}]\n' \
    "$port" "$2" "$1" >"$1.yml"
}
run() {  # CODE NAME FLAG…
  local wanted=$1 name=$2 code=0
  shift 2
  "$rampart" run --workers 2 -o "$name.json" "$@" "$name.yml" >"$name.txt" 2>"$name.err" || code=$?
  [ "$code" = "$wanted" ] || fail "$name ended with $code, not $wanted: $(cat "$name.err" "$name.txt")"
}
said() { grep -q -- "$2" "$1" || fail "$1 doesn't say \"$2\": $(cat "$1")"; }

plugin counts <<'J'
const worker = process.env.LOCAL_WORKER_ID;
module.exports.Plugin = class {
  constructor(script, events) {
    console.log(`made in ${worker ?? 'main'}`);
    script.config.processor = { ...script.config.processor, tally: (req, context, ee, next) => { ee.emit('counter', 'tally', 1); next(); } };
    for (const scenario of script.scenarios) scenario.beforeRequest = ['tally'];
    events.on('done', (stats) => console.log(`done ${stats.report().scenariosCompleted}`));
  }
  async cleanup() { console.log(`cleaned in ${worker ?? 'main'}`); }
};
J
script counts 1
run 0 counts
for place in main 1 2; do
  said counts.txt "^made in $place$"
  said counts.txt "^cleaned in $place$"
done
said counts.txt '^done 10$'
jq -e '.aggregate.counters | .tally == 10 and .["http.codes.200"] == 10' counts.json >/dev/null || fail "counters: $(jq -c .aggregate.counters counts.json)"
echo "ok: a plugin beside the script, in each worker"

script nowhere 1
run 1 nowhere
said nowhere.err '^nowhere.yml:5:5: the plugin "nowhere" isn.t built in, .* Run: npm install artillery-plugin-nowhere$'
[ ! -e nowhere.json ] || fail "a run without its plugin"
echo "ok: one that isn't there"

plugin endless <<'J'
module.exports.Plugin = class { cleanup(done) {} };
J
script endless 1
run 0 endless
said endless.err 'cleanup of the plugin "endless": it goes on and on'
echo "ok: a cleanup without end"

plugin stops <<'J'
module.exports.Plugin = class { constructor(script, events) { events.on('phaseStarted', () => setTimeout(() => global.artillery.shutdown({ exitCode: 9 }), 300)); } };
J
script stops 60
run 9 stops
said stops.err 'The run ended early: a plugin called artillery.shutdown()'
said stops.txt 'Summary report'
plugin exits <<'J'
module.exports.Plugin = class { constructor(script, events) { events.on('phaseStarted', () => setTimeout(() => process.exit(3), 300)); } };
J
script exits 60
run 3 exits
said exits.err "The run ended early: the plugins' Node.js ended with exit code 3"
echo "ok: plugins that stop the run"

sed 's/^  phases.*/  phases: [{duration: 60, arrivalRate: 10}]/' counts.yml >ctrl.yml
"$rampart" run --workers 1 ctrl.yml >ctrl.txt 2>ctrl.err &
pid=$!
started+=("$pid")
wait_until 60 grep -q '^Phase started' ctrl.txt || fail "the run never began: $(cat ctrl.txt ctrl.err)"
nodes=$(pgrep -P "$pid")
kill -INT $nodes "$pid" # as a terminal does: to all at once
wait "$pid" && code=0 || code=$?
[ "$code" = 130 ] || fail "Ctrl-C gave exit code $code, not 130: $(cat ctrl.err)"
for place in main 1; do said ctrl.txt "^cleaned in $place$"; done
for node in $nodes; do [ ! -e "/proc/$node" ] || fail "Node.js $node is still there"; done
echo "passed"
