#include "core/load/form_writer.h"

#include "core/script/json_text.h"

namespace rampart::load {
namespace {

// In a quoted parameter of a header; browsers and form-data write these three so.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"')
      out += "%22";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  out += '"';
}

// A line break would end the header.
void append_in_one_line(std::string& out, std::string_view text) {
  for (const char c : text)
    if (c != '\r' && c != '\n') out += c;
}

std::string_view file_name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

std::string make_boundary(Random& random) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out(26, '-');
  for (int i = 0; i < 24; ++i) out += digits[static_cast<std::size_t>(random.between(0, 15))];
  return out;
}

std::string_view append_form(std::string& out, const script::Script& script, const script::Request& request,
                             const script::Variables& variables, Random& random, std::string_view boundary) {
  for (const script::FormPart& part : request.form_data) {
    out.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=");
    append_quoted(out, part.name);
    std::string type = part.content_type.empty() ? std::string() : part.content_type.render(variables, random);
    const std::string* content = nullptr;
    if (!part.file.empty()) {
      const std::string path = part.file.render(variables, random);
      const auto file = script.files.find(path);
      if (file == script.files.end()) return "ENOENT";
      content = file->second.get();
      out += "; filename=";
      append_quoted(out, file_name_of(path));
      if (type.empty()) type = media_type_of(path);
    }
    out += "\r\n";
    if (!type.empty()) {
      out += "Content-Type: ";
      append_in_one_line(out, type);
      out += "\r\n";
    }
    out += "\r\n";
    if (content != nullptr) {
      out += *content;
    } else {
      bool undefined = false;
      const boost::json::value value = part.value.evaluate(variables, random, undefined);
      if (undefined || !(value.is_string() || value.is_number())) return "ERR_INVALID_ARG_TYPE";
      script::append_text(out, value);
    }
    out += "\r\n";
  }
  out.append("--").append(boundary).append("--\r\n");
  return {};
}

}  // namespace rampart::load
