#include "core/script/socketio_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/script/config.h"
#include "core/script/connection_options.h"
#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> socketio_keys = {"query", "path",    "extraHeaders", "transports",
                                                     "auth",  "upgrade", "timeout"};
/// Options of the clients that change nothing here: one connection a user and namespace, opened anew when it is lost.
const std::vector<std::string_view> idle_socketio_keys = {
    "forceNew",          "multiplex",           "reconnection",         "reconnectionAttempts",
    "reconnectionDelay", "randomizationFactor", "reconnectionDelayMax", "rememberUpgrade",
    "withCredentials",   "perMessageDeflate"};

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
    refuse_other_options(expect_mapping(options, name), name, known);
    for (const std::string_view key : idle_socketio_keys)
      if (const Node* idle = options.find(key))
        warnings_.add(idle->key_place(), fmt::format("\"{}\" has no effect: every user has one connection for each "
                                                     "namespace, opened anew when it is lost",
                                                     name_in(name, key)));
    if (const Node* query = find_option(&options, "query")) read_query(*query, name + ".query");
    if (const Node* path = find_option(&options, "path")) read_path(*path, name + ".path");
    if (const Node* extra = find_option(&options, "extraHeaders"))
      out_.headers = read_headers(*extra, name + ".extraHeaders");
    if (const Node* auth = find_option(&options, "auth"))
      out_.auth = ValueTemplate(document::to_json(expect_mapping(*auth, name + ".auth")));
    if (const Node* upgrade = find_option(&options, "upgrade")) out_.upgrade = read_flag(*upgrade, name + ".upgrade");
    if (const Node* timeout = find_option(&options, "timeout"))
      out_.patience = read_milliseconds(*timeout, name + ".timeout");
    if (const Node* transports = find_option(&options, "transports"))
      read_transports(*transports, name + ".transports");
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

Connection read_socketio_connection(const Node& scenario, const std::string& name, const Node& config,
                                    Warnings& warnings) {
  SocketIoReading reading(config, warnings);
  if (const Node* options = find_option(&config, "socketio")) reading.add(*options, "config.socketio");
  if (const Node* options = find_option(&scenario, "socketio")) reading.add(*options, name + ".socketio");
  return reading.take();
}

}  // namespace rampart::script
