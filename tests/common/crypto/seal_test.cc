#include "common/crypto/seal.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/crypto/keyring.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

constexpr Field kField = {.table = "bookings", .column = "email", .row_id = 7};

class SealTest : public ::testing::Test {
 protected:
  const Keyring keyring_{"2026-11", Key::Random()};
};

TEST_F(SealTest, OpensWhatItSealed) {
  for (const std::string& text : {std::string(), std::string("ada@example.org"),
                                  std::string(5000, '\0')}) {
    const std::string sealed = Seal(keyring_, kField, text);
    EXPECT_EQ(sealed.size(), text.size() + 42 + std::string("2026-11").size());
    EXPECT_EQ(Open(keyring_, kField, sealed).value(), text);
  }
}

TEST_F(SealTest, TheSameTextIsSealedDifferentlyAndUnreadably) {
  const std::string sealed = Seal(keyring_, kField, "ada@example.org");
  EXPECT_NE(sealed, Seal(keyring_, kField, "ada@example.org"));
  EXPECT_FALSE(absl::StrContains(sealed, "ada"));
}

TEST_F(SealTest, OpensNowhereElse) {
  const std::string sealed = Seal(keyring_, kField, "ada@example.org");
  for (const Field& field : std::vector<Field>{{"waitlist", "email", 7},
                                               {"bookings", "phone", 7},
                                               {"bookings", "email", 8},
                                               {"bookingse", "mail", 7}}) {
    const absl::Status status = Open(keyring_, field, sealed).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ReasonOf(status), "SEALED_DATA_INVALID");
    EXPECT_EQ(MetadataOf(status, "column"), std::string(field.column));
  }
}

TEST_F(SealTest, NoBitCanBeChangedAndNothingCut) {
  const std::string sealed = Seal(keyring_, kField, "ada");
  for (size_t i = 0; i < sealed.size() * 8; ++i) {
    std::string other = sealed;
    other[i / 8] = static_cast<char>(other[i / 8] ^ 1 << i % 8);
    EXPECT_EQ(ReasonOf(Open(keyring_, kField, other).status()),
              "SEALED_DATA_INVALID")
        << i;
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(ReasonOf(Open(keyring_, kField, sealed.substr(0, size)).status()),
              "SEALED_DATA_INVALID")
        << size;
  }
}

TEST_F(SealTest, AnotherRingDoesNotOpenIt) {
  const std::string sealed = Seal(keyring_, kField, "ada");
  EXPECT_FALSE(Open(Keyring("2026-11", Key::Random()), kField, sealed).ok());
  EXPECT_FALSE(Open(Keyring("2027-05", Key::Random()), kField, sealed).ok());
}

class SealTokenTest : public ::testing::Test {
 protected:
  const Key key_ = Key::Random();
  const absl::Time end_ = absl::FromUnixSeconds(1'800'000'000);
};

TEST_F(SealTokenTest, OpensUntilItsEnd) {
  const std::string token = SealToken(key_, "booking form", "answers", end_);
  EXPECT_EQ(
      OpenToken(key_, "booking form", token, end_ - absl::Seconds(1)).value(),
      "answers");
  EXPECT_EQ(ReasonOf(OpenToken(key_, "booking form", token, end_).status()),
            "TOKEN_EXPIRED");
}

TEST_F(SealTokenTest, OpensForItsKeyAndPurposeOnly) {
  const absl::Time now = end_ - absl::Seconds(1);
  const std::string token = SealToken(key_, "booking form", "answers", end_);
  EXPECT_EQ(ReasonOf(OpenToken(key_, "sign in", token, now).status()),
            "TOKEN_INVALID");
  EXPECT_EQ(
      ReasonOf(OpenToken(Key::Random(), "booking form", token, now).status()),
      "TOKEN_INVALID");
}

TEST_F(SealTokenTest, NothingCanBeChanged) {
  const absl::Time now = end_ - absl::Seconds(1);
  const std::string token = SealToken(key_, "booking form", "answers", end_);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(ReasonOf(OpenToken(key_, "booking form", other, now).status()),
              "TOKEN_INVALID")
        << i;
    EXPECT_FALSE(OpenToken(key_, "booking form", token.substr(0, i), now).ok());
  }
  EXPECT_FALSE(OpenToken(key_, "booking form", "", now).ok());
  EXPECT_FALSE(OpenToken(key_, "booking form", "not base64!", now).ok());
}

}  // namespace
}  // namespace cwp::crypto
