// Each row was evaluated by filtrex 0.5.4 (first) and 2.2.3 (second) too; so were 60,000 random expressions, once.
#include "core/expression/expression.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace rampart::expression {
namespace {

const boost::json::object& variables() {
  static const boost::json::object values = boost::json::parse(R"({
    "one": 1, "name": "abc", "digits": "5", "null": null, "yes": true, "no": false, "empty": "", "list": [1, 2],
    "five": [5], "user": {"id": 3}, "low": -2.5, "user.id": 7, "hex": "  0x10 ", "none": [], "$x": 9, "_y": 4,
    "http.codes.200": 12, "a b": 6})")
                                                .as_object();
  return values;
}

/// The value as text behind its kind; "no: …" where it isn't one.
std::string evaluate(std::string_view text, Dialect dialect) {
  const auto expression = Expression::compile(text, dialect);
  if (expression.has_error()) return "no: " + expression.error().message;
  Random random(1);
  const auto value = expression->evaluate([](std::string_view name) { return variables().if_contains(name); }, random);
  if (value.has_error()) return "throws: " + value.error().message;
  constexpr const char* kinds[] = {"", "", "boolean ", "", "text ", "object "};
  return kinds[static_cast<int>(value->kind)] + to_text(*value);
}

std::string first(std::string_view text) { return evaluate(text, Dialect::first); }
std::string second(std::string_view text) { return evaluate(text, Dialect::second); }

TEST(Expression, Counts) {
  EXPECT_EQ(first("1 + 2 * 3"), "7");
  EXPECT_EQ(first("((1 + 2) * 3 / 2 + 1 - 4 + (2 ^ 3)) * -2"), "-19");
  EXPECT_EQ(first("1.4 * 1.1"), "1.54");
  EXPECT_EQ(first("2 ^ 3 ^ 2"), "64");
  EXPECT_EQ(first("-2 ^ 2"), "4");
  EXPECT_EQ(first("-7 % 5"), "-2");
  EXPECT_EQ(first("010 + 09"), "17");
  EXPECT_EQ(first("1 / 0"), "Infinity");
  EXPECT_EQ(first("0 / 0"), "NaN");
}

TEST(Expression, ComparesAsJavaScriptDoes) {
  EXPECT_EQ(first("digits == 5"), "1");
  EXPECT_EQ(first("five == 5"), "1");
  EXPECT_EQ(first("name == \"abc\""), "1");
  EXPECT_EQ(first("null == missing"), "1");
  EXPECT_EQ(first("null == 0"), "0");
  EXPECT_EQ(first("null >= 0"), "1");
  EXPECT_EQ(first("missing < 1"), "0");
  EXPECT_EQ(first("digits < 10"), "1");
  EXPECT_EQ(first("digits < \"10\""), "0");
  EXPECT_EQ(first("list == \"1,2\""), "1");
  EXPECT_EQ(first("hex == 16"), "1");
  EXPECT_EQ(first("3 > 2 > 1"), "0");
  EXPECT_EQ(first("one != 1"), "0");
}

TEST(Expression, JoinsTexts) {
  EXPECT_EQ(first("name + one"), "text abc1");
  EXPECT_EQ(first("user + \"\""), "text [object Object]");
  EXPECT_EQ(first("list + list"), "text 1,21,2");
  EXPECT_EQ(first("null + one"), "1");
  EXPECT_EQ(first("missing + \"!\""), "text undefined!");
  EXPECT_EQ(first(R"("a\x41\n" == "aA
")"),
            "no: a quoted text has a backslash or an end of line that isn't allowed at character 14");
  EXPECT_EQ(first(R"("a\x41\u{42}" == "aAB")"), "1");
}

TEST(Expression, DecidesByTruth) {
  EXPECT_EQ(first("yes and one"), "1");
  EXPECT_EQ(first("no or 0"), "0");
  EXPECT_EQ(first("not empty"), "1");
  EXPECT_EQ(first("yes and name"), "NaN");  // Number("abc"): a text at the end of `and` is false
  EXPECT_EQ(first("yes and digits"), "5");
  EXPECT_EQ(first("1 or 1 and 0"), "1");
  EXPECT_EQ(first("not one == 1"), "0");
  EXPECT_EQ(first("one ? name : 0"), "text abc");
  EXPECT_EQ(first("0 ? 1 : 0 ? 2 : 3"), "3");
  EXPECT_EQ(first("1 ? 2 : 3 ? 4 : 5"), "4");  // (1 ? 2 : 3) ? 4 : 5
}

