#include "live/compute/docker_messages.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

namespace rampart::live::compute {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

fleet::TaskLaunch launch() {
  fleet::TaskLaunch task;
  task.id = "0a1b";
  task.service = "web";
  task.definition.cpu_units = 256;
  task.definition.memory_mib = 512;
  fleet::ContainerSpec main;
  main.name = "main";
  main.image = "heavy:1";
  main.command = {"serve"};
  main.environment = {{"A", "1"}};
  main.ports = {{8080, "tcp"}};
  fleet::ContainerSpec sidecar;
  sidecar.name = "side car";
  sidecar.image = "agent:1";
  sidecar.memory_mib = 64;
  sidecar.ports = {{9090, "udp"}};
  sidecar.environment = {{"PORT", "1"}};
  task.definition.containers = {main, sidecar};
  return task;
}

TEST(DockerMessages, CreateABodyWithTheTasksLimits) {
  const auto task = launch();
  const auto body = json::parse(create_body("run7", task, task.definition.containers[0], "")).as_object();
  EXPECT_EQ(body.at("Image"), "heavy:1");
  EXPECT_EQ(body.at("Env"), (json::array{"A=1", "PORT=8080"}));
  EXPECT_EQ(body.at("Cmd"), json::array{"serve"});
  EXPECT_FALSE(body.contains("Entrypoint"));
  EXPECT_EQ(body.at("Labels").at("rampart.run"), "run7");
  EXPECT_EQ(body.at("Labels").at("rampart.service"), "web");
  EXPECT_EQ(body.at("Labels").at("rampart.task"), "0a1b");
  EXPECT_EQ(body.at("StopTimeout"), 30);
  EXPECT_EQ(body.at("Healthcheck").at("Test"), json::array{"NONE"});
  EXPECT_TRUE(body.at("ExposedPorts").as_object().contains("8080/tcp"));
  EXPECT_TRUE(body.at("ExposedPorts").as_object().contains("9090/udp"));
  EXPECT_EQ(body.at("HostConfig").at("NanoCpus"), 250000000);
  EXPECT_EQ(body.at("HostConfig").at("Memory"), 536870912);
  EXPECT_EQ(body.at("HostConfig").at("MemorySwap"), 536870912);
  EXPECT_EQ(body.at("HostConfig").at("NetworkMode"), "bridge");
}

TEST(DockerMessages, LaterContainersJoinTheFirstsNetwork) {
  const auto task = launch();
  const auto body = json::parse(create_body("run7", task, task.definition.containers[1], "f00d")).as_object();
  EXPECT_EQ(body.at("HostConfig").at("NetworkMode"), "container:f00d");
  EXPECT_EQ(body.at("HostConfig").at("Memory"), 67108864);
  EXPECT_EQ(body.at("Env"), json::array{"PORT=1"});  // the definition's own stays
  EXPECT_FALSE(body.contains("ExposedPorts"));
}

TEST(DockerMessages, PathsAreEncoded) {
  EXPECT_EQ(container_name(launch(), launch().definition.containers[1]), "rampart-web-0a1b-side_car");
  EXPECT_EQ(create_target("a b"), "/v1.41/containers/create?name=a%20b");
  EXPECT_EQ(stop_target("f00d", std::chrono::milliseconds(1500)), "/v1.41/containers/f00d/stop?t=2");
  EXPECT_EQ(list_target("r"), "/v1.41/containers/json?all=1&filters=%7B%22label%22%3A%5B%22rampart.run%3Dr%22%5D%7D");
  EXPECT_THAT(events_target("r"), HasSubstr("%22die%22%2C%22oom%22"));
}

TEST(DockerMessages, ReadAnInspection) {
  const auto inspection = parse_inspection(
      R"({"State":{"Running":false,"ExitCode":137,"OOMKilled":true,"Pid":0},"NetworkSettings":{"IPAddress":"172.17.0.5"}})");
  ASSERT_TRUE(inspection);
  EXPECT_FALSE(inspection->running);
  EXPECT_EQ(inspection->exit_code, 137);
  EXPECT_TRUE(inspection->out_of_memory);
  EXPECT_EQ(inspection->ip_address, "172.17.0.5");
  const auto podman = parse_inspection(
      R"({"State":{"Running":true,"Pid":42},"NetworkSettings":{"IPAddress":"","Networks":{"podman":{"IPAddress":"10.88.0.2"}}}})");
  EXPECT_EQ(podman->ip_address, "10.88.0.2");
  EXPECT_EQ(podman->pid, 42);
  EXPECT_FALSE(parse_inspection("no json"));
}

TEST(DockerMessages, ReadEventsListsAndErrors) {
  const auto event = parse_event(R"({"Type":"container","Action":"die","Actor":{"ID":"f00d","Attributes":{}}})");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->action, "die");
  EXPECT_EQ(event->container, "f00d");
  EXPECT_EQ(parse_event(R"({"Action":"died","Actor":{"ID":"x"}})")->action, "die");
  EXPECT_FALSE(parse_event("{}"));
  const auto* const list = R"([{"Id":"a","State":"running"},{"Id":"b","State":"exited"}])";
  EXPECT_THAT(container_ids(list), ElementsAre("a", "b"));
  EXPECT_THAT(running_container_ids(list), ElementsAre("a"));
  EXPECT_EQ(error_message(R"({"message":"No such image: x:1"})"), "No such image: x:1");
  EXPECT_EQ(created_id(R"({"Id":"f00d","Warnings":[]})"), "f00d");
}

TEST(DockerMessages, ReadStatistics) {
  const auto v1 = parse_stats(
      R"({"cpu_stats":{"cpu_usage":{"total_usage":2500000000}},"memory_stats":{"usage":5000,"stats":{"total_cache":2000}}})");
  ASSERT_TRUE(v1);
  EXPECT_DOUBLE_EQ(v1->cpu_seconds, 2.5);
  EXPECT_DOUBLE_EQ(v1->memory_bytes, 3000);
  EXPECT_FALSE(parse_stats("{}"));
}

TEST(DockerMessages, TakeLogsOutOfTheirFrames) {
  const auto frame = [](char stream, const std::string& text) {
    return std::string{stream, 0, 0, 0, 0, 0, 0, static_cast<char>(text.size())} + text;
  };
  EXPECT_EQ(plain_log(frame(1, "out\n") + frame(2, "err\n")), "out\nerr\n");
  EXPECT_EQ(plain_log("not framed at all\n"), "not framed at all\n");
  EXPECT_EQ(plain_log(""), "");
  EXPECT_EQ(plain_log(frame(1, "whole\n") + frame(1, "cut off here").substr(0, 12)), "whole\ncut ");
}

}  // namespace
}  // namespace rampart::live::compute
