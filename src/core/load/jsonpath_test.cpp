#include "core/load/jsonpath.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rampart::load {
namespace {

const char* const shop = R"({
  "store": {
    "book": [
      {"title": "A", "price": 8.95, "isbn": "1"},
      {"title": "B", "price": 12.99},
      {"title": "C", "price": 8.99, "isbn": "3", "tags": ["x", "y"]},
      {"title": "D", "price": 22.99}
    ],
    "bicycle": {"price": 19.95, "first-owner": null}
  },
  "limit": 10, "7": "seven"
})";

std::string find(const std::string& path, const char* text = shop) {
  const auto document = boost::json::parse(text);
  const auto compiled = JsonPath::compile(path);
  if (!compiled) return "refused";
  std::string out;
  for (const boost::json::value* v : compiled->find_all(document)) out += boost::json::serialize(*v) + " ";
  return out;
}

TEST(JsonPath, FindsByNameIndexAndWildcard) {
  EXPECT_EQ(find("$.limit"), "10 ");
  EXPECT_EQ(find("limit"), "10 ");
  EXPECT_EQ(find("$['store']['book'][0].title"), "\"A\" ");
  EXPECT_EQ(find("$.store.book[-1].title"), "\"D\" ");
  EXPECT_EQ(find("$.store.book[(@.length-1)].title"), "\"D\" ");
  EXPECT_EQ(find("$.store.book[*].title"), "\"A\" \"B\" \"C\" \"D\" ");
  EXPECT_EQ(find("$.store.bicycle.*"), "1.995E1 null ");
  EXPECT_EQ(find("$.store.bicycle.first-owner"), "null ");
  EXPECT_EQ(find("$[7]"), "\"seven\" ");
  EXPECT_EQ(find("$.nothing.there"), "");
  EXPECT_EQ(find("$[0]", "[5,6]"), "5 ");
}

TEST(JsonPath, FindsUnionsSlicesAndDescendants) {
  EXPECT_EQ(find("$.store.book[0,2].title"), "\"A\" \"C\" ");
  EXPECT_EQ(find("$.store.book[1:3].title"), "\"B\" \"C\" ");
  EXPECT_EQ(find("$.store.book[:2].title"), "\"A\" \"B\" ");
  EXPECT_EQ(find("$.store.book[-2:].title"), "\"C\" \"D\" ");
  EXPECT_EQ(find("$.store.book[::2].title"), "\"A\" \"C\" ");
  EXPECT_EQ(find("$.store.book[0]['title','price']"), "\"A\" 8.95E0 ");
  EXPECT_EQ(find("$..isbn"), "\"1\" \"3\" ");
  EXPECT_EQ(find("$..tags[0]"), "\"x\" ");
}

TEST(JsonPath, Filters) {
  EXPECT_EQ(find("$.store.book[?(@.price < 10)].title"), "\"A\" \"C\" ");
  EXPECT_EQ(find("$.store.book[?(@.isbn)].title"), "\"A\" \"C\" ");
  EXPECT_EQ(find("$.store.book[?(!@.isbn)].title"), "\"B\" \"D\" ");
  EXPECT_EQ(find("$.store.book[?(@.title=='B' || @.isbn === \"3\")].price"), "1.299E1 8.99E0 ");
  EXPECT_EQ(find("$.store.book[?(@.price > $.limit && (@.price != 22.99))].title"), "\"B\" ");
  EXPECT_EQ(find("$.store.book[?(@.tags.length == 2)].title"), "\"C\" ");
  EXPECT_EQ(find("$[?(@ == 5)]", "[5,6,5]"), "5 5 ");
}

TEST(JsonPath, RefusesWhatItDoesNotKnow) {
  for (const char* bad : {"$.", "$[", "$['a", "$.a[?(@.b ==)]", "$.a[?(@.b]", "$.a b", "$[1:2:0]", "$.a[?(f(@))]"})
    EXPECT_EQ(find(bad), "refused") << bad;
  const std::string deep = "$[?(" + std::string(10000, '(') + "1";
  EXPECT_EQ(find(deep), "refused");
}

}  // namespace
}  // namespace rampart::load
