// The walk of docs/first_service.md by the AWS SDK for JavaScript: walk.mjs URL LISTENER-PORT RAMPART. Prints each step; ends at
// the first wrong answer. CloudWatch's client speaks JSON at first, and then CBOR, as it did before.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as sts from '@aws-sdk/client-sts';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';

const [endpoint, portText, rampart] = process.argv.slice(2);
const port = Number(portText);
// No second tries: an answer that only comes the second time is a defect.
const settings = {
  endpoint, region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId: 'walk', secretAccessKey: 'walk' },
};
const clients = new Map([
  [autoscaling, new autoscaling.ApplicationAutoScalingClient(settings)],
  [ec2, new ec2.EC2Client(settings)],
  [ecs, new ecs.ECSClient(settings)],
  [elb, new elb.ElasticLoadBalancingV2Client(settings)],
  [sts, new sts.STSClient(settings)],
]);
const begun = Date.now();
const step = (text) => console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const call = (api, operation, input = {}) => clients.get(api).send(new api[`${operation}Command`](input));
const patience = (api) => ({ client: clients.get(api), maxWaitTime: 90, minDelay: 1, maxDelay: 1 });

const waited = async (api, waiter, input) =>
  assert.equal((await api[waiter](patience(api), input)).state, 'SUCCESS', waiter);

// All entries over all pages, and how many pages there were.
const every = async (api, operation, member, input, pageSize) => {
  const entries = [];
  let pages = 0;
  for await (const page of api[`paginate${operation}`]({ client: clients.get(api), pageSize }, input)) {
    entries.push(...(page[member] ?? []));
    ++pages;
  }
  return [entries, pages];
};

const until = async (what, probe, seconds = 120) => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    assert.ok(Date.now() < end, `${what} within ${seconds} s`);
    await sleep(1000);
  }
};

// The call must fail with an error of this class; `code` is what an API that once spoke the query protocol calls it.
const refused = async (api, error, status, operation, input, code) => {
  const caught = await call(api, operation, input).then(() => assert.fail(`${operation} was not refused`), (thrown) => thrown);
  assert.ok(api[error] ? caught instanceof api[error] : caught.name === error, `${operation}: ${caught.name} is not ${error}`);
  assert.equal(caught.$metadata?.httpStatusCode, status, `${caught}`);
  assert.equal(caught.$fault, 'client');
  assert.ok(caught.message, `a message of ${error}`);
  if (code) assert.equal(caught.Code ?? caught.Error?.Code, code, `code of ${error}`);
};

const dimension = {
  ServiceNamespace: 'ecs', ResourceId: 'service/shop/web', ScalableDimension: 'ecs:service:DesiredCount',
};
const minutes = (time, count) => new Date(time.getTime() + count * 60000);
const service = async () => (await call(ecs, 'DescribeServices', { cluster: 'shop', services: ['web'] })).services[0];

const define = async (image, more = {}) =>
  (await call(ecs, 'RegisterTaskDefinition', {
    family: 'web', requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512',
    containerDefinitions: [{ name: 'web', image, essential: true, portMappings: [{ containerPort: 8080 }], ...more }],
  })).taskDefinition;

async function clusterAndDefinition() {
  assert.equal((await call(sts, 'GetCallerIdentity')).Account, '123456789012');
  const tags = [{ key: 'of', value: 'walk' }];
  assert.equal((await call(ecs, 'CreateCluster', { clusterName: 'shop', tags })).cluster.status, 'ACTIVE');
  const [cluster] = (await call(ecs, 'DescribeClusters', { clusters: ['shop'], include: ['TAGS'] })).clusters;
  assert.deepEqual(cluster.tags, tags);
  await refused(ecs, 'ClusterNotFoundException', 400, 'ListTasks', { cluster: 'no-shop' });
  await refused(ecs, 'ClientException', 400, 'DescribeTaskDefinition', { taskDefinition: 'web' });
  const made = await define('rampart-heavy:latest', { command: ['--cpu-ms', '20'], stopTimeout: 5 });
  assert.deepEqual([made.revision, made.status, made.cpu], [1, 'ACTIVE', '256']);
  const told = (await call(ecs, 'DescribeTaskDefinition', { taskDefinition: 'web:1' })).taskDefinition;
  const [container] = told.containerDefinitions;
  assert.deepEqual([container.command, container.stopTimeout], [['--cpu-ms', '20'], 5]);
  assert.equal(container.portMappings[0].containerPort, 8080);
  assert.ok(told.registeredAt instanceof Date && told.registeredAt.getTime() > begun - 60000, `${told.registeredAt}`);
  step('cluster and task definition');
}

