#include "services/web/staff_commands.h"

#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gtest/gtest.h"
#include "services/web/schema.h"
#include "services/web/staff_store.h"

namespace cwp::web {
namespace {

constexpr int64_t kAda = 71;
constexpr int64_t kBea = 72;

class StaffCommandsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    ASSERT_OK(Do(CreateStaff{.staff = Sealed(kAda, "ada")}));
    ASSERT_OK(Do(CreateStaff{.staff = Sealed(kBea, "bea")}));
    ASSERT_OK(Do(AcceptInvitation{.invitation_hash = "invitation of ada",
                                  .password_hash = "old",
                                  .totp_secret = "sealed",
                                  .totp_step = 7,
                                  .recovery_hashes = {"code"},
                                  .token_hash = "session"}));
  }

  static SealedStaff Sealed(int64_t id, const std::string& name) {
    return {.staff = {.id = id, .role = Role::kAdministrator},
            .email_key = name + "@example.org",
            .sealed_email = name,
            .sealed_name = name,
            .invitation_hash = "invitation of " + name};
  }

  // The answer to one command, as it is after the commit.
  absl::StatusOr<SealedStaff> Do(StaffCommand command) {
    const StaffCommand* const commands[] = {&command};
    absl::StatusOr<SealedStaff> answer = absl::UnknownError("nothing ran");
    const absl::Status written = database_->Write([&](db::Transaction& tx) {
      absl::StatusOr<StaffWriter::Answers> answers =
          applier_.Apply(tx, commands);
      if (answers.ok()) answer = std::move(answers->front());
      return answers.status();
    });
    EXPECT_OK(written);
    return answer;
  }

  int64_t CodesLeft() {
    int64_t left = -1;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) {
      const absl::StatusOr<int64_t> count = CountRecoveryCodes(tx, kAda);
      if (count.ok()) left = *count;
      return count.status();
    }));
    return left;
  }

  // Ada, vouched for under this name, with her recovery code.
  static StartProviderSession FromProvider(const std::string& identity) {
    return {.staff_id = kAda,
            .identity_key = identity,
            .email_key = "ada@example.org",
            .proof = {.recovery_hash = "code"},
            .token_hash = "session of " + identity};
  }

  FakeClock clock_;
  db::TestDatabase database_;
  StaffApplier applier_{clock_};
};

// Somebody else was faster, with the same password.
TEST_F(StaffCommandsTest, ChangeNothingByAPasswordThatIsAnotherNow) {
  ASSERT_OK(Do(ChangePassword{.staff_id = kAda,
                              .password_hash = "old",
                              .new_password_hash = "new",
                              .token_hash = "session"}));
  EXPECT_THAT(Do(ChangePassword{.staff_id = kAda,
                                .password_hash = "old",
                                .new_password_hash = "a thief's",
                                .token_hash = "session"}),
              HasReason("PASSWORD_WRONG"));
  EXPECT_THAT(Do(RenewAuthenticator{.staff_id = kAda,
                                    .password_hash = "old",
                                    .totp_secret = "a thief's"}),
              HasReason("PASSWORD_WRONG"));
  EXPECT_THAT(Do(RenewRecoveryCodes{.staff_id = kAda, .password_hash = "old"}),
              HasReason("PASSWORD_WRONG"));
  EXPECT_EQ(CodesLeft(), 1);
  EXPECT_OK(Do(StartSession{.staff_id = kAda,
                            .password_hash = "new",
                            .proof = {.totp_step = 8},
                            .token_hash = "another"}));
}

TEST_F(StaffCommandsTest, GiveNoRecoveryCodesToWhoeverHasNoApp) {
  ASSERT_OK(Do(ChangeStaff{.staff_id = kBea, .role = Role::kReader}));
  ASSERT_OK(Do(AcceptInvitation{.invitation_hash = "invitation of bea",
                                .password_hash = "hers",
                                .token_hash = "session of bea"}));
  EXPECT_THAT(Do(RenewRecoveryCodes{.staff_id = kBea, .password_hash = "hers"}),
              HasReason("NO_AUTHENTICATOR"));
}

