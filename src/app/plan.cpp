#include "app/plan.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "core/document/document.h"

namespace rampart::app {
namespace {

using document::Node;

/// One mapping of the plan: refuses unknown keys, names what is allowed.
class Section {
 public:
  Section(const Node& node, std::string where, std::vector<std::string_view> allowed)
      : node_(node), where_(std::move(where)), allowed_(std::move(allowed)) {}

  [[nodiscard]] Result<void> check() const {
    if (!node_.is_mapping())
      return invalid(fmt::format("{} must be a mapping, not {}", where_, document::name_of(node_.kind)), node_.place());
    for (const auto& [key, value] : node_.members) {
      if (std::find(allowed_.begin(), allowed_.end(), key) != allowed_.end()) continue;
      const auto near = document::nearest(key, allowed_);
      return invalid(
          fmt::format("{} has no \"{}\"{}; it may have {}", where_, key,
                      near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near), fmt::join(allowed_, ", ")),
          value.key_place());
    }
    return {};
  }

 private:
  const Node& node_;
  std::string where_;
  std::vector<std::string_view> allowed_;
};

Result<std::string> text_of(const Node& node, std::string_view what) {
  if (!node.is_scalar() || node.is_null())
    return invalid(fmt::format("{} must be text, not {}", what, document::name_of(node.kind)), node.place());
  return node.text;
}

Result<Duration> duration_of(const Node& node, std::string_view what) {
  const auto d = node.is_scalar() ? parse_plain_duration(node.text) : std::nullopt;
  if (!d || *d < Duration::zero())
    return invalid(fmt::format("{} must be a duration such as 500ms, 6s or 2m, not \"{}\"", what, node.text),
                   node.place());
  return *d;
}

Result<std::int64_t> whole_of(const Node& node, std::string_view what) {
  if (node.kind != document::Kind::integer || node.integer < 0)
    return invalid(fmt::format("{} must be a whole number from 0, not \"{}\"", what, node.text), node.place());
  return node.integer;
}

/// "1%", "1 %" or 0.01.
Result<double> share_of(const Node& node, std::string_view what) {
  std::string text = node.text;
  double scale = 1;
  if (text.ends_with('%')) {
    text.pop_back();
    while (text.ends_with(' ')) text.pop_back();
    scale = 0.01;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!node.is_scalar() || text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0 ||
      value * scale > 1)
    return invalid(fmt::format("{} must be a share such as 1% or 0.01, not \"{}\"", what, node.text), node.place());
  return value * scale;
}

/// `p95: 500ms` and the like.
Result<LatencyTarget> latency_of(const std::string& key, const Node& value) {
  double percentile = 0;
  const char* first = key.data() + 1;
  const char* last = key.data() + key.size();
  const auto [end, error] = std::from_chars(first, last, percentile);
  if (!key.starts_with('p') || error != std::errc() || end != last || percentile <= 0 || percentile > 100)
    return invalid(fmt::format("\"{}\" isn't a percentile; write p50, p95, p99 or p99.9", key), value.key_place());
  auto max = duration_of(value, "targets.latency." + key);
  if (max.has_error()) return max.error();
  return LatencyTarget{percentile, *max};
}

Result<PlanTargets> read_targets(const Node& node) {
  PlanTargets out;
  if (auto ok = Section(node, "targets",
                        {"latency", "error-rate", "scale-out-to", "scale-in-to", "failed-while-scaling-in", "capacity"})
                    .check();
      ok.has_error())
    return ok.error();
  if (const Node* latency = node.find("latency")) {
    if (!latency->is_mapping())
      return invalid("targets.latency must be a mapping such as {p95: 500ms}", latency->place());
    for (const auto& [key, value] : latency->members) {
      auto target = latency_of(key, value);
      if (target.has_error()) return target.error();
      out.latency.push_back(*target);
    }
  }
  if (const Node* capacity = node.find("capacity")) {
    if (!capacity->is_number() || capacity->number <= 0)
      return invalid(fmt::format("targets.capacity must be the requests a second that one task holds, above 0, not "
                                 "\"{}\"",
                                 capacity->text),
                     capacity->place());
    out.capacity = capacity->number;
  }
  if (const Node* rate = node.find("error-rate")) {
    auto share = share_of(*rate, "targets.error-rate");
    if (share.has_error()) return share.error();
    out.error_rate = *share;
  }
  const auto count = [&](const char* key, auto& slot) -> Result<void> {
    const Node* found = node.find(key);
    if (found == nullptr) return {};
    auto n = whole_of(*found, fmt::format("targets.{}", key));
    if (n.has_error()) return n.error();
    slot = static_cast<typename std::decay_t<decltype(slot)>::value_type>(*n);
    return {};
  };
  if (auto ok = count("scale-out-to", out.scale_out_to); ok.has_error()) return ok.error();
  if (auto ok = count("scale-in-to", out.scale_in_to); ok.has_error()) return ok.error();
  if (auto ok = count("failed-while-scaling-in", out.failed_while_scaling_in); ok.has_error()) return ok.error();
  return out;
}

/// One figure of `model`, with what it is counted in.
struct ModelFigure {
  const char* key;
  enum class Kind { seconds, count, share, number } kind;
  void (*set)(sim::TaskModel& model, double value);
};

const std::vector<ModelFigure>& model_figures() {
  using Kind = ModelFigure::Kind;
  using Model = sim::TaskModel;
  static const std::vector<ModelFigure> all = {
      {"service-time", Kind::seconds, [](Model& m, double v) { m.service.mean_s = v; }},
      {"variation", Kind::number, [](Model& m, double v) { m.service.cv = v; }},
      {"workers", Kind::count, [](Model& m, double v) { m.workers = static_cast<int>(v); }},
      {"queue", Kind::count, [](Model& m, double v) { m.queue = static_cast<int>(v); }},
      {"cpu", Kind::seconds, [](Model& m, double v) { m.cpu_s = v; }},
      {"memory-mib", Kind::number, [](Model& m, double v) { m.memory_mib = v; }},
      {"start", Kind::seconds, [](Model& m, double v) { m.start_s = v; }},
      {"warm-up", Kind::seconds, [](Model& m, double v) { m.warm_up_s = v; }},
      {"stop", Kind::seconds, [](Model& m, double v) { m.stop_s = v; }},
      {"health-checks-wait", Kind::share, [](Model& m, double v) { m.health_checks_wait = v != 0; }},
      {"contention", Kind::number, [](Model& m, double v) { m.contention = v; }},
      {"coherency", Kind::number, [](Model& m, double v) { m.coherency = v; }},
      {"downstream-rate", Kind::number, [](Model& m, double v) { m.downstream_rate = v; }},
  };
  return all;
}

Result<double> figure_of(const ModelFigure& figure, const Node& value) {
  const std::string what = fmt::format("model.{}", figure.key);
  if (figure.kind == ModelFigure::Kind::seconds) {
    auto d = duration_of(value, what);
    if (d.has_error()) return d.error();
    return seconds(*d);
  }
  if (figure.kind == ModelFigure::Kind::count) {
    auto n = whole_of(value, what);
    if (n.has_error()) return n.error();
    if (*n > 1'000'000) return invalid(fmt::format("{} must be at most 1000000", what), value.place());
    return static_cast<double>(*n);
  }
  if (figure.kind == ModelFigure::Kind::share) {
    if (value.text == "true") return 1.0;
    if (value.text == "false") return 0.0;
    return invalid(fmt::format("{} must be true or false, not \"{}\"", what, value.text), value.place());
  }
  double number = 0;
  const char* last = value.text.data() + value.text.size();
  const auto [end, error] = std::from_chars(value.text.data(), last, number);
  if (!value.is_scalar() || error != std::errc() || end != last || !(number >= 0 && number < 1e12))
    return invalid(fmt::format("{} must be a number from 0, not \"{}\"", what, value.text), value.place());
  return number;
}

Result<sim::TaskModel> model_of(const Node& node) {
  std::vector<std::string_view> keys;
  for (const ModelFigure& figure : model_figures()) keys.emplace_back(figure.key);
  if (auto ok = Section(node, "model", keys).check(); ok.has_error()) return ok.error();
  sim::TaskModel out;
  if (node.find("service-time") == nullptr)
    return invalid("model needs service-time, how long a request keeps a worker busy: service-time: 50ms",
                   node.place());
  for (const ModelFigure& figure : model_figures()) {
    const Node* value = node.find(figure.key);
    if (value == nullptr) continue;
    auto number = figure_of(figure, *value);
    if (number.has_error()) return number.error();
    figure.set(out, *number);
  }
  if (out.service.mean_s <= 0 || out.workers < 1)
    return invalid("model.service-time must be above 0 and model.workers at least 1", node.place());
  return out;
}

Result<PlanLoad> load_of(const Node& node, const std::filesystem::path& folder) {
  if (auto ok = Section(node, "load", {"trace", "shape", "scale"}).check(); ok.has_error()) return ok.error();
  PlanLoad out;
  const Node* trace = node.find("trace");
  const Node* shape = node.find("shape");
  if ((trace == nullptr) == (shape == nullptr))
    return invalid("load needs either trace: FILE or shape: \"diurnal base=50 peak=400\"", node.place());
  if (trace != nullptr) {
    out.trace = (folder / trace->text).string();
    if (!std::filesystem::is_regular_file(out.trace))
      return invalid(fmt::format("trace {} isn't there (looked for {})", trace->text, out.trace), trace->place());
  } else {
    out.shape = shape->text;
  }
  if (const Node* scale = node.find("scale")) {
    const char* last = scale->text.data() + scale->text.size();
    const auto [end, error] = std::from_chars(scale->text.data(), last, out.scale);
    if (error != std::errc() || end != last || !(out.scale > 0 && out.scale < 1e9))
      return invalid(fmt::format("load.scale must be a number above 0, not \"{}\"", scale->text), scale->place());
  }
  return out;
}

Result<std::string> path_of(const Node& root, const char* key, const std::filesystem::path& folder) {
  const Node* node = root.find(key);
  if (node == nullptr) return invalid(fmt::format("the plan names no {0}; add \"{0}: FILE\"", key), root.place());
  auto text = text_of(*node, key);
  if (text.has_error()) return text.error();
  const auto path = folder / *text;
  if (!std::filesystem::is_regular_file(path))
    return invalid(fmt::format("{} {} isn't there (looked for {})", key, *text, path.string()), node->place());
  return path.string();
}

Result<void> read_run_options(const Node& root, Plan& plan) {
  if (const Node* minute = root.find("aws-minute")) {
    auto d = duration_of(*minute, "aws-minute");
    if (d.has_error()) return d.error();
    if (*d < std::chrono::seconds(1) || *d > std::chrono::seconds(60))
      return invalid("aws-minute must lie between 1s and 60s (60s is real time)", minute->place());
    plan.aws_minute = *d;
  }
  if (const Node* settle = root.find("settle")) {
    auto d = duration_of(*settle, "settle");
    if (d.has_error()) return d.error();
    plan.settle = *d;
  }
  if (const Node* compute = root.find("compute")) {
    plan.compute = compute->text;
    if (plan.compute != "auto" && plan.compute != "process" && plan.compute != "docker")
      return invalid(fmt::format("compute must be auto, process or docker, not \"{}\"", plan.compute),
                     compute->place());
  }
  if (const Node* parameters = root.find("parameters")) {
    if (!parameters->is_mapping())
      return invalid("parameters must be a mapping of the template's parameters", parameters->place());
    for (const auto& [key, value] : parameters->members) {
      auto text = text_of(value, "parameters." + key);
      if (text.has_error()) return text.error();
      plan.parameters[key] = *text;
    }
  }
  return {};
}

}  // namespace

