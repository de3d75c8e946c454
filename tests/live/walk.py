#!/usr/bin/env python3
"""The walk of docs/first_service.md by boto3: walk.py URL LISTENER-PORT RAMPART. Ends at the first wrong answer."""
import json
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, port, rampart = sys.argv[1], int(sys.argv[2]), sys.argv[3]
# No second tries: an answer that only comes the second time is a defect.
aws = {
    name: boto3.client(name, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="walk",
                       aws_secret_access_key="walk", config=Config(retries={"max_attempts": 0}))
    for name in ("sts", "ec2", "ecs", "elbv2", "cloudwatch", "application-autoscaling")
}
ecs, elb, watch, scaling = aws["ecs"], aws["elbv2"], aws["cloudwatch"], aws["application-autoscaling"]
often = {"Delay": 1, "MaxAttempts": 90}
dimension = {"ServiceNamespace": "ecs", "ResourceId": "service/shop/web", "ScalableDimension": "ecs:service:DesiredCount"}
begun = time.monotonic()


def step(text):
    print(f"{time.monotonic() - begun:6.1f} s  {text}", flush=True)


def same(what, got, wanted):
    if got != wanted:
        sys.exit(f"FAILED: {what}: got {got!r}, wanted {wanted!r}")


def holds(what, truth, seen=None):
    if not truth:
        sys.exit(f"FAILED: {what}: {seen!r}")


def until(what, probe, seconds=120):
    end = time.monotonic() + seconds
    while not (found := probe()):
        holds(f"{what} within {seconds} s", time.monotonic() < end, found)
        time.sleep(1)
    return found


def refused(client, error, code, status, call, **arguments):
    """The call must fail with this code, and with the class that the client makes of it (None: it has none)."""
    try:
        call(**arguments)
    except ClientError as caught:
        same(f"code of {caught}", caught.response["Error"]["Code"], code)
        same(f"status of {caught}", caught.response["ResponseMetadata"]["HTTPStatusCode"], status)
        holds(f"class of {code}", type(caught) is (getattr(client.exceptions, error) if error else ClientError), type(caught))
        holds("a message", caught.response["Error"]["Message"], caught.response)
        return
    sys.exit(f"FAILED: no {code}")


def every(client, operation, member, **arguments):
    """All entries over all pages, and how many pages there were."""
    pages = list(client.get_paginator(operation).paginate(**arguments))
    return [entry for page in pages for entry in page[member]], len(pages)


def service():
    (found,) = ecs.describe_services(cluster="shop", services=["web"])["services"]
    return found


def define(image, **more):
    container = {"name": "web", "image": image, "essential": True, "portMappings": [{"containerPort": 8080}], **more}
    return ecs.register_task_definition(family="web", requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256",
                                        memory="512", containerDefinitions=[container])["taskDefinition"]


def cluster_and_definition():
    same("account", aws["sts"].get_caller_identity()["Account"], "123456789012")
    same("cluster", ecs.create_cluster(clusterName="shop", tags=[{"key": "of", "value": "walk"}])["cluster"]["status"], "ACTIVE")
    (cluster,) = ecs.describe_clusters(clusters=["shop"], include=["TAGS"])["clusters"]
    same("cluster's tags", cluster["tags"], [{"key": "of", "value": "walk"}])
    refused(ecs, "ClusterNotFoundException", "ClusterNotFoundException", 400, ecs.list_tasks, cluster="no-shop")
    refused(ecs, "ClientException", "ClientException", 400, ecs.describe_task_definition, taskDefinition="web")
    made = define("rampart-heavy:latest", command=["--cpu-ms", "20"], stopTimeout=5)
    same("revision", (made["revision"], made["status"], made["cpu"]), (1, "ACTIVE", "256"))
    (container,) = ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]["containerDefinitions"]
    same("container", (container["command"], container["stopTimeout"]), (["--cpu-ms", "20"], 5))
    same("port", container["portMappings"][0]["containerPort"], 8080)
    step("cluster and task definition")


