#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

// How often a group asks the database: one load and one save, however large it
// is.

namespace cwp::registration {
namespace {

// Counts what is asked of a database: one for each round trip.
class CountingTransaction final : public db::Transaction {
 public:
  using db::Transaction::Run;

  explicit CountingTransaction(db::Transaction& real) : real_(real) {}

  absl::StatusOr<db::Rows> Run(absl::string_view sql, db::Args args) override {
    ++statements_;
    return real_.Run(sql, args);
  }
  absl::StatusOr<std::vector<int64_t>> RunEach(
      absl::string_view sql,
      absl::Span<const std::vector<db::Value>> rows) override {
    ++statements_;
    return real_.RunEach(sql, rows);
  }
  absl::StatusOr<std::vector<db::Rows>> QueryEach(
      absl::string_view sql,
      absl::Span<const std::vector<db::Value>> rows) override {
    ++statements_;
    return real_.QueryEach(sql, rows);
  }

  int statements() const { return statements_; }

 private:
  db::Transaction& real_;
  int statements_ = 0;
};

// Groups of each kind: brings about what so many commands need, in sessions
// and with contacts of their own, and returns them.
class GroupLoadTest : public CommandsTest {
 public:
  using Commands = std::vector<WriteCommand>;
  using Make = Commands (GroupLoadTest::*)(int many);

  Commands Bookings(int many) {
    const int64_t session = NewSession(kPlenty);
    return Each(many, [&](int i) { return Book(Contact(i), 2, "", session); });
  }
  Commands BookingsWhileSomebodyIsBlocked(int many) {
    Done({BlockOne{
        .order = NewOrder(), .contact_key = "eve", .reason = "sealed"}});
    return Bookings(many);
  }
  Commands BookingsAskedForAgain(int many) {
    Commands commands = Bookings(many);
    Done(commands);
    return commands;
  }
  Commands Holds(int many) {
    const int64_t session = NewSession(kPlenty);
    return Each(many, [&](int i) {
      return PlaceFor(Contact(i), 1, false, "", session);
    });
  }
  Commands TurnsInLine(int many) {
    const int64_t session = NewSession(1);
    Done({PlaceFor(Contact(many), 1, false, "", session)});
    return Each(many, [&](int i) {
      return PlaceFor(Contact(i), 1, true, "", session);
    });
  }
  Commands HoldsBooked(int many) {
    const std::vector<Hold> holds = Held(many);
    return Each(many, [&](int i) {
      MakeBooking book = Book(Contact(i), 1, "", holds[i].session_id);
      book.hold_id = holds[i].id;
      book.browser_key = holds[i].browser_key;
      return book;
    });
  }
  Commands HoldsGivenBack(int many) {
    const std::vector<Hold> holds = Held(many);
    return Each(many, [&](int i) {
      return ChangeHold{.order = NewOrder(),
                        .hold_id = holds[i].id,
                        .browser_key = holds[i].browser_key};
    });
  }
  Commands Cancelled(int many) {
    const std::vector<int64_t> ids = Booked(many);
    return Each(many, [&](int i) { return Cancel(ids[i]); });
  }
  Commands NotThere(int many) {
    return Each(many, [&](int i) { return Cancel(i + 1); });
  }
  Commands AttendeesChanged(int many) {
    const std::vector<int64_t> ids = Booked(many);
    return Each(many, [&](int i) {
      return ChangeOne{.order = NewOrder(),
                       .booking_id = ids[i],
                       .attendees = std::vector<Attendee>(3)};
    });
  }
  Commands Moved(int many) {
    const std::vector<int64_t> ids = Booked(many);
    const int64_t to = NewSession(kPlenty);
    return Each(many, [&](int i) {
      return MoveOne{
          .order = NewOrder(), .booking_id = ids[i], .to_session_id = to};
    });
  }
  Commands Marked(int many) {
    const std::vector<int64_t> ids = Booked(many);
    clock_.Advance(MakeSession(1).start() - clock_.Now());
    return Each(many, [&](int i) {
      return MarkOne{
          .order = NewOrder(), .booking_id = ids[i], .attendance = {1, 1}};
    });
  }
  Commands LinksRevoked(int many) {
    const std::vector<int64_t> ids = Booked(many);
    return Each(many, [&](int i) {
      return RevokeOne{.order = NewOrder(), .booking_id = ids[i]};
    });
  }
  Commands LinksSentAnew(int many) {
    const std::vector<int64_t> ids = Booked(many);
    return Each(many, [&](int i) {
      return RevokeOne{
          .order = NewOrder(), .booking_id = ids[i], .send_new = true};
    });
  }
  Commands BookingsFound(int many) {
    Booked(many);
    return Each(many, [&](int i) {
      return FindMine{.order = NewOrder(), .contact_key = Contact(i)};
    });
  }
  Commands WaitlistJoined(int many) {
    const int64_t session = FullSession(1);
    return Each(many, [&](int i) { return Join(Contact(i), 1, 0, {session}); });
  }
  Commands WaitlistForAnyJoined(int many) {
    FullSession(1);
    return Each(many, [&](int i) {
      JoinOne join = Join(Contact(i), 1, 0, {});
      join.record.entry.workshop_id = workshop_;
      return join;
    });
  }
  Commands WaitlistLeft(int many) {
    const Commands joins = WaitlistJoined(many);
    Done(joins);
    return Each(many, [&](int i) {
      return LeaveOne{.order = NewOrder(), .entry_id = EntryOf(joins[i]).id};
    });
  }
  Commands OffersAccepted(int many) {
    const std::vector<WaitlistEntry> entries = Offered(many);
    return Each(many, [&](int i) { return Accept(entries[i], 1); });
  }
  Commands OffersDeclined(int many) {
    const std::vector<WaitlistEntry> entries = Offered(many);
    return Each(many, [&](int i) {
      return DeclineOne{.order = NewOrder(), .entry_id = entries[i].id};
    });
  }
  Commands OffersLeft(int many) {
    const std::vector<WaitlistEntry> entries = Offered(many);
    return Each(many, [&](int i) {
      return LeaveOne{.order = NewOrder(), .entry_id = entries[i].id};
    });
  }
  // All by one command.
  Commands OffersLapsed(int many) {
    Offered(many);
    clock_.Advance(absl::Hours(7 * 24));
    return {LapseDue{.session_id = session_}};
  }

