#include "services/registration/preview.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

class PreviewTest : public CommandsTest {
 protected:
  absl::StatusOr<v1::PreviewSessionChangeResponse> Preview(
      const v1::PreviewSessionChangeRequest& request) {
    v1::PreviewSessionChangeResponse response;
    const absl::Status status = database_->Read([&](db::Transaction& tx) {
      return LoadPreview(tx, request, options_, clock_.Now(), response);
    });
    if (!status.ok()) return status;
    return response;
  }
};

struct PreviewCase {
  std::string name;
  std::function<void(v1::PreviewSessionChangeRequest&)> change;
  int would_be_offered = 0;
  int over = 0;
  int messages = 0;
};

TEST_F(PreviewTest, SaysWhatAChangeWouldDoAndDoesNothing) {
  OpenSession(4);
  ASSERT_OK(ApplyOne(Book("ada", 2)));
  ASSERT_OK(ApplyOne(PlaceFor("b1", 1)));
  ASSERT_OK(ApplyOne(Join("offered", 1)));
  ASSERT_OK(ApplyOne(Join("bob", 1)));
  ASSERT_OK(ApplyOne(Join("pair", 2)));
  const int64_t length = FeedLength();
  using Request = v1::PreviewSessionChangeRequest;
  const PreviewCase cases[] = {
      {.name = "nothing", .change = [](Request&) {}},
      {.name = "one more place",
       .change = [](Request& request) { request.set_capacity(5); },
       .would_be_offered = 1,
       .messages = 1},
      {.name = "places for all",
       .change = [](Request& request) { request.set_capacity(7); },
       .would_be_offered = 2,
       .messages = 2},
      {.name = "two places fewer",
       .change = [](Request& request) { request.set_capacity(2); },
       .over = 2},
      {.name = "another time, which those with a booking are told",
       .change = [](Request& request) { request.set_reschedule(true); },
       .messages = 1},
      {.name = "no session, which everybody is told",
       .change = [](Request& request) { request.set_cancel(true); },
       .messages = 4},
  };
  for (const PreviewCase& test : cases) {
    SCOPED_TRACE(test.name);
    Request request;
    request.set_session_id(kSession);
    test.change(request);
    ASSERT_OK_AND_ASSIGN(const auto told, Preview(request));
    EXPECT_EQ(told.bookings(), 1);
    EXPECT_EQ(told.places(), 2);
    EXPECT_EQ(told.holds(), 1);
    EXPECT_EQ(told.offers(), 1);
    EXPECT_EQ(told.waiting(), 2);
    EXPECT_EQ(told.would_be_offered(), test.would_be_offered);
    EXPECT_EQ(told.over(), test.over);
    EXPECT_EQ(told.messages(), test.messages);
  }
  EXPECT_EQ(FeedLength(), length);
  EXPECT_EQ(StoredPool().capacity, 4);
}

// While it is closed nobody is offered what became free.
TEST_F(PreviewTest, SaysWhoIsOfferedPlacesOnceItIsOpened) {
  OpenSession(1);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  ASSERT_OK(ApplyOne(Join("bob", 1)));
  ASSERT_OK(ApplyOne(Join("cleo", 1)));
  Session closed = MakeSession(2);
  closed.state = SessionState::kClosed;
  Put(closed);
  v1::PreviewSessionChangeRequest request;
  request.set_session_id(kSession);
  EXPECT_EQ(Preview(request)->would_be_offered(), 0);
  request.set_open(true);
  ASSERT_OK_AND_ASSIGN(const auto preview, Preview(request));
  EXPECT_EQ(preview.would_be_offered(), 1);
  EXPECT_EQ(preview.waiting(), 2);
  EXPECT_EQ(preview.messages(), 1);
}

