#include "live/traffic/resolver.h"

#include <netdb.h>

#include <cstring>
#include <utility>

namespace rampart::live::traffic {
namespace {

std::shared_ptr<const Resolution> look_up(const std::string& host, bool numeric_only) {
  auto out = std::make_shared<Resolution>();
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = numeric_only ? AI_NUMERICHOST : AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  int failure = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (failure != 0 && !numeric_only) {  // AI_ADDRCONFIG hides loopback addresses on a machine without a network
    hints.ai_flags = 0;
    failure = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  }
  if (failure != 0) {
    out->error = failure == EAI_AGAIN ? "EAI_AGAIN" : "ENOTFOUND";
    return out;
  }
  for (const addrinfo* a = list; a != nullptr; a = a->ai_next) {
    Address& address = out->addresses.emplace_back();
    std::memcpy(&address.storage, a->ai_addr, a->ai_addrlen);
    address.length = a->ai_addrlen;
  }
  freeaddrinfo(list);
  return out;
}

}  // namespace

Resolver::~Resolver() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const Resolution> Resolver::find(const std::string& host, std::function<void()> ready) {
  const std::lock_guard lock(mutex_);
  if (const auto found = known_.find(host); found != known_.end()) return found->second;
  if (auto numeric = look_up(host, true); !numeric->addresses.empty()) return known_[host] = numeric;
  auto& waiting = asked_[host];
  if (waiting.empty()) queue_.push_back(host);
  waiting.push_back(std::move(ready));
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  wake_.notify_one();
  return nullptr;
}

std::optional<Address> Resolver::find_numeric(const std::string& text) {
  const auto found = look_up(text, true);
  if (found->addresses.empty()) return std::nullopt;
  return found->addresses.front();
}

std::shared_ptr<const Resolution> Resolver::resolve_now(const std::string& host) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(host); found != known_.end()) return found->second;
  }
  auto answer = look_up(host, true);  // first, because it asks nobody
  if (answer->addresses.empty()) answer = look_up(host, false);
  const std::lock_guard lock(mutex_);
  return known_[host] = std::move(answer);
}

void Resolver::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stop_ || !queue_.empty(); });
    if (stop_) return;
    const std::string host = std::move(queue_.back());
    queue_.pop_back();
    lock.unlock();
    auto answer = look_up(host, false);
    lock.lock();
    known_[host] = std::move(answer);
    for (const auto& ready : std::exchange(asked_[host], {})) ready();
    asked_.erase(host);
  }
}

}  // namespace rampart::live::traffic
