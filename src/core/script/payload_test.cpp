// CSV payloads: reference artillery.md §1.1 row 6 and §1.6.
#include "core/script/payload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using testing::Files;
using ::testing::HasSubstr;
using testing::load_files;
using testing::warns;
using testing::with_config;

Script load_payload(const std::string& payload, const std::string& csv, LoadOptions options = {}) {
  auto script = load_files({{"t.yml", with_config("  payload: " + payload + "\n")}, {"users.csv", csv}}, options);
  if (script.has_error()) throw std::runtime_error(to_string(script.error()));
  return std::move(*script);
}

std::string rows(const Script& script) {
  std::string out;
  for (const auto& row : script.config.payloads.at(0).rows)
    out += boost::json::serialize(boost::json::array(row.begin(), row.end()));
  return out;
}

TEST(Payload, GivesRowsToFields_1_6) {
  const Script script = load_payload("{path: users.csv, fields: [name, age]}", "ada,36\nbob,007\n");
  ASSERT_EQ(script.config.payloads.size(), 1U);
  EXPECT_EQ(script.config.payloads[0].fields, (std::vector<std::string>{"name", "age"}));
  EXPECT_EQ(rows(script), R"(["ada",36]["bob",7])");
  EXPECT_FALSE(script.config.payloads[0].in_sequence);
}

TEST(Payload, FollowsItsOptions_1_6) {
  const Script script = load_payload(
      "{path: users.csv, fields: [a, b], order: sequence, skipHeader: true, delimiter: ;, cast: false}", "a;b\n1;02\n");
  EXPECT_TRUE(script.config.payloads[0].in_sequence);
  EXPECT_EQ(rows(script), R"(["1","02"])");
  EXPECT_EQ(rows(load_payload("{path: users.csv, fields: [a], skipHeader: \"true\"}", "x\ny\n")), R"(["x"]["y"])");
  EXPECT_EQ(rows(load_payload("{path: users.csv, fields: [a], skipEmptyLines: false}", "x\n\n")), R"(["x"][""])");
  EXPECT_EQ(rows(load_payload("{path: users.csv, fields: [a, b], options: {relax_column_count: true}}", "1,2\n3\n")),
            R"([1,2][3])");
}

TEST(Payload, CastsAsArtilleryDoes_1_6) {
  const std::pair<const char*, const char*> table[] = {
      {"007", "7"},
      {"2e3", "2000"},
      {"0x10", "0"},
      {"0b11", "0"},
      {"-5", "-5"},
      {"+5", "5"},
      {"1.5", "1.5E0"},
      {".5", "5E-1"},
      {" 12 ", "12"},
      {"", "\"\""},
      {" ", "\" \""},
      {"abc", "\"abc\""},
      {"true", "\"true\""},
      {"1_000", "\"1_000\""},
      {"0xzz", "\"0xzz\""},
      {"1e999", "\"1e999\""},
      {"inf", "\"inf\""},
      {"nan", "\"nan\""},
      {"12abc", "\"12abc\""},
      {"+-5", "\"+-5\""},
      {"-0x10", "\"-0x10\""},
      {"-", "\"-\""},
      {"2024-01-01", "\"2024-01-01\""},
      {"12345678901234567890", "12345678901234567000"},
  };
  for (const auto& [field, json] : table) {
    const auto value = cast_field(field);
    if (value.is_double() && value.get_double() > 1e15)
      EXPECT_DOUBLE_EQ(value.get_double(), std::stod(json)) << field;
    else
      EXPECT_EQ(boost::json::serialize(value), json) << field;
  }
}

TEST(Payload, LooksFromTheFolderOfTheScript_1_1_6) {
  LoadOptions options;
  options.script_path = "dir/t.yml";
  const Files files = {{"dir/t.yml", with_config("  payload: {path: ./users.csv, fields: [a]}\n")},
                       {"dir/./users.csv", "1\n"}};
  EXPECT_TRUE(load_files(files, options).has_value());
}

TEST(Payload, LetsTheFlagNameTheFile_1_1_6) {
  LoadOptions options;
  options.script_path = "dir/t.yml";
  options.payload_path = "other.csv";
  const auto without_path =
      load_files({{"dir/t.yml", with_config("  payload: {fields: [a]}\n")}, {"other.csv", "5\n"}}, options);
  ASSERT_TRUE(without_path.has_value()) << to_string(without_path.error());
  EXPECT_EQ(rows(*without_path), "[5]");
  const auto both = load_files(
      {{"dir/t.yml", with_config("  payload: {fields: [a], path: x.csv}\n")}, {"dir/other.csv", "6\n"}}, options);
  ASSERT_TRUE(both.has_value()) << to_string(both.error());
  EXPECT_EQ(rows(*both), "[6]");
  EXPECT_TRUE(warns(*both, "config.payload.path is ignored"));
  const auto none = load_files({{"dir/t.yml", with_config("")}}, options);
  EXPECT_TRUE(warns(*none, "-p is ignored"));
}

TEST(Payload, TakesSeveralFiles_1_6) {
  const auto script =
      load_files({{"t.yml", with_config("  payload: [{path: a.csv, fields: [a]}, {path: b.csv, fields: [b]}]\n")},
                  {"a.csv", "1\n"},
                  {"b.csv", "2\n"}});
  ASSERT_TRUE(script.has_value()) << to_string(script.error());
  EXPECT_EQ(script->config.payloads.size(), 2U);
}

TEST(Payload, LoadsAWholeFileUnderAName_1_6) {
  const Script script = load_payload("{path: users.csv, fields: [n, v], loadAll: true, name: all}", "a,1\nb,2\n");
  EXPECT_TRUE(script.config.payloads.empty());
  Variables user(script.shared_variables);
  EXPECT_EQ(*user.find("all[1].v"), 2);
  EXPECT_EQ(load_payload("{path: users.csv, fields: [n], loadAll: true, name: all, order: sequence}", "a\n")
                .config.payloads.size(),
            1U);
}

TEST(Payload, RefusesWithThePlace) {
  EXPECT_THAT(to_string(load_files({{"t.yml", with_config("  payload: {path: gone.csv, fields: [a]}\n")}}).error()),
              HasSubstr("t.yml:3:19: can't read gone.csv"));
  EXPECT_THAT(to_string(load_files({{"t.yml", with_config("  payload: {fields: [a]}\n")}}).error()),
              HasSubstr("\"config.payload.path\" is required"));
  EXPECT_THROW(load_payload("{path: users.csv, fields: [a], options: {quote: x}}", "1\n"), std::runtime_error);
  EXPECT_TRUE(warns(load_payload("{path: users.csv, fields: [a]}", ""), "users.csv: there is no row"));
  EXPECT_TRUE(warns(load_payload("{path: users.csv, fields: [a]}",
                                 "\xef\xbb\xbf"
                                 "1\n"),
                    "byte order mark"));
}

}  // namespace
}  // namespace rampart::script