def balancer():
    ec2 = aws["ec2"]
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "isDefault", "Values": ["true"]}])["Vpcs"]
    subnets, pages = every(ec2, "describe_subnets", "Subnets", Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}],
                           PaginationConfig={"PageSize": 5})
    holds("two subnets in two zones", len({net["AvailabilityZone"] for net in subnets}) >= 2, subnets)
    refused(ec2, None, "InvalidSubnetID.NotFound", 400, ec2.describe_subnets, SubnetIds=["subnet-00000000000000000"])
    (group,) = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=8080, TargetType="ip", VpcId=vpc["VpcId"], HealthCheckPath="/health",
        HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2, HealthyThresholdCount=2)["TargetGroups"]
    same("target group", (group["TargetType"], group["HealthCheckPath"], group["HealthyThresholdCount"]), ("ip", "/health", 2))
    group = group["TargetGroupArn"]
    delay = {"Key": "deregistration_delay.timeout_seconds", "Value": "10"}
    elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[delay])
    holds("the delay", delay in elb.describe_target_group_attributes(TargetGroupArn=group)["Attributes"])
    (made,) = elb.create_load_balancer(Name="shop", Subnets=[net["SubnetId"] for net in subnets[:2]])["LoadBalancers"]
    same("load balancer", (made["Type"], made["Scheme"], len(made["AvailabilityZones"])), ("application", "internet-facing", 2))
    arn = made["LoadBalancerArn"]
    elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[arn], WaiterConfig=often)
    refused(elb, "TargetGroupNotFoundException", "TargetGroupNotFound", 400, elb.describe_target_groups, Names=["none"])
    (listener,) = elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=port,
                                      DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])["Listeners"]
    same("listener", (listener["Port"], listener["DefaultActions"][0]["TargetGroupArn"]), (port, group))
    refused(elb, "DuplicateListenerException", "DuplicateListener", 400, elb.create_listener, LoadBalancerArn=arn, Port=port,
            Protocol="HTTP", DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}])
    step(f"load balancer ({pages} page of {len(subnets)} subnets)")
    return arn, group, listener["ListenerArn"], subnets[0]["SubnetId"]


def first_service(arn, group, subnet):
    made = ecs.create_service(
        cluster="shop", serviceName="web", taskDefinition="web", desiredCount=1, launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
        loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}, "maximumPercent": 200,
                                 "minimumHealthyPercent": 100})["service"]
    same("service", (made["status"], made["desiredCount"]), ("ACTIVE", 1))
    holds("createdAt", isinstance(made["createdAt"], datetime) and made["createdAt"].tzinfo, made["createdAt"])
    ecs.get_waiter("services_stable").wait(cluster="shop", services=["web"], WaiterConfig=often)
    elb.get_waiter("target_in_service").wait(TargetGroupArn=group, WaiterConfig=often)
    (health,) = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    (task,) = ecs.describe_tasks(cluster="shop", tasks=ecs.list_tasks(cluster="shop", serviceName="web")["taskArns"])["tasks"]
    same("task", (task["lastStatus"], task["launchType"], task["group"]), ("RUNNING", "FARGATE", "service:web"))
    address = task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]
    same("target", (health["Target"]["Id"], health["TargetHealth"]["State"]), (address, "healthy"))
    (deployment,) = service()["deployments"]
    same("deployment", (deployment["rolloutState"], deployment["runningCount"]), ("COMPLETED", 1))
    (tags,) = elb.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    url = "http://" + next(tag["Value"] for tag in tags["Tags"] if tag["Key"] == f"rampart:listener-{port}")
    same("GET /health", urllib.request.urlopen(url + "/health", timeout=5).status, 200)
    step(f"service at {url}")
    return url


