#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "common/testing/status_matchers.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/block_store.h"
#include "services/registration/farewell_store.h"
#include "services/registration/retention.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EraseTest : public CommandsTest {
 protected:
  std::vector<int64_t> Kept(const std::string& who) {
    return Load([&](db::Transaction& tx) { return FindBookingIdsOf(tx, who); });
  }
  // The causes on the feed since a revision, with a star where a farewell is to
  // be said.
  std::vector<std::string> CausesSince(int64_t revision) {
    std::vector<std::string> causes;
    const feed::Page page = Load([&](db::Transaction& tx) {
      return feed::ReadOn(tx, revision, 100, 1 << 20);
    });
    for (const feed::Entry& entry : page.entries) {
      feed::v1::Change change;
      EXPECT_TRUE(change.ParseFromString(entry.change));
      v1::BookingChange booking;
      v1::WaitlistChange waiting;
      const bool farewell =
          (change.kind() == "booking" &&
           booking.ParseFromString(change.resource()) && booking.farewell()) ||
          (change.kind() == "waitlist_entry" &&
           waiting.ParseFromString(change.resource()) && waiting.farewell());
      causes.push_back(change.cause() + (farewell ? "*" : ""));
    }
    return causes;
  }
  std::string FarewellOf(int64_t id) {
    return Load([&](db::Transaction& tx) {
      return FindFarewell(tx, id, clock_.Now());
    });
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
  void PurgeAll() { PurgeAllAt(clock_.Now()); }
  void PurgeAllAt(absl::Time now) {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = PurgeSome(*database_, options_, now);
    EXPECT_OK(more.status());
  }
};

// A clock that is ahead as a service starts looks as if nothing had happened
// for long.
TEST_F(EraseTest, PurgingWaitsWhereTheClockMayBeAhead) {
  const auto purge_time = [&] {
    return Load(
        [&](db::Transaction& tx) { return FindPurgeTime(tx, clock_.Now()); });
  };
  EXPECT_EQ(purge_time(), clock_.Now()) << "nothing is kept";
  OpenSession(3);
  EXPECT_EQ(purge_time(), clock_.Now());
  clock_.Advance(kLongQuiet - absl::Seconds(1));
  EXPECT_EQ(purge_time(), clock_.Now());
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(purge_time(), clock_.Now() + kDoubt);
}

TEST_F(EraseTest, WhatIsBookedAfterAPurgeTooEarlyIsPurgedInItsTime) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  PurgeAllAt(clock_.Now() + absl::Hours(24 * 400));
  ASSERT_OK_AND_ASSIGN(const Booking later, ApplyFor<Booking>(Book("bob", 1)));
  PurgeAll();
  EXPECT_NE(AllOf(Record(later.id).contact), "");
  clock_.Advance(absl::Hours(24 * 400));
  PurgeAll();
  EXPECT_EQ(AllOf(Record(later.id).contact), "");
}

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

