#include "core/script/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/script/config.h"
#include "core/script/fields.h"
#include "core/script/load.h"
#include "core/script/tls.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> engines = {"http", "ws", "socketio"};

const std::vector<std::string_view> ws_keys = {"subprotocols", "headers",          "timeout",
                                               "maxPayload",   "handshakeTimeout", "perMessageDeflate",
                                               "origin",       "maxRedirects",     "proxy"};
const std::vector<std::string_view> connect_keys = {
    "target",           "function",          "subprotocols", "headers",      "maxPayload",
    "handshakeTimeout", "perMessageDeflate", "origin",       "maxRedirects", "proxy"};
const std::vector<std::string_view> socketio_keys = {"query", "path",    "extraHeaders", "transports",
                                                     "auth",  "upgrade", "timeout"};
/// Options of the clients that change nothing here: one connection a user and namespace, opened anew when it is lost.
const std::vector<std::string_view> idle_socketio_keys = {
    "forceNew",          "multiplex",           "reconnection",         "reconnectionAttempts",
    "reconnectionDelay", "randomizationFactor", "reconnectionDelayMax", "rememberUpgrade",
    "withCredentials",   "perMessageDeflate"};

const Node* member(const Node* mapping, std::string_view key) {
  const Node* node = mapping == nullptr ? nullptr : mapping->find(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

/// A known option of Artillery's client that isn't ours, or a slip: either way the run would be another one.
void refuse_other_keys(const Node& node, const std::string& name, const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : node.members)
    if (std::find(known.begin(), known.end(), key) == known.end())
      refuse_unsupported(fmt::format("\"{}\"{}", name_in(name, key), did_you_mean(key, known)), value.key_place());
}

/// As decodeURIComponent; what isn't an escape stays.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const bool escape = text[i] == '%' && text.size() - i > 2 &&
                        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3;
    out += escape ? static_cast<char>(byte) : text[i];
    if (escape) i += 2;
  }
  return out;
}

Duration read_milliseconds(const Node& node, const std::string& name) {
  const double ms = read_number(node, name);
  if (ms < 0) refuse_value(name, "a number of milliseconds", node);
  return std::min(from_seconds(ms / 1000), longest_duration);
}

/// config.timeout, else the engine's own, else 10 seconds; 0 counts as not written.
Duration read_reply_timeout(const Node& config, const Node* engine_options) {
  const std::pair<const Node*, const char*> places[] = {{member(&config, "timeout"), "config.timeout"},
                                                        {member(engine_options, "timeout"), "config.ws.timeout"}};
  for (const auto& [node, name] : places) {
    if (node == nullptr) continue;
    const double timeout = read_number(*node, name);
    if (timeout < 0) refuse_value(name, "a number of seconds, more than 0", *node);
    if (timeout > 0) return std::min(from_seconds(timeout), longest_duration);
  }
  return std::chrono::seconds(10);
}

class WebSocketReading {
 public:
  WebSocketReading(const Node& config, Warnings& warnings) : config_(config), warnings_(warnings) {
    out_.engine = Engine::ws;
    options_ = member(&config, "ws");
    std::vector<std::string_view> known = ws_keys;
    for (const std::string_view key : tls_keys()) known.push_back(key);
    if (options_ != nullptr) refuse_other_keys(expect_mapping(*options_, "config.ws"), "config.ws", known);
  }

  Connection read(const Node* connect, const std::string& name) {
    out_.reply_timeout = read_reply_timeout(config_, options_);
    const bool mapping = connect != nullptr && connect->is_mapping();
    if (mapping) read_function(*connect, name);
    if (mapping && out_.function.empty()) {
      read_mapping(*connect, name);
    } else {
      out_.target = Template(connect == nullptr || mapping ? config_.find("target")->text : connect->text);
      if (options_ != nullptr) read_options(*options_, "config.ws");
    }
    take_subprotocols_from_headers();
    if (out_.target.is_constant()) check_url(connect != nullptr ? *connect : *config_.find("target"));
    return std::move(out_);
  }

 private:
  void read_mapping(const Node& connect, const std::string& name) {
    refuse_other_keys(connect, name, connect_keys);
    const Node* target = member(&connect, "target");
    out_.target = target != nullptr ? read_template(*target, name + ".target") : Template(config_.find("target")->text);
    read_options(connect, name);
    // Of config.ws only these two stand in for what a `connect` mapping leaves out.
    if (member(&connect, "headers") == nullptr)
      if (const Node* headers = member(options_, "headers")) out_.headers = read_headers(*headers, "config.ws.headers");
    if (member(&connect, "subprotocols") == nullptr)
      if (const Node* list = member(options_, "subprotocols")) read_subprotocols(*list, "config.ws.subprotocols");
    for (const Header& header : out_.headers)
      if (!header.value.is_constant())
        warnings_.add(connect.place(), fmt::format("the header {} of \"{}\" goes out as it is written: Artillery "
                                                   "doesn't fill in variables there",
                                                   header.name, name));
  }

