#include "heavy/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace rampart::heavy {
namespace {

using live::net::ServerRequest;

ServerRequest make_request(std::string method, std::string path, std::string body = {}) {
  return {
      .method = std::move(method), .path = path, .target = path, .query = {}, .headers = {}, .body = std::move(body)};
}

boost::json::object answer(Routes& routes, const ServerRequest& request, int status) {
  const auto reply = routes.answer(request);
  EXPECT_EQ(reply.status, status);
  return std::get<boost::json::object>(reply.body);
}

TEST(Routes, TokensAreTheUsersOwn) {
  Routes here(7);
  Routes there(7);
  const auto ann = answer(here, make_request("POST", "/login", R"({"user":"ann"})"), 200);
  EXPECT_EQ(ann.at("token").as_string().size(), 32U);
  EXPECT_EQ(ann, answer(there, make_request("POST", "/login", R"({"user":"ann"})"), 200));
  EXPECT_NE(ann.at("token"), answer(here, make_request("POST", "/login", R"({"user":"bob"})"), 200).at("token"));
  for (const auto* body : {"", "{}", "[1]", "{", R"({"user":5})", R"({"user":""})"}) {
    EXPECT_TRUE(answer(here, make_request("POST", "/login", body), 400).contains("error")) << body;
  }
}

TEST(Routes, ItemsFollowFromTheirId) {
  Routes routes(1);
  const auto item = answer(routes, make_request("GET", "/items/42"), 200);
  EXPECT_EQ(item.at("id"), 42);
  EXPECT_EQ(item, answer(routes, make_request("GET", "/items/42"), 200));
  EXPECT_EQ(answer(routes, make_request("GET", "/items/a7"), 200).at("id"), "a7");
  EXPECT_EQ(answer(routes, make_request("PATCH", "/items/42", R"({"name":"x","id":1})"), 200).at("name"), "x");
  EXPECT_EQ(routes.answer(make_request("DELETE", "/items/42")).status, 204);
  EXPECT_EQ(answer(routes, make_request("GET", "/items"), 200).at("items").as_array().size(), 10U);
}

TEST(Routes, CreatedItemsHaveALocation) {
  Routes routes(1);
  const auto reply = routes.answer(make_request("POST", "/items", R"({"name":"lamp"})"));
  EXPECT_EQ(reply.status, 201);
  EXPECT_THAT(reply.headers, ::testing::ElementsAre(std::pair<std::string, std::string>("Location", "/items/1")));
  EXPECT_EQ(std::get<boost::json::object>(reply.body).at("name"), "lamp");
  EXPECT_EQ(routes.answer(make_request("POST", "/items")).headers.front().second, "/items/2");
  EXPECT_EQ(routes.answer(make_request("POST", "/items", "no")).status, 400);
}

TEST(Routes, SayWhatThereIs) {
  Routes routes(1);
  EXPECT_EQ(Routes::find_fault(make_request("GET", "/")), 0);
  EXPECT_EQ(Routes::find_fault(make_request("GET", "/nope")), 404);
  EXPECT_EQ(Routes::find_fault(make_request("GET", "/items/1/parts")), 404);
  EXPECT_EQ(Routes::find_fault(make_request("GET", "/login")), 405);
  EXPECT_EQ(Routes::find_fault(make_request("PO", "/login")), 405);
  const auto reply = routes.answer(make_request("GET", "/login"));
  EXPECT_THAT(reply.headers, ::testing::ElementsAre(std::pair<std::string, std::string>("Allow", "POST")));
}

TEST(Routes, BodiesAreFilledToTheSize) {
  Routes routes(1);
  EXPECT_EQ(render(routes.answer(make_request("GET", "/")), 5000).body.size(), 5000U);
  const auto json = render(routes.answer(make_request("GET", "/items/1")), 5000);
  EXPECT_EQ(json.body.size(), 5000U);
  EXPECT_EQ(boost::json::parse(json.body).at("id"), 1);
  EXPECT_EQ(render(routes.answer(make_request("GET", "/")), 3).body, "rampart heavy is here.\n");
}

}  // namespace
}  // namespace rampart::heavy
