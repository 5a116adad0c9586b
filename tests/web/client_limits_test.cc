// How much one client may do, which a school behind one address stays below.
#include "services/web/client_limits.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(ClientRateTest, SoManyAtOnceAndThenOneWithEachInterval) {
  FakeClock clock(absl::UnixEpoch() + absl::Hours(1));
  ClientRate rate(clock, 3, absl::Seconds(2));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(rate.Take("a").has_value()) << i;
  EXPECT_EQ(rate.Take("a"), absl::Seconds(2));
  EXPECT_FALSE(rate.Take("b").has_value()) << "another client";
  clock.Advance(absl::Seconds(1));
  EXPECT_EQ(rate.Take("a"), absl::Seconds(1)) << "a refusal takes nothing";
  clock.Advance(absl::Seconds(1));
  EXPECT_FALSE(rate.Take("a").has_value());
  EXPECT_TRUE(rate.Take("a").has_value());
  // Rest fills it up, and no further.
  clock.Advance(absl::Hours(1));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(rate.Take("a").has_value()) << i;
  EXPECT_TRUE(rate.Take("a").has_value());
}

TEST(ClientShareTest, SoManyAtATime) {
  auto share = std::make_shared<ClientShare>(2);
  std::shared_ptr<void> first = ClientShare::Take(share, "a");
  const std::shared_ptr<void> second = ClientShare::Take(share, "a");
  EXPECT_NE(first, nullptr);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(ClientShare::Take(share, "a"), nullptr);
  EXPECT_NE(ClientShare::Take(share, "b"), nullptr);
  first = nullptr;
  first = ClientShare::Take(share, "a");
  EXPECT_NE(first, nullptr);
  share = nullptr;  // Whoever is left may end later.
}

class SchoolTest : public WebTest {
 protected:
  // How many of so many who post the same at the same time, from one address,
  // are let through.
  int Through(int people, const std::string& path, const std::string& body) {
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < people; ++i) {
      clients.push_back(std::make_unique<HttpClient>(
          static_cast<uint16_t>(web_->http_port())));
      clients.back()->SendRaw(absl::StrCat(
          "POST ", path, " HTTP/1.1\r\nHost: x\r\nContent-Type: ",
          "application/x-www-form-urlencoded\r\nContent-Length: ", body.size(),
          "\r\n\r\n", body));
    }
    int through = 0;
    for (const auto& client : clients) {
      const auto answer = client->Read();
      if (!answer.ok()) continue;
      if (answer->code == 429) {
        EXPECT_THAT(answer->body, HasSubstr("<title>Please wait a moment"));
        EXPECT_THAT(answer->body, HasSubstr("Please wait a minute"));
        EXPECT_THAT(answer->body, Not(HasSubstr("is not working")));
      } else {
        ++through;
      }
    }
    return through;
  }
};

TEST_F(SchoolTest, IsNotPunishedButWhoGoesOnIsStopped) {
  constexpr int kSchool = 200;
  services_.registration.find.Return(
      registration::v1::FindMyBookingsResponse());
  const std::string form = "contact_email=ada%40example.org";
  EXPECT_EQ(Through(kSchool, "/find-my-booking", form), kSchool);
  EXPECT_EQ(Through(kSchool, "/find-my-booking", form), kFormsAtOnce - kSchool);
  EXPECT_THAT(services_.registration.find.requests(), SizeIs(kFormsAtOnce));
  // After a while there is room again.
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Through(kSchool, "/find-my-booking", form), kSchool);
}

// Each page has a limit of its own, so that everybody comes through all.
TEST_F(SchoolTest, ComesThroughEveryPageOfAForm) {
  constexpr int kSchool = 200;
  for (const char* path :
       {"/sessions/101/book/who", "/sessions/101/book/contact",
        "/sessions/101/book/confirm", "/sessions/101/book/change",
        "/sessions/101/book/line", "/sessions/101/book/waitlist",
        "/workshops/hall/waitlist/dates", "/workshops/hall/waitlist/confirm",
        "/booked/receipt/email"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(Through(kSchool, path, "answers=x"), kSchool);
    EXPECT_EQ(Through(kSchool, path, "answers=x"), kFormsAtOnce - kSchool);
  }
}

}  // namespace
}  // namespace cwp::web
