#include "core/load/jmespath.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rampart::load {
namespace {

std::string search(const char* expression, const char* document) {
  const auto path = JmesPath::compile(expression);
  if (path.has_error()) return path.error().message;
  const auto found = path->search(boost::json::parse(document));
  return found ? boost::json::serialize(*found) : found.error().message;
}

const char* const people =
    R"({"people":[{"name":"a","age":30,"tags":["x","y"]},{"name":"b","age":20,"tags":["z"]},{"name":"c"}],"n":{"x":1,"y":2}})";

TEST(JmesPath, WalksNamesIndexesAndSlices) {
  EXPECT_EQ(search("n.x", people), "1");
  EXPECT_EQ(search("people[0].name", people), "\"a\"");
  EXPECT_EQ(search("people[-1].name", people), "\"c\"");
  EXPECT_EQ(search("people[::-1].name", people), R"(["c","b","a"])");
  EXPECT_EQ(search("people[:2].name", people), R"(["a","b"])");
  EXPECT_EQ(search("nothing.at.all", people), "null");
  EXPECT_EQ(search("\"n\".\"y\"", people), "2");
}

TEST(JmesPath, ProjectsFiltersAndFlattens) {
  EXPECT_EQ(search("people[*].age", people), "[30,20]");
  EXPECT_EQ(search("people[].tags[]", people), R"(["x","y","z"])");
  EXPECT_EQ(search("n.*", people), "[1,2]");
  EXPECT_EQ(search("people[?age > `25`].name", people), R"(["a"])");
  EXPECT_EQ(search("people[?name == 'b' || !age].name", people), R"(["b","c"])");
  EXPECT_EQ(search("people[?age].age | [0]", people), "30");
  EXPECT_EQ(search("people[?contains(tags || `[]`, 'z')] | [0].name", people), "\"b\"");
}

TEST(JmesPath, BuildsListsAndObjects) {
  EXPECT_EQ(search("people[0].[name, age]", people), R"(["a",30])");
  EXPECT_EQ(search("people[0].{who: name, years: age}", people), R"({"who":"a","years":30})");
  EXPECT_EQ(search("[n.x, n.y]", people), "[1,2]");
}

TEST(JmesPath, CallsFunctions) {
  EXPECT_EQ(search("length(people)", people), "3");
  EXPECT_EQ(search("sort_by(people[?age], &age)[0].name", people), "\"b\"");
  EXPECT_EQ(search("max(people[].age)", people), "30");
  EXPECT_EQ(search("sum(people[].age)", people), "50");
  EXPECT_EQ(search("join(', ', sort(people[].tags[]))", people), "\"x, y, z\"");
  EXPECT_EQ(search("keys(n)", people), R"(["x","y"])");
  EXPECT_EQ(search("type(n)", people), "\"object\"");
  EXPECT_EQ(search("avg(people[].age)", people), "25");
  EXPECT_EQ(search("length(nothing)", people), "length() must be given text, a list or an object");
}

TEST(JmesPath, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(search("a.", "{}"), "the JMESPath \"a.\": it ends too early");
  EXPECT_EQ(search("a]b", "{}"), "the JMESPath \"a]b\": \"]b\" is not understood");
  EXPECT_EQ(search("foo(a)", "{}"), "the JMESPath \"foo(a)\": there is no function \"foo\"");
}

}  // namespace
}  // namespace rampart::load
