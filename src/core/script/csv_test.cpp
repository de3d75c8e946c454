#include "core/script/csv.h"

#include <gtest/gtest.h>

namespace rampart::script {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string refusal(std::string_view text) {
  const auto rows = parse_csv(text, {}, "f.csv");
  return rows.has_error() ? to_string(rows.error()) : "accepted";
}

TEST(Csv, ReadsPlainRows) {
  EXPECT_EQ(*parse_csv("a,b\nc,\n,d", {}, "f"), (Rows{{"a", "b"}, {"c", ""}, {"", "d"}}));
  EXPECT_EQ(*parse_csv("", {}, "f"), Rows{});
  EXPECT_EQ(*parse_csv("\n\n", {}, "f"), Rows{});
}

TEST(Csv, ReadsQuotedFields) {
  EXPECT_EQ(*parse_csv("\"a,b\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",x\r\n", {}, "f"),
            (Rows{{"a,b", "say \"hi\""}, {"two\r\nlines", "x"}}));
  EXPECT_EQ(*parse_csv("\"\"\n", {}, "f"), (Rows{{""}}));  // an empty field in quotes is a row
}

TEST(Csv, TakesTheFirstLineEndForAll) {
  EXPECT_EQ(*parse_csv("a\rb\r", {}, "f"), (Rows{{"a"}, {"b"}}));
  EXPECT_EQ(*parse_csv("a\r\nb\nc\r\n", {}, "f"), (Rows{{"a"}, {"b\nc"}}));
}

TEST(Csv, KeepsOrSkipsEmptyLines) {
  EXPECT_EQ(*parse_csv("a\n\nb\n", {}, "f"), (Rows{{"a"}, {"b"}}));
  EXPECT_EQ(*parse_csv("a\n\nb\n", {.skip_empty_lines = false}, "f"), (Rows{{"a"}, {""}, {"b"}}));
  EXPECT_EQ(*parse_csv("a\n \nb\n", {}, "f"), (Rows{{"a"}, {" "}, {"b"}}));
}

TEST(Csv, SkipsTheHeaderBeforeColumnsAreCounted) {
  EXPECT_EQ(*parse_csv("x,y,z\na,b\n", {.skip_first_row = true}, "f"), (Rows{{"a", "b"}}));
}

TEST(Csv, TakesAnyDelimiter) {
  EXPECT_EQ(*parse_csv("a;b;c,d\n", {.delimiter = ";"}, "f"), (Rows{{"a", "b", "c,d"}}));
  EXPECT_EQ(*parse_csv("a||b\n", {.delimiter = "||"}, "f"), (Rows{{"a", "b"}}));
  EXPECT_TRUE(parse_csv("a", {.delimiter = ""}, "f").has_error());
}

TEST(Csv, StripsAByteOrderMarkWhenTold) {
  EXPECT_EQ(*parse_csv("\xef\xbb\xbf"
                       "a\n",
                       {.strip_bom = true}, "f"),
            (Rows{{"a"}}));
  EXPECT_EQ(*parse_csv("\xef\xbb\xbf"
                       "a\n",
                       {}, "f"),
            (Rows{{"\xef\xbb\xbf"
                   "a"}}));
}

TEST(Csv, SaysWhereItBreaks) {
  EXPECT_TRUE(refusal("a,b\nc\n").starts_with("f.csv:2:1: this row has 1 columns, the first has 2"));
  EXPECT_TRUE(refusal("a,b\nc,d\"e\n").starts_with("f.csv:2:4: a double quote stands inside a field"));
  EXPECT_TRUE(refusal("a,\"b\nc").starts_with("f.csv:1:3: this quote is never closed"));
  EXPECT_TRUE(refusal("\"a\nb\"c,d\n").starts_with("f.csv:2:3: text stands after the closing quote"));
  EXPECT_EQ(parse_csv("a,b\nc\n", {.equal_columns = false}, "f")->size(), 2U);
}

}  // namespace
}  // namespace rampart::script
