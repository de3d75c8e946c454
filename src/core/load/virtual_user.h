// VirtualUser: one coroutine that walks a scenario, from its arrival to its end.
//
// It touches the outside only through Transport and Timer, so that the same steps run against sockets and in the
// simulator. Semantics of each step: reference artillery.md §2.
#pragma once

#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/span.h"
#include "base/task.h"
#include "base/timer.h"
#include "core/load/channel.h"
#include "core/load/collector.h"
#include "core/load/cookie_jar.h"
#include "core/load/hooks.h"
#include "core/load/loop_plan.h"
#include "core/load/plan.h"
#include "core/load/request_writer.h"
#include "core/load/transport.h"
#include "core/script/script.h"

namespace rampart::load {

struct LoopRounds;

/// What a user has while a request of its own runs, and no longer: lent by its world, so that one who thinks doesn't
/// hold the buffers.
struct RunningRequest {
  RequestWriter writer;
  Exchange exchange;
  Instant asked;  ///< When it was due to be sent as seen without lateness added.
  int hops = 0;
  bool redirect_failed = false;
  EndpointId endpoint = Collector::no_endpoint;
  std::string asked_url;       ///< Before redirects, when the plan keeps it.
  std::size_t asked_path = 0;  ///< Where its path begins.

  explicit RunningRequest(const script::Script& script) : writer(script) {}
};

/// What all users of one worker share.
struct UserWorld {
  const script::Script& script;
  const Plan& plan;
  Transport& transport;
  Timer& timer;
  Collector& collector;
  std::function<void(std::string)> log_line;  ///< Text of `log` steps.
  script::Variables initial;                  ///< Of every new user.
  std::uint64_t expect_failures = 0;          ///< Counted here for the exit code 21.
  Hooks* hooks = nullptr;                     ///< None without a processor.
  std::vector<std::string> unmet_changes;     ///< Attributes of requests that hooks set in vain, said once each.
  Channels* channels = nullptr;               ///< For ws and socketio scenarios.
  std::vector<std::unique_ptr<RunningRequest>> idle_requests;  ///< To be lent again.
  std::function<void(std::vector<Span>)> on_spans;             ///< Nothing: users aren't traced.
};

class UserTrace;

/// The branches' turns on the connections they share.
struct Turns {
  bool taken = false;                            // a branch's exchange is running
  std::vector<std::coroutine_handle<>> waiting;  // who wants to be next, in order
};

/// A user as the sidecar knows it.
struct HookedUser {
  HookUser id = 0;
  std::vector<HookCall*> calls;  // running
};

/// What a user and the branches of its `parallel` steps share. What few users need is made for those who do: there may
/// be a hundred thousand of the others, asleep.
struct UserState {
  UserState();
  ~UserState();
  UserState(const UserState&) = delete;
  UserState& operator=(const UserState&) = delete;

  script::Variables variables;
  CookieJar jar;
  bool jar_active = false;
  std::unique_ptr<Turns> turns;        // once a `parallel` step's branches share its connections
  std::unique_ptr<HookedUser> hooked;  // once it has called a function
  std::unique_ptr<UserTrace> trace;    // of a user in the sample
};

class Talk;

/// How a user's life ended.
struct UserEnd {
  bool ok = false;
  std::string error;  ///< Name for errors.*; empty when ok.
};

/// Used again for another life after its end. Not movable: its coroutine points to it.
class VirtualUser {
 public:
  explicit VirtualUser(UserWorld& world);
  ~VirtualUser();
  VirtualUser(const VirtualUser&) = delete;
  VirtualUser& operator=(const VirtualUser&) = delete;

  using Ended = std::function<void(VirtualUser&, const UserEnd&)>;

  /// Starts walking `steps`; `ended`, which must outlive this life, is called once, from within a turn, possibly before
  /// this returns. The user may be started again, or destroyed, in a later turn but not inside `ended`. `lateness`: the
  /// arrival's start minus its due.
  void start(const std::vector<PlannedStep>& steps, script::Variables variables, Random random, Duration lateness,
             const Ended& ended);

  /// Ends it here and now: nothing is counted, a running request or hook is dropped.
  void drop();

  /// Hooks that were asked at `asked` or before and haven't ended fail.
  void give_up_hooks(Instant asked);

