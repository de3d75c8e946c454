#include "live/net/http_server_open.h"

#include <boost/asio/post.hpp>

#include "live/net/http_server_connection.h"

namespace rampart::live::net {

bool OpenConnections::add(const std::shared_ptr<Connection>& connection) {
  const std::scoped_lock lock(mutex_);
  if (aborted_) return false;
  connections_.emplace(connection.get(), connection);
  return true;
}

void OpenConnections::remove(const Connection& connection) {
  std::shared_ptr<Connection> last_owner;  // let go only after the lock: its destructor may come back here
  std::unique_lock lock(mutex_);
  const auto found = connections_.find(&connection);
  if (found != connections_.end()) {
    last_owner = std::move(found->second);
    connections_.erase(found);
  }
  tell_if_empty(std::move(lock));
}

void OpenConnections::finish_all(std::function<void()> done) {
  std::vector<std::shared_ptr<Connection>> now;
  std::unique_lock lock(mutex_);
  waiting_.push_back(std::move(done));
  for (const auto& [key, connection] : connections_) now.push_back(connection);
  if (now.empty()) return tell_if_empty(std::move(lock));
  lock.unlock();
  for (const auto& connection : now) connection->finish();
}

void OpenConnections::abort_all() {
  // Let go of here and now, not in the posted calls: a loop that has stopped never runs them, and connections that
  // own their owner would stay for ever.
  std::unordered_map<const Connection*, std::shared_ptr<Connection>> all;
  {
    const std::scoped_lock lock(mutex_);
    aborted_ = true;
    all.swap(connections_);
  }
  for (const auto& [key, connection] : all) connection->abort();
}

void OpenConnections::tell_if_empty(std::unique_lock<std::mutex> lock) {
  if (!connections_.empty() || waiting_.empty()) return;
  auto waiting = std::move(waiting_);
  waiting_.clear();
  lock.unlock();
  for (auto& done : waiting) boost::asio::post(io_, std::move(done));
}

}  // namespace rampart::live::net
