// The tutorial's path through ECS, and what each group of operations promises.
#include "aws/ecs/ecs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "aws/ecs/testing/ecs_bench.h"

namespace rampart::aws::ecs {
namespace {

namespace json = boost::json;
using testing::EcsBench;
using ::testing::HasSubstr;

std::string at(const json::value& value, std::string_view pointer) {
  const json::value& found = value.at_pointer(pointer);
  return found.is_string() ? std::string(found.as_string()) : json::serialize(found);
}

TEST(Ecs, KnowsEveryOperationOfTheModel) {
  EcsBench bench;
  const protocol::Service service = bench.ecs->service();
  std::set<std::string> names;
  for (const auto& operation : service.operations) names.insert(operation.name);
  EXPECT_EQ(names.size(), 77U);
  EXPECT_EQ(service.operations.size(), 77U);
  bench.call("ExecuteCommand");
  EXPECT_EQ(bench.status, 501);
}

TEST(Ecs, ClustersAreMadeOnceDescribedAndDeletedWhenEmpty) {
  EcsBench bench;
  const auto made = bench.call("CreateCluster");
  EXPECT_EQ(at(made, "/cluster/clusterArn"), "arn:aws:ecs:us-east-1:123456789012:cluster/default");
  EXPECT_EQ(at(made, "/cluster/settings/0/value"), "disabled");
  EXPECT_EQ(at(bench.call("CreateCluster"), "/cluster/status"), "ACTIVE");
  bench.make_web(2);
  bench.run(3);
  const auto described = bench.call("DescribeClusters", R"({"clusters": ["c", "nowhere"], "include": ["STATISTICS"]})");
  EXPECT_EQ(at(described, "/clusters/0/runningTasksCount"), "2");
  EXPECT_EQ(at(described, "/clusters/0/activeServicesCount"), "1");
  EXPECT_EQ(at(described, "/clusters/0/statistics/1/value"), "2");
  EXPECT_EQ(at(described, "/failures/0/reason"), "MISSING");
  EXPECT_EQ(bench.call("ListClusters").at("clusterArns").as_array().size(), 2U);
  EXPECT_EQ(bench.refusal("DeleteCluster", R"({"cluster": "c"})"),
            "ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.");
  EXPECT_EQ(at(bench.call("DeleteCluster", R"({"cluster": "default"})"), "/cluster/status"), "INACTIVE");
  EXPECT_EQ(bench.refusal("ListTasks", "{}"), "ClusterNotFoundException: Cluster not found.");
}

TEST(Ecs, TaskDefinitionsAreNormalisedNumberedAndRetired) {
  EcsBench bench;
  const auto made = bench.call("RegisterTaskDefinition", EcsBench::web_definition);
  EXPECT_EQ(at(made, "/taskDefinition/cpu"), "256");
  EXPECT_EQ(at(made, "/taskDefinition/memory"), "512");
  EXPECT_EQ(at(made, "/taskDefinition/containerDefinitions/0/portMappings/0/hostPort"), "80");
  EXPECT_EQ(at(made, "/taskDefinition/containerDefinitions/0/essential"), "true");
  for (int i = 2; i <= 11; ++i) bench.call("RegisterTaskDefinition", EcsBench::web_definition);
  EXPECT_EQ(at(bench.call("DescribeTaskDefinition", R"({"taskDefinition": "web"})"), "/taskDefinition/revision"), "11");
  const auto page = bench.call("ListTaskDefinitions", R"({"maxResults": 10, "sort": "DESC"})");
  EXPECT_THAT(at(page, "/taskDefinitionArns/0"), HasSubstr("web:11"));
  const auto rest = bench.call(
      "ListTaskDefinitions", R"({"maxResults": 10, "sort": "DESC", "nextToken": ")" + at(page, "/nextToken") + R"("})");
  EXPECT_EQ(rest.at("taskDefinitionArns").as_array().size(), 1U);
  EXPECT_THAT(at(rest, "/taskDefinitionArns/0"), HasSubstr("web:1"));
  bench.call("DeregisterTaskDefinition", R"({"taskDefinition": "web:11"})");
  EXPECT_EQ(at(bench.call("DescribeTaskDefinition", R"({"taskDefinition": "web"})"), "/taskDefinition/revision"), "10");
  const auto deleted = bench.call("DeleteTaskDefinitions", R"({"taskDefinitions": ["web:11", "web:10"]})");
  EXPECT_EQ(at(deleted, "/taskDefinitions/0/status"), "DELETE_IN_PROGRESS");
  EXPECT_THAT(at(deleted, "/failures/0/reason"), HasSubstr("still in ACTIVE status"));
  EXPECT_EQ(at(bench.call("RegisterTaskDefinition", EcsBench::web_definition), "/taskDefinition/revision"), "12");
  EXPECT_EQ(bench.refusal("DescribeTaskDefinition", R"({"taskDefinition": "web:99"})"),
            "ClientException: Unable to describe task definition.");
}

std::string refused_definition(const std::string& cpu, const std::string& memory, const std::string& container,
                               const std::string& mode = "awsvpc") {
  EcsBench bench;
  return bench.refusal("RegisterTaskDefinition", R"({"family": "f", "requiresCompatibilities": ["FARGATE"], "cpu": ")" +
                                                     cpu + R"(", "memory": ")" + memory + R"(", "networkMode": ")" +
                                                     mode + R"(", "containerDefinitions": [)" + container + "]}");
}

