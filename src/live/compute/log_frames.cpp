#include "live/compute/log_frames.h"

#include <charconv>
#include <chrono>
#include <utility>

namespace rampart::live::compute {
namespace {

constexpr std::size_t header_size = 8;

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::size_t length_in(std::string_view header) {
  std::size_t out = 0;
  for (std::size_t i = 4; i < header_size; ++i) out = out << 8U | static_cast<unsigned char>(header[i]);
  return out;
}

}  // namespace

std::optional<std::uint64_t> engine_nanoseconds(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T' || text.back() != 'Z') return std::nullopt;
  const auto year = number_in(text.substr(0, 4));
  const auto month = number_in(text.substr(5, 2));
  const auto day = number_in(text.substr(8, 2));
  const auto hour = number_in(text.substr(11, 2));
  const auto minute = number_in(text.substr(14, 2));
  const auto second = number_in(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  std::string fraction(text.substr(19, text.size() - 20));
  if (!fraction.empty()) fraction.erase(0, 1);
  fraction.resize(9, '0');
  const auto nanoseconds = number_in(fraction);
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!nanoseconds || !date.ok()) return std::nullopt;
  const auto whole = std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(*hour) +
                     std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  if (whole.count() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(whole).count()) + *nanoseconds;
}

std::vector<EngineLine> LogFrames::take(std::string_view bytes) {
  std::vector<EngineLine> out;
  pending_ += bytes;
  if (!framed_ && pending_.size() >= 4)
    framed_ = static_cast<unsigned char>(pending_[0]) <= 2 && pending_.compare(1, 3, std::string(3, '\0')) == 0;
  if (!framed_) return out;
  std::size_t from = 0;
  while (*framed_ && pending_.size() - from >= header_size) {
    const std::string_view rest = std::string_view(pending_).substr(from);
    const std::size_t length = length_in(rest);
    if (rest.size() - header_size < length) break;
    take_piece(static_cast<unsigned char>(rest[0]) % open_.size(), rest.substr(header_size, length), out);
    from += header_size + length;
  }
  for (auto end = pending_.find('\n'); !*framed_ && end != std::string::npos; end = pending_.find('\n', from)) {
    take_piece(1, std::string_view(pending_).substr(from, end + 1 - from), out);
    from = end + 1;
  }
  pending_.erase(0, from);
  return out;
}

std::vector<EngineLine> LogFrames::finish() {
  std::vector<EngineLine> out;
  if (framed_ && !*framed_ && !pending_.empty()) take_piece(1, std::exchange(pending_, {}) + "\n", out);
  for (EngineLine& open : open_)
    if (!open.text.empty()) out.push_back(std::exchange(open, {}));
  return out;
}

void LogFrames::take_piece(std::size_t stream, std::string_view piece, std::vector<EngineLine>& out) {
  EngineLine& open = open_[stream];
  const auto blank = piece.find(' ');
  if (blank != std::string_view::npos) {
    if (const auto at = engine_nanoseconds(piece.substr(0, blank))) {
      if (open.text.empty()) open.nanoseconds = *at;
      piece.remove_prefix(blank + 1);
    }
  }
  const bool is_whole = !piece.empty() && piece.back() == '\n';
  if (is_whole) piece.remove_suffix(1);
  open.text += piece;
  if (is_whole) out.push_back(std::exchange(open, {}));
}

}  // namespace rampart::live::compute