  [[nodiscard]] Instant started_at() const { return started_at_; }
  [[nodiscard]] const script::Variables& variables() const { return state_.variables; }
  std::size_t place = 0;                         ///< For the owner's bookkeeping.
  const boost::json::value* scenario = nullptr;  ///< context.scenario of the next life's hooks.
  const std::string* traced_as = nullptr;        ///< The next life's scenario, if it may be traced.

 private:
  struct Pause;
  struct JudgedExpectation;
  struct Turn;
  struct Gather;
  /// A branch of a `parallel` step of `trunk`: a user of its own but for its variables, its cookies and, without a
  /// pool, its connections.
  VirtualUser(UserWorld& world, VirtualUser& trunk);
  void start_branch(const VirtualUser& trunk, const std::vector<PlannedStep>& steps, const Ended& ended);
  void pass_turn();
  /// What a step waits for, if anything.
  enum class Waits : std::uint8_t { not_at_all, for_answer, until_due, for_steps, failed };
  Waits begin(const PlannedStep& step);
  Task<bool> walk(const std::vector<PlannedStep>& steps, bool whole_life);
  void begin_hop();
  Task<bool> repeat(const PlannedLoop& loop);
  void set_element(const PlannedLoop& loop, const LoopRounds& rounds, std::int64_t i);
  void count_round(const PlannedLoop& loop);
  Task<bool> fork(const PlannedParallel& parallel);
  Task<bool> converse(const PlannedStep& step);

  void finish(bool ok);
  void say(const script::Log& log);
  Task<bool> long_step(const PlannedStep& step);

  bool is_wanted(const script::Request& request);
  void need_slot();
  void borrow_request();
  void give_request_back();
  // hooked_steps.cpp
  Task<bool> run_function(const script::Function& function);
  [[nodiscard]] bool calls_function(const script::Connection& connection) const;
  Task<bool> connect_by_function(const PlannedStep& step);
  Task<bool> request_with_hooks(const PlannedRequest& request);
  Task<bool> finish_hooked(const PlannedRequest& request, HookCall& call);
  Task<bool> run_error_hooks(const PlannedRequest& request, HookCall& call);
  Task<bool> repeat_while_true(const PlannedLoop& loop, const LoopRounds& rounds);
  [[nodiscard]] bool asks_function(const script::Loop& loop) const;
  [[nodiscard]] bool names_function(const script::Request& request) const;
  [[nodiscard]] bool asks_functions(const PlannedRequest& request) const;
  Task<bool> request_unless_function_says_no(const PlannedRequest& request);
  Task<bool> is_wanted_by_function(const script::Request& request);
  Task<> ask(HookCall& call);
  void close_hook_user();

  // traced_steps.cpp
  void begin_trace();
  void trace_request(const PlannedRequest& request);
  void trace_answer();
  void end_trace(const UserEnd& end);

  bool prepare(const PlannedRequest& request);
  bool next_hop(const PlannedRequest& request);
  void count_answer();
  void take_cookies();
  bool conclude(const PlannedRequest& request);
  void report_error() const;
  void count_concluded(const PlannedRequest& request);
  void note_url(const PlannedRequest& request);
  [[nodiscard]] std::string request_name(const PlannedRequest& request);
  bool check_expectations(const PlannedRequest& request, OpenedAnswer& opened);
  void report_expectations(const PlannedRequest& request, const std::vector<JudgedExpectation>& judged,
                           OpenedAnswer& opened);
  bool take_captures(const PlannedRequest& request, OpenedAnswer& opened);
  bool think(const script::Think& think);
  bool fail(std::string_view error);

  UserWorld& world_;
  Task<bool> life_;
  const Ended* ended_ = nullptr;
  UserState own_;             // unused in a branch
  UserState& state_;          // own_, or that of the user this is a branch of
  bool takes_turns_ = false;  // a branch that shares its connections with others
  Random random_{0};
  std::unique_ptr<RunningRequest> running_;
  std::unique_ptr<Talk> talk_;          // of a ws or socketio scenario
  std::unique_ptr<Span> request_span_;  // of the running request, when it is traced
  Duration lateness_{};                 // how far behind its schedule this user is
  std::uint64_t waits_ = 0;
  Instant due_;  // when the step that waits goes on
  SlotId slot_ = 0;
  bool has_slot_ = false;  // from the first request on
  TimerId timer_ = 0;
  Instant started_at_;
  std::string error_;
};

}  // namespace rampart::load
