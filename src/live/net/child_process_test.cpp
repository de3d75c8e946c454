#include "live/net/child_process.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <fstream>
#include <optional>
#include <sstream>

namespace rampart::live::net {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ChildProcessTest : public ::testing::Test {
 protected:
  ChildProcessTest() : output_(fs::path(testing::TempDir()) / ("child_" + std::to_string(getpid()) + ".log")) {}
  ~ChildProcessTest() override { fs::remove(output_); }

  ChildPlan shell(const std::string& text) {
    return {.argv = {"sh", "-c", text},
            .environment = {{"PATH", "/usr/bin:/bin"}, {"X", "1"}, {"X", "2"}},
            .output = output_};
  }
  auto start(const ChildPlan& plan) {
    return ChildProcess::start(io_, plan, [this](ChildExit ending) { ending_ = ending; });
  }
  std::string written() const {
    std::stringstream text;
    text << std::ifstream(output_).rdbuf();
    return text.str();
  }

  boost::asio::io_context io_;
  fs::path output_;
  std::optional<ChildExit> ending_;
};

TEST_F(ChildProcessTest, TellsTheExitCodeAndKeepsTheOutput) {
  const auto child = start(shell("echo out $X; echo err >&2; exit 7"));
  ASSERT_TRUE(child) << to_string(child.error());
  io_.run();
  ASSERT_TRUE(ending_);
  EXPECT_EQ(ending_->exit_code, 7);
  EXPECT_EQ(ending_->signal, 0);
  EXPECT_EQ(written(), "out 2\nerr\n");
  EXPECT_FALSE((*child)->alive());
}

TEST_F(ChildProcessTest, ReadsItsInputAndHasNoOtherDescriptorOfOurs) {
  auto plan = shell("tail -c 5; ls /proc/self/fd | tr '\\n' ' '");
  plan.input = std::string(300'000, 'x') + "done\n";
  const auto child = start(plan);
  ASSERT_TRUE(child) << to_string(child.error());
  io_.run();
  EXPECT_EQ(written(), "done\n0 1 2 3 ");  // 3 is the folder that ls reads
}

TEST_F(ChildProcessTest, TellsTheSignalAs128Plus) {
  const auto child = start({.argv = {"sleep", "60"}});
  ASSERT_TRUE(child);
  (*child)->signal_group(SIGTERM);
  io_.run();
  ASSERT_TRUE(ending_);
  EXPECT_EQ(ending_->exit_code, 143);
  EXPECT_EQ(ending_->signal, SIGTERM);
}

TEST_F(ChildProcessTest, SaysWhyAProgramCannotBeExecuted) {
  const auto missing = start({.argv = {"/no/such/program"}});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("/no/such/program: No such file or directory"));
  const auto unknown = start({.argv = {"no-such-program-at-all"}});
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("not found in PATH"));
  const auto nowhere = start({.argv = {"/bin/true"}, .working_directory = "/no/such/directory"});
  EXPECT_FALSE(nowhere);
}

TEST_F(ChildProcessTest, TakesItsWholeGroupWithIt) {
  const auto child = start(shell("sleep 60 & echo $!; exit 0"));
  ASSERT_TRUE(child);
  io_.run();
  const auto grandchild = std::stoi(written());
  // Killed; until its new parent has reaped it, it may stay a zombie.
  std::ifstream status("/proc/" + std::to_string(grandchild) + "/stat");
  std::string text;
  if (std::getline(status, text)) {
    EXPECT_THAT(text, ::testing::AnyOf(HasSubstr(") Z"), HasSubstr(") X"), HasSubstr(") R")));
  }
}

TEST_F(ChildProcessTest, LeadsItsOwnSessionWithDefaultSignals) {
  ::signal(SIGPIPE, SIG_IGN);
  const auto child = start(shell("awk '/SigIgn/ {print $2}' /proc/self/status; ps -o sid= -p $$ | tr -d ' '; echo $$"));
  ::signal(SIGPIPE, SIG_DFL);
  ASSERT_TRUE(child);
  const auto pid = std::to_string((*child)->pid());
  io_.run();
  // 32 and 33 are the C library's own: whoever started this test may have left them ignored, and nobody can reset them.
  const std::string said = written();
  EXPECT_EQ(std::stoull(said, nullptr, 16) & 0x7fffffffULL, 0U) << said;
  EXPECT_EQ(said.substr(said.find('\n') + 1), pid + "\n" + pid + "\n");
}

TEST_F(ChildProcessTest, IsKilledByItsDestructorWithoutAWord) {
  pid_t pid = 0;
  {
    const auto child = start({.argv = {"sleep", "60"}});
    ASSERT_TRUE(child);
    pid = (*child)->pid();
  }
  io_.run();
  EXPECT_FALSE(ending_);
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(ChildProcessTest, InheritsNoDescriptors) {
  const boost::asio::steady_timer keeps_epoll_open(io_);
  const int leaky = dup(1);
  const auto child = start(shell("ls /proc/self/fd | wc -l"));
  close(leaky);
  ASSERT_TRUE(child);
  io_.run();
  EXPECT_EQ(std::stoi(written()), 4);  // 0, 1, 2 and ls's own directory
}

}  // namespace
}  // namespace rampart::live::net
