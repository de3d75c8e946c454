#include "store/event_json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <set>

#include "store/testing/every_event.h"

namespace rampart::store {
namespace {

ledger::Event through_text(const ledger::Event& event) {
  const std::string text = boost::json::serialize(event_to_json(event));
  boost::json::parse_options lenient;
  lenient.allow_invalid_utf8 = true;
  const boost::json::value parsed = boost::json::parse(text, {}, lenient);
  Result<ledger::Event> back = event_from_json(kind_of(event), parsed.as_object());
  EXPECT_TRUE(back) << text;
  return back ? *back : ledger::Event();
}

TEST(EventJson, EveryKindHasItsOwnWord) {
  std::set<std::string_view> words;
  for (const ledger::Recorded& r : testing::every_event()) words.insert(kind_of(r.event));
  EXPECT_EQ(words.size(), std::variant_size_v<ledger::Event>) << "testing/every_event.cpp misses a kind";
}

TEST(EventJson, EveryKindComesBackAsItWas) {
  for (const ledger::Recorded& r : testing::every_event()) {
    const ledger::Event back = through_text(r.event);
    ASSERT_EQ(back.index(), r.event.index());
    // Compared as JSON: the same members with the same values; and not one of them is a default.
    EXPECT_EQ(event_to_json(back), event_to_json(r.event)) << kind_of(r.event);
    for (const auto& member : event_to_json(r.event)) {
      const boost::json::value& v = member.value();
      const bool is_default = (v.is_string() && v.get_string().empty()) || (v.is_int64() && v.get_int64() == 0) ||
                              (v.is_uint64() && v.get_uint64() == 0);
      EXPECT_FALSE(is_default) << kind_of(r.event) << "." << member.key() << " isn't tried with a value of its own";
    }
  }
}

TEST(EventJson, NumbersKeepTheirLastBit) {
  ledger::RunStarted started;
  started.seed = 0xffff'ffff'ffff'ffffULL;
  started.aws_minute_s = 0.1 + 0.2;
  const auto back = std::get<ledger::RunStarted>(through_text(started));
  EXPECT_EQ(back.seed, 0xffff'ffff'ffff'ffffULL);
  EXPECT_EQ(back.aws_minute_s, 0.1 + 0.2);

  ledger::MetricPeriod period;
  period.start = Instant(Duration(1'795'334'484'450'123'457));
  period.value = {3, 1e300, -1e-300, NAN};
  const auto again = std::get<ledger::MetricPeriod>(through_text(period));
  EXPECT_EQ(again.start, period.start);
  EXPECT_EQ(again.value.sum, 1e300);
  EXPECT_EQ(again.value.minimum, -1e-300);
  EXPECT_TRUE(std::isnan(again.value.maximum));
}

TEST(EventJson, TextKeepsEveryByte) {
  const std::string odd("quote \" back \\ line\n nul \0 bad \xff\xfe korean 한글", 44);
  EXPECT_EQ(std::get<ledger::Note>(through_text(ledger::Note{"warning", odd})).text, odd);
}

TEST(EventJson, AnOpenActivityHasNoEnd) {
  const auto back = std::get<ledger::ScalingActivity>(through_text(ledger::ScalingActivity()));
  EXPECT_FALSE(back.end);
}

TEST(EventJson, MissingMembersKeepTheirDefaults) {
  const Result<ledger::Event> task = event_from_json("task_state", {{"task", "t1"}, {"from the future", 1}});
  ASSERT_TRUE(task);
  EXPECT_EQ(std::get<ledger::TaskState>(*task).exit_code, -1);
}

TEST(EventJson, WrongTypesAreNamed) {
  const auto complaint = [](std::string_view kind, const boost::json::object& body) {
    const Result<ledger::Event> r = event_from_json(kind, body);
    return r ? std::string("accepted") : r.error().message;
  };
  EXPECT_EQ(complaint("note", {{"text", 7}}), "The member \"text\" of a stored event should be text.");
  EXPECT_EQ(complaint("service_state", {{"desired", "many"}}),
            "The member \"desired\" of a stored event should be a whole number.");
  EXPECT_EQ(complaint("metric_period", {{"value", {{"sum", "x"}}}}),
            "The member \"sum\" of a stored event should be a number.");
  EXPECT_EQ(complaint("load_slot", {{"counters", {{"http.requests", -1}}}}),
            "The member \"counters\" of a stored event should be an object of counts.");
  EXPECT_EQ(complaint("teapot", {}), "An event of the unknown kind \"teapot\" is stored here.");
}

}  // namespace
}  // namespace rampart::store
