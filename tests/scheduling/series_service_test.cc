#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/temp_dir.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// It is 2 March 2026; the clocks go forward in the night of 29 March.
class SeriesServiceTest : public ServiceFixture {
 protected:
  void SetUp() override {
    ServiceFixture::SetUp();
    workshop_ = MakePublished("worries");
  }

  v1::CreateSeriesRequest NewSeries(int count = 4) {
    v1::CreateSeriesRequest request;
    v1::Series& series = *request.mutable_series();
    series.set_workshop_id(workshop_.id());
    series.set_rule(absl::StrCat("FREQ=WEEKLY;BYDAY=TU;COUNT=", count));
    series.set_local_start("2026-03-17T18:00");
    series.mutable_meeting_duration()->set_seconds(90 * 60);
    series.set_capacity(20);
    return request;
  }

  absl::StatusOr<v1::Series> Create(const v1::CreateSeriesRequest& request) {
    return Call(&SeriesStub::CreateSeries, request);
  }

  absl::StatusOr<v1::SeriesPlan> Preview(const v1::CreateSeriesRequest& made) {
    v1::PreviewSeriesRequest request;
    *request.mutable_series() = made.series();
    return Call(&SeriesStub::PreviewSeries, request);
  }

  absl::StatusOr<v1::Series> Get(int64_t id) {
    v1::GetSeriesRequest request;
    request.set_id(id);
    return Call(&SeriesStub::GetSeries, request);
  }

  absl::StatusOr<v1::SeriesEditPlan> PreviewEdit(
      const v1::EditSeriesRequest& edit) {
    v1::PreviewSeriesEditRequest request;
    *request.mutable_edit() = edit.edit();
    return Call(&SeriesStub::PreviewSeriesEdit, request);
  }

  absl::StatusOr<v1::Series> Edit(const v1::EditSeriesRequest& request) {
    return Call(&SeriesStub::EditSeries, request);
  }

  static v1::EditSeriesRequest ToSeven(const v1::Series& series) {
    v1::EditSeriesRequest request;
    request.mutable_edit()->set_series_id(series.id());
    request.mutable_edit()->set_scope(v1::SeriesEdit::ALL);
    request.mutable_edit()->set_local_time("19:00");
    return request;
  }

  int CountSessions() {
    const auto list = Call(&Stub::ListSessions, v1::ListSessionsRequest());
    EXPECT_OK(list);
    return list->sessions_size();
  }

  // When its sessions start, by the wall.
  static std::vector<std::string> StartsOf(const v1::Series& series) {
    std::vector<std::string> starts;
    for (const v1::Session& session : series.sessions()) {
      starts.push_back(session.meetings(0).local_start());
    }
    return starts;
  }

  v1::Workshop workshop_;
};

TEST_F(SeriesServiceTest, PreviewSaysItAllAndWritesNothing) {
  v1::CreateSeriesRequest request = NewSeries(5);
  request.mutable_series()->set_skip_bank_holidays(true);
  request.mutable_series()->set_rule("FREQ=WEEKLY;BYDAY=MO;COUNT=4");
  request.mutable_series()->set_local_start("2026-03-23T18:00");
  request.mutable_series()->add_exceptions("2026-04-13");
  ASSERT_OK_AND_ASSIGN(const v1::SeriesPlan plan, Preview(request));
  ASSERT_EQ(plan.dates_size(), 4);
  EXPECT_EQ(plan.kept_count(), 2);
  EXPECT_EQ(plan.bank_holidays_known_until(), "2028-12-31");
  EXPECT_EQ(plan.dates(0).state(), v1::SeriesDate::KEPT);
  EXPECT_EQ(plan.dates(0).utc_shift_minutes(), 0);
  EXPECT_EQ(plan.dates(1).day(), "2026-03-30");
  EXPECT_EQ(plan.dates(1).meeting().local_start(), "2026-03-30T18:00");
  EXPECT_EQ(plan.dates(1).meeting().start_time().seconds() -
                plan.dates(0).meeting().start_time().seconds(),
            (7 * 24 - 1) * 3600);
  EXPECT_EQ(plan.dates(1).utc_offset_minutes(), 60);
  EXPECT_EQ(plan.dates(1).utc_shift_minutes(), 60);
  EXPECT_EQ(plan.dates(2).state(), v1::SeriesDate::SKIPPED);
  EXPECT_EQ(plan.dates(2).skip_reason(), v1::SeriesDate::BANK_HOLIDAY);
  EXPECT_EQ(plan.dates(2).bank_holiday(), "Easter Monday");
  EXPECT_EQ(plan.dates(3).skip_reason(), v1::SeriesDate::EXCEPTION);
  EXPECT_THAT(plan.conflicts(), IsEmpty());
  EXPECT_EQ(CountSessions(), 0);
  EXPECT_EQ(ReadFeed().size(), 2);  // Of the workshop.
}

