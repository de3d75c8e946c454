// A Transport that answers from a function, in virtual time: what virtual users are tested with.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/timer_queue.h"
#include "core/load/transport.h"

namespace rampart::load {

/// A request as it was sent, copied.
struct SentRequest {
  std::string method;
  Origin origin;
  std::string target;
  std::string host;
  std::string headers;
  std::string body;
  SlotId slot = 0;
  Instant at;
};

/// What to answer, and after how long.
struct ScriptedAnswer {
  int status = 200;
  std::string headers;  ///< "name:value\n"
  std::string body;
  const char* error = "";
  Duration after = std::chrono::milliseconds(10);
};

class ScriptedTransport : public Transport {
 public:
  using Respond = std::function<ScriptedAnswer(const SentRequest&)>;
  ScriptedTransport(TimerQueue& timers, Respond respond) : timers_(timers), respond_(std::move(respond)) {}

  OriginId find_origin(const Origin& origin) override {
    for (std::size_t i = 0; i < origins_.size(); ++i)
      if (origins_[i] == origin) return static_cast<OriginId>(i);
    origins_.push_back(origin);
    return static_cast<OriginId>(origins_.size() - 1);
  }
  SlotId open_slot() override {
    ++open_slots;
    return ++last_slot_;
  }
  void close_slot(SlotId slot) override {
    --open_slots;
    if (const auto found = running_.find(slot); found != running_.end()) {
      timers_.cancel(found->second);
      running_.erase(found);
    }
  }
  bool send(Exchange& exchange) override {
    const Outgoing& r = exchange.request;
    sent.push_back({std::string(script::name_of(r.method)), origins_[r.origin], std::string(r.target),
                    std::string(r.host), std::string(r.headers), std::string(r.body), r.slot, timers_.now()});
    const ScriptedAnswer reply = respond_(sent.back());
    exchange.answer.clear();
    exchange.answer.sent = exchange.answer.uploaded = timers_.now();
    const Instant when = timers_.now() + reply.after;
    running_[r.slot] = timers_.at(when, [this, &exchange, reply, when] {
      running_.erase(exchange.request.slot);
      exchange.answer.first_byte = exchange.answer.done = when;
      exchange.answer.error = reply.error;
      if (*reply.error == '\0') {
        exchange.answer.status = reply.status;
        exchange.answer.headers = reply.headers;
        exchange.answer.body = reply.body;
        exchange.answer.body_bytes = reply.body.size();
      }
      exchange.finish();
    });
    return false;
  }

  std::vector<SentRequest> sent;
  int open_slots = 0;

 private:
  TimerQueue& timers_;
  Respond respond_;
  std::vector<Origin> origins_;
  std::map<SlotId, TimerId> running_;
  SlotId last_slot_ = 0;
};

}  // namespace rampart::load
