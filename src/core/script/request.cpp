#include "core/script/request.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/script/check_keys.h"
#include "core/script/checks.h"
#include "core/script/config.h"
#include "core/script/endpoint.h"
#include "core/script/fields.h"
#include "core/script/form_data.h"
#include "core/script/hooks.h"

namespace rampart::script {
namespace {

using document::Node;

class RequestReading {
 public:
  RequestReading(Method method, const Node& node, const std::string& name, const FlowContext& context)
      : node_(node), name_(name), context_(context) {
    request_.method = method;
  }

  Request read() {
    expect_mapping(node_, name_);
    check_keys(node_, name_, language::Part::request, context_.warnings);
    read_url();
    if (const Node* node = member("headers")) request_.headers = read_headers(*node, in("headers"));
    if (const Node* node = member("cookie")) request_.cookies = read_cookies(*node, in("cookie"));
    read_query();
    read_body();
    read_auth();
    read_conditions();
    if (const Node* node = member("gzip")) request_.gzip = read_flag(*node, in("gzip"));
    if (const Node* node = member("followRedirect")) request_.follow_redirect = read_flag(*node, in("followRedirect"));
    if (const Node* node = member("maxRedirects"))
      request_.max_redirects = static_cast<int>(std::min<std::int64_t>(read_count(*node, in("maxRedirects")), 1000));
    if (const Node* node = member("methodRewriting"))
      request_.rewrite_methods = read_flag(*node, in("methodRewriting"));
    if (const Node* node = member("capture"))
      request_.captures = read_captures(*node, in("capture"), context_.config.strict_capture, context_.warnings);
    if (const Node* node = member("match"))
      request_.matches = read_matches(*node, in("match"), context_.config.strict_capture, context_.warnings);
    read_expect();
    read_hooks();
    return std::move(request_);
  }

 private:
  [[nodiscard]] std::string in(std::string_view key) const { return name_in(name_, key); }

  [[nodiscard]] const Node* member(std::string_view key) const {
    const Node* node = node_.find(key);
    return node == nullptr || node->is_null() ? nullptr : node;
  }

  void read_url() {
    const Node* url = member("url");
    if (url == nullptr) url = member("uri");  // only head and options come here without a url
    if (url == nullptr) refuse(fmt::format("an URL must be specified: \"{}\" is required", in("url")), node_.place());
    const std::string& text = read_text(*url, in("url"));
    request_.url = Template(text);
    const bool fine = text.starts_with('/') || text.starts_with("http") || text.find("{{") != std::string::npos;
    if (!fine)
      context_.warnings.add(url->place(), fmt::format("\"{}\" starts neither with / nor with http: every such request "
                                                      "will fail with \"Invalid URL\"",
                                                      text));
    if (const Node* name = member("name")) {
      if (!name->is_scalar()) refuse_value(in("name"), "text", *name);
      request_.name = text_of(*name);
    }
    if (const Node* http2 = member("http2")) request_.http2 = read_flag(*http2, in("http2"));
    const EndpointNaming& naming = context_.config.endpoint_naming;
    const bool counted = context_.engine == Engine::http &&
                         !context_.of_socketio;  // the plugin doesn't see the requests of socketio's users
    if (naming.group_dynamic && counted)
      request_.endpoint = endpoint_of(context_.config.target, text, request_.name, naming);
  }

  std::vector<std::pair<std::string, ValueTemplate>> read_values(const Node& node, const std::string& name) {
    std::vector<std::pair<std::string, ValueTemplate>> out;
    for (const auto& [key, value] : expect_mapping(node, name).members)
      out.emplace_back(key, ValueTemplate(document::to_json(value)));
    return out;
  }

  void read_query() {
    const Node* qs = member("qs");
    const Node* search = member("searchParams");
    if (qs != nullptr) {
      request_.query = read_values(*qs, in("qs"));
      if (search != nullptr)
        context_.warnings.add(search->key_place(),
                              fmt::format("\"{}\" has no effect: qs takes its place", in("searchParams")));
    } else if (search != nullptr) {
      request_.query = read_search_params(*search, in("searchParams"));
    }
  }

  void read_conditions() {
    if (const Node* node = member("probability")) {
      request_.probability = std::min(100.0, std::max(0.0, number_of(*node).value_or(0)));
      if (!number_of(*node))
        context_.warnings.add(node->place(), fmt::format("\"{}\" isn't a number, so the request is never sent, as in "
                                                         "Artillery; found {}",
                                                         in("probability"), found(*node)));
      else if (*request_.probability == 100)
        context_.warnings.add(node->place(),
                              fmt::format("\"{}\": 100 is 99.01 % in Artillery and here; leave it out to "
                                          "send the request always",
                                          in("probability")));
    }
    if (const Node* node = member("ifTrue")) request_.if_true = read_condition(*node);
  }

