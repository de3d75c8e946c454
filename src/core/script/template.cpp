// A template is split once into literals, variables and calls, and rendering appends them one after the other. That
// gives what Artillery's repeated replacement gives, except where a value brings braces or a `$&` along; those are
// noticed while rendering and done by substitution.h.
#include "core/script/template.h"

#include <algorithm>

#include "core/script/compiled_template.h"
#include "core/script/json_text.h"
#include "core/script/placeholder.h"
#include "core/script/substitution.h"

namespace rampart::script {
namespace {

namespace json = boost::json;
using Part = std::variant<std::string, Path, Call>;

void add_literal(std::vector<Part>& parts, std::string_view text) {
  if (!text.empty()) parts.emplace_back(std::string(text));
}

/// Calls are replaced before variables, so the text between two calls is searched for variables by itself.
void add_variables(std::vector<Part>& parts, std::string_view text) {
  std::size_t from = 0;
  while (const auto place = find_variable(text, from)) {
    add_literal(parts, text.substr(from, place->begin - from));
    parts.emplace_back(parse_path(place->path));
    from = place->end;
  }
  add_literal(parts, text.substr(from));
}

std::vector<Part> split(std::string_view text) {
  std::vector<Part> parts;
  std::size_t from = 0;
  while (auto place = find_call(text, from)) {
    add_variables(parts, text.substr(from, place->begin - from));
    parts.emplace_back(std::move(place->call));
    from = place->end;
  }
  add_variables(parts, text.substr(from));
  return parts;
}

/// What rendering the parts one by one came to.
enum class Outcome { done, do_it_step_by_step };

Outcome append_variable(const Path& path, const Variables& variables, std::string& out, bool& brace) {
  json::value scratch;
  const json::value* value = variables.look_up(path, scratch);
  if (value == nullptr) {
    out += "undefined";
    return Outcome::done;
  }
  const std::size_t begin = out.size();
  append_text(out, *value);
  if (value->is_bool() || value->is_number()) return Outcome::done;
  const std::string_view added = std::string_view(out).substr(begin);
  // A `{` at its end would join the braces of the placeholder that follows.
  if (added.ends_with('{') || has_replacement_pattern(added)) return Outcome::do_it_step_by_step;
  brace = brace || added.find_first_of("{}") != std::string_view::npos;
  return Outcome::done;
}

Outcome append_parts(const std::vector<Part>& parts, const Variables& variables, Random& random, std::string& out,
                     bool brace) {
  const std::size_t begin = out.size();
  for (const Part& part : parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      out += *literal;
    } else if (const auto* path = std::get_if<Path>(&part)) {
      if (append_variable(*path, variables, out, brace) != Outcome::done) return Outcome::do_it_step_by_step;
    } else {
      const Call& call = std::get<Call>(part);
      const std::size_t from = out.size();
      append_call(out, call, random, variables.fake_data());
      if (call.function != Call::Function::unknown) continue;
      const std::string_view added = std::string_view(out).substr(from);  // made up: it may hold anything
      if (added.find_first_of("{}") != std::string_view::npos || has_replacement_pattern(added))
        return Outcome::do_it_step_by_step;
    }
  }
  if (brace && find_variable(std::string_view(out).substr(begin))) return Outcome::do_it_step_by_step;
  return Outcome::done;
}

const std::string& nothing() {
  static const std::string empty;
  return empty;
}

}  // namespace

bool Template::Compiled::is_defined(const Variables& variables) const {
  return !foreign || std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
    const auto* call = std::get_if<Call>(&part);
    return call == nullptr || is_known(*call, variables.fake_data());
  });
}

