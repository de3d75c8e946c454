#include "live/balancer/statistics.h"

#include <gmock/gmock.h>

namespace rampart::live::balancer {
namespace {

using Kind = StatisticsRow::Kind;

const char* const kTable =
    "\n# pxname,svname,qcur,scur,stot,econ,status,type,check_status,check_code,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,"
    "hrsp_5xx,last_chk,rtime,\n"
    "lb0-front:80,FRONTEND,,2,17,,OPEN,0,,,0,10,0,0,7,,,\n"
    "tg0-web,0a_127.0.0.1:20000,1,2,15,3,DOWN 1/5,2,* L7STS,503,0,9,0,0,4,\"bad, very \"\"bad\"\"\",12,\n"
    "tg0-web,BACKEND,0,2,17,3,UP,1,,,0,10,0,0,7,,12,\n"
    "\nServer deleted.\n";

TEST(Statistics, ReadsFrontendsServersAndBackends) {
  const auto rows = parse_statistics(kTable);
  ASSERT_TRUE(rows) << to_string(rows.error());
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[0].kind, Kind::frontend);
  EXPECT_EQ((*rows)[0].answers[5], 7);
  const auto& server = (*rows)[1];
  EXPECT_EQ(server.kind, Kind::server);
  EXPECT_EQ(server.proxy, "tg0-web");
  EXPECT_EQ(server.server, "0a_127.0.0.1:20000");
  EXPECT_EQ(server.status, "DOWN 1/5");
  EXPECT_EQ(server.check_status, "L7STS");
  EXPECT_EQ(server.check_code, 503);
  EXPECT_EQ(server.queued, 1);
  EXPECT_EQ(server.current_sessions, 2);
  EXPECT_EQ(server.sessions, 15);
  EXPECT_EQ(server.connection_errors, 3);
  EXPECT_EQ(server.answers[2], 9);
  EXPECT_DOUBLE_EQ(server.response_time_s, 0.012);
  EXPECT_EQ((*rows)[2].kind, Kind::backend);
}

TEST(Statistics, RefusesOtherText) {
  EXPECT_FALSE(parse_statistics("Permission denied\n"));
  EXPECT_FALSE(parse_statistics("# pxname,svname\n"));
}

TEST(Statistics, FindsTheSessionsOfAServer) {
  const std::string text =
      "0x558c: proto=tcpv4 src=127.0.0.1:43406 fe=f be=tg srv=a_1:80 ts=00 epoch=0\n"
      "0x558d: proto=tcpv4 src=127.0.0.1:43407 fe=f be=tg srv=a_1:8 ts=00 epoch=0\n"
      "0x558e: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00 epoch=0\n"
      "0x558f: proto=tcpv4 src=127.0.0.1:43408 fe=f be=tg srv=a_1:80 ts=00 epoch=0\n\n";
  EXPECT_EQ(sessions_of(text, "tg/a_1:80"), (std::vector<std::string>{"0x558c", "0x558f"}));
}

}  // namespace
}  // namespace rampart::live::balancer