// Both Tuesdays of the organisation's own, and the bank holidays of a file that
// came later than the program.
TEST_F(SeriesServiceTest, SkipsTheDaysOffThatItWasStartedWith) {
  const TempDir folder;
  days_off_.bank_holidays = folder.File("bank-holidays.json");
  days_off_.closed_days = {"2026-03-24", "2026-04-07"};
  std::string events;
  for (int month = 1; month <= 12; ++month) {
    absl::StrAppend(&events, month == 1 ? "" : ",",
                    R"({"title": "A wedding", "date": "2026-)",
                    month < 10 ? "0" : "", month, R"(-31"})");
  }
  for (const std::string month : {"02", "04", "06", "09", "11"}) {
    absl::StrReplaceAll({{absl::StrCat(month, "-31"), month + "-28"}}, &events);
  }
  std::ofstream(days_off_.bank_holidays)
      << R"({"england-and-wales": {"events": [)" << events << "]}}";
  StopServer();
  ASSERT_NO_FATAL_FAILURE(StartServer());
  v1::CreateSeriesRequest request = NewSeries();
  request.mutable_series()->set_skip_bank_holidays(true);
  ASSERT_OK_AND_ASSIGN(const v1::SeriesPlan holidays, Preview(request));
  EXPECT_EQ(holidays.kept_count(), 3);
  EXPECT_EQ(holidays.dates(2).bank_holiday(), "A wedding");
  EXPECT_EQ(holidays.dates(2).skip_reason(), v1::SeriesDate::BANK_HOLIDAY);
  request.mutable_series()->set_skip_closed_days(true);
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(request));
  EXPECT_THAT(StartsOf(made), ElementsAre("2026-03-17T18:00"));
}

TEST_F(SeriesServiceTest, DoesNotStartWithDaysOffThatAreWrong) {
  StopServer();
  Settings settings;
  settings.host = identity_.SettingsFor("scheduling", database_.uri());
  settings.master_key = identity_.MasterKeyFile();
  settings.days_off.closed_days = {"Christmas"};
  EXPECT_THAT(SchedulingServer::Start(settings, clock_),
              HasReason("CONFIG_INVALID"));
  const TempDir folder;
  settings.days_off.closed_days.clear();
  settings.days_off.bank_holidays = folder.File("bank-holidays.json");
  std::ofstream(settings.days_off.bank_holidays) << "<html>";
  EXPECT_THAT(SchedulingServer::Start(settings, clock_),
              HasReason("BANK_HOLIDAYS_INVALID"));
}