async function loadBalancer() {
  const [vpc] = (await call(ec2, 'DescribeVpcs', { Filters: [{ Name: 'isDefault', Values: ['true'] }] })).Vpcs;
  const [subnets] = await every(ec2, 'DescribeSubnets', 'Subnets', { Filters: [{ Name: 'vpc-id', Values: [vpc.VpcId] }] }, 5);
  assert.ok(new Set(subnets.map((net) => net.AvailabilityZone)).size >= 2, 'subnets in two zones');
  await refused(ec2, 'InvalidSubnetID.NotFound', 400, 'DescribeSubnets', { SubnetIds: ['subnet-00000000000000000'] });
  const [group] = (await call(elb, 'CreateTargetGroup', {
    Name: 'web', Protocol: 'HTTP', Port: 8080, TargetType: 'ip', VpcId: vpc.VpcId, HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2,
  })).TargetGroups;
  assert.deepEqual([group.TargetType, group.HealthCheckPath, group.HealthyThresholdCount], ['ip', '/health', 2]);
  const TargetGroupArn = group.TargetGroupArn;
  const delay = { Key: 'deregistration_delay.timeout_seconds', Value: '10' };
  await call(elb, 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes: [delay] });
  const attributes = (await call(elb, 'DescribeTargetGroupAttributes', { TargetGroupArn })).Attributes;
  assert.equal(attributes.find((one) => one.Key === delay.Key)?.Value, '10');
  const Subnets = subnets.slice(0, 2).map((net) => net.SubnetId);
  const [made] = (await call(elb, 'CreateLoadBalancer', { Name: 'shop', Subnets })).LoadBalancers;
  assert.deepEqual([made.Type, made.Scheme, made.AvailabilityZones.length], ['application', 'internet-facing', 2]);
  assert.ok(made.CreatedTime instanceof Date, 'CreatedTime');
  const LoadBalancerArn = made.LoadBalancerArn;
  await waited(elb, 'waitUntilLoadBalancerAvailable', { LoadBalancerArns: [LoadBalancerArn] });
  await refused(elb, 'TargetGroupNotFoundException', 400, 'DescribeTargetGroups', { Names: ['none'] }, 'TargetGroupNotFound');
  const toGroup = { LoadBalancerArn, Protocol: 'HTTP', Port: port, DefaultActions: [{ Type: 'forward', TargetGroupArn }] };
  const [listener] = (await call(elb, 'CreateListener', toGroup)).Listeners;
  assert.deepEqual([listener.Port, listener.DefaultActions[0].TargetGroupArn], [port, TargetGroupArn]);
  const refusal = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
  await refused(elb, 'DuplicateListenerException', 400, 'CreateListener', { ...toGroup, DefaultActions: refusal },
    'DuplicateListener');
  step('load balancer');
  return { LoadBalancerArn, TargetGroupArn, ListenerArn: listener.ListenerArn, subnet: Subnets[0] };
}

