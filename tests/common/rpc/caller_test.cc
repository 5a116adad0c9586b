#include "common/rpc/caller.h"

#include <map>
#include <string>

#include "common/crypto/key.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::rpc {
namespace {

using ::testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class CallerTest : public ::testing::Test {
 protected:
  const crypto::Key web_key_ = crypto::Key::Random();
  const crypto::Key gateway_key_ = crypto::Key::Random();
  const CallerSigner web_{"web", web_key_};
  const CallerVerifier verifier_{
      "registration", {{"web", web_key_}, {"gateway", gateway_key_}}};
  const Caller caller_ = {.kind = CallerKind::kStaff,
                          .id = "42",
                          .channel = "direct",
                          .roles = {"coordinator"},
                          .client_key = "hash",
                          .facilitator_id = 71,
                          .trace = "t1"};
};

TEST_F(CallerTest, ArrivesAsItWasSigned) {
  ASSERT_OK_AND_ASSIGN(
      const Caller caller,
      verifier_.Verify(web_.Sign(caller_, "registration", kNow), kNow));
  EXPECT_EQ(caller.service, "web");
  EXPECT_EQ(caller.kind, CallerKind::kStaff);
  EXPECT_EQ(caller.id, "42");
  EXPECT_EQ(caller.channel, "direct");
  EXPECT_THAT(caller.roles, ElementsAre("coordinator"));
  EXPECT_EQ(caller.client_key, "hash");
  EXPECT_EQ(caller.facilitator_id, 71);
  EXPECT_EQ(caller.trace, "t1");
}

TEST_F(CallerTest, NobodySpeaksForAnotherService) {
  const CallerSigner forger("web", gateway_key_);
  EXPECT_THAT(
      verifier_.Verify(forger.Sign(caller_, "registration", kNow), kNow),
      HasReason("CALLER_INVALID"));
  const CallerSigner stranger("stranger", crypto::Key::Random());
  EXPECT_THAT(
      verifier_.Verify(stranger.Sign(caller_, "registration", kNow), kNow),
      HasReason("CALLER_INVALID"));
}

TEST_F(CallerTest, WhatWasSignedForAnotherServiceIsRefused) {
  EXPECT_THAT(verifier_.Verify(web_.Sign(caller_, "scheduling", kNow), kNow),
              HasReason("CALLER_INVALID"));
}

TEST_F(CallerTest, Lapses) {
  const std::string metadata = web_.Sign(caller_, "registration", kNow);
  EXPECT_OK(verifier_.Verify(metadata, kNow + kCallerLifetime));
  EXPECT_THAT(verifier_.Verify(metadata,
                               kNow + kCallerLifetime + absl::Microseconds(1)),
              HasReason("CALLER_EXPIRED"));
}

TEST_F(CallerTest, EveryChangedByteIsNoticed) {
  const std::string metadata = web_.Sign(caller_, "registration", kNow);
  for (size_t i = 0; i < metadata.size(); ++i) {
    std::string changed = metadata;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(verifier_.Verify(changed, kNow).ok()) << "byte " << i;
  }
  EXPECT_THAT(verifier_.Verify("", kNow), HasReason("CALLER_INVALID"));
}

}  // namespace
}  // namespace cwp::rpc
