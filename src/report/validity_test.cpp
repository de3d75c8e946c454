#include "report/validity.h"

#include <gmock/gmock.h>

namespace rampart::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RunSummary load_with(std::uint64_t late_us, std::uint64_t late_count, std::uint64_t started = 1000,
                     std::uint64_t answered = 1000) {
  ledger::LoadSlot s;
  s.arrivals_due = s.requests_sent = 1000;
  s.arrivals_started = started;
  s.requests_answered = answered;
  s.lateness.record(500, 1000 - late_count);
  s.lateness.record(late_us, late_count);
  RunSummary load;
  load.add(s);
  return load;
}

TEST(Validity, APunctualRunIsValid) {
  const Validity v = judge_validity(load_with(15'000, 20), ledger::GeneratorAudit{10, 60, 1, 50, 1024});
  EXPECT_EQ(v.grade, ValidityGrade::valid);
  EXPECT_THAT(v.reasons, IsEmpty());
  EXPECT_EQ(name_of(v.grade), "VALID");
}

TEST(Validity, LatenessIsJudgedByItsP99) {
  EXPECT_EQ(judge_validity(load_with(30'000, 20), {}).grade, ValidityGrade::suspect);
  EXPECT_EQ(judge_validity(load_with(30'000, 5), {}).grade, ValidityGrade::valid);  // 0.5 % are not p99
  const Validity late = judge_validity(load_with(250'000, 20), {});
  EXPECT_FALSE(late.valid());
  EXPECT_THAT(late.reasons, ElementsAre(HasSubstr("could not keep up")));
}

TEST(Validity, OneLongPauseIsSuspect) {
  const Validity v = judge_validity(load_with(1'500'000, 1), {});
  EXPECT_EQ(v.grade, ValidityGrade::suspect);
  EXPECT_THAT(v.reasons, ElementsAre("An arrival was 1500 ms late: this machine stood still for a moment."));
}

TEST(Validity, ArrivalsThatNeverStartedAreHeldAgainstIt) {
  EXPECT_EQ(judge_validity(load_with(1, 0, 995), {}).grade, ValidityGrade::suspect);
  EXPECT_EQ(judge_validity(load_with(1, 0, 950), {}).grade, ValidityGrade::invalid);
  EXPECT_EQ(judge_validity(load_with(1, 0, 950), {}, /*ended_by_itself=*/false).grade, ValidityGrade::valid);
}

TEST(Validity, MaxVusersIsTheUsersWish) {
  RunSummary load = load_with(1, 0, 600);
  ledger::LoadSlot s;
  s.counters["vusers.skipped"] = 400;
  load.add(s);
  EXPECT_EQ(judge_validity(load, {}).grade, ValidityGrade::valid);
}

TEST(Validity, UnansweredRequestsAreSuspect) {
  EXPECT_THAT(judge_validity(load_with(1, 0, 1000, 990), {}).reasons,
              ElementsAre("10 of 1000 requests have neither an answer nor an error."));
}

TEST(Validity, ABusyGeneratorIsSuspect) {
  const Validity v = judge_validity(load_with(1, 0), ledger::GeneratorAudit{116, 60, 2, 1020, 1024});
  EXPECT_EQ(v.grade, ValidityGrade::suspect);
  EXPECT_THAT(v.reasons, ElementsAre(HasSubstr("97 % of its 2 cores"), HasSubstr("ulimit -n")));
}

TEST(Validity, NoLoadProvesNothing) {
  EXPECT_THAT(judge_validity({}, {}).reasons, ElementsAre("No load was sent."));
  EXPECT_FALSE(judge_validity({}, {}).valid());
}

TEST(Validity, RequestsTheMachineCouldNotSendMakeItInvalid) {
  for (const char* name : {"errors.EADDRNOTAVAIL", "errors.EMFILE", "errors.ENFILE"}) {
    RunSummary load = load_with(1, 0);
    ledger::LoadSlot slot;
    slot.counters[name] = 3;
    load.add(slot);
    const Validity v = judge_validity(load, {});
    EXPECT_FALSE(v.valid()) << name;
    EXPECT_THAT(v.reasons, ElementsAre(HasSubstr("3 requests failed because no")));
    EXPECT_THAT(v.reasons[0], HasSubstr("config.http.pool"));
  }
}

TEST(Validity, PortsThatRunOutAreSuspect) {
  const Validity v =
      judge_validity(load_with(1, 0), ledger::GeneratorAudit{1, 60, 1, 28'000, 1'048'576}, true, {28'232});
  EXPECT_EQ(v.grade, ValidityGrade::suspect);
  EXPECT_THAT(v.reasons, ElementsAre(HasSubstr("28000 connections were open at once and one address has 28232 ports")));
}

}  // namespace
}  // namespace rampart::report
