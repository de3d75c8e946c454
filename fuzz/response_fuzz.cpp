// The response reader on arbitrary bytes: it must not read outside, must give the same answer however the bytes are
// cut, and may accept only what http_parser (Node's former parser) accepts, with the same status and body.
#include <http_parser.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "live/traffic/response_reader.h"

namespace {

using rampart::live::traffic::ResponseReader;

struct Read {
  ResponseReader::State state;
  int status;
  std::string headers, body;
  std::string error;
};

Read read(std::string_view bytes, bool to_head, std::size_t step) {
  Read out;
  ResponseReader reader;
  reader.begin(to_head, &out.headers, true, &out.body);
  while (!bytes.empty() && reader.state() == ResponseReader::State::more) {
    const std::string_view piece = bytes.substr(0, step);
    const std::string copy(piece);  // exactly as long as the piece, so that a sanitizer sees a byte too many
    if (reader.take(copy) > copy.size()) std::abort();
    bytes.remove_prefix(piece.size());
  }
  out.state = reader.state();
  out.status = reader.status();
  out.error = reader.error();
  return out;
}

struct Reference {
  bool done = false;
  bool to_head = false;
  int status = 0;
  std::string body;
};

Reference& reference_of(http_parser* parser) { return *static_cast<Reference*>(parser->data); }

void compare_with_http_parser(std::string_view bytes, const Read& ours, bool to_head) {
  http_parser parser;
  http_parser_init(&parser, HTTP_RESPONSE);
  Reference reference;
  reference.to_head = to_head;
  parser.data = &reference;
  http_parser_settings settings;
  http_parser_settings_init(&settings);
  settings.on_headers_complete = [](http_parser* p) {
    return reference_of(p).to_head && p->status_code >= 200 ? 1 : 0;
  };
  settings.on_body = [](http_parser* p, const char* at, size_t n) {
    reference_of(p).body.append(at, n);
    return 0;
  };
  settings.on_message_complete = [](http_parser* p) {
    reference_of(p).status = static_cast<int>(p->status_code);
    if (p->status_code < 200 && p->status_code != 101) return 0;
    reference_of(p).done = true;
    http_parser_pause(p, 1);
    return 0;
  };
  http_parser_execute(&parser, &settings, bytes.data(), bytes.size());
  if (!reference.done || reference.status != ours.status || reference.body != ours.body) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const bool to_head = (data[0] & 1) != 0;
  const std::size_t step = data[1] % 17 + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Read whole = read(bytes, to_head, bytes.size() + 1);
  const Read pieces = read(bytes, to_head, step);
  if (whole.state != pieces.state) std::abort();
  if (whole.state == ResponseReader::State::done) {
    if (whole.status != pieces.status || whole.body != pieces.body || whole.headers != pieces.headers) std::abort();
    // Where http_parser itself is wrong: RFC 9112 §6.3, 204 and 304 have no body whatever their headers say; a name
    // that only begins with "transfer-encoding" is another header; a tab about a value is no part of it (RFC 9110
    // §5.5).
    const auto says = [&](const char* what) { return whole.headers.find(what) != std::string::npos; };
    const bool bodyless = whole.status == 204 || whole.status == 304;
    const bool lookalike = says("transfer-encoding") && !says("transfer-encoding:");
    const bool tab = says("transfer-encoding") && bytes.find('\t') != std::string_view::npos;
    if (!(bodyless && (says("transfer-encoding") || says("content-length"))) && !lookalike && !tab)
      compare_with_http_parser(bytes, whole, to_head);
  }
  return 0;
}