def scale_out(url, label):
    scaling.register_scalable_target(**dimension, MinCapacity=1, MaxCapacity=6)
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    same("scalable target", (target["MinCapacity"], target["MaxCapacity"]), (1, 6))
    policy = scaling.put_scaling_policy(
        **dimension, PolicyName="requests", PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 300, "ScaleOutCooldown": 60, "ScaleInCooldown": 60, "PredefinedMetricSpecification": {
                "PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": label}})
    named = sorted(alarm["AlarmName"] for alarm in policy["Alarms"])
    alarms, pages = every(watch, "describe_alarms", "MetricAlarms", AlarmNamePrefix="TargetTracking-service/shop/web",
                          PaginationConfig={"PageSize": 1})
    same("pages of alarms", pages, 2)
    same("alarms", sorted(alarm["AlarmName"] for alarm in alarms), named)
    high, low = sorted(alarms, key=lambda alarm: -alarm["Threshold"])
    same("high alarm", (high["Threshold"], high["ComparisonOperator"], high["EvaluationPeriods"]),
         (300, "GreaterThanThreshold", 3))
    same("low alarm", (low["ComparisonOperator"], low["EvaluationPeriods"]), ("LessThanThreshold", 15))
    holds("high alarm's action", high["AlarmActions"][0].startswith(policy["PolicyARN"]), high)
    with open("load.yml", "w") as script:
        json.dump({"config": {"target": url, "phases": [{"duration": 40, "arrivalRate": 15}]},
                   "scenarios": [{"flow": [{"get": {"url": "/"}}]}]}, script)
    subprocess.run([rampart, "run", "load.yml", "--quiet", "--output", "load.json"], check=True)
    holds("the service took more tasks", service()["desiredCount"] > 1, service())
    activities = scaling.describe_scaling_activities(ServiceNamespace="ecs", ResourceId="service/shop/web")["ScalingActivities"]
    out = activities[-1]
    holds("a scale-out was told", out["Description"].startswith("Setting desired count to "), out)
    holds("its cause", high["AlarmName"] in out["Cause"] and "requests" in out["Cause"], out)
    history = watch.describe_alarm_history(AlarmName=high["AlarmName"], HistoryItemType="StateUpdate",
                                           ScanBy="TimestampAscending")["AlarmHistoryItems"]
    holds("the alarm's history tells of it", any("to ALARM" in item["HistorySummary"] for item in history), history)
    step(f"scaled out: {out['Description']}")
    return high["AlarmName"], low["AlarmName"]


def requests_counted(balancer_name):
    """CloudWatch counts what the load's report says and this walk's one request; each for 15, as a minute lasts 4 seconds."""
    with open("load.json") as report:
        sent = json.load(report)["aggregate"]["counters"]["http.requests"]
    wanted = 15 * (sent + 1)
    now = datetime.now(timezone.utc)

    def counted():
        points = watch.get_metric_statistics(
            Namespace="AWS/ApplicationELB", MetricName="RequestCount", Period=60, Statistics=["Sum"],
            StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=6),
            Dimensions=[{"Name": "LoadBalancer", "Value": balancer_name}])["Datapoints"]
        return sum(point["Sum"] for point in points)

    until(f"RequestCount is {wanted}", lambda: counted() >= wanted, 20)
    same("RequestCount", counted(), wanted)
    step(f"RequestCount counted the {sent} requests")