Template::Template(std::string_view text) {
  auto compiled = std::make_shared<Compiled>();
  compiled->source = text;
  if (text.find("{{") != std::string_view::npos) {
    compiled->parts = split(text);
    if (compiled->parts.size() == 1 && std::holds_alternative<std::string>(compiled->parts.front()))
      compiled->parts.clear();
  }
  for (const auto& part : compiled->parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      compiled->always_slow = compiled->always_slow || literal->find("{{") != std::string::npos;
      compiled->scan_again = compiled->scan_again || literal->find_first_of("{}") != std::string::npos;
    } else if (const auto* call = std::get_if<Call>(&part)) {
      compiled->foreign = compiled->foreign || call->function == Call::Function::unknown;
    }
  }
  compiled->single = compiled->parts.size() == 1 && std::holds_alternative<Path>(compiled->parts.front());
  compiled_ = std::move(compiled);
}

void Template::render(const Variables& variables, Random& random, std::string& out) const {
  if (!compiled_) return;
  const Compiled& c = *compiled_;
  if (c.parts.empty()) {
    out += c.source;
    return;
  }
  if (!c.single && !c.always_slow && c.is_defined(variables)) {
    const std::size_t begin = out.size();
    if (append_parts(c.parts, variables, random, out, c.scan_again) == Outcome::done) return;
    out.resize(begin);
  }
  if (c.single) {  // without copying the value
    json::value scratch;
    const auto* value = variables.look_up(std::get<Path>(c.parts.front()), scratch);
    if (value != nullptr)
      append_text(out, *value);
    else
      out += "undefined";
    return;
  }
  bool undefined = false;
  const json::value value = evaluate(variables, random, undefined);
  if (undefined)
    out += "undefined";
  else
    append_text(out, value);
}

std::string Template::render(const Variables& variables, Random& random) const {
  std::string out;
  render(variables, random, out);
  return out;
}

json::value Template::evaluate(const Variables& variables, Random& random, bool& undefined) const {
  undefined = false;
  if (!compiled_) return json::value(json::string());
  const Compiled& c = *compiled_;
  if (c.parts.empty()) return json::value(c.source);
  if (!c.is_defined(variables)) {
    undefined = true;
    return nullptr;
  }
  if (c.single) {
    json::value scratch;
    const auto* value = variables.look_up(std::get<Path>(c.parts.front()), scratch);
    undefined = value == nullptr;
    return value == nullptr ? json::value() : *value;
  }
  std::string out;
  if (!c.always_slow && append_parts(c.parts, variables, random, out, c.scan_again) == Outcome::done)
    return json::value(out);
  return substitute(c.source, variables, random, undefined);
}

void Template::render_json(const Variables& variables, Random& random, std::string& out, bool& undefined) const {
  undefined = false;
  if (!compiled_ || compiled_->parts.empty()) {
    append_json_string(out, source());
    return;
  }
  const Compiled& c = *compiled_;
  if (c.single) {
    json::value scratch;
    const auto* value = variables.look_up(std::get<Path>(c.parts.front()), scratch);
    undefined = value == nullptr;
    if (value != nullptr) append_json(out, *value);
    return;
  }
  const json::value value = evaluate(variables, random, undefined);
  if (!undefined) append_json(out, value);
}

std::vector<std::string> Template::unknown_functions() const {
  std::vector<std::string> names;
  if (!compiled_) return names;
  for (const auto& part : compiled_->parts)
    if (const auto* call = std::get_if<Call>(&part); call != nullptr && call->function == Call::Function::unknown)
      names.push_back(call->name);
  return names;
}

std::vector<std::string> Template::variables_used() const {
  std::vector<std::string> paths;
  if (!compiled_) return paths;
  for (const auto& part : compiled_->parts)
    if (const auto* path = std::get_if<Path>(&part)) paths.push_back(path->source);
  return paths;
}

bool Template::has_literal_braces() const {
  if (!compiled_) return false;
  if (compiled_->parts.empty()) return compiled_->source.find("{{") != std::string::npos;
  return compiled_->always_slow;
}

bool Template::is_constant() const { return !compiled_ || compiled_->parts.empty(); }

const std::string& Template::source() const { return compiled_ ? compiled_->source : nothing(); }

}  // namespace rampart::script
