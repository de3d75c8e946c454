#include "core/load/expect_report.h"

#include <gtest/gtest.h>

namespace rampart::load {
namespace {

struct Shown {
  Answer answer;
  CheckedRequest request;
  script::Variables variables;

  Shown() {
    answer.status = 404;
    answer.headers = "content-type:application/json\nx-id:7\n";
    answer.body = R"({"a":1})";
    request.method = "POST";
    request.url = "http://h:80/a?b=1";
    request.path = "/a?b=1";
    variables.set("user", "ann");
    variables.set("list", boost::json::array{1, "b"});
    variables.set("$env", boost::json::object{});
  }
  void check(bool ok) {
    request.results.push_back(
        boost::json::object{{"ok", ok}, {"expected", 200}, {"type", "statusCode"}, {"got", ok ? 200 : 404}});
  }
  std::string text(ExpectFormat format) {
    OpenedAnswer opened(answer);
    return expect_text(format, request, opened, variables).value_or("(nothing)");
  }
};

TEST(ExpectReport, SaysOkPrettily) {
  Shown shown;
  shown.check(true);
  EXPECT_EQ(shown.text(ExpectFormat::pretty), "* POST /a?b=1 \n\n  ok statusCode 200 ");
  shown.request.name = "make";
  EXPECT_EQ(shown.text(ExpectFormat::pretty), "* POST /a?b=1 - make\n\n  ok statusCode 200 ");
  EXPECT_EQ(shown.text(ExpectFormat::pretty_error), "(nothing)");
  EXPECT_EQ(shown.text(ExpectFormat::silent), "(nothing)");
}

TEST(ExpectReport, ShowsTheWholeExchangeOfAFailure) {
  Shown shown;
  shown.check(false);
  shown.request.json = R"({"q":[1]})";
  const std::string wanted =
      "* POST /a?b=1 \n\n  not ok statusCode 404 \n  expected: 200\n       got: 404\n  Request params:\n"
      "    http://h:80/a?b=1\n    {\n      \"q\": [\n        1\n      ]\n    }\n  Headers:\n"
      "  content-type: application/json\n  x-id: 7\n  Body:\n{\"a\":1}\n  User variables:\n"
      "    user: ann\n    list: 1,b";
  EXPECT_EQ(shown.text(ExpectFormat::pretty), wanted);
  EXPECT_EQ(shown.text(ExpectFormat::pretty_error), wanted);
}

TEST(ExpectReport, GivesEveryRequestALineOfJson) {
  Shown shown;
  EXPECT_EQ(shown.text(ExpectFormat::pretty), "(nothing)");
  EXPECT_EQ(shown.text(ExpectFormat::json), R"({"url":"/a?b=1","results":[]})");
  shown.request.name = "make";
  shown.check(true);
  EXPECT_EQ(shown.text(ExpectFormat::json),
            R"({"name":"make","url":"/a?b=1","results":[{"ok":true,"expected":200,"type":"statusCode","got":200}]})");
  EXPECT_EQ(expect_error_text(ExpectFormat::json, "ECONNRESET"), R"({"ok":false,"error":"ECONNRESET"})");
  EXPECT_EQ(expect_error_text(ExpectFormat::pretty, "ECONNRESET"), "Error: ECONNRESET");
}

}  // namespace
}  // namespace rampart::load
