// The keys of the script's top and of `config`, but for its plugins. Source: reference artillery.md §1.3, §1.4, §1.6.
#include "core/script/language_tables.h"

namespace rampart::script::language {
namespace {

Mapping script_table() {
  return {
      "script",
      "An Artillery test script.",
      {
          {"config", mapping(Part::config), "", "What is put under load, how much, and with which settings."},
          {"scenarios", list_of(mapping(Part::scenario)), "", "What virtual users do.", Support::required},
          {"before", mapping(Part::section), "", "Steps run once before the load; their variables go to every user."},
          {"after", mapping(Part::section), "", "Steps run once after the load."},
      }};
}

Mapping config_table() {
  return {
      "config",
      "What is put under load, how much, and with which settings. `{{ }}` may name $env, $environment, $testId, …",
      {
          {"target", text(), "", "Base URL; stands before every url that starts with /."},
          {"phases", list_of(mapping(Part::phase)) | null(), "one virtual user",
           "The load, one phase after the other."},
          {"environments", map_of(anything()), "", "Named parts of config, laid over it by -e NAME."},
          {"variables", map_of(anything()) | null(), "", "Variables of every user; of a list, one item at random."},
          {"payload", one_or_more(mapping(Part::payload)) | null(), "", "CSV files whose rows become variables."},
          {"http", mapping(Part::http) | null(), "", "Settings of the HTTP engine."},
          {"defaults", mapping(Part::http_defaults) | null(), "", "The old place of http.defaults."},
          {"timeout", number() | null(), "10",
           "Seconds a request may take, its body included; wins over http.timeout."},
          {"tls", mapping(Part::tls) | null(), "", "How servers' certificates are checked."},
          {"plugins", mapping(Part::plugins) | null(), "", "Plugins to use, each with its options."},
          {"engine", text() | null(), "http", "The engine of scenarios that name none."},
          {"mode", one_of({"uniform", "poisson"}) | null(), "uniform", "How the arrivals of arrivalRate are spaced."},
          {"ensure", mapping(Part::ensure) | null(), "", "Checks of the result; a failed one makes the exit code 1."},
          {"processor", text() | null(), "", "A JavaScript or TypeScript module with functions for hooks."},
          {"engines", map_of(anything()) | null(), "", "Further engines, by name."},
          {"pluginsScope", text() | null(), "", "What stands before the names of plugins.", Support::refused},
          {"statsInterval", anything(), "", "Nothing.", Support::idle,
           "the reporting period is always 10 seconds, as in Artillery"},
          {"ws", anything(), "", "Settings of the engine ws."},
          {"socketio", anything(), "", "Settings of the engine socketio."},
          {"apdex", mapping(Part::apdex) | null(), "", "Options of the plugin apdex; the score is printed."},
          {"fake-data", map_of(anything()) | null(), "", "Options of the plugin fake-data, by function."},
          {"bundling", map_of(anything()) | null(), "", "What to leave out of a TypeScript processor's bundle."},
          {"includeFiles", anything(), "", "What to add to a bundle.", Support::idle, "nothing is bundled"},
      }};
}

Mapping http_table() {
  return {"http",
          "Settings of the HTTP engine.",
          {
              {"timeout", number() | null(), "10", "Seconds a request may take, its body included."},
              {"pool", count() | null(), "one connection a user", "Connections shared by all users of a worker."},
              {"extendedMetrics", flag() | null(), "false", "Also time DNS, connect, TLS and the whole request."},
              {"defaults", mapping(Part::http_defaults) | null(), "", "What holds for every request."},
              {"maxSockets", number(), "", "Nothing.", Support::idle,
               "in Artillery it has none either; \"pool\" is what limits connections"},
              {"cookieJarOptions", mapping(Part::cookie_jar) | null(), "", "Options of the cookie jar."},
              {"distributedTracing", flag() | mapping(Part::tracing) | null(), "false",
               "Send a traceparent header with each request."},
          }};
}

Mapping cookie_jar_table() {
  return {"cookieJarOptions",
          "Options of the cookie jar, in tough-cookie's words.",
          {
              {"looseMode", flag(), "false", "Take cookies without a name."},
              {"rejectPublicSuffixes", flag(), "true", "Refuse cookies for a domain of one word, or for an address."},
              {"prefixSecurity", one_of({"silent", "strict", "unsafe-disabled"}), "silent",
               "What happens to a __Secure- or __Host- cookie that isn't one."},
              {"allowSpecialUseDomain", anything(), "", "Nothing.", Support::idle,
               "domains such as localhost are always allowed"},
          }};
}

Mapping tracing_table() {
  return {"distributedTracing",
          "A traceparent header (W3C Trace Context) with each request.",
          {
              {"enabled", flag(), "true", "Send it."},
              {"sampled", flag(), "true", "Its flag \"sampled\"."},
              {"traceIdPrefix", scalar(), "a9", "How every trace-id begins: hexadecimal, 8 digits at most."},
          }};
}

Mapping http_defaults_table() {
  return {"httpDefaults",
          "What holds for every request.",
          {
              {"headers", map_of(scalar() | null()) | null(), "user-agent: Artillery (https://artillery.io)",
               "Headers of every request."},
              {"cookie", map_of(scalar()) | null(), "", "Cookies of every user."},
              {"strictCapture", flag() | null(), "true", "A capture that finds nothing fails the user."},
              {"think", mapping(Part::think_defaults) | null(), "", "What holds for every think."},
          }};
}

Mapping think_defaults_table() {
  return {"thinkDefaults",
          "What holds for every think.",
          {{"jitter", number() | text() | null(), "0", "± milliseconds, or text such as \"20%\"."}}};
}

Mapping tls_table() {
  return {"tls",
          "How https connections are secured. Certificates and keys are the texts of PEM files, not paths.",
          {
              {"rejectUnauthorized", flag() | null(), "true", "Refuse certificates that can't be trusted."},
              {"ca", one_or_more(text()) | null(), "the system's", "Certificates to trust, in PEM."},
              {"certificateAuthority", one_or_more(text()) | null(), "", "The same as ca."},
              {"cert", text() | null(), "", "The client's certificate, in PEM."},
              {"certificate", text() | null(), "", "The same as cert."},
              {"key", text() | null(), "", "The client's private key, in PEM."},
              {"passphrase", scalar() | null(), "", "Of the private key."},
              {"servername", text() | null(), "the URL's host", "The name asked for in the handshake."},
              {"ciphers", text() | null(), "", "Cipher suites, as OpenSSL names them."},
              {"minVersion", one_of({"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}) | null(), "TLSv1.2",
               "The oldest TLS version."},
              {"maxVersion", one_of({"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}) | null(), "TLSv1.3",
               "The newest TLS version."},
              {"pfx", anything(), "", "Certificate and key in one.", Support::refused},
              {"crl", anything(), "", "Certificates that were called back.", Support::refused},
              {"certificateRevocationLists", anything(), "", "The same as crl.", Support::refused},
              {"sigalgs", anything(), "", "Signature algorithms.", Support::refused},
              {"signatureAlgorithms", anything(), "", "The same as sigalgs.", Support::refused},
              {"ecdhCurve", anything(), "", "Curves for the key exchange.", Support::refused},
              {"dhparam", anything(), "", "Parameters of the key exchange.", Support::refused},
              {"secureProtocol", anything(), "", "The one TLS version.", Support::refused},
              {"secureOptions", anything(), "", "Flags of OpenSSL.", Support::refused},
              {"ALPNProtocols", anything(), "", "Protocols offered in the handshake.", Support::refused},
              {"checkServerIdentity", anything(), "", "A function that checks the certificate.", Support::refused},
          }};
}

Mapping phase_table() {
  return {"phase",
          "A stretch of load. A phase has arrivalRate, rampTo, arrivalCount or pause.",
          {
              {"duration", duration() | null(), "", "How long: whole seconds, or text such as \"90s\", \"5m\"."},
              {"arrivalRate", number() | null(), "", "Virtual users a second."},
              {"rampTo", number() | null(), "", "Virtual users a second at the end; climbs in one-second steps."},
              {"arrivalCount", count() | null(), "", "Virtual users in all, evenly spaced over the duration."},
              {"pause", duration() | null(), "", "Nobody arrives for this long."},
              {"maxVusers", count() | null(), "no limit", "Users that may run at once; others are skipped."},
              {"name", scalar() | null(), "unnamed", "Printed when the phase starts and ends."},
              {"mode", one_of({"uniform", "poisson"}) | null(), "config.mode", "How arrivals are spaced."},
          }};
}

Mapping payload_table() {
  return {"payload",
          "A CSV file whose rows become variables.",
          {
              {"path", text(), "", "The file, relative to the script."},
              {"fields", list_of(scalar()) | null(), "", "Names of the columns, as variables."},
              {"order", one_of({"random", "sequence"}) | null(), "random", "Which row a user gets."},
              {"skipHeader", flag(), "false", "Leave the first line out."},
              {"delimiter", text(), ",", "What stands between columns."},
              {"cast", flag(), "true", "Make numbers of what looks like one."},
              {"skipEmptyLines", flag(), "true", "Leave empty lines out."},
              {"loadAll", flag() | null(), "false", "Give every user all rows, as the list called `name`."},
              {"name", scalar() | null(), "", "The list's name, with loadAll."},
              {"options", mapping(Part::payload_options) | null(), "", "Options of the CSV reader."},
          }};
}

Mapping payload_options_table() {
  return {"payloadOptions",
          "Options of the CSV reader, in csv-parse's words.",
          {
              {"delimiter", text(), ",", "What stands between columns."},
              {"skip_empty_lines", flag(), "true", "Leave empty lines out."},
              {"cast", flag(), "true", "Make numbers of what looks like one."},
              {"relax_column_count", flag(), "false", "Allow lines of different lengths."},
              {"bom", flag(), "false", "Take a byte order mark away."},
          }};
}

}  // namespace

void add_config_tables(std::map<Part, Mapping>& out) {
  out[Part::script] = script_table();
  out[Part::config] = config_table();
  out[Part::http] = http_table();
  out[Part::cookie_jar] = cookie_jar_table();
  out[Part::tracing] = tracing_table();
  out[Part::http_defaults] = http_defaults_table();
  out[Part::think_defaults] = think_defaults_table();
  out[Part::tls] = tls_table();
  out[Part::phase] = phase_table();
  out[Part::payload] = payload_table();
  out[Part::payload_options] = payload_options_table();
}

}  // namespace rampart::script::language