async function firstService({ LoadBalancerArn, TargetGroupArn, subnet }) {
  const made = (await call(ecs, 'CreateService', {
    cluster: 'shop', serviceName: 'web', taskDefinition: 'web', desiredCount: 1, launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: [subnet] } },
    loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'web', containerPort: 8080 }],
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: true, rollback: true }, maximumPercent: 200, minimumHealthyPercent: 100,
    },
  })).service;
  assert.deepEqual([made.status, made.desiredCount], ['ACTIVE', 1]);
  assert.ok(made.createdAt instanceof Date, 'createdAt');
  await waited(ecs, 'waitUntilServicesStable', { cluster: 'shop', services: ['web'] });
  await waited(elb, 'waitUntilTargetInService', { TargetGroupArn });
  const [health] = (await call(elb, 'DescribeTargetHealth', { TargetGroupArn })).TargetHealthDescriptions;
  const { taskArns } = await call(ecs, 'ListTasks', { cluster: 'shop', serviceName: 'web' });
  const [task] = (await call(ecs, 'DescribeTasks', { cluster: 'shop', tasks: taskArns })).tasks;
  assert.deepEqual([task.lastStatus, task.launchType, task.group], ['RUNNING', 'FARGATE', 'service:web']);
  const address = task.containers[0].networkInterfaces[0].privateIpv4Address;
  assert.deepEqual([health.Target.Id, health.TargetHealth.State], [address, 'healthy']);
  const [deployment] = (await service()).deployments;
  assert.deepEqual([deployment.rolloutState, deployment.runningCount], ['COMPLETED', 1]);
  const [told] = (await call(elb, 'DescribeTags', { ResourceArns: [LoadBalancerArn] })).TagDescriptions;
  const url = `http://${told.Tags.find((tag) => tag.Key === `rampart:listener-${port}`).Value}`;
  assert.equal((await fetch(`${url}/health`)).status, 200);
  step(`service at ${url}`);
  return url;
}

async function scaleOut(url, ResourceLabel) {
  await call(autoscaling, 'RegisterScalableTarget', { ...dimension, MinCapacity: 1, MaxCapacity: 6 });
  const [target] = (await call(autoscaling, 'DescribeScalableTargets', { ServiceNamespace: 'ecs' })).ScalableTargets;
  assert.deepEqual([target.MinCapacity, target.MaxCapacity], [1, 6]);
  const policy = await call(autoscaling, 'PutScalingPolicy', {
    ...dimension, PolicyName: 'requests', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 300, ScaleOutCooldown: 60, ScaleInCooldown: 60,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel },
    },
  });
  const prefix = { AlarmNamePrefix: 'TargetTracking-service/shop/web' };
  const [alarms, pages] = await every(cloudwatch, 'DescribeAlarms', 'MetricAlarms', prefix, 1);
  assert.equal(pages, 2);
  assert.deepEqual(alarms.map((one) => one.AlarmName).sort(), policy.Alarms.map((one) => one.AlarmName).sort());
  const [high, low] = alarms.sort((a, b) => b.Threshold - a.Threshold);
  assert.deepEqual([high.Threshold, high.ComparisonOperator, high.EvaluationPeriods], [300, 'GreaterThanThreshold', 3]);
  assert.deepEqual([low.ComparisonOperator, low.EvaluationPeriods], ['LessThanThreshold', 15]);
  assert.ok(high.AlarmActions[0].startsWith(policy.PolicyARN), high.AlarmActions[0]);
  writeFileSync('load.yml', JSON.stringify({
    config: { target: url, phases: [{ duration: 40, arrivalRate: 15 }] }, scenarios: [{ flow: [{ get: { url: '/' } }] }],
  }));
  const load = spawn(rampart, ['run', 'load.yml', '--quiet', '--output', 'load.json'], { stdio: 'inherit' });
  assert.deepEqual(await once(load, 'exit'), [0, null], 'the load');
  assert.ok((await service()).desiredCount > 1, 'the service took more tasks');
  const told = await call(autoscaling, 'DescribeScalingActivities', { ServiceNamespace: 'ecs', ResourceId: 'service/shop/web' });
  const out = told.ScalingActivities.at(-1);
  assert.match(out.Description, /^Setting desired count to \d/);
  assert.ok(out.Cause.includes(high.AlarmName) && out.Cause.includes('requests'), out.Cause);
  const history = await call(cloudwatch, 'DescribeAlarmHistory', {
    AlarmName: high.AlarmName, HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending',
  });
  assert.ok(history.AlarmHistoryItems.some((item) => item.HistorySummary.includes('to ALARM')), 'the alarm\'s history');
  step(`scaled out: ${out.Description}`);
  return [high.AlarmName, low.AlarmName];
}

