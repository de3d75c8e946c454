#include "aws/protocol/rest_path.h"

#include <algorithm>

#include "aws/signature/sigv4.h"

namespace rampart::aws::protocol {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> out;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return out;
}

}  // namespace

RestPath::RestPath(std::string_view pattern) {
  const std::size_t mark = std::min(pattern.find('?'), pattern.size());
  if (mark < pattern.size()) query_ = form_pairs(pattern.substr(mark + 1));
  for (std::string_view part : split(pattern.substr(0, mark))) {
    Segment segment;
    if (part.starts_with('{') && part.ends_with('}')) {
      part = part.substr(1, part.size() - 2);
      segment.is_label = true;
      segment.is_greedy = part.ends_with('+');
      if (segment.is_greedy) part.remove_suffix(1);
    }
    segment.text = part;
    weight_ += segment.is_label ? 1 : 100;
    segments_.push_back(std::move(segment));
  }
  weight_ += 10'000 * static_cast<int>(query_.size());
}

std::optional<RestPath::Labels> RestPath::match(std::string_view path, const FormPairs& query) const {
  for (const auto& literal : query_)
    if (std::find(query.begin(), query.end(), literal) == query.end()) return std::nullopt;
  const std::vector<std::string_view> parts = split(path);
  Labels out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    const std::size_t after = segments_.size() - i - 1;
    const std::size_t take = segment.is_greedy && parts.size() > at + after ? parts.size() - at - after : 1;
    if (at + take > parts.size()) return std::nullopt;
    if (!segment.is_label) {
      if (signature::uri_decoded(parts[at], false) != segment.text) return std::nullopt;
    } else {
      const char* last = parts[at + take - 1].data() + parts[at + take - 1].size();
      const std::string_view value(parts[at].data(), static_cast<std::size_t>(last - parts[at].data()));
      if (value.empty()) return std::nullopt;
      out[segment.text] = signature::uri_decoded(value, false);
    }
    at += take;
  }
  return at == parts.size() ? std::optional<Labels>(std::move(out)) : std::nullopt;
}

std::string RestPath::filled(const Labels& labels) const {
  std::string out;
  for (const Segment& segment : segments_) {
    const auto label = labels.find(segment.text);
    out += '/';
    if (!segment.is_label)
      out += segment.text;
    else if (label != labels.end())
      out += signature::uri_encoded(label->second, segment.is_greedy ? "/" : "");
  }
  return out.empty() ? "/" : out;
}

}  // namespace rampart::aws::protocol
