#include "live/net/http_server.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <future>
#include <mutex>
#include <thread>

#include "live/net/port_claim.h"
#include "live/net/testing/plain_client.h"

namespace rampart::live::net {
namespace {

using testing::ask_once;
using testing::PlainClient;
using namespace std::chrono_literals;

/// A server on a loop of its own threads, with the handler that the test gives.
class Running {
 public:
  explicit Running(Handler handler, ServerOptions options = {}, int threads = 1) {
    options.port = claim_.port();
    auto listening = Server::listen(io, options, std::move(handler));
    if (!listening) throw std::runtime_error(listening.error().message);
    server = std::move(*listening);
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { io.run(); });
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    io.stop();
    for (auto& thread : threads_) thread.join();
  }
  [[nodiscard]] int port() const { return server->port(); }
  std::future<void> stop() {
    auto done = std::make_shared<std::promise<void>>();
    server->stop_gracefully([done] { done->set_value(); });
    return done->get_future();
  }

  boost::asio::io_context io;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  std::unique_ptr<Server> server;

 private:
  PortClaim claim_ = *PortClaim::first_free("127.0.0.1");
  std::vector<std::thread> threads_;
};

void echo(const ServerRequest& request, const std::function<void(ServerResponse)>& answer) {
  answer({.headers = {{"X-Path", request.path}}, .body = request.method + " " + request.target + " " + request.body});
}

/// Keeps the answer of each request until the test gives it.
struct Held {
  std::mutex mutex;
  std::function<void(ServerResponse)> answer;
  std::promise<void> arrived;
  Handler handler() {
    return [this](const ServerRequest&, std::function<void(ServerResponse)> give) {
      const std::scoped_lock lock(mutex);
      answer = std::move(give);
      arrived.set_value();
    };
  }
};

TEST(HttpServer, KeepsTheConnectionOpen) {
  Running running(echo);
  PlainClient client(running.port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.ask("POST", fmt::format("/a%20b?n={}", i), "hello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, fmt::format("POST /a%20b?n={} hello", i));
    EXPECT_TRUE(answer.has("X-Path: a b") || answer.has("X-Path: /a b"));
    EXPECT_FALSE(answer.has("Connection: close"));
  }
}

TEST(HttpServer, GivesHeadersInLowerCaseAndQueriesDecoded) {
  std::promise<ServerRequest> seen;
  Running running([&](ServerRequest request, const std::function<void(ServerResponse)>& answer) {
    seen.set_value(std::move(request));
    answer({});
  });
  PlainClient client(running.port());
  client.send("GET /x?a=1+2&b=%2F HTTP/1.1\r\nHost: h\r\nX-Amz-Target: T\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 200);
  const auto request = seen.get_future().get();
  EXPECT_EQ(*request.find_query("a"), "1 2");
  EXPECT_EQ(*request.find_query("b"), "/");
  EXPECT_EQ(request.find_query("c"), nullptr);
  EXPECT_THAT(request.headers, ::testing::Contains(std::pair<std::string, std::string>("x-amz-target", "T")));
  EXPECT_EQ(*request.find_header("X-Amz-Target"), "T");
}

TEST(HttpServer, ClosesWhenAskedToAndForHttp10) {
  Running running(echo);
  PlainClient closing(running.port());
  closing.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(closing.read_answer().has("Connection: close"));
  EXPECT_TRUE(closing.reads_end());
  PlainClient old(running.port());  // what HAProxy's default health check sends: no Host
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_answer().status, 200);
  EXPECT_TRUE(old.reads_end());
  PlainClient kept(running.port());
  kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(kept.read_answer().has("Connection: keep-alive"));
}

TEST(HttpServer, AnswersHeadAndNoContentWithoutBody) {
  Running running([](const ServerRequest& request, const std::function<void(ServerResponse)>& answer) {
    answer({.status = request.path == "/gone" ? 204 : 200, .body = "12345"});
  });
  PlainClient client(running.port());
  const auto head = client.ask("HEAD", "/");
  EXPECT_TRUE(head.has("Content-Length: 5"));
  const auto none = client.ask("GET", "/gone");
  EXPECT_EQ(none.status, 204);
  EXPECT_FALSE(none.has("Content-Length"));
  EXPECT_EQ(client.ask("GET", "/").body, "12345");
}

TEST(HttpServer, RefusesTooLargeBodies) {
  Running running(echo, {.body_limit = 1000});
  PlainClient client(running.port());
  EXPECT_EQ(client.ask("POST", "/", std::string(1000, 'x')).status, 200);
  const auto refused = client.ask("POST", "/", std::string(1001, 'x'));
  EXPECT_EQ(refused.status, 413);
  EXPECT_TRUE(refused.has("Connection: close"));
  EXPECT_THAT(refused.body, ::testing::HasSubstr("1000 bytes"));
  EXPECT_TRUE(client.reads_end());
  PlainClient chunked(running.port());
  chunked.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  chunked.send("400\r\n" + std::string(1024, 'x') + "\r\n400\r\n" + std::string(1024, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.read_answer().status, 413);
}

TEST(HttpServer, ReadsChunkedAndLargeBodies) {
  Running running([](const ServerRequest& request, const std::function<void(ServerResponse)>& answer) {
    answer({.body = request.body});
  });
  PlainClient client(running.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "abcde");
  const std::string large(5 << 20, 'y');
  EXPECT_TRUE(client.ask("POST", "/", large).body == large);
}

TEST(HttpServer, InvitesTheBodyOfACautiousClient) {
  Running running(echo, {.body_limit = 10});
  PlainClient client(running.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("hi");
  EXPECT_EQ(client.read_answer().body, "POST / hi");
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(HttpServer, RefusesMalformedRequests) {
  Running running(echo);
  const std::string long_head = "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(70000, 'x') + "\r\n\r\n";
  const std::vector<std::pair<std::string, int>> wrong = {
      {"hello\r\n\r\n", 400},
      {"GET / HTTP/9.9\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},  // no Host
      {"GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: two\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {long_head, 431},
  };
  for (const auto& [bytes, status] : wrong) {
    PlainClient client(running.port());
    client.send(bytes);
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.status, status) << bytes.substr(0, 80);
    EXPECT_TRUE(answer.has("Connection: close"));
  }
  EXPECT_EQ(ask_once(running.port(), "GET", "/").status, 200);
}

TEST(HttpServer, TakesAnswersFromAnyThreadOnlyOnce) {
  Running running([](const ServerRequest&, const std::function<void(ServerResponse)>& answer) {
    std::thread([answer] {
      answer({.body = "first"});
      answer({.body = "second"});
    }).detach();
  });
  PlainClient client(running.port());
  EXPECT_EQ(client.ask("GET", "/").body, "first");
  EXPECT_EQ(client.ask("GET", "/").body, "first");
}

TEST(HttpServer, AnswersForAHandlerThatForgetsOrThrows) {
  Running running([](const ServerRequest& request, const std::function<void(ServerResponse)>&) {
    if (request.path == "/throw") throw std::runtime_error("no luck");
  });
  EXPECT_EQ(ask_once(running.port(), "GET", "/").status, 500);
  EXPECT_THAT(ask_once(running.port(), "GET", "/throw").body, ::testing::HasSubstr("no luck"));
}

TEST(HttpServer, LeavesOutHeadersThatWouldSplitTheAnswer) {
  Running running([](const ServerRequest&, const std::function<void(ServerResponse)>& answer) {
    answer({.headers = {{"X-Bad", "a\r\nSet-Cookie: b"}, {"X-Good", "c"}, {"Content-Length", "99"}}, .body = "ok"});
  });
  const auto answer = ask_once(running.port(), "GET", "/");
  EXPECT_EQ(answer.body, "ok");
  EXPECT_FALSE(answer.has("Set-Cookie"));
  EXPECT_TRUE(answer.has("X-Good: c"));
}

TEST(HttpServer, ServesManyAtOnceOnSeveralThreads) {
  Running running(echo, {}, 3);
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 16; ++c) {
    clients.emplace_back([&, c] {
      PlainClient client(running.port());
      for (int i = 0; i < 50; ++i) {
        const auto target = fmt::format("/{}/{}", c, i);
        if (client.ask("GET", target).body == "GET " + target + " ") ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 16 * 50);
}

TEST(HttpServer, ClosesIdleConnections) {
  Running running(echo, {.idle_timeout = 50ms});
  PlainClient client(running.port());
  EXPECT_EQ(client.ask("GET", "/").status, 200);
  EXPECT_TRUE(client.reads_end());
}

TEST(HttpServer, GracefulStopFinishesTheRequestInProgress) {
  Held held;
  Running running(held.handler());
  PlainClient busy(running.port());
  busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  held.arrived.get_future().wait();
  auto done = running.stop();
  while (PlainClient(running.port()).is_connected()) std::this_thread::yield();  // until the port is closed
  EXPECT_EQ(done.wait_for(0s), std::future_status::timeout);
  held.answer({.body = "late but whole"});
  const auto answer = busy.read_answer();
  EXPECT_EQ(answer.body, "late but whole");
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_EQ(done.wait_for(5s), std::future_status::ready);
  EXPECT_TRUE(busy.reads_end());
}

TEST(HttpServer, GracefulStopClosesIdleOnesAtOnceAndLetsHalfARequestFinish) {
  Running running(echo);
  PlainClient idle(running.port());
  PlainClient halfway(running.port());
  EXPECT_EQ(idle.ask("GET", "/").status, 200);
  EXPECT_EQ(halfway.ask("GET", "/").status, 200);
  halfway.send("GET / HTTP/1.1\r\nHo");
  auto done = running.stop();
  EXPECT_TRUE(idle.reads_end());
  halfway.send("st: h\r\n\r\n");
  EXPECT_EQ(halfway.read_answer().status, 200);
  EXPECT_EQ(done.wait_for(5s), std::future_status::ready);
}

TEST(HttpServer, GracefulStopOfAnUnusedServerIsDoneAtOnce) {
  Running running(echo);
  EXPECT_EQ(running.stop().wait_for(5s), std::future_status::ready);
  EXPECT_EQ(running.stop().wait_for(5s), std::future_status::ready);  // and saying it twice is no worse
}

TEST(HttpServer, SaysWhatToDoWhenThePortIsTaken) {
  Running running(echo);
  auto second = Server::listen(running.io, {.port = running.port()}, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(second.error().message, ::testing::HasSubstr(fmt::format("port {} is in use", running.port())));
  EXPECT_EQ(Server::listen(running.io, {.address = "here"}, echo).error().kind, ErrorKind::invalid);
  EXPECT_EQ(Server::listen(running.io, {.port = 70000}, echo).error().kind, ErrorKind::invalid);
  EXPECT_EQ(Server::listen(running.io, {.address = "192.0.2.1"}, echo).error().kind, ErrorKind::unavailable);
}

TEST(HttpServer, AnswersAfterTheServerIsGoneAreHarmless) {
  Held held;
  std::optional<PlainClient> client;
  {
    Running running(held.handler());
    client.emplace(running.port());
    client->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    held.arrived.get_future().wait();
  }
  held.answer({});
  EXPECT_TRUE(client->reads_end());
}

}  // namespace
}  // namespace rampart::live::net
