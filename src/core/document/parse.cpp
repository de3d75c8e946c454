// yaml-cpp gives events with marks; this file makes the positioned tree and adds what yaml-cpp leaves out:
// typing, `<<` merge keys, duplicate keys.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "core/document/document.h"
#include "core/document/scalar.h"

namespace rampart::document {
namespace {

constexpr int depth_limit = 200;  // deeper is an attack or a mistake, and recursion must stay bounded

class Converter {
 public:
  explicit Converter(std::shared_ptr<const std::string> file) : file_(std::move(file)) {}

  Result<Node> convert(const YAML::Node& yaml, int depth) {
    Node node;
    node.file = file_;
    const YAML::Mark mark = yaml.Mark();
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    if (depth > depth_limit) return invalid(fmt::format("nested deeper than {} levels", depth_limit), node.place());
    const std::string& tag = yaml.Tag();
    if (tag.size() > 1 && tag.front() == '!') node.tag = tag;
    switch (yaml.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        break;
      case YAML::NodeType::Scalar:
        scalar(yaml, tag, node);
        break;
      case YAML::NodeType::Sequence: {
        node.kind = Kind::sequence;
        for (const auto& item : yaml) {
          auto child = convert(item, depth + 1);
          if (child.has_error()) return child;
          node.items.push_back(std::move(*child));
        }
        break;
      }
      case YAML::NodeType::Map:
        return mapping(yaml, std::move(node), depth);
    }
    return node;
  }

 private:
  static void scalar(const YAML::Node& yaml, const std::string& tag, Node& node) {
    // yaml-cpp marks a quoted scalar with the non-specific tag "!".
    const bool quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (quoted || !node.tag.empty()) {
      node.kind = Kind::text;
      node.text = yaml.Scalar();
    } else {
      type_plain_scalar(yaml.Scalar(), node);
    }
  }

  Result<Node> mapping(const YAML::Node& yaml, Node node, int depth) {
    node.kind = Kind::mapping;
    std::vector<Node> merged;
    for (const auto& entry : yaml) {
      if (!entry.first.IsScalar()) return invalid("a key must be text", place_of(entry.first));
      const std::string& key = entry.first.Scalar();
      auto child = convert(entry.second, depth + 1);
      if (child.has_error()) return child;
      child->key_line = entry.first.Mark().line + 1;
      child->key_column = entry.first.Mark().column + 1;
      if (key == "<<" && entry.first.Tag() != "!") {
        if (auto refused = collect_merge(std::move(*child), merged); refused.has_error()) return refused.error();
        continue;
      }
      if (node.find(key) != nullptr)
        return invalid(fmt::format("the key \"{}\" stands here twice; keep one", key), child->key_place());
      node.members.emplace_back(key, std::move(*child));
    }
    for (Node& source : merged)
      for (auto& [key, value] : source.members)
        if (node.find(key) == nullptr) node.members.emplace_back(key, value);
    return node;
  }

  static Result<void> collect_merge(Node value, std::vector<Node>& merged) {
    if (value.is_mapping()) {
      merged.push_back(std::move(value));
      return {};
    }
    if (!value.is_sequence()) return invalid("`<<` merges a mapping or a list of mappings", value.place());
    for (Node& item : value.items) {
      if (!item.is_mapping()) return invalid("`<<` merges a mapping or a list of mappings", item.place());
      merged.push_back(std::move(item));
    }
    return {};
  }

  [[nodiscard]] Place place_of(const YAML::Node& yaml) const {
    return {*file_, yaml.Mark().line + 1, yaml.Mark().column + 1};
  }

  std::shared_ptr<const std::string> file_;
};

/// Notes where a document begins that holds anything.
class DocumentNoting : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { start_ = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override { holds_something_ = true; }
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {
    holds_something_ = true;
  }
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    holds_something_ = true;
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    holds_something_ = true;
  }
  void OnMapEnd() override {}

  [[nodiscard]] bool holds_something() const { return holds_something_; }
  [[nodiscard]] const YAML::Mark& start() const { return start_; }

 private:
  YAML::Mark start_;
  bool holds_something_ = false;
};

/// Refuses a second document. YAML::LoadAll would find it too, but never ends for a text such as ", a".
Result<void> refuse_second_document(const std::string& text, const std::string& file) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  DocumentNoting first;
  DocumentNoting second;
  if (!parser.HandleNextDocument(first) || !parser.HandleNextDocument(second) || !second.holds_something()) return {};
  return invalid("this file holds several documents (---); put one in each file", {file, second.start().line + 1, 1});
}

}  // namespace

Result<Node> parse(std::string_view text, std::string file) {
  auto name = std::make_shared<const std::string>(std::move(file));
  try {
    const std::string copy(text);
    const YAML::Node document = YAML::Load(copy);
    if (auto several = refuse_second_document(copy, *name); several.has_error()) return several.error();
    if (document.IsNull()) {
      Node empty;
      empty.file = name;
      return empty;
    }
    return Converter(name).convert(document, 0);
  } catch (const YAML::Exception& e) {
    return invalid("not valid YAML: " + e.msg, {*name, e.mark.line + 1, e.mark.column + 1});
  }
}

Result<Node> parse_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || text.fail()) return not_found(fmt::format("can't read {}: does it exist, and is it a file?", path));
  return parse(text.str(), path);
}

}  // namespace rampart::document
