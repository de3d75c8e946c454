#include "core/load/extract.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <set>

namespace rampart::load {
namespace {

using Source = script::Capture::Source;

const char* const page =
    "<html><body><ul id=list><li class='a first' data-id=1>one<li class=a data-id=2>two<li data-id=3>three</ul>"
    "<form><input name=token value='t-1'></form></body></html>";

std::string take(const script::Capture& capture, const std::string& body, const std::string& type = "text/html",
                 const script::Variables& variables = {}) {
  Answer answer;
  answer.headers = "content-type:" + type + "\n";
  answer.body = body;
  OpenedAnswer opened(answer);
  Random random(1);
  const Extractor extractor(capture);
  if (!extractor.problem().empty()) return "problem: " + extractor.problem();
  const auto found = extractor.extract(opened, variables, random);
  return found ? boost::json::serialize(*found) : "(none)";
}

script::Capture selector(const std::string& text, const std::string& attribute, const std::string& index = "") {
  script::Capture c;
  c.source = Source::selector;
  c.expression = text;
  c.attribute = attribute;
  c.index = index;
  return c;
}

script::Capture xpath(const std::string& text) {
  script::Capture c;
  c.source = Source::xpath;
  c.expression = text;
  return c;
}

script::Capture regexp(const std::string& text, const std::string& group) {
  script::Capture c;
  c.source = Source::regexp;
  c.expression = text;
  c.group = group;
  return c;
}

TEST(Extractor, AnEmptyGroupGivesWayToTheWholeMatch) {
  EXPECT_EQ(take(regexp("t-(.*?)1", "1"), page), "\"t-1\"");
  EXPECT_EQ(take(regexp("t-(x)?1", "1"), page), "\"t-1\"");
  EXPECT_EQ(take(regexp("t-(1)", "1"), page), "\"1\"");
  EXPECT_EQ(take(regexp("t-(?<n>x)?1", "n"), page), "(none)");
}

TEST(Extractor, TakesAnAttributeOfTheElementThatASelectorFinds) {
  EXPECT_EQ(take(selector("input[name=token]", "value"), page), "\"t-1\"");
  EXPECT_EQ(take(selector("li.a", "data-id"), page), "\"1\"");
  EXPECT_EQ(take(selector("li", "data-id", "2"), page), "\"3\"");
  EXPECT_EQ(take(selector("li", "data-id", "-2"), page), "\"2\"");
  EXPECT_EQ(take(selector("li", "data-id", "last"), page), "\"3\"");
  EXPECT_EQ(take(selector("li:nth-child(odd):not(.a)", "data-id"), page), "\"3\"");
  EXPECT_EQ(take(selector("li", "data-id", "9"), page), "(none)");
  EXPECT_EQ(take(selector("li", "nothing"), page), "(none)");
  EXPECT_EQ(take(selector("table", "id"), page), "(none)");
  EXPECT_EQ(take(selector("li", ""), page), "{\"class\":\"a first\",\"data-id\":\"1\"}");
}

TEST(Extractor, TakesAnyElementWhenAskedForARandomOne) {
  Answer answer;
  answer.body = page;
  OpenedAnswer opened(answer);
  Random random(7);
  const Extractor extractor(selector("li", "data-id", "random"));
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(boost::json::serialize(*extractor.extract(opened, {}, random)));
  EXPECT_EQ(seen, (std::set<std::string>{"\"1\"", "\"2\"", "\"3\""}));
}

TEST(Extractor, AsksXmlAndHtmlByXPath) {
  EXPECT_EQ(take(xpath("//li[2]"), page), "\"two\"");
  EXPECT_EQ(take(xpath("count(//li)"), page), "\"3\"");
  EXPECT_EQ(take(xpath("/a/B/@c"), "<?xml version='1.0'?><a><B c='d'/></a>", "application/xml"), "\"d\"");
  EXPECT_EQ(take(xpath("/a/b"), "<a>", "application/xml"), "(none)");
  EXPECT_EQ(take(xpath("//li["), page), "problem: \"//li[\" is no XPath expression");
}

TEST(Extractor, RendersATemplateInAnExpression) {
  script::Variables variables;
  variables.set("n", "token");
  EXPECT_EQ(take(selector("input[name={{ n }}]", "value"), page, "text/html", variables), "\"t-1\"");
  variables.set("n", "a[");
  EXPECT_EQ(take(selector("{{ n }}", "value"), page, "text/html", variables), "(none)");
}

}  // namespace
}  // namespace rampart::load
