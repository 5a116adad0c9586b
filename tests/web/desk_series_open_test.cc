// Opening all sessions of a series at once.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Session;

constexpr char kSeries[] = "/desk/series/301";
constexpr char kOpenAll[] = "/desk/series/301/open";
constexpr char kOpened[] = "/desk/series/301?done=opened";

class DeskSeriesOpenTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    series_.set_id(301);
    series_.set_workshop_id(11);
    series_.set_rule("FREQ=WEEKLY;BYDAY=WE;COUNT=5");
    Add(401, 2, Session::SCHEDULED);
    Add(402, 9, Session::SCHEDULED);
    Add(403, 16, Session::OPEN);
    Add(404, 23, Session::CLOSED);
    Add(405, 1, Session::SCHEDULED, /*month=*/11);
    services_.series.get.Do(
        [this](const scheduling::GetSeriesRequest&)
            -> absl::StatusOr<scheduling::Series> { return series_; });
    services_.scheduling.open_session.Return(Session());
    services_.registration.preview.Return(
        registration::v1::PreviewSessionChangeResponse());
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  void Add(int64_t id, int day, Session::State state, int month = 12) {
    const absl::Time start = absl::FromCivil(
        absl::CivilHour(2026, month, day, 18), absl::UTCTimeZone());
    *series_.add_sessions() = SampleSession(id, start, state);
  }

  HttpAnswer Check() {
    return browser_->Submit(browser_->Get(kSeries), kOpenAll, {});
  }
  std::vector<scheduling::OpenSessionRequest> Asked() {
    return services_.scheduling.open_session.requests();
  }

  scheduling::Series series_;
  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskSeriesOpenTest, ShowsThemFirstAndOpensEach) {
  EXPECT_THAT(browser_->Get(kSeries).body,
              HasSubstr("Open all 2 sessions for booking"));
  const HttpAnswer check = Check();
  EXPECT_THAT(check.body, AllOf(HasSubstr("Open 2 sessions for booking?"),
                                HasSubstr("Wednesday 2 December 2026, 6pm"),
                                HasSubstr("Wednesday 9 December 2026, 6pm"),
                                Not(HasSubstr("23 December 2026")),
                                Not(HasSubstr("who wait"))));
  EXPECT_THAT(Asked(), IsEmpty());
  EXPECT_EQ(
      browser_->Submit(check, kOpenAll, {{"then", "form"}}).Header("Location"),
      kSeries);
  EXPECT_THAT(Asked(), IsEmpty());
  for (int sent = 0; sent < 2; ++sent) {
    EXPECT_EQ(browser_->Submit(check, kOpenAll, {}).Header("Location"),
              kOpened);
  }
  const auto asked = Asked();
  ASSERT_EQ(asked.size(), 4);
  EXPECT_EQ(asked[0].id(), 401);
  EXPECT_EQ(asked[1].id(), 402);
  EXPECT_NE(asked[0].request_id(), asked[1].request_id());
  EXPECT_EQ(asked[0].request_id(), asked[2].request_id());
  EXPECT_THAT(browser_->Get(kOpened).body,
              HasSubstr("They are open for booking"));
}

TEST_F(DeskSeriesOpenTest, SaysHowManyWouldBeOfferedPlaces) {
  registration::v1::PreviewSessionChangeResponse impact;
  impact.set_would_be_offered(3);
  services_.registration.preview.Return(impact);
  EXPECT_THAT(Check().body,
              HasSubstr("Up to 6 families who wait would be offered places"));
  EXPECT_TRUE(services_.registration.preview.requests()[0].open());
  services_.registration.preview.Return(
      Unavailable("SERVICE_UNAVAILABLE", "nobody is there"));
  EXPECT_THAT(Check().body, HasSubstr("cannot be said right now"));
}

TEST_F(DeskSeriesOpenTest, OpensTheOthersWhenOneIsRefused) {
  const HttpAnswer check = Check();
  services_.scheduling.open_session.Do(
      [](const scheduling::OpenSessionRequest& request)
          -> absl::StatusOr<Session> {
        if (request.id() != 401) return Session();
        return FailedPrecondition("WORKSHOP_NOT_PUBLISHED", "not yet");
      });
  const HttpAnswer page = browser_->Submit(check, kOpenAll, {});
  EXPECT_THAT(page.body, AllOf(HasSubstr("Not all of them are open"),
                               HasSubstr("1 session is open now."),
                               HasSubstr("Wednesday 2 December 2026, 6pm"),
                               Not(HasSubstr("Wednesday 9 December"))));
}

TEST_F(DeskSeriesOpenTest, AsksForWhatHasToBeSaidFirst) {
  const HttpAnswer check = Check();
  services_.scheduling.open_session.Do(
      [](const scheduling::OpenSessionRequest& request)
          -> absl::StatusOr<Session> {
        if (request.acknowledge_trainee_alone()) return Session();
        return FailedPrecondition("TRAINEE_ALONE", "trainees alone");
      });
  const HttpAnswer page = browser_->Submit(check, kOpenAll, {});
  EXPECT_EQ(page.code, 409);
  EXPECT_EQ(browser_->Submit(page, kOpenAll, {}).Header("Location"), kOpened);
  ASSERT_EQ(Asked().size(), 4);
  EXPECT_TRUE(Asked().back().acknowledge_trainee_alone());
}

TEST_F(DeskSeriesOpenTest, OffersItOnlyWhereOneCanBeOpened) {
  for (Session& session : *series_.mutable_sessions()) {
    session.set_state(Session::OPEN);
  }
  EXPECT_THAT(browser_->Get(kSeries).body, Not(HasSubstr(kOpenAll)));
}

}  // namespace
}  // namespace cwp::web