std::optional<Duration> parse_plain_duration(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !(value >= -1e9 && value <= 1e9)) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit == "ms") return from_seconds(value / 1000);
  if (unit.empty() || unit == "s") return from_seconds(value);
  if (unit == "m" || unit == "min") return from_seconds(value * 60);
  if (unit == "h") return from_seconds(value * 3600);
  return std::nullopt;
}

Result<PlanTargets> targets_of_plan(const std::string& text, std::string& service) {
  auto root = document::parse(text, "the recorded plan");
  if (root.has_error()) return root.error();
  if (const Node* named = root->find("service")) service = named->text;
  const Node* targets = root->find("targets");
  return targets == nullptr ? Result<PlanTargets>(PlanTargets{}) : read_targets(*targets);
}

Result<Plan> read_plan(const std::string& path) {
  auto root = document::parse_file(path);
  if (root.has_error()) return root.error();
  if (auto ok = Section(*root, "the plan",
                        {"name", "template", "script", "parameters", "environment", "service", "aws-minute", "compute",
                         "settle", "targets", "load", "model"})
                    .check();
      ok.has_error())
    return ok.error();
  Plan plan;
  plan.file = path;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  plan.name = folder.filename().empty() ? std::filesystem::path(path).stem().string() : folder.filename().string();
  if (const Node* name = root->find("name")) plan.name = name->text;
  auto template_path = path_of(*root, "template", folder);
  if (template_path.has_error()) return template_path.error();
  plan.template_path = *template_path;
  if (const Node* load = root->find("load")) {
    auto read = load_of(*load, folder);
    if (read.has_error()) return read.error();
    plan.load = std::move(*read);
  }
  if (!plan.load || root->find("script") != nullptr) {
    auto script_path = path_of(*root, "script", folder);
    if (script_path.has_error()) return script_path.error();
    plan.script_path = *script_path;
  }
  if (const Node* model = root->find("model")) {
    auto read = model_of(*model);
    if (read.has_error()) return read.error();
    plan.model = *read;
  }
  if (const Node* environment = root->find("environment")) plan.script_environment = environment->text;
  if (const Node* service = root->find("service")) plan.service = service->text;
  if (auto ok = read_run_options(*root, plan); ok.has_error()) return ok.error();
  if (const Node* targets = root->find("targets")) {
    auto read = read_targets(*targets);
    if (read.has_error()) return read.error();
    plan.targets = std::move(*read);
  }
  return plan;
}

}  // namespace rampart::app
