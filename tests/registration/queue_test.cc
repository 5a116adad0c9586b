#include <cstdint>
#include <iterator>
#include <random>
#include <string>
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

// Holds in line and entries together, read at once: more than one decision
// looks at, and no more beyond them.
TEST_F(QueueTest, AllAreServedForWhomThereIsRoomHoweverManyWait) {
  constexpr int kEach = 40;
  OpenSession(2 * kEach);
  std::vector<WriteCommand> holds;
  for (int i = 0; i < 2 * kEach; ++i) {
    holds.push_back(PlaceFor(absl::StrCat("b", i), 1));
  }
  Apply(holds);
  clock_.Advance(absl::Minutes(10));
  for (int i = 0; i < kEach; ++i) {
    ASSERT_OK(ApplyOne(PlaceFor(absl::StrCat("line", i), 1, true)));
    ASSERT_OK(ApplyOne(Join(absl::StrCat("who", i), 1)));
  }
  clock_.Advance(absl::Minutes(10));
  ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
  EXPECT_EQ(StoredPool().held, kEach);
  EXPECT_EQ(StoredPool().offered, kEach);
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

// Those not looked at count as long as there are any, and no longer.
TEST_F(QueueTest, WhoeverLeavesTheEndOfALongLineMakesRoomForANewcomer) {
  OpenSession(4);
  ASSERT_OK_AND_ASSIGN(const Hold holds, ApplyFor<Hold>(PlaceFor("b1", 3)));
  std::vector<WriteCommand> pairs;
  for (int i = 0; i <= kQueueWindow; ++i) {
    pairs.push_back(PlaceFor(absl::StrCat("pair", i), 2, true));
  }
  const Hold last = *As<Hold>(Apply(pairs).back());
  const auto answers =
      Apply({PlaceFor("early", 1),
             ChangeHold{.hold_id = last.id, .browser_key = last.browser_key},
             PlaceFor("late", 1)});
  ASSERT_EQ(answers.size(), 3);
  EXPECT_THAT(answers[0], HasReason("PLACES_HELD"));
  EXPECT_OK(answers[2]);
}

// The places are given back, and those who wait beyond the first 64 are read,
// in one group.
TEST_F(QueueTest, AClientThatGaveItsPlacesBackIsServedInItsTurn) {
  OpenSession(100);
  ASSERT_OK_AND_ASSIGN(const Hold own,
                       ApplyFor<Hold>(PlaceFor("b1", 25, false, "school")));
  ASSERT_OK_AND_ASSIGN(const Hold rest, ApplyFor<Hold>(PlaceFor("b2", 75)));
  std::vector<WriteCommand> line;
  for (int i = 0; i < kQueueWindow + 6; ++i) {
    line.push_back(PlaceFor(absl::StrCat("line", i), 1, true));
  }
  Apply(line);
  ASSERT_OK_AND_ASSIGN(const Hold waiting,
                       ApplyFor<Hold>(PlaceFor("b3", 1, true, "school")));
  Apply({ChangeHold{.hold_id = own.id, .browser_key = "b1"},
         ChangeHold{.hold_id = rest.id, .browser_key = "b2"}});
  EXPECT_EQ(StoredHold(waiting.id).state, HoldState::kHeld);
}

// A whole school waits, more than are looked at for it, and gives back all that
// it holds at once.
TEST_F(QueueTest, AClientThatGaveManyPlacesBackGetsAllThatItMayHave) {
  constexpr int kMany = 100;
  OpenSession(4 * kMany);
  ASSERT_OK_AND_ASSIGN(const Hold own,
                       ApplyFor<Hold>(PlaceFor("b1", kMany, false, "school")));
  ASSERT_OK(ApplyOne(PlaceFor("b2", 3 * kMany)));
  std::vector<WriteCommand> line;
  for (int i = 0; i < kMany; ++i) {
    line.push_back(PlaceFor(absl::StrCat("line", i), 1, true, "school"));
  }
  Apply(line);
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = own.id, .browser_key = "b1"}));
  EXPECT_EQ(StoredPool().held, 4 * kMany);
}

