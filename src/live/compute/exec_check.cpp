#include "live/compute/exec_check.h"

#include <chrono>

#include "live/compute/docker_messages.h"

namespace rampart::live::compute {

void run_check(EngineClient& client, const std::string& container, const std::vector<std::string>& command,
               Duration timeout, std::function<void(bool good)> done) {
  using Answer = EngineClient::Answer;
  constexpr auto soon = std::chrono::seconds(10);
  client.call("POST", exec_target(container), exec_body(command), soon,
              [&client, timeout, done = std::move(done)](const Answer& created) {
                const std::string exec = is_good(created) ? created_id(created->body) : std::string();
                if (exec.empty()) return done(false);
                // Answered when the command has ended: its output is the body.
                client.call("POST", exec_start_target(exec), R"({"Detach": false, "Tty": false})", timeout,
                            [&client, exec, done](const Answer& ended) {
                              if (!is_good(ended)) return done(false);
                              client.call("GET", exec_inspect_target(exec), [done](const Answer& answer) {
                                done(is_good(answer) && exec_exit_code(answer->body) == 0);
                              });
                            });
              });
}

}  // namespace rampart::live::compute
