// Requests that are wrong, by hand: each gets AWS's error in its own protocol's envelope, never a crash or a hang.
#include <gtest/gtest.h>
#include <zlib.h>

#include <ctime>
#include <string>

#include "aws/protocol/endpoint.h"
#include "aws/protocol/testing/error_code.h"
#include "aws/protocol/testing/specimen.h"
#include "aws/protocol/testing/xml_reader.h"

namespace rampart::aws::protocol {
namespace {

using testing::code_of;

struct Row {
  std::string why;
  WireRequest request;
  int status;
  std::string code;
};

std::string gzipped(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string times(int count, const std::string& text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

const Headers form = {{"Content-Type", "application/x-www-form-urlencoded"}};
Headers amz(const std::string& target = "Specimen_20200101.Echo") {
  return {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", target}};
}
Headers cbor() { return {{"smithy-protocol", "rpc-v2-cbor"}, {"Content-Type", "application/cbor"}}; }
Headers with(Headers headers, const std::string& name, const std::string& value) {
  headers.emplace_back(name, value);
  return headers;
}

WireRequest query(const std::string& rest) { return {"POST", "/", form, "Action=Echo&Version=2020-01-01" + rest}; }
WireRequest in_json(const std::string& body) { return {"POST", "/", amz(), body}; }
WireRequest in_cbor(const std::string& body) {
  return {"POST", "/service/Specimen_20200101/operation/Echo", cbor(), body};
}
WireRequest rest(const std::string& target, const std::string& body) {
  return {"POST", target, {{"Content-Type", "application/json"}}, body};
}

/// As many elements as a body of the largest size holds.
std::vector<std::pair<std::string, WireRequest>> endless_bodies() {
  constexpr std::size_t room = (std::size_t{2} << 20) - 20;
  std::string lists = "{\"Lists\": [[]";
  while (lists.size() < room) lists += ",[]";
  return {{"two million empty lists in CBOR", in_cbor("\xA1\x65Lists\x9F" + std::string(room, '\x80') + "\xFF")},
          {"700,000 empty lists in JSON", in_json(lists + "]}")}};
}

std::vector<Row> rows() {
  const std::string deep_json = times(100, R"({"Child":)") + "{}" + times(100, "}");
  const std::string bomb = gzipped(std::string(std::size_t{8} << 20, ' '));
  std::vector<Row> out = {
      // Routing
      {"nothing", {"GET", "/", {}, ""}, 400, "MissingAction"},
      {"an empty request", {"", "", {}, ""}, 405, "MethodNotAllowed"},
      {"another method", {"DELETE", "/", {}, ""}, 405, "MethodNotAllowed"},
      {"no version", {"POST", "/", form, "Action=Echo"}, 400, "InvalidAction"},
      {"another version", {"POST", "/", form, "Action=Echo&Version=1999-01-01"}, 400, "InvalidAction"},
      {"an unknown action", {"POST", "/", form, "Action=Nope&Version=2020-01-01"}, 400, "InvalidAction"},
      {"a form of another type",
       {"POST", "/", {{"Content-Type", "text/plain"}}, "Action=Echo&Version=2020-01-01"},
       400,
       "MissingAction"},
      {"an unknown target", {"POST", "/", amz("Specimen_20200101.Nope"), "{}"}, 400, "UnknownOperationException"},
      {"an unknown prefix", {"POST", "/", amz("Nope.Echo"), "{}"}, 400, "UnknownOperationException"},
      {"a target without a dot", {"POST", "/", amz("Echo"), "{}"}, 400, "UnknownOperationException"},
      {"a target that isn't UTF-8", {"POST", "/", amz("\xFF.\xFF"), "{}"}, 400, "UnknownOperationException"},
      {"GET with a target", {"GET", "/", amz(), ""}, 404, "UnknownOperationException"},
      {"a target with another type",
       {"POST", "/", {{"Content-Type", "application/json"}, {"X-Amz-Target", "Specimen_20200101.Echo"}}, "{}"},
       404,
       "UnknownOperationException"},
      {"no path of ours", rest("/v2/echo", "{}"), 404, "UnknownOperationException"},
      {"no method of ours", {"PATCH", "/v1/echo", {}, ""}, 404, "UnknownOperationException"},
      {"a path without a slash", rest("*", "{}"), 404, "UnknownOperationException"},
      {"an unknown CBOR operation",
       {"POST", "/service/Specimen_20200101/operation/Nope", cbor(), ""},
       404,
       "UnknownOperationException"},
      {"an unknown CBOR service",
       {"POST", "/service/Nope/operation/Echo", cbor(), ""},
       404,
       "UnknownOperationException"},
      {"CBOR at another path", {"POST", "/", cbor(), ""}, 404, "UnknownOperationException"},
      {"CBOR's path without its header",
       {"POST", "/service/Specimen_20200101/operation/Echo", {}, ""},
       404,
       "UnknownOperationException"},
      {"another smithy protocol",
       {"POST", "/service/Specimen_20200101/operation/Echo", {{"smithy-protocol", "rpc-v2-json"}}, ""},
       404,
       "UnknownOperationException"},
      {"CBOR by GET",
       {"GET", "/service/Specimen_20200101/operation/Echo", cbor(), ""},
       405,
       "UnknownOperationException"},
      {"CBOR of another type",
       {"POST",
        "/service/Specimen_20200101/operation/Echo",
        {{"smithy-protocol", "rpc-v2-cbor"}, {"Content-Type", "application/json"}},
        "{}"},
       415,
       "UnsupportedMediaTypeException"},
      {"rest-json of another type", {"POST", "/v1/echo", form, "a=b"}, 415, "UnsupportedMediaTypeException"},
      // Not implemented
      {"a known operation without a handler",
       {"POST", "/", amz("Specimen_20200101.Later"), "{}"},
       501,
       "NotImplementedException"},
      {"the same in query", {"POST", "/", form, "Action=Later&Version=2020-01-01"}, 501, "NotImplemented"},
      {"the same in CBOR",
       {"POST", "/service/Specimen_20200101/operation/Later", cbor(), ""},
       501,
       "NotImplementedException"},
      {"the same in rest-json", {"PUT", "/v1/later", {}, ""}, 501, "NotImplementedException"},
      // Signatures that can't be read
      {"another authorization",
       {"POST", "/", with(amz(), "Authorization", "Bearer x"), "{}"},
       400,
       "IncompleteSignatureException"},
      {"an empty authorization",
       {"POST", "/", with(form, "Authorization", ""), "Action=Echo&Version=2020-01-01"},
       400,
       "IncompleteSignature"},
      {"half a presigned one", {"GET", "/?X-Amz-Signature=1", {}, ""}, 400, "IncompleteSignature"},
      // query
      {"a word for a number", query("&Count=many"), 400, "MalformedInput"},
      {"a number past 32 bits", query("&Count=2147483648"), 400, "MalformedInput"},
      {"a number past 64 bits", query("&Total=9223372036854775808"), 400, "MalformedInput"},
      {"a boolean that isn't", query("&Flag=yes"), 400, "MalformedInput"},
      {"a timestamp that isn't", query("&Moment=yesterday"), 400, "MalformedInput"},
      {"a blob that isn't base64", query("&Data=%%%"), 400, "MalformedInput"},
      {"text that isn't UTF-8", query("&Text=%FF%FE"), 400, "MalformedInput"},
      {"a list without member", query("&Names.1=a"), 400, "MalformedInput"},
      {"a list of no numbers", query("&Names.member.x=a"), 400, "MalformedInput"},
      {"a structure for a scalar", query("&Text.Deep.Down=a"), 400, "MalformedInput"},
      {"a scalar for a list", query("&Names=a"), 400, "MalformedInput"},
      {"a map entry without a value", query("&Tags.entry.1.key=a"), 400, "MalformedInput"},
      {"a map entry without a key", query("&Tags.entry.1.value=a"), 400, "MalformedInput"},
      {"names past all depth", query("&" + times(100, "Child.") + "Text=a"), 400, "MalformedQueryString"},
      {"more parameters than anybody has", query(times(200'000, "&New=1")), 400, "MalformedQueryString"},
      {"ec2 with a wrong number", {"POST", "/", form, "Action=Echo&Version=2020-02-02&Count=x"}, 400, "MalformedInput"},
      // JSON
      {"no JSON", in_json("{"), 400, "SerializationException"},
      {"JSON and more", in_json("{} {}"), 400, "SerializationException"},
      {"an array", in_json("[]"), 400, "SerializationException"},
      {"null", in_json("null"), 400, "SerializationException"},
      {"a number for a string", in_json(R"({"Text": 1})"), 400, "SerializationException"},
      {"a string for a number", in_json(R"({"Count": "1"})"), 400, "SerializationException"},
      {"a fraction for a whole number", in_json(R"({"Count": 1.5})"), 400, "SerializationException"},
      {"2^31", in_json(R"({"Count": 2147483648})"), 400, "SerializationException"},
      {"2^63", in_json(R"({"Total": 9223372036854775808})"), 400, "SerializationException"},
      {"a double past all", in_json(R"({"Count": 1e400})"), 400, "SerializationException"},
      {"a word for a double", in_json(R"({"Ratio": "much"})"), 400, "SerializationException"},
      {"a string for a list", in_json(R"({"Names": "a"})"), 400, "SerializationException"},
      {"null in a list", in_json(R"({"Names": [null]})"), 400, "SerializationException"},
      {"a list for a structure", in_json(R"({"Child": []})"), 400, "SerializationException"},
      {"an object for a string", in_json(R"({"Text": {}})"), 400, "SerializationException"},
      {"a text for a timestamp", in_json(R"({"Moment": "2026-09-14T05:43:00Z"})"), 400, "SerializationException"},
      {"a blob that isn't base64", in_json(R"({"Data": "a"})"), 400, "SerializationException"},
      {"bytes that are no UTF-8", in_json("{\"Text\": \"\xFF\"}"), 400, "SerializationException"},
      {"a lone surrogate", in_json(R"({"Text": "\ud800"})"), 400, "SerializationException"},
      {"JSON too deep", in_json(deep_json), 400, "SerializationException"},
      {"brackets without end", in_json(std::string(100'000, '[')), 400, "SerializationException"},
      {"an unpacked body said to be gzip",
       {"POST", "/", with(amz(), "Content-Encoding", "gzip"), "{}"},
       400,
       "SerializationException"},
      {"half a gzip",
       {"POST", "/", with(amz(), "Content-Encoding", "gzip"), gzipped("{}").substr(0, 15)},
       400,
       "SerializationException"},
      {"bytes after a gzip",
       {"POST", "/", with(amz(), "Content-Encoding", "gzip"), gzipped("{}") + "x"},
       400,
       "SerializationException"},
      {"a packed bomb",
       {"POST", "/", with(amz(), "Content-Encoding", "gzip"), bomb},
       413,
       "RequestEntityTooLargeException"},
      {"a body too large", in_json(std::string((std::size_t{2} << 20) + 1, ' ')), 413,
       "RequestEntityTooLargeException"},
      {"another coding",
       {"POST", "/", with(amz(), "Content-Encoding", "br"), "{}"},
       415,
       "UnsupportedMediaTypeException"},
      {"an enum's other word", in_json(R"({"Choice": "three"})"), 400, "ValidationException"},
      {"the same in query", query("&Choice=three"), 400, "ValidationError"},
      {"a required member left out", {"POST", "/", amz("Specimen_20200101.Limit"), "{}"}, 400, "ValidationException"},
      // rest-json
      {"rest-json that is no JSON", rest("/v1/echo", "x"), 400, "SerializationException"},
      {"a word in a query's number", rest("/v1/place/a/at/b?Limit=x", "{}"), 400, "SerializationException"},
      {"a label that isn't UTF-8", rest("/v1/place/%FF/at/b", "{}"), 400, "SerializationException"},
      {"an empty label", rest("/v1/place//at/b", "{}"), 404, "UnknownOperationException"},
      {"a header's wrong number",
       {"POST", "/v1/place/a/at/b", {{"X-Codes", "1,,2"}}, "{}"},
       400,
       "SerializationException"},
  };
  std::string nodes;
  for (int i = 0; i < 10'000; ++i) nodes += "&" + std::to_string(i) + times(50, ".a") + "=";
  out.push_back({"more nodes than anybody has", query(nodes), 400, "MalformedQueryString"});
  // CBOR
  const std::vector<std::pair<std::string, std::string>> wrong_cbor = {
      {"half an item",
       "\xA1\x64"
       "Te"},
      {"an array", "\x80"},
      {"bytes after the value", std::string("\xA0\x00", 2)},
      {"a reserved length", "\xBC"},
      {"a break alone", "\xFF"},
      {"a map without its value",
       "\xA1\x64"
       "Text"},
      {"a break for a value", "\xBF\x64Text\xFF"},
      {"a break for a value of an unknown member", "\xBF\x63New\xFF"},
      {"an array of 2^60 elements", "\xA1\x65Names\x9B\x10" + std::string(7, '\0')},
      {"a string of 2^60 bytes", "\xA1\x64Text\x7B\x10" + std::string(7, '\0')},
      {"a map of 2^60 entries", "\xBB\x10" + std::string(7, '\0')},
      {"a number for a key", std::string("\xA1\x01\x01", 3)},
      {"bytes for a string",
       "\xA1\x64Text\x41"
       "a"},
      {"text that isn't UTF-8", "\xA1\x64Text\x61\xFF"},
      {"a number in an indefinite text", "\xA1\x64Text\x7F\x01\xFF"},
      {"a timestamp without its tag", "\xA1\x66Moment\x01"},
      {"a timestamp of text",
       "\xA1\x66Moment\xC1\x61"
       "a"},
      {"a timestamp that is NaN", std::string("\xA1\x66Moment\xC1\xF9\x7E\x00", 11)},
      {"2^31 in 32 bits", std::string("\xA1\x65"
                                      "Count\x1A\x80\x00\x00\x00",
                                      12)},
      {"-2^63-1", std::string("\xA1\x65Total\x3B\x80\x00\x00\x00\x00\x00\x00\x00", 16)},
      {"a tag without end", std::string(200'000, '\xC2')},
      {"arrays without end", "\xA1\x63New" + std::string(200'000, '\x81')},
      {"lists in lists without end", "\xA1\x65Lists" + std::string(200'000, '\x9F')}};
  for (const auto& [why, bytes] : wrong_cbor) out.push_back({why, in_cbor(bytes), 400, "SerializationException"});
  std::string deep;
  for (int i = 0; i < 100; ++i)
    deep +=
        "\xA1\x65"
        "Child";
  out.push_back({"CBOR too deep", in_cbor(deep + "\xA0"), 400, "SerializationException"});
  for (const auto& [why, bytes] : endless_bodies()) out.push_back({why, bytes, 400, "SerializationException"});
  return out;
}

TEST(Malformed, MillionsOfElementsCostNoMoreThanTheirLimit) {
  const Handler echo = [](const Call& call) -> Answer { return call.input; };
  Endpoint endpoint(testing::specimen_services(echo), {});
  for (const auto& [why, request] : endless_bodies()) {
    const std::clock_t before = std::clock();
    EXPECT_EQ(endpoint.answer(request, {}).status, 400) << why;
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 0.4) << why;
  }
}

TEST(Malformed, EveryRequestGetsAwsErrorInItsProtocolsEnvelope) {
  const Handler echo = [](const Call& call) -> Answer { return call.input; };
  Endpoint endpoint(testing::specimen_services(echo), {});
  const std::vector<Row> all = rows();
  EXPECT_EQ(all.size(), 109U);  // the number that SPECIFICATION.md tells
  for (const Row& row : all) {
    const WireResponse response = endpoint.answer(row.request, {});
    EXPECT_EQ(response.status, row.status) << row.why << ": " << response.body.substr(0, 300);
    EXPECT_EQ(code_of(response), row.code) << row.why << ": " << response.body.substr(0, 300);
  }
}

TEST(Malformed, NotImplementedNamesTheOperation) {
  Endpoint endpoint(testing::specimen_services(nullptr), {});
  EXPECT_NE(endpoint.answer(in_json("{}"), {}).body.find("specimen:Echo"), std::string::npos);
}

TEST(Malformed, WhatAwsOverlooksIsOverlooked) {
  const Handler echo = [](const Call& call) -> Answer { return call.input; };
  Endpoint endpoint(testing::specimen_services(echo), {});
  EXPECT_EQ(endpoint.answer(in_json(R"({"New": {"a": [1]}, "Text": null, "Count": 3.0})"), {}).body, R"({"Count":3})");
  EXPECT_EQ(endpoint.answer(in_json(""), {}).body, "{}");
  EXPECT_EQ(endpoint.answer(in_cbor(""), {}).body, "\xA0");
  EXPECT_EQ(endpoint.answer(in_cbor("\xA1\x64Text\xF6"), {}).body, "\xA0");
  EXPECT_NE(endpoint.answer(query("&New.member.1=a&Names.member.3=c&Names.member.10=d&Names.member.2=b"), {})
                .body.find("<Names><member>b</member><member>c</member><member>d</member></Names>"),
            std::string::npos);
  EXPECT_EQ(
      endpoint.answer({"POST", "/", with(amz(), "Content-Encoding", "GZIP"), gzipped(R"({"Text":"a"})")}, {}).body,
      R"({"Text":"a"})");
}

}  // namespace
}  // namespace rampart::aws::protocol