def own_metrics():
    now = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    span = {"StartTime": now - timedelta(minutes=10), "EndTime": now + timedelta(minutes=1)}
    shop = [{"Name": "Shop", "Value": "Zürich & <Bern>"}]
    metric = {"Namespace": "Walk", "MetricName": "Orders", "Dimensions": shop}
    watch.put_metric_data(Namespace="Walk", MetricData=[
        {"MetricName": "Orders", "Dimensions": shop, "Timestamp": now - timedelta(minutes=5), "Unit": "Count",
         "Values": [1.5, 4.0], "Counts": [3, 1]},
        {"MetricName": "Orders", "Dimensions": shop, "Timestamp": now - timedelta(minutes=4), "Unit": "Count",
         "StatisticValues": {"SampleCount": 4, "Sum": 20, "Minimum": 2, "Maximum": 9}}])
    # More than 10 KiB, which newer clients compress.
    watch.put_metric_data(Namespace="Walk", MetricData=[
        {"MetricName": f"Many{i}", "Dimensions": shop, "Timestamp": now - timedelta(minutes=3), "Value": i / 4}
        for i in range(150)])
    points = watch.get_metric_statistics(**metric, **span, Period=60,
                                         Statistics=["Sum", "Average", "Minimum", "Maximum", "SampleCount"])
    first, second = sorted(points["Datapoints"], key=lambda point: point["Timestamp"])
    same("first point", {key: first[key] for key in ("Sum", "Average", "Minimum", "Maximum", "SampleCount", "Unit")},
         {"Sum": 8.5, "Average": 2.125, "Minimum": 1.5, "Maximum": 4, "SampleCount": 4, "Unit": "Count"})
    same("first point's time", first["Timestamp"], now - timedelta(minutes=5))
    same("second point", (second["Sum"], second["Average"], second["Maximum"]), (20, 5, 9))
    # Percentiles are kept within 1%, and can't be had of a statistic set.
    (point,) = watch.get_metric_statistics(**metric, **span, Period=60, ExtendedStatistics=["p50"])["Datapoints"]
    same("time of p50", point["Timestamp"], now - timedelta(minutes=5))
    holds("p50", abs(point["ExtendedStatistics"]["p50"] - 1.5) < 0.015, point)
    queries = [
        {"Id": "orders", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}, "ReturnData": False},
        {"Id": "double", "Expression": "orders * 2", "Label": "twice"},
        {"Id": "many", "MetricStat": {"Metric": {**metric, "MetricName": "Many149"}, "Period": 60, "Stat": "Maximum"}}]
    pages = list(watch.get_paginator("get_metric_data").paginate(MetricDataQueries=queries, **span, ScanBy="TimestampAscending",
                                                                PaginationConfig={"PageSize": 2}))
    holds("more than one page of metric data", len(pages) > 1, pages)
    values = {}
    for page in pages:
        for result in page["MetricDataResults"]:
            times, seen = values.setdefault(result["Id"], ([], []))
            times += result["Timestamps"]
            seen += result["Values"]
    same("metric data", {name: seen for name, (_, seen) in values.items()}, {"double": [17, 40], "many": [37.25]})
    same("their times", values["double"][0], [now - timedelta(minutes=5), now - timedelta(minutes=4)])
    metrics, pages = every(watch, "list_metrics", "Metrics", Namespace="Walk")
    same("metrics", len(metrics), 151)
    same("dimensions", metrics[0]["Dimensions"], shop)
    refused(watch, "InvalidParameterCombinationException", "InvalidParameterCombination", 400, watch.put_metric_data,
            Namespace="Walk", MetricData=[{"MetricName": "Orders", "Value": 1, "Values": [2]}])
    step(f"put and got metrics ({pages} page of {len(metrics)})")


