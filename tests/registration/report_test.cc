// What is counted for reports.
#include "services/registration/report.h"

#include <optional>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/report_store.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kParent = 1;
constexpr int64_t kYoungPerson = 2;

TEST(ReportRulesTest, BookingsCountByHowTheyEnded) {
  struct Case {
    const char* what;
    BookingState state;
    CancelReason reason;
    ChannelFigures counted;
  };
  const BookingState over = BookingState::kCancelled;
  const std::vector<Case> cases = {
      {"live",
       BookingState::kConfirmed,
       CancelReason::kNone,
       {.bookings = 3, .places = 5}},
      {"cancelled", over, CancelReason::kContact, {.cancelled = 3}},
      {"refused", over, CancelReason::kRefused, {.refused = 3}},
      {"with its session", over, CancelReason::kSession, {.with_session = 3}},
      {"at the limit", over, CancelReason::kLimit, {}},
      {"blocked", over, CancelReason::kBlocked, {}},
      {"too late", over, CancelReason::kTooLate, {}},
      {"a repeat", over, CancelReason::kRepeat, {}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.what);
    ChannelFigures figures;
    Count({.state = one.state,
           .cancel_reason = one.reason,
           .bookings = 3,
           .places = 5},
          figures);
    EXPECT_EQ(figures.bookings, one.counted.bookings);
    EXPECT_EQ(figures.places, one.counted.places);
    EXPECT_EQ(figures.cancelled, one.counted.cancelled);
    EXPECT_EQ(figures.refused, one.counted.refused);
    EXPECT_EQ(figures.with_session, one.counted.with_session);
  }
}

TEST(ReportRulesTest, WaitsCountByTheirLength) {
  const absl::Duration day = absl::Hours(24);
  WaitFigures figures;
  for (const absl::Duration wait :
       {absl::ZeroDuration(), day, day + absl::Seconds(1), 7 * day,
        7 * day + absl::Seconds(1), 28 * day, 28 * day + absl::Seconds(1)}) {
    CountWait(wait, figures);
  }
  EXPECT_EQ(figures.within_day, 2);
  EXPECT_EQ(figures.within_week, 2);
  EXPECT_EQ(figures.within_four_weeks, 2);
  EXPECT_EQ(figures.longer, 1);
}

// A period has its first instant, and not its last.
TEST(ReportRulesTest, SessionsBelongToThePeriodTheyStartIn) {
  const absl::Time start = absl::UnixEpoch();
  const std::vector<absl::Time> boundaries = {start, start + absl::Hours(1),
                                              start + absl::Hours(2)};
  const auto session = [&](absl::Duration at, int64_t workshop,
                           const char* title) {
    return CountedSession{.workshop_id = workshop,
                          .workshop_title = title,
                          .start_time = start + at,
                          .capacity = 10};
  };
  std::vector<CountedSession> sessions = {
      session(absl::ZeroDuration(), 1, "Old title"),
      session(absl::Minutes(59), 1, "New title"),
      session(absl::Hours(1), 1, "Newest"),
      session(absl::Minutes(30), 2, "Other")};
  sessions[3].state = SessionState::kCancelled;
  const std::vector<ReportRow> rows = MakeReport(sessions, boundaries);
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].period, 0);
  EXPECT_EQ(rows[0].workshop_title, "New title");
  EXPECT_EQ(rows[0].sessions, 2);
  EXPECT_EQ(rows[0].capacity, 20);
  EXPECT_EQ(rows[1].workshop_title, "Other");
  EXPECT_EQ(rows[1].sessions, 0);
  EXPECT_EQ(rows[1].cancelled_sessions, 1);
  EXPECT_EQ(rows[1].capacity, 0);
  EXPECT_EQ(rows[2].period, 1);
  EXPECT_EQ(rows[2].workshop_title, "Newest");
}

class ReportTest : public CommandsTest {
 protected:
  std::vector<CountedSession> Counted(absl::Duration from, absl::Duration until,
                                      int64_t workshop_id = 0) {
    return Load([&](db::Transaction& tx) {
      return CountSessions(tx, clock_.Now() + from, clock_.Now() + until,
                           workshop_id);
    });
  }
  std::vector<CountedSession> All() {
    return Counted(-absl::Hours(24 * 365), absl::Hours(24 * 365));
  }

  Booking BookFor(absl::string_view who, std::vector<Attendee> attendees,
                  const char* channel = "direct") {
    MakeBooking command = Book(who, static_cast<int64_t>(attendees.size()));
    command.record.attendees = std::move(attendees);
    command.record.booking.channel = channel;
    return *ApplyFor<Booking>(command);
  }
};

