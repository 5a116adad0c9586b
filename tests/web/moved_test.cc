// A session that is moved, cancelled or taken out while a family fills in the
// form.
#include <string>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kHasMoved[] = "The date or time has changed since you began.";

class MovedTest : public BookingPagesTest {
 protected:
  // Has the session be at this time and in this state, from Wednesday
  // 2 December, 6pm, and open.
  void Change(absl::Duration from_now, scheduling::v1::Session::State state) {
    services_.scheduling_feed.Add(
        "session", kOpen,
        SampleSession(kOpen, clock_.Now() + from_now, state)
            .SerializeAsString());
  }
  void Move() {
    Change(absl::Hours(24 * 20), scheduling::v1::Session::OPEN);
    ASSERT_TRUE(Eventually([&] {
      return absl::StrContains(Get(BookPath(kOpen)).body,
                               "Saturday 12 December 2026");
    }));
  }
};

TEST_F(MovedTest, NobodyBooksATimeThatTheyHaveNotSeen) {
  const HttpAnswer check = Check(GoodAnswers());
  EXPECT_THAT(check.body, Not(HasSubstr(kHasMoved)));
  Move();
  for (int sent = 0; sent < 2; ++sent) {
    const HttpAnswer page = Send(check, {});
    EXPECT_EQ(page.code, 200);
    EXPECT_EQ(AsksIn(page), "confirm");
    EXPECT_THAT(page.body, HasSubstr(kHasMoved));
    EXPECT_THAT(page.body, HasSubstr("It is now Saturday 12 December 2026"));
    EXPECT_THAT(page.body, HasSubstr("ada@example.org"));
    EXPECT_THAT(requests(), IsEmpty());
    if (sent == 1) {
      EXPECT_EQ(Send(page, {}).code, 303);
    }
  }
  EXPECT_THAT(requests(), SizeIs(1));
}

TEST_F(MovedTest, EachStepSaysSoOnce) {
  const HttpAnswer area = At("area", GoodAnswers());
  Move();
  const HttpAnswer contact = Send(area, GoodAnswers());
  EXPECT_EQ(AsksIn(contact), "contact");
  EXPECT_THAT(contact.body, HasSubstr(kHasMoved));
  EXPECT_THAT(Send(contact, GoodAnswers()).body, Not(HasSubstr(kHasMoved)));
}

TEST_F(MovedTest, EachDateOfACourseIsSaidAsItIsNow) {
  const HttpAnswer area = At("area", GoodAnswers());
  scheduling::v1::Session course =
      SampleSession(kOpen, clock_.Now() + absl::Hours(24 * 20),
                    scheduling::v1::Session::OPEN);
  for (const int days : {7, 14}) {
    scheduling::v1::Meeting next = course.meetings(0);
    const int64_t seconds = absl::ToInt64Seconds(absl::Hours(24 * days));
    next.mutable_start_time()->set_seconds(next.start_time().seconds() +
                                           seconds);
    next.mutable_end_time()->set_seconds(next.end_time().seconds() + seconds);
    *course.add_meetings() = next;
  }
  services_.scheduling_feed.Add("session", kOpen, course.SerializeAsString());
  constexpr char kLast[] = "Saturday 26 December 2026";
  ASSERT_TRUE(Eventually(
      [&] { return absl::StrContains(Get(BookPath(kOpen)).body, kLast); }));
  const HttpAnswer contact = Send(area, GoodAnswers());
  EXPECT_EQ(AsksIn(contact), "contact");
  for (const char* said :
       {kHasMoved, "The dates below are as they are now.",
        "Saturday 12 December 2026", "Saturday 19 December 2026", kLast}) {
    EXPECT_THAT(contact.body, HasSubstr(said));
  }
}

TEST_F(MovedTest, ASessionThatIsCancelledIsSaidToBe) {
  const HttpAnswer check = Check(GoodAnswers());
  services_.registration.create.Return(
      FailedPrecondition("SESSION_CANCELLED", "no"));
  // At the time that it was to be.
  Change(absl::Hours(24 * 10 + 6), scheduling::v1::Session::CANCELLED);
  ASSERT_TRUE(Eventually([&] { return Get(BookPath(kOpen)).code == 409; }));
  const HttpAnswer page = Send(check, {});
  EXPECT_THAT(page.body, HasSubstr("has been cancelled"));
  EXPECT_THAT(page.body, HasSubstr("/workshops"));
}

}  // namespace
}  // namespace cwp::web
