#include "aws/protocol/pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace rampart::aws::protocol {
namespace {

using Step = Pattern::Step;
using Program = std::vector<Step>;
using Set = Pattern::Set;
constexpr char32_t last_code_point = 0x10FFFF;
constexpr int no_limit = -1;

int length(const Program& program) { return static_cast<int>(program.size()); }

void append(Program& to, const Program& more) { to.insert(to.end(), more.begin(), more.end()); }

Set complement(const Set& set) {
  Set sorted = set;
  std::sort(sorted.begin(), sorted.end());
  Set out;
  char32_t next = 0;
  for (const auto& [from, to] : sorted) {
    if (from > next) out.emplace_back(next, from - 1);
    if (to + 1 > next) next = to + 1;
  }
  if (next <= last_code_point) out.emplace_back(next, last_code_point);
  return out;
}

/// Recursive descent over the pattern; each function gives the program of what it read.
class Compiler {
 public:
  Compiler(std::string_view text, std::vector<Set>& sets) : text_(text), sets_(sets) {
    if (!code_points(text, points_)) fail("is not UTF-8");
  }

  Program compile() {
    Program out = alternatives();
    if (at_ < points_.size()) fail("has a ')' too many");
    return out;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw std::logic_error(fmt::format("the pattern {} {}", text_, what));
  }
  bool here(char32_t c) const { return at_ < points_.size() && points_[at_] == c; }
  bool take(char32_t c) {
    if (!here(c)) return false;
    ++at_;
    return true;
  }
  char32_t next() {
    if (at_ >= points_.size()) fail("ends too early");
    return points_[at_++];
  }

  Program alternatives() {
    Program out = sequence();
    while (take('|')) {
      const Program other = sequence();
      Program both = {{Step::Kind::split, 1, length(out) + 2}};
      append(both, out);
      both.push_back({Step::Kind::jump, length(other) + 1, 0});
      append(both, other);
      out = std::move(both);
    }
    return out;
  }

  Program sequence() {
    Program out;
    while (at_ < points_.size() && !here('|') && !here(')')) append(out, repeated());
    return out;
  }

  Program repeated() {
    Program one = atom();
    while (true) {
      if (take('*'))
        one = times(one, 0, no_limit);
      else if (take('+'))
        one = times(one, 1, no_limit);
      else if (take('?'))
        one = times(one, 0, 1);
      else if (take('{'))
        one = counted(one);
      else
        return one;
      if (one.size() > 40'000) fail("is too large");
    }
  }

  Program counted(const Program& one) {
    const int least = number();
    int most = least;
    if (take(',')) most = here('}') ? no_limit : number();
    if (!take('}')) fail("has an unclosed {m,n}");
    return times(one, least, most);
  }

  int number() {
    int out = 0;
    while (at_ < points_.size() && points_[at_] >= '0' && points_[at_] <= '9')
      out = out * 10 + static_cast<int>(points_[at_++] - '0');
    return out;
  }

  static Program times(const Program& one, int least, int most) {
    Program out;
    for (int i = 0; i < least; ++i) append(out, one);
    if (most == no_limit) {
      out.push_back({Step::Kind::split, 1, length(one) + 2});
      append(out, one);
      out.push_back({Step::Kind::jump, -(length(one) + 1), 0});
      return out;
    }
    for (int left = most - least; left > 0; --left) {
      out.push_back({Step::Kind::split, 1, left * (length(one) + 1)});
      append(out, one);
    }
    return out;
  }

  Program atom() {
    if (take('(')) {
      if (take('?') && !take(':')) fail("uses look-around, which is not supported");
      Program out = alternatives();
      if (!take(')')) fail("has an unclosed group");
      return out;
    }
    if (take('^')) return {{Step::Kind::begin, 0, 0}};
    if (take('$')) return {{Step::Kind::end, 0, 0}};
    Set set;
    if (take('[')) {
      set = bracket();
    } else if (take('.')) {
      set = complement({{'\n', '\n'}, {'\r', '\r'}});
    } else if (take('\\')) {
      escape(set);
    } else {
      const char32_t c = next();
      set = {{c, c}};
    }
    sets_.push_back(std::move(set));
    return {{Step::Kind::one_of, static_cast<int>(sets_.size()) - 1, 0}};
  }

  Set bracket() {
    const bool negated = take('^');
    Set set;
    while (!take(']')) {
      char32_t from = next();
      if (from == '\\' && !escaped(from, set)) continue;
      char32_t to = from;
      if (here('-') && at_ + 1 < points_.size() && points_[at_ + 1] != ']') {
        ++at_;
        to = next();
        Set no_class;
        if (to == '\\' && !escaped(to, no_class)) fail("has a range that ends in a class");
      }
      set.emplace_back(from, to);
    }
    return negated ? complement(set) : set;
  }

  void escape(Set& set) {
    char32_t c = 0;
    if (escaped(c, set)) set.emplace_back(c, c);
  }

  /// After a backslash: true and `c` for one code point, false when a whole class was added to `set`.
  bool escaped(char32_t& c, Set& set) {
    c = next();
    const Set digits = {{'0', '9'}};
    const Set word = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    const Set space = {{'\t', '\r'}, {' ', ' '}};
    Set found;
    switch (c) {
      case 'd':
        found = digits;
        break;
      case 'D':
        found = complement(digits);
        break;
      case 'w':
        found = word;
        break;
      case 'W':
        found = complement(word);
        break;
      case 's':
        found = space;
        break;
      case 'S':
        found = complement(space);
        break;
      case 'n':
        c = '\n';
        return true;
      case 'r':
        c = '\r';
        return true;
      case 't':
        c = '\t';
        return true;
      case 'x':
        c = hex(2);
        return true;
      case 'u':
        c = unicode();
        return true;
      default:
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
          fail("uses an escape that is not supported");
        return true;
    }
    set.insert(set.end(), found.begin(), found.end());
    return false;
  }

  char32_t hex(int digits) {
    char32_t out = 0;
    for (int i = 0; i < digits; ++i) {
      const char32_t c = next();
      if (c >= '0' && c <= '9')
        out = out * 16 + (c - '0');
      else if ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'f')
        out = out * 16 + ((c | 0x20U) - 'a' + 10);
      else
        fail("has a wrong \\u or \\x");
    }
    return out;
  }