TEST_F(ReportTest, CountsWhatIsInASession) {
  OpenSession(20);
  const Attendee parent = {.role = kParent};
  const Attendee child = {.role = kYoungPerson, .ages = AgeRange{12, 15}};
  const Booking came = BookFor("ada", {parent, child});
  BookFor("bob", {parent}, "library");
  const Booking gone = BookFor("eve", {parent, parent});
  const Booking refused = BookFor("mallory", {child});
  ASSERT_OK(ApplyOne(Cancel(gone.id)));
  ASSERT_OK(ApplyOne(CancelOne{.order = NewOrder(),
                               .booking_id = refused.id,
                               .reason = CancelReason::kRefused}));
  clock_.Advance(absl::Hours(8 * 24 + 2));
  ASSERT_OK(ApplyOne(MarkOne{
      .order = NewOrder(), .booking_id = came.id, .attendance = {1, 2}}));

  const std::vector<CountedSession> sessions = All();
  ASSERT_THAT(sessions, SizeIs(1));
  EXPECT_EQ(sessions[0].workshop_title, "Understanding worry");
  EXPECT_EQ(sessions[0].capacity, 20);
  const Figures& figures = sessions[0].figures;
  ASSERT_THAT(figures.channels, SizeIs(2));
  const ChannelFigures& direct = figures.channels.at("direct");
  EXPECT_EQ(direct.bookings, 1);
  EXPECT_EQ(direct.places, 2);
  EXPECT_EQ(direct.cancelled, 1);
  EXPECT_EQ(direct.refused, 1);
  EXPECT_EQ(figures.channels.at("library").places, 1);

  // What was cancelled is for nobody.
  ASSERT_THAT(figures.attendees, SizeIs(2));
  const AttendeeFigures& parents =
      figures.attendees.at({kParent, std::nullopt});
  EXPECT_EQ(parents.places, 2);
  EXPECT_EQ(parents.attended, 1);
  EXPECT_EQ(parents.absent, 0);
  const AttendeeFigures& children =
      figures.attendees.at({kYoungPerson, std::pair<int64_t, int64_t>(12, 15)});
  EXPECT_EQ(children.places, 1);
  EXPECT_EQ(children.absent, 1);
}

TEST_F(ReportTest, CountsHowLongSomebodyWaited) {
  OpenSession(1);
  const Booking first = BookFor("ada", {{}});
  const auto entry = ApplyFor<WaitlistEntry>(Join("bob", 1));
  ASSERT_OK(ApplyFor<WaitlistEntry>(Join("eve", 1)));
  EXPECT_EQ(All()[0].figures.waits.waiting, 2);
  clock_.Advance(absl::Hours(48));
  ASSERT_OK(ApplyOne(Cancel(first.id)));
  EXPECT_EQ(All()[0].figures.waits.within_week, 0);
  ASSERT_OK(ApplyOne(Accept(*entry, 1)));
  const WaitFigures& waits = All()[0].figures.waits;
  EXPECT_EQ(waits.within_week, 1);
  EXPECT_EQ(waits.within_day + waits.within_four_weeks + waits.longer, 0);
  EXPECT_EQ(waits.waiting, 1);
}

TEST_F(ReportTest, CountsSessionsThatStartInTime) {
  OpenSession(5);
  Session draft = MakeSession(5, kSession + 1);
  draft.state = SessionState::kScheduled;
  Put(draft);
  const absl::Duration start = absl::Hours(8 * 24);
  EXPECT_THAT(Counted(start, start + absl::Hours(1)), SizeIs(1));
  EXPECT_THAT(Counted(start - absl::Hours(1), start), IsEmpty());
  EXPECT_THAT(Counted(start + absl::Seconds(1), start + absl::Hours(1)),
              IsEmpty());
  EXPECT_THAT(Counted(start, start + absl::Hours(1), kWorkshop), SizeIs(1));
  EXPECT_THAT(Counted(start, start + absl::Hours(1), kWorkshop + 1), IsEmpty());
}

TEST_F(ReportTest, CountsAreKeptWhenPeopleAreErased) {
  OpenSession(5);
  const Attendee child = {.role = kYoungPerson, .ages = AgeRange{12, 15}};
  const Booking booking = BookFor("ada", {child});
  clock_.Advance(absl::Hours(9 * 24));
  ASSERT_OK(database_->Write(
      [&](db::Transaction& tx) { return EraseBookings(tx, {booking.id}); }));
  const Figures figures = All()[0].figures;
  EXPECT_EQ(figures.channels.at("direct").places, 1);
  EXPECT_THAT(figures.attendees, SizeIs(1));
}

}  // namespace
}  // namespace cwp::registration