// On a connection that only reads, before the timer has come to them.
// More than are looked at in one decision.
TEST_F(PreviewTest, CountsAllOfALongWaitlist) {
  OpenSession(1);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  for (int i = 0; i < 100; ++i) {
    ASSERT_OK(ApplyOne(Join(absl::StrCat("waits", i), 1)));
  }
  v1::PreviewSessionChangeRequest request;
  request.set_session_id(kSession);
  request.set_capacity(101);
  ASSERT_OK_AND_ASSIGN(const auto preview, Preview(request));
  EXPECT_EQ(preview.would_be_offered(), 100);
  EXPECT_EQ(preview.messages(), 100);
  request.set_capacity(71);
  ASSERT_OK_AND_ASSIGN(const auto some, Preview(request));
  EXPECT_EQ(some.would_be_offered(), 70);
}

TEST_F(PreviewTest, SaysSoWhileManyHoldsAreDue) {
  constexpr int64_t kMany = 501;
  OpenSession(kMany);
  std::vector<WriteCommand> holds;
  for (int64_t i = 0; i < kMany; ++i) {
    holds.push_back(PlaceFor(absl::StrCat("b", i), 1));
  }
  Apply(holds);
  ASSERT_EQ(StoredPool().held, kMany);
  clock_.Advance(absl::Minutes(20));
  v1::PreviewSessionChangeRequest request;
  request.set_session_id(kSession);
  request.set_capacity(kMany - 1);
  ASSERT_OK_AND_ASSIGN(const auto told, Preview(request));
  EXPECT_EQ(told.holds(), 0);
  EXPECT_EQ(told.over(), 0);
  EXPECT_EQ(StoredPool().held, kMany);
}

// A session with a booking, a hold of 20 minutes and an offer of a day.
class PreviewTimeTest : public PreviewTest {
 protected:
  void SetUp() override {
    PreviewTest::SetUp();
    session_.booking_close_time = session_.start();
    Put(session_);
    ASSERT_OK(ApplyOne(Book("ada", 2)));
    ASSERT_OK(ApplyOne(PlaceFor("b1", 1)));
    ASSERT_OK(ApplyOne(Join("offered", 1)));
    ASSERT_OK(ApplyOne(Join("bob", 1)));
  }

  // One meeting, so long from now on.
  v1::PreviewSessionChangeRequest MeetingIn(absl::Duration from_now) {
    v1::PreviewSessionChangeRequest request;
    request.set_session_id(kSession);
    Add(request, clock_.Now() + from_now);
    return request;
  }

  static void Add(v1::PreviewSessionChangeRequest& request, absl::Time start) {
    v1::MeetingTime& meeting = *request.add_meetings();
    *meeting.mutable_start_time() = ToTimestamp(start);
    *meeting.mutable_end_time() = ToTimestamp(start + absl::Hours(1));
  }

  Session session_ = MakeSession(4);
};

TEST_F(PreviewTimeTest, ALaterTimeIsToldAndShortensNothing) {
  ASSERT_OK_AND_ASSIGN(const auto told, Preview(MeetingIn(absl::Hours(300))));
  EXPECT_EQ(told.bookings(), 1);
  EXPECT_EQ(told.messages(), 1);
  EXPECT_EQ(told.holds_shortened(), 0);
  EXPECT_EQ(told.offers_shortened(), 0);
}

TEST_F(PreviewTimeTest, AMeetingInBetweenThatMovesIsTold) {
  const auto in = [](int hours) { return absl::Hours(hours); };
  v1::PreviewSessionChangeRequest request = MeetingIn(in(300));
  for (const int hours : {320, 340}) Add(request, clock_.Now() + in(hours));
  session_.meetings.clear();
  for (const v1::MeetingTime& meeting : request.meetings()) {
    session_.meetings.push_back({.start = ToTime(meeting.start_time()),
                                 .end = ToTime(meeting.end_time())});
  }
  Put(session_);
  ASSERT_OK_AND_ASSIGN(const auto same, Preview(request));
  EXPECT_EQ(same.messages(), 0);
  v1::MeetingTime& second = *request.mutable_meetings(1);
  *second.mutable_start_time() = ToTimestamp(clock_.Now() + in(321));
  *second.mutable_end_time() = ToTimestamp(clock_.Now() + in(322));
  ASSERT_OK_AND_ASSIGN(const auto moved, Preview(request));
  EXPECT_EQ(moved.messages(), 1);
}

