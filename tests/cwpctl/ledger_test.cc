#include "services/cwpctl/ledger.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/feed/log.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::ctl {
namespace {

namespace v1 = registration::v1;

constexpr int64_t kSession = 7;

v1::SeatCount Count(int confirmed, int held = 0, int capacity = 5) {
  v1::SeatCount count;
  count.set_session_id(kSession);
  count.set_capacity(capacity);
  count.set_confirmed(confirmed);
  count.set_held(held);
  count.set_left(std::max(0, capacity - confirmed - held));
  count.set_over(std::max(0, confirmed + held - capacity));
  return count;
}

feed::v1::Change Pool(const v1::SeatCount& count) {
  feed::v1::Change change;
  change.set_kind("pool");
  change.set_resource(count.SerializeAsString());
  return change;
}

feed::v1::Change Booking(int64_t id, int places, const v1::SeatCount* count,
                         v1::Booking::State state = v1::Booking::CONFIRMED) {
  v1::BookingChange booking;
  booking.set_booking_id(id);
  booking.set_session_id(kSession);
  booking.set_state(state);
  booking.set_places(places);
  if (count != nullptr) *booking.mutable_pool() = *count;
  feed::v1::Change change;
  change.set_kind("booking");
  change.set_resource(booking.SerializeAsString());
  return change;
}

feed::v1::Change Hold(int64_t id, int places, const v1::SeatCount& count,
                      v1::Hold::State state = v1::Hold::HELD) {
  v1::HoldChange hold;
  hold.set_hold_id(id);
  hold.set_session_id(kSession);
  hold.set_state(state);
  hold.set_places(places);
  *hold.mutable_pool() = count;
  feed::v1::Change change;
  change.set_kind("hold");
  change.set_resource(hold.SerializeAsString());
  return change;
}

feed::v1::Change Offer(int64_t id, int places, const v1::SeatCount& count,
                       v1::Offer::State state = v1::Offer::OPEN) {
  v1::OfferChange offer;
  offer.set_offer_id(id);
  offer.set_session_id(kSession);
  offer.set_state(state);
  offer.set_places(places);
  *offer.mutable_pool() = count;
  feed::v1::Change change;
  change.set_kind("offer");
  change.set_resource(offer.SerializeAsString());
  return change;
}

feed::v1::Change Allotment(int places, int sold, const v1::SeatCount& count) {
  v1::AllotmentChange allotment;
  allotment.set_session_id(kSession);
  allotment.set_channel("library");
  allotment.set_places(places);
  allotment.set_sold(sold);
  *allotment.mutable_pool() = count;
  feed::v1::Change change;
  change.set_kind("allotment");
  change.set_resource(allotment.SerializeAsString());
  return change;
}

// Of 5 places, none of which are over.
v1::SeatCount Apart(int confirmed, int offered, int allotted) {
  v1::SeatCount count = Count(confirmed);
  count.set_offered(offered);
  count.set_allotted(allotted);
  count.set_left(5 - confirmed - offered - allotted);
  return count;
}

std::vector<feed::v1::Entry> Chain(
    const std::vector<feed::v1::Change>& changes) {
  std::vector<feed::v1::Entry> entries;
  std::string hash;
  for (const feed::v1::Change& change : changes) {
    feed::v1::Entry& entry = entries.emplace_back();
    entry.set_revision(static_cast<int64_t>(entries.size()));
    entry.set_change(change.SerializeAsString());
    hash = feed::NextHash(hash, entry.revision(), entry.change());
    entry.set_hash(hash);
  }
  return entries;
}

absl::Status TakeAll(const std::vector<feed::v1::Entry>& entries) {
  Ledger ledger;
  for (const feed::v1::Entry& entry : entries) {
    if (absl::Status status = ledger.Take(entry); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// A hold that becomes a booking, and a booking that is cancelled.
std::vector<feed::v1::Change> Sound() {
  const v1::SeatCount five = Count(5);
  const v1::SeatCount three = Count(3);
  return {
      Pool(Count(0)),          Hold(1, 2, Count(0, 2)),
      Booking(10, 2, nullptr), Hold(1, 2, Count(2, 0), v1::Hold::CONFIRMED),
      Booking(11, 3, &five),   Booking(10, 2, &three, v1::Booking::CANCELLED)};
}

// An offer that becomes a booking, and an allotment of which 1 is sold.
std::vector<feed::v1::Change> SoundApart() {
  return {Pool(Count(0)),
          Offer(20, 2, Apart(0, 2, 0)),
          Allotment(3, 0, Apart(0, 2, 3)),
          Booking(10, 2, nullptr),
          Offer(20, 2, Apart(2, 0, 3), v1::Offer::ACCEPTED),
          Booking(11, 1, nullptr),
          Allotment(3, 1, Apart(3, 0, 2))};
}

TEST(LedgerTest, ASoundLedgerFits) {
  EXPECT_OK(TakeAll(Chain(Sound())));
  EXPECT_OK(TakeAll(Chain(SoundApart())));
}

TEST(LedgerTest, NamesTheFirstEntryWhoseCountsDoNotFit) {
  struct Case {
    std::string name;
    std::vector<feed::v1::Change> changes;
    size_t at;
    feed::v1::Change wrong;
  };
  const Case cases[] = {
      {"fewer are held", Sound(), 1, Hold(1, 2, Count(0, 1))},
      {"fewer are offered", SoundApart(), 1, Offer(20, 2, Apart(0, 1, 0))},
      {"more are offered", SoundApart(), 1, Offer(20, 2, Apart(0, 3, 0))},
      {"an offer that was accepted counts on", SoundApart(), 4,
       Offer(20, 2, Apart(2, 2, 1), v1::Offer::ACCEPTED)},
      {"fewer are allotted", SoundApart(), 2, Allotment(3, 0, Apart(0, 2, 2))},
      {"what was sold counts on", SoundApart(), 6,
       Allotment(3, 1, Apart(2, 0, 3))},
  };
  for (const Case& test : cases) {
    std::vector<feed::v1::Change> changes = test.changes;
    changes[test.at] = test.wrong;
    const absl::Status status = TakeAll(Chain(changes));
    EXPECT_THAT(status, HasReason("LEDGER_BROKEN")) << test.name;
    EXPECT_EQ(MetadataOf(status, "revision"), absl::StrCat(test.at + 1))
        << test.name;
  }
}

TEST(LedgerTest, NamesTheEntryThatLetsInOneTooMany) {
  std::vector<feed::v1::Change> changes = Sound();
  const v1::SeatCount over = Count(6);
  changes[4] = Booking(11, 4, &over);
  EXPECT_EQ(MetadataOf(TakeAll(Chain(changes)), "revision"), "5");
}

TEST(LedgerTest, NamesTheEntryThatShowsOtherPlacesThanThereAre) {
  v1::SeatCount one_more = Count(3);
  one_more.set_left(3);
  v1::SeatCount not_over = Count(3, 0, 2);
  not_over.set_over(0);
  v1::SeatCount collects = Count(3);
  collects.set_collecting(true);
  for (const v1::SeatCount& wrong : {one_more, not_over, collects}) {
    std::vector<feed::v1::Change> changes = Sound();
    changes.push_back(Pool(wrong));
    EXPECT_EQ(MetadataOf(TakeAll(Chain(changes)), "revision"), "7")
        << wrong.ShortDebugString();
  }
  collects.set_left(0);
  std::vector<feed::v1::Change> changes = Sound();
  changes.push_back(Pool(collects));
  EXPECT_OK(TakeAll(Chain(changes)));
}

TEST(LedgerTest, ALoweredCapacityEvictsNobodyAndAdmitsNobody) {
  const v1::SeatCount five = Count(5);
  const v1::SeatCount four = Count(4, 0, 2);
  const v1::SeatCount six = Count(5, 0, 2);
  const std::vector<feed::v1::Change> lowered = {
      Pool(Count(0)), Booking(1, 4, nullptr), Booking(2, 1, &five),
      Pool(Count(5, 0, 2)), Booking(2, 1, &four, v1::Booking::CANCELLED)};
  EXPECT_OK(TakeAll(Chain(lowered)));
  std::vector<feed::v1::Change> admitted = lowered;
  admitted.push_back(Booking(3, 1, &six));
  EXPECT_EQ(MetadataOf(TakeAll(Chain(admitted)), "revision"), "6");
}

TEST(LedgerTest, NamesAnEntryThatWasChangedOrTakenOut) {
  std::vector<feed::v1::Entry> changed = Chain(Sound());
  changed[2].mutable_change()->append("x");
  EXPECT_EQ(MetadataOf(TakeAll(changed), "revision"), "3");
  std::vector<feed::v1::Entry> cut = Chain(Sound());
  cut.erase(cut.begin() + 2);
  EXPECT_THAT(TakeAll(cut), HasReason("LEDGER_BROKEN"));
}

}  // namespace
}  // namespace cwp::ctl
