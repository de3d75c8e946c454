#include "live/net/mail_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace rampart::live::net {
namespace {

constexpr std::size_t longest_line = 998;    // RFC 5321
constexpr std::size_t bytes_of_a_word = 45;  // 60 in base64: an encoded word has 75 characters at most
constexpr std::size_t bytes_of_a_line = 57;  // 76 in base64

bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F; }

bool is_plain_line(std::string_view text) { return std::all_of(text.begin(), text.end(), is_plain); }

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

/// At most `most` bytes from the front, not in the middle of a character.
std::string_view whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > most - 4 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view part = whole_characters(text, bytes_of_a_word);
    out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ", base64(part));
    text.remove_prefix(part.size());
  }
  return out;
}

std::string subject_of(std::string_view text) {
  const bool looks_encoded = text.find("=?") != std::string_view::npos;
  return is_plain_line(text) && !looks_encoded && text.size() <= 200 ? std::string(text) : encoded_words(text);
}

std::string name_of(std::string_view text) {
  if (!is_plain_line(text)) return encoded_words(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

bool goes_as_it_is(std::string_view text) {
  std::size_t line = 0;
  for (const char c : text) {
    if (c != '\n' && c != '\t' && !is_plain(static_cast<unsigned char>(c))) return false;
    line = c == '\n' ? 0 : line + 1;
    if (line > longest_line) return false;
  }
  return true;
}

std::string lines_of(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

std::string base64_lines(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += bytes_of_a_line)
    out += base64(text.substr(at, bytes_of_a_line)) + "\r\n";
  return out;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c != 0x7F && c != '<' && c != '>' && c != ','; });
}

std::string mail_text(const Mail& mail) {
  const auto second = std::chrono::duration_cast<std::chrono::seconds>(mail.date.time_since_epoch()).count();
  const std::string_view host = std::string_view(mail.sender).substr(mail.sender.rfind('@') + 1);
  const bool plain = goes_as_it_is(mail.text);
  std::string out = fmt::format("From: {}{}<{}>\r\n", mail.sender_name.empty() ? "" : name_of(mail.sender_name),
                                mail.sender_name.empty() ? "" : " ", mail.sender);
  out += fmt::format("To: <{}>\r\nSubject: {}\r\n", mail.recipient, subject_of(mail.subject));
  out += fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\n", fmt::gmtime(static_cast<std::time_t>(second)));
  if (!mail.id.empty()) out += fmt::format("Message-ID: <{}@{}>\r\n", mail.id, host);
  out += fmt::format(
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
      "Content-Transfer-Encoding: {}\r\n\r\n",
      plain ? "7bit" : "base64");
  return out + (plain ? lines_of(mail.text) : base64_lines(mail.text));
}

}  // namespace rampart::live::net
