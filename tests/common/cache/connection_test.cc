#include "common/cache/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace cwp::cache {
namespace {

// Accepts one connection, and writes a text piece by piece, whatever it is
// asked, until the other side goes away.
class FalseServer {
 public:
  explicit FalseServer(std::vector<std::string> pieces)
      : pieces_(std::move(pieces)),
        listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, any, size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    EXPECT_EQ(getsockname(listener_, any, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }

  ~FalseServer() {
    thread_.join();
    close(listener_);
  }

  Address address() const { return {.host = "127.0.0.1", .port = port_}; }

 private:
  void Serve() {
    const int fd = accept(listener_, nullptr, nullptr);
    for (const std::string& piece : pieces_) {
      if (send(fd, piece.data(), piece.size(), MSG_NOSIGNAL) < 0) break;
      absl::SleepFor(absl::Milliseconds(5));
    }
    char ignored[256];
    while (recv(fd, ignored, sizeof(ignored), 0) > 0) {
    }
    close(fd);
  }

  const std::vector<std::string> pieces_;
  const int listener_;
  int port_ = 0;
  std::thread thread_;
};

absl::Status PingOnce(const Address& address) {
  absl::StatusOr<Connection> connection =
      Connection::Open(address, absl::Seconds(20));
  if (!connection.ok()) return connection.status();
  return connection->Run({{"PING"}}, absl::Milliseconds(100)).status();
}

TEST(AddressTest, ReadsEachForm) {
  EXPECT_EQ(ParseAddress("unix:/run/redis.sock").value().path,
            "/run/redis.sock");
  EXPECT_EQ(ParseAddress("localhost:6379").value().host, "localhost");
  EXPECT_EQ(ParseAddress("127.0.0.1:6379").value().port, 6379);
  EXPECT_EQ(ParseAddress("[::1]:6379").value().host, "::1");
  for (const std::string text :
       {"", "unix:", "localhost", "localhost:", ":6379", "localhost:0",
        "localhost:65536", "localhost:x", "[::1:6379", "[]:6379"}) {
    EXPECT_THAT(ParseAddress(text), HasReason("CACHE_ADDRESS_INVALID")) << text;
  }
}

TEST(ConnectionTest, RunsCommandsOverTcpAndUnixSockets) {
  RedisServer server;
  for (const std::string& address :
       {server.address_text(), server.socket_text()}) {
    ASSERT_OK_AND_ASSIGN(const Address parsed, ParseAddress(address));
    ASSERT_OK_AND_ASSIGN(Connection connection,
                         Connection::Open(parsed, absl::Seconds(20)));
    const std::string bytes("a\0\r\n", 4);
    ASSERT_OK_AND_ASSIGN(const std::vector<Reply> replies,
                         connection.Run({{"SET", "key", bytes},
                                         {"MGET", "key", "none"},
                                         {"STRLEN", "key"},
                                         {"NONSENSE"}},
                                        absl::Seconds(20)));
    ASSERT_EQ(replies.size(), 4u);
    EXPECT_EQ(replies[0].text, "OK");
    ASSERT_EQ(replies[1].list.size(), 2u);
    EXPECT_EQ(replies[1].list[0].text, bytes);
    EXPECT_EQ(replies[1].list[1].kind, Reply::Kind::kNil);
    EXPECT_EQ(replies[2].number, 4);
    EXPECT_EQ(replies[3].kind, Reply::Kind::kError);
    EXPECT_EQ(replies[3].text, "ERR");
  }
}

TEST(ConnectionTest, FailsWhenNobodyListens) {
  EXPECT_THAT(
      Connection::Open({.path = "/nowhere/redis.sock"}, absl::Seconds(20)),
      HasReason("CACHE_UNAVAILABLE"));
  RedisServer server;
  server.Kill();
  EXPECT_THAT(Connection::Open(server.address(), absl::Seconds(20)),
              HasReason("CACHE_UNAVAILABLE"));
}

TEST(ConnectionTest, GivesUpOnSilenceDripsAndNonsense) {
  const std::vector<std::vector<std::string>> speeches = {
      {},
      {"HTTP/1.1 400 Bad Request\r\n\r\n"},
      {"$5\r\nab"},
      {"*1000000000\r\n"},
      {"$2000000000\r\n"},
      // One byte every 5 ms: no single read ever takes long.
      std::vector<std::string>(200, "+")};
  for (const std::vector<std::string>& speech : speeches) {
    FalseServer server(speech);
    const absl::Time start = absl::Now();
    EXPECT_THAT(PingOnce(server.address()), HasReason("CACHE_UNAVAILABLE"));
    EXPECT_LT(absl::Now() - start, absl::Milliseconds(700));
  }
}

}  // namespace
}  // namespace cwp::cache
