#include "core/script/phases.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "core/script/check_keys.h"
#include "core/script/fields.h"
#include "core/script/load.h"

namespace rampart::script {
namespace {

using document::Node;

/// 4 and "4" are printed as they are (and get an "s"); 1:30 is 90.
std::string duration_text(const Node& node) { return text_of(node); }

class PhaseReading {
 public:
  PhaseReading(const Node& node, std::string name, bool poisson, Warnings& warnings)
      : node_(node), name_(std::move(name)), poisson_(poisson), warnings_(warnings) {}

  /// Nothing for a phase that Artillery drops.
  std::optional<Phase> read() {
    expect_mapping(node_, name_);
    check_keys(node_, name_, language::Part::phase, warnings_);
    phase_.poisson = poisson_;
    if (const Node* mode = node_.find("mode"); mode != nullptr && !mode->is_null())
      phase_.poisson = read_mode(*mode, name_ + ".mode");
    if (const Node* name = node_.find("name"); name != nullptr && !name->is_null()) {
      if (!name->is_scalar()) refuse_value(name_ + ".name", "text", *name);
      phase_.name = text_of(*name);
    }
    if (const Node* most = node_.find("maxVusers"); is_truthy(most))
      phase_.max_vusers = read_count(*most, name_ + ".maxVusers");
    return read_shape();
  }

 private:
  /// Artillery looks for the first of these keys that isn't 0 or missing. `rampTo: 0` ramps all the same.
  std::optional<Phase> read_shape() {
    const Node* rate = node_.find("arrivalRate");
    const Node* ramp = node_.find("rampTo");
    const double ramp_to = ramp == nullptr || ramp->is_null() ? 0 : read_rate(*ramp, "rampTo");
    const double start = rate == nullptr || rate->is_null() ? 0 : read_rate(*rate, "arrivalRate");
    const bool ramps = ramp != nullptr && !ramp->is_null() && (ramp_to != 0 || start != 0);
    if (ramps) return read_ramp(start, ramp_to);
    if (start != 0) return read_rate_phase(start);
    if (is_truthy(node_.find("arrivalCount"))) return read_count_phase();
    if (is_truthy(node_.find("pause"))) return read_pause("pause");
    if (rate != nullptr && is_truthy(node_.find("duration"))) {
      // A deviation: Artillery drops the phase, and all later ones come too early. Nobody means that by "0 a second".
      warnings_.add(rate->key_place(), fmt::format("\"{}.arrivalRate\" is 0: Artillery would drop this phase; Rampart "
                                                   "keeps it as a pause of its duration",
                                                   name_));
      return read_pause("duration");
    }
    warnings_.add(node_.place(), fmt::format("Unknown phase spec definition, skipping. {} (a phase needs arrivalRate, "
                                             "rampTo, arrivalCount or pause)",
                                             boost::json::serialize(document::to_json(node_))));
    return std::nullopt;
  }

  std::optional<Phase> read_ramp(double start, double ramp_to) {
    phase_.shape = Phase::Shape::ramp;
    phase_.arrival_rate = start;
    phase_.ramp_to = ramp_to;
    read_required_duration("rampTo");
    return phase_;
  }

  std::optional<Phase> read_rate_phase(double rate) {
    phase_.shape = Phase::Shape::rate;
    phase_.arrival_rate =
        rate;  // A deviation: below 1 and fractions are fine, where Artillery stops with an assertion.
    if (is_truthy(node_.find("duration"))) {
      read_duration_of("duration");
    } else {
      phase_.duration = longest_duration;
      warnings_.add(node_.place(), fmt::format("\"{}\" has no duration: it never ends", name_));
    }
    return phase_;
  }

  std::optional<Phase> read_count_phase() {
    phase_.shape = Phase::Shape::count;
    phase_.arrival_count = read_count(*node_.find("arrivalCount"), name_ + ".arrivalCount");
    read_required_duration("arrivalCount");
    return phase_;
  }

  std::optional<Phase> read_pause(std::string_view key) {
    phase_.shape = Phase::Shape::pause;
    read_duration_of(key);
    return phase_;
  }

  void read_required_duration(std::string_view why) {
    if (!is_truthy(node_.find("duration")))
      refuse(fmt::format("\"{0}.duration\" is required with {1}; Artillery without it would start users without end",
                         name_, why),
             node_.place());
    read_duration_of("duration");
  }

  void read_duration_of(std::string_view key) {
    const Node& node = *node_.find(key);
    phase_.duration = read_duration(node, name_in(name_, key));
    phase_.duration_text = duration_text(node);
  }

  double read_rate(const Node& node, std::string_view key) {
    const double rate = read_number(node, name_in(name_, key));
    if (rate < 0 || rate > 1e9) refuse_value(name_in(name_, key), "a rate from 0 to 1e9 users a second", node);
    return rate;
  }

  const Node& node_;
  std::string name_;
  bool poisson_;
  Warnings& warnings_;
  Phase phase_;
};

}  // namespace

bool read_mode(const Node& mode, std::string_view name) {
  if (mode.is_text() && mode.text == "poisson") return true;
  if (mode.is_text() && mode.text == "uniform") return false;
  refuse_value(name, "uniform or poisson", mode);
}

Duration read_duration(const Node& node, std::string_view name) {
  std::optional<Duration> duration;
  if (node.is_text() || node.kind == document::Kind::integer) duration = parse_duration(text_of(node));
  if (duration) return *duration;
  refuse(
      fmt::format("Invalid duration for phase: {}. \"{}\" must be a whole number of seconds, or text such as \"90s\", "
                  "\"5m\", \"1.5h\", \"500ms\"; found {}",
                  node.is_scalar() ? text_of(node) : "", name, found(node)),
      node.place());
}

std::vector<Phase> read_phases(const Node* phases, bool solo, bool poisson, Warnings& warnings) {
  std::vector<Phase> out;
  if (!solo && phases != nullptr && !phases->items.empty()) {
    for (std::size_t i = 0; i < phases->items.size(); ++i)
      if (auto phase = PhaseReading(phases->items[i], name_at("config.phases", i), poisson, warnings).read())
        out.push_back(std::move(*phase));
    return out;
  }
  Phase one;
  one.shape = Phase::Shape::count;
  one.duration = std::chrono::seconds(1);
  one.duration_text = "1";
  one.arrival_count = 1;
  out.push_back(std::move(one));
  return out;
}

}  // namespace rampart::script
