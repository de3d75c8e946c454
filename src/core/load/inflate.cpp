#include "core/load/inflate.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>

namespace rampart::load {
namespace {

Result<std::string> unpack(std::string_view packed, int window, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) return unavailable("zlib could not be started: out of memory");
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() < limit) {
    const std::size_t before = out.size();
    out.resize(before + std::max<std::size_t>(4096, before));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(out.size() - before);
    state = inflate(&stream, Z_NO_FLUSH);
    const bool stuck = stream.avail_out != 0 && stream.avail_in == 0;
    out.resize(out.size() - stream.avail_out);
    if (stuck && state != Z_STREAM_END) break;
  }
  inflateEnd(&stream);
  if (state == Z_STREAM_END) return out;
  if (out.size() >= limit) return invalid("the unpacked body is too long");
  return invalid("the packed body is broken or cut short");
}

}  // namespace

Result<std::string> inflate_body(std::string_view packed, bool gzip, std::size_t limit) {
  if (gzip) return unpack(packed, 15 + 16, limit);
  // "deflate" should have zlib's wrapper; some servers send the bare stream.
  if (auto wrapped = unpack(packed, 15, limit)) return wrapped;
  return unpack(packed, -15, limit);
}

Result<std::string> unpack_brotli(std::string_view packed, std::size_t limit) {
  BrotliDecoderState* state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
  if (state == nullptr) return unavailable("brotli could not be started: out of memory");
  const auto* in = reinterpret_cast<const std::uint8_t*>(packed.data());
  std::size_t left = packed.size();
  std::string out;
  BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && out.size() < limit) {
    const std::size_t before = out.size();
    out.resize(before + std::max<std::size_t>(4096, before));
    auto* next = reinterpret_cast<std::uint8_t*>(out.data() + before);
    std::size_t room = out.size() - before;
    result = BrotliDecoderDecompressStream(state, &left, &in, &room, &next, nullptr);
    out.resize(out.size() - room);
  }
  BrotliDecoderDestroyInstance(state);
  if (result == BROTLI_DECODER_RESULT_SUCCESS) return out;
  if (out.size() >= limit) return invalid("the unpacked body is too long");
  return invalid("the packed body is broken or cut short");
}

std::optional<std::string> unpack_body(std::string_view packed, std::string_view encoding) {
  std::string name(encoding);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool gzip = name == "gzip" || name == "x-gzip";
  if (!gzip && name != "deflate" && name != "br") return std::nullopt;
  auto unpacked = name == "br" ? unpack_brotli(packed) : inflate_body(packed, gzip);
  if (unpacked.has_error()) return std::nullopt;
  return std::move(*unpacked);
}

}  // namespace rampart::load