TEST_F(PreviewTimeTest, AnEarlierTimeShortensWhatLastsLonger) {
  ASSERT_OK_AND_ASSIGN(const auto hours, Preview(MeetingIn(absl::Hours(2))));
  EXPECT_EQ(hours.holds_shortened(), 0);
  EXPECT_EQ(hours.offers_shortened(), 1);
  ASSERT_OK_AND_ASSIGN(const auto minutes,
                       Preview(MeetingIn(absl::Minutes(5))));
  EXPECT_EQ(minutes.holds_shortened(), 1);
  EXPECT_EQ(minutes.offers_shortened(), 1);
  EXPECT_EQ(minutes.messages(), 1);
}

TEST_F(PreviewTimeTest, TheSameStartAndEndIsToldToNobody) {
  v1::PreviewSessionChangeRequest request;
  request.set_session_id(kSession);
  Add(request, session_.start());
  ASSERT_OK_AND_ASSIGN(const auto told, Preview(request));
  EXPECT_EQ(told.messages(), 0);
  // Another meeting in the end is.
  Add(request, session_.start() + absl::Hours(24));
  ASSERT_OK_AND_ASSIGN(const auto longer, Preview(request));
  EXPECT_EQ(longer.messages(), 1);
}

// Bookings have closed at the old start; at the new one nobody waits in vain.
TEST_F(PreviewTimeTest, PutOffAfterItsStartThoseWhoWaitGetOffers) {
  clock_.Advance(session_.start() - clock_.Now());
  ASSERT_OK_AND_ASSIGN(const auto told, Preview(MeetingIn(absl::Hours(48))));
  EXPECT_EQ(told.would_be_offered(), 1);
  EXPECT_EQ(told.messages(), 2);
}

TEST_F(PreviewTimeTest, ACancellationTellsNoneWhoWaitOnElsewhere) {
  OpenSession(0, 8);
  ASSERT_OK(ApplyOne(Join("both", 1, 1, {kSession, 8})));
  v1::PreviewSessionChangeRequest request;
  request.set_session_id(kSession);
  request.set_cancel(true);
  ASSERT_OK_AND_ASSIGN(const auto told, Preview(request));
  EXPECT_EQ(told.waiting(), 2);
  EXPECT_EQ(told.messages(), 3);
}

TEST_F(PreviewTimeTest, BadInputIsNamed) {
  const auto with = [&](auto spoil) {
    v1::PreviewSessionChangeRequest request = MeetingIn(absl::Hours(2));
    spoil(request);
    return CheckPreview(request);
  };
  using Request = v1::PreviewSessionChangeRequest;
  EXPECT_OK(with([](Request&) {}));
  EXPECT_THAT(with([](Request& r) { r.clear_session_id(); }),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(with([](Request& r) { r.set_capacity(-1); }),
              HasReason("FIELD_INVALID"));
  EXPECT_THAT(with([](Request& r) {
                *r.mutable_meetings(0)->mutable_end_time() =
                    r.meetings(0).start_time();
              }),
              HasReason("FIELD_INVALID"));
  EXPECT_THAT(with([](Request& r) { *r.add_meetings() = r.meetings(0); }),
              HasReason("FIELD_INVALID"));
  EXPECT_THAT(with([](Request& r) {
                for (int i = 1; i <= 50; ++i) {
                  Add(r, ToTime(r.meetings(0).start_time()) + absl::Hours(i));
                }
              }),
              HasReason("FIELD_INVALID"));
}

TEST_F(PreviewTest, KnowsNoOtherSession) {
  v1::PreviewSessionChangeRequest request;
  request.set_session_id(99);
  EXPECT_THAT(Preview(request), HasReason("SESSION_NOT_FOUND"));
}

}  // namespace
}  // namespace cwp::registration
