#!/usr/bin/env bash
# rampart serve, the containers of tasks by the AWS CLI: their output in CloudWatch Logs (while they run, after kill -9 of the
# daemon, after they ended), their health checks, their order. CONTAINERS_COMPUTE=docker runs it on an engine.
source "$(dirname "$0")/expect.sh"

cli=$(command -v /usr/bin/aws || command -v aws) || { echo "no AWS CLI here"; exit 77; }
export HOME=$scratch AWS_ACCESS_KEY_ID=rampart AWS_SECRET_ACCESS_KEY=rampart AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
compute=${CONTAINERS_COMPUTE:-process}
image=${CONTAINERS_IMAGE:-shell}
port=$((10000 + RANDOM % 9000))  # below those that tasks take
endpoint=http://127.0.0.1:$port
cd "$scratch"

aws() { "$cli" --endpoint-url "$endpoint" --output text "$@"; }
healthy() { curl -sf -m 1 "$endpoint/health" > /dev/null; }
start() {
  "$rampart" serve --port "$port" --state cloud.sqlite --compute "$compute" --aws-minute 6s >> serve.log 2>&1 &
  daemon=$!
  started+=("$daemon")
  wait_until 30 healthy || fail "the endpoint didn't come up: $(tail -n 5 serve.log)"
}
# A failed test takes its daemon's tasks along: once more started, they are its own, and stopped.
end_all() {
  local code=$?
  set +e
  if [ -n "${daemon:-}" ]; then
    kill -0 "$daemon" 2> /dev/null || start
    kill -INT "$daemon"
    wait "$daemon"
  fi
  (exit $code)
  finish
}
trap end_all EXIT

