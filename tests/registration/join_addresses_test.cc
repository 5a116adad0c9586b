#include "services/registration/join_addresses.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/crypto/keyring.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "common/testing/wall_step.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"
#include "services/registration/schema.h"
#include "services/registration/session_store.h"

namespace cwp::registration {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

bool Eventually(const std::function<bool()>& condition) {
  const absl::Time give_up = absl::Now() + kPatience;
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

// Knows the addresses that a test put in, and no others.
class FakeScheduling final : public scheduling::v1::SchedulingService::Service {
 public:
  ~FakeScheduling() override { LetGo(); }

  grpc::Status GetJoinAddress(
      grpc::ServerContext*,
      const scheduling::v1::GetJoinAddressRequest* request,
      scheduling::v1::JoinAddress* response) override {
    MutexLock lock(mu_);
    ++asked_[request->session_id()];
    changed_.NotifyAll();
    while (held_) changed_.Wait(mu_);
    const auto found = addresses_.find(request->session_id());
    if (found == addresses_.end()) {
      return rpc::ToGrpcStatus(
          NotFound("SESSION_NOT_FOUND", "there is no such session"));
    }
    *response = found->second;
    return grpc::Status::OK;
  }

  void Set(int64_t session_id, int64_t version, const std::string& uri) {
    MutexLock lock(mu_);
    addresses_[session_id].set_version(version);
    addresses_[session_id].set_uri(uri);
  }

  // From now on calls are held back until LetGo.
  void Hold() {
    MutexLock lock(mu_);
    held_ = true;
  }
  void LetGo() {
    MutexLock lock(mu_);
    held_ = false;
    changed_.NotifyAll();
  }

  int TimesAsked(int64_t session_id) {
    MutexLock lock(mu_);
    return asked_[session_id];
  }

  int SessionsAsked() {
    MutexLock lock(mu_);
    return static_cast<int>(asked_.size());
  }

 private:
  Mutex mu_;
  CondVar changed_;
  bool held_ ABSL_GUARDED_BY(mu_) = false;
  std::map<int64_t, scheduling::v1::JoinAddress> addresses_
      ABSL_GUARDED_BY(mu_);
  std::map<int64_t, int> asked_ ABSL_GUARDED_BY(mu_);
};

class JoinAddressesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    auto keyring = crypto::Keyring::Load(identity_.MasterKeyFile());
    ASSERT_OK(keyring.status());
    vault_.emplace(*std::move(keyring));
    auto server = rpc::Server::Start({}, {&scheduling_});
    ASSERT_OK(server.status());
    server_ = *std::move(server);
    peer_ = std::make_unique<rpc::Peer>(
        "scheduling", absl::StrCat("127.0.0.1:", server_->port()),
        identity_.SignerOf("registration"), clock_);
  }

  void TearDown() override {
    addresses_ = nullptr;
    scheduling_.LetGo();
  }

  void Start(absl::Duration timeout = absl::Seconds(20)) {
    addresses_ = std::make_unique<JoinAddresses>(
        JoinAddresses::Options{.database = &*database_,
                               .scheduling = peer_.get(),
                               .vault = &*vault_,
                               .clock = &clock_,
                               .timeout = timeout,
                               .min_backoff = absl::Milliseconds(20),
                               .max_backoff = absl::Milliseconds(200)});
  }

  // The feed names a version of the addresses of some sessions.
  void Want(int64_t version, std::vector<int64_t> session_ids) {
    ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      for (const int64_t id : session_ids) {
        RETURN_IF_ERROR(SaveSession(tx, {.id = id,
                                         .state = SessionState::kOpen,
                                         .booking_open_time = clock_.Now(),
                                         .booking_close_time = clock_.Now(),
                                         .join_address_version = version}));
      }
      return absl::OkStatus();
    }));
    if (addresses_ != nullptr) addresses_->Wake();
  }

  std::string Kept(int64_t session_id) {
    std::string sealed;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(sealed, FindJoinUri(tx, session_id));
      return absl::OkStatus();
    }));
    if (sealed.empty()) return "";
    const auto uri = vault_->OpenJoinUri(session_id, sealed);
    EXPECT_OK(uri.status());
    return uri.value_or("");
  }

  bool Keeps(int64_t session_id, const std::string& uri) {
    return Eventually([&] { return Kept(session_id) == uri; });
  }

  FakeClock clock_;
  TestIdentity identity_;
  db::TestDatabase database_;
  std::optional<Vault> vault_;
  FakeScheduling scheduling_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<rpc::Peer> peer_;
  std::unique_ptr<JoinAddresses> addresses_;
};

