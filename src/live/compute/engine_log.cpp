#include "live/compute/engine_log.h"

#include <chrono>

#include "live/compute/docker_messages.h"
#include "live/net/http_client.h"

namespace rampart::live::compute {

EngineLog::EngineLog(boost::asio::io_context& io, std::string socket, std::shared_ptr<OutputFile> lines,
                     std::function<Instant()> now)
    : io_(io), socket_(std::move(socket)), lines_(std::move(lines)), now_(std::move(now)), again_(io) {}

void EngineLog::stop() {
  *here_ = false;
  again_.cancel();
  if (stop_following_) stop_following_();
  stop_following_ = nullptr;
}

void EngineLog::follow(const std::string& container) {
  const auto frames = std::make_shared<LogFrames>();
  told_until_ = lines_->last_source();
  stop_following_ = net::follow_bytes(
      io_.get_executor(), {socket_, {}, 0}, {.target = timed_logs_target(container, lines_->last_source(), true)},
      [this, here = here_, frames](std::string_view bytes) {
        if (*here) keep(frames->take(bytes));
      },
      [this, here = here_, frames, container](const Result<void>&) {
        if (!*here) return;
        keep(frames->finish());
        again_.expires_after(std::chrono::seconds(1));
        again_.async_wait([this, here, container](boost::system::error_code code) {
          if (!code && *here) follow(container);
        });
      });
}

std::string EngineLog::rest_target(const std::string& container) const {
  return timed_logs_target(container, lines_->last_source(), false);
}

void EngineLog::take_rest(std::string_view body) {
  told_until_ = lines_->last_source();
  LogFrames frames;
  keep(frames.take(body));
  keep(frames.finish());
}

void EngineLog::keep(std::vector<EngineLine> lines) {
  if (lines.empty()) return;
  const Instant now = now_();
  const auto real = std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch());
  std::uint64_t newest = lines_->last_source();
  std::vector<OutputLine> out;
  for (EngineLine& line : lines) {
    if (line.nanoseconds <= told_until_) continue;
    const Duration age = std::max(Duration::zero(), real - Duration(static_cast<std::int64_t>(line.nanoseconds)));
    newest = std::max(newest, line.nanoseconds);  // stdout and stderr may overtake each other by a little
    out.push_back({.at = now - age, .source = newest, .text = std::move(line.text)});
  }
  lines_->append(out);
}

}  // namespace rampart::live::compute
