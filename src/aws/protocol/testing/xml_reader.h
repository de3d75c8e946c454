// Enough of an XML reader to hold our own answers against: elements, text, the five entities and &#x…;.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/shape.h"
#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol::testing {

struct XmlElement {
  std::string name;
  std::string xmlns;
  std::string text;
  std::vector<XmlElement> children;

  const XmlElement* child(std::string_view wanted) const {
    for (const XmlElement& one : children)
      if (one.name == wanted) return &one;
    return nullptr;
  }
};

class XmlReader {
 public:
  /// The root element; nothing when `text` isn't well-formed.
  static std::optional<XmlElement> read(std::string_view text) {
    XmlReader reader;
    reader.rest_ = text;
    if (reader.take("<?xml")) reader.skip_past("?>");
    reader.skip_space();
    XmlElement root;
    const bool whole = reader.element(root);
    reader.skip_space();
    return whole && reader.rest_.empty() ? std::optional<XmlElement>(std::move(root)) : std::nullopt;
  }

 private:
  bool take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  void skip_past(std::string_view what) { rest_.remove_prefix(std::min(rest_.size(), rest_.find(what) + what.size())); }
  void skip_space() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) rest_.remove_prefix(1);
  }
  std::string until(std::string_view stops) {
    const std::size_t end = std::min(rest_.find_first_of(stops), rest_.size());
    std::string out(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return out;
  }

  bool element(XmlElement& out) {
    if (!take("<")) return false;
    out.name = until(" >/<");
    if (out.name.empty()) return false;
    if (take(" xmlns=\"")) {
      out.xmlns = until("\"<");
      if (!take("\"")) return false;
    }
    if (!take(">")) return false;
    while (true) {
      if (take("</")) return take(out.name) && take(">");
      if (rest_.starts_with("<")) {
        if (!element(out.children.emplace_back())) return false;
      } else if (!characters(out.text)) {
        return false;
      }
    }
  }

  bool characters(std::string& out) {
    if (rest_.empty()) return false;
    const auto c = static_cast<unsigned char>(rest_[0]);
    if (c != '&') {
      if ((c < 0x20 && c != '\t' && c != '\n') || c == '>') return false;
      out += rest_[0];
      rest_.remove_prefix(1);
      return true;
    }
    for (const auto& [entity, value] : {std::pair<std::string_view, char>("&amp;", '&'),
                                        {"&lt;", '<'},
                                        {"&gt;", '>'},
                                        {"&quot;", '"'},
                                        {"&#xD;", '\r'}})
      if (take(entity)) {
        out += value;
        return true;
      }
    return false;
  }

  std::string_view rest_;
};

/// The canonical value of a response's element.
inline boost::json::value from_xml(const Shape& shape, const XmlElement& element) {
  const auto entries = [&](const Shape& map, const std::vector<const XmlElement*>& found) {
    boost::json::object out;
    for (const XmlElement* entry : found)
      out[entry->child(map->key_name)->text] = from_xml(map->element(), *entry->child(map->value_name));
    return out;
  };
  switch (shape->kind) {
    case Kind::structure: {
      boost::json::object out;
      for (const Member& member : shape->members) {
        std::vector<const XmlElement*> found;
        for (const XmlElement& child : element.children)
          if (child.name == member.wire_name) found.push_back(&child);
        if (found.empty()) continue;
        if (!member.shape->flattened) {
          out[member.name] = from_xml(member.shape, *found[0]);
        } else if (member.shape->kind == Kind::map) {
          out[member.name] = entries(member.shape, found);
        } else {
          boost::json::array all;
          for (const XmlElement* one : found) all.push_back(from_xml(member.shape->element(), *one));
          out[member.name] = std::move(all);
        }
      }
      return out;
    }
    case Kind::list: {
      boost::json::array out;
      for (const XmlElement& child : element.children) out.push_back(from_xml(shape->element(), child));
      return out;
    }
    case Kind::map: {
      std::vector<const XmlElement*> found;
      for (const XmlElement& child : element.children) found.push_back(&child);
      return entries(shape, found);
    }
    default:
      return value_of(shape, element.text).value_or(boost::json::value(nullptr));
  }
}

}  // namespace rampart::aws::protocol::testing
