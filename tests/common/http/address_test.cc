#include "common/http/address.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

struct ProxyCase {
  std::string name;
  std::vector<std::string> trusted;
  std::string peer;
  std::string forwarded;
  std::string want;
};

class ClientOfTest : public ::testing::TestWithParam<ProxyCase> {};

TEST_P(ClientOfTest, BelievesOnlyTrustedProxies) {
  ASSERT_OK_AND_ASSIGN(const TrustedProxies proxies,
                       TrustedProxies::Parse(GetParam().trusted));
  EXPECT_EQ(proxies.ClientOf(GetParam().peer, GetParam().forwarded),
            GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(All, ClientOfTest,
                         ::testing::ValuesIn(std::vector<ProxyCase>{
                             {.name = "NobodyIsTrusted",
                              .trusted = {},
                              .peer = "127.0.0.1",
                              .forwarded = "192.0.2.1",
                              .want = "127.0.0.1"},
                             {.name = "TrustedPeer",
                              .trusted = {"127.0.0.1"},
                              .peer = "127.0.0.1",
                              .forwarded = "192.0.2.1",
                              .want = "192.0.2.1"},
                             {.name = "OtherPeer",
                              .trusted = {"127.0.0.1"},
                              .peer = "127.0.0.2",
                              .forwarded = "192.0.2.1",
                              .want = "127.0.0.2"},
                             {.name = "WhatTheClientInvented",
                              .trusted = {"127.0.0.1"},
                              .peer = "127.0.0.1",
                              .forwarded = "198.51.100.9, 192.0.2.1",
                              .want = "192.0.2.1"},
                             {.name = "ChainOfProxies",
                              .trusted = {"127.0.0.1", "10.0.0.0/8"},
                              .peer = "127.0.0.1",
                              .forwarded = "198.51.100.9, 192.0.2.1,10.1.2.3",
                              .want = "192.0.2.1"},
                             {.name = "OnlyProxies",
                              .trusted = {"10.0.0.0/8"},
                              .peer = "10.0.0.1",
                              .forwarded = "10.0.0.2",
                              .want = "10.0.0.2"},
                             {.name = "Garbage",
                              .trusted = {"127.0.0.1"},
                              .peer = "127.0.0.1",
                              .forwarded = "192.0.2.1, unknown",
                              .want = "127.0.0.1"},
                             {.name = "NoHeader",
                              .trusted = {"127.0.0.1"},
                              .peer = "127.0.0.1",
                              .forwarded = "",
                              .want = "127.0.0.1"},
                             {.name = "RangeEdgeInside",
                              .trusted = {"192.0.2.128/25"},
                              .peer = "192.0.2.128",
                              .forwarded = "198.51.100.1",
                              .want = "198.51.100.1"},
                             {.name = "RangeEdgeOutside",
                              .trusted = {"192.0.2.128/25"},
                              .peer = "192.0.2.127",
                              .forwarded = "198.51.100.1",
                              .want = "192.0.2.127"},
                             {.name = "SixInRange",
                              .trusted = {"2001:db8::/32"},
                              .peer = "2001:db8:1::5",
                              .forwarded = "2001:db9::1",
                              .want = "2001:db9::1"},
                             {.name = "FourAsSix",
                              .trusted = {"10.0.0.0/8"},
                              .peer = "::ffff:10.1.1.1",
                              .forwarded = "192.0.2.1",
                              .want = "192.0.2.1"},
                             {.name = "Everybody",
                              .trusted = {"0.0.0.0/0"},
                              .peer = "203.0.113.5",
                              .forwarded = "2001:db8::1",
                              .want = "2001:db8::1"},
                         }),
                         [](const auto& test) { return test.param.name; });

TEST(AddressTest, RefusesBadRanges) {
  for (const std::string bad : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8",
                                "proxy.example.org", "::/129", "10.0.0.1/-1"}) {
    EXPECT_THAT(TrustedProxies::Parse({bad}), HasReason("PROXY_INVALID"))
        << bad;
  }
}

TEST(AddressTest, ReadsWhereToListen) {
  ASSERT_OK_AND_ASSIGN(HostPort at, ParseHostPort("127.0.0.1:8080"));
  EXPECT_EQ(at.host, "127.0.0.1");
  EXPECT_EQ(at.port, 8080);
  ASSERT_OK_AND_ASSIGN(at, ParseHostPort("[::1]:0"));
  EXPECT_EQ(at.host, "::1");
  ASSERT_OK_AND_ASSIGN(at, ParseHostPort("localhost:65535"));
  EXPECT_EQ(at.host, "127.0.0.1");
  for (const std::string bad :
       {"", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
        "127.0.0.1:-1", "example.org:80", "127.0.0.1:http"}) {
    EXPECT_THAT(ParseHostPort(bad), HasReason("LISTEN_INVALID")) << bad;
  }
}

TEST(ClientNetworkTest, IsTheAddressOrTheNetworkThatOneClientHas) {
  const std::string one = ClientNetwork("2001:db8:1:2:3:4:5:6");
  EXPECT_EQ(ClientNetwork("2001:db8:1:2::1"), one);
  EXPECT_EQ(ClientNetwork("2001:0db8:1:2:ffff::"), one);
  EXPECT_NE(ClientNetwork("2001:db8:1:3::1"), one);
  const std::string four = ClientNetwork("192.0.2.7");
  EXPECT_EQ(ClientNetwork("::ffff:192.0.2.7"), four);
  EXPECT_NE(ClientNetwork("192.0.2.8"), four);
  EXPECT_NE(ClientNetwork("::1"), ClientNetwork("127.0.0.1"));
  EXPECT_EQ(ClientNetwork("unix"), "unix");
}

}  // namespace
}  // namespace cwp::http
