#!/usr/bin/env bash
# The command line as people and CI meet it: help, slips of the fingers, completion, JUnit, CSV, nothing drawn in a pipe.
source "$(dirname "$0")/expect.sh"

# ends CODE COMMAND…: leaves what it printed in $scratch/out and $scratch/err.
ends() {
  local wanted=$1 code=0
  shift
  "$@" >"$scratch/out" 2>"$scratch/err" || code=$?
  [ "$code" = "$wanted" ] || fail "$* ended with $code, not $wanted: $(cat "$scratch/out" "$scratch/err")"
}
says() { grep -qF -e "$2" "$scratch/$1" || fail "no \"$2\" in: $(cat "$scratch/$1")"; }

ends 0 "$rampart"
says out "Usage"
ends 0 "$rampart" help run
says out "--scenario-name"
ends 0 "$rampart" help import access-log
says out "--all-methods"
ends 0 "$rampart" --version
says out "rampart "
ends 2 "$rampart" rum script.yml
says err 'Did you mean "run"?'
ends 2 "$rampart" run --no-such-flag x.yml
ends 1 "$rampart" run no_such_file.yml
echo "ok: help and mistakes"

# complete WORD…: what bash would offer for the last one, on one line.
complete_words() {
  bash -c 'source <("$1" completion bash) && shift && COMP_WORDS=(rampart "$@") COMP_CWORD=$# && _rampart && echo "${COMPREPLY[*]}"' \
    bash "$rampart" "$@"
}
[ "$(complete_words ru)" = run ] || fail "ru completes to $(complete_words ru)"
[ "$(complete_words import '')" = "har openapi access-log" ] || fail "import completes to $(complete_words import '')"
[ "$(complete_words run --ju)" = --junit ] || fail "run --ju completes to $(complete_words run --ju)"
[ "$(complete_words import access-log --all)" = --all-methods ] || fail "flags of an inner command don't complete"
touch "$scratch/a_script.yml"
[ "$(cd "$scratch" && complete_words run a_s)" = a_script.yml ] || fail "files don't complete"
for shell in zsh fish; do
  ends 0 "$rampart" completion $shell
  says out scenario-name
  if command -v $shell >/dev/null; then $shell -n "$scratch/out" || fail "$shell can't read its completion"; fi
done
echo "ok: completion"

cat >"$scratch/down.yml" <<'Y'
config:
  target: http://127.0.0.1:1
  phases: [{duration: 1, arrivalCount: 3}]
  ensure: {thresholds: [{vusers.failed: 1}]}
  plugins: {ensure: {}}
scenarios: [{flow: [{get: {url: /}}]}]
Y
ends 1 "$rampart" run "$scratch/down.yml" --junit "$scratch/junit.xml" --csv "$scratch/load.csv" -o "$scratch/report.json"
says out "Generator: "
if grep -q $'\x1b' "$scratch/out" "$scratch/err"; then fail "escape sequences in a pipe"; fi
jq -e '.rampart.generator.descriptors_limit > 0 and .rampart.generator.workers > 0' "$scratch/report.json" >/dev/null ||
  fail "no generator in the report: $(jq -c .rampart "$scratch/report.json")"
grep -q '<failure message="vusers.failed &lt; 1 does not hold"/>' "$scratch/junit.xml" || fail "$(cat "$scratch/junit.xml")"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$scratch/junit.xml" || fail "junit.xml is no XML"
[ "$(awk -F, 'NR > 1 { started += $3; failed += $6 } END { print started, failed }' "$scratch/load.csv")" = "3 3" ] ||
  fail "the CSV doesn't add up: $(cat "$scratch/load.csv")"
echo "ok: JUnit, CSV, plain lines in a pipe"
