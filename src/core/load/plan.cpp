#include "core/load/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/script/json_text.h"

namespace rampart::load {
namespace {

constexpr std::string_view artillery_agent = "Artillery (https://artillery.io)";
// What Artillery's HTTP client says once a script sets any default header (reference artillery.md §2.3).
constexpr std::string_view got_agent = "got (https://github.com/sindresorhus/got)";

class Planner {
 public:
  Planner(const script::Script& script, Transport& transport, Collector& collector,
          const std::vector<std::string>* on_error = nullptr)
      : script_(script), transport_(transport), collector_(collector) {
    if (on_error != nullptr && !on_error->empty()) on_error_ = on_error;
  }

  std::vector<PlannedStep> plan(const std::vector<script::Step>& steps) {
    std::vector<PlannedStep> out;
    out.reserve(steps.size());
    for (const script::Step& step : steps) {
      if (const auto* request = std::get_if<script::Request>(&step.what))
        out.push_back({plan(*request)});
      else if (const auto* think = std::get_if<script::Think>(&step.what))
        out.push_back({think});
      else if (const auto* log = std::get_if<script::Log>(&step.what))
        out.push_back({log});
      else if (const auto* loop = std::get_if<script::Loop>(&step.what))
        out.push_back({PlannedLoop{loop, plan(loop->steps)}});
      else if (const auto* parallel = std::get_if<script::Parallel>(&step.what))
        out.push_back({plan(*parallel)});
      else if (const auto* function = std::get_if<script::Function>(&step.what))
        out.push_back({function});
      else if (const auto* connect = std::get_if<script::Connect>(&step.what))
        out.push_back({connect});
      else if (const auto* send = std::get_if<script::SendMessage>(&step.what))
        out.push_back({PlannedSend{send, plan_checks(*send)}});
      else if (const auto* emit = std::get_if<script::EmitEvent>(&step.what))
        out.push_back({PlannedEmit{emit, emit->response ? plan_checks(*emit->response) : MessageChecks{},
                                   emit->acknowledge ? plan_checks(*emit->acknowledge) : MessageChecks{}}});
    }
    return out;
  }

  PlannedRequest plan_writing(const script::Request& request) {
    PlannedRequest out;
    out.script = &request;
    fix_target(request, out);
    add_headers(request, out);
    add_body(request, out);
    out.uses_cookies = !request.cookies.empty() || !script_.config.default_cookies.empty();
    return out;
  }

 private:
  PlannedParallel plan(const script::Parallel& parallel) {
    PlannedParallel out;
    out.limit = parallel.limit;
    for (PlannedStep& step : plan(parallel.steps)) out.branches.emplace_back().push_back(std::move(step));
    return out;
  }

  PlannedRequest plan(const script::Request& request) {
    PlannedRequest out = plan_writing(request);
    if (!request.endpoint.empty()) out.endpoint = collector_.endpoint(request.endpoint);
    out.keeps_url = !script_.config.endpoint_naming.group_dynamic || script_.config.expect_plugin;
    out.conditional = request.probability.has_value() || request.if_true.has_value();
    add_checks(request, out);
    out.on_error = on_error_;
    out.has_hooks = !request.before_request.empty() || !request.after_response.empty() || on_error_ != nullptr;
    if (!request.after_response.empty()) out.keep_body = out.keep_headers = true;
    return out;
  }

  template <class Step>
  static MessageChecks plan_checks(const Step& step) {
    MessageChecks out;
    for (const script::Capture& capture : step.captures) out.captures.emplace_back(capture);
    for (const script::Match& match : step.matches)
      out.matches.push_back(PlannedMatch{Extractor(match.from), match.value});
    return out;
  }

  void fix_target(const script::Request& request, PlannedRequest& out) {
    if (!request.url.is_constant() || !request.query.empty()) return;
    const std::string& text = request.url.source();
    auto url = parse_url(text.starts_with('/') ? script_.config.target + text : text);
    if (!url || !url->user.empty()) return;  // the slow path says what is wrong, or adds the authorization
    const OriginId id = transport_.find_origin(url->origin);
    out.fixed = FixedTarget{id, std::move(*url)};
  }

  static bool names(const std::vector<script::Header>& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const script::Header& h) { return h.name == name; });
  }

  void add_header(const script::Header& header, PlannedRequest& out) {
    if (header.name == "content-length") return;                         // ours is the true one
    if (header.name == "traceparent" && script_.config.tracing) return;  // the run's own goes out
    if (header.name == "host")
      out.host = &header.value;
    else if (header.value.is_constant())
      add_line(out, header.name, header.value.source());
    else
      out.rendered.push_back(&header);
  }

  static void add_line(PlannedRequest& out, std::string_view name, std::string_view value) {
    out.constant_headers.append(name).append(": ").append(value).append("\r\n");
  }

  void add_headers(const script::Request& request, PlannedRequest& out) {
    const auto& defaults = script_.config.default_headers;
    const auto given = [&](std::string_view name) { return names(request.headers, name) || names(defaults, name); };
    if (!given("user-agent")) add_line(out, "user-agent", defaults.empty() ? artillery_agent : got_agent);
    for (const script::Header& header : defaults)
      if (!names(request.headers, header.name)) add_header(header, out);
    for (const script::Header& header : request.headers) add_header(header, out);
    if (request.gzip && !given("accept-encoding")) add_line(out, "accept-encoding", "gzip, deflate, br");
    if (request.json && !given("content-type")) add_line(out, "content-type", "application/json");
    if (!request.form.empty() && !given("content-type"))
      add_line(out, "content-type", "application/x-www-form-urlencoded");
    if (!given("connection")) add_line(out, "connection", "keep-alive");
  }