// CloudWatch counts what the load's own report says and the one request of this walk; for 15, as a minute lasts 4 seconds.
async function requestsCounted(balancerName) {
  const sent = JSON.parse(readFileSync('load.json')).aggregate.counters['http.requests'];
  const wanted = 15 * (sent + 1);
  const now = new Date();
  const counted = async () => {
    const told = await call(cloudwatch, 'GetMetricStatistics', {
      Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Period: 60, Statistics: ['Sum'], StartTime: minutes(now, -60),
      EndTime: minutes(now, 360), Dimensions: [{ Name: 'LoadBalancer', Value: balancerName }],
    });
    return told.Datapoints.reduce((sum, point) => sum + point.Sum, 0);
  };
  await until(`RequestCount is ${wanted}`, async () => (await counted()) >= wanted, 20);
  assert.equal(await counted(), wanted);
  step(`RequestCount counted the ${sent} requests`);
}

async function ownMetrics(Namespace) {
  const now = new Date(Math.floor(Date.now() / 60000) * 60000);
  const span = { StartTime: minutes(now, -10), EndTime: minutes(now, 1) };
  const Dimensions = [{ Name: 'Shop', Value: 'Zürich & <Bern>' }];
  const metric = { Namespace, MetricName: 'Orders', Dimensions };
  await call(cloudwatch, 'PutMetricData', {
    Namespace, MetricData: [
      { MetricName: 'Orders', Dimensions, Timestamp: minutes(now, -5), Values: [1.5, 4], Counts: [3, 1], Unit: 'Count' },
      {
        MetricName: 'Orders', Dimensions, Timestamp: minutes(now, -4), Unit: 'Count',
        StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 9 },
      },
    ],
  });
  // More than 10 KiB, which the client compresses if it may.
  await call(cloudwatch, 'PutMetricData', {
    Namespace, MetricData: Array.from({ length: 150 }, (_, i) => (
      { MetricName: `Many${i}`, Dimensions, Timestamp: minutes(now, -3), Value: i / 4 })),
  });
  const { Datapoints } = await call(cloudwatch, 'GetMetricStatistics', {
    ...metric, ...span, Period: 60, Statistics: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'],
  });
  Datapoints.sort((a, b) => a.Timestamp - b.Timestamp);
  assert.deepEqual(Datapoints, [
    { Timestamp: minutes(now, -5), Sum: 8.5, Average: 2.125, Minimum: 1.5, Maximum: 4, SampleCount: 4, Unit: 'Count' },
    { Timestamp: minutes(now, -4), Sum: 20, Average: 5, Minimum: 2, Maximum: 9, SampleCount: 4, Unit: 'Count' },
  ]);
  // Percentiles are kept within 1%, and can't be had of a statistic set.
  const half = await call(cloudwatch, 'GetMetricStatistics', { ...metric, ...span, Period: 60, ExtendedStatistics: ['p50'] });
  assert.deepEqual(half.Datapoints.map((point) => point.Timestamp), [minutes(now, -5)]);
  const { p50 } = half.Datapoints[0].ExtendedStatistics;
  assert.ok(Math.abs(p50 - 1.5) < 0.015, `p50 ${p50}`);
  const MetricDataQueries = [
    { Id: 'orders', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
    { Id: 'double', Expression: 'orders * 2', Label: 'twice' },
    { Id: 'many', MetricStat: { Metric: { ...metric, MetricName: 'Many149' }, Period: 60, Stat: 'Maximum' } },
  ];
  const [results, pages] = await every(cloudwatch, 'GetMetricData', 'MetricDataResults',
    { MetricDataQueries, ...span, ScanBy: 'TimestampAscending' }, 2);
  assert.ok(pages > 1, 'more than one page of metric data');
  const of = (id, member) => results.filter((one) => one.Id === id).flatMap((one) => one[member]);
  assert.deepEqual([of('double', 'Values'), of('many', 'Values'), of('orders', 'Values')], [[17, 40], [37.25], []]);
  assert.deepEqual(of('double', 'Timestamps'), [minutes(now, -5), minutes(now, -4)]);
  const [metrics] = await every(cloudwatch, 'ListMetrics', 'Metrics', { Namespace });
  assert.equal(metrics.length, 151);
  assert.deepEqual(metrics[0].Dimensions, Dimensions);
  await refused(cloudwatch, 'InvalidParameterCombinationException', 400, 'PutMetricData',
    { Namespace, MetricData: [{ MetricName: 'Orders', Value: 1, Values: [2] }] });
  step(`put and got ${metrics.length} metrics`);
}

