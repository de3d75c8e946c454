// Script: what an Artillery test script says, checked and ready to run. Text goes in by load.h; nothing here does I/O.
//
// The language is Artillery's; exact semantics and their traps are in docs/artillery.md. Strings that may hold
// `{{ … }}` are kept as Template; JSON bodies as trees whose string leaves are Templates.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/expression/expression.h"
#include "core/script/regexp.h"
#include "core/script/template.h"

namespace rampart::script {

/// One entry of config.phases. Exactly one of the shapes holds; fields of the others are 0.
struct Phase {
  enum class Shape { rate, ramp, count, pause };
  std::string name;  ///< As written; empty when unnamed (printed as "unnamed").
  Shape shape = Shape::rate;
  Duration duration{};             ///< Of the phase, or of the pause; longest_duration (load.h) when it never ends.
  std::string duration_text;       ///< As written, for Artillery's "duration: 4s" line.
  double arrival_rate = 0;         ///< Virtual users a second at the start (rate, ramp).
  double ramp_to = 0;              ///< Virtual users a second at the end (ramp).
  std::int64_t arrival_count = 0;  ///< count
  std::optional<std::int64_t> max_vusers;
  bool poisson = false;
};

/// Those every script uses, then the others of the IANA registry that a client may send.
enum class Method {
  get,
  post,
  put,
  patch,
  del,
  head,
  options,
  trace,
  query,
  acl,
  bind,
  checkout,
  copy,
  link,
  lock,
  merge,
  mkactivity,
  mkcalendar,
  mkcol,
  move,
  propfind,
  proppatch,
  rebind,
  report,
  search,
  unbind,
  unlink,
  unlock,
  update
};
std::string_view name_of(Method method);                 ///< "GET", …
std::optional<Method> method_of(std::string_view verb);  ///< Of a step's word: "get", "delete".

/// {json|header|regexp|selector|xpath: expression, as: name}
struct Capture {
  enum class Source { json, header, regexp, selector, xpath };
  Source source = Source::json;
  std::string expression;  ///< JSONPath, lower-case header name, PCRE2 pattern, CSS or XPath; may be a template.
  std::string as;          ///< Variable path; empty for a match.
  std::string group;       ///< regexp: group name or number; empty = whole match.
  std::string flags;       ///< regexp: JavaScript flags.
  bool strict = true;      ///< An empty result fails the virtual user.
  std::string attribute;   ///< selector: `attr`; empty: all of the element's, as an object.
  std::string index;       ///< selector: which of the elements: a number (below 0 from the end), "random" or "last".
  bool multiple = true;    ///< json: several results → one at random (true, Artillery's default) or all as a list.
};

/// {json|header|regexp|selector|xpath: expression, value: X}
struct Match {
  Capture from;
  ValueTemplate value;
};

/// One check of `expect:`.
struct Expectation {
  enum class Kind {
    status_code,
    not_status_code,
    content_type,
    has_property,
    not_has_property,
    equals,
    has_header,
    header_equals,
    matches_regexp,
    cdn_hit,
    jmespath
  };
  Kind kind = Kind::status_code;
  std::string name;                   ///< As written: "statusCode", …: part of the metric's name.
  std::vector<ValueTemplate> values;  ///< One for a single value, one per item of a list; never empty.
};

struct Header {
  std::string name;  ///< Lower case, as Artillery sends it.
  Template value;
};

/// `ifTrue`: the name of a function of the processor, or an expression over the user's variables.
struct Condition {
  std::string text;
  /// Nothing where the text is no expression: the request is then sent, as in Artillery.
  std::optional<expression::Expression> expression;
};

/// A file read before the load, shared by all users.
using FileContent = std::shared_ptr<const std::string>;

/// One entry of `formData`.
struct FormPart {
  std::string name;
  ValueTemplate value;
  Template content_type;  ///< Empty: none, or by the file's name.
  Template file;          ///< Path as written in `fromFile`; empty when the part is no file. See Script::files.
  Place place;            ///< Of the path.
};

struct Request {
  Method method = Method::get;
  Template url;      ///< Absolute, or starting with '/' for config.target.
  std::string name;  ///< `name:` as written; may be empty.
  /// For metrics-by-endpoint: the path of the URL as written, not rendered, so that `/users/{{ id }}` is one endpoint;
  /// + " (name)" when named; before it the host or port when they aren't the target's. Empty: not counted, or named
  /// only when it has been sent (config.endpoint_naming).
  std::string endpoint;
  std::vector<Header> headers;
  bool allow_get_body = false;        ///< Else a GET or HEAD with a body fails.
  std::optional<ValueTemplate> json;  ///< At most one of json, body, form.
  std::optional<Template> body;
  std::vector<std::pair<std::string, ValueTemplate>> form;
  std::vector<FormPart> form_data;                           ///< multipart/form-data
  std::vector<std::pair<std::string, ValueTemplate>> query;  ///< `qs`: replaces a query in the URL.
  std::vector<std::pair<std::string, Template>> cookies;
  std::optional<std::pair<Template, Template>> basic_auth;
  std::vector<Capture> captures;
  std::vector<Match> matches;
  std::vector<Expectation> expectations;
  bool gzip = true;
  bool follow_redirect = true;
  bool http2 = false;  ///< Offers HTTP/2 on https.
  int max_redirects = 10;
  bool rewrite_methods = true;        ///< A redirect with 303 becomes a GET; else every redirect does (got's rule).
  std::optional<double> probability;  ///< 0 to 100; 0 is never.
  std::optional<Condition> if_true;
  std::vector<Template> before_request;  ///< Names of hooks, in the order they run: the scenario's, then its own.
  std::vector<Template> after_response;
  boost::json::object spec;  ///< The step as written, for hooks; empty without a processor.
};

/// Which of Artillery's engines walks a scenario's steps.
enum class Engine { http, ws, socketio };

/// How the users of a ws or socketio scenario connect (reference artillery.md §3).
struct Connection {
  Engine engine = Engine::ws;
  Template target;  ///< ws: the whole URL; socketio: a namespace is appended to it.
  std::vector<Header> headers;
  bool headers_rendered = false;  ///< Else they go out as written.
  std::vector<std::string> subprotocols;
  std::string function;  ///< ws: of the processor; may change target, headers and subprotocols. Empty: none.
  std::string proxy;     ///< ws: URL of a forward proxy. Empty: none.
  std::int64_t longest_message = 100 * 1024 * 1024;  ///< Bytes; a longer one ends the connection.
  Duration patience{};                               ///< Until the connection is open; zero: the operating system's.
  Duration reply_timeout = std::chrono::seconds(10);
  // Socket.IO only:
  std::string path = "/socket.io/";
  std::vector<std::pair<std::string, ValueTemplate>> query;
  std::optional<ValueTemplate> auth;
  bool polling = true;  ///< Begins by HTTP requests …
  bool upgrade = true;  ///< … and goes over to a WebSocket; without polling it begins as one.
};

/// The first step of a ws or socketio scenario, written (`connect`) or not.
struct Connect {
  Connection connection;
};

/// `send` and `wait` of the engine ws.
struct SendMessage {
  std::optional<ValueTemplate> payload;  ///< Nothing: it only waits.
  bool waits = false;                    ///< For the next message, which captures and matches read.
  std::vector<Capture> captures;
  std::vector<Match> matches;
};

/// `response` and `acknowledge` of an `emit`.
struct EventReply {
  Template channel;  ///< response: the event it comes as.
  std::optional<ValueTemplate> data;
  bool concat = false;  ///< Text is looked for in all arguments joined, else in the last one.
  std::vector<Capture> captures;
  std::vector<Match> matches;
};

/// `emit` of the engine socketio.
struct EmitEvent {
  std::vector<ValueTemplate> arguments;  ///< The event's name first.
  Template name_space;                   ///< Empty: the target's own.
  std::optional<EventReply> response;
  std::optional<EventReply> acknowledge;
};

struct Think {
  Template duration;                 ///< Rendered, then Artillery's grammar: whole = seconds, else `ms` text.
  std::optional<Duration> constant;  ///< Set when there is no template in it.
  std::optional<double> jitter_ms;   ///< Of this step, ± evenly; when neither is set, config's.
  std::optional<double> jitter_percent;
};

struct Log {
  Template text;
};

/// A `function` step, or a name of beforeScenario or afterScenario. Its name is never a template.
struct Function {
  std::string name;
};

struct Step;

struct Loop {
  std::vector<Step> steps;
  Template count;  ///< Empty: see `over`; neither: for ever.
  bool has_count = false;
  std::optional<ValueTemplate> over;  ///< Inline list …
  std::string over_variable;          ///< … or the path of a variable.
  std::string while_true;             ///< Function asked after every iteration; then count and over end nothing.
  std::string counter_name = "$loopCount";
  std::string element_name = "$loopElement";
};

/// Steps that start together; the next step follows when all have ended.
struct Parallel {
  std::vector<Step> steps;
  std::size_t limit = 100;  ///< So many at a time.
};

struct Step {
  std::variant<Request, Think, Log, Loop, Parallel, Function, Connect, SendMessage, EmitEvent> what;
  Place place;  ///< Of the step in the script, for messages.
};

struct Scenario {
  std::string name;  ///< As written; empty when unnamed (metrics then use the index).
  double weight = 1;
  bool over_http = true;              ///< The engine is http, not ws or socketio.
  std::vector<Step> flow;             ///< beforeScenario and afterScenario are its first and last steps.
  std::vector<std::string> on_error;  ///< Names of hooks.
  boost::json::value spec;            ///< As written, for hooks (context.scenario); null without a processor.
};

/// Rows of a CSV file for virtual users.
struct Payload {
  std::vector<std::string> fields;
  std::vector<std::vector<boost::json::value>> rows;
  bool in_sequence = false;  ///< Else a random row per user.
};

/// `ensure`: checked on the final aggregate.
struct EnsureCheck {
  enum class Kind { threshold, condition, max_error_rate, legacy };
  Kind kind = Kind::threshold;
  std::string metric;  ///< "http.response_time.p99", a counter, a legacy name ("p95"), or a condition's expression.
  double limit = 0;
  bool strict = true;
};

/// An entry of publish-metrics: where the metrics of each window go.
struct MetricsReporter {
  std::string type;             ///< "prometheus", "statsd", …
  boost::json::object options;  ///< As written, their types checked.
};

/// `traces` of publish-metrics: which spans users make, and what is in them.
struct Traces {
  std::size_t reporter = 0;  ///< Of Config::reporters, who exports them.
  std::string peer_service;
  double sample_rate = 1;  ///< Of users, 0 to 1.
  bool use_request_names = false;
  boost::json::object attributes;                          ///< Of request spans.
  bool smart = false;                                      ///< Only users with an outlier …
  std::vector<std::pair<std::string, double>> thresholds;  ///< … a phase of at least so many milliseconds, or an error.
  std::vector<std::pair<Regexp, std::string>> replacements;  ///< In spans' names.
};

/// `config.http.cookieJarOptions`: what tough-cookie is told.
struct CookieRules {
  enum class Prefixes { silent, strict, ignored };
  bool loose = false;                    ///< A cookie needs no name.
  bool reject_public_suffixes = true;    ///< Here: a `domain` of one word, or a number.
  Prefixes prefixes = Prefixes::silent;  ///< What breaks __Secure- or __Host- is dropped, silently or as an error.
};

/// `config.http.distributedTracing`: a traceparent header with each request (W3C Trace Context).
struct Tracing {
  bool sampled = true;
  std::string id_prefix = "a9";  ///< Hexadecimal, 1 to 8 digits: how every trace-id begins.
};

/// How metrics-by-endpoint calls a request.
struct EndpointNaming {
  bool strip_query = true;
  bool only_request_names = false;
  bool ignore_unnamed = false;  ///< Requests without a name aren't counted.
  bool group_dynamic = true;    ///< By the URL as written: `/users/{{ id }}` is one endpoint; else as it was sent.
};

/// config.tls, as Node's tls.connect takes it. Certificates and keys are PEM texts, not paths; versions are "TLSv1.2".
/// Empty: Node's default.
struct Tls {
  bool reject_unauthorized = true;
  std::vector<std::string> ca;  ///< Instead of the system's authorities.
  std::string cert;             ///< Our own, perhaps followed by its chain.
  std::string key;
  std::string passphrase;  ///< Of the key.
  std::string servername;  ///< Instead of the URL's host, for SNI and the certificate.
  std::string ciphers;     ///< OpenSSL's list.
  std::string min_version;
  std::string max_version;
};

/// `config.processor`: a module of functions for hooks.
struct Processor {
  std::string path;                   ///< As a file name that can be opened.
  std::vector<std::string> external;  ///< config.bundling.external: packages that a TypeScript bundle leaves out.
  Place place;
};

/// A plugin that isn't built in: an npm module.
struct UserPlugin {
  std::string name;    ///< As in config.plugins.
  std::string module;  ///< "artillery-plugin-NAME"
  Place place;
};

/// The plugin fake-data.
struct FakeDataPlugin {
  boost::json::object options;         ///< By function, as written: the one argument it is called with.
  std::vector<std::string> functions;  ///< Those the script calls, with their `$`.
  Place place;
};

struct Config {
  std::string target;  ///< Base URL without a trailing change: plain prefix of '/…' urls.
  std::vector<Phase> phases;
  std::vector<std::pair<std::string, boost::json::value>> variables;  ///< A list value: one at random per user.
  std::vector<Payload> payloads;
  std::vector<Header> default_headers;
  std::vector<std::pair<std::string, Template>> default_cookies;
  Duration timeout = std::chrono::seconds(10);  ///< Of one request, body included.
  std::int64_t pool = 0;  ///< http.pool: connections shared by all users of a worker; 0 = one per user.
  CookieRules cookie_rules;
  std::optional<Tracing> tracing;
  bool extended_metrics = false;
  bool strict_capture = true;
  Tls tls;
  std::optional<double> think_jitter_ms;
  std::optional<double> think_jitter_percent;
  std::optional<double> talk_think_jitter_ms;  ///< Of ws and socketio, which don't look into config.http.
  std::optional<double> talk_think_jitter_percent;
  EndpointNaming endpoint_naming;
  std::string endpoint_namespace = "plugins.metrics-by-endpoint";
  bool endpoint_metrics_shown = false;  ///< metrics-by-endpoint configured by the script and not suppressed.
  bool expect_plugin = false;
  bool expect_failures_as_errors = false;
  bool expect_only_request_names = false;    ///< The error of a failed expectation names the request, not its URL.
  std::string expect_formatter = "pretty";   ///< pretty, json, prettyError or silent.
  std::optional<double> apdex_threshold_ms;  ///< Set when the plugin apdex is there.
  bool apdex_score_shown = false;            ///< Artillery prints the score only with config.apdex.
  std::vector<EnsureCheck> ensure;
  std::vector<MetricsReporter> reporters;  ///< publish-metrics
  std::optional<Traces> traces;
  std::string slack_webhook;             ///< slack: where the message at the end goes; empty: nowhere.
  std::string test_environment;          ///< -e NAME
  std::optional<Processor> processor;    ///< Without a path: there are only functions of user_plugins.
  std::vector<UserPlugin> user_plugins;  ///< Made by Node.js; what they changed is part of this script.
  std::optional<FakeDataPlugin> fake_data;
};

/// Immutable once loaded; shared by all workers.
struct Script {
  std::string file;
  Config config;
  std::vector<Scenario> scenarios;
  std::vector<Step> before;  ///< Run once before the first phase; its variables go to every user.
  std::vector<Step> after;
  std::vector<std::string> before_on_error;  ///< As Scenario::on_error.
  std::vector<std::string> after_on_error;
  boost::json::value before_spec;  ///< As Scenario::spec.
  boost::json::value after_spec;
  /// What every user knows from the start, under its payload and config.variables: target, $environment,
  /// $processEnvironment, $env, $testId, $dirname, $scenarioFile and payload.loadAll's lists. For Variables'
  /// constructor. Reference artillery.md §1.7.
  std::shared_ptr<const boost::json::object> shared_variables;
  /// What `formData` may send, by the path as written in `fromFile` once rendered.
  std::map<std::string, FileContent, std::less<>> files;
  std::vector<std::string> warnings;  ///< Said once before the run, Artillery's texts where it has one.
};

}  // namespace rampart::script
