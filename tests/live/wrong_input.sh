#!/usr/bin/env bash
# Wrong input gets file, line, a sentence and exit code 2 (1 for run, as Artillery) before anything is started.
source "$(dirname "$0")/expect.sh"

# expect_error CODE PATTERN COMMAND…
expect_error() {
  local code=$1 pattern=$2 got=0
  shift 2
  "$@" > "$scratch/said" 2>&1 || got=$?
  [ "$got" -eq "$code" ] || fail "$* ended with $got, not $code: $(cat "$scratch/said")"
  grep -Eq -- "$pattern" "$scratch/said" || fail "$* didn't say $pattern: $(cat "$scratch/said")"
  echo "ok: $(grep -E -m1 -- "$pattern" "$scratch/said")"
}
cd "$scratch"

printf 'config:\n  target: http://127.0.0.1:1\n  phases: [{duration: 1, arivalRate: 1}]\nscenarios: [{flow: [{get: {url: /}}]}]\n' > phase.yml
# Artillery drops a phase it can't read and ends with 0; we do too, but say where and what was meant.
expect_error 0 'phase\.yml:3:26: .*Did you mean "arrivalRate"' "$rampart" run phase.yml
expect_error 4 'INVALID' "$rampart" run --fail-on-invalid phase.yml
printf 'config: {target: "http://127.0.0.1:1"}\nscenarios: [{flow: [{get: {uri: /}}]}]\n' > url.yml
expect_error 1 'url\.yml:2:' "$rampart" run url.yml
printf 'config: {target: x, processor: ./p.js}\nscenarios: [{flow: [{get: {url: /}}]}]\n' > processor.yml
expect_error 1 'processor\.yml:1:.*processor' "$rampart" run processor.yml
expect_error 1 'nowhere\.yml' "$rampart" run nowhere.yml
expect_error 2 'nowhere\.yml' "$rampart" up nowhere.yml
printf 'Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: t\n      RequiresCompatibilities: [FARGATE]\n      NetworkMode: awsvpc\n      Cpu: "300"\n      Memory: "512"\n      ContainerDefinitions: [{Name: a, Image: b}]\n' > fargate.yml
expect_error 2 'fargate\.yml:8:.*' "$rampart" up fargate.yml
printf 'Resources:\n  A: {Type: "AWS::ECS::Clutser"}\n' > type.yml
expect_error 2 'AWS::ECS::Cluster' "$rampart" up type.yml
printf 'template: t.yml\n' > plan.yml
expect_error 2 'plan\.yml:1:' "$rampart" prove plan.yml
expect_error 2 'aws-minute' "$rampart" prove "$root/examples/quest/plan.yml" --aws-minute 5h
expect_error 2 'unknown|not expected|--nonsense' "$rampart" prove "$root/examples/quest/plan.yml" --nonsense
DOCKER_HOST=unix:///nonexistent.sock expect_error 3 'nonexistent\.sock' "$rampart" prove "$root/examples/quest/plan.yml" --compute docker
expect_error 2 'not-a-run' "$rampart" report not-a-run.sqlite
printf 'This is a text, and no database.\n' > text.db
expect_error 2 'text\.db.* not an SQLite database' "$rampart" serve --port 0 --state text.db
expect_error 2 'is a folder' "$rampart" serve --port 0 --state "$scratch"
expect_error 2 '--state names no file' "$rampart" serve --port 0 --state ''
expect_error 3 'there is no folder' "$rampart" serve --port 0 --state nowhere/cloud.sqlite
expect_error 2 '--region .*Mars' "$rampart" serve --port 0 --region Mars
expect_error 2 'twelve digits' "$rampart" serve --port 0 --account 12
expect_error 2 'open to other machines' "$rampart" serve --port 0 --address 0.0.0.0
expect_error 3 'nowhere/haproxy is no program' "$rampart" serve --port 0 --haproxy nowhere/haproxy
echo "passed"
