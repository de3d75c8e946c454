#include "core/import/openapi_operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>

#include "core/script/json_text.h"

namespace rampart::imports {
namespace {

namespace json = boost::json;
using document::Node;

std::string text_at(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value == nullptr || !value->is_scalar() ? std::string() : value->text;
}

bool flag_at(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value != nullptr && value->boolean;
}

/// Adds to an attribute that is a mapping.
void add_to(json::object& request, std::string_view attribute, const std::string& name, json::value value) {
  const json::string_view key(attribute.data(), attribute.size());
  if (!request.contains(key)) request[key] = json::object();
  request[key].get_object()[name] = std::move(value);
}

json::string plain_text(const json::value& value) {
  std::string text;
  script::append_text(text, value);
  return json::string(json::string_view(text));
}

class OperationReading {
 public:
  OperationReading(const OpenapiTree& tree, const Node& root, std::string path, const Node& path_item,
                   const std::string& verb, OpenapiScript& script)
      : tree_(tree),
        root_(root),
        path_(std::move(path)),
        path_item_(path_item),
        verb_(verb),
        operation_(*tree.member(path_item, verb)),
        script_(script) {
    name_ = text_at(operation_, "operationId");
    if (name_.empty()) name_ = fmt::format("{} {}", verb, path_);
  }

  json::object read() {
    request_["url"] = "";  // first to be read; filled in when the parameters are known
    request_["name"] = name_;
    for (const Node* parameter : parameters()) read_parameter(*parameter);
    read_body();
    read_security();
    read_statuses();
    if (const std::size_t open = path_.find('{'); open != std::string::npos && path_.compare(open, 2, "{{") != 0)
      refuse(fmt::format("the path \"{}\" has a parameter that isn't described under \"parameters\"", path_),
             operation_);
    request_["url"] = path_;
    return {{verb_, std::move(request_)}};
  }

 private:
  /// The operation's own, and those of its path that it doesn't replace.
  [[nodiscard]] std::vector<const Node*> parameters() const {
    std::vector<const Node*> out;
    for (const Node* owner : {&operation_, &path_item_}) {
      const Node* list = owner->find("parameters");
      if (list == nullptr) continue;
      for (const Node& item : list->items) {
        const Node& parameter = tree_.resolved(item);
        const bool replaced = std::any_of(out.begin(), out.end(), [&](const Node* other) {
          return text_at(*other, "name") == text_at(parameter, "name") &&
                 text_at(*other, "in") == text_at(parameter, "in");
        });
        if (!replaced) out.push_back(&parameter);
      }
    }
    return out;
  }

  void read_parameter(const Node& parameter) {
    const std::string name = text_at(parameter, "name");
    const std::string in = text_at(parameter, "in");
    if (name.empty() || in.empty()) refuse("a parameter must have \"name\" and \"in\"", parameter);
    if (in == "path") return read_path_parameter(name, tree_.example_beside(parameter));
    const bool has_example = parameter.find("example") != nullptr || parameter.find("examples") != nullptr;
    if (!flag_at(parameter, "required") && !has_example) return;
    json::value value = tree_.example_beside(parameter);
    if (in == "query") return add_to(request_, "qs", name, std::move(value));
    if (in == "cookie") return add_to(request_, "cookie", name, plain_text(value));
    std::string low = name;
    for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    // OpenAPI itself ignores these three: they come from the content types and the security schemes.
    if (in == "header" && low != "accept" && low != "content-type" && low != "authorization")
      add_to(request_, "headers", low, plain_text(value));
  }

