#include <algorithm>
#include <utility>

#include "base/uuid.h"
#include "core/script/path.h"
#include "core/script/template.h"

namespace rampart::script {

namespace json = boost::json;

namespace {

constexpr std::string_view uuid_name = "$uuid";

bool is_plain(std::string_view path) { return path.find_first_of(".[") == std::string_view::npos; }

}  // namespace

void Variables::write_uuid() const {
  if (uuid_draws_[0] == 0 && uuid_draws_[1] == 0) return;
  values_.insert_or_assign(uuid_name, uuid(uuid_draws_[0], uuid_draws_[1]));
  uuid_draws_ = {};
}

const json::object& Variables::all() const {
  write_uuid();
  return values_;
}

void Variables::unset(std::string_view name) {
  if (name == uuid_name) uuid_draws_ = {};
  values_.erase(name);
}

const json::value* Variables::look_up(const Path& path, json::value& scratch) const {
  if (!path.keys.empty() && path.keys.front().name == uuid_name) write_uuid();
  const auto* found = script::look_up(values_, path, scratch);
  if (found != nullptr || !shared_ || path.keys.empty()) return found;
  // Setting `a.b` brings the shared `a` over, so what is here hides what is shared, key by key.
  if (values_.contains(path.keys.front().name)) return nullptr;
  return script::look_up(*shared_, path, scratch);
}

const json::value* Variables::find_named(std::string_view name) const {
  if (name == uuid_name) write_uuid();
  const auto* found = values_.if_contains(name);
  return found == nullptr && shared_ ? shared_->if_contains(name) : found;
}

const json::value* Variables::find(std::string_view path) const {
  if (is_plain(path)) return find_named(path);
  json::value scratch;
  const auto* found = look_up(parse_path(path), scratch);
  return found == &scratch ? nullptr : found;  // a computed value (`list.length`) has no address to give
}

json::value* Variables::change(std::string_view name) {
  if (name == uuid_name) write_uuid();
  auto* found = values_.if_contains(name);
  if (found != nullptr && watched_) note(name);
  return found;
}

void Variables::set(std::string_view path, json::value value) {
  if (path != uuid_name) write_uuid();  // it stands before what is set after it was drawn
  if (is_plain(path)) {
    if (path == uuid_name) uuid_draws_ = {};
    values_.insert_or_assign(path, std::move(value));
    if (watched_) note(path);
    return;
  }
  const Path parsed = parse_path(path);
  if (watched_ && !parsed.keys.empty()) note(parsed.keys.front().name);
  if (shared_ && !parsed.keys.empty() && !values_.contains(parsed.keys.front().name)) {
    if (const auto* ground = shared_->if_contains(parsed.keys.front().name))
      values_.insert_or_assign(parsed.keys.front().name, *ground);
  }
  assign(values_, parsed, std::move(value));
}

void Variables::watch() {
  watched_ = true;
  changes_.clear();
  for (const auto& member : all()) changes_.emplace_back(member.key());
}

void Variables::note(std::string_view name) {
  if (std::find(changes_.begin(), changes_.end(), name) == changes_.end()) changes_.emplace_back(name);
}

}  // namespace rampart::script
