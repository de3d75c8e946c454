#include "core/script/css_selector.h"

#include <gtest/gtest.h>

#include "core/script/css_nth.h"

namespace rampart::script {
namespace {

std::string xpath(const char* selector) {
  const auto made = xpath_of_selector(selector);
  return made ? *made : made.error().message;
}

TEST(CssSelector, TurnsNamesIdsAndClassesIntoSteps) {
  EXPECT_EQ(xpath("A"), "/descendant::a");
  EXPECT_EQ(xpath("*"), "/descendant::*");
  EXPECT_EQ(xpath("#main"), "/descendant::*[@id = 'main']");
  EXPECT_EQ(xpath("p.big"), "/descendant::p[contains(concat(' ', normalize-space(@class), ' '), ' big ')]");
  EXPECT_EQ(xpath("#it's"), "the selector \"#it's\" has something that isn't understood: \"'s\"");
}

TEST(CssSelector, WalksCombinatorsAndLists) {
  EXPECT_EQ(xpath("ul > li a"), "/descendant::ul/child::li/descendant::a");
  EXPECT_EQ(xpath("h1+p"), "/descendant::h1/following-sibling::*[1][self::p]");
  EXPECT_EQ(xpath("h1 ~ p"), "/descendant::h1/following-sibling::p");
  EXPECT_EQ(xpath(" a , b "), "/descendant::a | /descendant::b");
}

TEST(CssSelector, ComparesAttributes) {
  EXPECT_EQ(xpath("[Href]"), "/descendant::*[@href]");
  EXPECT_EQ(xpath("a[rel=next]"), "/descendant::a[@rel = 'next']");
  EXPECT_EQ(xpath("a[href^='/x']"), "/descendant::a[starts-with(@href, '/x')]");
  EXPECT_EQ(xpath("a[href$=\".js\"]"),
            "/descendant::a[substring(@href, string-length(@href) - string-length('.js') + 1) = '.js']");
  EXPECT_EQ(xpath("a[lang|=en]"), "/descendant::a[(@lang = 'en' or starts-with(@lang, 'en-'))]");
  EXPECT_EQ(xpath("a[t=\"it's\"]"), "/descendant::a[@t = \"it's\"]");
  EXPECT_EQ(xpath("a[href*='']"), "/descendant::a[false()]");
}

TEST(CssSelector, KnowsPseudoClasses) {
  EXPECT_EQ(xpath("li:first-child"), "/descendant::li[(count(preceding-sibling::*) + 1) = 1]");
  EXPECT_EQ(xpath("li:not([a], b)"), "/descendant::li[not(((@a)) or (self::b))]");
  EXPECT_EQ(xpath("li:eq(2)"), "(/descendant::li)[2 + 1]");
  EXPECT_EQ(xpath("li:last"), "(/descendant::li)[last()]");
  EXPECT_EQ(xpath("div:has(> a)").substr(0, 3), "the");  // relative selectors begin with an element here
  EXPECT_EQ(xpath("div:has(a)"), "/descendant::div[descendant::a]");
  EXPECT_EQ(xpath("p:contains('x y')"), "/descendant::p[contains(., 'x y')]");
}

TEST(CssSelector, NamesWhatItDoesNotUnderstand) {
  EXPECT_EQ(xpath("a:hover"),
            "the selector \"a:hover\" has something that isn't understood: the pseudo-class \":hover\"");
  EXPECT_EQ(xpath(""), "the selector \"\" has something that isn't understood: a selector that is empty");
  EXPECT_EQ(xpath("a >"), "the selector \"a >\" has something that isn't understood: a selector that is empty");
  EXPECT_EQ(xpath("a[b"), "the selector \"a[b\" has something that isn't understood: a missing \"=\"");
  EXPECT_EQ(xpath("li:nth-child(x)"),
            "the selector \"li:nth-child(x)\" has something that isn't understood: \"x\" in \":nth-child()\"");
}

TEST(CssNth, IsAConditionOnThePosition) {
  EXPECT_EQ(nth_condition("3", "p"), "p = 3");
  EXPECT_EQ(nth_condition("odd", "p"), "(p >= 1 and (p - 1) mod 2 = 0)");
  EXPECT_EQ(nth_condition("-n + 3", "p"), "(p <= 3 and (p - 3) mod 1 = 0)");
  EXPECT_EQ(nth_condition("n", "p"), "(p >= 0 and (p - 0) mod 1 = 0)");
  EXPECT_EQ(nth_condition("two", "p"), std::nullopt);
}

}  // namespace
}  // namespace rampart::script
