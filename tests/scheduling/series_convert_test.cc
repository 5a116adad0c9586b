#include "services/scheduling/series_convert.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/series_samples.h"

namespace cwp::scheduling {
namespace {

v1::CreateSeriesRequest NewSeries() {
  v1::CreateSeriesRequest request;
  *request.mutable_series() = WriteSeries(SampleSeries());
  return request;
}

v1::EditSeriesRequest NewEdit() {
  v1::EditSeriesRequest request;
  v1::SeriesEdit& edit = *request.mutable_edit();
  edit.set_series_id(50);
  edit.set_scope(v1::SeriesEdit::THIS);
  edit.set_session_id(101);
  edit.set_local_time("19:30");
  return request;
}

template <class Request>
struct BadCase {
  std::string name;
  std::function<void(Request&)> spoil;
  std::string reason;
  std::string field;
};

TEST(SeriesConvertTest, ReadsWhatItWrites) {
  Series series = SampleSeries();
  series.booking_open_days = 28;
  series.booking_close_minutes = 60;
  series.pattern.exceptions = {absl::CivilDay(2026, 3, 24)};
  series.pattern.skip_closed_days = true;
  series.pattern.clock_choice = ClockChoice::kSkip;
  series.pattern.clock_choices = {
      {absl::CivilDay(2026, 3, 31), ClockChoice::kEarlier}};
  v1::PreviewSeriesRequest request;
  *request.mutable_series() = WriteSeries(series);
  ASSERT_OK_AND_ASSIGN(Series read, ReadPreviewSeries(request));
  // What only the output has.
  read.id = series.id;
  read.create_time = series.create_time;
  read.update_time = series.update_time;
  read.revision = series.revision;
  EXPECT_EQ(read, series);
  request.mutable_series()->clear_time_zone();
  EXPECT_EQ(ReadPreviewSeries(request)->pattern.time_zone, "Europe/London");
}

TEST(SeriesConvertTest, ReadsEdits) {
  v1::EditSeriesRequest request = NewEdit();
  request.mutable_edit()->set_local_day("2026-03-25");
  request.mutable_edit()->mutable_meeting_duration()->set_seconds(3600);
  request.mutable_edit()->set_capacity(9);
  request.mutable_edit()->set_etag("\"14\"");
  request.mutable_edit()->set_clock_choice(v1::Series::LATER);
  request.add_confirmed_session_ids(101);
  request.set_accept_conflicts(true);
  ASSERT_OK_AND_ASSIGN(const SeriesChange change, ReadEditSeries(request));
  EXPECT_EQ(change.series_id, 50);
  EXPECT_EQ(change.edit.scope, SeriesEdit::Scope::kThis);
  EXPECT_EQ(change.edit.session_id, 101);
  EXPECT_EQ(change.edit.minute_of_day, 19 * 60 + 30);
  EXPECT_EQ(change.edit.day, absl::CivilDay(2026, 3, 25));
  EXPECT_EQ(change.edit.meeting_duration, absl::Hours(1));
  EXPECT_EQ(change.edit.capacity, 9);
  EXPECT_EQ(change.edit.if_revision, 14);
  EXPECT_EQ(change.edit.clock_choice, ClockChoice::kLater);
  EXPECT_EQ(change.confirmed, std::set<int64_t>{101});
  EXPECT_TRUE(change.accept_conflicts);
  EXPECT_FALSE(ReadEditSeries(NewEdit())->edit.if_revision.has_value());
}

TEST(SeriesConvertTest, NamesTheFieldOfASeriesThatIsWrong) {
  using Request = v1::CreateSeriesRequest;
  const auto with = [](auto change) {
    return [change](Request& request) { change(*request.mutable_series()); };
  };
  using S = v1::Series;
  for (const BadCase<Request>& c : std::vector<BadCase<Request>>{
           {"series", [](Request& r) { r.clear_series(); }, "FIELD_REQUIRED",
            "series"},
           {"request id",
            [](Request& r) { r.set_request_id(std::string(129, 'x')); },
            "FIELD_TOO_LONG", "request_id"},
           {"workshop", with([](S& s) { s.clear_workshop_id(); }),
            "FIELD_REQUIRED", "workshop_id"},
           {"no rule", with([](S& s) { s.clear_rule(); }), "FIELD_REQUIRED",
            "rule"},
           {"long rule", with([](S& s) { s.set_rule(std::string(201, 'A')); }),
            "FIELD_TOO_LONG", "rule"},
           {"rule", with([](S& s) { s.set_rule("FREQ=DAILY"); }),
            "RRULE_ENDLESS", "rule"},
           {"zone", with([](S& s) { s.set_time_zone("Mars/Base"); }),
            "FIELD_INVALID", "time_zone"},
           {"no start", with([](S& s) { s.clear_local_start(); }),
            "FIELD_REQUIRED", "local_start"},
           {"start", with([](S& s) { s.set_local_start("2026-02-30T18:00"); }),
            "FIELD_INVALID", "local_start"},
           {"no length", with([](S& s) { s.clear_meeting_duration(); }),
            "FIELD_REQUIRED", "meeting_duration"},
           {"length",
            with([](S& s) { s.mutable_meeting_duration()->set_seconds(90); }),
            "FIELD_INVALID", "meeting_duration"},
           {"no capacity", with([](S& s) { s.clear_capacity(); }),
            "FIELD_REQUIRED", "capacity"},
           {"capacity", with([](S& s) { s.set_capacity(-1); }), "FIELD_INVALID",
            "capacity"},
           {"exception", with([](S& s) { s.add_exceptions("24/03/2026"); }),
            "FIELD_INVALID", "exceptions"},
           {"exceptions", with([](S& s) {
              for (int i = 0; i < 401; ++i) s.add_exceptions("2026-03-24");
            }),
            "FIELD_TOO_LONG", "exceptions"},
           {"choice", with([](S& s) {
              s.set_clock_choice(static_cast<S::ClockChoice>(9));
            }),
            "FIELD_INVALID", "clock_choice"},
           {"no choice",
            with([](S& s) { s.add_clock_choices()->set_day("2026-03-24"); }),
            "FIELD_REQUIRED", "clock_choices"},
           {"opens", with([](S& s) { s.set_booking_open_days(367); }),
            "FIELD_INVALID", "booking_open_days"},
           {"closes", with([](S& s) { s.set_booking_close_minutes(-1); }),
            "FIELD_INVALID", "booking_close_minutes"},
           {"address",
            [](Request& r) { r.set_join_uri("http://x.example.org"); },
            "JOIN_URI_INVALID", "join_uri"}}) {
    Request request = NewSeries();
    ASSERT_OK(ReadCreateSeries(request));
    c.spoil(request);
    const absl::Status status = ReadCreateSeries(request).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << c.name;
    EXPECT_EQ(ReasonOf(status), c.reason) << c.name;
    EXPECT_EQ(MetadataOf(status, "field"), c.field) << c.name;
  }
}

TEST(SeriesConvertTest, NamesTheFieldOfAnEditThatIsWrong) {
  using Request = v1::EditSeriesRequest;
  const auto with = [](auto change) {
    return [change](Request& request) { change(*request.mutable_edit()); };
  };
  using E = v1::SeriesEdit;
  for (const BadCase<Request>& c : std::vector<BadCase<Request>>{
           {"edit", [](Request& r) { r.clear_edit(); }, "FIELD_REQUIRED",
            "edit"},
           {"series", with([](E& e) { e.clear_series_id(); }),
            "FIELD_REQUIRED", "series_id"},
           {"no scope", with([](E& e) { e.clear_scope(); }), "FIELD_REQUIRED",
            "scope"},
           {"scope",
            with([](E& e) { e.set_scope(static_cast<E::Scope>(9)); }),
            "FIELD_INVALID", "scope"},
           {"no session", with([](E& e) { e.clear_session_id(); }),
            "FIELD_REQUIRED", "session_id"},
           {"session", with([](E& e) { e.set_scope(E::ALL); }),
            "FIELD_INVALID", "session_id"},
           {"nothing", with([](E& e) { e.clear_local_time(); }),
            "FIELD_REQUIRED", "edit"},
           {"time", with([](E& e) { e.set_local_time("25:00"); }),
            "FIELD_INVALID", "local_time"},
           {"day", with([](E& e) { e.set_local_day("tomorrow"); }),
            "FIELD_INVALID", "local_day"},
           {"days", with([](E& e) {
              e.set_scope(E::THIS_AND_FOLLOWING);
              e.set_local_day("2026-03-25");
            }),
            "FIELD_INVALID", "local_day"},
           {"capacity", with([](E& e) { e.set_capacity(10001); }),
            "FIELD_INVALID", "capacity"},
           {"cancel", with([](E& e) { e.set_cancel(true); }), "FIELD_INVALID",
            "cancel"},
           {"choice",
            with([](E& e) { e.set_clock_choice(v1::Series::SKIP); }),
            "FIELD_INVALID", "clock_choice"},
           {"confirmed",
            [](Request& r) {
              for (int i = 1; i <= 401; ++i) r.add_confirmed_session_ids(i);
            },
            "FIELD_TOO_LONG", "confirmed_session_ids"}}) {
    Request request = NewEdit();
    ASSERT_OK(ReadEditSeries(request));
    c.spoil(request);
    const absl::Status status = ReadEditSeries(request).status();
    EXPECT_EQ(ReasonOf(status), c.reason) << c.name;
    EXPECT_EQ(MetadataOf(status, "field"), c.field) << c.name;
  }
}

}  // namespace
}  // namespace cwp::scheduling