async function ownAlarm(Namespace) {
  const AlarmName = `${Namespace} é`;
  await call(cloudwatch, 'PutMetricAlarm', {
    AlarmName, Namespace, MetricName: 'Live', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching',
  });
  await waited(cloudwatch, 'waitUntilAlarmExists', { AlarmNames: [AlarmName] });
  const state = async () => (await call(cloudwatch, 'DescribeAlarms', { AlarmNames: [AlarmName] })).MetricAlarms[0].StateValue;
  await until('ALARM', async () => {
    await call(cloudwatch, 'PutMetricData', { Namespace, MetricData: [{ MetricName: 'Live', Value: 11 }] });
    return (await state()) === 'ALARM';
  }, 30);
  await until('OK', async () => (await state()) === 'OK', 60);
  await call(cloudwatch, 'SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: 'by hand' });
  const [items, pages] = await every(cloudwatch, 'DescribeAlarmHistory', 'AlarmHistoryItems',
    { AlarmName, ScanBy: 'TimestampAscending' }, 2);
  assert.ok(pages >= 2, `${pages} pages of history`);
  assert.equal(items[0].HistoryItemType, 'ConfigurationUpdate');
  const moves = items.filter((item) => item.HistoryItemType === 'StateUpdate').map((item) => item.HistorySummary);
  assert.equal(moves.at(-1), 'Alarm updated from OK to ALARM');
  assert.ok(items.some((item) => item.HistoryData.includes('by hand')), 'by hand');
  assert.ok(items.every((item, i) => i === 0 || items[i - 1].Timestamp <= item.Timestamp), 'times in order');
  await call(cloudwatch, 'DeleteAlarms', { AlarmNames: [AlarmName] });
  assert.deepEqual((await call(cloudwatch, 'DescribeAlarms', { AlarmNames: [AlarmName] })).MetricAlarms, []);
  await refused(cloudwatch, 'ResourceNotFound', 404, 'SetAlarmState', { AlarmName, StateValue: 'OK', StateReason: 'x' });
  step(`own alarm: ${moves.length} moves, ${pages} pages of history`);
}

async function scaleIn(low) {
  await until('back at one task', async () => (await service()).desiredCount === 1);
  const [activities, pages] = await every(autoscaling, 'DescribeScalingActivities', 'ScalingActivities',
    { ServiceNamespace: 'ecs', ResourceId: 'service/shop/web' }, 1);
  assert.equal(pages, activities.length);
  assert.equal(activities[0].Description, 'Setting desired count to 1.');
  assert.ok(activities[0].Cause.includes(low), activities[0].Cause);
  assert.ok(activities.every((one, i) => i === 0 || activities[i - 1].StartTime >= one.StartTime), 'newest first');
  await until('its success', async () => {
    const told = await call(autoscaling, 'DescribeScalingActivities', { ServiceNamespace: 'ecs' });
    return told.ScalingActivities[0].StatusCode === 'Successful';
  });
  step(`scaled in after ${activities.length} activities`);
}

async function badRelease() {
  assert.equal((await define('no-such-image:1')).revision, 2);
  const [arns, pages] = await every(ecs, 'ListTaskDefinitions', 'taskDefinitionArns', { familyPrefix: 'web', sort: 'DESC' }, 1);
  assert.deepEqual([arns.map((arn) => arn.split('/').at(-1)), pages], [['web:2', 'web:1'], 2]);
  const changed = await call(ecs, 'UpdateService', { cluster: 'shop', service: 'web', taskDefinition: 'web:2' });
  assert.equal(changed.service.deployments[0].taskDefinition, arns[0]);
  await until('rolled back', async () => (await service()).taskDefinition === arns[1]);
  await waited(ecs, 'waitUntilServicesStable', { cluster: 'shop', services: ['web'] });
  const events = (await service()).events.map((event) => event.message);
  assert.ok(events.some((event) => event.includes('rolling back to deployment')), events.join('\n'));
  const stopped = await call(ecs, 'ListTasks', { cluster: 'shop', serviceName: 'web', desiredStatus: 'STOPPED' });
  const { tasks } = await call(ecs, 'DescribeTasks', { cluster: 'shop', tasks: stopped.taskArns });
  const reasons = tasks.map((task) => task.stoppedReason ?? '');
  assert.ok(reasons.some((reason) => reason.includes('CannotPullContainerError')), reasons.join('\n'));
  step('rolled back from an image that isn\'t there');
}

async function takeDown({ LoadBalancerArn, TargetGroupArn, ListenerArn }, AlarmNames) {
  await refused(ecs, 'ClusterContainsServicesException', 400, 'DeleteCluster', { cluster: 'shop' });
  await refused(elb, 'ResourceInUseException', 400, 'DeleteTargetGroup', { TargetGroupArn }, 'ResourceInUse');
  await call(autoscaling, 'DeregisterScalableTarget', dimension);
  assert.deepEqual((await call(autoscaling, 'DescribeScalingPolicies', { ServiceNamespace: 'ecs' })).ScalingPolicies, []);
  assert.deepEqual((await call(cloudwatch, 'DescribeAlarms', { AlarmNames })).MetricAlarms, []);
  await refused(autoscaling, 'ObjectNotFoundException', 400, 'DeregisterScalableTarget', dimension);
  await call(ecs, 'UpdateService', { cluster: 'shop', service: 'web', desiredCount: 0 });
  assert.equal((await call(ecs, 'DeleteService', { cluster: 'shop', service: 'web' })).service.status, 'DRAINING');
  await waited(ecs, 'waitUntilServicesInactive', { cluster: 'shop', services: ['web'] });
  await call(elb, 'DeleteListener', { ListenerArn });
  await call(elb, 'DeleteLoadBalancer', { LoadBalancerArn });
  await waited(elb, 'waitUntilLoadBalancersDeleted', { LoadBalancerArns: [LoadBalancerArn] });
  await refused(elb, 'LoadBalancerNotFoundException', 400, 'DescribeLoadBalancers', { LoadBalancerArns: [LoadBalancerArn] },
    'LoadBalancerNotFound');
  await call(elb, 'DeleteTargetGroup', { TargetGroupArn });
  assert.deepEqual((await call(elb, 'DescribeTargetGroups')).TargetGroups ?? [], []);
  assert.deepEqual((await call(ecs, 'ListTasks', { cluster: 'shop' })).taskArns, []);
  for (const taskDefinition of ['web:1', 'web:2'])
    assert.equal((await call(ecs, 'DeregisterTaskDefinition', { taskDefinition })).taskDefinition.status, 'INACTIVE');
  assert.equal((await call(ecs, 'DeleteCluster', { cluster: 'shop' })).cluster.status, 'INACTIVE');
  assert.deepEqual((await call(ecs, 'ListClusters')).clusterArns, []);
  step('all is deleted');
}

// What CloudWatch's client sends has to be in this protocol.
function speak(contentType, more = {}) {
  const client = new cloudwatch.CloudWatchClient({ ...settings, ...more });
  client.middlewareStack.add((next) => async (sent) => {
    assert.equal(sent.request.headers['content-type'], contentType);
    return next(sent);
  }, { step: 'finalizeRequest' });
  clients.set(cloudwatch, client);
}

speak('application/x-amz-json-1.0');
await clusterAndDefinition();
const made = await loadBalancer();
const url = await firstService(made);
const balancerName = made.LoadBalancerArn.split('loadbalancer/')[1];
const alarms = await scaleOut(url, `${balancerName}/${made.TargetGroupArn.split(':').at(-1)}`);
await requestsCounted(balancerName);
await ownMetrics('Json');
await ownAlarm('Json');
// By CBOR, the client compresses a body and goes on telling the length it had before.
speak('application/cbor', { protocol: AwsSmithyRpcV2CborProtocol, disableRequestCompression: true });
await requestsCounted(balancerName);
await ownMetrics('Cbor');
await ownAlarm('Cbor');
await scaleIn(alarms[1]);
await badRelease();
await takeDown(made, alarms);
for (const client of clients.values()) client.destroy();
