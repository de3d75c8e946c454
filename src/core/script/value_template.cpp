#include <boost/json/array.hpp>
#include <variant>

#include "core/script/json_text.h"
#include "core/script/template.h"

namespace rampart::script {

namespace json = boost::json;

/// A part of the tree. Whatever holds no placeholder is kept as finished JSON text beside its value.
struct ValueTemplate::Node {
  struct Constant {
    json::value value;
    std::string text;
  };
  struct List {
    std::vector<Node> items;
  };
  struct Object {
    std::vector<std::pair<Template, Node>> members;
    std::vector<std::string> key_texts;  ///< `"key":`, for the members whose key is constant.
    bool constant_keys = true;
  };
  std::variant<Constant, Template, List, Object> what;

  [[nodiscard]] bool is_constant() const { return std::holds_alternative<Constant>(what); }

  static Node compile(const json::value& value);
  static Node constant(const json::value& value);
  static Node compile_list(const json::value& value);
  static Node compile_object(const json::value& value);

  json::value evaluate(const Variables& variables, Random& random, bool& undefined) const;
  void render_json(const Variables& variables, Random& random, std::string& out, bool& undefined) const;

 private:
  static void render_list(const List& list, const Variables& variables, Random& random, std::string& out);
  static void render_object(const Object& object, const Variables& variables, Random& random, std::string& out);
};

ValueTemplate::Node ValueTemplate::Node::constant(const json::value& value) {
  Constant made{value, {}};
  append_json(made.text, value);
  return {std::move(made)};
}

ValueTemplate::Node ValueTemplate::Node::compile_list(const json::value& value) {
  List list;
  bool all_constant = true;
  for (const auto& item : value.get_array()) {
    list.items.push_back(compile(item));
    all_constant = all_constant && list.items.back().is_constant();
  }
  if (all_constant) return constant(value);
  return {std::move(list)};
}

ValueTemplate::Node ValueTemplate::Node::compile_object(const json::value& value) {
  Object object;
  bool all_constant = true;
  for (const auto& member : value.get_object()) {
    object.members.emplace_back(Template(member.key()), compile(member.value()));
    object.constant_keys = object.constant_keys && object.members.back().first.is_constant();
    all_constant = all_constant && object.members.back().second.is_constant();
    append_json_string(object.key_texts.emplace_back(), member.key());
    object.key_texts.back() += ':';
  }
  if (all_constant && object.constant_keys) return constant(value);
  return {std::move(object)};
}

ValueTemplate::Node ValueTemplate::Node::compile(const json::value& value) {
  if (const auto* text = value.if_string()) {
    Template made(*text);
    if (!made.is_constant()) return {std::move(made)};
  }
  if (value.is_array()) return compile_list(value);
  if (value.is_object()) return compile_object(value);
  return constant(value);
}

json::value ValueTemplate::Node::evaluate(const Variables& variables, Random& random, bool& undefined) const {
  undefined = false;
  if (const auto* constant_part = std::get_if<Constant>(&what)) return constant_part->value;
  if (const auto* text = std::get_if<Template>(&what)) return text->evaluate(variables, random, undefined);
  bool missing = false;
  if (const auto* list = std::get_if<List>(&what)) {
    json::array out;
    for (const Node& item : list->items) out.push_back(item.evaluate(variables, random, missing));
    return out;
  }
  // Artillery deletes a key that rendering changed and sets the new one, which so comes last.
  json::object out;
  json::object renamed;
  for (const auto& [key, item] : std::get<Object>(what).members) {
    json::value value = item.evaluate(variables, random, missing);
    if (missing) continue;
    if (key.is_constant())
      out.insert_or_assign(key.source(), std::move(value));
    else
      renamed.insert_or_assign(key.render(variables, random), std::move(value));
  }
  for (auto& member : renamed) out.insert_or_assign(member.key(), std::move(member.value()));
  return out;
}

void ValueTemplate::Node::render_list(const List& list, const Variables& variables, Random& random, std::string& out) {
  out += '[';
  bool first = true;
  for (const Node& item : list.items) {
    if (!first) out += ',';
    first = false;
    bool undefined = false;
    item.render_json(variables, random, out, undefined);
    if (undefined) out += "null";
  }
  out += ']';
}

void ValueTemplate::Node::render_object(const Object& object, const Variables& variables, Random& random,
                                        std::string& out) {
  out += '{';
  const std::size_t after_brace = out.size();
  for (std::size_t i = 0; i < object.members.size(); ++i) {
    const std::size_t begin = out.size();
    if (begin != after_brace) out += ',';
    out += object.key_texts[i];
    bool undefined = false;
    object.members[i].second.render_json(variables, random, out, undefined);
    if (undefined) out.resize(begin);
  }
  out += '}';
}

void ValueTemplate::Node::render_json(const Variables& variables, Random& random, std::string& out,
                                      bool& undefined) const {
  undefined = false;
  if (const auto* constant_part = std::get_if<Constant>(&what)) {
    out += constant_part->text;
  } else if (const auto* text = std::get_if<Template>(&what)) {
    text->render_json(variables, random, out, undefined);
  } else if (const auto* list = std::get_if<List>(&what)) {
    render_list(*list, variables, random, out);
  } else if (const auto& object = std::get<Object>(what); object.constant_keys) {
    render_object(object, variables, random, out);
  } else {
    append_json(out, evaluate(variables, random, undefined));
  }
}

ValueTemplate::ValueTemplate(const json::value& value) : root_(std::make_shared<const Node>(Node::compile(value))) {}

json::value ValueTemplate::evaluate(const Variables& variables, Random& random) const {
  bool undefined = false;
  return evaluate(variables, random, undefined);
}

json::value ValueTemplate::evaluate(const Variables& variables, Random& random, bool& undefined) const {
  undefined = false;
  return root_ ? root_->evaluate(variables, random, undefined) : json::value();
}

void ValueTemplate::render_json(const Variables& variables, Random& random, std::string& out) const {
  bool undefined = false;
  if (root_) root_->render_json(variables, random, out, undefined);
}

bool ValueTemplate::is_constant() const { return !root_ || root_->is_constant(); }

}  // namespace rampart::script