// Six addresses with all the turns that each may have, of parties too large
// beside what each holds.
TEST_F(QueueTest, NobodyIsOverlookedBehindThoseWhoWaitApart) {
  constexpr int kClients = 6;
  // As many places as the holds of one may take.
  constexpr int kParty = 8;
  OpenSession(4 * kClients);
  std::vector<WriteCommand> holds;
  for (int c = 0; c < kClients; ++c) {
    const std::string client = absl::StrCat("client", c);
    holds.push_back(PlaceFor(client, 1, false, client));
  }
  Apply(holds);
  ASSERT_OK_AND_ASSIGN(const Hold rest,
                       ApplyFor<Hold>(PlaceFor("rest", 3 * kClients)));
  for (int c = 0; c < kClients; ++c) {
    std::vector<WriteCommand> line;
    for (int i = 0; i < kClientInLine; ++i) {
      line.push_back(PlaceFor(absl::StrCat("line", c, "of", i), kParty, true,
                              absl::StrCat("client", c)));
    }
    Apply(line);
  }
  ASSERT_OK_AND_ASSIGN(const Hold waiting,
                       ApplyFor<Hold>(PlaceFor("late", 1, true)));
  ASSERT_EQ(waiting.state, HoldState::kInLine);
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = rest.id, .browser_key = "rest"}));
  EXPECT_EQ(StoredHold(waiting.id).state, HoldState::kHeld);
  EXPECT_OK(ApplyOne(Book("ada", 1)));
}

// Turns that run out at once, more than lapse at a time, where nobody holds
// anything any more.
TEST_F(QueueTest, AllTurnsThatLapsedAreOver) {
  constexpr int kMany = 501;
  OpenSession(1);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b0", 1)));
  std::vector<WriteCommand> line;
  for (int i = 0; i < kMany; ++i) {
    line.push_back(PlaceFor(absl::StrCat("line", i), 1, true));
  }
  const Hold last = *As<Hold>(Apply(line).back());
  MakeBooking book = Book("ada", 1);
  book.hold_id = hold.id;
  book.browser_key = "b0";
  ASSERT_OK(ApplyOne(book));
  clock_.Advance(absl::Minutes(21));
  ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
  EXPECT_EQ(StoredHold(last.id).state, HoldState::kLapsed);
}

// Others of the client wait apart before, more than are looked at.
TEST_F(QueueTest, WhoCameIntoSightIsServedAtOnce) {
  OpenSession(20);
  ASSERT_OK_AND_ASSIGN(const Hold one,
                       ApplyFor<Hold>(PlaceFor("b1", 1, false, "school")));
  ASSERT_OK(ApplyOne(PlaceFor("b2", 7, false, "school")));
  ASSERT_OK(ApplyOne(PlaceFor("b3", 12)));
  std::vector<WriteCommand> line;
  for (int i = 0; i < kQueueWindow; ++i) {
    line.push_back(PlaceFor(absl::StrCat("pair", i), 2, true, "school"));
  }
  line.push_back(PlaceFor("single", 1, true, "school"));
  const Hold single = *As<Hold>(Apply(line).back());
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = one.id, .browser_key = "b1"}));
  EXPECT_EQ(StoredHold(single.id).state, HoldState::kHeld);
}

TEST_F(QueueTest, WhoCameIntoSightAsOthersLeftIsServedAtOnce) {
  OpenSession(4);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 3)));
  std::vector<WriteCommand> line;
  for (int i = 0; i <= kQueueWindow; ++i) {
    line.push_back(PlaceFor(absl::StrCat("pair", i), 2, true));
  }
  line.push_back(PlaceFor("single", 1, true));
  const auto waiting = Apply(line);
  const Hold single = *As<Hold>(waiting.back());
  for (const size_t i : {0, 1}) {
    const Hold pair = *As<Hold>(waiting[i]);
    ASSERT_OK(ApplyOne(
        ChangeHold{.hold_id = pair.id, .browser_key = pair.browser_key}));
  }
  EXPECT_EQ(StoredHold(single.id).state, HoldState::kHeld);
}

// It may come now, though not if the party before it does.
TEST_F(QueueTest, WhoMayComeNowIsNotPassedUncounted) {
  OpenSession(20);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 3, false, "school")));
  ASSERT_OK(ApplyOne(PlaceFor("b2", 16)));
  ASSERT_OK_AND_ASSIGN(const Hold last, ApplyFor<Hold>(PlaceFor("b3", 1)));
  std::vector<WriteCommand> line = {PlaceFor("five", 5, true, "school")};
  for (int i = 0; i < kQueueWindow; ++i) {
    line.push_back(PlaceFor(absl::StrCat("six", i), 6, true, "school"));
  }
  line.push_back(PlaceFor("single", 1, true, "school"));
  const Hold single = *As<Hold>(Apply(line).back());
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = last.id, .browser_key = "b3"}));
  EXPECT_EQ(StoredHold(single.id).state, HoldState::kHeld);
}

