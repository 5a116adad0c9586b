#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "services/registration/domain.h"

// Who joins a waitlist while places are only held by those who fill in the form
// is told so.

namespace cwp::registration {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// A session of six places of which some are taken.
Pool Taken(int64_t confirmed, int64_t held, int64_t offered = 0,
           int64_t allotted = 0) {
  return {.session_id = 7,
          .session_state = SessionState::kOpen,
          .booking_open_time = kNow - absl::Hours(24),
          .booking_close_time = kNow + absl::Hours(47),
          .start_time = kNow + absl::Hours(48),
          .end_time = kNow + absl::Hours(49),
          .capacity = 6,
          .confirmed = confirmed,
          .held = held,
          .offered = offered,
          .allotted = allotted};
}

Pool Lowered(Pool pool) {
  pool.capacity = 4;
  return pool;
}

Pool Closed(Pool pool) {
  pool.session_state = SessionState::kClosed;
  return pool;
}

struct HeldCase {
  std::string name;
  std::vector<Pool> pools;
  bool want = false;
  int64_t places = 2;
  int64_t least = 2;
  bool topic = false;
};

class PlacesHeldTest : public ::testing::TestWithParam<HeldCase> {};

TEST_P(PlacesHeldTest, IsNotedWhenTheEntryJoins) {
  const HeldCase& test = GetParam();
  JoinWaitlist command = {.pools = test.pools};
  command.entry.places = test.places;
  command.entry.least = test.least;
  command.entry.topic = test.topic;
  const Rules rules;
  const absl::StatusOr<Changes> changes =
      Decide(command, Moment{.now = kNow, .rules = rules, .next_id = [] {
                               return int64_t{1};
                             }});
  ASSERT_TRUE(changes.ok()) << changes.status();
  ASSERT_EQ(changes->steps.size(), 1u);
  EXPECT_EQ(changes->steps[0].places_held, test.want);
}

INSTANTIATE_TEST_SUITE_P(
    All, PlacesHeldTest,
    ::testing::ValuesIn(std::vector<HeldCase>{
        {.name = "AllThatAreLeft", .pools = {Taken(4, 2)}, .want = true},
        {.name = "SomeAndTheRestCollect", .pools = {Taken(4, 1)}, .want = true},
        {.name = "NoneHeld", .pools = {Taken(4, 0)}},
        {.name = "AllBooked", .pools = {Taken(6, 0)}},
        {.name = "FewerThanItTakes", .pools = {Taken(5, 1)}},
        {.name = "FewerThanItWantsButEnough",
         .pools = {Taken(5, 1)},
         .want = true,
         .least = 1},
        {.name = "TheOthersOffered", .pools = {Taken(3, 1, 2)}},
        {.name = "TheOthersAllotted", .pools = {Taken(3, 1, 0, 2)}},
        {.name = "OverALoweredCapacity", .pools = {Lowered(Taken(4, 2))}},
        {.name = "BookingsClosed", .pools = {Closed(Taken(4, 2))}},
        {.name = "OneOfSeveralSessions", .pools = {Taken(4, 2), Taken(6, 0)}},
        {.name = "AnySessionOfTheWorkshop",
         .pools = {Taken(4, 2)},
         .topic = true},
    }),
    [](const auto& test) { return test.param.name; });

// What begins ended waits for nothing.
TEST(PlacesHeldRuleTest, IsNotNotedOfAnEntryThatDoesNotWait) {
  JoinWaitlist command = {.pools = {Taken(4, 2)}, .booked = true};
  command.entry.places = 1;
  command.entry.least = 1;
  const Rules rules;
  const absl::StatusOr<Changes> changes =
      Decide(command, Moment{.now = kNow, .rules = rules, .next_id = [] {
                               return int64_t{1};
                             }});
  ASSERT_TRUE(changes.ok());
  EXPECT_FALSE(changes->steps.at(0).places_held);
}

}  // namespace
}  // namespace cwp::registration