  // How many statements a group of `many` runs, which are all done or refused.
  int StatementsOf(Make make, int many, bool refused = false) {
    ++workshop_;
    const Commands commands = (this->*make)(many);
    std::vector<const WriteCommand*> group;
    for (const WriteCommand& command : commands) group.push_back(&command);
    int statements = 0;
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      CountingTransaction counting(tx);
      const auto answers =
          ApplyCommands(counting, group, options_, clock_.Now());
      if (!answers.ok()) return answers.status();
      for (const auto& answer : *answers) {
        EXPECT_EQ(answer.ok(), !refused) << answer.status();
      }
      statements = counting.statements();
      return absl::OkStatus();
    }));
    return statements;
  }

 private:
  static constexpr int64_t kPlenty = 1000;

  template <class MakeOne>
  static Commands Each(int many, MakeOne make_one) {
    Commands commands;
    for (int i = 0; i < many; ++i) commands.push_back(make_one(i));
    return commands;
  }
  static const WaitlistEntry& EntryOf(const WriteCommand& join) {
    return std::get<JoinOne>(join).record.entry;
  }

  std::string Contact(int number) const {
    return absl::StrCat("contact ", number, " of ", workshop_);
  }
  int64_t NewSession(int64_t capacity) {
    Session session = MakeSession(capacity, ++session_);
    session.workshop_id = workshop_;
    Put(session);
    return session.id;
  }

  void Done(const Commands& commands) {
    for (const auto& answer : Apply(commands)) EXPECT_OK(answer);
  }
  std::vector<int64_t> Booked(int many) {
    const Commands commands = Bookings(many);
    Done(commands);
    std::vector<int64_t> ids;
    for (const WriteCommand& command : commands) {
      ids.push_back(std::get<MakeBooking>(command).record.booking.id);
    }
    return ids;
  }
  std::vector<Hold> Held(int many) {
    const Commands commands = Holds(many);
    Done(commands);
    std::vector<Hold> holds;
    for (const WriteCommand& command : commands) {
      holds.push_back(std::get<PlaceOne>(command).hold);
    }
    return holds;
  }
  // A session with one booking, which has all places.
  int64_t FullSession(int64_t capacity) {
    const int64_t session = NewSession(capacity);
    const MakeBooking all = Book("who has all", capacity, "", session);
    filling_ = all.record.booking.id;
    Done({all});
    return session;
  }
  // Those who wait for one place each, and have an offer.
  std::vector<WaitlistEntry> Offered(int many) {
    const int64_t session = FullSession(many);
    const Commands joins =
        Each(many, [&](int i) { return Join(Contact(i), 1, 0, {session}); });
    Done(joins);
    Done({Cancel(filling_)});
    EXPECT_EQ(StoredPool(session).offered, many);
    std::vector<WaitlistEntry> entries;
    for (const WriteCommand& join : joins) entries.push_back(EntryOf(join));
    return entries;
  }

  int64_t workshop_ = 100;
  int64_t session_ = 100;
  int64_t filling_ = 0;
};

