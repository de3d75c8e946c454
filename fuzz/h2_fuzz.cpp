// The HTTP/2 session on arbitrary bytes, with requests asked and dropped in between: it must not read outside or go on
// for ever, must end every stream that isn't dropped exactly once, must write whole frames only, and must come to the
// same however the bytes are cut.
//
// The input: a byte says what is next. 0x00 … 0x3f: so many times 16, plus what the byte after it says, bytes come from
// the server. 0x40 … 0x7f: a stream is dropped. 0x80 …: a request is asked, its bits say of which kind.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/traffic/h2/session.h"

namespace {

using rampart::Instant;
using rampart::live::traffic::H2Session;
namespace load = rampart::load;
namespace script = rampart::script;

const std::string long_headers =
    "x-long: " + std::string(20000, 'x') + "\r\nauthorization: secret\r\nconnection: close\r\n";
const std::string long_body(70000, 'b');

struct Asked {
  load::Outgoing request;
  load::Answer answer;
  std::int32_t stream = 0;
  bool ended = false;
  bool dropped = false;
};

class Run {
 public:
  explicit Run(std::size_t step) : step_(step) {}
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// What happened, as text.
  std::string play(std::string_view input) {
    write();
    while (!input.empty() && good_) {
      const auto what = static_cast<unsigned char>(input.front());
      input.remove_prefix(1);
      if (what >= 0x80) {
        ask(what);
      } else if (what >= 0x40) {
        drop(what & 0x3f);
      } else if (!input.empty()) {
        const std::size_t size = (what & 0x3fU) * 16U + static_cast<unsigned char>(input.front());
        input.remove_prefix(1);
        take(input.substr(0, size));
        input.remove_prefix(std::min(size, input.size()));
      }
      write();
    }
    note(session_.abandon("ABANDONED"));
    if (session_.running() != 0) std::abort();
    for (const auto& asked : asked_)
      if (asked->stream != 0 && asked->ended == asked->dropped) std::abort();
    return log_;
  }

 private:
  void ask(unsigned what) {
    auto asked = std::make_unique<Asked>();
    asked->request.method = (what & 1) != 0 ? script::Method::head : script::Method::post;
    asked->request.target = (what & 2) != 0 ? "/" : "/a/target";
    asked->request.headers = what == 0xe0 ? std::string_view(long_headers) : "user-agent: fuzz\r\ncookie: a=b\r\n";
    if ((what & 4) != 0) asked->request.body = what == 0x9c ? std::string_view(long_body) : "a small body";
    asked->request.keep_headers = asked->request.keep_body = true;
    asked->stream =
        session_.ask(static_cast<load::SlotId>(asked_.size()), asked->request, "host", false, asked->answer);
    asked_.push_back(std::move(asked));
  }
  void drop(std::size_t which) {
    if (which >= asked_.size()) return;
    Asked& asked = *asked_[which];
    if (asked.stream == 0 || asked.ended || asked.dropped) return;
    asked.dropped = true;
    session_.drop(asked.stream);
  }
  void take(std::string_view bytes) {
    while (!bytes.empty() && good_) {
      const std::string piece(bytes.substr(0, step_));  // exactly as long, so that a sanitizer sees a byte too many
      bytes.remove_prefix(piece.size());
      good_ = session_.take(piece, Instant{});
      std::vector<H2Session::Ended> ended;
      session_.take_ended(ended);
      note(ended);
    }
  }
  void note(const std::vector<H2Session::Ended>& all) {
    for (const H2Session::Ended& e : all) {
      Asked& asked = *asked_.at(e.slot);
      if (asked.ended || asked.dropped || asked.stream != e.stream) std::abort();
      asked.ended = true;
      const load::Answer& answer = asked.answer;
      log_ += std::to_string(e.stream) + " " + e.error + "\n";
      // Of an answer that failed, more or less was read when its end was seen.
      if (*e.error == '\0') log_ += std::to_string(answer.status) + " " + answer.headers + answer.body + "\n";
      if (answer.body.size() != answer.body_bytes) std::abort();
    }
  }
  void write() {
    std::string written;
    for (std::string_view more = session_.next_output(); !more.empty(); more = session_.next_output())
      written.append(more);
    std::vector<H2Session::Ended> ended;
    session_.take_ended(ended);
    note(ended);
    std::string_view rest = written;
    if (rest.starts_with("PRI ")) rest.remove_prefix(24);
    while (!rest.empty()) {
      const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(rest.at(i))); };
      const std::size_t size = 9 + byte(0) * 65536 + byte(1) * 256 + byte(2);
      if (size > rest.size() || size > 9 + 16384) std::abort();
      rest.remove_prefix(size);
    }
    log_ += written;
  }

  std::size_t step_;
  bool good_ = true;
  H2Session session_{[] { return rampart::Instant(); }};
  std::vector<std::unique_ptr<Asked>> asked_;
  std::string log_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = Run(static_cast<std::size_t>(-1)).play(input);
  const std::string pieces = Run(data[0] % 23 + 1).play(input);
  if (whole != pieces) std::abort();
  return 0;
}