  static void add_body(const script::Request& request, PlannedRequest& out) {
    using script::Method;
    out.sends_length =
        request.method == Method::post || request.method == Method::put || request.method == Method::patch;
    if (request.json && request.json->is_constant()) {
      Random none(0);
      out.constant_body.emplace();
      request.json->render_json({}, none, *out.constant_body);
    } else if (request.body && request.body->is_constant()) {
      out.constant_body = request.body->source();
    } else if (!request.json && !request.body && request.form.empty() && request.form_data.empty()) {
      out.constant_body.emplace();
    }
  }

  void add_checks(const script::Request& request, PlannedRequest& out) {
    const auto note = [&](const Extractor& e) {
      out.keep_body = out.keep_body || e.needs_body();
      out.keep_headers = out.keep_headers || e.needs_headers();
    };
    for (const script::Capture& capture : request.captures) note(out.captures.emplace_back(capture));
    for (const script::Match& match : request.matches)
      note(out.matches.emplace_back(PlannedMatch{Extractor(match.from), match.value}).from);
    if (!script_.config.expect_plugin) return;
    const ExpectFormat format = expect_format(script_.config.expect_formatter);
    // A check that fails is shown with the whole answer.
    const bool shows_answer = format == ExpectFormat::pretty || format == ExpectFormat::pretty_error;
    for (const script::Expectation& check : request.expectations) {
      const Expectation& made = out.expectations
                                    .emplace_back(PlannedExpectation{
                                        Expectation(check), collector_.counter("plugins.expect.ok." + check.name),
                                        collector_.counter("plugins.expect.failed." + check.name)})
                                    .check;
      out.keep_headers = out.keep_headers || made.needs_headers() || shows_answer;
      out.keep_body = out.keep_body || made.needs_body() || shows_answer;
    }
  }

  const script::Script& script_;
  Transport& transport_;
  Collector& collector_;
  const std::vector<std::string>* on_error_ = nullptr;
};

void add_problems(const std::vector<script::Step>& steps, std::vector<std::string>& out) {
  const auto check = [&out](const script::Capture& capture, const Place& place) {
    if (const Extractor extractor(capture); !extractor.problem().empty())
      out.push_back(to_string(invalid(extractor.problem(), place)));
  };
  const auto check_all = [&check](const auto& checked, const Place& place) {
    for (const script::Capture& capture : checked.captures) check(capture, place);
    for (const script::Match& match : checked.matches) check(match.from, place);
  };
  for (const script::Step& step : steps) {
    if (const auto* loop = std::get_if<script::Loop>(&step.what)) add_problems(loop->steps, out);
    if (const auto* parallel = std::get_if<script::Parallel>(&step.what)) add_problems(parallel->steps, out);
    if (const auto* request = std::get_if<script::Request>(&step.what)) {
      check_all(*request, step.place);
      for (const script::Expectation& expectation : request->expectations)
        if (const Expectation made(expectation); !made.problem().empty())
          out.push_back(to_string(invalid(made.problem(), step.place)));
    }
    if (const auto* send = std::get_if<script::SendMessage>(&step.what)) check_all(*send, step.place);
    if (const auto* emit = std::get_if<script::EmitEvent>(&step.what)) {
      if (emit->response) check_all(*emit->response, step.place);
      if (emit->acknowledge) check_all(*emit->acknowledge, step.place);
    }
  }
}

}  // namespace

std::vector<PlannedStep> plan_steps(const script::Script& script, const std::vector<script::Step>& steps,
                                    Transport& transport, Collector& collector,
                                    const std::vector<std::string>* on_error) {
  return Planner(script, transport, collector, on_error).plan(steps);
}

PlannedRequest plan_changed(const script::Script& script, const script::Request& changed, const PlannedRequest& planned,
                            Transport& transport, Collector& collector) {
  PlannedRequest out = Planner(script, transport, collector).plan_writing(changed);
  out.endpoint = planned.endpoint;
  out.keep_body = planned.keep_body;
  out.keep_headers = planned.keep_headers;
  out.keeps_url = planned.keeps_url;
  return out;
}

Plan make_plan(const script::Script& script, Transport& transport, Collector& collector) {
  collector.name_endpoints_in(script.config.endpoint_namespace);
  Plan plan;
  plan.measured = true;
  plan.expect_format = expect_format(script.config.expect_formatter);
  double sum = 0;
  for (std::size_t i = 0; i < script.scenarios.size(); ++i) {
    const script::Scenario& scenario = script.scenarios[i];
    const std::string name = scenario.name.empty() ? std::to_string(i) : scenario.name;
    plan.scenarios.push_back({plan_steps(script, scenario.flow, transport, collector, &scenario.on_error),
                              collector.counter("vusers.created_by_name." + name)});
    plan.weights_up_to.push_back(sum += std::max(0.0, scenario.weight));
  }
  plan.expect_ok = collector.counter("plugins.expect.ok");
  plan.expect_failed = collector.counter("plugins.expect.failed");
  plan.apdex_satisfied = collector.counter("apdex.satisfied");
  plan.apdex_tolerated = collector.counter("apdex.tolerated");
  plan.apdex_frustrated = collector.counter("apdex.frustrated");
  plan.spans_exported = collector.counter("plugins.publish-metrics.spans.exported");
  return plan;
}

std::vector<std::string> find_problems(const script::Script& script) {
  std::vector<std::string> out;
  add_problems(script.before, out);
  for (const script::Scenario& scenario : script.scenarios) add_problems(scenario.flow, out);
  add_problems(script.after, out);
  return out;
}

}  // namespace rampart::load
