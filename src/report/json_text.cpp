#include "report/json_text.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>
#include <iterator>

namespace rampart::report {
namespace {

namespace json = boost::json;

/// How many bytes the UTF-8 character at the front of `text` has; 0 when it isn't one.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xc2 && lead < 0xe0   ? 2
                           : lead >= 0xe0 && lead < 0xf0 ? 3
                           : lead >= 0xf0 && lead < 0xf5 ? 4
                                                         : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  // Overlong forms, surrogates, and beyond U+10FFFF.
  if (lead == 0xe0 && byte(1) < 0xa0) return 0;
  if (lead == 0xed && byte(1) >= 0xa0) return 0;
  if (lead == 0xf0 && byte(1) < 0x90) return 0;
  if (lead == 0xf4 && byte(1) >= 0x90) return 0;
  return size;
}

/// Writes JSON; `indent` < 0 means on one line.
class Writer {
 public:
  Writer(std::string& out, bool pretty, bool in_script) : out_(out), pretty_(pretty), in_script_(in_script) {}

  void value(const json::value& v) {
    switch (v.kind()) {
      case json::kind::object:
        return object(v.get_object());
      case json::kind::array:
        return array(v.get_array());
      case json::kind::string:
        return text({v.get_string().data(), v.get_string().size()});
      case json::kind::double_:
        return number(v.get_double());
      case json::kind::int64:
        fmt::format_to(std::back_inserter(out_), "{}", v.get_int64());
        return;
      case json::kind::uint64:
        fmt::format_to(std::back_inserter(out_), "{}", v.get_uint64());
        return;
      case json::kind::bool_:
        out_ += v.get_bool() ? "true" : "false";
        return;
      case json::kind::null:
        out_ += "null";
        return;
    }
  }

 private:
  void object(const json::object& o) {
    out_ += '{';
    ++depth_;
    bool first = true;
    for (const auto& member : o) {
      separate(first);
      text({member.key().data(), member.key().size()});
      out_ += pretty_ ? ": " : ":";
      value(member.value());
    }
    close('}', first);
  }

  void array(const json::array& a) {
    out_ += '[';
    ++depth_;
    bool first = true;
    for (const json::value& item : a) {
      separate(first);
      value(item);
    }
    close(']', first);
  }

  void separate(bool& first) {
    if (!first) out_ += ',';
    first = false;
    break_line();
  }
  void close(char bracket, bool empty) {
    --depth_;
    if (!empty) break_line();
    out_ += bracket;
  }
  void break_line() {
    if (!pretty_) return;
    out_ += '\n';
    out_.append(2 * depth_, ' ');
  }

  void number(double d) {
    if (!std::isfinite(d))
      out_ += "null";
    else if (std::abs(d) < 1e15 && d == std::floor(d))
      fmt::format_to(std::back_inserter(out_), "{}", static_cast<long long>(d));
    else
      fmt::format_to(std::back_inserter(out_), "{}", d);
  }

  void text(std::string_view raw) {
    out_ += '"';
    for (const char c : valid_utf8(raw)) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (c == '\t') {
        out_ += "\\t";
      } else if (byte < 0x20 || byte == 0x7f || (in_script_ && (c == '<' || c == '>' || c == '&'))) {
        fmt::format_to(std::back_inserter(out_), "\\u{:04x}", byte);
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  std::string& out_;
  const bool pretty_;
  const bool in_script_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string pretty_json(const json::value& value) {
  std::string out;
  Writer(out, true, false).value(value);
  return out;
}

std::string script_json(const json::value& value) {
  std::string out;
  Writer(out, false, true).value(value);
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) {
      out += "\xef\xbf\xbd";
      text.remove_prefix(1);
    } else {
      out.append(text.substr(0, size));
      text.remove_prefix(size);
    }
  }
  return out;
}

}  // namespace rampart::report
