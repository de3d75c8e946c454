// Template: Artillery's `{{ … }}` language, compiled once and rendered per virtual user.
//
// A string that is exactly one placeholder keeps the value's type; inside text a value is turned into text.
// Source: reference artillery.md §1.8.
#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/result.h"

namespace rampart::script {

struct Path;
class FakeData;

/// What a virtual user knows. Not shared between users, but for an unchanging ground that all may stand on.
class Variables {
 public:
  Variables() = default;
  /// Looks into `shared` for what isn't set here; so a thousand users need one copy of `$env`
  /// (Script::shared_variables).
  explicit Variables(std::shared_ptr<const boost::json::object> shared) : shared_(std::move(shared)) {}

  /// The value at a path (`a.b`, `a[0]`, `a['x-y']`), or nullptr where there is none.
  [[nodiscard]] const boost::json::value* find(std::string_view path) const;
  /// The variable with exactly this name, dots and all.
  [[nodiscard]] const boost::json::value* find_named(std::string_view name) const;
  /// Creates nested objects on the way.
  void set(std::string_view path, boost::json::value value);
  /// The variable with exactly this name where it was set here, to be changed in place; it counts as changed.
  [[nodiscard]] boost::json::value* change(std::string_view name);
  /// Takes the variable with exactly this name away; what is shared stays.
  void unset(std::string_view name);
  /// From now on set() notes the top-level names it changes, those set so far among them: for a copy kept elsewhere.
  void watch();
  /// What changed in the copy: sets a top-level variable by its exact name (unset() takes one away), and notes nothing.
  void take_over(std::string_view name, boost::json::value value) { values_.insert_or_assign(name, std::move(value)); }
  /// The names noted since, each once; then none.
  [[nodiscard]] std::vector<std::string> take_changes() { return std::exchange(changes_, {}); }
  /// From now on, and until it is set or taken away, $uuid is the UUID of these two draws. It is written when somebody
  /// first asks, or sets another variable: a user that only sleeps would hold it as long as it lives.
  void draw_uuid(std::uint64_t high, std::uint64_t low) { uuid_draws_ = {high, low}; }
  /// Where functions of the plugin fake-data get their values; nothing without it. It goes along to copies.
  void use(FakeData* fake_data) { fake_data_ = fake_data; }
  [[nodiscard]] FakeData* fake_data() const { return fake_data_; }
  /// The unchanging ground; may be nothing.
  [[nodiscard]] const std::shared_ptr<const boost::json::object>& shared() const { return shared_; }
  /// What was set here; not what is shared.
  [[nodiscard]] const boost::json::object& all() const;
  /// Calls `visit(name, value)` for every variable at the top, what is shared first.
  template <class F>
  void for_each(F visit) const {
    if (shared_)
      for (const auto& member : *shared_)
        if (!all().contains(member.key())) visit(std::string_view(member.key()), member.value());
    for (const auto& member : all()) visit(std::string_view(member.key()), member.value());
  }
  /// As find(), for a path parsed before; `scratch` holds a computed value (`list.length`).
  [[nodiscard]] const boost::json::value* look_up(const Path& path, boost::json::value& scratch) const;

 private:
  void note(std::string_view name);
  void write_uuid() const;

  std::shared_ptr<const boost::json::object> shared_;
  mutable boost::json::object values_;                 // but for $uuid, nothing is written where it is only read
  mutable std::array<std::uint64_t, 2> uuid_draws_{};  // of a $uuid that isn't written yet; else both 0
  std::vector<std::string> changes_;
  FakeData* fake_data_ = nullptr;
  bool watched_ = false;
};

/// A compiled string. Cheap to copy (shared parts).
class Template {
 public:
  Template() = default;
  /// Compiles; text that is no placeholder stays as it is, so this can't fail.
  explicit Template(std::string_view text);

  /// Appends the rendered text to `out`; nothing is allocated when there is no placeholder but `out` itself.
  void render(const Variables& variables, Random& random, std::string& out) const;
  [[nodiscard]] std::string render(const Variables& variables, Random& random) const;
  /// The typed value when the whole string is one placeholder; else the text. An unknown variable gives null and
  /// `undefined = true`.
  [[nodiscard]] boost::json::value evaluate(const Variables& variables, Random& random, bool& undefined) const;

  /// Appends the value as compact JSON; where it is undefined, nothing, and `undefined = true`.
  void render_json(const Variables& variables, Random& random, std::string& out, bool& undefined) const;

  /// Functions called that aren't built in: where fake-data has none of that name either, such a string is undefined
  /// whenever it is rendered.
  [[nodiscard]] std::vector<std::string> unknown_functions() const;
  /// Paths of the variables used, as written, in order.
  [[nodiscard]] std::vector<std::string> variables_used() const;
  /// There is a `{{` that is no placeholder (`{{ a || 'b' }}`) and so stays in the text.
  [[nodiscard]] bool has_literal_braces() const;

  [[nodiscard]] bool is_constant() const;           ///< No placeholder.
  [[nodiscard]] const std::string& source() const;  ///< As written.
  [[nodiscard]] bool empty() const { return source().empty(); }

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

/// A JSON value whose strings (and keys) may be templates.
class ValueTemplate {
 public:
  ValueTemplate() = default;
  explicit ValueTemplate(const boost::json::value& value);
  /// An undefined leaf is left out of its object, and is null in a list, as JSON.stringify has it.
  [[nodiscard]] boost::json::value evaluate(const Variables& variables, Random& random) const;
  /// The same; `undefined` says whether the whole value is.
  [[nodiscard]] boost::json::value evaluate(const Variables& variables, Random& random, bool& undefined) const;
  /// Appends compact JSON text; nothing when the whole value is undefined.
  void render_json(const Variables& variables, Random& random, std::string& out) const;
  [[nodiscard]] bool is_constant() const;

 private:
  struct Node;
  std::shared_ptr<const Node> root_;
};

}  // namespace rampart::script
