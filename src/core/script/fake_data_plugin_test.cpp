#include "core/script/fake_data_plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/fake_data.h"
#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::loaded;

constexpr const char* flow =
    "scenarios:\n"
    "  - flow:\n"
    "      - post: {url: \"/{{ $randWord() }}\", json: {\"{{ $randColor() }}\": \"{{ $randEmail() }} {{ $randEmail() "
    "}}\"}}\n"
    "      - loop: [{log: \"{{ $randWord() }} {{ $nobodys() }}\"}]\n"
    "        count: 1\n";

Script script_with(const std::string& config) {
  return loaded("config:\n  target: http://t\n  phases: [{duration: 1, arrivalCount: 1}]\n" + config + flow);
}

TEST(FakeDataPlugin, KnowsWhatTheScriptCallsAndWithWhat_7) {
  const Script script = script_with("  plugins: {fake-data: {randEmail: {provider: x}}}\n");
  ASSERT_TRUE(script.config.fake_data);
  EXPECT_THAT(script.config.fake_data->functions, ElementsAre("$randWord", "$randColor", "$randEmail"));
  EXPECT_EQ(script.config.fake_data->options, (boost::json::object{{"randEmail", {{"provider", "x"}}}}));
  EXPECT_THAT(script.warnings, ElementsAre(HasSubstr("$nobodys")));  // the others may be there
}

TEST(FakeDataPlugin, TakesTheOptionsOfConfigFirst_7) {
  const Script script =
      script_with("  plugins: {fake-data: {randEmail: {a: 1}}}\n  fake-data: {randWord: {length: 2}}\n");
  EXPECT_EQ(script.config.fake_data->options, (boost::json::object{{"randWord", {{"length", 2}}}}));
}

TEST(FakeDataPlugin, IsNotThereUnlessPluginsHaveIt_7) {
  const Script script = script_with("  fake-data: {}\n");
  EXPECT_FALSE(script.config.fake_data);
  EXPECT_THAT(script.warnings, Contains(HasSubstr("\"config.fake-data\" has no effect")));
  EXPECT_THAT(script.warnings, Contains(HasSubstr("The plugin fake-data may have it")));
}

/// `$randCount` counts, `$randBrace` gives a placeholder, `$randDollar` what replacing takes for the text before.
class Counting : public FakeData {
 public:
  bool has(std::string_view name) const override {
    return name == "$randCount" || name == "$randBrace" || name == "$randDollar";
  }
  void append(std::string_view name, std::string& out) override {
    out += name == "$randCount" ? std::to_string(++count_) : name == "$randBrace" ? "{{ user }}" : "[$`]";
  }
  const std::string& death() const override { return death_; }

 private:
  int count_ = 0;
  std::string death_;
};

TEST(FakeDataPlugin, ItsFunctionsWorkInTemplates_7) {
  Counting fake;
  Variables variables;
  variables.set("user", "ann");
  Random random(1);
  const auto rendered = [&](const char* text) {
    bool undefined = false;
    const auto value = Template(text).evaluate(variables, random, undefined);
    return undefined ? boost::json::value("(undefined)") : value;
  };
  EXPECT_EQ(rendered("{{ $randCount() }}"), boost::json::value("(undefined)"));  // without the plugin
  variables.use(&fake);
  EXPECT_EQ(rendered("{{ $randCount() }}"), boost::json::value("1"));  // a text even when it stands alone
  EXPECT_EQ(Template("a{{ $randCount() }}b{{$randCount( )}}").render(variables, random), "a2b3");
  EXPECT_EQ(rendered("{{ $randCount() }} {{ $randOther() }}"), boost::json::value("(undefined)"));
  EXPECT_EQ(rendered("hi {{ $randBrace() }}"), boost::json::value("hi ann"));  // what comes out is rendered again
  EXPECT_EQ(rendered("hi {{ $randDollar() }}"), boost::json::value("hi [hi ]"));
  EXPECT_EQ(Variables(variables).fake_data(), &fake);
}

}  // namespace
}  // namespace rampart::script