  /// It starts from config's connection; what stands beside it has no effect.
  void read_function(const Node& connect, const std::string& name) {
    const Node* function = member(&connect, "function");
    if (function == nullptr) return;
    out_.function = read_text(*function, name + ".function");
    if (member(&config_, "processor") == nullptr) {
      warnings_.add(function->place(), fmt::format("the function \"{}\" can't be found: there is no config.processor; "
                                                   "the connection is made without it",
                                                   out_.function));
      out_.function.clear();
    } else if (connect.members.size() > 1) {
      warnings_.add(connect.place(),
                    fmt::format("of \"{}\" only \"function\" counts: the rest is config.ws', as in Artillery", name));
    }
  }

  void read_proxy(const Node& proxy, const std::string& name) {
    refuse_other_keys(expect_mapping(proxy, name), name, {"url"});
    const Node* url = member(&proxy, "url");
    if (url == nullptr) refuse(fmt::format("\"{}.url\" is required", name), proxy.key_place());
    out_.proxy = read_text(*url, name + ".url");
    if (out_.proxy.starts_with("https://")) refuse_unsupported("A proxy that is itself reached by https", url->place());
    if (!out_.proxy.starts_with("http://")) refuse_value(name + ".url", "http://host:port", *url);
  }

  /// As subprotocols, so that the server may choose one of them.
  void take_subprotocols_from_headers() {
    for (const Header& header : out_.headers) {
      if (header.name != "sec-websocket-protocol") continue;
      std::string_view left = header.value.source();
      while (!left.empty()) {
        const std::string_view item = left.substr(0, left.find(','));
        left.remove_prefix(std::min(left.size(), item.size() + 1));
        const std::size_t from = std::min(item.find_first_not_of(' '), item.size());
        out_.subprotocols.emplace_back(item.substr(from, item.find_last_not_of(' ') + 1 - from));
      }
    }
    std::erase_if(out_.headers, [](const Header& header) { return header.name == "sec-websocket-protocol"; });
  }

  void read_options(const Node& options, const std::string& name) {
    if (const Node* proxy = member(&options, "proxy")) read_proxy(*proxy, name + ".proxy");
    warn_of_redirects(options, name);
    if (const Node* headers = member(&options, "headers")) out_.headers = read_headers(*headers, name + ".headers");
    if (const Node* list = member(&options, "subprotocols")) read_subprotocols(*list, name + ".subprotocols");
    if (const Node* most = member(&options, "maxPayload")) {
      out_.longest_message = read_count(*most, name + ".maxPayload");
      if (out_.longest_message == 0) out_.longest_message = Connection{}.longest_message;
    }
    if (const Node* patience = member(&options, "handshakeTimeout"))
      out_.patience = read_milliseconds(*patience, name + ".handshakeTimeout");
    if (const Node* origin = member(&options, "origin"))
      out_.headers.push_back({"origin", read_template(*origin, name + ".origin")});
    if (const Node* deflate = member(&options, "perMessageDeflate"); deflate != nullptr && is_truthy(*deflate))
      warnings_.add(deflate->key_place(),
                    fmt::format("\"{}.perMessageDeflate\" has no effect: messages are never compressed here", name));
  }

  void warn_of_redirects(const Node& options, const std::string& name) {
    if (const Node* most = member(&options, "maxRedirects"))
      warnings_.add(most->key_place(),
                    fmt::format("\"{}.maxRedirects\" has no effect: redirects aren't followed, as in "
                                "Artillery without \"followRedirects\"",
                                name));
  }

  void read_subprotocols(const Node& list, const std::string& name) {
    for (const Node& item : expect_list(list, name).items) {
      if (!item.is_scalar()) refuse_value(name, "a list of texts", item);
      out_.subprotocols.push_back(text_of(item));
    }
  }

  void check_url(const Node& node) {
    const std::string& url = out_.target.source();
    if (!url.starts_with("ws://") && !url.starts_with("wss://") && !url.starts_with("http"))
      refuse(fmt::format("Invalid URL: {}. A WebSocket's begins with ws:// or wss://", url), node.place());
  }

  const Node& config_;
  Warnings& warnings_;
  const Node* options_ = nullptr;
  Connection out_;
};

class SocketIoReading {
 public:
  SocketIoReading(const Node& config, Warnings& warnings) : warnings_(warnings) {
    out_.engine = Engine::socketio;
    out_.headers_rendered = true;
    out_.target = Template(config.find("target")->text);
    out_.patience = std::chrono::seconds(20);
    out_.reply_timeout = read_reply_timeout(config, nullptr);
  }

