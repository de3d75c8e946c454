// The mail server as its user names it: smtp://[USER[:PASSWORD]@]HOST[:PORT], or smtps:// for TLS from the first byte.
// Pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "live/net/mail.h"

namespace rampart::app {

/// The environment variable that may hold it, so that a password needn't stand in a command line.
constexpr const char* smtp_variable = "RAMPART_SMTP";

/// User and password are percent-encoded where they hold one of ":@/%". Ports: 25, of smtps 465, when none is named.
/// Errors: invalid, in a sentence that doesn't repeat the password.
Result<live::net::MailServer> read_smtp_url(std::string_view url);

}  // namespace rampart::app
