#include "aws/protocol/content_coding.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

#include "aws/protocol/http_message.h"
#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

ApiError too_large(std::size_t most) {
  return {.code = "RequestEntityTooLargeException",
          .message = fmt::format("The request body is larger than {} bytes.", most),
          .http_status = 413,
          .query_code = "RequestEntityTooLarge"};
}

ApiError broken(std::string_view coding) {
  return serialization_error(fmt::format("The request body is not valid {}.", coding));
}

}  // namespace

Answered<std::string> unpacked(std::string_view body, std::string_view coding, std::size_t most) {
  const bool packed = same_word(coding, "gzip") || same_word(coding, "deflate");
  if (!packed && !coding.empty() && !same_word(coding, "identity"))
    return ApiError{.code = "UnsupportedMediaTypeException",
                    .message = fmt::format("The content encoding '{}' is not supported.", printable(coding)),
                    .http_status = 415};
  if (body.size() > most) return too_large(most);
  if (!packed) return Answered<std::string>(boost::system::in_place_value, body);
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return broken(coding);          // 32: gzip's or zlib's head, as it comes
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // NOLINT: zlib doesn't write there
  stream.avail_in = static_cast<uInt>(body.size());
  std::string out;
  std::array<char, 16384> part{};
  int state = Z_OK;
  while (state == Z_OK && out.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(part.data(), part.size() - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (out.size() > most) return too_large(most);
  if (!whole) return broken(coding);
  return Answered<std::string>(boost::system::in_place_value, std::move(out));
}

}  // namespace rampart::aws::protocol