  /// A scenario's own options come after those of config and take their place.
  void add(const Node& options, const std::string& name) {
    std::vector<std::string_view> known = socketio_keys;
    known.insert(known.end(), idle_socketio_keys.begin(), idle_socketio_keys.end());
    refuse_other_keys(expect_mapping(options, name), name, known);
    for (const std::string_view key : idle_socketio_keys)
      if (const Node* idle = options.find(key))
        warnings_.add(idle->key_place(), fmt::format("\"{}\" has no effect: every user has one connection for each "
                                                     "namespace, opened anew when it is lost",
                                                     name_in(name, key)));
    if (const Node* query = member(&options, "query")) read_query(*query, name + ".query");
    if (const Node* path = member(&options, "path")) read_path(*path, name + ".path");
    if (const Node* extra = member(&options, "extraHeaders"))
      out_.headers = read_headers(*extra, name + ".extraHeaders");
    if (const Node* auth = member(&options, "auth"))
      out_.auth = ValueTemplate(document::to_json(expect_mapping(*auth, name + ".auth")));
    if (const Node* upgrade = member(&options, "upgrade")) out_.upgrade = read_flag(*upgrade, name + ".upgrade");
    if (const Node* timeout = member(&options, "timeout"))
      out_.patience = read_milliseconds(*timeout, name + ".timeout");
    if (const Node* transports = member(&options, "transports")) read_transports(*transports, name + ".transports");
  }

  Connection take() {
    out_.upgrade = out_.upgrade && offers_websocket_;
    return std::move(out_);
  }

 private:
  void read_query(const Node& query, const std::string& name) {
    out_.query.clear();
    if (query.is_text()) return read_query_text(query.text);
    for (const auto& [key, value] : expect_mapping(query, name).members)
      out_.query.emplace_back(key, ValueTemplate(document::to_json(value)));
  }

  /// "a=1&b=2", as Socket.IO's client takes it apart.
  void read_query_text(std::string_view text) {
    while (!text.empty()) {
      const std::string_view pair = text.substr(0, text.find('&'));
      text.remove_prefix(std::min(text.size(), pair.size() + 1));
      const std::size_t sign = pair.find('=');
      const std::string_view value = sign == pair.npos ? std::string_view() : pair.substr(sign + 1);
      out_.query.emplace_back(unescaped(pair.substr(0, sign)), ValueTemplate(boost::json::value(unescaped(value))));
    }
  }

  void read_path(const Node& path, const std::string& name) {
    out_.path = read_text(path, name);
    if (!out_.path.starts_with('/')) refuse_value(name, "a path that begins with /", path);
    if (!out_.path.ends_with('/')) out_.path += '/';
  }

  void read_transports(const Node& transports, const std::string& name) {
    const std::vector<std::string_view> known = {"polling", "websocket"};
    if (expect_list(transports, name).items.empty()) refuse_value(name, "a list of polling and websocket", transports);
    offers_websocket_ = false;
    for (const Node& item : transports.items) {
      if (item.text == "webtransport") refuse_unsupported("The transport \"webtransport\"", item.place());
      if (std::find(known.begin(), known.end(), item.text) == known.end())
        refuse_unknown("the transport", item.text, known, item.place());
      offers_websocket_ = offers_websocket_ || item.text == "websocket";
    }
    out_.polling = transports.items.front().text == "polling";
  }

  Warnings& warnings_;
  Connection out_;
  bool offers_websocket_ = true;
};

}  // namespace

Engine read_engine(const Node& scenario, const Node* default_engine) {
  const Node* engine = scenario.find("engine");
  if (engine == nullptr || engine->is_null()) engine = default_engine;
  if (engine == nullptr || engine->is_null() || engine->text == "http") return Engine::http;
  if (engine->text == "ws") return Engine::ws;
  if (engine->text == "socketio") return Engine::socketio;
  refuse_unsupported(fmt::format("The engine \"{}\"{}", engine->text, did_you_mean(engine->text, engines)),
                     engine->place());
}

Step read_connect(const Node& scenario, const std::string& name, Engine engine, const Node& config,
                  Warnings& warnings) {
  Step step{.what = Connect{}, .place = scenario.place()};
  if (engine == Engine::socketio) {
    SocketIoReading reading(config, warnings);
    if (const Node* options = member(&config, "socketio")) reading.add(*options, "config.socketio");
    if (const Node* options = member(&scenario, "socketio")) reading.add(*options, name + ".socketio");
    step.what = Connect{reading.take()};
    return step;
  }
  const Node& flow = *scenario.find("flow");
  if (flow.items.empty()) refuse(fmt::format("\"{}.flow\" has no steps", name), flow.place());
  const Node* connect = flow.items.front().find("connect");
  for (std::size_t i = 1; i < flow.items.size(); ++i)
    if (const Node* later = flow.items[i].find("connect"))
      warnings.add(later->key_place(),
                   fmt::format("\"{}.flow[{}].connect\" does nothing: only as the first step it says where to connect, "
                               "as in Artillery",
                               name, i));
  step.what = Connect{WebSocketReading(config, warnings).read(connect, name + ".flow[0].connect")};
  return step;
}

}  // namespace rampart::script
