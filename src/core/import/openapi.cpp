#include "core/import/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/document/document.h"
#include "core/import/openapi_operation.h"
#include "core/import/openapi_tree.h"
#include "core/import/script_text.h"

namespace rampart::imports {
namespace {

namespace json = boost::json;
using document::Node;

void check_version(const Node& root) {
  if (!root.is_mapping()) refuse("an OpenAPI description is a mapping with \"openapi\" and \"paths\"", root);
  if (const Node* older = root.find("swagger"))
    refuse(fmt::format("this is Swagger {}; convert it to OpenAPI 3 first (for example with swagger2openapi)",
                       older->text),
           *older);
  const Node* version = root.find("openapi");
  if (version == nullptr) refuse("\"openapi\" is required: the version of the description, such as 3.0.3", root);
  if (!version->text.starts_with("3."))
    refuse(fmt::format("\"openapi\" must be a version 3; found \"{}\"", version->text), *version);
  const Node* paths = root.find("paths");
  if (paths == nullptr || !paths->is_mapping()) refuse("\"paths\" is required: a mapping of paths to operations", root);
}

/// The first server, its variables at their defaults.
std::string target_of(const OpenapiTree& tree, const Node& root, OpenapiScript& script) {
  const Node* servers = root.find("servers");
  std::string url;
  if (servers != nullptr && !servers->items.empty()) {
    const Node& server = servers->items.front();
    if (const Node* written = server.find("url")) url = written->text;
    if (const Node* variables = tree.member(server, "variables"))
      for (const auto& [name, variable] : variables->members) {
        const Node* otherwise = variable.find("default");
        const std::string mark = "{" + name + "}";
        if (const std::size_t at = url.find(mark); at != std::string::npos && otherwise != nullptr)
          url.replace(at, mark.size(), otherwise->text);
      }
  }
  while (url.ends_with('/')) url.pop_back();
  if (url.starts_with("http://") || url.starts_with("https://")) return url;
  script.notes.emplace_back(
      "the description doesn't say on which host the service is: set config.target, or give "
      "--target to rampart run");
  return "http://localhost:8080" + (url.empty() || url.front() == '/' ? url : "/" + url);
}

json::array flow_of(const OpenapiTree& tree, const Node& root, OpenapiScript& script) {
  json::array out;
  for (const auto& [path, written] : root.find("paths")->members) {
    if (!path.starts_with('/')) continue;  // x-…
    const Node& item = tree.resolved(written);
    for (const std::string verb : {"get", "post", "put", "patch", "delete", "head", "options"})
      if (tree.member(item, verb) != nullptr) out.push_back(operation_step(tree, root, path, item, verb, script));
  }
  if (out.empty()) refuse("there is no operation under \"paths\"", *root.find("paths"));
  return out;
}

Imported read_description(const Node& root, const std::string& file) {
  check_version(root);
  const OpenapiTree tree(root);
  OpenapiScript script;
  const std::string target = target_of(tree, root, script);
  json::array flow = flow_of(tree, root, script);
  const Node* info = tree.member(root, "info");
  const Node* title = info == nullptr ? nullptr : info->find("title");
  json::object config{{"target", target},
                      {"phases", json::array{json::object{{"duration", 1}, {"arrivalCount", 1}}}},
                      {"plugins", json::object{{"expect", json::object{}}}}};
  if (!script.variables.empty()) config["variables"] = script.variables;
  Imported out;
  out.script = comment_text(
      fmt::format("{} operations of {}. One user once: raise the phase to put load on.", flow.size(), file));
  json::object scenario{{"name", title == nullptr || title->text.empty() ? "every operation" : title->text},
                        {"flow", std::move(flow)}};
  out.script += yaml_text(json::object{{"config", std::move(config)}, {"scenarios", json::array{std::move(scenario)}}});
  out.notes = std::move(script.notes);
  return out;
}

}  // namespace

Result<Imported> import_openapi(std::string_view text, const std::string& file) {
  std::string spaced(text);
  if (const std::size_t first = spaced.find_first_not_of(" \t\r\n"); first != std::string::npos && spaced[first] == '{')
    std::replace(spaced.begin(), spaced.end(), '\t', ' ');  // YAML allows no tabs; in JSON they can only be space
  const auto root = document::parse(spaced, file);
  if (root.has_error()) return root.error();
  try {
    return read_description(*root, file);
  } catch (const WrongDescription& wrong) {
    return wrong.error;
  }
}

}  // namespace rampart::imports