std::vector<int64_t> OneTo(int64_t last) {
  std::vector<int64_t> ids;
  for (int64_t id = 1; id <= last; ++id) ids.push_back(id);
  return ids;
}

TEST_F(JoinAddressesTest, FetchesWhatIsWantedAtTheStartAndWhenWoken) {
  scheduling_.Set(1, 1, "https://teams.example.org/1");
  Want(1, {1});
  Start();
  EXPECT_TRUE(Keeps(1, "https://teams.example.org/1"));
  scheduling_.Set(1, 2, "https://teams.example.org/2");
  Want(2, {1});
  EXPECT_TRUE(Keeps(1, "https://teams.example.org/2"));
  scheduling_.Set(1, 3, "");
  Want(3, {1});
  EXPECT_TRUE(Keeps(1, ""));
}

TEST_F(JoinAddressesTest, GoesBackToAnOlderVersionWithScheduling) {
  scheduling_.Set(1, 5, "https://teams.example.org/5");
  Want(5, {1});
  Start();
  ASSERT_TRUE(Keeps(1, "https://teams.example.org/5"));
  scheduling_.Set(1, 3, "https://teams.example.org/3");
  Want(3, {1});
  EXPECT_TRUE(Keeps(1, "https://teams.example.org/3"));
}

TEST_F(JoinAddressesTest, KeepsAnAddressThatIsAheadOfTheFeed) {
  scheduling_.Set(1, 2, "https://teams.example.org/2");
  Want(1, {1});
  Start();
  EXPECT_TRUE(Keeps(1, "https://teams.example.org/2"));
  Want(2, {1});
  EXPECT_TRUE(Eventually([&] { return addresses_->wanted() == 0; }));
}

TEST_F(JoinAddressesTest, AHundredThatFailDoNotHoldUpTheNext) {
  Want(1, OneTo(150));
  Start();
  ASSERT_TRUE(Eventually([&] { return scheduling_.SessionsAsked() == 150; }));
  scheduling_.Set(200, 1, "https://teams.example.org/200");
  Want(1, {200});
  EXPECT_TRUE(Keeps(200, "https://teams.example.org/200"));
  scheduling_.Set(77, 1, "https://teams.example.org/77");
  EXPECT_TRUE(Keeps(77, "https://teams.example.org/77"));
  EXPECT_TRUE(Eventually([&] { return addresses_->wanted() == 149; }));
}

// Scheduling does not answer for the sessions that were wanted before; what is
// wanted anew is fetched as soon as the call under way has run out of time.
TEST_F(JoinAddressesTest, WhatIsNewComesBeforeWhatHangs) {
  scheduling_.Hold();
  Want(1, OneTo(100));
  Start(absl::Milliseconds(200));
  ASSERT_TRUE(Eventually([&] { return scheduling_.SessionsAsked() >= 1; }));
  Want(1, {200});
  ASSERT_TRUE(Eventually([&] { return scheduling_.TimesAsked(200) > 0; }));
  EXPECT_LT(scheduling_.SessionsAsked(), 100);
}

TEST_F(JoinAddressesTest, WhatFailsIsTriedEverMoreRarely) {
  Want(1, {1});
  const absl::Time start = absl::Now();
  Start();
  ASSERT_TRUE(Eventually([&] { return scheduling_.TimesAsked(1) >= 5; }));
  // 20, 40, 80 and 160 ms, at least half of each.
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(150));
}

TEST_F(JoinAddressesTest, IsFetchedThoughTheWallClockIsSetBack) {
  Want(1, {1});
  Start();
  ASSERT_TRUE(Eventually([&] { return scheduling_.TimesAsked(1) >= 3; }));
  const WallStep back(-absl::Hours(1));
  scheduling_.Set(1, 1, "https://teams.example.org/1");
  EXPECT_TRUE(Keeps(1, "https://teams.example.org/1"));
}

TEST_F(JoinAddressesTest, StopsInTheMiddleOfAFetch) {
  scheduling_.Hold();
  Want(1, OneTo(100));
  Start(absl::Minutes(5));
  ASSERT_TRUE(Eventually([&] { return scheduling_.SessionsAsked() == 1; }));
  const absl::Time told = absl::Now();
  addresses_ = nullptr;
  EXPECT_LT(absl::Now() - told, absl::Seconds(5));
  EXPECT_EQ(scheduling_.SessionsAsked(), 1);
}

}  // namespace
}  // namespace cwp::registration
