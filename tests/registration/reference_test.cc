#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/convert.h"
#include "tests/registration/commands_fixture.h"

// What people quote of a booking is short, so two may draw the same in a
// session. Neither is refused for it.

namespace cwp::registration {
namespace {

class ReferenceTest : public CommandsTest {
 protected:
  static constexpr int64_t kOther = kSession + 1;

  // The same reference for everybody.
  static constexpr char kDrawn[] = "7K3MQ9XA";

  MakeBooking Drawn(absl::string_view who, int64_t session_id = kSession,
                    absl::string_view request = "") {
    MakeBooking command = Book(who, 1, request, session_id);
    command.record.booking.reference = kDrawn;
    return command;
  }
};

TEST_F(ReferenceTest, TheSecondOfASessionGetsTheNext) {
  OpenSession(10);
  const auto ada = ApplyFor<Booking>(Drawn("ada"));
  const auto bob = ApplyFor<Booking>(Drawn("bob", kSession, "bob's"));
  ASSERT_OK(ada);
  ASSERT_OK(bob);
  EXPECT_EQ(ada->reference, kDrawn);
  EXPECT_EQ(bob->reference, NextReference(kDrawn));
  EXPECT_EQ(bob->reference.size(), ada->reference.size());
  EXPECT_EQ(ToReceipt(*ada, kDrawn, 1).reference(), ada->reference);
  EXPECT_EQ(ToReceipt(*bob, kDrawn, 1).reference(), bob->reference);

  const auto again = ApplyFor<Booking>(Drawn("bob", kSession, "bob's"));
  ASSERT_OK(again);
  EXPECT_EQ(again->id, bob->id);
  EXPECT_EQ(again->reference, bob->reference);
}

// As the writer does it: a group that cannot be stored is applied one by one.
TEST_F(ReferenceTest, NeighboursOfAGroupAreAppliedAlone) {
  OpenSession(10);
  const WriteCommand ada = Drawn("ada");
  const WriteCommand bob = Drawn("bob");
  const std::vector<const WriteCommand*> group = {&ada, &bob};
  EXPECT_THAT(database_->Write([&](db::Transaction& tx) {
    return ApplyCommands(tx, group, options_, clock_.Now()).status();
  }),
              HasReason("CONSTRAINT_VIOLATED"));
  EXPECT_OK(ApplyOne(ada));
  EXPECT_OK(ApplyOne(bob));
  EXPECT_EQ(CountedPlaces(), 2);
}

TEST_F(ReferenceTest, ARepeatIsToldItsOwn) {
  OpenSession(10);
  const auto ada = ApplyFor<Booking>(Drawn("ada"));
  const auto repeat = ApplyFor<Booking>(Book("ada", 1));
  ASSERT_OK(repeat);
  EXPECT_EQ(repeat->id, ada->id);
  EXPECT_EQ(ToReceipt(*repeat, "9ZZ4TPWD", 1).reference(), "9ZZ4TPWD");
}

TEST_F(ReferenceTest, OneThatMovesToItsLikeGetsTheNext) {
  OpenSession(10);
  OpenSession(10, kOther);
  const auto stays = ApplyFor<Booking>(Drawn("ada", kOther));
  const auto moves = ApplyFor<Booking>(Drawn("bob"));
  ASSERT_OK(stays);
  ASSERT_OK(moves);
  EXPECT_EQ(moves->reference, kDrawn) << "no other has it in this session";

  const auto moved = ApplyFor<Booking>(MoveOne{
      .order = NewOrder(), .booking_id = moves->id, .to_session_id = kOther});
  ASSERT_OK(moved);
  EXPECT_EQ(moved->reference, NextReference(kDrawn));
  const auto stored =
      Load([&](db::Transaction& tx) { return FindBooking(tx, moves->id); });
  EXPECT_EQ(stored->reference, moved->reference);
}

TEST_F(ReferenceTest, AnAcceptedOfferGetsTheNext) {
  OpenSession(2);
  const auto ada = ApplyFor<Booking>(Drawn("ada"));
  const auto bob = ApplyFor<Booking>(Book("bob", 1));
  ASSERT_OK(ada);
  ASSERT_OK(bob);
  const auto waits = ApplyFor<WaitlistEntry>(Join("cy", 1));
  ASSERT_OK(waits);
  ASSERT_OK(ApplyOne(Cancel(bob->id)));

  AcceptOne accept = Accept(*waits, 1);
  accept.record.booking.reference = kDrawn;
  const auto accepted = ApplyFor<Booking>(accept);
  ASSERT_OK(accepted);
  EXPECT_EQ(accepted->reference, NextReference(kDrawn));
}

}  // namespace
}  // namespace cwp::registration
