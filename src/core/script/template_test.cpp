// Every row of reference artillery.md §1.8, and what it costs nothing to get wrong.
#include "core/script/template.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rampart::script {
namespace {

Variables variables() {
  Variables v;
  v.set("name", "Ada");
  v.set("n", 7);
  v.set("half", 1.5);
  v.set("yes", true);
  v.set("nothing", nullptr);
  v.set("user", boost::json::parse(R"({"id": 42, "x-y": "dash", "tags": ["a", {"b": "deep"}]})"));
  v.set("list", boost::json::parse("[10, 20, 30]"));
  v.set("outer", "<{{ inner }}>");
  v.set("inner", "core");
  v.set("self", "{{ self }}!");
  v.set("user2", boost::json::parse("[2]"));
  v.set("open", "{");
  return v;
}

std::string render(std::string_view text) {
  Random random(1);
  return Template(text).render(variables(), random);
}

/// The value as JSON, or "undefined".
std::string evaluate(std::string_view text) {
  Random random(1);
  bool undefined = false;
  const auto value = Template(text).evaluate(variables(), random, undefined);
  return undefined ? "undefined" : boost::json::serialize(value);
}

TEST(Template, KeepsTheTypeOfASinglePlaceholder_1_8) {
  EXPECT_EQ(evaluate("{{ n }}"), "7");
  EXPECT_EQ(evaluate("{{n}}"), "7");
  EXPECT_EQ(evaluate("{{{ yes }}}"), "true");
  EXPECT_EQ(evaluate("{{ nothing }}"), "null");
  EXPECT_EQ(evaluate("{{ list }}"), "[10,20,30]");
  EXPECT_EQ(evaluate("{{ name }}"), "\"Ada\"");
  EXPECT_EQ(evaluate("{{ missing }}"), "undefined");
  EXPECT_EQ(evaluate("{{ user.missing.deeper }}"), "undefined");
}

TEST(Template, TurnsValuesInsideTextIntoText_1_8) {
  EXPECT_EQ(render("/{{ name }}/{{ n }}/{{ half }}/{{ yes }}"), "/Ada/7/1.5/true");
  EXPECT_EQ(render("<{{ user }}>"), R"(<{"id":42,"x-y":"dash","tags":["a",{"b":"deep"}]}>)");
  EXPECT_EQ(render("<{{ nothing }}{{ missing }}>"), "<nullundefined>");
  EXPECT_EQ(evaluate(" {{ n }}"), "\" 7\"");
}

TEST(Template, WalksPaths_1_8) {
  EXPECT_EQ(evaluate("{{ user.id }}"), "42");
  EXPECT_EQ(evaluate("{{ user['x-y'] }}"), "\"dash\"");
  EXPECT_EQ(evaluate("{{ user[\"x-y\"] }}"), "\"dash\"");
  EXPECT_EQ(evaluate("{{ user.x-y }}"), "\"dash\"");
  EXPECT_EQ(evaluate("{{ user.tags[1].b }}"), "\"deep\"");
  EXPECT_EQ(evaluate("{{ list[2] }}"), "30");
  EXPECT_EQ(evaluate("{{ list.0 }}"), "10");
  EXPECT_EQ(evaluate("{{ list[3] }}"), "undefined");
  EXPECT_EQ(evaluate("{{ list.length }}"), "3");
  EXPECT_EQ(evaluate("{{ name.length }}"), "3");
  EXPECT_EQ(evaluate("{{ name[0] }}"), "\"A\"");
}

TEST(Template, ScansAgainUntilNoPlaceholderRemains_1_8) {
  EXPECT_EQ(render("a {{ outer }}"), "a <core>");
  EXPECT_EQ(evaluate("{{ outer }}"), "\"<{{ inner }}>\"");  // typed: as it is
  EXPECT_EQ(render("{{{{ name }} }}"), "{Ada }}");
  EXPECT_EQ(render("{{ open }}{{ name }} }}"), "Ada }}");  // the value's brace joins the next two
}

TEST(Template, EndsWhereArtilleryWouldLoopForEver_1_8) {
  const auto text = render("x{{ self }}");
  EXPECT_TRUE(text.starts_with("x{{ self }}!!!")) << text.substr(0, 40);
}

TEST(Template, HonoursJavaScriptReplacementPatterns_1_8) {
  // $& is the placeholder itself (so it is replaced again, until the bound); $$ is one dollar; $1 has no group.
  Variables v;
  v.set("price", "$$5");
  v.set("one", "$1");
  v.set("before", "[$`]");
  Random random(1);
  EXPECT_EQ(Template("cost {{ price }}").render(v, random), "cost $5");
  EXPECT_EQ(Template("cost {{ one }}").render(v, random), "cost $1");
  EXPECT_EQ(Template("cost {{ before }}").render(v, random), "cost [cost ]");
  EXPECT_EQ(Template("{{ price }}").render(v, random), "$$5");
}

TEST(Template, CallsFunctions_1_8) {
  Random random(7);
  const Template dice("{{ $randomNumber(1,6) }}");
  bool seen[7] = {};
  for (int i = 0; i < 500; ++i) {
    bool undefined = false;
    const auto value = dice.evaluate({}, random, undefined);
    ASSERT_TRUE(value.is_string());  // with a call the result is always text
    const int n = std::stoi(std::string(value.as_string()));
    ASSERT_GE(n, 1);
    ASSERT_LE(n, 6);
    seen[n] = true;
  }
  for (int n = 1; n <= 6; ++n) EXPECT_TRUE(seen[n]) << n;
  EXPECT_EQ(Template("{{ $randomString() }}").render({}, random).size(), 10U);
  EXPECT_EQ(Template("{{ $randomString( 4 ) }}-{{$randomString(3)}}").render({}, random).size(), 8U);
  EXPECT_EQ(Template("{{ $randomNumber(5,5) }}{{ $randomNumber(6,6) }}").render({}, random), "56");
  EXPECT_EQ(Template("{{ $randomNumber(9,8) }}").render({}, random).size(), 1U);
}

TEST(Template, MakesTheWholeStringUndefinedForAnUnknownFunction_1_8) {
  EXPECT_EQ(evaluate("a {{ $randFullName() }} b"), "undefined");
  EXPECT_EQ(render("a {{ $randFullName() }} b"), "undefined");
  EXPECT_EQ(Template("{{ $nope(1) }}").unknown_functions(), std::vector<std::string>{"$nope"});
}

TEST(Template, LeavesWhatItCantReadAsItIs_1_8) {
  for (const char* text : {"{{ a + 1 }}", "{{ a || 'x' }}", "{{ x | upper }}", "{{ $randomNumber(-1,5) }}",
                           "{{ $randomNumber(0.5) }}", "{{ $f('a') }}", "{{}}", "{{", "{ n }", "{{ n }", "}}"}) {
    EXPECT_EQ(render(text), text);
    EXPECT_TRUE(Template(text).is_constant()) << text;
  }
  EXPECT_TRUE(Template("{{ a + 1 }}").has_literal_braces());
  EXPECT_EQ(render("{{ a + 1 }} {{ n }}"), "{{ a + 1 }} 7");
}

TEST(Template, LetsACallNameAVariable_1_8) { EXPECT_EQ(evaluate("{{ user{{ $randomNumber(2,2) }} }}"), "[2]"); }

TEST(Template, KeepsBodiesWithBraces) {
  EXPECT_EQ(render(R"({"a": {"b": "{{ name }}"}})"), R"({"a": {"b": "Ada"}})");
  EXPECT_EQ(render(R"({"a":{"b":{{ n }}}})"), R"({"a":{"b":7})");  // Artillery eats the third brace
}

TEST(Template, GivesTheSameTextForTheSameSeed) {
  Random a(3);
  Random b(3);
  const Template t("{{ $randomString(20) }}/{{ $randomNumber(1,1000000) }}");
  EXPECT_EQ(t.render({}, a), t.render({}, b));
}

TEST(Template, IsEmptyWhenDefaultMade) {
  Random random(1);
  EXPECT_TRUE(Template().empty());
  EXPECT_TRUE(Template().is_constant());
  EXPECT_EQ(Template().render({}, random), "");
}

TEST(Variables, SetsPaths) {
  Variables v;
  v.set("a.b", 1);
  v.set("a.c[1]", "x");
  v.set("plain", 2);
  EXPECT_EQ(boost::json::serialize(v.all()), R"({"a":{"b":1,"c":[null,"x"]},"plain":2})");
  ASSERT_NE(v.find("a.c[1]"), nullptr);
  EXPECT_EQ(v.find("a.c[2]"), nullptr);
  EXPECT_EQ(v.find("b.c"), nullptr);
  v.set("plain.deeper", 3);  // what can't hold keys is replaced
  EXPECT_EQ(*v.find("plain.deeper"), 3);
  v.set("big[999999999999]", 1);
  EXPECT_EQ(*v.find("big"), boost::json::parse(R"({"999999999999":1})"));
}

std::string render_value(const char* json) {
  Random random(1);
  std::string out;
  const ValueTemplate t(boost::json::parse(json));
  t.render_json(variables(), random, out);
  // Both ways must say the same.
  EXPECT_EQ(boost::json::parse(out), t.evaluate(variables(), random)) << json;
  return out;
}

TEST(ValueTemplate, RendersLeavesDeeplyWithTheirTypes_1_8) {
  EXPECT_EQ(render_value(R"({"a": "{{ n }}", "b": ["x {{ name }}", {"c": "{{ user.tags }}"}], "d": 1.5})"),
            R"({"a":7,"b":["x Ada",{"c":["a",{"b":"deep"}]}],"d":1.5})");
}

TEST(Variables, WriteTheUuidWhenItIsAskedForInWhateverWay) {
  const char* const uuid = "00112233-4455-4677-8899-aabbccddeeff";
  const auto fresh = [] {
    Variables v(std::make_shared<const boost::json::object>(boost::json::object{{"ground", 1}}));
    v.draw_uuid(0x0011223344556677, 0x8899aabbccddeeff);
    return v;
  };
  Random random(1);
  EXPECT_EQ(Template("{{ $uuid }}").render(fresh(), random), uuid);
  ASSERT_NE(fresh().find("$uuid"), nullptr);
  EXPECT_EQ(fresh().all().at("$uuid"), uuid);
  EXPECT_EQ(*fresh().change("$uuid"), uuid);
  std::vector<std::string> names;
  fresh().for_each([&](std::string_view name, const boost::json::value&) { names.emplace_back(name); });
  EXPECT_EQ(names, (std::vector<std::string>{"ground", "$uuid"}));
  Variables watched = fresh();
  watched.watch();
  EXPECT_EQ(watched.take_changes(), std::vector<std::string>{"$uuid"});
  const Variables once = fresh();
  EXPECT_EQ(*Variables(once).find("$uuid"), *once.find("$uuid"));

  Variables before = fresh();
  before.set("later", 1);
  EXPECT_EQ(before.all().begin()->key(), "$uuid");

  Variables set = fresh();
  set.set("$uuid", "mine");
  EXPECT_EQ(*set.find("$uuid"), "mine");
  EXPECT_EQ(set.all().at("$uuid"), "mine");
  Variables gone = fresh();
  gone.unset("$uuid");
  EXPECT_EQ(gone.find("$uuid"), nullptr);
  EXPECT_FALSE(gone.all().contains("$uuid"));
}

TEST(ValueTemplate, RendersKeysAndMovesThemToTheEnd_1_8) {
  EXPECT_EQ(render_value(R"({"{{ name }}": 1, "z": 2})"), R"({"z":2,"Ada":1})");
}

TEST(ValueTemplate, LeavesUndefinedOutOfObjectsAndNullsItInLists) {
  EXPECT_EQ(render_value(R"({"a": "{{ missing }}", "b": ["{{ missing }}"], "c": "{{ nothing }}"})"),
            R"({"b":[null],"c":null})");
}

TEST(ValueTemplate, EscapesText) {
  Variables v;
  v.set("x", "quote\" back\\ line\n bell\x07 é");
  Random random(1);
  std::string out;
  ValueTemplate(boost::json::parse(R"(["a {{ x }}", "{{ x }}"])")).render_json(v, random, out);
  EXPECT_EQ(out, R"(["a quote\" back\\ line\n bell\u0007 é","quote\" back\\ line\n bell\u0007 é"])");
}

TEST(ValueTemplate, KnowsConstants) {
  EXPECT_TRUE(ValueTemplate(boost::json::parse(R"({"a":[1,"x"]})")).is_constant());
  EXPECT_FALSE(ValueTemplate(boost::json::parse(R"({"a":[1,"{{ x }}"]})")).is_constant());
  EXPECT_TRUE(ValueTemplate().is_constant());
}

TEST(JsonText, WritesNumbersAsJavaScriptDoes) {
  const auto text = [](double number) {
    Variables v;
    v.set("x", number);
    Random random(1);
    return Template("{{ x }}").render(v, random);
  };
  EXPECT_EQ(text(1.5), "1.5");
  EXPECT_EQ(text(-0.0), "0");
  EXPECT_EQ(text(2000), "2000");
  EXPECT_EQ(text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(text(1e21), "1e+21");
  EXPECT_EQ(text(12345678901234567890.0), "12345678901234567000");
  EXPECT_EQ(text(0.000001), "0.000001");
  EXPECT_EQ(text(1.23e-7), "1.23e-7");
  EXPECT_EQ(text(-123.456), "-123.456");
}

}  // namespace
}  // namespace rampart::script
