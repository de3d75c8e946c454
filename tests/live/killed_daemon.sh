#!/usr/bin/env bash
# rampart serve --state, killed (-9) again and again while a service scales: what was answered is there after each start,
# no task is lost, doubled or orphaned, and the load balancer serves. KILLED_ROUNDS and KILLED_SEED repeat a run.
source "$(dirname "$0")/expect.sh"

cli=$(command -v /usr/bin/aws || command -v aws) || { echo "no AWS CLI here"; exit 77; }
export HOME=$scratch AWS_ACCESS_KEY_ID=rampart AWS_SECRET_ACCESS_KEY=rampart AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
state=${KILLED_STATE:-cloud.sqlite}  # relative, as a user writes it
rounds=${KILLED_ROUNDS:-20}
seed=${KILLED_SEED:-$RANDOM}
RANDOM=$seed
echo "KILLED_SEED=$seed"
port=$((10000 + RANDOM % 9000))  # below those that tasks take
endpoint=http://127.0.0.1:$port
cd "$scratch"

# A killed daemon's tasks outlive it: a failed test takes them along, and leaves the rest to the next start's clearing.
mark=
runs=${XDG_RUNTIME_DIR:-/tmp}/rampart-$(id -u)
# Of any run of this test: they have its HOME.
task_processes() {
  { grep -lz "^RAMPART_RUN=serve-" $(grep -lz "^HOME=$scratch$" /proc/[0-9]*/environ 2> /dev/null) /dev/null 2> /dev/null || true; } | cut -d/ -f3
}
# within SECONDS COMMAND…: by the clock, as an attempt takes its time too.
within() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -le $until ] || return 1
    sleep 0.2
  done
}
end_all() {
  local code=$?
  set +e
  kill -9 "${started[@]}" 2> /dev/null
  kill -9 $(task_processes) 2> /dev/null
  [ -z "$mark" ] || rm -f "$runs/$mark/kept"
  (exit $code)
  finish
}
trap end_all EXIT
trap 'trap "" TERM INT; exit 143' TERM INT

aws() { "$cli" --endpoint-url "$endpoint" --output text "$@"; }

# ask SERVICE OPERATION JSON: what the CLI would send, without its second of start.
ask() {
  local target
  case $1 in
    ecs) target=AmazonEC2ContainerServiceV20141113 ;;
    scaling) target=AnyScaleFrontendService ;;
    cloudwatch) target=GraniteServiceVersion20100801 ;;
  esac
  curl -sS --fail-with-body -m 10 -H "X-Amz-Target: $target.$2" -H 'Content-Type: application/x-amz-json-1.1' -d "$3" "$endpoint/"
}

healthy() { curl -sf -m 1 "$endpoint/health" > /dev/null; }
start() {
  "$rampart" serve --port "$port" --state "$state" --compute process --aws-minute 4s >> serve.log 2>&1 &
  daemon=$!
  started+=("$daemon")
  within 20 healthy || fail "the endpoint didn't come up: $(tail -n 5 serve.log)"
}

# The service has exactly COUNT tasks, and one deployment.
settled() {
  ask ecs DescribeServices '{"cluster": "shop", "services": ["web"]}' |
    jq -e --argjson n "$1" '.services[0] | .desiredCount == $n and .runningCount == $n and (.deployments | length) == 1' > /dev/null
}
tell_service() {
  ask ecs DescribeServices '{"cluster": "shop", "services": ["web"]}' |
    jq -c '.services[0] | {desiredCount, runningCount, pendingCount, deployments: (.deployments | length)}'
}

# Task processes by the port that each was given, and the ports of the tasks that ECS says are running.
ports_of_processes() {
  for pid in $(task_processes); do { tr '\0' '\n' < "/proc/$pid/environ" | sed -n 's/^PORT=//p'; } 2> /dev/null || true; done | sort
}
ports_of_tasks() {
  local arns
  arns=$(ask ecs ListTasks '{"cluster": "shop"}' | jq -c .taskArns)
  [ "$arns" != '[]' ] || return 0
  ask ecs DescribeTasks "{\"cluster\": \"shop\", \"tasks\": $arns}" |
    jq -r '.tasks[] | select(.lastStatus == "RUNNING") | .containers[].networkBindings[].hostPort' | sort
}
none_lost_or_doubled() { [ "$(ports_of_processes)" = "$(ports_of_tasks)" ] && [ "$(ports_of_tasks | wc -l)" -eq "$1" ]; }

activities() { ask scaling DescribeScalingActivities '{"ServiceNamespace": "ecs"}' | jq -r '.ScalingActivities[].ActivityId' | sort; }
set_minimum() {
  ask scaling RegisterScalableTarget "{\"ServiceNamespace\": \"ecs\", \"ResourceId\": \"service/shop/web\",
    \"ScalableDimension\": \"ecs:service:DesiredCount\", \"MinCapacity\": $1, \"MaxCapacity\": 8}" > /dev/null
}
serves() { curl -sf -m 2 "$url/health" > /dev/null; }

# Everything that was answered before the kill.
nothing_forgotten() {
  ask cloudwatch DescribeAlarms '{"MaxRecords": 100}' | jq -r '.MetricAlarms[].AlarmName' | sort > alarms.now
  ask ecs ListTagsForResource "{\"resourceArn\": \"$service\"}" | jq -r '.tags[].key' | sort > tags.now
  activities > activities.now
  for what in alarms tags activities; do
    [ -z "$(sort "$what.told" | comm -23 - "$what.now")" ] || fail "round $1: $what forgotten: $(sort "$what.told" | comm -23 - "$what.now" | xargs)"
  done
}

