#!/usr/bin/env bash
# The CDK's public pattern for Fargate behind a load balancer, synthesised by npm's aws-cdk and deployed by the AWS CLI: made,
# changed, rolled back, deleted. Then the quest's own template, with parameters.
#   cdk.sh [PROGRAM]...   the AWS CLIs to do it with; none: Debian's, else the one in PATH
source "$(dirname "$0")/expect.sh"
here=$(cd "$(dirname "$0")" && pwd)/cdk

skip() {
  echo "skipped: $*"
  exit 77
}
for tool in node npm jq; do
  command -v "$tool" >/dev/null || skip "$tool is needed"
done
if [ $# -eq 0 ]; then
  cli=$(command -v /usr/bin/aws || command -v aws || true)
  [ -z "$cli" ] || set -- "$cli"
fi
[ $# -gt 0 ] || skip "no AWS CLI here"

# The CDK: outside tests/, whose sources the house tests read; installed anew when the lock changed.
home="$root/.cache/cdk"
mkdir -p "$home"
if ! cmp -s "$here/package-lock.json" "$home/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$home"
  if ! (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund) >"$scratch/npm.log" 2>&1; then
    tail -n 5 "$scratch/npm.log"
    [ -z "${RAMPART_NEEDS_CDK:-}" ] || fail "npm ci could not install the CDK"
    skip "npm ci could not install the CDK"
  fi
  cp "$here/package-lock.json" "$home/installed-lock.json"
fi

# synth NAME [-c CONTEXT=VALUE]...: the template as NAME.json. An app's modules are looked for beside it.
synth() {
  local name=$1
  shift
  mkdir -p "$scratch/app"
  cp "$here/app.mjs" "$scratch/app/"
  [ -e "$scratch/app/node_modules" ] || ln -s "$home/node_modules" "$scratch/app/node_modules"
  (cd "$scratch/app" && HOME=$scratch CDK_DISABLE_CLI_TELEMETRY=true "$home/node_modules/.bin/cdk" synth shop --quiet --no-notices \
    --app "node app.mjs" --output "$scratch/$name.out" "$@") >"$scratch/$name.log" 2>&1 || fail "cdk synth, see $name.log"
  cp "$scratch/$name.out/shop.template.json" "$scratch/$name.json"
  [ "$(stat -c %s "$scratch/$name.json")" -le 51200 ] || fail "$name.json is larger than AWS takes without S3"
}
synth first
synth changed -c cpu=60
synth wrong -c cpu=70 -c requests=-1

# serve: starts the daemon of this test on a free port, and waits until that very process has said where it listens.
serve() {
  (cd "$scratch" && exec "$rampart" serve --port 0 --aws-minute 4s --compute process) >"$scratch/serve.log" 2>&1 &
  serve=$!
  started+=("$serve")
  wait_until 20 grep -q '^AWS endpoint' "$scratch/serve.log" || fail "rampart serve, see serve.log"
  endpoint=$(grep -o 'http://[0-9.:]*' "$scratch/serve.log" | head -n 1)
}
export AWS_ACCESS_KEY_ID=rampart AWS_SECRET_ACCESS_KEY=rampart AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
export AWS_CONFIG_FILE=$scratch/none AWS_SHARED_CREDENTIALS_FILE=$scratch/none
aws() { "$cli" --endpoint-url "$endpoint" --output text "$@"; }

equal() { [ "$2" = "$3" ] || fail "$1: is '$2', not '$3'"; }
events() { aws cloudformation describe-stack-events --stack-name "$1" --query 'StackEvents[].[LogicalResourceId, ResourceStatus, ResourceStatusReason]'; }
status() { aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus'; }
# deploy STACK TEMPLATE [ARGUMENT]...
deploy() {
  local stack=$1 template=$2
  shift 2
  aws cloudformation deploy --template-file "$template" --stack-name "$stack" --capabilities CAPABILITY_NAMED_IAM "$@" \
    >"$scratch/deploy.log" 2>&1
}
deployed() {
  deploy "$@" || { events "$1" | grep FAILED >&2; cat "$scratch/deploy.log" >&2; fail "deploying $2"; }
}
# physical STACK TYPE: the ids of its resources of one type.
physical() {
  aws cloudformation describe-stack-resources --stack-name "$1" --query "StackResources[?ResourceType=='$2'].PhysicalResourceId"
}
# answers STACK: a request through its load balancer, at the address where the listener really is.
answers() {
  local balancer address
  balancer=$(physical "$1" AWS::ElasticLoadBalancingV2::LoadBalancer)
  address=$(aws elbv2 describe-tags --resource-arns "$balancer" \
    --query "TagDescriptions[0].Tags[?Key=='rampart:listener-80'].Value | [0]")
  curl -sf --max-time 5 "http://$address/" | grep -q 'rampart heavy' || fail "$1 doesn't answer at $address"
}
policies() {
  aws application-autoscaling describe-scaling-policies --service-namespace ecs --resource-id "$1" --query \
    'ScalingPolicies[].TargetTrackingScalingPolicyConfiguration.[PredefinedMetricSpecification.PredefinedMetricType, TargetValue]' |
    sort | tr '\t\n' '= '
}
count() { aws "$@" | wc -w; }
# gone STACK: nothing works on for it.
gone() {
  equal "$1's target groups" "$(count elbv2 describe-target-groups --query 'TargetGroups[].TargetGroupName')" 0
  equal "$1's load balancers" "$(count elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerName')" 0
  equal "$1's clusters" "$(count ecs list-clusters --query 'clusterArns')" 0
  equal "$1's targets" "$(count application-autoscaling describe-scalable-targets --service-namespace ecs --query 'ScalableTargets[].ResourceId')" 0
  equal "$1's alarms" "$(count cloudwatch describe-alarms --query 'MetricAlarms[].AlarmName')" 0
  equal "$1's networks" "$(count ec2 describe-vpcs --filters Name=isDefault,Values=false --query 'Vpcs[].VpcId')" 0
  wait_until 15 no_task || fail "$1's tasks are left: $(tasks)"
}
# The daemon's child processes but its load balancer.
tasks() { ps -o pid=,comm= --ppid "$serve" | grep -v haproxy || true; }
no_task() { [ -z "$(tasks)" ]; }

delete() {
  aws cloudformation delete-stack --stack-name "$1"
  aws cloudformation wait stack-delete-complete --stack-name "$1"
  if status "$1" >"$scratch/status.log" 2>&1; then fail "$1 is still there: $(cat "$scratch/status.log")"; fi
  grep -q "Stack with id $1 does not exist" "$scratch/status.log" || fail "asked for a deleted stack: $(cat "$scratch/status.log")"
  gone "$1"
}

pattern() {
  deployed shop "$scratch/first.json"
  aws cloudformation wait stack-create-complete --stack-name shop
  equal "the stack" "$(status shop)" CREATE_COMPLETE
  aws cloudformation describe-stacks --stack-name shop --query 'Stacks[0].Outputs[].OutputValue' |
    grep -q 'http://.*\.us-east-1\.elb\.amazonaws\.com' || fail "no output tells the service's URL"
  answers shop
  local task
  task=$(tasks | awk '{ print $1; exit }')
  [ -n "$task" ] || fail "it answers without a task"
  run=$(tr '\0' '\n' <"/proc/$task/environ" | sed -n 's/^RAMPART_RUN=//p')
  [ -n "$run" ] || fail "a task doesn't say whose it is"
  local service resource
  service=$(physical shop AWS::ECS::Service)
  resource=service/${service#*:service/}
  equal "the scalable target" "$(aws application-autoscaling describe-scalable-targets --service-namespace ecs \
    --resource-ids "$resource" --query 'ScalableTargets[0].[MinCapacity, MaxCapacity]')" $'1\t6'
  equal "the policies" "$(policies "$resource")" "ALBRequestCountPerTarget=300.0 ECSServiceAverageCPUUtilization=50.0 "
  deployed shop "$scratch/changed.json"
  equal "the changed stack" "$(status shop)" UPDATE_COMPLETE
  equal "the changed policies" "$(policies "$resource")" "ALBRequestCountPerTarget=300.0 ECSServiceAverageCPUUtilization=60.0 "
  deployed shop "$scratch/changed.json"
  grep -q 'No changes to deploy' "$scratch/deploy.log" || fail "the same template once more: $(cat "$scratch/deploy.log")"

  if deploy shop "$scratch/wrong.json"; then fail "a target value of -1 was taken"; fi
  equal "the refused stack" "$(status shop)" UPDATE_ROLLBACK_COMPLETE
  events shop | grep 'UPDATE_FAILED.*target value must be' >/dev/null || fail "no event says why"
  equal "the policies rolled back" "$(policies "$resource")" "ALBRequestCountPerTarget=300.0 ECSServiceAverageCPUUtilization=60.0 "
  answers shop
  delete shop
}

quest() {
  local vpc subnets group
  vpc=$(aws ec2 describe-vpcs --filters Name=isDefault,Values=true --query 'Vpcs[0].VpcId')
  subnets=$(aws ec2 describe-subnets --filters "Name=vpc-id,Values=$vpc" --query 'Subnets[0:2].SubnetId' | tr '\t' ,)
  group=$(aws ec2 describe-security-groups --filters "Name=vpc-id,Values=$vpc" --query 'SecurityGroups[0].GroupId')
  deployed quest "$root/examples/quest/template.yml" --parameter-overrides "VpcId=$vpc" "SubnetIds=$subnets" \
    "LoadBalancerSecurityGroupIds=$group" "TaskSecurityGroupIds=$group" MaxTasks=4
  equal "the stack" "$(status quest)" CREATE_COMPLETE
  answers quest
  local service
  service=$(physical quest AWS::ECS::Service)
  equal "the scalable target" "$(aws application-autoscaling describe-scalable-targets --service-namespace ecs \
    --resource-ids "service/${service#*:service/}" --query 'ScalableTargets[0].[MinCapacity, MaxCapacity]')" $'1\t4'
  delete quest
}

for cli in "$@"; do
  "$cli" --version
  serve
  SECONDS=0
  pattern
  echo "ok: the CDK's pattern, $SECONDS s"
  SECONDS=0
  quest
  echo "ok: the quest's template, $SECONDS s"
  kill -INT "$serve"
  wait "$serve" || fail "rampart serve ended with $?"
  [ -z "$(left_behind "$run")" ] || fail "processes of the daemon are left"
done
echo "passed"
