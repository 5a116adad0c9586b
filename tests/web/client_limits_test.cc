// How much one client may do, which a school behind one address stays below.
#include "services/web/client_limits.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"
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
  // are let through. PERSON stands for who it is.
  int Through(int people, const std::string& path, const std::string& body) {
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < people; ++i) {
      clients.push_back(std::make_unique<HttpClient>(
          static_cast<uint16_t>(web_->http_port())));
      const std::string form =
          absl::StrReplaceAll(body, {{"PERSON", absl::StrCat("person", i)}});
      clients.back()->SendRaw(absl::StrCat(
          "POST ", path, " HTTP/1.1\r\nHost: x\r\nContent-Type: ",
          "application/x-www-form-urlencoded\r\nContent-Length: ", form.size(),
          "\r\n\r\n", form));
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
  const std::string form = "contact_email=PERSON%40example.org";
  EXPECT_EQ(Through(kSchool, "/find-my-booking", form), kSchool);
  EXPECT_EQ(Through(kSchool, "/find-my-booking", form), kFormsAtOnce - kSchool);
  EXPECT_THAT(services_.registration.find.requests(), SizeIs(kFormsAtOnce));
  // After a while there is room again.
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Through(kSchool, "/find-my-booking", form), kSchool);
}

// Nobody has an address written to again and again, nor keeps others from using
// it.
TEST_F(SchoolTest, HasOneAddressWrittenToSoOften) {
  services_.registration.find.Return(
      registration::v1::FindMyBookingsResponse());
  const std::string form = "contact_email=ada%40example.org";
  EXPECT_EQ(Through(kLettersAtOnce + 5, "/find-my-booking", form),
            kLettersAtOnce);
  EXPECT_EQ(Through(1, "/find-my-booking", "contact_email=ADA%40example.org"),
            0);
  EXPECT_EQ(Through(1, "/find-my-booking", "contact_email=bob%40example.org"),
            1);
  clock_.Advance(kLetterInterval);
  EXPECT_EQ(Through(2, "/find-my-booking", form), 1);
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

// Behind a proxy that says who asks.
class LettersTest : public BookingPagesTest {
 protected:
  LettersTest() { settings_.trusted_proxies = {"127.0.0.1"}; }

  static Fields From(const std::string& client) {
    return {{"X-Forwarded-For", client}};
  }

  // How many of twice as many as may be are let through.
  template <typename Send>
  static int Through(Send send) {
    int through = 0;
    for (int i = 0; i < 2 * kLettersAtOnce; ++i) through += send().code != 429;
    return through;
  }
};

TEST_F(LettersTest, OneClientBooksSoOftenWithOneAddressAndOthersMayStill) {
  EXPECT_EQ(Through([this] { return Confirm(From("192.0.2.1")); }),
            kLettersAtOnce);
  EXPECT_THAT(requests(), SizeIs(kLettersAtOnce));
  EXPECT_EQ(Confirm(From("192.0.2.2")).code, 303);
}

TEST_F(LettersTest, OneClientJoinsWaitlistsSoOftenWithOneAddress) {
  services_.registration.waitlist.Return(registration::v1::WaitlistEntry());
  const std::string form = "/workshops/helping-with-worry/waitlist";
  Fields answers = GoodAnswers();
  answers.emplace_back("dates", absl::StrCat(kFull));
  answers.emplace_back("least_places", "1");
  const HttpAnswer check =
      Check(Get(absl::StrCat(form, "?date=", kFull)), answers);
  ASSERT_EQ(AsksIn(check), "confirm");
  EXPECT_EQ(Through([&] { return Send(check, {}); }), kLettersAtOnce);
  EXPECT_THAT(services_.registration.waitlist.requests(),
              SizeIs(kLettersAtOnce));
}

TEST_F(LettersTest, OneClientPutsAnAddressRightSoOften) {
  services_.registration.correct.Return(registration::v1::Booking());
  const HttpAnswer booked = Confirm();
  const std::string cookie = booked.Header("Set-Cookie");
  const Fields browser = {{"Cookie", cookie.substr(0, cookie.find(';'))}};
  const std::string path = booked.Header("Location") + "/email";
  EXPECT_EQ(
      Through([&] {
        return Post(path, {{"contact_email", "other@example.org"}}, browser);
      }),
      kLettersAtOnce);
  EXPECT_THAT(services_.registration.correct.requests(),
              SizeIs(kLettersAtOnce));
}

}  // namespace
}  // namespace cwp::web
