#include "live/net/port_claim.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace rampart::live::net {
namespace {

using boost::asio::ip::tcp;

TEST(PortClaim, SkipsPortsThatAreClaimedOrListenedOn) {
  const auto first = PortClaim::first_free("127.0.0.1", 21900, 21990);
  ASSERT_TRUE(first);
  EXPECT_FALSE(PortClaim::of("127.0.0.1", first->port()));
  const auto second = PortClaim::first_free("127.0.0.1", first->port(), 21990);
  ASSERT_TRUE(second);
  EXPECT_GT(second->port(), first->port());

  boost::asio::io_context io;
  const tcp::acceptor listener(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  EXPECT_FALSE(PortClaim::of("127.0.0.1", listener.local_endpoint().port()));
}

TEST(PortClaim, EndsWithTheObject) {
  int port = 0;
  {
    const auto claim = PortClaim::first_free("127.0.0.1", 21900, 21990);
    ASSERT_TRUE(claim);
    port = claim->port();
  }
  EXPECT_TRUE(PortClaim::of("127.0.0.1", port));
}

TEST(PortClaim, RefusesWhatIsNoPort) {
  EXPECT_FALSE(PortClaim::of("127.0.0.1", 0));
  EXPECT_FALSE(PortClaim::of("127.0.0.1", 65536));
  EXPECT_FALSE(PortClaim::of("no address", 21999));
}

}  // namespace
}  // namespace rampart::live::net
