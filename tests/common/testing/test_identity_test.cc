#include "common/testing/test_identity.h"

#include <string>
#include <thread>
#include <vector>

#include "common/rpc/peer.h"
#include "common/testing/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(TestClientTest, GivesEveryThreadTheSamePeerOfACaller) {
  const TestIdentity identity;
  const FakeClock clock;
  const std::vector<std::string> callers = {"web", "gateway", "cwpctl",
                                            "notifications", "scheduling"};
  for (int round = 0; round < 20; ++round) {
    TestClient client(identity, "registration", 1, clock);
    std::vector<std::vector<const rpc::Peer*>> seen(4);
    std::vector<std::thread> threads;
    for (auto& peers : seen) {
      threads.emplace_back([&client, &callers, &peers] {
        for (const std::string& caller : callers) {
          peers.push_back(&client.As(caller));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& peers : seen) EXPECT_EQ(peers, seen[0]);
  }
}

}  // namespace
}  // namespace cwp
