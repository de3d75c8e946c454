#include "heavy/routes.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "base/random.h"

namespace rampart::heavy {
namespace json = boost::json;
using live::net::ServerRequest;
using live::net::ServerResponse;

namespace {

enum class Place { none, home, login, items, item };

Place find_place(std::string_view path) {
  if (path == "/") return Place::home;
  if (path == "/login") return Place::login;
  if (path == "/items" || path == "/items/") return Place::items;
  constexpr std::string_view prefix = "/items/";
  if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string_view::npos) return Place::item;
  return Place::none;
}

std::string_view methods_of(Place place) {
  switch (place) {
    case Place::home:
      return "GET, HEAD, POST, PUT, PATCH, DELETE";
    case Place::login:
      return "POST";
    case Place::items:
      return "GET, HEAD, POST";
    case Place::item:
      return "GET, HEAD, PUT, PATCH, DELETE";
    case Place::none:
      break;
  }
  return "";
}

bool takes(Place place, std::string_view method) {
  auto list = methods_of(place);
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (list.substr(0, comma) == method) return true;
    list = comma == std::string_view::npos ? "" : list.substr(comma + 2);
  }
  return false;
}

/// 42 is a number in JSON, "a7" a string.
json::value show_id(std::string_view id) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (ec == std::errc() && end == id.data() + id.size() && std::to_string(number) == id) return number;
  return json::string(id);
}

/// An item follows from its id alone: every task knows every item.
json::object describe_item(std::string_view id) {
  auto draw = Random::stream(0, id);
  return {{"id", show_id(id)}, {"name", fmt::format("Item {}", id)}, {"price_cents", draw.between(100, 9999)}};
}

Reply refuse(int status, std::string text) { return {.status = status, .body = json::object{{"error", text}}}; }

/// The object in the request's body; empty when there is no body. Errors: invalid.
Result<json::object> read_object(const ServerRequest& request) {
  if (request.body.empty()) return json::object();
  boost::system::error_code ec;
  auto value = json::parse(request.body, ec);
  if (ec) return invalid(fmt::format("The body isn't JSON: {}.", ec.message()));
  if (!value.is_object()) return invalid("The body must be a JSON object.");
  return value.as_object();
}

Reply show_item(const ServerRequest& request) {
  const auto id = std::string_view(request.path).substr(std::string_view("/items/").size());
  auto item = describe_item(id);
  if (request.method == "DELETE") return {.status = 204};
  if (request.method == "GET" || request.method == "HEAD") return {.body = std::move(item)};
  auto changes = read_object(request);
  if (!changes) return refuse(400, changes.error().message);
  for (auto& [name, value] : *changes) {
    if (name != "id") item[name] = value;
  }
  return {.body = std::move(item)};
}

Reply show_home(const ServerRequest& request) {
  if (request.method == "GET" || request.method == "HEAD") return {.body = std::string("rampart heavy is here.\n")};
  return {.body = fmt::format("{} bytes received.\n", request.body.size())};
}

json::object list_items() {
  json::array items;
  for (const auto* id : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}) items.push_back(describe_item(id));
  return {{"items", std::move(items)}};
}

}  // namespace

int Routes::find_fault(const ServerRequest& request) {
  const auto place = find_place(request.path);
  if (place == Place::none) return 404;
  return takes(place, request.method) ? 0 : 405;
}

Reply Routes::answer(const ServerRequest& request) {
  const auto place = find_place(request.path);
  if (place == Place::none) {
    return refuse(404, "There is no such route; there are /, /login, /items, /items/ID, /health and /stats.");
  }
  if (!takes(place, request.method)) {
    auto reply = refuse(405, fmt::format("{} takes {}.", request.path, methods_of(place)));
    reply.headers.emplace_back("Allow", methods_of(place));
    return reply;
  }
  switch (place) {
    case Place::login:
      return log_in(request);
    case Place::items:
      return request.method == "POST" ? create_item(request) : Reply{.body = list_items()};
    case Place::item:
      return show_item(request);
    default:
      return show_home(request);
  }
}

Reply Routes::log_in(const ServerRequest& request) const {
  auto body = read_object(request);
  if (!body) return refuse(400, body.error().message);
  const auto* user = body->if_contains("user");
  if (user == nullptr || !user->is_string() || user->get_string().empty()) {
    return refuse(400, "Say who logs in: {\"user\": \"ann\"}.");
  }
  const std::string name(user->get_string());
  auto draw = Random::stream(seed_, name);
  return {.body = json::object{{"user", name}, {"token", fmt::format("{:016x}{:016x}", draw(), draw())}}};
}

Reply Routes::create_item(const ServerRequest& request) {
  auto given = read_object(request);
  if (!given) return refuse(400, given.error().message);
  const auto id = std::to_string(next_item_++);
  auto item = describe_item(id);
  for (auto& [name, value] : *given) {
    if (name != "id") item[name] = value;
  }
  return {.status = 201, .headers = {{"Location", "/items/" + id}}, .body = std::move(item)};
}

ServerResponse render(Reply reply, std::size_t bytes) {
  const auto pad = [](std::size_t size) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string out(size, ' ');
    for (std::size_t i = 0; i < size; ++i) out[i] = letters[i % letters.size()];
    return out;
  };
  ServerResponse response;
  response.status = reply.status;
  response.headers = std::move(reply.headers);
  if (auto* text = std::get_if<std::string>(&reply.body)) {
    response.body = std::move(*text);
    if (bytes > response.body.size()) response.body += pad(bytes - response.body.size());
    return response;
  }
  response.content_type = "application/json";
  auto& object = std::get<json::object>(reply.body);
  response.body = json::serialize(object);
  if (bytes > response.body.size()) {
    object["padding"] = "";
    const auto empty = json::serialize(object).size();
    object["padding"] = pad(bytes > empty ? bytes - empty : 0);
    response.body = json::serialize(object);
  }
  return response;
}

}  // namespace rampart::heavy