TEST_F(StaffCommandsTest, ChangeNoAccountThatIsNotAsItWasSeen) {
  const Staff seen = {.id = kBea, .role = Role::kAdministrator};
  ASSERT_OK(Do(ChangeStaff{.staff_id = kBea,
                           .role = Role::kAdministrator,
                           .disabled = true,
                           .etag = EtagOf(seen)}));
  const ChangeStaff stale = {
      .staff_id = kBea, .role = Role::kReader, .etag = EtagOf(seen)};
  EXPECT_THAT(Do(stale), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Do(InviteAgain{.staff_id = kBea}), HasReason("STAFF_DISABLED"))
      << "it is still disabled";
}

// The transaction that a refusal is in goes on to its commit, with those of
// others.
TEST_F(StaffCommandsTest, UseNoCodeUpForASignInThatIsRefused) {
  ASSERT_OK(Do(StartProviderSession{.staff_id = kBea,
                                    .identity_key = "bea there",
                                    .email_key = "bea@example.org",
                                    .proves_factor = true,
                                    .token_hash = "session of bea"}));
  const auto refused_at = [&](StartProviderSession command) {
    const absl::StatusOr<SealedStaff> answer = Do(std::move(command));
    EXPECT_THAT(answer, HasReason("SIGN_IN_REFUSED"));
    return MetadataOf(answer.status(), "at");
  };
  EXPECT_EQ(refused_at(FromProvider("bea there")), "LINKED_OTHERWISE");
  StartProviderSession other_address = FromProvider("ada there");
  other_address.email_key = "bea@example.org";
  EXPECT_EQ(refused_at(other_address), "IDENTITY_UNKNOWN");
  EXPECT_EQ(CodesLeft(), 1);
  ASSERT_OK(Do(FromProvider("ada there")));
  EXPECT_EQ(CodesLeft(), 0);
  EXPECT_EQ(refused_at(FromProvider("ada there")), "CODE_USED");
  StartProviderSession no_code = FromProvider("ada there");
  no_code.proof = {};
  EXPECT_EQ(refused_at(no_code), "CODE_WRONG");
  ASSERT_OK(Do(ChangeStaff{
      .staff_id = kAda, .role = Role::kAdministrator, .disabled = true}));
  EXPECT_EQ(refused_at(FromProvider("ada there")), "STAFF_DISABLED");
}

TEST_F(StaffCommandsTest, LetNobodyInFromTheProviderWithoutTheAppOfTheirRole) {
  const absl::StatusOr<SealedStaff> answer =
      Do(StartProviderSession{.staff_id = kBea,
                              .identity_key = "bea there",
                              .email_key = "bea@example.org",
                              .token_hash = "session of bea"});
  EXPECT_THAT(answer, HasReason("SIGN_IN_REFUSED"));
  EXPECT_EQ(MetadataOf(answer.status(), "at"), "STAFF_NOT_SET_UP");
}

TEST_F(StaffCommandsTest, LetNobodyInByPasswordWithoutTheAppOfTheirRole) {
  ASSERT_OK(Do(ChangeStaff{.staff_id = kBea, .role = Role::kReader}));
  ASSERT_OK(Do(AcceptInvitation{.invitation_hash = "invitation of bea",
                                .password_hash = "hers",
                                .token_hash = "session of bea"}));
  ASSERT_OK(Do(StartSession{
      .staff_id = kBea, .password_hash = "hers", .token_hash = "another"}));
  ASSERT_OK(Do(ChangeStaff{.staff_id = kBea, .role = Role::kCoordinator}));
  const absl::StatusOr<SealedStaff> answer = Do(StartSession{
      .staff_id = kBea, .password_hash = "hers", .token_hash = "a third"});
  EXPECT_THAT(answer, HasReason("SIGN_IN_REFUSED"));
  EXPECT_EQ(MetadataOf(answer.status(), "at"), "STAFF_NOT_SET_UP");
}

}  // namespace
}  // namespace cwp::web