TEST_F(SeriesServiceTest, CreatesAllItsSessions) {
  v1::CreateSeriesRequest request = NewSeries();
  request.set_join_uri("https://teams.example.org/l/meetup");
  request.mutable_series()->set_booking_close_minutes(60);
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(request));
  EXPECT_EQ(made.rule(), "FREQ=WEEKLY;BYDAY=TU;COUNT=4");
  EXPECT_EQ(made.time_zone(), "Europe/London");
  EXPECT_THAT(StartsOf(made),
              ElementsAre("2026-03-17T18:00", "2026-03-24T18:00",
                          "2026-03-31T18:00", "2026-04-07T18:00"));
  std::set<int64_t> ids;
  for (const v1::Session& session : made.sessions()) {
    ids.insert(session.id());
    EXPECT_EQ(session.series_id(), made.id());
    EXPECT_EQ(session.series_day(),
              session.meetings(0).local_start().substr(0, 10));
    EXPECT_EQ(session.state(), v1::Session::SCHEDULED);
    EXPECT_EQ(session.workshop_title(), workshop_.title());
    EXPECT_EQ(session.meetings(0).start_time().seconds() -
                  session.booking_close_time().seconds(),
              3600);
    ASSERT_OK_AND_ASSIGN(const v1::Session alone, GetSession(session.id()));
    EXPECT_EQ(alone.SerializeAsString(), session.SerializeAsString());
    v1::GetJoinAddressRequest about;
    about.set_session_id(session.id());
    ASSERT_OK_AND_ASSIGN(const v1::JoinAddress address,
                         Call(&Stub::GetJoinAddress, about, kRegistration));
    EXPECT_EQ(address.uri(), request.join_uri());
  }
  EXPECT_EQ(ids.size(), 4u);
  ASSERT_OK_AND_ASSIGN(const v1::Series read, Get(made.id()));
  EXPECT_EQ(read.SerializeAsString(), made.SerializeAsString());

  // The series comes first, and without its sessions.
  const std::vector<feed::v1::Change> feed = ReadFeed();
  ASSERT_EQ(feed.size(), 2 + 5);
  EXPECT_EQ(feed[2].kind(), "series");
  EXPECT_EQ(feed[2].cause(), "series_created");
  v1::Series told;
  ASSERT_TRUE(told.ParseFromString(feed[2].resource()));
  EXPECT_EQ(told.id(), made.id());
  EXPECT_THAT(told.sessions(), IsEmpty());
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(feed[3 + i].cause(), "session_created");
    EXPECT_EQ(feed[3 + i].resource(), made.sessions(i).SerializeAsString());
  }
}

TEST_F(SeriesServiceTest, ARequestHasOneEffect) {
  v1::CreateSeriesRequest request = NewSeries();
  request.set_request_id("term");
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(request));
  ASSERT_OK_AND_ASSIGN(const v1::Series again, Create(request));
  EXPECT_EQ(again.SerializeAsString(), made.SerializeAsString());
  EXPECT_EQ(CountSessions(), 4);
  request.mutable_series()->set_capacity(21);
  EXPECT_THAT(Create(request), HasReason("REQUEST_ID_REUSED"));

  v1::EditSeriesRequest edit = ToSeven(made);
  edit.set_request_id("later");
  ASSERT_OK_AND_ASSIGN(const v1::Series edited, Edit(edit));
  const size_t entries = ReadFeed().size();
  ASSERT_OK_AND_ASSIGN(const v1::Series twice, Edit(edit));
  EXPECT_EQ(twice.SerializeAsString(), edited.SerializeAsString());
  EXPECT_EQ(ReadFeed().size(), entries);
}

