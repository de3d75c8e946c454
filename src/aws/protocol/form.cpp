#include "aws/protocol/form.h"

#include <algorithm>
#include <charconv>

#include "aws/signature/sigv4.h"

namespace rampart::aws::protocol {

FormPairs form_pairs(std::string_view text) {
  FormPairs out;
  while (!text.empty() && out.size() <= most_form_pairs) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    out.emplace_back(signature::uri_decoded(part.substr(0, equals), true),
                     signature::uri_decoded(part.substr(std::min(equals + 1, part.size())), true));
  }
  return out;
}

std::string form_text(const FormPairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out += signature::uri_encoded(name) + "=" + signature::uri_encoded(value);
  }
  return out;
}

const FormNode* FormNode::child(std::string_view name) const {
  const auto found = children.find(name);
  return found == children.end() ? nullptr : &found->second;
}

std::vector<const FormNode*> FormNode::elements() const {
  std::vector<std::pair<unsigned, const FormNode*>> numbered;
  for (const auto& [name, node] : children) {
    unsigned index = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (failed == std::errc() && end == name.data() + name.size()) numbered.emplace_back(index, &node);
  }
  std::stable_sort(numbered.begin(), numbered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const FormNode*> out;
  out.reserve(numbered.size());
  for (const auto& [index, node] : numbered) out.push_back(node);
  return out;
}

std::optional<FormNode> form_tree(const FormPairs& pairs) {
  if (pairs.size() > most_form_pairs) return std::nullopt;
  FormNode root;
  std::size_t nodes = 0;
  for (const auto& [name, value] : pairs) {
    if (static_cast<std::size_t>(std::count(name.begin(), name.end(), '.')) > deepest_form) return std::nullopt;
    FormNode* at = &root;
    for (std::size_t from = 0; from <= name.size();) {
      const std::size_t to = std::min(name.find('.', from), name.size());
      const auto [child, is_new] = at->children.try_emplace(name.substr(from, to - from));
      at = &child->second;
      nodes += is_new ? 1 : 0;
      from = to + 1;
    }
    if (nodes > most_form_nodes) return std::nullopt;
    if (!at->value) at->value = value;
  }
  return root;
}

}  // namespace rampart::aws::protocol