def own_alarm():
    name = "orders é"
    watch.put_metric_alarm(AlarmName=name, Namespace="Walk", MetricName="Live", Statistic="Sum", Period=60, EvaluationPeriods=1,
                           Threshold=10, ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching")
    watch.get_waiter("alarm_exists").wait(AlarmNames=[name], WaiterConfig=often)

    def state():
        (alarm,) = watch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return alarm["StateValue"]

    def alarming():
        watch.put_metric_data(Namespace="Walk", MetricData=[{"MetricName": "Live", "Value": 11}])
        return state() == "ALARM"

    until("ALARM", alarming, 30)
    until("OK", lambda: state() == "OK", 60)
    watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand", StateReasonData='{"by": "hand"}')
    items, pages = every(watch, "describe_alarm_history", "AlarmHistoryItems", AlarmName=name, ScanBy="TimestampAscending",
                         PaginationConfig={"PageSize": 2})
    holds("pages of history", pages >= 2, pages)
    same("first of the history", items[0]["HistoryItemType"], "ConfigurationUpdate")
    # A second OK -> ALARM by the metric can't have come in between: nothing was put any more.
    moves = [item["HistorySummary"] for item in items if item["HistoryItemType"] == "StateUpdate"]
    same("last move", moves[-1], "Alarm updated from OK to ALARM")
    holds("by hand", any("by hand" in item["HistoryData"] for item in items), items)
    holds("times in order", all(a["Timestamp"] <= b["Timestamp"] for a, b in zip(items, items[1:])), items)
    watch.delete_alarms(AlarmNames=[name])
    same("alarms of that name", watch.describe_alarms(AlarmNames=[name])["MetricAlarms"], [])
    refused(watch, "ResourceNotFound", "ResourceNotFound", 404, watch.set_alarm_state, AlarmName=name,
            StateValue="OK", StateReason="x")
    step(f"own alarm: {len(moves)} moves, {pages} pages of history")


def scale_in(low):
    until("back at one task", lambda: service()["desiredCount"] == 1)
    activities, pages = every(scaling, "describe_scaling_activities", "ScalingActivities", ServiceNamespace="ecs",
                              ResourceId="service/shop/web", PaginationConfig={"PageSize": 1})
    same("pages of activities", pages, len(activities))
    last = activities[0]
    holds("a scale-in was told", last["Description"] == "Setting desired count to 1." and low in last["Cause"], last)
    holds("newest first", all(a["StartTime"] >= b["StartTime"] for a, b in zip(activities, activities[1:])), activities)

    def newest():
        return scaling.describe_scaling_activities(ServiceNamespace="ecs")["ScalingActivities"][0]

    until("its success", lambda: newest()["StatusCode"] == "Successful")
    step(f"scaled in after {len(activities)} activities")


def bad_release():
    same("revision", define("no-such-image:1")["revision"], 2)
    arns, pages = every(ecs, "list_task_definitions", "taskDefinitionArns", familyPrefix="web", sort="DESC",
                        PaginationConfig={"PageSize": 1})
    same("task definitions", ([arn.split("/")[-1] for arn in arns], pages), (["web:2", "web:1"], 2))
    changed = ecs.update_service(cluster="shop", service="web", taskDefinition="web:2")["service"]
    same("primary", changed["deployments"][0]["taskDefinition"], arns[0])
    until("rolled back", lambda: service()["taskDefinition"] == arns[1])
    ecs.get_waiter("services_stable").wait(cluster="shop", services=["web"], WaiterConfig=often)
    events = [event["message"] for event in service()["events"]]
    holds("the roll-back was told", any("rolling back to deployment" in event for event in events), events)
    stopped = ecs.list_tasks(cluster="shop", serviceName="web", desiredStatus="STOPPED")["taskArns"]
    reasons = [task.get("stoppedReason", "") for task in ecs.describe_tasks(cluster="shop", tasks=stopped)["tasks"]]
    holds("why the tasks stopped", any("CannotPullContainerError" in reason for reason in reasons), reasons)
    step("rolled back from an image that isn't there")


def take_down(arn, group, listener, alarms):
    refused(ecs, "ClusterContainsServicesException", "ClusterContainsServicesException", 400, ecs.delete_cluster, cluster="shop")
    refused(elb, "ResourceInUseException", "ResourceInUse", 400, elb.delete_target_group, TargetGroupArn=group)
    scaling.deregister_scalable_target(**dimension)
    same("scaling policies", scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"], [])
    same("their alarms", watch.describe_alarms(AlarmNames=alarms)["MetricAlarms"], [])
    refused(scaling, "ObjectNotFoundException", "ObjectNotFoundException", 400, scaling.deregister_scalable_target, **dimension)
    ecs.update_service(cluster="shop", service="web", desiredCount=0)
    same("deleted service", ecs.delete_service(cluster="shop", service="web")["service"]["status"], "DRAINING")
    ecs.get_waiter("services_inactive").wait(cluster="shop", services=["web"], WaiterConfig=often)
    elb.delete_listener(ListenerArn=listener)
    elb.delete_load_balancer(LoadBalancerArn=arn)
    elb.get_waiter("load_balancers_deleted").wait(LoadBalancerArns=[arn], WaiterConfig=often)
    refused(elb, "LoadBalancerNotFoundException", "LoadBalancerNotFound", 400, elb.describe_load_balancers,
            LoadBalancerArns=[arn])
    elb.delete_target_group(TargetGroupArn=group)
    same("target groups", elb.describe_target_groups()["TargetGroups"], [])
    same("tasks", ecs.list_tasks(cluster="shop")["taskArns"], [])
    for revision in ("web:1", "web:2"):
        same(revision, ecs.deregister_task_definition(taskDefinition=revision)["taskDefinition"]["status"], "INACTIVE")
    same("deleted cluster", ecs.delete_cluster(cluster="shop")["cluster"]["status"], "INACTIVE")
    same("clusters", ecs.list_clusters()["clusterArns"], [])
    step("all is deleted")


model = watch.meta.service_model
print(f"boto3 {boto3.__version__}, CloudWatch by {getattr(model, 'resolved_protocol', model.metadata['protocol'])}")
cluster_and_definition()
arn, group, listener, subnet = balancer()
url = first_service(arn, group, subnet)
balancer_name = arn.split("loadbalancer/")[1]
high, low = scale_out(url, f"{balancer_name}/{group.split(':')[-1]}")
requests_counted(balancer_name)
own_metrics()
own_alarm()
scale_in(low)
bad_release()
take_down(arn, group, listener, [high, low])