TEST_F(SeriesServiceTest, RefusalsWriteNothing) {
  struct Case {
    std::string rule;
    std::string reason;
  };
  for (const Case& c : std::vector<Case>{
           {"FREQ=WEEKLY;BYDAY=TU", "RRULE_ENDLESS"},
           {"FREQ=WEEKLY;COUNT=3;UNTIL=20260401", "RRULE_COUNT_AND_UNTIL"},
           {"FREQ=WEEKLY;COUNT=3;BYHOUR=9", "RRULE_PART_UNKNOWN"},
           {"FREQ=SOMETIMES;COUNT=3", "RRULE_INVALID"},
           {"FREQ=WEEKLY;UNTIL=20260301", "SERIES_EMPTY"},
           {"FREQ=DAILY;COUNT=401", "SERIES_TOO_LONG"},
           {"FREQ=WEEKLY;BYDAY=WE;COUNT=3", "START_NOT_IN_RULE"}}) {
    v1::CreateSeriesRequest request = NewSeries();
    request.mutable_series()->set_rule(c.rule);
    EXPECT_THAT(Create(request), HasReason(c.reason));
    EXPECT_THAT(Preview(request), HasReason(c.reason));
  }
  v1::CreateSeriesRequest request = NewSeries();
  request.mutable_series()->add_exceptions("2026-03-18");
  EXPECT_THAT(Create(request), HasReason("DATE_NOT_IN_SERIES"));
  request = NewSeries();
  request.set_join_uri("http://teams.example.org/l/meetup");
  EXPECT_THAT(Create(request), HasReason("JOIN_URI_INVALID"));
  request.set_join_uri("https://example.net/l/meetup");
  EXPECT_THAT(Create(request), HasReason("JOIN_HOST_NOT_ALLOWED"));
  request = NewSeries();
  request.mutable_series()->set_workshop_id(1);
  EXPECT_THAT(Create(request), HasReason("WORKSHOP_NOT_FOUND"));
  EXPECT_THAT(Preview(request), HasReason("WORKSHOP_NOT_FOUND"));
  request = NewSeries();
  request.mutable_series()->set_booking_open_days(1);
  request.mutable_series()->set_booking_close_minutes(2 * 24 * 60);
  EXPECT_THAT(Create(request), HasReason("BOOKING_WINDOW_INVALID"));
  EXPECT_THAT(Preview(request), HasReason("BOOKING_WINDOW_INVALID"));
  request = NewSeries();
  request.mutable_series()->set_rule("FREQ=DAILY;COUNT=40");
  request.mutable_series()->mutable_meeting_duration()->set_seconds(24 * 3600);
  EXPECT_THAT(Create(request), HasReason("MEETINGS_OVERLAP"));
  EXPECT_THAT(Get(12345), HasReason("SERIES_NOT_FOUND"));
  EXPECT_EQ(CountSessions(), 0);
  EXPECT_EQ(ReadFeed().size(), 2);
}

TEST_F(SeriesServiceTest, TheClockChangeAsksForAChoice) {
  v1::CreateSeriesRequest request = NewSeries();
  v1::Series& series = *request.mutable_series();
  series.set_rule("FREQ=DAILY;COUNT=3");
  series.set_local_start("2026-03-28T01:30");
  ASSERT_OK_AND_ASSIGN(const v1::SeriesPlan plan, Preview(request));
  EXPECT_EQ(plan.dates(1).state(), v1::SeriesDate::UNDECIDED);
  EXPECT_EQ(plan.dates(1).clock(), v1::SeriesDate::MISSING);
  EXPECT_FALSE(plan.dates(1).has_meeting());
  // 00:30 and 01:30 UTC.
  EXPECT_EQ(plan.dates(1).earlier_start_time().seconds() % 86400, 1800);
  EXPECT_EQ(plan.dates(1).later_start_time().seconds() % 86400, 5400);
  const auto asked = Create(request);
  EXPECT_THAT(asked, HasReason("CLOCK_CHOICE_NEEDED"));
  EXPECT_EQ(MetadataOf(asked.status(), "day"), "2026-03-29");
  v1::Series::DateChoice& choice = *series.add_clock_choices();
  choice.set_day("2026-03-29");
  choice.set_choice(v1::Series::LATER);
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(request));
  EXPECT_THAT(
      StartsOf(made),
      ElementsAre("2026-03-28T01:30", "2026-03-29T02:30", "2026-03-30T01:30"));
  EXPECT_EQ(made.clock_choices(0).choice(), v1::Series::LATER);
}

