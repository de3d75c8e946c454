// One mail out, waiting, through an SMTP server. For a thread that may wait; not for a loop's.
//
// libcurl speaks SMTP, STARTTLS, AUTH. It is opened when the first mail is sent and not linked: with the 30 libraries
// it brings along, every start of the program would take 8 ms longer (docs/decisions/0003-dependencies.md).
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "live/net/mail_text.h"

namespace rampart::live::net {

struct MailServer {
  std::string host = {};
  int port = 25;
  /// TLS from the first byte (smtps). Else STARTTLS where the server offers it; with a password, and a server that
  /// isn't this machine, only if it does.
  bool tls = false;
  std::string user = {};         ///< Empty: no AUTH.
  std::string password = {};     ///< Any text; never in an error.
  std::string authorities = {};  ///< PEM file of those whose certificates are trusted; empty: the system's.
};

/// Errors: invalid, when the server won't take this mail at all (its 5xx reply is told); unavailable, when it can't be
/// reached, isn't trusted, or says to come later (4xx), or when there is no libcurl; overloaded, when `timeout` passes.
Result<void> send_mail_and_wait(const MailServer& server, const Mail& mail, Duration timeout);

}  // namespace rampart::live::net
