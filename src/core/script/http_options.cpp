#include "core/script/http_options.h"

#include <algorithm>

#include "core/script/check_keys.h"
#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;

/// Lower-case hexadecimal digits only, eight at most; "a9" when nothing is left.
std::string trace_prefix(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((low >= '0' && low <= '9') || (low >= 'a' && low <= 'f')) out += low;
  }
  out.resize(std::min<std::size_t>(out.size(), 8));
  return out.empty() ? "a9" : out;
}

}  // namespace

CookieRules read_cookie_rules(const Node& options, const std::string& name, Warnings& warnings) {
  CookieRules rules;
  check_keys(expect_mapping(options, name), name, language::Part::cookie_jar, warnings);
  if (const Node* loose = options.find("looseMode")) rules.loose = read_flag(*loose, name_in(name, "looseMode"));
  if (const Node* reject = options.find("rejectPublicSuffixes"))
    rules.reject_public_suffixes = read_flag(*reject, name_in(name, "rejectPublicSuffixes"));
  if (const Node* prefixes = options.find("prefixSecurity")) {
    const std::string inner = name_in(name, "prefixSecurity");
    const std::string& text = read_text(*prefixes, inner);
    if (text == "silent")
      rules.prefixes = CookieRules::Prefixes::silent;
    else if (text == "strict")
      rules.prefixes = CookieRules::Prefixes::strict;
    else if (text == "unsafe-disabled")
      rules.prefixes = CookieRules::Prefixes::ignored;
    else
      refuse_value(inner, "silent, strict or unsafe-disabled", *prefixes);
  }
  return rules;
}

std::optional<Tracing> read_tracing(const Node& tracing, const std::string& name, Warnings& warnings) {
  if (tracing.is_bool()) return tracing.boolean ? std::optional(Tracing()) : std::nullopt;
  check_keys(expect_mapping(tracing, name), name, language::Part::tracing, warnings);
  if (const Node* enabled = tracing.find("enabled"); enabled != nullptr && !is_truthy(enabled)) return std::nullopt;
  Tracing out;
  if (const Node* sampled = tracing.find("sampled")) out.sampled = is_truthy(sampled);
  if (const Node* prefix = tracing.find("traceIdPrefix")) {
    if (!prefix->is_scalar()) refuse_value(name_in(name, "traceIdPrefix"), "hexadecimal digits", *prefix);
    out.id_prefix = trace_prefix(text_of(*prefix));
  }
  return out;
}

}  // namespace rampart::script