TEST_F(SeriesServiceTest, OthersMayStandInTheWay) {
  // 18:30 to 19:30 on one of the dates, of the same workshop.
  const absl::Time start = At(18, 30) + absl::Hours(22 * 24);
  const v1::Session other = MakeSessionOf(workshop_.id(), start);
  v1::CreateSeriesRequest request = NewSeries();
  ASSERT_OK_AND_ASSIGN(const v1::SeriesPlan plan, Preview(request));
  ASSERT_EQ(plan.conflicts_size(), 1);
  EXPECT_EQ(plan.conflicts(0).day(), "2026-03-24");
  EXPECT_EQ(plan.conflicts(0).session_id(), other.id());
  EXPECT_EQ(plan.conflicts(0).kind(), v1::SessionConflict::SAME_WORKSHOP);
  EXPECT_THAT(Create(request), HasReason("SESSIONS_CONFLICT"));
  EXPECT_EQ(CountSessions(), 1);
  request.set_accept_conflicts(true);
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(request));
  EXPECT_EQ(made.sessions_size(), 4);
  // So does a second of the same, sent by mistake.
  request.set_accept_conflicts(false);
  EXPECT_THAT(Create(request), HasReason("SESSIONS_CONFLICT"));
  // Another workshop's sessions on Teams are in nobody's way.
  const v1::Workshop elsewhere = MakePublished("sleep");
  request.mutable_series()->set_workshop_id(elsewhere.id());
  EXPECT_OK(Create(request));
}

TEST_F(SeriesServiceTest, EditsAllThatWasNeverOpen) {
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(NewSeries()));
  ASSERT_OK(About(&Stub::OpenSession, made.sessions(0).id()));
  ASSERT_OK(About(&Stub::OpenSession, made.sessions(1).id()));
  v1::EditSeriesRequest request = ToSeven(made);
  ASSERT_OK_AND_ASSIGN(const v1::SeriesEditPlan plan, PreviewEdit(request));
  ASSERT_EQ(plan.sessions_size(), 4);
  EXPECT_EQ(plan.etag(), made.etag());
  EXPECT_EQ(plan.sessions(0).outcome(), v1::EditedSession::NEEDS_CONFIRMATION);
  EXPECT_EQ(plan.sessions(0).after().meetings(0).local_start(),
            "2026-03-17T19:00");
  EXPECT_EQ(plan.sessions(2).outcome(), v1::EditedSession::CHANGED);

  request.mutable_edit()->set_etag(plan.etag());
  request.add_confirmed_session_ids(made.sessions(1).id());
  ASSERT_OK_AND_ASSIGN(const v1::Series edited, Edit(request));
  EXPECT_THAT(StartsOf(edited),
              ElementsAre("2026-03-17T18:00", "2026-03-24T19:00",
                          "2026-03-31T19:00", "2026-04-07T19:00"));
  EXPECT_EQ(edited.local_start(), "2026-03-17T19:00");
  EXPECT_EQ(edited.sessions(0).etag(),
            GetSession(made.sessions(0).id())->etag());
  EXPECT_EQ(edited.sessions(1).state(), v1::Session::OPEN);
  ASSERT_OK_AND_ASSIGN(const v1::Series read, Get(made.id()));
  EXPECT_EQ(read.SerializeAsString(), edited.SerializeAsString());
  const std::vector<feed::v1::Change> feed = ReadFeed();
  ASSERT_EQ(feed.size(), 2 + 5 + 2 + 4);
  EXPECT_EQ(feed[9].cause(), "series_edited");
  for (int i = 10; i < 13; ++i) {
    EXPECT_EQ(feed[i].cause(), "session_rearranged");
    EXPECT_EQ(feed[i].resource(), edited.sessions(i - 9).SerializeAsString());
  }
  // The etag is spent.
  EXPECT_THAT(Edit(request), HasReason("ETAG_MISMATCH"));
}

