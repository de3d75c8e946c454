#include "core/fleet/balancer_spec.h"

#include <gmock/gmock.h>

namespace rampart::fleet {
namespace {

using ::testing::ElementsAre;

RoutingTable table() {
  RoutingTable t;
  t.load_balancers.resize(1);
  t.load_balancers[0].arn = "arn:lb";
  t.target_groups.resize(2);
  t.target_groups[0].arn = "arn:tg/a";
  t.target_groups[1].arn = "arn:tg/b";
  t.listeners.resize(1);
  t.listeners[0].load_balancer_arn = "arn:lb";
  t.listeners[0].default_action = forward_to("arn:tg/b");
  return t;
}

TEST(RoutingTable, KnowsWhereAListenerForwards) {
  auto t = table();
  t.listeners[0].rules = {{"r1", 2, {}, forward_to("arn:tg/b")},
                          {"r2", 1, {}, ForwardAction{{{"arn:tg/a", 1}, {"arn:tg/b", 3}}, {}}},
                          {"r3", 3, {}, RedirectAction{}}};
  EXPECT_THAT(target_groups_of(t.listeners[0]), ElementsAre("arn:tg/b", "arn:tg/a"));
  EXPECT_FALSE(complaint_about(t));
}

TEST(RoutingTable, SaysWhatDoesNotFitTogether) {
  auto t = table();
  t.listeners[0].rules = {{"r1", 2, {}, forward_to("arn:tg/gone")}};
  EXPECT_EQ(complaint_about(t), "The listener on port 80 forwards to target group arn:tg/gone, which isn't here.");
  t = table();
  t.listeners.push_back(t.listeners[0]);
  EXPECT_EQ(complaint_about(t), "Two listeners of load balancer arn:lb have port 80.");
  t = table();
  t.load_balancers.clear();
  EXPECT_EQ(complaint_about(t), "The listener on port 80 belongs to load balancer arn:lb, which isn't here.");
}

}  // namespace
}  // namespace rampart::fleet