task=
# run FAMILY CONTAINERS: registers and runs; its ARN in $task, its id in $id.
run() {
  aws ecs register-task-definition --family "$1" --requires-compatibilities FARGATE --network-mode awsvpc --cpu 256 --memory 512 \
    --container-definitions "$2" > made.txt
  task=$(aws ecs run-task --cluster c --task-definition "$1" --launch-type FARGATE \
    --network-configuration 'awsvpcConfiguration={subnets=[subnet-1]}' --query 'tasks[0].taskArn')
  id=${task##*/}
}
described() { aws ecs describe-tasks --cluster c --tasks "$task" --query "tasks[0].$1"; }
is() { [ "$(described "$1")" = "$2" ]; }
log='"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/c", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "p"}}'
messages() { aws logs get-log-events --log-group-name /ecs/c --log-stream-name "p/$1/$id" --start-from-head --query 'events[].message'; }
says() { messages "$1" 2> /dev/null | grep -q "$2"; }

start
aws ecs create-cluster --cluster-name c > made.txt

run nogroup "[{\"name\": \"app\", \"image\": \"$image\", \"entryPoint\": [\"sh\"], \"command\": [\"-c\", \"sleep 60\"], $log}]"
wait_until 20 is lastStatus STOPPED || fail "a task without its log group: $(described lastStatus)"
[[ $(described stoppedReason) == *"ResourceInitializationError"*"The specified log group does not exist"* ]] || fail "stoppedReason: $(described stoppedReason)"
is stopCode TaskFailedToStart || fail "stopCode: $(described stopCode)"
echo "ok: no log group, no task"

aws logs create-log-group --log-group-name /ecs/c
run talk "[{\"name\": \"app\", \"image\": \"$image\", \"entryPoint\": [\"sh\"], \"command\": [\"-c\", \"i=0; while sleep 0.2; do i=\$((i + 1)); echo line \$i; echo ERROR \$i >&2; done\"], $log}]"
wait_until 30 says app 'line 5' || fail "nothing is heard of a running task: $(messages app)"
aws logs filter-log-events --log-group-name /ecs/c --filter-pattern ERROR --query 'events[].message' > filtered.txt
grep -q 'ERROR 3' filtered.txt && ! grep -q line filtered.txt || fail "filter-log-events: $(cat filtered.txt)"
aws logs tail /ecs/c --since 1h > tail.txt
grep -q "p/app/$id.*line 2" tail.txt || grep -q 'line 2' tail.txt || fail "aws logs tail: $(head -n 3 tail.txt)"
echo "ok: a running task is heard"

kill -9 "$daemon"
wait "$daemon" 2> /dev/null || true
sleep 2
start
wait_until 30 is lastStatus RUNNING || fail "the task isn't adopted: $(described lastStatus)"
before=$(messages app | tr '\t' '\n' | grep -c line)
more() { [ "$(messages app | tr '\t' '\n' | grep -c line)" -gt $((before + 5)) ]; }
wait_until 30 more || fail "an adopted task isn't heard"
messages app | tr '\t' '\n' | sed -n 's/^line //p' > numbers.txt
seq "$(tail -n 1 numbers.txt)" | cmp - numbers.txt || fail "lines are lost or doubled over kill -9"
echo "ok: $(tail -n 1 numbers.txt) lines over kill -9, none lost, none doubled"

aws ecs stop-task --cluster c --task "$task" > made.txt
wait_until 40 is lastStatus STOPPED || fail "the task doesn't stop"
says app 'line 1' || fail "a stopped task's output is gone"
kill -INT "$daemon"
wait "$daemon"
start
says app 'line 1' || fail "a stopped task's output is gone after a restart"
echo "ok: a stopped task's output stays"

run ordered "[{\"name\": \"app\", \"image\": \"$image\", \"entryPoint\": [\"sh\"], \"command\": [\"-c\", \"echo app; sleep 600\"], $log,
    \"dependsOn\": [{\"containerName\": \"init\", \"condition\": \"SUCCESS\"}],
    \"healthCheck\": {\"command\": [\"CMD-SHELL\", \"exit 0\"], \"interval\": 5}},
  {\"name\": \"init\", \"image\": \"$image\", \"entryPoint\": [\"sh\"], \"essential\": false, \"command\": [\"-c\", \"sleep 3; echo init\"], $log}]"
# On a busy machine the client may have taken longer than init did.
[ "$(described lastStatus)" != RUNNING ] || says init 'init' || fail "app didn't wait for init"
wait_until 30 is lastStatus RUNNING || fail "app doesn't start after init: $(described lastStatus)"
wait_until 30 says app app || fail "app said nothing"
is "containers[?name=='init'] | [0].[lastStatus, to_string(exitCode)] | join(' ', @)" "STOPPED 0" || fail "init: $(described containers)"
wait_until 30 is healthStatus HEALTHY || fail "health: $(described healthStatus)"
echo "ok: a container waited for another's success, and is HEALTHY"

# A service whose containers fall ill once.
mkdir sick
aws ecs register-task-definition --family ill --requires-compatibilities FARGATE --network-mode awsvpc --cpu 256 --memory 512 \
  --container-definitions "[{\"name\": \"app\", \"image\": \"$image\", \"entryPoint\": [\"sh\"], \"command\": [\"-c\", \"sleep 600\"], \"stopTimeout\": 2,
    \"portMappings\": [{\"containerPort\": 80}], \"healthCheck\": {\"command\": [\"CMD-SHELL\", \"! test -e $scratch/sick/\$PORT\"], \"interval\": 5, \"retries\": 2}}]" > made.txt
aws ecs create-service --cluster c --service-name ill --task-definition ill --desired-count 1 --launch-type FARGATE \
  --network-configuration 'awsvpcConfiguration={subnets=[subnet-1]}' > made.txt
service() { aws ecs describe-services --cluster c --services ill --query "services[0].$1"; }
rolled_out() { [ "$(service 'deployments[0].rolloutState')" = COMPLETED ]; }
wait_until 60 rolled_out || fail "the deployment: $(service deployments)"
task=$(aws ecs list-tasks --cluster c --service-name ill --query 'taskArns[0]')
is healthStatus HEALTHY || fail "the deployment didn't wait for health: $(described healthStatus)"
if [ "$compute" = process ]; then
  touch "sick/$(described 'containers[0].networkBindings[0].hostPort')"
  wait_until 60 is lastStatus STOPPED || fail "an unhealthy task isn't replaced: $(described '[lastStatus, healthStatus]') $(service 'events[].message')"
  is healthStatus UNHEALTHY || fail "health of the stopped one: $(described healthStatus)"
  is stoppedReason 'Task failed container health checks' || fail "stoppedReason: $(described stoppedReason)"
  service 'events[].message' | grep -q "(service ill) (task ${task##*/}) failed container health checks." || fail "events: $(service 'events[].message')"
  echo "ok: an unhealthy task is replaced"
fi
kill -INT "$daemon"
wait "$daemon" || fail "Ctrl-C gave an error: $(tail -n 5 serve.log)"
daemon=
echo "passed"
