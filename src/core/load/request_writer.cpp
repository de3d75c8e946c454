#include "core/load/request_writer.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/load/form_writer.h"
#include "core/script/json_text.h"

namespace rampart::load {
namespace {

bool is_unsafe_in_header(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_base64(std::string& out, std::string_view bytes) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = (group << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? digits[(group >> (18 - 6 * k)) & 63] : '=';
  }
}

void append_hex(std::string& out, std::size_t digits, Random& random) {
  static constexpr std::string_view hex = "0123456789abcdef";
  for (std::size_t i = 0; i < digits; ++i) out += hex[static_cast<std::size_t>(random.between(0, 15))];
}

// W3C Trace Context: version, trace-id, parent-id, flags; the same for all hops of a redirect.
void append_traceparent(std::string& out, const script::Tracing& tracing, Random& random) {
  out.append("traceparent: 00-").append(tracing.id_prefix);
  append_hex(out, 32 - tracing.id_prefix.size(), random);
  out += '-';
  append_hex(out, 16, random);
  out += tracing.sampled ? "-01\r\n" : "-00\r\n";
}

// As JavaScript's String(value): a list is joined with commas.
void append_string_of(std::string& out, const boost::json::value& value) {
  if (const auto* list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ',';
      if (!(*list)[i].is_null()) append_string_of(out, (*list)[i]);
    }
  } else if (value.is_object()) {
    out += "[object Object]";
  } else {
    script::append_text(out, value);
  }
}

// In a query, what is null or undefined has an empty value; in a form it is these words.
enum class Nothing { empty, word };

void append_form_value(std::string& out, const script::ValueTemplate& tree, const script::Variables& variables,
                       Random& random, Nothing nothing, std::string& scratch) {
  bool undefined = false;
  const boost::json::value value = tree.evaluate(variables, random, undefined);
  if (nothing == Nothing::empty && (undefined || value.is_null())) return;
  scratch.clear();
  if (undefined)
    scratch = "undefined";
  else
    append_string_of(scratch, value);
  append_form_encoded(out, scratch);
}

// Takes the line of this name away, if there is one. `name` with its colon.
void erase_line(std::string& headers, std::string_view name) {
  for (std::size_t start = 0; start < headers.size();) {
    const std::size_t end = headers.find('\n', start) + 1;
    if (std::string_view(headers).substr(start).starts_with(name))
      headers.erase(start, end - start);
    else
      start = end;
  }
}

// As Artillery's HTTP library refuses it.
bool is_body_in_vain(const script::Request& request) {
  const bool bodiless = request.method == script::Method::get || request.method == script::Method::head;
  if (!bodiless || request.allow_get_body) return false;
  return request.json || request.body || !request.form.empty() || !request.form_data.empty();
}

}  // namespace

void RequestWriter::clear() {
  error_.clear();
  url_ = nullptr;
}

bool RequestWriter::fail(std::string text) {
  error_ = std::move(text);
  return false;
}

bool RequestWriter::write(const PlannedRequest& planned, const script::Variables& variables, Random& random,
                          CookieJar& jar, bool& jar_active, Instant now, Transport& transport, Outgoing& out) {
  const script::Request& request = *planned.script;
  authorization_.clear();
  left_origin_ = false;
  if (planned.fixed) {
    url_ = &planned.fixed->url;
    origin_ = planned.fixed->id;
  } else if (!render_url(planned, variables, random, transport)) {
    return false;
  }
  if (is_body_in_vain(request)) return fail("ERR_GOT_REQUEST_ERROR");
  if (!render_headers(planned, variables, random)) return false;
  if (!planned.constant_body && !render_body(planned, variables, random)) return false;
  if (!config_.default_cookies.empty()) jar_active = true;
  if (planned.uses_cookies) store_cookies(request, variables, random, jar, now, jar_active);

  out.method = request.method;
  out.http2 = request.http2;
  out.body = planned.constant_body ? std::string_view(*planned.constant_body) : std::string_view(body_);
  out.keep_body = planned.keep_body;
  out.keep_headers = planned.keep_headers;
  finish(planned, jar, jar_active || planned.uses_cookies, now, out);
  return true;
}

bool RequestWriter::render_url(const PlannedRequest& planned, const script::Variables& variables, Random& random,
                               Transport& transport) {
  const script::Request& request = *planned.script;
  std::string& text = scratch_;
  text.clear();
  request.url.render(variables, random, text);
  if (text.empty()) return fail("an URL must be specified");
  if (text.starts_with('/')) text.insert(0, config_.target);
  if (!text.starts_with("http")) return fail("Invalid URL - " + text);
  if (!request.query.empty()) render_query(request, variables, random, text);
  auto url = parse_url(text);
  if (!url) return fail("ERR_INVALID_URL");
  if (is_malformed_escape(url->target)) return fail("ERR_GOT_REQUEST_ERROR");
  if (!url->user.empty()) {
    authorization_ = "authorization: Basic ";
    append_base64(authorization_, url->user + ":" + url->password);
    authorization_ += "\r\n";
  }
  if (url_ != &own_url_ || !(own_url_.origin == url->origin)) origin_ = transport.find_origin(url->origin);
  own_url_ = std::move(*url);
  url_ = &own_url_;
  return true;
}

void RequestWriter::render_query(const script::Request& request, const script::Variables& variables, Random& random,
                                 std::string& text) {
  text.erase(std::min(text.find_first_of("?#"), text.size()));
  std::string value;
  char mark = '?';
  for (const auto& [name, tree] : request.query) {
    text += mark;
    append_form_encoded(text, name);
    text += '=';
    append_form_value(text, tree, variables, random, Nothing::empty, value);
    mark = '&';
  }
}

