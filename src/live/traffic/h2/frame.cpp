#include "live/traffic/h2/frame.h"

namespace rampart::live::traffic::h2 {
namespace {

Head head_of(std::string_view bytes) {
  const std::uint32_t length_and_type = number(bytes.substr(0, 4));
  return {length_and_type >> 8, static_cast<std::uint8_t>(length_and_type), static_cast<std::uint8_t>(bytes[4]),
          static_cast<std::int32_t>(number(bytes.substr(5, 4)) & 0x7fffffff)};
}

}  // namespace

bool Reader::next(std::string_view& bytes, Piece& piece) {
  if (bad_ != Code::no_error) return false;
  if (state_ != State::head) return next_of_data(bytes, piece);
  if (spent_) {
    gathered_.clear();
    spent_ = false;
  }
  std::string_view from = bytes;
  const bool in_place = gathered_.empty() && bytes.size() >= head_bytes;
  if (!in_place) {
    if (!gather(bytes, head_bytes)) return false;
    from = gathered_;
  }
  piece.head = head_of(from);
  if (piece.head.length > frame_bytes_max) {
    bad_ = Code::frame_size_error;
    return false;
  }
  if (piece.head.type == data) {
    if (in_place) bytes.remove_prefix(head_bytes);
    gathered_.clear();
    head_ = piece.head;
    left_ = head_.length;
    padding_ = 0;
    first_ = true;
    state_ = head_.has(padded) ? State::pad_length : State::data;
    if (head_.has(padded) && left_ == 0) bad_ = Code::frame_size_error;
    return bad_ == Code::no_error && next_of_data(bytes, piece);
  }
  const std::size_t whole = head_bytes + piece.head.length;
  if (in_place && bytes.size() >= whole) {
    piece.bytes = bytes.substr(head_bytes, piece.head.length);
    bytes.remove_prefix(whole);
  } else {
    if (!gather(bytes, whole)) return false;
    piece.bytes = std::string_view(gathered_).substr(head_bytes);
    spent_ = true;
  }
  piece.first = piece.last = true;
  return true;
}

// True: at least `size` bytes are gathered.
bool Reader::gather(std::string_view& bytes, std::size_t size) {
  if (gathered_.size() < size) {
    const std::string_view part = bytes.substr(0, size - gathered_.size());
    gathered_.append(part);
    bytes.remove_prefix(part.size());
  }
  return gathered_.size() >= size;
}

bool Reader::next_of_data(std::string_view& bytes, Piece& piece) {
  if (state_ == State::pad_length) {
    if (bytes.empty()) return false;
    padding_ = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    --left_;
    if (padding_ > left_) {
      bad_ = Code::protocol_error;
      return false;
    }
    left_ -= padding_;
    state_ = State::data;
  }
  if (state_ == State::padding) {
    const std::size_t part = std::min(padding_, bytes.size());
    bytes.remove_prefix(part);
    padding_ -= part;
    if (padding_ != 0) return false;
    state_ = State::head;
    piece = {head_, {}, false, true};
    return true;
  }
  if (left_ != 0 && bytes.empty()) return false;
  piece.head = head_;
  piece.bytes = bytes.substr(0, left_);
  piece.first = std::exchange(first_, false);
  bytes.remove_prefix(piece.bytes.size());
  left_ -= piece.bytes.size();
  if (left_ == 0) state_ = padding_ == 0 ? State::head : State::padding;
  piece.last = state_ == State::head;
  return true;
}

}  // namespace rampart::live::traffic::h2
