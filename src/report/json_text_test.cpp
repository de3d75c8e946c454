#include "report/json_text.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <limits>

namespace rampart::report {
namespace {

TEST(JsonText, LooksAsJavaScriptWritesIt) {
  const boost::json::value value{{"a", {1, 2.5, 20.0, -0.125}},
                                 {"b", boost::json::object()},
                                 {"c", boost::json::array()},
                                 {"d", std::numeric_limits<double>::infinity()},
                                 {"e", true}};
  EXPECT_EQ(pretty_json(value), R"({
  "a": [
    1,
    2.5,
    20,
    -0.125
  ],
  "b": {},
  "c": [],
  "d": null,
  "e": true
})");
}

TEST(JsonText, NothingEndsAScriptElement) {
  EXPECT_EQ(script_json("</script><!-- & -->"), R"("\u003c/script\u003e\u003c!-- \u0026 --\u003e")");
}

TEST(JsonText, EscapesWhatJsonMust) {
  EXPECT_EQ(pretty_json(boost::json::string(std::string("q\" b\\ n\n t\t z\0", 14))), R"("q\" b\\ n\n t\t z\u0000")");
}

TEST(JsonText, RepairsBytesThatAreNotText) {
  EXPECT_EQ(valid_utf8("한글 ok"), "한글 ok");
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(valid_utf8("\xe2\x82"), "\xef\xbf\xbd\xef\xbf\xbd");          // cut off
  EXPECT_EQ(valid_utf8("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd");          // overlong
  EXPECT_EQ(valid_utf8("\xed\xa0\x80").find('\xed'), std::string::npos);  // surrogate
  EXPECT_EQ(valid_utf8("\xf0\x9f\x9a\x80"), "\xf0\x9f\x9a\x80");
}

}  // namespace
}  // namespace rampart::report