TEST(Expression, LooksIntoSets) {
  EXPECT_EQ(first("one in (1, 2)"), "boolean true");
  EXPECT_EQ(first("digits in (5)"), "boolean true");
  EXPECT_EQ(first("name not in (\"abc\", \"d\")"), "boolean false");
  EXPECT_EQ(first("one + 1 in (2)"), "boolean true");
  EXPECT_EQ(first("3 + one not in (1)"), "3");  // `not in` binds before +
}

TEST(Expression, CallsFunctions) {
  EXPECT_EQ(first("max(1, digits, 3)"), "5");
  EXPECT_EQ(first("min(one, missing)"), "NaN");
  EXPECT_EQ(first("round(-0.5) + round(2.5)"), "3");
  EXPECT_EQ(first("ceil(4.1) + floor(4.9) + abs(low) + sqrt(9)"), "14.5");
  EXPECT_EQ(first("random(1) < 1"), "1");
  EXPECT_EQ(first("nope(1)"), "throws: there is no function nope");
  EXPECT_EQ(first("yes or nope(1)"), "1");
}

TEST(Expression, ANameWithADotIsOneName) {
  EXPECT_EQ(first("user.id"), "7");
  EXPECT_EQ(first("user.name"), "undefined");
  EXPECT_EQ(first("http.codes.200 >= 12"), "1");
}

TEST(Expression, SaysWhereItIsWrong) {
  EXPECT_EQ(first(""), "no: expected a value, found the end at character 1");
  EXPECT_EQ(first("one == "), "no: expected a value, found the end at character 8");
  EXPECT_EQ(first("one = 1"), "no: = isn't part of the language; to compare, write == at character 5");
  EXPECT_EQ(first("{{ one }}"), "no: { isn't part of the language; variables stand without braces at character 1");
  EXPECT_EQ(first("$x > 1"), "no: $ isn't part of the language at character 1");
  EXPECT_EQ(first("name == 'abc'"), "no: ' isn't part of the language; texts stand in double quotes at character 9");
  EXPECT_EQ(first("5ms"), "no: a letter follows a number at character 2");
  EXPECT_EQ(first("(1, 2)"), "no: expected one value between parentheses, found the end at character 7");
  // The word takes the next character along: filtrex sees `not one)`.
  EXPECT_EQ(first("not(one)"), "no: expected the end, or an operator, found \")\" at character 8");
  EXPECT_EQ(first("name == \"abc"), "no: a quote isn't closed at character 9");
  EXPECT_NE(first(std::string(300, '(')).find("less nesting"), std::string::npos);
  EXPECT_NE(first(std::string(5000, '1')).find("at most 4000"), std::string::npos);
}

TEST(Expression, SecondDialect) {
  EXPECT_EQ(second("'http.codes.200' > 10 and 'a b' == 6"), "1");
  EXPECT_EQ(second("$x + _y"), "13");
  EXPECT_EQ(second("id of user"), "3");
  EXPECT_EQ(second("one in list"), "1");
  EXPECT_EQ(second("digits in (5, 6)"), "0");
  EXPECT_EQ(second("(1, 2) in (1, 2, 3)"), "1");
  EXPECT_EQ(second("one not in list / 2"), "0");
  EXPECT_EQ(second(R"("say \"x\"" == "a")"), "0");
  EXPECT_EQ(second("nope()"), "throws: there is no function nope");
  EXPECT_EQ(second(R"("\n")"), "no: a quoted text has a backslash or an end of line that isn't allowed at character 1");
}

TEST(Expression, KnowsTruth) {
  const auto truth = [](std::string_view text) {
    Random random(1);
    return is_truthy(*Expression::compile(text)->evaluate(
        [](std::string_view name) { return variables().if_contains(name); }, random));
  };
  EXPECT_TRUE(truth("none"));
  EXPECT_TRUE(truth("name"));
  EXPECT_FALSE(truth("empty"));
  EXPECT_FALSE(truth("missing"));
  EXPECT_FALSE(truth("0 / 0"));
  EXPECT_FALSE(truth("null"));
}

}  // namespace
}  // namespace rampart::expression