bool RequestWriter::render_headers(const PlannedRequest& planned, const script::Variables& variables, Random& random) {
  own_headers_.clear();
  for (const script::Header* header : planned.rendered) {
    const std::size_t start = own_headers_.size();
    own_headers_.append(header->name).append(": ");
    const std::size_t value = own_headers_.size();
    header->value.render(variables, random, own_headers_);
    const std::string_view rendered = std::string_view(own_headers_).substr(value);
    if (is_unsafe_in_header(rendered)) return fail("ERR_INVALID_CHAR");
    if (rendered == "undefined") {
      bool undefined = false;
      static_cast<void>(header->value.evaluate(variables, random, undefined));
      if (undefined) {  // a header without a value is not sent
        own_headers_.resize(start);
        continue;
      }
    }
    own_headers_ += "\r\n";
  }
  host_.clear();
  if (planned.host != nullptr) planned.host->render(variables, random, host_);
  if (is_unsafe_in_header(host_)) return fail("ERR_INVALID_CHAR");
  if (const auto& auth = planned.script->basic_auth) {
    authorization_ = "authorization: Basic ";
    append_base64(authorization_, auth->first.render(variables, random) + ":" + auth->second.render(variables, random));
    authorization_ += "\r\n";
  }
  if (config_.tracing) append_traceparent(own_headers_, *config_.tracing, random);
  return true;
}

bool RequestWriter::render_body(const PlannedRequest& planned, const script::Variables& variables, Random& random) {
  const script::Request& request = *planned.script;
  body_.clear();
  if (request.json) {
    request.json->render_json(variables, random, body_);
  } else if (request.body) {
    request.body->render(variables, random, body_);
  } else if (!request.form_data.empty()) {
    return render_form(request, variables, random);
  } else {
    for (const auto& [name, tree] : request.form) {
      if (!body_.empty()) body_ += '&';
      append_form_encoded(body_, name);
      body_ += '=';
      append_form_value(body_, tree, variables, random, Nothing::word, scratch_);
    }
  }
  return true;
}

bool RequestWriter::render_form(const script::Request& request, const script::Variables& variables, Random& random) {
  const std::string boundary = make_boundary(random);
  const std::string_view error = append_form(body_, script_, request, variables, random, boundary);
  if (!error.empty()) return fail(std::string(error));
  const auto names_type = [](const std::vector<script::Header>& headers) {
    return std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.name == "content-type"; });
  };
  // A type of the script's own stays, without the boundary, as in Artillery.
  if (!names_type(request.headers) && !names_type(config_.default_headers))
    append_line(own_headers_, "content-type", "multipart/form-data; boundary=" + boundary);
  return true;
}

// The jar keeps them for later; they go out with this request in any case.
void RequestWriter::store_cookies(const script::Request& request, const script::Variables& variables, Random& random,
                                  CookieJar& jar, Instant now, bool /*jar_active*/) {
  const auto store = [&](const std::pair<std::string, script::Template>& entry) {
    Cookie cookie;
    cookie.name = entry.first;
    cookie.value = entry.second.render(variables, random);
    cookie.domain = url_->origin.host;
    cookie.path = default_cookie_path(url_->target);
    if (!is_unsafe_in_header(cookie.value)) jar.store(std::move(cookie), now);
  };
  for (const auto& entry : config_.default_cookies) store(entry);
  for (const auto& entry : request.cookies) store(entry);
}

void RequestWriter::finish(const PlannedRequest& planned, const CookieJar& jar, bool cookies, Instant now,
                           Outgoing& out) {
  out.origin = origin_;
  out.target = url_->target;
  out.host = host_;
  // A POST redirected by 303 has become a GET, which says nothing of a body.
  const bool has_length = (planned.sends_length && out.method != script::Method::get) || !out.body.empty();
  if (own_headers_.empty() && authorization_.empty() && !has_length && !left_origin_ && !(cookies && !jar.empty())) {
    out.headers = planned.constant_headers;
    return;
  }
  headers_.assign(planned.constant_headers).append(own_headers_).append(authorization_);
  if (left_origin_)  // what the script gives one server isn't for another
    for (const std::string_view name : {"authorization:", "cookie:"}) erase_line(headers_, name);
  if (cookies && !jar.empty()) {
    cookies_.assign("cookie: ");
    if (jar.append_header(url_->origin, url_->target, now, cookies_)) {
      erase_line(headers_, "cookie:");  // the jar's take the place of the script's own header
      headers_.append(cookies_).append("\r\n");
    }
  }
  if (has_length) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, out.body.size()).ptr;
    append_line(headers_, "content-length", std::string_view(digits, static_cast<std::size_t>(end - digits)));
  }
  out.headers = headers_;
}

bool RequestWriter::redirect(const PlannedRequest& planned, int status, std::string_view location, const CookieJar& jar,
                             bool jar_active, Instant now, Transport& transport, Outgoing& out) {
  auto next = resolve_url(url_->origin, url_->target, location);
  if (!next) return fail("ERR_INVALID_URL");
  if (!(next->origin == url_->origin)) {
    origin_ = transport.find_origin(next->origin);
    authorization_.clear();
    host_.clear();
    left_origin_ = true;
  }
  own_url_ = std::move(*next);
  url_ = &own_url_;
  const bool to_get = status == 303 && out.method != script::Method::get && out.method != script::Method::head;
  if (to_get || !planned.script->rewrite_methods) {
    out.method = script::Method::get;
    out.body = {};
  }
  finish(planned, jar, jar_active || planned.uses_cookies, now, out);
  return true;
}

}  // namespace rampart::load
