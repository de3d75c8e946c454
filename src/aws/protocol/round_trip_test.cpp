// Every kind of value through every wire: what a writer wrote, the reader reads back the same.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "aws/protocol/cbor_form.h"
#include "aws/protocol/envelope.h"
#include "aws/protocol/json_form.h"
#include "aws/protocol/query_form.h"
#include "aws/protocol/rest_form.h"
#include "aws/protocol/testing/specimen.h"
#include "aws/protocol/testing/xml_reader.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;
using testing::any_value;
using testing::every_kind;
using testing::every_place;
using testing::same_value;

constexpr int rounds = 400;

std::string shown(const json::value& value) { return json::serialize(value); }

void expect_same(const json::value& wrote, const Decoded& read, const std::string& wire) {
  ASSERT_TRUE(read.has_value()) << read.error().message << "\n" << shown(wrote) << "\n" << wire;
  EXPECT_TRUE(same_value(wrote, *read)) << shown(wrote) << "\n" << shown(*read) << "\n" << wire;
}

TEST(RoundTrip, Json) {
  Random random(1);
  for (int i = 0; i < rounds; ++i) {
    const json::value value = any_value(every_kind(), random);
    const std::string wire = json::serialize(to_json(every_kind(), value));
    expect_same(value, read_json(every_kind(), wire), wire);
  }
}

TEST(RoundTrip, Cbor) {
  Random random(2);
  for (int i = 0; i < rounds; ++i) {
    const json::value value = any_value(every_kind(), random);
    expect_same(value, read_cbor(every_kind(), write_cbor(every_kind(), value)), "");
  }
}

TEST(RoundTrip, QueryAndEc2) {
  Random random(3);
  const auto services = testing::specimen_services(nullptr);
  for (int i = 0; i < rounds; ++i) {
    const Service& service = services[i % 2 == 0 ? 0 : 1];
    const json::value value = any_value(every_kind(), random);
    const std::string wire = form_text(write_query(service, service.operations[0], value.as_object()));
    const auto tree = form_tree(form_pairs(wire));
    ASSERT_TRUE(tree.has_value());
    expect_same(value, read_query(every_kind(), *tree, i % 2 == 0 ? Wire::query : Wire::ec2), wire);
  }
}

TEST(RoundTrip, XmlAnswers) {
  Random random(4);
  const auto services = testing::specimen_services(nullptr);
  for (int i = 0; i < rounds; ++i) {
    json::value value = any_value(every_kind(), random);
    // A flattened list or map without elements leaves no trace in XML.
    for (json::object* at = &value.as_object(); at != nullptr;) {
      for (const char* flat : {"Flat", "FlatTags"})
        if (const json::value* one = at->if_contains(flat);
            one != nullptr && (one->is_array() ? one->get_array().empty() : one->get_object().empty()))
          at->erase(flat);
      json::value* child = at->if_contains("Child");
      at = child == nullptr ? nullptr : &child->as_object();
    }
    const WireResponse response =
        success(Wire::query, services[0], services[0].operations[0], value.as_object(), "the-id");
    const auto root = testing::XmlReader::read(response.body);
    ASSERT_TRUE(root.has_value()) << response.body;
    EXPECT_EQ(root->name, "EchoResponse");
    EXPECT_EQ(root->xmlns, "http://specimen.example/doc/");
    EXPECT_EQ(root->child("ResponseMetadata")->child("RequestId")->text, "the-id");
    const json::value read = testing::from_xml(every_kind(), *root->child("EchoResult"));
    EXPECT_TRUE(same_value(value, read)) << shown(value) << "\n" << shown(read) << "\n" << response.body;
  }
}

TEST(RoundTrip, RestJson) {
  Random random(5);
  const auto services = testing::specimen_services(nullptr);
  const Operation& place = services[2].operations[3];
  const RestPath path(place.path);
  for (int i = 0; i < rounds; ++i) {
    json::value value = any_value(every_place(), random);
    json::object& members = value.as_object();
    if (json::value* at = members.if_contains("At")) *at = std::round(at->get_double());  // HTTP dates: whole seconds
    for (const char* list : {"Ids", "Codes"})  // an empty one leaves no trace in a query or a header
      if (const json::value* one = members.if_contains(list); one != nullptr && one->get_array().empty())
        members.erase(list);
    const WireRequest request = write_rest(place, members);
    const std::size_t mark = std::min(request.target.find('?'), request.target.size());
    const FormPairs query = form_pairs(mark < request.target.size() ? request.target.substr(mark + 1) : "");
    const auto labels = path.match(std::string_view(request.target).substr(0, mark), query);
    // "a//b" in a greedy label is one path of several; the labels of the generator may hold a '/' at their ends.
    if (!labels) continue;
    const Decoded read = read_rest(every_place(), request, *labels, query);
    const std::string rest(members.at("Rest").as_string());
    if (rest.starts_with('/') || rest.ends_with('/')) continue;
    expect_same(value, read, request.target);
  }
}

