#!/usr/bin/env python3
"""The measurements of endpoint.sh: endpoint.py MEASUREMENT PORT DAEMON-PID RAMPART. Plain requests, so that the client's own
work doesn't count: the daemon's CPU time and memory are read from /proc."""
import http.client
import json
import os
import sys
import time
from urllib.parse import urlencode

measurement, port, daemon, rampart = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
connection = http.client.HTTPConnection("127.0.0.1", port)
DAY = 24 * 60


def post(service, body, headers):
    scope = f"Credential=bench/20260101/us-east-1/{service}/aws4_request"
    connection.request("POST", "/", body, {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
                                           "X-Amz-Date": "20260101T000000Z", **headers})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        sys.exit(f"{service} answered {answer.status}: {text.decode()}")
    return text


TARGETS = {"ecs": ("AmazonEC2ContainerServiceV20141113", "1.1"), "monitoring": ("GraniteServiceVersion20100801", "1.0"),
           "application-autoscaling": ("AnyScaleFrontendService", "1.1")}


def call(service, operation, /, **members):
    target, version = TARGETS[service]
    return json.loads(post(service, json.dumps(members), {"Content-Type": f"application/x-amz-json-{version}",
                                                          "X-Amz-Target": f"{target}.{operation}"}))


def query(operation, /, **members):
    body = urlencode({"Action": operation, "Version": "2015-12-01", **members})
    return post("elasticloadbalancing", body, {"Content-Type": "application/x-www-form-urlencoded"}).decode()


def between(text, tag):
    return text.split(f"<{tag}>")[1].split("<")[0]


def cpu():
    """Seconds that all its threads have run, to the nanosecond."""
    total = 0
    for task in os.listdir(f"/proc/{daemon}/task"):
        with open(f"/proc/{daemon}/task/{task}/schedstat") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def resident():
    return int(open(f"/proc/{daemon}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cost_of(name, times, one):
    one(0)
    before = cpu()
    for i in range(times):
        one(i)
    print(f"{name}: {(cpu() - before) / times * 1e6:.0f} us of CPU a call", flush=True)


def alarm(name, metric, threshold=50):
    return dict(AlarmName=name, Namespace="Bench", MetricName=metric, Statistic="Average", Period=60, EvaluationPeriods=1,
                Threshold=threshold, ComparisonOperator="GreaterThanThreshold")


def datum(metric, value, at=None):
    return {"MetricName": metric, "Value": value, **({"Timestamp": at} if at else {})}


def calls():
    call("ecs", "CreateCluster", clusterName="bench")
    for i in range(50):
        call("monitoring", "PutMetricAlarm", **alarm(f"a{i}", f"m{i}"))
    cost_of("ECS DescribeClusters", 2000, lambda i: call("ecs", "DescribeClusters", clusters=["bench"]))
    cost_of("CloudWatch DescribeAlarms, 50 alarms", 1000, lambda i: call("monitoring", "DescribeAlarms"))
    cost_of("CloudWatch PutMetricData, 1 datum", 2000, lambda i: call(
        "monitoring", "PutMetricData", Namespace="Bench", MetricData=[datum(f"m{i % 50}", i % 7)]))
    cost_of("ELB DescribeLoadBalancers", 2000, lambda i: query("DescribeLoadBalancers"))
    cost_of("ECS RegisterTaskDefinition", 500, lambda i: call(
        "ecs", "RegisterTaskDefinition", family="bench", cpu="256", memory="512", networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"], containerDefinitions=[{"name": "c", "image": "i"}]))


def scale_out():
    call("ecs", "CreateCluster", clusterName="bench")
    group = between(query("CreateTargetGroup", Name="bench", Protocol="HTTP", Port="8080", VpcId="vpc-1", TargetType="ip",
                          HealthCheckPath="/"), "TargetGroupArn")
    balancer = between(query("CreateLoadBalancer", Name="bench", **{"Subnets.member.1": "subnet-1",
                                                                    "Subnets.member.2": "subnet-2"}), "LoadBalancerArn")
    query("CreateListener", LoadBalancerArn=balancer, Protocol="HTTP", Port=str(port + 1),
          **{"DefaultActions.member.1.Type": "forward", "DefaultActions.member.1.TargetGroupArn": group})
    call("ecs", "RegisterTaskDefinition", family="heavy", cpu="256", memory="512", networkMode="awsvpc",
         requiresCompatibilities=["FARGATE"], containerDefinitions=[
             {"name": "web", "image": "rampart-heavy", "portMappings": [{"containerPort": 8080}]}])
    call("ecs", "CreateService", cluster="bench", serviceName="web", taskDefinition="heavy", desiredCount=1,
         launchType="FARGATE", networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
         loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}])

    def healthy(count):
        end = time.monotonic() + 90
        while query("DescribeTargetHealth", TargetGroupArn=group).count("<State>healthy<") < count:
            if time.monotonic() > end:
                sys.exit(f"never {count} healthy targets")
            time.sleep(0.05)

    healthy(1)
    begun, before = time.monotonic(), cpu()
    call("ecs", "UpdateService", cluster="bench", service="web", desiredCount=20)
    healthy(20)
    print(f"from 1 to 20 process tasks, all healthy behind the balancer: {time.monotonic() - begun:.2f} s, "
          f"{cpu() - before:.2f} s of the daemon's CPU (its being asked included)", flush=True)
    call("ecs", "DeleteService", cluster="bench", service="web", force=True)


def alarms():
    """Of AWS minutes that take 6 s: each minute's 2.4 s before it ends the next value is put, so one look is within."""
    minute, looks = 6.0, 4

    def seconds_of(value):
        before = cpu()
        for look in range(looks):
            call("monitoring", "PutMetricData", Namespace="Bench", MetricData=[datum("shared", value(look))])
            time.sleep(minute)
        return cpu() - before

    idle = seconds_of(lambda look: 0)
    for i in range(1000):
        call("monitoring", "PutMetricAlarm", **alarm(f"alarm-{i}", "shared"))
    seconds_of(lambda look: 0)  # from INSUFFICIENT_DATA to OK
    steady = seconds_of(lambda look: 0)
    changing = seconds_of(lambda look: 100 * ((look + 1) % 2))
    changes = sum(len(call("monitoring", "DescribeAlarmHistory", AlarmName=f"alarm-{i}",
                           HistoryItemType="StateUpdate")["AlarmHistoryItems"]) for i in range(3)) / 3 - 1
    print(f"1,000 alarms looked at: {(steady - idle) / looks * 1e3:.1f} ms of CPU a minute; "
          f"each changing {changes:.0f} times in {looks} minutes: {(changing - idle) / looks * 1e3:.1f} ms", flush=True)


def metrics():
    """A day of minutes of 1,000 metrics, of 10,000 the tenth part."""
    count = 1000
    start = int(time.time()) // 60 * 60 - DAY * 60
    call("monitoring", "PutMetricData", Namespace="Bench", MetricData=[datum("first", 1)])
    before, used = resident(), cpu()
    for minute in range(DAY):
        call("monitoring", "PutMetricData", Namespace="Bench", MetricData=[
            datum(f"metric-{i}", (i * 7 + minute) % 100, start + minute * 60) for i in range(count)])
    kept = resident() - before
    print(f"{count} metrics with a day of minutes: {kept / 1e6:.1f} MB, {kept / count / 1e3:.1f} kB a metric; "
          f"{(cpu() - used) / DAY / count * 1e6:.1f} us of CPU a datum", flush=True)


globals()[measurement]()
