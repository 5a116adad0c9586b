#include <cstdint>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

// What holds however many hold or wait.
using QueueTest = CommandsTest;

TEST_F(QueueTest, AllThatLapsedIsFreeBeforeAnybodyDecides) {
  constexpr int64_t kMany = 501;
  OpenSession(kMany);
  std::vector<WriteCommand> holds;
  for (int64_t i = 0; i < kMany; ++i) {
    holds.push_back(PlaceFor(absl::StrCat("b", i), 1));
  }
  Apply(holds);
  ASSERT_EQ(StoredPool().held, kMany);
  clock_.Advance(absl::Minutes(20));
  ASSERT_OK(ApplyOne(Book("ada", kMany)));
  EXPECT_EQ(StoredPool().held, 0);
}

// A decision looks at the first 64 that wait, whoever they are.
TEST_F(QueueTest, ALongLineIsServedFromItsHead) {
  OpenSession(2);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 2)));
  std::vector<WriteCommand> holds;
  for (int i = 0; i < kQueueWindow + 6; ++i) {
    holds.push_back(PlaceFor(absl::StrCat("line", i), 1, true));
  }
  const auto waiting = Apply(holds);
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = hold.id, .browser_key = "b1"}));
  for (size_t i = 0; i < waiting.size(); ++i) {
    const int64_t id = std::get<Hold>(*waiting[i]).id;
    EXPECT_EQ(StoredHold(id).state,
              i < 2 ? HoldState::kHeld : HoldState::kInLine)
        << i;
  }
}

// Where more wait than a decision looks at, nobody knows who of the rest fits.
TEST_F(QueueTest, ANewcomerWaitsWhereMoreWaitThanAreLookedAt) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Booking one, ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Booking other, ApplyFor<Booking>(Book("bob", 1)));
  ASSERT_OK(ApplyOne(Book("cy", 1)));
  for (int i = 0; i < kQueueWindow; ++i) {
    ASSERT_OK(ApplyOne(Join(absl::StrCat("pair", i), 2)));
  }
  ASSERT_OK(ApplyOne(Cancel(one.id)));
  ASSERT_OK(ApplyOne(Book("eve", 1))) << "all who wait are looked at";
  ASSERT_OK(ApplyOne(Join("pair", 2)));
  ASSERT_OK(ApplyOne(Cancel(other.id)));
  EXPECT_THAT(ApplyOne(Book("dan", 1)), HasReason("PLACES_HELD"));
}

}  // namespace
}  // namespace cwp::registration