TEST(RoundTrip, EmptyListsStayEmptyLists) {
  const json::value value = json::parse(R"({"Names": [], "Tags": {}, "Parts": [{}, {"Key": ""}]})");
  const auto services = testing::specimen_services(nullptr);
  const std::string form = form_text(write_query(services[0], services[0].operations[0], value.as_object()));
  EXPECT_EQ(form, "Action=Echo&Version=2020-01-01&Names=&Parts.member.1=&Parts.member.2.Key=&Tags=");
  expect_same(value, read_query(every_kind(), *form_tree(form_pairs(form)), Wire::query), form);
  const WireResponse response = success(Wire::query, services[0], services[0].operations[0], value.as_object(), "1");
  EXPECT_NE(response.body.find("<EchoResult><Names></Names><Parts><member></member><member><Key></Key></member></Parts>"
                               "<Tags></Tags></EchoResult>"),
            std::string::npos)
      << response.body;
}

TEST(Xml, TextIsEscapedAndWhatXmlCannotHoldIsReplaced) {
  const auto services = testing::specimen_services(nullptr);
  const json::object output = {{"Text", "<a href=\"x\">&\r\x01\xEF\xBF\xBF</a>"}};
  const std::string body = success(Wire::query, services[0], services[0].operations[0], output, "1").body;
  EXPECT_NE(body.find("<Text>&lt;a href=&quot;x&quot;&gt;&amp;&#xD;\xEF\xBF\xBD\xEF\xBF\xBD&lt;/a&gt;</Text>"),
            std::string::npos)
      << body;
}

TEST(Cbor, IndefiniteLengthsHalfFloatsAndUnknownMembersAreRead) {
  // {_ "Names": [_ (_ "a", "b"), "c"], "Ratio": 1.5 (half), "New": {"x": [1, 2]}, "Count": -1, "Moment": 1(1.5)}
  using namespace std::string_literals;
  const std::string bytes =
      "\xBF\x65Names\x9F\x7F\x61"
      "a\x61"
      "b\xFF\x61"
      "c\xFF\x65Ratio\xF9\x3E\x00\x63New\xA1\x61x\x82\x01\x02"s
      "\x65"
      "Count\x20\x66Moment\xC1\xF9\x3E\x00\xFF"s;
  const Decoded read = read_cbor(every_kind(), bytes);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_TRUE(same_value(*read, json::parse(R"({"Names": ["ab", "c"], "Ratio": 1.5, "Count": -1, "Moment": 1.5})")))
      << shown(*read);
}

TEST(Timestamps, EveryTextFormIsTheSameInstant) {
  const std::vector<std::string> forms = {"2026-09-14T05:43:00.5Z", "2026-09-14T05:43:00.500000Z",
                                          "2026-09-14T07:43:00.500+02:00", "2026-09-14T03:13:00.500-0230",
                                          "1789364580.5"};
  for (const std::string& form : forms) {
    const auto value = value_of(timestamp(), form);
    ASSERT_TRUE(value.has_value()) << form;
    EXPECT_EQ(value->get_double(), 1789364580.5) << form;
  }
  EXPECT_EQ(value_of(timestamp(), "Mon, 14 Sep 2026 05:43:00 GMT")->get_double(), 1789364580);
  EXPECT_EQ(text_of(timestamp(), 1789364580.5), "2026-09-14T05:43:00.500Z");
  EXPECT_EQ(text_of(timestamp(), 1789364580.0, TimestampText::http_date), "Mon, 14 Sep 2026 05:43:00 GMT");
  for (const char* wrong : {"", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-09-14T05:43:00.Z",
                            "2026-09-14T05:43:00+2", "2026-09-14T25:00:00Z", "99999999999999", "NaN", "yesterday"})
    EXPECT_FALSE(value_of(timestamp(), wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace rampart::aws::protocol
