#include "core/import/script_text.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/document/document.h"

namespace rampart::imports {
namespace {

TEST(YamlText, ReadsBackAsTheSameTree) {
  const boost::json::value tree = boost::json::parse(R"({
    "plain": "a text: it is # not", "url": "/a/b?c=d&e=%20", "yes": "no", "012": "1:30", "empty": "", "space ": " x ",
    "lines": "a\nb\t\"c\" \\ \u0001", "umlaut": "grün", "date": "2026-01-31", "tilde": "~", "anchor": "&a", "dash": "- a",
    "colon": "a:", "list": [1, -2, 1.5, true, null, "true", [], {}, [[1, [2]], {"a": [{"b": {"c": "d"}}]}]],
    "template": "{{ x }}", "brace": "{a}", "long": "http://a.example:80/x"})");
  const std::string text = yaml_text(tree);
  const auto read = document::parse(text, "t.yml");
  ASSERT_TRUE(read.has_value()) << to_string(read.error()) << text;
  EXPECT_EQ(document::to_json(*read), tree) << text;
}

TEST(YamlText, UsesQuotesOnlyWhereNeeded) {
  EXPECT_EQ(yaml_text(boost::json::parse(R"({"a": [{"get": {"url": "/x", "name": "front page"}}, "500ms"]})")),
            "a:\n  - get:\n      url: /x\n      name: front page\n  - \"500ms\"\n");
}

TEST(UrlWithoutTemplates, EncodesOnlyWhatWouldBeOne) {
  EXPECT_EQ(url_without_templates("/a/{b}/{{c}}"), "/a/{b}/%7b%7bc}}");
}

}  // namespace
}  // namespace rampart::imports