start
aws ecs create-cluster --cluster-name shop > made.txt
aws ecs register-task-definition --family web --requires-compatibilities FARGATE --network-mode awsvpc --cpu 256 --memory 512 \
  --container-definitions '[{"name": "web", "image": "rampart-heavy:latest", "command": ["--cpu-ms", "1"],
    "portMappings": [{"containerPort": 8080}], "stopTimeout": 5}]' > made.txt
vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId')
subnets=$(aws ec2 describe-subnets --query 'Subnets[0:2].SubnetId')
group=$(aws elbv2 create-target-group --name web --protocol HTTP --port 8080 --target-type ip --vpc-id "$vpc" --health-check-path /health \
  --health-check-interval-seconds 5 --health-check-timeout-seconds 2 --healthy-threshold-count 2 --query 'TargetGroups[0].TargetGroupArn')
aws elbv2 modify-target-group-attributes --target-group-arn "$group" --attributes Key=deregistration_delay.timeout_seconds,Value=5 > made.txt
balancer=$(aws elbv2 create-load-balancer --name shop --subnets $subnets --query 'LoadBalancers[0].LoadBalancerArn')
aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP --port $((port + 1)) \
  --default-actions "Type=forward,TargetGroupArn=$group" > made.txt
url=http://$(aws elbv2 describe-tags --resource-arns "$balancer" --query "TagDescriptions[0].Tags[?starts_with(Key, 'rampart:listener')].Value | [0]")
service=$(aws ecs create-service --cluster shop --service-name web --task-definition web --desired-count 1 --launch-type FARGATE \
  --network-configuration "awsvpcConfiguration={subnets=[${subnets%%[[:space:]]*}]}" \
  --load-balancers "targetGroupArn=$group,containerName=web,containerPort=8080" --query service.serviceArn)
within 20 settled 1 || fail "the service never ran: $(tell_service)"
mark=$(tr '\0' '\n' < "/proc/$(pgrep -P "$daemon" -f ' heavy ' | head -n 1)/environ" | sed -n 's/^RAMPART_RUN=//p')
[[ $mark == serve-* ]] || fail "a task isn't marked with its run: \"$mark\""
within 20 serves || fail "$url doesn't serve"

# A scaling activity to remember.
set_minimum 2
within 20 settled 2 || fail "a minimum of 2 didn't scale: $(tell_service)"
set_minimum 1
activities > activities.told
[ -s activities.told ] || fail "the scaling activity isn't told"

: > alarms.told > tags.told
for round in $(seq "$rounds"); do
  count=$((round % 2 == 1 ? 8 : 1))
  ask cloudwatch PutMetricAlarm "{\"AlarmName\": \"alarm-$round\", \"Namespace\": \"Shop\", \"MetricName\": \"Orders\", \"Statistic\": \"Sum\",
    \"Period\": 60, \"EvaluationPeriods\": 1, \"Threshold\": 5, \"ComparisonOperator\": \"GreaterThanThreshold\"}" > made.txt
  echo "alarm-$round" >> alarms.told
  # By the CLI, and every other pair of times without it: it takes a while to end, and the first instants count too.
  if [ $((round % 4)) -lt 2 ]; then
    aws ecs update-service --cluster shop --service web --desired-count $count > made.txt
  else
    ask ecs UpdateService "{\"cluster\": \"shop\", \"service\": \"web\", \"desiredCount\": $count}" > made.txt
  fi
  # Every fourth time an answered minimum is what scales.
  if [ $((round % 4)) -eq 0 ]; then set_minimum 3; count=3; fi
  activities > activities.told
  pause=$((RANDOM % 1500))
  sleep "$(printf '0.%03d' $((pause % 1000)))"
  [ $pause -lt 1000 ] || sleep 1
  ask ecs TagResource "{\"resourceArn\": \"$service\", \"tags\": [{\"key\": \"round-$round\", \"value\": \"$pause\"}]}" > made.txt
  kill -9 "$daemon"
  echo "round-$round" >> tags.told
  wait "$daemon" 2> /dev/null || true
  began=$SECONDS
  start
  nothing_forgotten "$round"
  within 10 serves || fail "round $round ($pause ms): $url doesn't serve after the start"
  within 30 settled $count || fail "round $round ($pause ms): $count tasks asked for, $(tell_service)"
  within 20 none_lost_or_doubled $count ||
    fail "round $round ($pause ms): processes on ports $(ports_of_processes | xargs), tasks on $(ports_of_tasks | xargs)"
  serves || fail "round $round ($pause ms): $url doesn't serve with $count tasks"
  echo "round $round: killed after $pause ms; $count tasks again within $((SECONDS - began)) s"
  if [ $count -eq 3 ]; then set_minimum 1; fi
done
echo "ok: $rounds times killed"

# A clean end leaves nothing, and the next start brings up what was asked for.
kill -INT "$daemon"
wait "$daemon" && code=0 || code=$?
[ "$code" -eq 0 ] || fail "Ctrl-C gave exit code $code: $(tail -n 5 serve.log)"
[ -z "$(task_processes)" ] || fail "Ctrl-C left processes of tasks: $(task_processes | xargs)"
[ -z "$(pgrep -f "haproxy.*$mark" || true)" ] || fail "Ctrl-C left the load balancer"
[ ! -e "$runs/$mark" ] || fail "Ctrl-C left the run's directory"
start
within 30 settled "$count" || fail "after a clean end $count tasks are asked for: $(tell_service)"
within 20 none_lost_or_doubled "$count" || fail "after a clean end: processes on $(ports_of_processes | xargs)"
within 10 serves || fail "$url doesn't serve after a clean end"
nothing_forgotten "after a clean end"
kill -INT "$daemon"
wait "$daemon" || fail "the last Ctrl-C gave an error"
echo "passed"
