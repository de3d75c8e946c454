#include "core/script/websocket_connection.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/config.h"
#include "core/script/connection_options.h"
#include "core/script/fields.h"
#include "core/script/load.h"
#include "core/script/tls.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> ws_keys = {"subprotocols", "headers",          "timeout",
                                               "maxPayload",   "handshakeTimeout", "perMessageDeflate",
                                               "origin",       "maxRedirects",     "proxy"};
const std::vector<std::string_view> connect_keys = {
    "target",           "function",          "subprotocols", "headers",      "maxPayload",
    "handshakeTimeout", "perMessageDeflate", "origin",       "maxRedirects", "proxy"};

class WebSocketReading {
 public:
  WebSocketReading(const Node& config, Warnings& warnings) : config_(config), warnings_(warnings) {
    out_.engine = Engine::ws;
    options_ = find_option(&config, "ws");
    std::vector<std::string_view> known = ws_keys;
    for (const std::string_view key : tls_keys()) known.push_back(key);
    if (options_ != nullptr) refuse_other_options(expect_mapping(*options_, "config.ws"), "config.ws", known);
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
    refuse_other_options(connect, name, connect_keys);
    const Node* target = find_option(&connect, "target");
    out_.target = target != nullptr ? read_template(*target, name + ".target") : Template(config_.find("target")->text);
    read_options(connect, name);
    // Of config.ws only these two stand in for what a `connect` mapping leaves out.
    if (find_option(&connect, "headers") == nullptr)
      if (const Node* headers = find_option(options_, "headers"))
        out_.headers = read_headers(*headers, "config.ws.headers");
    if (find_option(&connect, "subprotocols") == nullptr)
      if (const Node* list = find_option(options_, "subprotocols")) read_subprotocols(*list, "config.ws.subprotocols");
    for (const Header& header : out_.headers)
      if (!header.value.is_constant())
        warnings_.add(connect.place(), fmt::format("the header {} of \"{}\" goes out as it is written: Artillery "
                                                   "doesn't fill in variables there",
                                                   header.name, name));
  }

  /// It starts from config's connection; what stands beside it has no effect.
  void read_function(const Node& connect, const std::string& name) {
    const Node* function = find_option(&connect, "function");
    if (function == nullptr) return;
    out_.function = read_text(*function, name + ".function");
    if (find_option(&config_, "processor") == nullptr) {
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
    refuse_other_options(expect_mapping(proxy, name), name, {"url"});
    const Node* url = find_option(&proxy, "url");
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
    if (const Node* proxy = find_option(&options, "proxy")) read_proxy(*proxy, name + ".proxy");
    warn_of_redirects(options, name);
    if (const Node* headers = find_option(&options, "headers"))
      out_.headers = read_headers(*headers, name + ".headers");
    if (const Node* list = find_option(&options, "subprotocols")) read_subprotocols(*list, name + ".subprotocols");
    if (const Node* most = find_option(&options, "maxPayload")) {
      out_.longest_message = read_count(*most, name + ".maxPayload");
      if (out_.longest_message == 0) out_.longest_message = Connection{}.longest_message;
    }
    if (const Node* patience = find_option(&options, "handshakeTimeout"))
      out_.patience = read_milliseconds(*patience, name + ".handshakeTimeout");
    if (const Node* origin = find_option(&options, "origin"))
      out_.headers.push_back({"origin", read_template(*origin, name + ".origin")});
    if (const Node* deflate = find_option(&options, "perMessageDeflate"); deflate != nullptr && is_truthy(*deflate))
      warnings_.add(deflate->key_place(),
                    fmt::format("\"{}.perMessageDeflate\" has no effect: messages are never compressed here", name));
  }

  void warn_of_redirects(const Node& options, const std::string& name) {
    if (const Node* most = find_option(&options, "maxRedirects"))
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

}  // namespace

Connection read_websocket_connection(const Node* connect, const std::string& name, const Node& config,
                                     Warnings& warnings) {
  return WebSocketReading(config, warnings).read(connect, name);
}

}  // namespace rampart::script
