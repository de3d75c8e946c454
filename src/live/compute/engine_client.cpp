#include "live/compute/engine_client.h"

#include <fmt/format.h>

#include <chrono>
#include <set>
#include <thread>

namespace rampart::live::compute {

bool is_good(const EngineClient::Answer& answer) { return answer && answer->status < 300; }

std::string complaint_of(const EngineClient::Answer& answer) {
  if (!answer) return answer.error().message;
  const auto message = error_message(answer->body);
  return message.empty() ? fmt::format("the engine answered with status {}", answer->status) : message;
}

EngineClient::EngineClient(boost::asio::io_context& io, std::string socket)
    : io_(io), socket_(std::move(socket)), again_(io) {}

void EngineClient::close() {
  *here_ = false;
  again_.cancel();
  if (stop_following_) stop_following_();
  stop_following_ = nullptr;
}

void EngineClient::call(std::string method, std::string target, Done done) {
  call(std::move(method), std::move(target), "", std::chrono::seconds(60), std::move(done));
}

void EngineClient::call(std::string method, std::string target, std::string body, Duration timeout, Done done) {
  net::ClientRequest request{
      .method = std::move(method), .target = std::move(target), .body = std::move(body), .timeout = timeout};
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  net::fetch(io_.get_executor(), {socket_, {}, 0}, std::move(request),
             [here = here_, done = std::move(done)](const Answer& answer) {
               if (*here) done(answer);
             });
}

void EngineClient::follow(const std::string& run_id, std::function<void(const EngineEvent&)> happened) {
  stop_following_ = net::follow_lines(
      io_.get_executor(), {socket_, {}, 0}, {.target = events_target(run_id)},
      [here = here_, happened](const std::string& line) {
        if (!*here) return;
        if (const auto event = parse_event(line)) happened(*event);
      },
      [this, here = here_, run_id, happened](const Result<void>&) {
        if (!*here) return;
        again_.expires_after(std::chrono::milliseconds(500));
        again_.async_wait([this, here, run_id, happened](boost::system::error_code code) {
          if (!code && *here) follow(run_id, happened);
        });
      });
}

Result<std::vector<std::string>> remove_containers(
    const std::string& socket, const std::string& run_id,
    const std::function<void(const std::string& container, const std::string& log)>& each) {
  const net::Endpoint engine{socket, {}, 0};
  std::set<std::string> removed;
  int empty_looks = 0;
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < limit) {
    const auto listed = net::fetch_and_wait(engine, {.target = list_target(run_id)});
    if (!is_good(listed)) return unavailable(complaint_of(listed));
    const auto containers = container_ids(listed->body);
    // A second look: a create that was under way may have come to its end after the first.
    if (containers.empty() && ++empty_looks == 2) return std::vector<std::string>(removed.begin(), removed.end());
    for (const auto& container : containers) {
      empty_looks = 0;
      if (removed.count(container) > 0) continue;  // the engine is still at it
      const auto log = net::fetch_and_wait(engine, {.target = logs_target(container)});
      if (is_good(log)) each(container, plain_log(log->body));
      const auto gone = net::fetch_and_wait(engine, {.method = "DELETE", .target = remove_target(container)});
      const bool on_its_way = is_good(gone) || (gone && (gone->status == 404 || gone->status == 409));
      if (on_its_way) removed.insert(container);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return unavailable("after 20 s some containers were still there");
}

}  // namespace rampart::live::compute
