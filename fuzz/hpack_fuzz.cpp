// HPACK on arbitrary blocks: our decoder must understand what nghttp2's does, refuse what it refuses, and nghttp2 must
// read from our encoder what was put in. The input: blocks, each after a byte that says how long it is; 0: after it the
// limit of the encoder's table, in units of 32 bytes.
#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "live/traffic/h2/hpack_decoder.h"
#include "live/traffic/h2/hpack_encoder.h"

namespace {

namespace hpack = rampart::live::traffic::hpack;
using Fields = std::vector<std::pair<std::string, std::string>>;

struct Free {
  void operator()(nghttp2_hd_inflater* inflater) const { nghttp2_hd_inflate_del(inflater); }
};

class Peer {
 public:
  Peer() {
    nghttp2_hd_inflater* inflater = nullptr;
    nghttp2_hd_inflate_new(&inflater);
    inflater_.reset(inflater);
  }
  bool read(std::string_view block, Fields& fields) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(block.data());
    std::size_t left = block.size();
    for (;;) {
      nghttp2_nv field{};
      int flags = 0;
      const ssize_t n = nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, at, left, 1);
      if (n < 0) return false;
      at += n;
      left -= static_cast<std::size_t>(n);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
        fields.emplace_back(std::string(reinterpret_cast<const char*>(field.name), field.namelen),
                            std::string(reinterpret_cast<const char*>(field.value), field.valuelen));
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_.get());
    return true;
  }
  void limit(std::size_t bytes) { nghttp2_hd_inflate_change_table_size(inflater_.get(), bytes); }

 private:
  std::unique_ptr<nghttp2_hd_inflater, Free> inflater_;
};

bool read(hpack::Decoder& decoder, std::string_view block, Fields& fields) {
  const std::string copy(block);  // exactly as long, so that a sanitizer sees a byte too many
  std::string_view rest = copy;
  hpack::Field field;
  decoder.begin();
  for (;;) {
    const hpack::Decoder::Got got = decoder.next(rest, field);
    if (got == hpack::Decoder::Got::bad) return false;
    if (got == hpack::Decoder::Got::end) return true;
    fields.emplace_back(field.name, field.value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  hpack::Decoder decoder;
  Peer peer;
  hpack::Encoder encoder;
  Peer reader;
  while (input.size() > 1) {
    const auto length = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    if (length == 0) {
      const std::size_t limit = static_cast<unsigned char>(input.front()) * 32U;
      input.remove_prefix(1);
      encoder.limit(limit);
      reader.limit(limit);
      continue;
    }
    const std::string_view block = input.substr(0, length);
    input.remove_prefix(block.size());
    Fields ours, theirs, again;
    const bool good = read(decoder, block, ours);
    if (good != peer.read(block, theirs)) std::abort();
    if (!good) return 0;
    if (ours != theirs) std::abort();
    std::string out;
    encoder.begin(out);
    for (const auto& [name, value] : ours) {
      if (name == "authorization")
        encoder.write_apart(out, {name, value}, hpack::Encoder::Kind::secret);
      else
        encoder.write(out, {name, value});
    }
    if (!reader.read(out, again) || again != ours) std::abort();
  }
  return 0;
}