TEST(Ecs, TaskDefinitionsThatFargateWouldRefuseAreRefused) {
  const std::string good = R"({"name": "a", "image": "i"})";
  EXPECT_EQ(refused_definition("1024", "1024", good),
            "ClientException: No Fargate configuration exists for given values: 1024 CPU, 1024 memory. See the Amazon "
            "ECS documentation for the valid values.");
  EXPECT_EQ(refused_definition("256", "512", good, "bridge"),
            "ClientException: Fargate only supports network mode 'awsvpc'.");
  EXPECT_EQ(refused_definition("256", "512", R"({"image": "i"})"),
            "ClientException: Container.name should not be null or empty.");
  EXPECT_EQ(refused_definition("256", "512", R"({"name": "a b", "image": "i"})"),
            "ClientException: Container.name contains invalid characters.");
  EXPECT_EQ(
      refused_definition("256", "512",
                         R"({"name": "a", "image": "i", "dependsOn": [{"containerName": "b", "condition": "START"}]},
                                  {"name": "b", "image": "i", "dependsOn": [{"containerName": "a", "condition": "START"}]})"),
      "ClientException: Container dependencies should not have a cycle");
  EXPECT_THAT(
      refused_definition("256", "512",
                         R"({"name": "a", "image": "i", "healthCheck": {"command": ["CMD", "x"], "interval": 1}})"),
      HasSubstr("interval"));
}

/// "a" with what it depends on, beside "b".
std::string refused_dependency(const std::string& need, const std::string& b) {
  return refused_definition("256", "512", R"({"name": "a", "image": "i", "dependsOn": [)" + need + R"(]}, {"name": "b",
      "image": "i")" + b + "}");
}

TEST(Ecs, DependenciesThatCantBeMetAreRefused) {
  EXPECT_EQ(refused_dependency(R"({"containerName": "c", "condition": "START"})", ""),
            "ClientException: Cannot depend on container + 'c' because it does not exist");
  EXPECT_EQ(
      refused_dependency(R"({"containerName": "b", "condition": "SUCCESS"})", ""),
      "ClientException: A dependency container with SUCCESS or COMPLETE condition cannot be an essential container");
  EXPECT_EQ(refused_dependency(R"({"containerName": "b", "condition": "HEALTHY"})", ""),
            "ClientException: A dependency container with HEALTHY condition must have a health check: 'b' has none");
  EXPECT_EQ(refused_dependency(R"({"containerName": "a", "condition": "START"})", ""),
            "ClientException: Container dependencies should not have a cycle");
}

std::string refused_log(const std::string& configuration) {
  return refused_definition("256", "512", R"({"name": "a", "image": "i", "logConfiguration": )" + configuration + "}");
}

TEST(Ecs, LogConfigurationsThatFargateWouldRefuseAreRefused) {
  EXPECT_EQ(refused_log(R"({"logDriver": "awslogs"})"),
            "ClientException: Log driver awslogs requires options: awslogs-region, awslogs-group");
  EXPECT_EQ(refused_log(R"({"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-region": "r"}})"),
            "ClientException: Fargate requires log configuration options to include awslogs-stream-prefix to support "
            "log driver awslogs.");
  EXPECT_EQ(refused_log(R"({"logDriver": "awslogs", "options": {"awslogs-stream": "s"}})"),
            "ClientException: Log driver awslogs disallows options: awslogs-stream");
}