  /// Models write code points past U+FFFF as two surrogates, Java's way.
  char32_t unicode() {
    const char32_t high = hex(4);
    if (high < 0xD800 || high > 0xDBFF || at_ + 1 >= points_.size() || points_[at_] != '\\' || points_[at_ + 1] != 'u')
      return high;
    at_ += 2;
    return 0x10000 + ((high - 0xD800) << 10U) + (hex(4) - 0xDC00);
  }

  std::string_view text_;
  std::vector<Set>& sets_;
  std::u32string points_;
  std::size_t at_ = 0;
};

bool holds(const Set& set, char32_t c) {
  for (const auto& [from, to] : set)
    if (c >= from && c <= to) return true;
  return false;
}

}  // namespace

bool code_points(std::string_view utf8, std::u32string& out) {
  out.clear();
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
    if (size == 0 || i + size > utf8.size()) return false;
    char32_t c = size == 1 ? lead : lead & (0x7FU >> size);
    for (std::size_t k = 1; k < size; ++k) {
      const auto byte = static_cast<unsigned char>(utf8[i + k]);
      if ((byte & 0xC0U) != 0x80) return false;
      c = (c << 6U) | (byte & 0x3FU);
    }
    const bool overlong = (size == 3 && c < 0x800) || (size == 4 && c < 0x10000);
    if (overlong || c > last_code_point || (c >= 0xD800 && c <= 0xDFFF)) return false;
    out.push_back(c);
    i += size;
  }
  return true;
}

Pattern::Pattern(std::string_view text) : text_(text), steps_(Compiler(text, sets_).compile()) {}

bool Pattern::matches(std::string_view utf8) const {
  std::u32string points;
  if (!code_points(utf8, points)) return false;
  const std::size_t done = steps_.size();
  std::vector<std::size_t> stamp(done + 1, 0);  // 1 + the position at which a step was last reached
  std::vector<std::size_t> now;
  std::vector<std::size_t> later;
  std::vector<std::size_t> pending;
  const auto reach = [&](std::size_t from, std::size_t position, std::vector<std::size_t>& into) {
    pending.push_back(from);
    while (!pending.empty()) {
      const std::size_t at = pending.back();
      pending.pop_back();
      if (stamp[at] == position + 1) continue;
      stamp[at] = position + 1;
      if (at == done || steps_[at].kind == Step::Kind::one_of) {
        into.push_back(at);
        continue;
      }
      const Step& step = steps_[at];
      const auto go = [&](int offset) {
        pending.push_back(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + offset));
      };
      if (step.kind == Step::Kind::begin || step.kind == Step::Kind::end) {
        if (position == (step.kind == Step::Kind::begin ? 0 : points.size())) go(1);
      } else {
        go(step.a);
        if (step.kind == Step::Kind::split) go(step.b);
      }
    }
  };
  reach(0, 0, now);
  for (std::size_t i = 0; i < points.size(); ++i) {
    later.clear();
    for (const std::size_t at : now)
      if (at != done && holds(sets_[static_cast<std::size_t>(steps_[at].a)], points[i])) reach(at + 1, i + 1, later);
    now.swap(later);
    if (now.empty()) return false;
  }
  return std::find(now.begin(), now.end(), done) != now.end();
}

}  // namespace rampart::aws::protocol
