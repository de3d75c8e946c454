// A mail as it goes over the wire (RFC 5322, MIME): headers, an empty line, a plain text. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace rampart::live::net {

struct Mail {
  std::string sender;       ///< An address: "alerts@shop.example".
  std::string sender_name;  ///< Shown before it; may be empty.
  std::string recipient;    ///< An address.
  std::string subject;      ///< UTF-8, one line.
  std::string text;         ///< UTF-8, lines end with "\n".
  std::string id;           ///< Of Message-ID, without the host; the same for the same mail sent again.
  Instant date;             ///< Real time.
};

/// Lines end with "\r\n". A subject or name that isn't plain ASCII becomes an encoded word (RFC 2047), so nothing in it
/// can begin a header of its own; a text that isn't, or that has longer lines than a server takes, goes in base64.
std::string mail_text(const Mail& mail);

/// "local@domain", without anything that would end an address on the wire: blanks, control characters, <, >.
bool is_mail_address(std::string_view text);

}  // namespace rampart::live::net