TEST_F(SeriesServiceTest, EditsOneOrTheRest) {
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(NewSeries()));
  v1::EditSeriesRequest request = ToSeven(made);
  request.mutable_edit()->set_scope(v1::SeriesEdit::THIS);
  request.mutable_edit()->set_session_id(made.sessions(2).id());
  request.mutable_edit()->set_local_day("2026-04-01");
  ASSERT_OK(Edit(request));
  // Now those from the second on; the third was edited by itself.
  request = ToSeven(made);
  request.mutable_edit()->set_scope(v1::SeriesEdit::THIS_AND_FOLLOWING);
  request.mutable_edit()->set_session_id(made.sessions(1).id());
  request.mutable_edit()->set_local_time("20:00");
  ASSERT_OK_AND_ASSIGN(const v1::SeriesEditPlan plan, PreviewEdit(request));
  ASSERT_EQ(plan.sessions_size(), 3);
  EXPECT_EQ(plan.sessions(1).outcome(), v1::EditedSession::EDITED_ALONE);
  ASSERT_OK_AND_ASSIGN(const v1::Series edited, Edit(request));
  EXPECT_THAT(StartsOf(edited),
              ElementsAre("2026-03-17T18:00", "2026-03-24T20:00",
                          "2026-04-01T19:00", "2026-04-07T20:00"));
  EXPECT_EQ(edited.sessions(2).series_day(), "2026-03-31");
  EXPECT_EQ(edited.local_start(), "2026-03-17T18:00");

  request = ToSeven(made);
  request.mutable_edit()->clear_local_time();
  request.mutable_edit()->set_cancel(true);
  ASSERT_OK_AND_ASSIGN(const v1::Series cancelled, Edit(request));
  for (const v1::Session& session : cancelled.sessions()) {
    EXPECT_EQ(session.state(), v1::Session::CANCELLED);
  }
  EXPECT_EQ(ReadFeed().back().cause(), "session_cancelled");
}

TEST_F(SeriesServiceTest, RefusesEditsThatCannotBe) {
  ASSERT_OK_AND_ASSIGN(const v1::Series made, Create(NewSeries()));
  ASSERT_OK(About(&Stub::OpenSession, made.sessions(0).id()));
  const size_t entries = ReadFeed().size();
  const auto one = [&](int index) {
    v1::EditSeriesRequest request = ToSeven(made);
    request.mutable_edit()->set_scope(v1::SeriesEdit::THIS);
    request.mutable_edit()->set_session_id(made.sessions(index).id());
    return request;
  };
  v1::EditSeriesRequest request = ToSeven(made);
  request.mutable_edit()->set_series_id(1);
  EXPECT_THAT(Edit(request), HasReason("SERIES_NOT_FOUND"));
  EXPECT_THAT(PreviewEdit(request), HasReason("SERIES_NOT_FOUND"));
  request = one(1);
  request.mutable_edit()->set_session_id(1);
  EXPECT_THAT(Edit(request), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(Edit(one(0)), HasReason("SESSION_NOT_CONFIRMED"));
  request = one(1);
  request.mutable_edit()->set_local_day("2026-03-01");
  EXPECT_THAT(Edit(request), HasReason("SESSION_STARTED"));
  request = one(1);
  request.mutable_edit()->set_local_day("2026-03-17");
  EXPECT_THAT(Edit(request), HasReason("MEETINGS_OVERLAP"));
  request = one(1);
  request.mutable_edit()->set_local_day("2026-03-29");
  request.mutable_edit()->set_local_time("01:30");
  EXPECT_THAT(Edit(request), HasReason("CLOCK_CHOICE_NEEDED"));
  EXPECT_EQ(PreviewEdit(request)->sessions(0).clock(), v1::SeriesDate::MISSING);
  EXPECT_EQ(ReadFeed().size(), entries);
  // One of another's stands where it would go.
  MakeSessionOf(workshop_.id(), At(19) + absl::Hours(23 * 24));
  request = one(1);
  request.mutable_edit()->set_local_day("2026-03-25");
  EXPECT_EQ(PreviewEdit(request)->conflicts_size(), 1);
  EXPECT_THAT(Edit(request), HasReason("SESSIONS_CONFLICT"));
  request.set_accept_conflicts(true);
  EXPECT_OK(Edit(request));
}

}  // namespace
}  // namespace cwp::scheduling
