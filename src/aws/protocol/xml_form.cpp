#include "aws/protocol/xml_form.h"

#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#xD;";
        break;  // a bare one would be read as a line's end
      default:
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        if (c == '\xEF' && i + 2 < text.size() && text[i + 1] == '\xBF' &&
            (text[i + 2] == '\xBE' || text[i + 2] == '\xBF')) {
          out += "\xEF\xBF\xBD";
          i += 2;
        } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') {
          out += "\xEF\xBF\xBD";
        } else {
          out += c;
        }
    }
  }
}

void open(std::string& out, std::string_view name) { (out += '<').append(name) += '>'; }
void close(std::string& out, std::string_view name) { (out += "</").append(name) += '>'; }

void element(std::string& out, std::string_view name, const Shape& shape, const json::value& value);

void elements(std::string& out, std::string_view name, const Shape& shape, const json::value& value) {
  for (const json::value& one : value.as_array()) element(out, name, shape->element(), one);
}

void entries(std::string& out, std::string_view name, const Shape& shape, const json::value& value) {
  for (const auto& [key, one] : value.as_object()) {
    open(out, name);
    write_xml_text(out, shape->key_name, key);
    element(out, shape->value_name, shape->element(), one);
    close(out, name);
  }
}

/// <name>…</name>; of a flattened list or map, one for each element.
void element(std::string& out, std::string_view name, const Shape& shape, const json::value& value) {
  switch (shape->kind) {
    case Kind::structure:
      open(out, name);
      write_xml_members(out, shape, value);
      close(out, name);
      return;
    case Kind::list:
      if (shape->flattened) return elements(out, name, shape, value);
      open(out, name);
      elements(out, shape->element_name, shape, value);
      close(out, name);
      return;
    case Kind::map:
      if (shape->flattened) return entries(out, name, shape, value);
      open(out, name);
      entries(out, "entry", shape, value);
      close(out, name);
      return;
    default:
      write_xml_text(out, name, text_of(shape, value));
  }
}

}  // namespace

void write_xml_text(std::string& out, std::string_view name, std::string_view text) {
  open(out, name);
  append_escaped(out, text);
  close(out, name);
}

void write_xml_members(std::string& out, const Shape& shape, const json::value& value) {
  for (const Member& member : shape->members)
    if (const json::value* one = value.as_object().if_contains(member.name))
      element(out, member.wire_name, member.shape, *one);
}

}  // namespace rampart::aws::protocol