TEST(Ecs, AServiceIsMadeAtOnceAndBecomesStable) {
  EcsBench bench;
  bench.call("CreateCluster", R"({"clusterName": "c"})");
  bench.call("RegisterTaskDefinition", EcsBench::web_definition);
  const std::string group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg/0123456789abcdef";
  const std::string request =
      R"({"cluster": "c", "serviceName": "web", "taskDefinition": "web", "desiredCount": 2, "loadBalancers":
          [{"targetGroupArn": ")" +
      group + R"(", "containerName": "web", "containerPort": 80}], "healthCheckGracePeriodSeconds": 5)" +
      EcsBench::network + "}";
  bench.put_target_group(group, {});
  EXPECT_THAT(bench.refusal("CreateService", request), HasSubstr("The target group with targetGroupArn " + group +
                                                                 " does not have an associated load balancer."));
  bench.put_target_group(group);
  const auto made = bench.call("CreateService", request);
  EXPECT_EQ(at(made, "/service/pendingCount"), "0");
  EXPECT_EQ(at(made, "/service/events"), "[]");
  EXPECT_EQ(at(made, "/service/deployments/0/rolloutState"), "IN_PROGRESS");
  EXPECT_EQ(at(made, "/service/deployments/0/networkConfiguration/awsvpcConfiguration/subnets/0"), "subnet-1");
  EXPECT_EQ(at(made, "/service/launchType"), "FARGATE");
  EXPECT_EQ(at(bench.call("CreateService", request), "/service/serviceArn"), at(made, "/service/serviceArn"));
  EXPECT_EQ(bench.refusal("CreateService", R"({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                                               "desiredCount": 3)" +
                                               EcsBench::network + "}"),
            "InvalidParameterException: Creation of service was not idempotent.");
  bench.run(6);
  const auto now = bench.service();
  EXPECT_EQ(at(now, "/runningCount"), "2");
  EXPECT_EQ(now.at("deployments").as_array().size(), 1U);
  EXPECT_EQ(at(now, "/deployments/0/rolloutState"), "COMPLETED");
  EXPECT_THAT(at(now, "/events/0/message"), HasSubstr("has reached a steady state."));
  EXPECT_EQ(at(bench.call("ListServices", R"({"cluster": "c"})"), "/serviceArns/0"),
            "arn:aws:ecs:us-east-1:123456789012:service/c/web");
}

std::string refused_service(EcsBench& bench, const std::string& rest) {
  return bench.refusal("CreateService", R"({"cluster": "c", "serviceName": "x", "desiredCount": 1)" + rest + "}");
}

TEST(Ecs, ServicesThatCannotWorkAreRefusedInAwsWords) {
  EcsBench bench;
  bench.make_web(1);
  EXPECT_EQ(refused_service(bench, R"(, "taskDefinition": "none")" + EcsBench::network),
            "InvalidParameterException: TaskDefinition not found.");
  EXPECT_EQ(
      refused_service(bench, R"(, "taskDefinition": "web")"),
      "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  EXPECT_EQ(refused_service(bench, R"(, "taskDefinition": "web", "loadBalancers": [{"targetGroupArn": "arn:x",
                                       "containerName": "web", "containerPort": 80}])" +
                                       EcsBench::network),
            "InvalidParameterException: The specified target group does not exist.");
  EXPECT_EQ(
      refused_service(bench, R"(, "taskDefinition": "web", "healthCheckGracePeriodSeconds": 9)" + EcsBench::network),
      "InvalidParameterException: Health check grace period is only valid for services configured to use load "
      "balancers");
  EXPECT_THAT(refused_service(bench, R"(, "taskDefinition": "web", "capacityProviderStrategy":
                                         [{"capacityProvider": "FARGATE", "weight": 1}])" +
                                         EcsBench::network),
              HasSubstr("Specifying both a launch type and capacity provider strategy"));
  EXPECT_EQ(bench.refusal("UpdateService", R"({"cluster": "c", "service": "none"})"),
            "ServiceNotFoundException: Service not found.");
}

