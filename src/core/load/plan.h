// Plan: a Script made ready for one worker. What can be done once is done here: constant URLs are parsed, constant
// headers and bodies are written out, metric names and origins become numbers, captures are compiled.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/load/collector.h"
#include "core/load/expect.h"
#include "core/load/expect_report.h"
#include "core/load/extract.h"
#include "core/load/transport.h"
#include "core/load/url.h"
#include "core/script/script.h"

namespace rampart::load {

struct FixedTarget {
  OriginId id = 0;
  Url url;
};

struct PlannedMatch {
  Extractor from;
  script::ValueTemplate value;
};

struct PlannedExpectation {
  Expectation check;
  CounterId ok;
  CounterId failed;
};

struct PlannedRequest {
  const script::Request* script;
  EndpointId endpoint = Collector::no_endpoint;
  std::optional<FixedTarget> fixed;             ///< The URL has no placeholder.
  std::string constant_headers;                 ///< "name: value\r\n" lines known before the run, all but host.
  std::vector<const script::Header*> rendered;  ///< Those with placeholders.
  const script::Template* host = nullptr;       ///< A `host` header in the script.
  std::optional<std::string> constant_body;
  bool sends_length = false;  ///< content-length goes out even for an empty body.
  bool uses_cookies = false;  ///< Step or default cookies.
  bool conditional = false;   ///< probability or ifTrue.
  std::vector<Extractor> captures;
  std::vector<PlannedMatch> matches;
  std::vector<PlannedExpectation> expectations;
  bool keep_body = false;
  bool keep_headers = false;
  bool keeps_url =
      false;  ///< The URL as sent is wanted after the answer: for the expect plugin, or to name the endpoint.
  bool has_hooks = false;                              ///< Any of the script's, or on_error.
  const std::vector<std::string>* on_error = nullptr;  ///< The scenario's, when there are any.
};

/// What a message, or the arguments of an event, must give.
struct MessageChecks {
  std::vector<Extractor> captures;
  std::vector<PlannedMatch> matches;
};

struct PlannedSend {
  const script::SendMessage* script;
  MessageChecks checks;
};

struct PlannedEmit {
  const script::EmitEvent* script;
  MessageChecks response;
  MessageChecks acknowledge;
};

struct PlannedStep;

struct PlannedLoop {
  const script::Loop* script;
  std::vector<PlannedStep> steps;
};

/// Each branch is one step.
struct PlannedParallel {
  std::size_t limit = 100;
  std::vector<std::vector<PlannedStep>> branches;
};

struct PlannedStep {
  std::variant<PlannedRequest, const script::Think*, const script::Log*, PlannedLoop, PlannedParallel,
               const script::Function*, const script::Connect*, PlannedSend, PlannedEmit>
      what;
};

struct PlannedScenario {
  std::vector<PlannedStep> flow;
  CounterId created_by_name;
};

struct Plan {
  std::vector<PlannedScenario> scenarios;
  std::vector<double> weights_up_to;  ///< Running sum of the weights, for the draw.
  CounterId expect_ok = 0;
  CounterId expect_failed = 0;
  CounterId apdex_satisfied = 0;
  CounterId apdex_tolerated = 0;
  CounterId apdex_frustrated = 0;
  CounterId spans_exported = 0;
  bool measured = false;  ///< False for `before` and `after`, which no plugin sees.
  ExpectFormat expect_format = ExpectFormat::pretty;
};

/// The plan of all scenarios. `script` must outlive it.
Plan make_plan(const script::Script& script, Transport& transport, Collector& collector);

/// The same for `before` and `after`.
std::vector<PlannedStep> plan_steps(const script::Script& script, const std::vector<script::Step>& steps,
                                    Transport& transport, Collector& collector,
                                    const std::vector<std::string>* on_error = nullptr);

/// A request that a hook changed while it runs: how `changed` is to be written. What is read from the answer, and under
/// which endpoint it counts, stays as planned. `changed` must outlive it.
PlannedRequest plan_changed(const script::Script& script, const script::Request& changed, const PlannedRequest& planned,
                            Transport& transport, Collector& collector);

/// What stands in the way of running this script, in one sentence each: expressions that don't compile.
std::vector<std::string> find_problems(const script::Script& script);

}  // namespace rampart::load
