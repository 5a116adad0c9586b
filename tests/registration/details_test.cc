#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/commands.h"
#include "tests/registration/commands_fixture.h"

// What a booking says of its contact, and changes of a booking that its caller
// has read.

namespace cwp::registration {
namespace {

class DetailsTest : public CommandsTest {
 protected:
  Booking BookOne(absl::string_view who = "ada") {
    auto booking = ApplyFor<Booking>(Book(who, 2));
    EXPECT_OK(booking.status());
    return *booking;
  }

  DetailOne Change(const Booking& booking, ContactDetails details,
                   std::optional<int64_t> read = std::nullopt) {
    DetailOne command{.order = NewOrder(),
                      .booking_id = booking.id,
                      .details = std::move(details)};
    command.order.if_revision = read;
    return command;
  }

  SealedContact Contact(int64_t id) {
    return Load([&](db::Transaction& tx) { return FindBookingRecord(tx, id); })
        ->contact;
  }
};

TEST_F(DetailsTest, ChangeWhatIsGivenAndNothingElse) {
  OpenSession(5);
  const Booking booking = BookOne();
  ASSERT_OK_AND_ASSIGN(
      const Booking changed,
      ApplyFor<Booking>(Change(booking, {.access_needs = "captions"})));
  SealedContact kept = Contact(booking.id);
  EXPECT_EQ(kept.access_needs, "captions");
  EXPECT_EQ(kept.name, "sealed");
  EXPECT_EQ(kept.phone, "sealed");
  EXPECT_EQ(changed.version, booking.version) << "nobody is told";
  EXPECT_EQ(changed.generation, booking.generation) << "links stay good";
  EXPECT_GT(changed.revision, booking.revision);

  const ContactDetails other = {
      .person = ContactDetails::Person{.name = "new", .relationship = "aunt"},
      .access_needs = ""};
  ASSERT_OK(ApplyOne(Change(booking, other)));
  kept = Contact(booking.id);
  EXPECT_EQ(kept.name, "new");
  EXPECT_EQ(kept.phone, "") << "left out";
  EXPECT_EQ(kept.relationship, "aunt");
  EXPECT_EQ(kept.access_needs, "");
  EXPECT_EQ(kept.email, "sealed");
}

TEST_F(DetailsTest, TheWorkshopIsNamedOrNotAsSaidLast) {
  OpenSession(5);
  const Booking booking = BookOne();
  ASSERT_FALSE(booking.name_workshop);
  struct {
    std::optional<bool> said;
    bool named;
  } cases[] = {{std::nullopt, false},
               {true, true},
               {std::nullopt, true},
               {false, false}};
  for (const auto& [said, named] : cases) {
    DetailOne change = Change(booking, {.access_needs = "captions"});
    change.name_workshop = said;
    ASSERT_OK_AND_ASSIGN(const Booking changed, ApplyFor<Booking>(change));
    EXPECT_EQ(changed.name_workshop, named);
    const auto stored =
        Load([&](db::Transaction& tx) { return FindBooking(tx, booking.id); });
    EXPECT_EQ(stored->name_workshop, named);
  }
}

TEST_F(DetailsTest, APhoneNumberThatIsAllThereIsStays) {
  OpenSession(5);
  MakeBooking by_phone = Book("ada", 1);
  by_phone.record.contact.email = "";
  ASSERT_OK_AND_ASSIGN(const Booking booking, ApplyFor<Booking>(by_phone));
  ASSERT_OK(ApplyOne(
      Change(booking, {.person = ContactDetails::Person{.name = "new"}})));
  EXPECT_EQ(Contact(booking.id).phone, "sealed");
  EXPECT_EQ(Contact(booking.id).name, "new");
}

TEST_F(DetailsTest, OfABookingMadeInTheSameGroupChangeToo) {
  OpenSession(5);
  const MakeBooking book = Book("ada", 2);
  const auto answers =
      Apply({book, Change(book.record.booking, {.access_needs = "breaks"})});
  ASSERT_OK(answers[1].status());
  EXPECT_EQ(Contact(book.record.booking.id).access_needs, "breaks");
}

TEST_F(DetailsTest, AreRefusedWhereTheyAreOfNoUse) {
  OpenSession(5);
  const Booking booking = BookOne();
  const ContactDetails details = {.access_needs = "captions"};
  DetailOne by_another = Change(booking, details);
  by_another.reach.booking_id = booking.id + 1;
  EXPECT_THAT(ApplyOne(by_another), HasReason("BOOKING_NOT_FOUND"));
  const Booking cancelled = BookOne("ben");
  ASSERT_OK(ApplyOne(Cancel(cancelled.id)));
  EXPECT_THAT(ApplyOne(Change(cancelled, details)),
              HasReason("BOOKING_CANCELLED"));
  clock_.Advance(absl::Hours(8 * 24));
  EXPECT_THAT(ApplyOne(Change(booking, details)), HasReason("SESSION_STARTED"));
  EXPECT_EQ(Contact(booking.id).access_needs, "sealed");
}

// Each change that names the revision that its caller has read.
TEST_F(DetailsTest, AChangeOfWhatWasReadIsRefusedOnceItIsNotSo) {
  OpenSession(5);
  OpenSession(5, kSession + 1);
  const Booking booking = BookOne();
  const std::vector<WriteCommand> changes = {
      Change(booking, {.access_needs = "captions"}),
      ChangeOne{.order = NewOrder(),
                .booking_id = booking.id,
                .attendees = {Attendee(), Attendee(), Attendee()}},
      MoveOne{.order = NewOrder(),
              .booking_id = booking.id,
              .to_session_id = kSession + 1},
      CancelOne{.order = NewOrder(), .booking_id = booking.id}};
  int64_t read = booking.revision;
  for (WriteCommand change : changes) {
    SCOPED_TRACE(change.index());
    const auto reading = [&](int64_t revision) {
      std::visit(
          [&](auto& one) {
            if constexpr (requires { one.order; }) {
              one.order = NewOrder();
              one.order.if_revision = revision;
            }
          },
          change);
      return change;
    };
    EXPECT_THAT(ApplyOne(reading(read - 1)), HasReason("ETAG_MISMATCH"));
    const WriteCommand right = reading(read);
    ASSERT_OK_AND_ASSIGN(const Booking changed, ApplyFor<Booking>(right));
    // Sent again, it is the same request.
    EXPECT_OK(ApplyOne(right));
    EXPECT_GT(changed.revision, read);
    read = changed.revision;
  }
}

TEST_F(DetailsTest, MarksAreOfTheAttendeesThatWereRead) {
  OpenSession(5);
  const Booking booking = BookOne();
  clock_.Advance(absl::Hours(8 * 24));
  MarkOne mark{
      .order = NewOrder(), .booking_id = booking.id, .attendance = {1, 2}};
  mark.order.if_revision = booking.revision - 1;
  EXPECT_THAT(ApplyOne(mark), HasReason("ETAG_MISMATCH"));
  mark.order = NewOrder();
  mark.order.if_revision = booking.revision;
  EXPECT_OK(ApplyOne(mark));
}

// As they would be one after the other: those who come instead are not marked.
TEST_F(DetailsTest, MarksAreOfThoseWhoCameInAGroupToo) {
  OpenSession(5);
  const Booking booking = BookOne();
  clock_.Advance(StoredPool().start_time - absl::Minutes(10) - clock_.Now());
  const MarkOne mark{
      .order = NewOrder(), .booking_id = booking.id, .attendance = {1, 2}};
  ChangeOne change{.order = NewOrder(), .booking_id = booking.id};
  change.attendees.resize(2);
  const auto answers = Apply({mark, change});
  ASSERT_OK(answers.at(0));
  ASSERT_OK(answers.at(1));
  const auto marks = [&] {
    const auto record = Load(
        [&](db::Transaction& tx) { return FindBookingRecord(tx, booking.id); });
    std::vector<int64_t> found;
    for (const Attendee& one : record->attendees) {
      found.push_back(one.attendance);
    }
    return found;
  };
  EXPECT_EQ(marks(), (std::vector<int64_t>{0, 0}));
  change.order = NewOrder();
  MarkOne again = mark;
  again.order = NewOrder();
  Apply({change, again});
  EXPECT_EQ(marks(), (std::vector<int64_t>{1, 2}));
}

// As when they book, but for those who give places back.
TEST_F(DetailsTest, WhoComesInsteadIsOfTheAgesThatTheServiceIsFor) {
  OpenSession(5);
  const Booking booking = BookOne();
  ChangeOne change{.order = NewOrder(), .booking_id = booking.id};
  for (const size_t places : {2, 3}) {
    change.order = NewOrder();
    change.attendees.resize(places);
    change.attendees[0].ages = AgeRange{20, kOldest};
    EXPECT_THAT(ApplyOne(change), HasReason("NOT_ELIGIBLE"));
    EXPECT_EQ(StoredPool().confirmed, 2);
    change.order = NewOrder();
    change.attendees[0].ages = AgeRange{12, 13};
    EXPECT_OK(ApplyOne(change));
    ASSERT_EQ(StoredPool().confirmed, places);
    change.order = NewOrder();
    change.attendees.resize(1);
    change.attendees[0].ages = AgeRange{20, kOldest};
    EXPECT_OK(ApplyOne(change));
    change.order = NewOrder();
    change.attendees.assign(2, Attendee());
    EXPECT_OK(ApplyOne(change));
  }

  // The ages may be those of the parent who said yes.
  MakeBooking by_parent = Book("bob", 1);
  by_parent.record.answers.of_age = Answer::kYes;
  ASSERT_OK_AND_ASSIGN(const Booking vouched, ApplyFor<Booking>(by_parent));
  change.order = NewOrder();
  change.booking_id = vouched.id;
  change.attendees[0] = {.role = 1, .ages = AgeRange{35, 40}};
  EXPECT_OK(ApplyOne(change));
}

// Each of them leads to all that is kept of the contact.
TEST_F(DetailsTest, RevokedAreTheLinksOfAllThatAContactHas) {
  OpenSession(5);
  OpenSession(2, 8);
  const Booking first = BookOne();
  const Booking bobs = BookOne("bob");
  ASSERT_OK_AND_ASSIGN(const Booking other,
                       ApplyFor<Booking>(Book("ada", 2, "", 8)));
  OpenSession(1, 9);
  ASSERT_OK(ApplyOne(Book("bob", 1, "", 9)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry waits,
                       ApplyFor<WaitlistEntry>(Join("ada", 1, 0, {9})));
  ASSERT_OK(ApplyOne(RevokeOne{.order = NewOrder(), .booking_id = first.id}));
  const auto generation = [&](int64_t id) {
    return Load([&](db::Transaction& tx) { return FindBooking(tx, id); })
        ->generation;
  };
  EXPECT_EQ(generation(first.id), 2);
  EXPECT_EQ(generation(other.id), 2);
  EXPECT_EQ(generation(bobs.id), 1);
  EXPECT_EQ(StoredEntry(waits.id).generation, 2);
}

// In the same step, however lately the contact asked for them itself.
TEST_F(DetailsTest, NewLinksGoToEveryLiveBookingWhoseSessionIsNotOver) {
  OpenSession(5);
  OpenSession(2, 8);
  const Booking first = BookOne();
  ASSERT_OK_AND_ASSIGN(const Booking other,
                       ApplyFor<Booking>(Book("ada", 1, "", 8)));
  const Booking bobs = BookOne("bob");
  ASSERT_OK(ApplyOne(FindMine{.contact_key = "ada"}));
  const auto stored = [&](int64_t id) {
    return *Load([&](db::Transaction& tx) { return FindBooking(tx, id); });
  };
  const Booking asked = stored(other.id);
  const RevokeOne revoke{
      .order = NewOrder(), .booking_id = first.id, .send_new = true};
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const Booking answer, ApplyFor<Booking>(revoke));
    EXPECT_EQ(answer.revision, stored(first.id).revision);
    EXPECT_EQ(stored(other.id).version, asked.version + 1) << "told once";
    EXPECT_EQ(stored(other.id).generation, asked.generation + 1);
    EXPECT_EQ(stored(first.id).version, first.version + 2);
    EXPECT_EQ(stored(bobs.id).version, bobs.version);
  }
  EXPECT_EQ(stored(other.id).repeat_time, asked.repeat_time)
      << "the contact asked for nothing";
}

TEST_F(DetailsTest, NoLinksAreRevokedWhenNewOnesWouldLeadNowhere) {
  OpenSession(5);
  const Booking booking = BookOne();
  RevokeOne revoke{
      .order = NewOrder(), .booking_id = booking.id, .send_new = true};
  // Its session is over.
  clock_.Advance(absl::Hours(60 * 24));
  EXPECT_THAT(ApplyOne(revoke), HasReason("NOTHING_TO_SEND"));
  const auto generation = [&] {
    return Load(
               [&](db::Transaction& tx) { return FindBooking(tx, booking.id); })
        ->generation;
  };
  EXPECT_EQ(generation(), booking.generation);
  revoke.order = NewOrder();
  revoke.send_new = false;
  EXPECT_OK(ApplyOne(revoke));
  EXPECT_EQ(generation(), booking.generation + 1);
}

// What they book anew is somebody else's to all who come next, in the same
// group, too.
TEST_F(DetailsTest, NoLinksAreSentForABookingWhoseContactWasErased) {
  OpenSession(5);
  const Booking first = BookOne();
  const RevokeOne revoke{
      .order = NewOrder(), .booking_id = first.id, .send_new = true};
  const auto answers =
      Apply({EraseOne{.order = NewOrder(), .contact_key = "ada"},
             Book("ada", 1), revoke});
  ASSERT_OK_AND_ASSIGN(const Booking anew, As<Booking>(answers[1]));
  EXPECT_EQ(anew.state, BookingState::kConfirmed);
  EXPECT_THAT(answers[2], HasReason("NOTHING_TO_SEND"));
  EXPECT_THAT(ApplyOne(revoke), HasReason("NOTHING_TO_SEND"));
}

}  // namespace
}  // namespace cwp::registration
