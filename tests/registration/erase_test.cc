#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/retention.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class EraseTest : public CommandsTest {
 protected:
  std::vector<int64_t> Kept(const std::string& who) {
    return Load([&](db::Transaction& tx) { return FindBookingIdsOf(tx, who); });
  }
  BookingRecord Record(int64_t id) {
    return *Load(
        [&](db::Transaction& tx) { return FindBookingRecord(tx, id); });
  }
  EntryRecord Entry(int64_t id) {
    return *Load([&](db::Transaction& tx) { return FindEntryRecord(tx, id); });
  }
  static std::string AllOf(const SealedContact& contact) {
    return absl::StrCat(contact.name, contact.email, contact.phone,
                        contact.relationship, contact.access_needs);
  }
  void PurgeAll(absl::Duration retention) {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) {
      more = PurgeSome(*database_, options_, retention, clock_.Now());
    }
    EXPECT_OK(more.status());
  }
};

TEST_F(EraseTest, WhatIsLiveIsGivenUpAndNothingPersonalStays) {
  OpenSession(3);
  OpenSession(1, 8);
  ASSERT_OK_AND_ASSIGN(const Booking live, ApplyFor<Booking>(Book("ada", 2)));
  ASSERT_OK_AND_ASSIGN(const Booking other, ApplyFor<Booking>(Book("bob", 1)));
  ASSERT_OK(ApplyOne(Book("first", 1, "", 8)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry waits,
                       ApplyFor<WaitlistEntry>(Join("ada", 1, 0, {8})));
  ASSERT_OK_AND_ASSIGN(
      const Erased erased,
      ApplyFor<Erased>(EraseOne{.order = NewOrder(), .contact_key = "ada"}));
  EXPECT_EQ(erased.bookings, 1);
  EXPECT_EQ(erased.entries, 1);
  EXPECT_EQ(StoredPool().confirmed, 1) << "the places go on";
  EXPECT_EQ(StoredEntry(waits.id).state, EntryState::kLeft);
  EXPECT_EQ(AllOf(Entry(waits.id).contact), "");
  EXPECT_NE(StoredEntry(waits.id).contact_key, "ada");
  const BookingRecord record = Record(live.id);
  EXPECT_EQ(AllOf(record.contact), "");
  EXPECT_NE(record.booking.contact_key, "ada");
  EXPECT_GT(record.booking.generation, live.generation) << "its links are dead";
  EXPECT_THAT(Kept("ada"), IsEmpty());
  EXPECT_THAT(Kept("bob"), SizeIs(1));
  EXPECT_EQ(Record(other.id).contact.name, "sealed");
  // Whoever comes back is new.
  ASSERT_OK_AND_ASSIGN(const Booking again, ApplyFor<Booking>(Book("ada", 1)));
  EXPECT_NE(again.id, live.id);
}

TEST_F(EraseTest, PersonalDataGoesOnceItsTimeIsOverAndCountsStay) {
  OpenSession(300);
  std::vector<WriteCommand> group;
  for (int i = 0; i < 250; ++i) {
    group.push_back(Book("contact" + std::to_string(i), 1));
  }
  Apply(group);
  const absl::Duration retention = absl::Hours(90 * 24);
  clock_.Advance(StoredPool().end_time + retention - clock_.Now());
  PurgeAll(retention);
  EXPECT_THAT(Kept("contact0"), SizeIs(1)) << "not a moment too early";
  clock_.Advance(absl::Microseconds(1));
  PurgeAll(retention);
  for (int i = 0; i < 250; ++i) {
    ASSERT_THAT(Kept("contact" + std::to_string(i)), IsEmpty());
  }
  EXPECT_EQ(StoredPool().confirmed, 250);
  EXPECT_EQ(CountedPlaces(), 250);
  const int64_t length = FeedLength();
  PurgeAll(retention);
  EXPECT_EQ(FeedLength(), length) << "once";
}

TEST_F(EraseTest, AContactIsToldOfItsLiveBookingsOnceInAWhile) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Booking live, ApplyFor<Booking>(Book("ada", 1)));
  const FindMine find{.contact_key = "ada"};
  ASSERT_OK(ApplyOne(find));
  EXPECT_EQ(Record(live.id).booking.version, live.version + 1);
  ASSERT_OK(ApplyOne(find));
  EXPECT_EQ(Record(live.id).booking.version, live.version + 1);
  clock_.Advance(kRepeatQuiet);
  ASSERT_OK(ApplyOne(find));
  EXPECT_EQ(Record(live.id).booking.version, live.version + 2);
  ASSERT_OK(ApplyOne(FindMine{.contact_key = "nobody"}));
}

}  // namespace
}  // namespace cwp::registration