TEST(Ecs, AServiceRollsScalesAndGoes) {
  EcsBench bench;
  bench.make_web(2);
  bench.run(45);
  bench.call("RegisterTaskDefinition", EcsBench::web_definition);
  const auto updated = bench.call("UpdateService", R"({"cluster": "c", "service": "web", "taskDefinition": "web:2",
      "desiredCount": 3, "deploymentConfiguration": {"maximumPercent": 150, "minimumHealthyPercent": 50}})");
  EXPECT_EQ(updated.at("service").at("deployments").as_array().size(), 2U);
  EXPECT_EQ(at(updated, "/service/deployments/1/status"), "ACTIVE");
  EXPECT_EQ(at(updated, "/service/deploymentConfiguration/maximumPercent"), "150");
  bench.run(120);
  const auto now = bench.service();
  EXPECT_EQ(now.at("deployments").as_array().size(), 1U);
  EXPECT_EQ(at(now, "/runningCount"), "3");
  const auto history = bench.call("ListServiceDeployments", R"({"cluster": "c", "service": "web"})");
  ASSERT_EQ(history.at("serviceDeployments").as_array().size(), 2U);
  EXPECT_EQ(at(history, "/serviceDeployments/0/status"), "SUCCESSFUL");
  EXPECT_EQ(at(now, "/currentServiceDeployment"), at(history, "/serviceDeployments/0/serviceDeploymentArn"));
  const auto whole = bench.call("DescribeServiceDeployments",
                                R"({"serviceDeploymentArns": [")" + at(now, "/currentServiceDeployment") + R"("]})");
  EXPECT_EQ(at(whole, "/serviceDeployments/0/targetServiceRevision/arn"), at(now, "/currentServiceRevisions/0/arn"));
  const auto revision =
      bench.call("DescribeServiceRevisions",
                 R"({"serviceRevisionArns": [")" + at(now, "/currentServiceRevisions/0/arn") + R"("]})");
  EXPECT_THAT(at(revision, "/serviceRevisions/0/taskDefinition"), HasSubstr("web:2"));
  EXPECT_EQ(bench.refusal("DeleteService", R"({"cluster": "c", "service": "web"})"),
            "InvalidParameterException: The service cannot be stopped while it is scaled above 0.");
  const auto deleted = bench.call("DeleteService", R"({"cluster": "c", "service": "web", "force": true})");
  EXPECT_EQ(at(deleted, "/service/status"), "DRAINING");
  bench.run(5);
  EXPECT_EQ(at(bench.service(), "/status"), "INACTIVE");
  EXPECT_EQ(bench.call("ListServices", R"({"cluster": "c"})").at("serviceArns").as_array().size(), 0U);
  EXPECT_EQ(bench.refusal("UpdateService", R"({"cluster": "c", "service": "web"})"),
            "ServiceNotActiveException: Service was not ACTIVE.");
}

TEST(Ecs, TasksRunAloneWithTheirOverridesAndAreStopped) {
  EcsBench bench;
  bench.make_web(1);
  const auto ran = bench.call("RunTask", R"({"cluster": "c", "taskDefinition": "web", "count": 2, "startedBy": "me",
      "clientToken": "t", "overrides": {"containerOverrides": [{"name": "web", "command": ["sleep"]}]})" +
                                             EcsBench::network + "}");
  ASSERT_EQ(ran.at("tasks").as_array().size(), 2U) << json::serialize(ran);
  EXPECT_EQ(at(ran, "/tasks/0/lastStatus"), "PROVISIONING");
  EXPECT_EQ(at(ran, "/tasks/0/group"), "family:web");
  bench.run(3);
  const std::string arn = at(ran, "/tasks/0/taskArn");
  const auto running = bench.call("DescribeTasks", R"({"cluster": "c", "tasks": [")" + arn + R"(", "none"]})");
  EXPECT_EQ(at(running, "/tasks/0/lastStatus"), "RUNNING");
  EXPECT_EQ(at(running, "/tasks/0/containers/0/lastStatus"), "RUNNING");
  EXPECT_EQ(at(running, "/tasks/0/attachments/0/details/0/value"), "subnet-1");
  EXPECT_EQ(at(running, "/failures/0/reason"), "MISSING");
  const auto* launch = bench.compute->launch_of(arn.substr(arn.rfind('/') + 1));
  ASSERT_NE(launch, nullptr);
  EXPECT_EQ(launch->definition.containers[0].command, std::vector<std::string>{"sleep"});
  EXPECT_EQ(bench.call("ListTasks", R"({"cluster": "c", "startedBy": "me"})").at("taskArns").as_array().size(), 2U);
  EXPECT_EQ(bench.call("ListTasks", R"({"cluster": "c", "serviceName": "web"})").at("taskArns").as_array().size(), 1U);
  EXPECT_EQ(bench.call("ListTasks", R"({"cluster": "c", "family": "web"})").at("taskArns").as_array().size(), 3U);
  const auto stopped = bench.call("StopTask", R"({"cluster": "c", "reason": "enough", "task": ")" + arn + R"("})");
  EXPECT_EQ(at(stopped, "/task/desiredStatus"), "STOPPED");
  bench.run(2);
  const auto ended = bench.call("DescribeTasks", R"({"cluster": "c", "tasks": [")" + arn + R"("]})");
  EXPECT_EQ(at(ended, "/tasks/0/lastStatus"), "STOPPED");
  EXPECT_EQ(at(ended, "/tasks/0/stopCode"), "UserInitiated");
  EXPECT_EQ(at(ended, "/tasks/0/stoppedReason"), "enough");
  EXPECT_EQ(at(ended, "/tasks/0/containers/0/exitCode"), "0");
  EXPECT_EQ(bench.refusal("StopTask", R"({"cluster": "c", "task": "none"})"),
            "InvalidParameterException: The referenced task was not found.");
}

