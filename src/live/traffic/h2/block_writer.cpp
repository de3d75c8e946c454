#include "live/traffic/h2/block_writer.h"

#include <algorithm>

namespace rampart::live::traffic::h2 {
namespace {

// Of the static table.
constexpr char get = '\x82';
constexpr char post = '\x83';
constexpr char root = '\x84';
constexpr char http = '\x86';
constexpr char https = '\x87';

bool is_of_the_connection(std::string_view name) {
  return name == "connection" || name == "keep-alive" || name == "transfer-encoding" || name == "upgrade" ||
         name == "proxy-connection" || name == "te";
}

// A short cookie can be guessed by those who can measure blocks, as nghttp2 has it.
bool is_secret(std::string_view name, std::string_view value) {
  return name == "authorization" || (name == "cookie" && value.size() < 20);
}

}  // namespace

void BlockWriter::write(std::string& out, const load::Outgoing& request, std::string_view authority, bool secure) {
  encoder_.begin(out);
  if (request.method == script::Method::get)
    out.push_back(get);
  else if (request.method == script::Method::post)
    out.push_back(post);
  else
    encoder_.write(out, {":method", script::name_of(request.method)});
  out.push_back(secure ? https : http);
  write_authority(out, request.host.empty() ? authority : request.host);
  if (request.target == "/")
    out.push_back(root);
  else
    encoder_.write_apart(out, {":path", request.target}, hpack::Encoder::Kind::plain);
  write_fields(out, request.headers);
}

void BlockWriter::write_authority(std::string& out, std::string_view authority) {
  if (authority_.version == encoder_.version() && authority_.text == authority) {
    out.append(authority_.block);
    return;
  }
  const std::uint64_t version = encoder_.version();
  const std::size_t at = out.size();
  encoder_.write(out, {":authority", authority});
  remember(authority_, authority, std::string_view(out).substr(at), version);
}

void BlockWriter::write_fields(std::string& out, std::string_view lines) {
  for (const Known& known : fields_) {
    if (known.version != encoder_.version() || known.text != lines) continue;
    out.append(known.block);
    return;
  }
  const std::uint64_t version = encoder_.version();
  const std::size_t at = out.size();
  write_lines(out, lines);
  if (remember(fields_[next_], lines, std::string_view(out).substr(at), version)) next_ = (next_ + 1) % fields_.size();
}

// Only what would be written the same again.
bool BlockWriter::remember(Known& known, std::string_view text, std::string_view block, std::uint64_t version_before) {
  if (version_before != encoder_.version()) return false;
  known.text.assign(text);
  known.block.assign(block);
  known.version = version_before;
  return true;
}

void BlockWriter::write_lines(std::string& out, std::string_view lines) {
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const hpack::Field field{line.substr(0, colon), line.substr(std::min(line.size(), colon + 2))};
    if (is_of_the_connection(field.name)) continue;
    if (is_secret(field.name, field.value))
      encoder_.write_apart(out, field, hpack::Encoder::Kind::secret);
    else
      encoder_.write(out, field);
  }
}

}  // namespace rampart::live::traffic::h2
