// The steps of a virtual user that call functions of the script's processor. Reference artillery.md §2.2 (order inside
// a request), §2.6 (whileTrue) and §4.
#include <algorithm>
#include <memory>
#include <utility>

#include "core/load/changed_connection.h"
#include "core/load/changed_request.h"
#include "core/load/talk.h"
#include "core/load/user_waits.h"
#include "core/load/virtual_user.h"

namespace rampart::load {
namespace {

std::string whole_url(const Url& url) {
  return (url.origin.tls ? "https://" : "http://") + host_header(url.origin) + url.target;
}

}  // namespace

Task<> VirtualUser::ask(HookCall& call) {
  if (state_.hooked == nullptr) {
    static const boost::json::value none;
    state_.hooked = std::make_unique<HookedUser>();
    state_.hooked->id = world_.hooks->open_user(scenario != nullptr ? *scenario : none);
    state_.variables.watch();
  }
  ++waits_;
  call.ask.user = state_.hooked->id;
  call.ask.variables = &state_.variables;
  call.since = world_.timer.now();
  state_.hooked->calls.push_back(&call);
  co_await call.on(*world_.hooks);
  if (state_.hooked != nullptr) std::erase(state_.hooked->calls, &call);
  for (auto& member : call.reply.variables) state_.variables.take_over(member.key(), std::move(member.value()));
  for (const std::string& name : call.reply.removed) state_.variables.unset(name);
}

// A branch of a `parallel` step uses its trunk's, which stays.
void VirtualUser::close_hook_user() {
  if (&state_ != &own_) return;
  if (state_.hooked != nullptr) world_.hooks->close_user(state_.hooked->id);
  state_.hooked.reset();
}

void VirtualUser::give_up_hooks(Instant asked) {
  if (state_.hooked == nullptr) return;
  const std::vector<HookCall*> calls = state_.hooked->calls;
  if (std::none_of(calls.begin(), calls.end(), [asked](const HookCall* call) { return call->since <= asked; })) return;
  close_hook_user();
  for (HookCall* call : calls) {
    call->reply.failed = true;
    call->reply.error = "Hook never ended: " + (call->ask.names.empty() ? std::string() : call->ask.names.front());
  }
  for (HookCall* call : calls) call->finish();
}

Task<bool> VirtualUser::run_function(const script::Function& function) {
  if (world_.hooks == nullptr || !world_.hooks->exports(function.name)) {
    world_.collector.at(world_.timer.now());
    world_.collector.count_error("Undefined function \"" + function.name + "\"");
    co_return true;
  }
  HookCall call;
  call.ask.kind = HookAsk::Kind::function;
  call.ask.names.push_back(function.name);
  co_await ask(call);
  co_return !call.reply.failed || fail(call.reply.error);
}

bool VirtualUser::calls_function(const script::Connection& connection) const {
  return !connection.function.empty() && world_.hooks != nullptr && world_.hooks->exports(connection.function);
}

Task<bool> VirtualUser::connect_by_function(const PlannedStep& step) {
  auto connection = std::make_unique<script::Connection>(std::get<const script::Connect*>(step.what)->connection);
  HookCall call;
  call.ask.kind = HookAsk::Kind::connect;
  call.ask.names.push_back(connection->function);
  call.ask.connection = connection.get();
  co_await ask(call);
  if (call.reply.failed) co_return fail(call.reply.error);
  change_connection(*connection, call.reply.request);
  talk_ = std::make_unique<Talk>(world_, state_.variables, random_, error_, std::move(connection));
  const bool ok = co_await talk_->take_step(step);
  co_return ok;
}

bool VirtualUser::asks_functions(const PlannedRequest& request) const {
  return world_.hooks != nullptr && (request.has_hooks || names_function(*request.script));
}

Task<bool> VirtualUser::request_unless_function_says_no(const PlannedRequest& request) {
  if (names_function(*request.script)) {
    const bool wanted = co_await is_wanted_by_function(*request.script);
    if (!wanted) co_return true;
  }
  const bool ok = co_await request_with_hooks(request);
  give_request_back();
  co_return ok;
}

Task<bool> VirtualUser::request_with_hooks(const PlannedRequest& request) {
  HookCall call;
  call.ask.request = request.script;
  std::unique_ptr<ChangedRequest> changed;
  const PlannedRequest* written = &request;
  if (!request.script->before_request.empty()) {
    call.ask.kind = HookAsk::Kind::before_request;
    for (const script::Template& name : request.script->before_request)
      call.ask.names.push_back(name.render(state_.variables, random_));
    co_await ask(call);
    if (call.reply.failed) co_return fail(call.reply.error);
    if (!call.reply.request.empty()) {
      changed = std::make_unique<ChangedRequest>(request, call.reply.request, world_);
      written = &changed->planned();
    }
  }
  const bool prepared = prepare(*written);
  if (prepared) {
    running_->exchange.request.timeout = changed ? changed->timeout() : world_.script.config.timeout;
    do {
      begin_hop();
      call.ask.sent = &running_->exchange.request;
      if (!takes_turns_ || co_await Turn{*this}) co_await running_->exchange.on(world_.transport);
      if (takes_turns_) pass_turn();
    } while (next_hop(*written));
  }
  if (prepared && running_->exchange.answer.error.empty() && !running_->redirect_failed) {
    const bool ok = co_await finish_hooked(request, call);
    co_return ok;
  }
  if (prepared) conclude(request);  // counts the failure
  const bool ok = co_await run_error_hooks(request, call);
  co_return ok;
}

// Captures first, then the hooks; a failed capture fails the user after them.
Task<bool> VirtualUser::finish_hooked(const PlannedRequest& request, HookCall& call) {
  const bool ok = conclude(request);
  if (request.script->after_response.empty()) co_return ok;
  const std::string failure = ok ? std::string() : error_;
  OpenedAnswer opened(running_->exchange.answer);
  const std::string url = whole_url(running_->writer.url());
  call.ask.kind = HookAsk::Kind::after_response;
  call.ask.names.clear();
  for (const script::Template& name : request.script->after_response)
    call.ask.names.push_back(name.render(state_.variables, random_));
  call.ask.url = url;
  call.ask.answer = &running_->exchange.answer;
  call.ask.body = opened.text();
  co_await ask(call);
  if (call.reply.failed) co_return fail(call.reply.error);
  co_return ok || fail(failure);
}

// They see the error and can't change it.
Task<bool> VirtualUser::run_error_hooks(const PlannedRequest& request, HookCall& call) {
  if (request.on_error == nullptr) co_return false;
  const std::string failure = error_;
  std::string url;
  call.ask.kind = HookAsk::Kind::on_error;
  call.ask.names = *request.on_error;
  call.ask.error = failure;
  if (call.ask.sent != nullptr) call.ask.url = url = whole_url(running_->writer.url());
  co_await ask(call);
  co_return fail(failure);
}

// A name that the processor exports wins over the expression it might be.
bool VirtualUser::names_function(const script::Request& request) const {
  return world_.hooks != nullptr && request.if_true && world_.hooks->exports(request.if_true->text);
}

Task<bool> VirtualUser::is_wanted_by_function(const script::Request& request) {
  HookCall call;
  call.ask.kind = HookAsk::Kind::if_true;
  call.ask.names.push_back(request.if_true->text);
  co_await ask(call);
  co_return call.reply.truth;
}

bool VirtualUser::asks_function(const script::Loop& loop) const {
  return !loop.while_true.empty() && world_.hooks != nullptr && world_.hooks->exports(loop.while_true);
}

// The function is asked after each round and sees the counter and element of the next one.
Task<bool> VirtualUser::repeat_while_true(const PlannedLoop& loop, const LoopRounds& rounds) {
  std::int64_t i = rounds.from;
  state_.variables.set(loop.script->counter_name, i);
  set_element(loop, rounds, i);
  HookCall call;
  call.ask.kind = HookAsk::Kind::while_true;
  call.ask.names.push_back(loop.script->while_true);
  do {
    const bool ok = co_await walk(loop.steps, false);
    if (!ok) co_return false;
    count_round(loop);
    if (rounds.over) set_element(loop, rounds, ++i);
    co_await ask(call);
    if (call.reply.failed) co_return fail(call.reply.error);
  } while (call.reply.truth);
  co_return true;
}

}  // namespace rampart::load