struct Kind {
  std::string name;
  GroupLoadTest::Make make;
  bool refused = false;
};

class KindOfGroupTest : public GroupLoadTest,
                        public ::testing::WithParamInterface<Kind> {};

TEST_P(KindOfGroupTest, AGroupOfManyAsksTheDatabaseNoMoreThanOneOfFew) {
  const auto& [name, make, refused] = GetParam();
  const int few = StatementsOf(make, 2, refused);
  EXPECT_GT(few, 0);
  EXPECT_EQ(StatementsOf(make, 50, refused), few);
}

INSTANTIATE_TEST_SUITE_P(
    All, KindOfGroupTest,
    ::testing::ValuesIn(std::vector<Kind>{
        {"Bookings", &GroupLoadTest::Bookings},
        {"BookingsWhileSomebodyIsBlocked",
         &GroupLoadTest::BookingsWhileSomebodyIsBlocked},
        {"BookingsAskedForAgain", &GroupLoadTest::BookingsAskedForAgain},
        {"Holds", &GroupLoadTest::Holds},
        {"TurnsInLine", &GroupLoadTest::TurnsInLine},
        {"HoldsBooked", &GroupLoadTest::HoldsBooked},
        {"HoldsGivenBack", &GroupLoadTest::HoldsGivenBack},
        {"Cancelled", &GroupLoadTest::Cancelled},
        {"NotThere", &GroupLoadTest::NotThere, true},
        {"AttendeesChanged", &GroupLoadTest::AttendeesChanged},
        {"Moved", &GroupLoadTest::Moved},
        {"Marked", &GroupLoadTest::Marked},
        {"LinksRevoked", &GroupLoadTest::LinksRevoked},
        {"LinksSentAnew", &GroupLoadTest::LinksSentAnew},
        {"BookingsFound", &GroupLoadTest::BookingsFound},
        {"WaitlistJoined", &GroupLoadTest::WaitlistJoined},
        {"WaitlistForAnyJoined", &GroupLoadTest::WaitlistForAnyJoined},
        {"WaitlistLeft", &GroupLoadTest::WaitlistLeft},
        {"OffersAccepted", &GroupLoadTest::OffersAccepted},
        {"OffersDeclined", &GroupLoadTest::OffersDeclined},
        {"OffersLeft", &GroupLoadTest::OffersLeft},
        {"OffersLapsed", &GroupLoadTest::OffersLapsed},
    }),
    [](const auto& kind) { return kind.param.name; });

TEST_F(GroupLoadTest, OneThatComesAloneIsAskedAboutItsReferenceToo) {
  const int few = StatementsOf(&GroupLoadTest::Bookings, 2);
  EXPECT_EQ(StatementsOf(&GroupLoadTest::Bookings, 1), few + 1);
}

}  // namespace
}  // namespace cwp::registration