TEST(Ecs, ProtectedTasksSurviveScaleIn) {
  EcsBench bench;
  bench.make_web(3);
  bench.run(3);
  const auto arns = bench.call("ListTasks", R"({"cluster": "c"})").at("taskArns").as_array();
  const std::string kept = at(json::value(arns), "/2");  // the newest would go first
  const auto answer = bench.call("UpdateTaskProtection",
                                 R"({"cluster": "c", "protectionEnabled": true, "tasks": [")" + kept + R"("]})");
  EXPECT_EQ(at(answer, "/protectedTasks/0/protectionEnabled"), "true");
  bench.call("UpdateService", R"({"cluster": "c", "service": "web", "desiredCount": 1})");
  bench.run(5);
  const auto left = bench.call("ListTasks", R"({"cluster": "c"})");
  ASSERT_EQ(left.at("taskArns").as_array().size(), 1U);
  EXPECT_EQ(at(left, "/taskArns/0"), kept);
}

TEST(Ecs, TagsAndSettingsAreKept) {
  EcsBench bench;
  bench.make_web(1);
  const std::string arn = R"("resourceArn": "arn:aws:ecs:us-east-1:123456789012:service/c/web")";
  bench.call("TagResource", "{" + arn + R"(, "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]})");
  bench.call("UntagResource", "{" + arn + R"(, "tagKeys": ["a"]})");
  EXPECT_EQ(at(bench.call("ListTagsForResource", "{" + arn + "}"), "/tags"), R"([{"key":"b","value":"2"}])");
  bench.call("PutAccountSettingDefault", R"({"name": "containerInsights", "value": "enabled"})");
  EXPECT_EQ(at(bench.call("CreateCluster", R"({"clusterName": "d"})"), "/cluster/settings/0/value"), "enabled");
  const auto listed = bench.call("ListAccountSettings", R"({"name": "containerInsights", "effectiveSettings": true})");
  EXPECT_EQ(at(listed, "/settings/0/value"), "enabled");
}

TEST(Ecs, EverythingIsThereAfterKillNine) {
  EcsBench bench;
  bench.make_web(2);
  bench.call("RunTask", R"({"cluster": "c", "taskDefinition": "web")" + EcsBench::network + "}");
  bench.run(50);
  const auto tasks = bench.call("ListTasks", R"({"cluster": "c"})");
  const std::string asked = R"({"cluster": "c", "tasks": )" + json::serialize(tasks.at("taskArns")) + "}";
  const auto service = bench.service();
  const auto described = bench.call("DescribeTasks", asked);
  const auto ids = bench.plane->fleet().ids().state();
  bench.crash();
  EXPECT_EQ(json::serialize(bench.service()), json::serialize(service));
  EXPECT_EQ(json::serialize(bench.call("DescribeTasks", asked)), json::serialize(described));
  EXPECT_EQ(bench.plane->fleet().ids().state(), ids);
  bench.run(1);  // FakeCompute can't look for what runs: all is lost, and replaced
  const auto lost = bench.call("DescribeTasks", asked);
  EXPECT_EQ(at(lost, "/tasks/0/lastStatus"), "STOPPED");
  EXPECT_EQ(at(lost, "/tasks/0/containers/0/reason"), "The task's container was lost while Rampart was down");
  bench.run(5);
  EXPECT_EQ(at(bench.service(), "/runningCount"), "2");
  bench.crash();
  EXPECT_EQ(at(bench.service(), "/runningCount"), "2");
}

TEST(Ecs, WhatIsUnchangedIsNotWrittenAgain) {
  EcsBench bench;
  bench.make_web(2);
  bench.run(60);
  const auto before = bench.state.read("ecs/");
  bench.run(30);
  EXPECT_EQ(bench.state.read("ecs/"), before);
}

}  // namespace
}  // namespace rampart::aws::ecs