TEST_F(EraseTest, TheFeedTellsOfItAndOnceThatTheContactIsToBeTold) {
  OpenSession(1);
  OpenSession(1, 8);
  ASSERT_OK_AND_ASSIGN(const Booking live, ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK(ApplyOne(Book("first", 1, "", 8)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry waits,
                       ApplyFor<WaitlistEntry>(Join("ada", 1, 0, {8})));
  const int64_t before = FeedLength();
  const EraseOne erase{
      .order = NewOrder(),
      .contact_key = "ada",
      .farewell = Farewell{.subject_id = live.id, .email = "sealed"}};
  ASSERT_OK(ApplyOne(erase));
  EXPECT_THAT(CausesSince(before),
              ElementsAre("booking_cancelled", "waitlist_left",
                          "booking_erased*", "waitlist_erased"));
  EXPECT_GT(StoredEntry(waits.id).generation, waits.generation)
      << "its link is dead";

  // Nobody is told twice.
  ASSERT_OK(ApplyOne(erase));
  EXPECT_EQ(FeedLength(), before + 4);
}

TEST_F(EraseTest, TheFarewellsAddressIsKeptForADay) {
  OpenSession(1);
  ASSERT_OK_AND_ASSIGN(const Booking live, ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK(ApplyOne(EraseOne{
      .order = NewOrder(),
      .contact_key = "ada",
      .farewell = Farewell{.subject_id = live.id, .email = "sealed"}}));
  clock_.Advance(kFarewellKept - absl::Microseconds(1));
  PurgeAll();
  EXPECT_EQ(FarewellOf(live.id), "sealed");
  clock_.Advance(absl::Microseconds(1));
  EXPECT_EQ(FarewellOf(live.id), "") << "even where nobody tidied";
  PurgeAll();
  EXPECT_EQ(Load([&](db::Transaction& tx) {
              return FindFarewell(tx, live.id, absl::InfinitePast());
            }),
            "")
      << "nor is it stored";
}

TEST_F(EraseTest, RequestsOfWhatIsErasedBringNothingBack) {
  OpenSession(2);
  const MakeBooking book = Book("ada", 1, "the request");
  ASSERT_OK(ApplyOne(book));
  ASSERT_OK(ApplyOne(Book("bob", 1, "another")));
  ASSERT_OK(ApplyOne(EraseOne{.order = NewOrder(), .contact_key = "ada"}));
  EXPECT_THAT(ApplyOne(book), HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(CountedPlaces(), 1);
  EXPECT_THAT(Kept("ada"), IsEmpty());
}

TEST_F(EraseTest, RequestsOfWhatIsPurgedBringNothingBack) {
  OpenSession(1);
  const MakeBooking book = Book("ada", 1, "the request");
  JoinOne join = Join("bob", 1);
  join.order = NewOrder("another", "the content");
  ASSERT_OK(ApplyOne(book));
  ASSERT_OK(ApplyOne(join));
  const auto remembered = [&] {
    return Load([&](db::Transaction& tx) {
             return tx.Run(
                 "SELECT key FROM requests WHERE length(fingerprint) > 0");
           })
        .size();
  };
  EXPECT_EQ(remembered(), 2u);
  clock_.Advance(StoredPool().end_time + options_.rules.retention +
                 absl::Microseconds(1) - clock_.Now());
  PurgeAll();
  EXPECT_EQ(remembered(), 0u);
  EXPECT_THAT(ApplyOne(book), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(ApplyOne(join), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(Kept("ada"), IsEmpty());
}

// Somebody impatient asks twice at the same time.
TEST_F(EraseTest, NothingIsErasedTwiceInOneGroup) {
  OpenSession(1);
  OpenSession(1, 8);
  ASSERT_OK_AND_ASSIGN(const Booking live, ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK(ApplyOne(Book("first", 1, "", 8)));
  ASSERT_OK(ApplyOne(Join("ada", 1, 0, {8})));
  const int64_t before = FeedLength();
  const EraseOne erase{
      .contact_key = "ada",
      .farewell = Farewell{.subject_id = live.id, .email = "sealed"}};
  const auto answers = Apply({erase, erase});
  ASSERT_THAT(answers, SizeIs(2));
  ASSERT_OK(answers[1]);
  EXPECT_EQ(std::get<Erased>(*answers[0]).bookings, 1);
  EXPECT_EQ(std::get<Erased>(*answers[1]).bookings, 0);
  EXPECT_EQ(std::get<Erased>(*answers[1]).entries, 0);
  EXPECT_EQ(FeedLength(), before + 4);
}

TEST_F(EraseTest, WaitlistEntriesGoOnceNothingCanComeOfThem) {
  OpenSession(1);
  Session later = MakeSession(1, 8);
  for (Meeting& meeting : later.meetings) {
    meeting.start += absl::Hours(24);
    meeting.end += absl::Hours(24);
  }
  Put(later);
  ASSERT_OK(ApplyOne(Book("first", 1)));
  ASSERT_OK(ApplyOne(Book("first", 1, "", 8)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry one,
                       ApplyFor<WaitlistEntry>(Join("ada", 1)));
  ASSERT_OK_AND_ASSIGN(
      const WaitlistEntry both,
      ApplyFor<WaitlistEntry>(Join("bob", 1, 0, {kSession, 8})));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry any,
                       ApplyFor<WaitlistEntry>(Join("eve", 1, 0, {})));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry left,
                       ApplyFor<WaitlistEntry>(Join("joe", 1)));
  ASSERT_OK(ApplyOne(LeaveOne{.order = NewOrder(), .entry_id = left.id}));

  const absl::Duration retention = options_.rules.retention;
  const auto kept = [&](const WaitlistEntry& entry) {
    return !Load([&](db::Transaction& tx) {
              return FindEntryIdsOf(tx, entry.contact_key);
            }).empty();
  };
  clock_.Advance(StoredPool().end_time + retention + absl::Seconds(1) -
                 clock_.Now());
  int64_t before = FeedLength();
  PurgeAll();
  EXPECT_FALSE(kept(one));
  EXPECT_FALSE(kept(left));
  EXPECT_TRUE(kept(both)) << "waits for the later one too";
  EXPECT_TRUE(kept(any)) << "so does this one";
  EXPECT_EQ(StoredEntry(one.id).state, EntryState::kLeft);
  std::vector<std::string> causes = CausesSince(before);
  EXPECT_EQ(std::count(causes.begin(), causes.end(), "waitlist_erased"), 2);

  clock_.Advance(absl::Hours(24));
  PurgeAll();
  EXPECT_FALSE(kept(both));
  EXPECT_FALSE(kept(any)) << "there was no other for as long";
  before = FeedLength();
  PurgeAll();
  EXPECT_EQ(FeedLength(), before) << "once";
}

// What stands for the contact is no personal data, and all that a block needs.
TEST_F(EraseTest, WhyAContactIsBlockedGoesAndTheBlockStays) {
  const absl::Duration retention = options_.rules.retention;
  const auto reason = [&](absl::string_view who) {
    return Load([&](db::Transaction& tx) { return FindBlock(tx, who); });
  };
  OpenSession(5);
  for (const char* who : {"ada", "bob", "eve"}) {
    ASSERT_OK(ApplyOne(
        BlockOne{.order = NewOrder(), .contact_key = who, .reason = "sealed"}));
  }
  ASSERT_OK(ApplyOne(Book("bob", 1)));
  ASSERT_OK(ApplyOne(EraseOne{.order = NewOrder(), .contact_key = "ada"}));
  EXPECT_EQ(reason("ada"), "");
  clock_.Advance(retention + absl::Microseconds(1));
  PurgeAll();
  EXPECT_EQ(reason("bob"), "sealed") << "a booking is still kept";
  EXPECT_EQ(reason("eve"), "");
  clock_.Advance(absl::Hours(24 * 30));
  PurgeAll();
  EXPECT_EQ(reason("bob"), "");
  OpenSession(5, 8);
  for (const char* who : {"ada", "bob", "eve"}) {
    ASSERT_OK_AND_ASSIGN(const Booking refused,
                         ApplyFor<Booking>(Book(who, 1, "", 8)));
    EXPECT_EQ(refused.cancel_reason, CancelReason::kBlocked);
  }
}

TEST_F(EraseTest, ReasonsOfAnEarlierReleaseAreSealed) {
  ASSERT_OK(database_->Write([](db::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run("INSERT INTO blocked_contacts (contact_key, reason, "
                           "create_micros) VALUES ($1, 'plain', 0)",
                           {db::Value::Bytes("ada")})
                        .status());
    return SealPlainReasons(
        tx, [](absl::string_view who, absl::string_view reason) {
          return absl::StrCat("sealed ", who, " ", reason);
        });
  }));
  EXPECT_EQ(Load([](db::Transaction& tx) { return FindBlock(tx, "ada"); }),
            "sealed ada plain");
  const int64_t plain = Load([](db::Transaction& tx) {
                          return tx.Run(
                              "SELECT 1 FROM blocked_contacts "
                              "WHERE reason <> ''");
                        }).size();
  EXPECT_EQ(plain, 0);
}

TEST_F(EraseTest, WhoWaitsForAnyWaitsAsLongAsThereIsASession) {
  const absl::Duration retention = options_.rules.retention;
  const auto kept = [&](absl::string_view who) {
    return !Load([&](db::Transaction& tx) {
              return FindEntryIdsOf(tx, who);
            }).empty();
  };
  const auto purge_at = [&](absl::Time time) {
    clock_.Advance(time - clock_.Now());
    PurgeAll();
  };
  OpenSession(0);
  JoinOne early = Join("early", 1, 1, {});
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry entry,
                       ApplyFor<WaitlistEntry>(early));
  const absl::Time last = StoredPool().end_time + retention;
  // One that is called off is none.
  Session other = MakeSession(0, 8);
  other.meetings[0].end += absl::Hours(24 * 30);
  Put(other);
  other.state = SessionState::kCancelled;
  Put(other);
  purge_at(last - retention + absl::Hours(1));
  ASSERT_OK(ApplyOne(Join("late", 1, 1, {})));
  const int64_t before = FeedLength();
  purge_at(last);
  EXPECT_TRUE(kept("early")) << "not a moment too early";
  purge_at(last + absl::Microseconds(1));
  EXPECT_FALSE(kept("early"));
  EXPECT_TRUE(kept("late")) << "came after the last session";
  EXPECT_EQ(StoredEntry(entry.id).state, EntryState::kLeft);
  EXPECT_THAT(CausesSince(before),
              ElementsAre("waitlist_left", "waitlist_erased"));
  ASSERT_OK(ApplyOne(Join("late", 1, 1, {}))) << "asks again";
  purge_at(last + retention);
  EXPECT_TRUE(kept("late"));
  // Nobody is left to be served by another session.
  purge_at(last + retention + absl::Hours(1));
  EXPECT_FALSE(kept("late"));
  OpenSession(3, 9);
  EXPECT_EQ(StoredPool(9).offered, 0);
}

TEST_F(EraseTest, HoldsThatNobodyCameBackToAreForgottenAfterADay) {
  OpenSession(2);
  ASSERT_OK_AND_ASSIGN(const Hold held, ApplyFor<Hold>(PlaceFor("browser", 1)));
  const auto stored = [&] {
    return Load([&](db::Transaction& tx) { return FindHold(tx, held.id); })
        .has_value();
  };
  clock_.Advance(held.expire_time - clock_.Now());
  ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
  clock_.Advance(absl::Hours(24));
  PurgeAll();
  EXPECT_TRUE(stored());
  clock_.Advance(absl::Microseconds(1));
  PurgeAll();
  EXPECT_FALSE(stored());
}

// A request is remembered for longer than a hold that ended.
TEST_F(EraseTest, ARepeatOfWhatPlacedAForgottenHoldIsToldSo) {
  OpenSession(2);
  PlaceOne place = PlaceFor("browser", 1);
  place.order.request = {.key = "the request", .fingerprint = "the content"};
  ASSERT_OK_AND_ASSIGN(const Hold held, ApplyFor<Hold>(place));
  clock_.Advance(held.expire_time - clock_.Now());
  ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
  clock_.Advance(absl::Hours(25));
  EXPECT_OK(ApplyOne(place));
  PurgeAll();
  EXPECT_THAT(ApplyOne(place), HasReason("HOLD_NOT_FOUND"));
}

TEST_F(EraseTest, PersonalDataGoesOnceItsTimeIsOverAndCountsStay) {
  OpenSession(300);
  std::vector<WriteCommand> group;
  for (int i = 0; i < 250; ++i) {
    group.push_back(Book("contact" + std::to_string(i), 1));
  }
  Apply(group);
  const absl::Duration retention = options_.rules.retention;
  clock_.Advance(StoredPool().end_time + retention - clock_.Now());
  PurgeAll();
  EXPECT_THAT(Kept("contact0"), SizeIs(1)) << "not a moment too early";
  clock_.Advance(absl::Microseconds(1));
  PurgeAll();
  for (int i = 0; i < 250; ++i) {
    ASSERT_THAT(Kept("contact" + std::to_string(i)), IsEmpty());
  }
  EXPECT_EQ(StoredPool().confirmed, 250);
  EXPECT_EQ(CountedPlaces(), 250);
  const int64_t length = FeedLength();
  PurgeAll();
  EXPECT_EQ(FeedLength(), length) << "once";
}

TEST_F(EraseTest, WhatIsPastIsErasedToo) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Booking past, ApplyFor<Booking>(Book("ada", 1)));
  clock_.Advance(StoredPool().end_time - clock_.Now());
  ASSERT_OK_AND_ASSIGN(const bool more, SetSomeAside(*database_, clock_.Now()));
  EXPECT_FALSE(more);
  EXPECT_THAT(Kept("ada"), SizeIs(1));
  ASSERT_OK(ApplyOne(EraseOne{.order = NewOrder(), .contact_key = "ada"}));
  EXPECT_THAT(Kept("ada"), IsEmpty());
  EXPECT_EQ(Record(past.id).contact.name, "");
}

// What was set aside as past counts again.
TEST_F(EraseTest, ASessionPutOffAfterItWasOverKnowsItsContacts) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Booking first, ApplyFor<Booking>(Book("ada", 1)));
  clock_.Advance(StoredPool().end_time - clock_.Now());
  ASSERT_OK(SetSomeAside(*database_, clock_.Now()).status());
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Booking again, ApplyFor<Booking>(Book("ada", 1)));
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(StoredPool().confirmed, 1);
}

TEST_F(EraseTest, WhoIsErasedGetsNoNamesWhenTheSessionIsPutOff) {
  Session session = MakeSession(3);
  session.attendees.names_needed = true;
  Put(session);
  MakeBooking book = Book("ada", 1);
  book.record.attendees[0].name = "sealed";
  ASSERT_OK_AND_ASSIGN(const Booking over, ApplyFor<Booking>(book));
  clock_.Advance(absl::Hours(9 * 24));
  ASSERT_OK(
      ApplyOne(EraseOne{.order = NewOrder(), .contact_key = "ada"}).status());
  session.meetings = MakeSession(3).meetings;
  Put(session);
  Attendee named;
  named.name = "sealed";
  ASSERT_OK(ApplyOne(ChangeOne{.order = NewOrder(),
                               .booking_id = over.id,
                               .attendees = {named}})
                .status());
  EXPECT_EQ(Record(over.id).attendees[0].name, "");
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