  Condition read_condition(const Node& node) {
    if (!node.is_scalar()) refuse_value(in("ifTrue"), "an expression", node);
    Condition condition{.text = text_of(node), .expression = {}};
    auto made = expression::Expression::compile(condition.text);
    if (made.has_error())
      context_.warnings.add(node.place(), fmt::format("\"{}\" is no expression, so the request is always sent, as in "
                                                      "Artillery: {}",
                                                      in("ifTrue"), made.error().message));
    else
      condition.expression = *made;
    return condition;
  }

  /// `json` takes the place of `body`, `formData` too. Every other pair would fail each request in Artillery
  /// (ERR_GOT_REQUEST_ERROR).
  void read_body() {
    const Node* json = node_.find("json");  // 0, "", false and null are bodies too
    const Node* body = member("body");
    const Node* form = member("form");
    const Node* form_data = member("formData");
    if (form_data != nullptr && (json != nullptr || form != nullptr))
      refuse(
          fmt::format("\"{}\" can't stand beside {}; a request has one body", in("formData"), json ? "json" : "form"),
          form_data->key_place());
    if (form != nullptr && (json != nullptr || body != nullptr))
      refuse(fmt::format("\"{}\" can't stand beside {}; a request has one body", in("form"), json ? "json" : "body"),
             form->key_place());
    const Node* any = json != nullptr ? json : body != nullptr ? body : form != nullptr ? form : form_data;
    const bool bodiless = request_.method == Method::get || request_.method == Method::head;
    request_.allow_get_body = is_truthy(node_.find("allowGetBody"));
    if (any != nullptr && bodiless && !request_.allow_get_body)
      context_.warnings.add(any->key_place(),
                            fmt::format("a {} request has no body: every such request will fail with "
                                        "\"ERR_GOT_REQUEST_ERROR\"; take it away, or write allowGetBody: true",
                                        name_of(request_.method)));
    if (form_data != nullptr) {
      request_.form_data = read_form_data(*form_data, in("formData"));
      if (body != nullptr)
        context_.warnings.add(body->key_place(), fmt::format("\"{}\" is ignored: formData is sent", in("body")));
    } else if (json != nullptr) {
      request_.json = ValueTemplate(document::to_json(*json));
      if (body != nullptr)
        context_.warnings.add(body->key_place(), fmt::format("\"{}\" is ignored: json is sent", in("body")));
    } else if (body != nullptr) {
      request_.body = Template(read_text(*body, in("body")));
    } else if (form != nullptr) {
      request_.form = read_values(*form, in("form"));
    }
  }

  void read_auth() {
    const Node* auth = member("auth");
    if (auth == nullptr) {
      if (member("username") != nullptr || member("password") != nullptr)
        request_.basic_auth = {read_credential("username"), read_credential("password")};
      return;
    }
    expect_mapping(*auth, in("auth"));
    check_keys(*auth, in("auth"), language::Part::auth, context_.warnings);
    const auto part = [&](std::string_view key) {
      const Node* node = auth->find(key);
      return node == nullptr ? Template("") : read_template(*node, name_in(in("auth"), key));
    };
    request_.basic_auth = {part("user"), part("pass")};
  }

  /// Attributes of the HTTP library; Artillery doesn't render them.
  Template read_credential(std::string_view key) {
    const Node* node = member(key);
    if (node == nullptr) return Template("");
    const std::string& text = read_text(*node, in(key));
    if (text.find("{{") != std::string::npos)
      refuse(fmt::format("\"{}\" is sent as it is written, braces included, in Artillery; write auth: {{user, pass}}, "
                         "which is rendered",
                         in(key)),
             node->place());
    return Template(text);
  }

  void read_expect() {
    const Node* expect = member("expect");
    if (expect != nullptr) request_.expectations = read_expectations(*expect, in("expect"), context_.warnings);
    if (!context_.measured || !context_.config.expect_plugin) {
      if (expect != nullptr)
        context_.warnings.add(expect->key_place(),
                              context_.measured ? "expect is not checked: the plugin \"expect\" isn't in config.plugins"
                                                : "expect is not checked in before and after, as in Artillery");
      request_.expectations.clear();
      return;
    }
    if (context_.plugins.expect_default_200 && request_.expectations.empty())
      request_.expectations.push_back({Expectation::Kind::status_code, "statusCode", {ValueTemplate(200)}});
  }

  void read_hooks() {
    request_.before_request = hooks_of("beforeRequest", context_.before_request);
    request_.after_response = hooks_of("afterResponse", context_.after_response);
    if (context_.config.processor) request_.spec = document::to_json(node_).as_object();
  }

  std::vector<Template> hooks_of(std::string_view key, std::vector<Template> of_scenario) {
    for (Template& own : read_request_hooks(node_, key, name_, context_.config, context_.warnings))
      of_scenario.push_back(std::move(own));
    return of_scenario;
  }

  const Node& node_;
  const std::string& name_;
  const FlowContext& context_;
  Request request_;
};

}  // namespace

Request read_request(Method method, const Node& node, const std::string& name, const FlowContext& context) {
  return RequestReading(method, node, name, context).read();
}

}  // namespace rampart::script
