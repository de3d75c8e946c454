#include "live/balancer/listening_ports.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace rampart::live::balancer {
namespace {

/// Why HTTPS can't be spoken with these files; empty: it can.
std::string complaint_about_certificates(const fleet::Listener& listener) {
  if (!listener.https) return "";
  if (listener.certificate_files.empty()) return "The listener has no certificate.";
  for (const auto& file : listener.certificate_files) {
    std::ifstream stream(file);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    if (text.find("BEGIN CERTIFICATE") == std::string::npos || text.find("PRIVATE KEY") == std::string::npos)
      return fmt::format("{} can't be read or doesn't hold both a certificate and its private key in PEM form.", file);
  }
  return "";
}

}  // namespace

Result<net::PortClaim> ListeningPorts::claim(const Key& key) {
  const auto same = std::find_if(gone_.begin(), gone_.end(), [&](const auto& one) { return one.port() == key.second; });
  if (same != gone_.end()) {
    auto claim = std::move(*same);
    gone_.erase(same);
    return claim;
  }
  if (auto claim = net::PortClaim::of(address_, key.second)) return std::move(*claim);
  return net::PortClaim::first_free(address_, 8080, 19999);
}

std::vector<fleet::BoundListener> ListeningPorts::bind(std::vector<Frontend>& frontends) {
  std::set<Key> wanted;
  for (const auto& frontend : frontends) wanted.insert({frontend.listener.arn, frontend.listener.port});
  for (auto it = claims_.begin(); it != claims_.end();) {
    if (wanted.count(it->first) > 0) {
      ++it;
      continue;
    }
    gone_.push_back(std::move(it->second));
    it = claims_.erase(it);
  }
  std::vector<fleet::BoundListener> bound;
  std::vector<Frontend> able;
  for (auto& frontend : frontends) {
    const Key key(frontend.listener.arn, frontend.listener.port);
    bound.push_back({frontend.listener.arn, address_, 0, complaint_about_certificates(frontend.listener)});
    if (!bound.back().failure.empty()) continue;
    auto found = claims_.find(key);
    if (found == claims_.end()) {
      auto claimed = claim(key);
      if (!claimed) {
        bound.back().failure = claimed.error().message;
        continue;
      }
      found = claims_.emplace(key, std::move(*claimed)).first;
    }
    frontend.host = address_;
    frontend.port = bound.back().port = found->second.port();
    able.push_back(std::move(frontend));
  }
  frontends = std::move(able);
  return bound;
}

}  // namespace rampart::live::balancer
