// RequestWriter: from a planned request and a user's variables to the bytes of one request (reference artillery.md
// §2.2–§2.5). Its buffers are used again for the user's next request.
#pragma once

#include <string>

#include "base/random.h"
#include "core/load/cookie_jar.h"
#include "core/load/plan.h"
#include "core/load/transport.h"
#include "core/script/template.h"

namespace rampart::load {

class RequestWriter {
 public:
  explicit RequestWriter(const script::Script& script) : script_(script), config_(script.config) {}

  /// Fills `out`, whose views point into this writer and the plan. False: the request can't be made, and error() says
  /// why in Artillery's words ("Invalid URL - x").
  bool write(const PlannedRequest& planned, const script::Variables& variables, Random& random, CookieJar& jar,
             bool& jar_active, Instant now, Transport& transport, Outgoing& out);

  /// The next hop of a redirect: the same request for another target; 303 makes it a GET without a body. False: the
  /// location can't be understood.
  bool redirect(const PlannedRequest& planned, int status, std::string_view location, const CookieJar& jar,
                bool jar_active, Instant now, Transport& transport, Outgoing& out);

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] const Url& url() const { return *url_; }
  void clear();

 private:
  bool fail(std::string text);
  bool render_url(const PlannedRequest& planned, const script::Variables& variables, Random& random,
                  Transport& transport);
  void render_query(const script::Request& request, const script::Variables& variables, Random& random,
                    std::string& text);
  bool render_headers(const PlannedRequest& planned, const script::Variables& variables, Random& random);
  bool render_body(const PlannedRequest& planned, const script::Variables& variables, Random& random);
  bool render_form(const script::Request& request, const script::Variables& variables, Random& random);
  void store_cookies(const script::Request& request, const script::Variables& variables, Random& random, CookieJar& jar,
                     Instant now, bool jar_active);
  void finish(const PlannedRequest& planned, const CookieJar& jar, bool cookies, Instant now, Outgoing& out);

  const script::Script& script_;
  const script::Config& config_;
  std::string error_;
  std::string host_;
  std::string own_headers_;    // rendered ones
  std::string authorization_;  // dropped when a redirect leaves the origin
  std::string headers_;        // all, when there is more than the constant ones
  std::string cookies_;
  bool left_origin_ = false;  // a redirect led to another server
  std::string body_;
  std::string scratch_;
  const Url* url_ = nullptr;  // the plan's, or own_url_
  Url own_url_;
  OriginId origin_ = 0;
};

}  // namespace rampart::load
