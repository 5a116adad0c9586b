#include <random>
#include <string>
#include <vector>

#include "tests/common/http/server_fixture.h"

namespace cwp::http {
namespace {

struct MalformedCase {
  std::string name;
  std::string request;
  int want = 400;
};

class MalformedTest : public ServerTest,
                      public ::testing::WithParamInterface<MalformedCase> {};

TEST_P(MalformedTest, IsRefused) {
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(client.SendRaw(GetParam().request));
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client.Read());
  EXPECT_EQ(answer.code, GetParam().want) << answer.body;
  // What follows is not to be trusted.
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_TRUE(client.WaitForClose());
  EXPECT_EQ(CodeOf("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"), 200);
}

const std::string kSmuggled = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

const std::vector<MalformedCase> kCases = {
    {"Words", "hello there\r\n\r\n"},
    {"NoPath", "GET\r\n\r\n"},
    {"Tls", std::string("\x16\x03\x01\x02\x00\x01\x00", 7)},
    {"Http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"Http09", "GET /hello\r\n\r\n"},
    {"OddVersion", "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n", 505},
    {"LowerVersion", "GET /hello http/1.1\r\nHost: a\r\n\r\n", 505},
    {"BareLineFeed", "GET /hello HTTP/1.1\nHost: a\n\n", 505},
    {"NoHost", "GET /hello HTTP/1.1\r\n\r\n"},
    {"TwoHosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
    {"SpaceBeforeColon", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n"},
    {"NoColon", "GET /hello HTTP/1.1\r\nHost: a\r\nfoo\r\n\r\n"},
    {"EmptyName", "GET /hello HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"},
    {"NulInAHeader",
     std::string("GET /hello HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 38)},
    {"NulInThePath", std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28)},
    {"NoSlash", "GET hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"Asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"Connect", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TwoEqualLengths",
     "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
     "Content-Length: 3\r\n\r\nabc"},
    {"TwoLengths",
     "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
     "Content-Length: 4\r\n\r\nabc"},
    {"ListOfLengths",
     "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc"},
    {"NegativeLength",
     "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n"},
    {"PlusLength",
     "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc"},
    {"HexLength",
     "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc"},
    {"LengthOverflow",
     "POST /echo HTTP/1.1\r\nHost: a\r\n"
     "Content-Length: 99999999999999999999\r\n\r\n"},
    {"LengthThenEncoding",
     "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
         kSmuggled},
    {"EncodingThenLength",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
     "Content-Length: 3\r\n\r\n0\r\n\r\n" +
         kSmuggled},
    {"TwoEncodings",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"UnknownEncoding",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n"
     "\r\n0\r\n\r\n" +
         kSmuggled,
     501},
    {"EncodingBeforeChunked",
     "POST /echo HTTP/1.1\r\nHost: a\r\n"
     "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     501},
    {"ChunkedNotLast",
     "POST /echo HTTP/1.1\r\nHost: a\r\n"
     "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
     501},
    {"EncodingInHttp10",
     "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
     "0\r\n\r\n"},
    {"ChunkSizeIsNone",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
     "\r\nxyz\r\n"},
    {"ChunkWithoutEnd",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
     "\r\n3\r\nabcde\r\n0\r\n\r\n"},
    {"ChunkSizeOverflow",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
     "\r\n10000000000000000\r\nabc\r\n0\r\n\r\n"},
    {"OddExpectation",
     "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n"
     "Content-Length: 0\r\n\r\n",
     417},
};

INSTANTIATE_TEST_SUITE_P(All, MalformedTest, ::testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

// Whatever comes, the server answers or closes, and still answers others.
TEST_F(ServerTest, SurvivesRandomBytes) {
  options_.limits.head_time = absl::Milliseconds(20);
  options_.limits.body_time = absl::Milliseconds(20);
  Start();
  std::mt19937 random(20240304);
  const std::string valid =
      "POST /echo?x=%41 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
      "X-A: b\r\n\r\n3;e=1\r\nabc\r\n0\r\nX: y\r\n\r\n";
  for (int i = 0; i < 200; ++i) {
    std::string bytes = valid;
    const int changes = 1 + static_cast<int>(random() % 4);
    for (int j = 0; j < changes; ++j) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    HttpClient client(server_->port());
    client.SendRaw(bytes);
    client.FinishSending();
    client.ReadRaw(1 << 20);
  }
  EXPECT_EQ(CodeOf("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"), 200);
}

}  // namespace
}  // namespace cwp::http