TEST_F(QueueTest, WhoWaitsApartKeepsNobodyBackBehindALongLine) {
  OpenSession(20);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 8, false, "x")));
  ASSERT_OK(ApplyOne(PlaceFor("b2", 11)));
  std::vector<WriteCommand> line;
  for (int i = 0; i < kQueueWindow; ++i) {
    line.push_back(PlaceFor(absl::StrCat("pair", i), 2, true));
  }
  line.push_back(PlaceFor("b3", 1, true, "x"));
  ASSERT_OK_AND_ASSIGN(const Hold apart, As<Hold>(Apply(line).back()));
  ASSERT_EQ(apart.state, HoldState::kInLine);
  EXPECT_OK(ApplyOne(Book("ada", 1)));
}

TEST_F(QueueTest, APartyLargerThanTheSessionKeepsNobodyBack) {
  OpenSession(8);
  ASSERT_OK(ApplyOne(Join("large", 10, 10, {})));
  for (int i = 0; i < 5; ++i) {
    EXPECT_OK(ApplyOne(Book(absl::StrCat("who", i), 1))) << i;
  }
  ASSERT_OK(ApplyOne(Join("late", 4)));
  Put(MakeSession(16));
  EXPECT_EQ(StoredPool().offered, 10) << "there is room now, in the order";
}

TEST_F(QueueTest, AFullLineTakesATurnInPlaceOfAnother) {
  OpenSession(2);
  ASSERT_OK(ApplyOne(PlaceFor("b0", 2)));
  std::vector<WriteCommand> line;
  for (int64_t i = 0; i < kClientInLine; ++i) {
    line.push_back(PlaceFor(absl::StrCat("line", i), 1, true, "school"));
  }
  Apply(line);
  ASSERT_THAT(ApplyOne(PlaceFor("more", 1, true, "school")),
              HasReason("PLACES_HELD"));
  EXPECT_OK(ApplyOne(PlaceFor("line9", 2, true, "school")));
}

// Though it was passed as often as it may be: its own turn keeps nobody back.
TEST_F(QueueTest, WhoBooksFewerPlacesGivesTheirTurnUp) {
  OpenSession(5);
  ASSERT_OK(ApplyOne(PlaceFor("b0", 1)));
  ASSERT_OK_AND_ASSIGN(const Hold turn,
                       ApplyFor<Hold>(PlaceFor("b1", 5, true)));
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK(ApplyOne(Book(absl::StrCat("who", i), 1)));
  }
  ASSERT_THAT(ApplyOne(Book("bob", 1)), HasReason("PLACES_HELD"));
  MakeBooking fewer = Book("ada", 1);
  fewer.hold_id = turn.id;
  fewer.browser_key = "b1";
  ASSERT_OK(ApplyOne(fewer));
  EXPECT_EQ(StoredHold(turn.id).state, HoldState::kReleased);
}

// Somebody wants something of a session.
struct Wish {
  enum Kind { kPlace, kBook, kJoin, kExtend, kRelease, kCancel, kLeave };
  Kind kind = kPlace;
  std::string who;
  std::string client;
  int64_t places = 0;
  bool waits = false;
  // Which of the holds, bookings or entries asked for it is about.
  size_t which = 0;
};

// Two sessions of which the same is asked: of one in groups, of the other one
// by one.
class TwinsTest : public QueueTest {
 protected:
  struct Twin {
    int64_t session_id;
    // What was asked for; at first, what there is not.
    std::vector<Hold> asked = {Hold()};
    std::vector<int64_t> bookings = {0};
    std::vector<int64_t> entries = {0};
  };