  /// `{id}` → `{{ id }}`. Two operations may mean different things by one name; then the second's is longer.
  void read_path_parameter(const std::string& name, const json::value& value) {
    std::string variable;
    for (const char c : name) variable += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    const json::value* known = script_.variables.if_contains(variable);
    if (known != nullptr && *known != value) {
      variable += '_';
      for (const char c : name_) variable += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    // Of a list Artillery takes one item for each user; a parameter is one value.
    script_.variables[variable] = value.is_structured() ? json::value(plain_text(value)) : value;
    const std::string written = "{" + name + "}";
    for (std::size_t i = path_.find(written); i != std::string::npos; i = path_.find(written, i + variable.size() + 6))
      path_.replace(i, written.size(), "{{ " + variable + " }}");
  }

  /// A property whose format is `binary` is a file; others are sent as text, structured ones as JSON.
  json::object parts_of(const json::object& example, const Node& media) {
    const Node* schema = tree_.member(media, "schema");
    const Node* properties = schema == nullptr ? nullptr : schema->find("properties");
    json::object out;
    for (const auto& [key, value] : example) {
      const Node* property = properties == nullptr ? nullptr : tree_.member(*properties, key);
      const Node* format = property == nullptr ? nullptr : property->find("format");
      if (format != nullptr && format->text == "binary") {
        const std::string file = fmt::format("./{}.bin", std::string(key));
        out[key] = json::object{{"fromFile", file}};
        script_.notes.push_back(
            fmt::format("{}: put a file {} beside the script to send as \"{}\"", name_, file, std::string(key)));
      } else if (value.is_structured()) {
        out[key] = json::object{{"value", plain_text(value)}, {"contentType", "application/json"}};
      } else {
        out[key] = value;
      }
    }
    return out;
  }

  void read_body() {
    const Node* body = tree_.member(operation_, "requestBody");
    const Node* content = body == nullptr ? nullptr : body->find("content");
    if (content == nullptr || content->members.empty()) return;
    const auto find = [&](std::string_view part) {
      return std::find_if(content->members.begin(), content->members.end(),
                          [&](const auto& member) { return member.first.find(part) != std::string::npos; });
    };
    auto media = find("json");
    if (media == content->members.end()) media = find("x-www-form-urlencoded");
    if (media == content->members.end()) media = find("multipart/form-data");
    if (media == content->members.end()) media = content->members.begin();
    const std::string& type = media->first;
    json::value example = tree_.example_beside(media->second);
    if (verb_ == "get" || verb_ == "head") request_["allowGetBody"] = true;
    if (type.find("json") != std::string::npos) {
      request_["json"] = std::move(example);
      if (type != "application/json" && type.find('*') == std::string::npos)
        add_to(request_, "headers", "content-type", json::string(type));
    } else if (type.find("x-www-form-urlencoded") != std::string::npos && example.is_object()) {
      request_["form"] = std::move(example);
    } else if (type == "multipart/form-data" && example.is_object()) {
      request_["formData"] = parts_of(example.get_object(), media->second);
    } else if (type.starts_with("multipart/")) {
      script_.notes.push_back(
          fmt::format("{}: its body of several parts ({}) was left out; write formData", name_, type));
    } else {
      request_["body"] = plain_text(example);
      add_to(request_, "headers", "content-type", json::string(type));
    }
  }

  /// The first alternative of `security`; the operation's wins over the description's.
  void read_security() {
    const Node* security = operation_.find("security");
    if (security == nullptr) security = root_.find("security");
    if (security == nullptr || security->items.empty()) return;
    const Node* components = root_.find("components");
    const Node* schemes = components == nullptr ? nullptr : components->find("securitySchemes");
    for (const auto& [name, scopes] : security->items.front().members) {
      const Node* scheme = schemes == nullptr ? nullptr : tree_.member(*schemes, name);
      if (scheme == nullptr) refuse(fmt::format("the security scheme \"{}\" isn't under components", name), scopes);
      add_credentials(*scheme);
    }
  }

  void add_credentials(const Node& scheme) {
    const std::string type = text_at(scheme, "type");
    if (type == "apiKey") {
      const std::string in = text_at(scheme, "in");
      const char* attribute = in == "query" ? "qs" : in == "cookie" ? "cookie" : "headers";
      add_to(request_, attribute, text_at(scheme, "name"), "{{ $env.API_KEY }}");
      return note_once("set API_KEY in the environment: the description asks for an API key");
    }
    if (type == "http" && text_at(scheme, "scheme") == "basic") {
      request_["auth"] = json::object{{"user", "{{ $env.API_USER }}"}, {"pass", "{{ $env.API_PASSWORD }}"}};
      return note_once("set API_USER and API_PASSWORD in the environment: the description asks for basic auth");
    }
    if (type == "mutualTLS") return note_once("the description asks for a client certificate: write config.tls");
    add_to(request_, "headers", "authorization", "Bearer {{ $env.API_TOKEN }}");
    note_once("set API_TOKEN in the environment: the description asks for a bearer token");
  }

  void note_once(const std::string& text) {
    if (std::find(script_.notes.begin(), script_.notes.end(), text) == script_.notes.end())
      script_.notes.push_back(text);
  }

  void read_statuses() {
    json::array expected;
    if (const Node* responses = operation_.find("responses"))
      for (const auto& [code, response] : responses->members)
        if (code.size() == 3 && code.front() == '2' && std::isdigit(static_cast<unsigned char>(code[1])) != 0)
          expected.push_back(100 * (code[0] - '0') + 10 * (code[1] - '0') + (code[2] - '0'));
    if (expected.empty()) return;
    request_["expect"] =
        json::array{json::object{{"statusCode", expected.size() == 1 ? expected.front() : json::value(expected)}}};
  }

  const OpenapiTree& tree_;
  const Node& root_;
  std::string path_;
  const Node& path_item_;
  const std::string& verb_;
  const Node& operation_;
  OpenapiScript& script_;
  std::string name_;
  json::object request_;
};

}  // namespace

json::object operation_step(const OpenapiTree& tree, const Node& root, const std::string& path, const Node& path_item,
                            const std::string& verb, OpenapiScript& script) {
  return OperationReading(tree, root, path, path_item, verb, script).read();
}

}  // namespace rampart::imports
