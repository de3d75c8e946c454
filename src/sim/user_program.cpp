#include "sim/user_program.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/load/loop_plan.h"
#include "core/script/load.h"

namespace rampart::sim {
namespace {

class ProgramWriter {
 public:
  ProgramWriter(const script::Script& script, Programs& programs)
      : script_(script), programs_(programs), variables_(script.shared_variables) {
    for (const auto& [name, value] : script.config.variables)
      variables_.set(name, value.is_array() && !value.get_array().empty() ? value.get_array().front() : value);
  }

  Result<void> write(const std::vector<script::Step>& steps, UserProgram& out, int depth) {
    out.depth = std::max(out.depth, depth);
    for (const script::Step& step : steps)
      if (auto ok = write(step, out, depth); ok.has_error()) return ok;
    return {};
  }

 private:
  Result<void> write(const script::Step& step, UserProgram& out, int depth) {
    if (const auto* request = std::get_if<script::Request>(&step.what)) {
      write(*request, step, out);
    } else if (const auto* think = std::get_if<script::Think>(&step.what)) {
      write(*think, step, out);
    } else if (const auto* loop = std::get_if<script::Loop>(&step.what)) {
      return write(*loop, step, out, depth);
    } else if (const auto* parallel = std::get_if<script::Parallel>(&step.what)) {
      remark(step, "the steps of `parallel` run one after another");
      return write(parallel->steps, out, depth);
    } else if (std::holds_alternative<script::Function>(step.what)) {
      remark(step, "hooks and functions do nothing");
    } else if (!std::holds_alternative<script::Log>(step.what)) {
      return invalid("the simulator has no model of WebSocket and Socket.IO; `prove` runs them for real", step.place);
    }
    return {};
  }

  void write(const script::Request& request, const script::Step& step, UserProgram& out) {
    UserStep s;
    s.probability = request.probability.value_or(100) / 100;
    s.endpoint = endpoint(request.endpoint.empty() ? request.url.source() : request.endpoint);
    if (request.if_true) remark(step, fmt::format("ifTrue \"{}\" counts as true", request.if_true->text));
    if (!request.before_request.empty() || !request.after_response.empty())
      remark(step, "hooks and functions do nothing");
    out.steps.push_back(s);
  }

  void write(const script::Think& think, const script::Step& step, UserProgram& out) {
    UserStep s;
    s.kind = UserStep::Kind::pause;
    auto length = think.constant;
    if (!length) {
      length = script::parse_duration(think.duration.render(variables_, random_));
      remark(step, fmt::format("think \"{}\" takes {} for every user", think.duration.source(),
                               length ? brief(*length) : "no time"));
    }
    s.seconds = length ? seconds(*length) : 0;
    const bool own = think.jitter_ms || think.jitter_percent;
    const auto& percent = own ? think.jitter_percent : script_.config.think_jitter_percent;
    const auto& ms = own ? think.jitter_ms : script_.config.think_jitter_ms;
    if (percent)
      s.jitter = *percent / 100;
    else if (ms && s.seconds > 0)
      s.jitter = *ms / 1000 / s.seconds;
    out.steps.push_back(s);
  }

  Result<void> write(const script::Loop& loop, const script::Step& step, UserProgram& out, int depth) {
    const auto rounds = load::plan_rounds(loop, variables_, random_);
    UserStep begin;
    begin.kind = UserStep::Kind::loop;
    begin.times = rounds.to == load::LoopRounds::endless ? -1 : rounds.to - rounds.from;
    if (!loop.while_true.empty()) {
      begin.times = 1;
      remark(step, fmt::format("whileTrue \"{}\" goes round once", loop.while_true));
    } else if (loop.has_count && !loop.count.is_constant()) {
      remark(step, fmt::format("count \"{}\" is {} for every user", loop.count.source(), begin.times));
    } else if (begin.times < 0) {
      remark(step, "the endless loop ends with the last phase");
    }
    const std::size_t at = out.steps.size();
    out.steps.push_back(begin);
    if (auto ok = write(loop.steps, out, depth + 1); ok.has_error()) return ok;
    const bool takes_time =
        std::any_of(out.steps.begin() + static_cast<std::ptrdiff_t>(at), out.steps.end(), [](auto& s) {
          return s.kind == UserStep::Kind::request || (s.kind == UserStep::Kind::pause && s.seconds > 0);
        });
    if (begin.times < 0 && !takes_time)
      return invalid("an endless loop without a request or a pause would never let the time go on", step.place);
    UserStep again;
    again.kind = UserStep::Kind::again;
    again.jump = static_cast<std::uint32_t>(at + 1);
    out.steps.push_back(again);
    out.steps[at].jump = static_cast<std::uint32_t>(out.steps.size());
    return {};
  }

  std::uint32_t endpoint(const std::string& name) {
    auto& names = programs_.endpoints;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    names.push_back(name);
    return static_cast<std::uint32_t>(names.size() - 1);
  }

  void remark(const script::Step& step, const std::string& what) {
    std::string text = step.place.line > 0 ? fmt::format("{}:{}: {}", script_.file, step.place.line, what) : what;
    if (std::find(programs_.remarks.begin(), programs_.remarks.end(), text) == programs_.remarks.end())
      programs_.remarks.push_back(std::move(text));
  }

  const script::Script& script_;
  Programs& programs_;
  script::Variables variables_;
  Random random_{1};
};

}  // namespace

Result<Programs> programs_of(const script::Script& script) {
  Programs out;
  out.timeout_s = seconds(script.config.timeout);
  out.endpoint_namespace = script.config.endpoint_namespace;
  ProgramWriter writer(script, out);
  for (const script::Scenario& scenario : script.scenarios) {
    UserProgram program;
    program.name = scenario.name;
    program.weight = scenario.weight;
    if (auto ok = writer.write(scenario.flow, program, 0); ok.has_error()) return ok.error();
    out.scenarios.push_back(std::move(program));
  }
  return out;
}

}  // namespace rampart::sim
