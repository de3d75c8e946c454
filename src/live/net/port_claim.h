// Free ports for programs we start, below the range that clients' own connections take theirs from.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace rampart::live::net {

/// A port that nobody listens on and that no other Rampart on this machine will choose while this object lives: the
/// claim is a name in the kernel's abstract socket space, gone with its process. It doesn't bind the port itself.
class PortClaim {
 public:
  /// This very port, when it is free on `address` and we may bind it.
  static std::optional<PortClaim> of(const std::string& address, int port);
  /// The first free one of first…last. Listeners at 32768 and above would collide with clients' ephemeral ports
  /// (Linux's default range is 32768–60999). Errors: unavailable when none is free.
  static Result<PortClaim> first_free(const std::string& address, int first = 20000, int last = 32767);

  /// A port that a program of ours listens on already, so that no other Rampart chooses it; nothing when one has.
  static std::optional<PortClaim> of_our_own(int port);

  ~PortClaim();
  PortClaim(PortClaim&& other) noexcept;
  PortClaim& operator=(PortClaim&& other) noexcept;
  [[nodiscard]] int port() const { return port_; }

 private:
  PortClaim(int port, int descriptor) : port_(port), descriptor_(descriptor) {}
  int port_ = 0;
  int descriptor_ = -1;
};

}  // namespace rampart::live::net
