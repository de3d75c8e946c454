#include "app/task_log_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/control/testing/memory_state.h"

namespace rampart::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using live::compute::OutputStream;

class TaskLogFilesTest : public ::testing::Test {
 protected:
  TaskLogFilesTest() : folder_(fs::path(::testing::TempDir()) / ("task-logs-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~TaskLogFilesTest() override { fs::remove_all(folder_); }
  TaskLogFiles make(std::size_t most_ended = 1000) {
    return {state_, {.directory = folder_, .now = [this] { return now_; }, .most_ended = most_ended}};
  }
  static OutputStream stream(const std::string& task) {
    return {.log = {.group = "/ecs/web", .region = "eu-west-1", .stream_prefix = "p"},
            .service = "web",
            .task = task,
            .container = "app"};
  }
  static std::string messages(const TaskLogFiles& files, const std::string& stream) {
    std::string out;
    for (const auto& line : files.read("eu-west-1", "/ecs/web", stream, 0, UINT64_MAX)) out += line.message + "|";
    return out;
  }
  fs::path folder_;
  control::testing::MemoryState state_;
  Instant now_ = instant_from_unix_seconds(1'790'000'000);
};

TEST_F(TaskLogFilesTest, AStreamIsThereFromTheContainersStartAndAfterARestart) {
  {
    TaskLogFiles files = make();
    const auto file = files.open(stream("0123")).value();
    EXPECT_TRUE(files.streams("us-east-1").empty());
    const auto all = files.streams("eu-west-1");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].group, "/ecs/web");
    EXPECT_EQ(all[0].stream, "p/app/0123");
    EXPECT_EQ(all[0].created, now_);
    EXPECT_EQ(all[0].bytes, 0U);
    file->append({{.at = now_ + 1s, .source = 1, .text = "hello"}, {.at = now_ + 2s, .source = 2, .text = "\xff!"}});
    EXPECT_EQ(messages(files, "p/app/0123"), "hello|\xEF\xBF\xBD!|");  // CloudWatch's answers are UTF-8
    EXPECT_EQ(files.reopen(stream("0123")), file);
  }
  const TaskLogFiles again = make();
  EXPECT_EQ(messages(again, "p/app/0123"), "hello|\xEF\xBF\xBD!|");
  EXPECT_EQ(again.streams("eu-west-1")[0].last, now_ + 2s);
  EXPECT_EQ(messages(again, "p/app/4567"), "");
}

TEST_F(TaskLogFilesTest, AMissingGroupKeepsTheTaskFromStarting) {
  TaskLogFiles files = make();
  files.ask([](const std::string&, const std::string& group, bool create) { return create || group != "/ecs/web"; });
  const auto refused = files.open(stream("0123"));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().message,
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
            "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not "
            "exist. : exit status 1");
  OutputStream may = stream("0123");
  may.log.create_group = true;
  EXPECT_TRUE(files.open(may).has_value());
  files.ask([](const std::string&, const std::string&, bool) { return false; });
  EXPECT_TRUE(files.open(may).has_value());  // adopted: it is open already
}

TEST_F(TaskLogFilesTest, OfEndedContainersTheNewestStay) {
  TaskLogFiles files = make(2);
  const auto living = files.open(stream("0")).value();
  for (int i = 1; i <= 5; ++i) {
    now_ += 1s;
    files.open(stream(std::to_string(i))).value()->append({{.at = now_, .source = 1, .text = "x"}});
  }
  std::string left;
  for (const auto& one : files.streams("eu-west-1")) left += one.stream + " ";
  EXPECT_EQ(left, "p/app/0 p/app/3 p/app/4 p/app/5 ");  // two ended when the fifth was opened
  files.remove_all();
  EXPECT_TRUE(files.streams("eu-west-1").empty());
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace rampart::app
