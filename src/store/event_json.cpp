#include "store/event_json.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "store/event_members.h"

namespace rampart::store {
namespace {

namespace json = boost::json;

std::int64_t to_ns(Instant t) { return t.time_since_epoch().count(); }

/// Writes members into an object.
class Writing {
 public:
  explicit Writing(json::object& out) : out_(out) {}

  void operator()(const char* key, const std::string& v) { out_[key] = v; }
  void operator()(const char* key, bool v) { out_[key] = v; }
  void operator()(const char* key, int v) { out_[key] = v; }
  void operator()(const char* key, std::uint64_t v) { out_[key] = v; }
  void operator()(const char* key, double v) {
    if (std::isnan(v))
      out_[key] = nullptr;  // JSON has no word for it
    else
      out_[key] = v;
  }
  void operator()(const char* key, Instant v) { out_[key] = to_ns(v); }
  void operator()(const char* key, Duration v) { out_[key] = v.count(); }
  void operator()(const char* key, const std::optional<Instant>& v) {
    if (v) out_[key] = to_ns(*v);
  }
  void operator()(const char* key, const std::map<std::string, std::uint64_t>& v) {
    json::object& map = (out_[key] = json::object()).get_object();
    for (const auto& [name, n] : v) map[name] = n;
  }
  void operator()(const char* key, const stats::StatisticSet& v) {
    Writing inner((out_[key] = json::object()).get_object());
    visit_members(inner, v);
  }

 private:
  json::object& out_;
};

/// Reads members out of an object; the first member of a wrong type is kept as the error.
class Reading {
 public:
  explicit Reading(const json::object& in) : in_(in) {}

  void operator()(const char* key, std::string& v) {
    const json::value* found = in_.if_contains(key);
    if (found == nullptr) return;
    if (const json::string* text = found->if_string())
      v.assign(text->data(), text->size());
    else
      complain(key, "text");
  }
  void operator()(const char* key, bool& v) {
    const json::value* found = in_.if_contains(key);
    if (found == nullptr) return;
    if (const bool* flag = found->if_bool())
      v = *flag;
    else
      complain(key, "true or false");
  }
  void operator()(const char* key, int& v) { read_whole(key, v); }
  void operator()(const char* key, std::uint64_t& v) { read_whole(key, v); }
  void operator()(const char* key, double& v) {
    const json::value* found = in_.if_contains(key);
    if (found == nullptr) return;
    boost::system::error_code failed;
    const double number =
        found->is_null() ? std::numeric_limits<double>::quiet_NaN() : found->to_number<double>(failed);
    if (failed)
      complain(key, "a number");
    else
      v = number;
  }
  void operator()(const char* key, Instant& v) {
    std::int64_t ns = to_ns(v);
    read_whole(key, ns);
    v = Instant(Duration(ns));
  }
  void operator()(const char* key, Duration& v) {
    std::int64_t ns = v.count();
    read_whole(key, ns);
    v = Duration(ns);
  }
  void operator()(const char* key, std::optional<Instant>& v) {
    if (!in_.contains(key)) return;
    Instant t;
    (*this)(key, t);
    v = t;
  }
  void operator()(const char* key, std::map<std::string, std::uint64_t>& v) {
    const json::value* found = in_.if_contains(key);
    if (found == nullptr) return;
    const json::object* map = found->if_object();
    if (map == nullptr) return complain(key, "an object");
    for (const auto& [name, value] : *map) {
      boost::system::error_code failed;
      const auto n = value.to_number<std::uint64_t>(failed);
      if (failed) return complain(key, "an object of counts");
      v.emplace(std::string(name), n);
    }
  }
  void operator()(const char* key, stats::StatisticSet& v) {
    const json::value* found = in_.if_contains(key);
    if (found == nullptr) return;
    const json::object* set = found->if_object();
    if (set == nullptr) return complain(key, "an object");
    Reading inner(*set);
    visit_members(inner, v);
    if (inner.error_ && !error_) error_ = std::move(inner.error_);
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  template <class T>
  void read_whole(const char* key, T& v) {
    const json::value* found = in_.if_contains(key);
    if (found == nullptr) return;
    boost::system::error_code failed;
    const T number = found->to_number<T>(failed);
    if (failed)
      complain(key, "a whole number");
    else
      v = number;
  }
  void complain(const char* key, const char* wanted) {
    if (!error_) error_ = invalid(fmt::format("The member \"{}\" of a stored event should be {}.", key, wanted));
  }

  const json::object& in_;
  std::optional<Error> error_;
};

// In the order of ledger::Event: the index in the variant is the index here.
constexpr std::array<std::string_view, std::variant_size_v<ledger::Event>> kinds = {
    "run_started", "phase_started", "phase_completed", "load_slot",     "generator_audit",  "service_state",
    "task_state",  "target_state",  "service_event",   "metric_period", "alarm_transition", "scaling_activity",
    "note",        "run_ended"};

template <std::size_t I = 0>
Result<ledger::Event> read_kind(std::size_t index, const json::object& body) {
  if constexpr (I < kinds.size()) {
    if (index != I) return read_kind<I + 1>(index, body);
    std::variant_alternative_t<I, ledger::Event> event;
    Reading reading(body);
    visit_members(reading, event);
    if (reading.error()) return *reading.error();
    return ledger::Event(std::move(event));
  } else {
    return Error{ErrorKind::internal, "No event has this index."};
  }
}

}  // namespace

std::string_view kind_of(const ledger::Event& event) { return kinds.at(event.index()); }

json::object event_to_json(const ledger::Event& event) {
  json::object out;
  Writing writing(out);
  std::visit([&](const auto& e) { visit_members(writing, e); }, event);
  return out;
}

Result<ledger::Event> event_from_json(std::string_view kind, const json::object& body) {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (kinds.at(i) == kind) return read_kind(i, body);
  return invalid(fmt::format("An event of the unknown kind \"{}\" is stored here.", kind));
}

}  // namespace rampart::store
