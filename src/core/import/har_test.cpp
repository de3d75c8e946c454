#include "core/import/har.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/import/testing/loading.h"

namespace rampart::imports {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string entry(const std::string& start, int took_ms, const std::string& request,
                  const std::string& response = "{}") {
  return "{\"startedDateTime\":\"" + start + "\",\"time\":" + std::to_string(took_ms) + ",\"request\":" + request +
         ",\"response\":" + response + "}";
}

std::string har(const std::vector<std::string>& entries) {
  std::string all;
  for (const std::string& one : entries) all += (all.empty() ? "" : ",\n") + one;
  return "{\"log\":{\"version\":\"1.2\",\n\"entries\":[\n" + all + "]}}";
}

const char* const get_front = R"({"method":"GET","url":"https://shop.example/","headers":[
  {"name":"User-Agent","value":"Fox"},{"name":"Host","value":"shop.example"},{"name":":path","value":"/"}],
  "cookies":[{"name":"lang","value":"de"}]})";

TEST(ImportHar, KeepsOrderPausesHeadersAndCookies) {
  const auto imported = import_har(
      har({entry(
               "2026-01-31T12:00:03.500Z", 20,
               R"({"method":"POST","url":"https://shop.example/cart?x=1#y","headers":[{"name":"User-Agent","value":"Fox"},
                   {"name":"X-Shop","value":"7"}],"cookies":[{"name":"sid","value":"abc"}],
                   "postData":{"mimeType":"application/json;charset=utf-8","text":"{\"item\": [1, \"two\"]}"}})"),
           entry("2026-01-31T12:00:00.000Z", 500, get_front, R"({"cookies":[{"name":"sid","value":"abc"}]})")}),
      "a.har");
  ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
  const script::Script script = loaded(*imported);
  EXPECT_EQ(script.config.target, "https://shop.example");
  ASSERT_EQ(script.config.default_headers.size(), 1U);
  EXPECT_EQ(script.config.default_headers[0].name, "user-agent");
  const auto& flow = script.scenarios.at(0).flow;
  ASSERT_EQ(flow.size(), 3U);
  const auto& first = std::get<script::Request>(flow[0].what);
  EXPECT_EQ(first.url.source(), "/");
  ASSERT_EQ(first.cookies.size(), 1U);
  EXPECT_EQ(first.cookies[0].first, "lang");
  EXPECT_TRUE(first.headers.empty());
  EXPECT_EQ(std::get<script::Think>(flow[1].what).constant, std::chrono::seconds(3));
  const auto& second = std::get<script::Request>(flow[2].what);
  EXPECT_EQ(second.method, script::Method::post);
  EXPECT_EQ(second.url.source(), "/cart?x=1");
  EXPECT_TRUE(second.json.has_value());
  EXPECT_TRUE(second.cookies.empty()) << "the first answer had set it";
  ASSERT_EQ(second.headers.size(), 1U);
  EXPECT_EQ(second.headers[0].name, "x-shop");
}

TEST(ImportHar, FollowsNoRedirectThatIsRecorded) {
  const auto imported = import_har(har({entry("2026-01-31T12:00:00Z", 5, get_front, R"({"status":302})")}), "a.har");
  ASSERT_TRUE(imported.has_value());
  EXPECT_FALSE(std::get<script::Request>(loaded(*imported).scenarios[0].flow[0].what).follow_redirect);
}

TEST(ImportHar, KeepsTheParts) {
  const auto imported = import_har(
      har({entry(
          "2026-01-31T12:00:00Z", 5,
          R"({"method":"POST","url":"http://a/f","headers":[{"name":"Content-Type","value":"multipart/form-data; boundary=x"}],
              "postData":{"mimeType":"multipart/form-data; boundary=x","text":"--x",
              "params":[{"name":"title","value":"one"},{"name":"more","value":"{}","contentType":"application/json"}]}})")}),
      "a.har");
  ASSERT_TRUE(imported.has_value());
  const auto flow = loaded(*imported).scenarios[0].flow;
  const auto& request = std::get<script::Request>(flow.at(0).what);
  ASSERT_EQ(request.form_data.size(), 2U);
  EXPECT_EQ(request.form_data[0].name, "title");
  EXPECT_EQ(request.form_data[1].content_type.source(), "application/json");
  EXPECT_FALSE(request.body.has_value());
  for (const auto& header : request.headers) EXPECT_NE(header.name, "content-type");
}

TEST(ImportHar, NamesTheFilesOfParts) {
  const auto imported =
      import_har(har({entry("2026-01-31T12:00:00Z", 5,
                            R"({"method":"POST","url":"http://a/f","postData":{"mimeType":"multipart/form-data",
                    "params":[{"name":"doc","fileName":"C:\\a\\doc.pdf","contentType":"application/pdf"}]}})")}),
                 "a.har");
  ASSERT_TRUE(imported.has_value());
  EXPECT_THAT(imported->script, testing::HasSubstr("fromFile: \"./doc.pdf\""));
  EXPECT_THAT(imported->notes, testing::Contains(testing::HasSubstr("./doc.pdf beside the script")));
}

TEST(ImportHar, KeepsFormsAndOtherBodies) {
  const auto imported = import_har(
      har({entry("2026-01-31T12:00:00Z", 5,
                 R"({"method":"POST","url":"http://a/f","postData":{"mimeType":"application/x-www-form-urlencoded",
                   "text":"a=1&b=2","params":[{"name":"a","value":"1"},{"name":"b","value":"2"}]}})"),
           entry(
               "2026-01-31T12:00:00.010Z", 5,
               R"({"method":"PUT","url":"http://a/t","postData":{"mimeType":"text/plain","text":"line: 1\n\"two\" # x"}})")}),
      "a.har");
  ASSERT_TRUE(imported.has_value());
  const auto flow = loaded(*imported).scenarios[0].flow;
  ASSERT_EQ(flow.size(), 2U);
  EXPECT_EQ(std::get<script::Request>(flow[0].what).form.size(), 2U);
  EXPECT_EQ(std::get<script::Request>(flow[1].what).body->source(), "line: 1\n\"two\" # x");
}

TEST(ImportHar, LeavesOutWhatIsNoHttpRequestAndSaysSo) {
  const auto imported =
      import_har(har({entry("2026-01-31T12:00:00Z", 5, R"({"method":"GET","url":"data:image/png;base64,AA"})"),
                      entry("2026-01-31T12:00:00Z", 5, get_front)}),
                 "a.har");
  ASSERT_TRUE(imported.has_value());
  EXPECT_EQ(loaded(*imported).scenarios[0].flow.size(), 1U);
  ASSERT_EQ(imported->notes.size(), 1U);
  EXPECT_THAT(imported->notes[0], HasSubstr("data:image"));
}

TEST(ImportHar, SaysWhereAFileIsWrong) {
  EXPECT_THAT(to_string(import_har("{\"log\": {\n  oops", "a.har").error()), HasSubstr("a.har:2:3: not valid JSON"));
  EXPECT_THAT(to_string(import_har("{\n\"log\": {}}", "a.har").error()),
              HasSubstr("a.har:2:8: a HAR must have a list \"log.entries\""));
  const auto wrong = import_har(
      har({entry("2026-01-31T12:00:00Z", 5, get_front), "{\"request\":{},\"startedDateTime\":\"today\"}"}), "a.har");
  EXPECT_THAT(to_string(wrong.error()), HasSubstr("log.entries[1]: \"startedDateTime\" must be a time"));
  EXPECT_THAT(to_string(wrong.error()), Not(HasSubstr("a.har:1:")));
}

}  // namespace
}  // namespace rampart::imports