  int64_t Below(int64_t end) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(end));
  }

  Wish NextWish(size_t asked) {
    constexpr Wish::Kind kKinds[] = {
        Wish::kPlace,   Wish::kPlace,  Wish::kPlace, Wish::kPlace,
        Wish::kPlace,   Wish::kPlace,  Wish::kBook,  Wish::kBook,
        Wish::kExtend,  Wish::kExtend, Wish::kJoin,  Wish::kLeave,
        Wish::kRelease, Wish::kCancel};
    return {.kind = kKinds[Below(std::size(kKinds))],
            .who = absl::StrCat("person", ++people_),
            .client = Below(3) == 0 ? "school" : absl::StrCat("home", people_),
            .places = 1 + Below(4),
            .waits = Below(8) != 0,
            .which = static_cast<size_t>(Below(static_cast<int64_t>(asked)))};
  }

  WriteCommand CommandOf(const Wish& wish, Twin& twin) {
    const std::string who = absl::StrCat(wish.who, " at ", twin.session_id);
    const Hold hold = twin.asked[wish.which];
    if (wish.kind == Wish::kPlace) {
      PlaceOne place =
          PlaceFor(who, wish.places, wish.waits, wish.client, twin.session_id);
      twin.asked.push_back(place.hold);
      return place;
    }
    if (wish.kind == Wish::kBook) {
      MakeBooking book = Book(who, wish.places, "", twin.session_id);
      book.hold_id = hold.id;
      book.browser_key = hold.browser_key;
      twin.bookings.push_back(book.record.booking.id);
      return book;
    }
    if (wish.kind == Wish::kCancel) {
      return Cancel(twin.bookings[wish.which % twin.bookings.size()]);
    }
    if (wish.kind == Wish::kLeave) {
      return LeaveOne{
          .order = NewOrder(),
          .entry_id = twin.entries[wish.which % twin.entries.size()]};
    }
    if (wish.kind == Wish::kJoin) {
      JoinOne join = Join(who, wish.places, 1, {twin.session_id});
      twin.entries.push_back(join.record.entry.id);
      return join;
    }
    return ChangeHold{.order = NewOrder(),
                      .hold_id = hold.id,
                      .browser_key = hold.browser_key,
                      .extend = wish.kind == Wish::kExtend};
  }

  // What an answer says, ids and revisions aside.
  static std::string Told(const absl::StatusOr<WriteAnswer>& answer) {
    if (!answer.ok()) {
      return absl::StrCat(ReasonOf(answer.status()), " ",
                          MetadataOf(answer.status(), "left"), " ",
                          MetadataOf(answer.status(), "position"));
    }
    if (const auto* hold = std::get_if<Hold>(&*answer)) {
      return absl::StrCat("hold ", hold->state, " ", hold->places, " ",
                          hold->position);
    }
    if (const auto* entry = std::get_if<WaitlistEntry>(&*answer)) {
      return absl::StrCat("entry ", entry->state);
    }
    return absl::StrCat("booking ", std::get<Booking>(*answer).state);
  }

  // How a session and the holds in it stand.
  std::string StateOf(const Twin& twin) {
    const Pool pool = StoredPool(twin.session_id);
    std::string state =
        absl::StrCat(pool.confirmed, " ", pool.held, " ", pool.offered, " ",
                     pool.queued, pool.collecting);
    for (const Hold& asked : twin.asked) {
      const auto hold =
          Load([&](db::Transaction& tx) { return FindHold(tx, asked.id); });
      if (!hold.has_value()) continue;
      absl::StrAppend(&state, " ", hold->state, "/", hold->passed);
    }
    return state;
  }

  std::mt19937_64 random_;
  int64_t people_ = 0;
};

TEST_F(TwinsTest, AGroupDecidesAsItsCommandsWouldAlone) {
  constexpr int kGroups = 40;
  constexpr int64_t kLargestGroup = 60;
  Twin grouped = {.session_id = kSession};
  Twin alone = {.session_id = kSession + 1};
  // Large enough for a school to have several holds, and soon too small.
  OpenSession(60, grouped.session_id);
  OpenSession(60, alone.session_id);
  for (int i = 0; i < kGroups; ++i) {
    const int64_t size = 1 + Below(kLargestGroup);
    std::vector<WriteCommand> group;
    std::vector<std::string> told;
    for (int64_t j = 0; j < size; ++j) {
      const Wish wish = NextWish(grouped.asked.size());
      group.push_back(CommandOf(wish, grouped));
      told.push_back(Told(ApplyOne(CommandOf(wish, alone))));
    }
    const auto answers = Apply(group);
    for (size_t j = 0; j < answers.size(); ++j) {
      ASSERT_EQ(Told(answers[j]), told[j]) << "group " << i << ", " << j;
    }
    ASSERT_EQ(StateOf(grouped), StateOf(alone)) << "after group " << i;
    clock_.Advance(absl::Minutes(Below(6)));
  }
}

}  // namespace
}  // namespace cwp::registration
