#!/usr/bin/env python3
"""Fifty tasks, and a deployment that replaces them all under load: rolling.py URL LISTENER-PORT RAMPART. Ends at the first
wrong answer."""
import json
import subprocess
import sys
import time

import boto3
from botocore.config import Config

endpoint, port, rampart = sys.argv[1], int(sys.argv[2]), sys.argv[3]
TASKS, RATE = 50, 500
ecs, elb = (boto3.client(name, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="walk",
                         aws_secret_access_key="walk", config=Config(retries={"max_attempts": 0})) for name in ("ecs", "elbv2"))
begun = time.monotonic()


def step(text):
    print(f"{time.monotonic() - begun:6.1f} s  {text}", flush=True)


def until(what, probe, seconds):
    end = time.monotonic() + seconds
    while not probe():
        if time.monotonic() > end:
            sys.exit(f"FAILED: {what} not within {seconds} s: {service()}")
        time.sleep(0.5)


def service():
    (found,) = ecs.describe_services(cluster="many", services=["web"])["services"]
    return {key: found[key] for key in ("desiredCount", "runningCount", "pendingCount", "deployments")} | {
        "events": [event["message"] for event in found["events"][:3]]}


def define(milliseconds):
    """A service of so much CPU for each request: the first and the second release differ in something that can be seen."""
    return ecs.register_task_definition(
        family="web", requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256", memory="512",
        containerDefinitions=[{"name": "web", "image": "rampart-heavy:latest", "command": ["--cpu-ms", str(milliseconds)],
                               "portMappings": [{"containerPort": 8080}], "stopTimeout": 10}]
    )["taskDefinition"]["taskDefinitionArn"]


def healthy():
    return sum(target["TargetHealth"]["State"] == "healthy"
               for target in elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"])


ecs.create_cluster(clusterName="many")
first = define(0.2)
group = elb.create_target_group(Name="web", Protocol="HTTP", Port=8080, TargetType="ip", VpcId="vpc-1",
                                HealthCheckPath="/health", HealthCheckIntervalSeconds=5,
                                HealthCheckTimeoutSeconds=2)["TargetGroups"][0]["TargetGroupArn"]
elb.modify_target_group_attributes(TargetGroupArn=group,
                                   Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "10"}])
balancer = elb.create_load_balancer(Name="many", Subnets=["subnet-1", "subnet-2"])["LoadBalancers"][0]["LoadBalancerArn"]
elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=port,
                    DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
ecs.create_service(
    cluster="many", serviceName="web", taskDefinition=first, desiredCount=TASKS, launchType="FARGATE",
    networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
    deploymentConfiguration={"minimumHealthyPercent": 100, "maximumPercent": 120})
until(f"{TASKS} healthy containers", lambda: healthy() == TASKS, 180)
step(f"{TASKS} containers run, all healthy")

tags = elb.describe_tags(ResourceArns=[balancer])["TagDescriptions"][0]["Tags"]
url = "http://" + next(tag["Value"] for tag in tags if tag["Key"] == f"rampart:listener-{port}")
with open("load.yml", "w") as script:
    json.dump({"config": {"target": url, "phases": [{"duration": 600, "arrivalRate": RATE}], "http": {"pool": 20}},
               "scenarios": [{"flow": [{"get": {"url": "/"}}]}]}, script)
load = subprocess.Popen([rampart, "run", "load.yml", "--quiet", "--output", "load.json"])
time.sleep(3)
second = define(0.1)
ecs.update_service(cluster="many", service="web", taskDefinition=second)
step("a new release is asked for")


def replaced():
    deployments = service()["deployments"]
    return len(deployments) == 1 and deployments[0]["taskDefinition"] == second and deployments[0]["rolloutState"] == "COMPLETED"


try:
    until("every container replaced", replaced, 400)
    step("every container is replaced")
    time.sleep(3)
finally:
    load.send_signal(2)  # the first Ctrl-C: the report is written
    load.wait()
with open("load.json") as report:
    counters = json.load(report)["aggregate"]["counters"]
asked, answered = counters["http.requests"], counters.get("http.codes.200", 0)
errors = {name: count for name, count in counters.items() if name.startswith("errors.") or
          (name.startswith("http.codes.") and name != "http.codes.200")}
cut = asked - answered  # by the Ctrl-C, which lets nobody finish
step(f"{asked} requests, {answered} answered with 200, {cut} in progress at the end")
if errors or counters.get("vusers.failed", 0):
    sys.exit(f"FAILED: errors {errors}, {counters.get('vusers.failed', 0)} users failed")
if cut > RATE // 5:
    sys.exit(f"FAILED: {cut} requests were still in progress after the deployment")
if asked < 20 * RATE:
    sys.exit(f"FAILED: only {asked} requests: too few to say anything")
ecs.delete_service(cluster="many", service="web", force=True)
