#ifndef CWP_TESTS_REGISTRATION_COMMANDS_FIXTURE_H_
#define CWP_TESTS_REGISTRATION_COMMANDS_FIXTURE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gtest/gtest.h"
#include "services/registration/commands.h"
#include "services/registration/hold_store.h"
#include "services/registration/pool_store.h"
#include "services/registration/scheduling_follower.h"
#include "services/registration/schema.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

// Applies groups of commands to a database on either engine.
class CommandsTest : public ::testing::Test {
 protected:
  static constexpr int64_t kSession = 7;
  static constexpr int64_t kWorkshop = 70;

  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    options_.next_id = [this] { return ++last_id_; };
  }

  // A session that can be booked for a week, in the state given.
  Session MakeSession(int64_t capacity, int64_t id = kSession) {
    return {.id = id,
            .workshop_id = kWorkshop,
            .state = SessionState::kOpen,
            .capacity = capacity,
            .booking_open_time = clock_.Now() - absl::Hours(1),
            .booking_close_time = clock_.Now() + absl::Hours(7 * 24),
            .meetings = {{.start = clock_.Now() + absl::Hours(8 * 24),
                          .end = clock_.Now() + absl::Hours(8 * 24 + 1)}},
            .workshop_title = "Understanding worry"};
  }

  void Put(const Session& session) {
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return ApplySessions(tx, {session}, options_, clock_.Now());
    }));
  }

  void OpenSession(int64_t capacity, int64_t id = kSession) {
    Put(MakeSession(capacity, id));
  }

  Order NewOrder(absl::string_view request = "",
                 absl::string_view content = "") {
    const std::string id = request.empty() ? absl::StrCat("request", ++last_id_)
                                           : std::string(request);
    return {.actor = {.kind = "PUBLIC"},
            .request = {.key = id, .fingerprint = std::string(content)}};
  }

  MakeBooking Book(absl::string_view who, int64_t places,
                   absl::string_view request = "",
                   int64_t session_id = kSession) {
    MakeBooking command{.order = NewOrder(request, absl::StrCat(who, places))};
    Booking& booking = command.record.booking;
    booking.id = ++last_id_;
    booking.session_id = session_id;
    booking.reference = absl::StrCat("REF", booking.id);
    booking.contact_key = std::string(who);
    booking.places = places;
    booking.channel = "direct";
    command.record.contact = Sealed();
    command.record.attendees.resize(places);
    return command;
  }

  // All that a contact may leave.
  static SealedContact Sealed() {
    return {.name = "sealed",
            .email = "sealed",
            .phone = "sealed",
            .relationship = "sealed",
            .access_needs = "sealed"};
  }

  WriteCommand Cancel(int64_t id, Reach reach = {}) {
    return CancelOne{
        .order = NewOrder(), .booking_id = id, .reach = std::move(reach)};
  }

  PlaceOne PlaceFor(absl::string_view browser, int64_t places,
                    bool wait_in_line = false, absl::string_view client = "",
                    int64_t session_id = kSession) {
    PlaceOne command{.order = NewOrder(), .wait_in_line = wait_in_line};
    command.hold = {
        .id = ++last_id_,
        .session_id = session_id,
        .places = places,
        .browser_key = std::string(browser),
        .client_key = std::string(client.empty() ? browser : client),
        .channel = "direct"};
    return command;
  }

  JoinOne Join(absl::string_view who, int64_t places, int64_t least = 0,
               std::vector<int64_t> sessions = {kSession}) {
    JoinOne command{.order = NewOrder()};
    WaitlistEntry& entry = command.record.entry;
    entry.id = ++last_id_;
    entry.topic = sessions.empty();
    if (entry.topic) entry.workshop_id = kWorkshop;
    entry.session_ids = std::move(sessions);
    entry.contact_key = std::string(who);
    entry.places = places;
    entry.least = least == 0 ? places : least;
    entry.channel = "direct";
    command.record.contact = Sealed();
    return command;
  }

  AcceptOne Accept(const WaitlistEntry& entry, int64_t places) {
    AcceptOne command{.order = NewOrder(), .entry_id = entry.id};
    Booking& booking = command.record.booking;
    booking.id = ++last_id_;
    booking.reference = absl::StrCat("REF", booking.id);
    booking.contact_key = entry.contact_key;
    booking.places = places;
    booking.channel = "direct";
    command.record.contact.name = "sealed";
    command.record.attendees.resize(places);
    return command;
  }

  std::vector<absl::StatusOr<WriteAnswer>> Apply(
      const std::vector<WriteCommand>& commands) {
    std::vector<const WriteCommand*> group;
    for (const WriteCommand& command : commands) group.push_back(&command);
    std::vector<absl::StatusOr<WriteAnswer>> answers(
        commands.size(), absl::InternalError("the group failed"));
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      auto applied = ApplyCommands(tx, group, options_, clock_.Now());
      if (!applied.ok()) return applied.status();
      answers = *std::move(applied);
      return absl::OkStatus();
    }));
    return answers;
  }

  absl::StatusOr<WriteAnswer> ApplyOne(const WriteCommand& command) {
    return Apply({command})[0];
  }

  // The answer as what it is expected to be.
  template <class T>
  absl::StatusOr<T> As(const absl::StatusOr<WriteAnswer>& answer) {
    if (!answer.ok()) return answer.status();
    return std::get<T>(*answer);
  }
  template <class T>
  absl::StatusOr<T> ApplyFor(const WriteCommand& command) {
    return As<T>(ApplyOne(command));
  }

  // Reads something from the store.
  template <class Find>
  auto Load(Find find) {
    decltype(find(std::declval<db::Transaction&>())) found;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      found = find(tx);
      return found.status();
    }));
    return *std::move(found);
  }

  Pool StoredPool(int64_t id = kSession) {
    return *Load([&](db::Transaction& tx) { return FindPool(tx, id); });
  }
  Hold StoredHold(int64_t id) {
    return *Load([&](db::Transaction& tx) { return FindHold(tx, id); });
  }
  WaitlistEntry StoredEntry(int64_t id) {
    return *Load([&](db::Transaction& tx) { return FindEntries(tx, {id}); })[0];
  }
  Offer OfferOf(const WaitlistEntry& entry) {
    const int64_t id = StoredEntry(entry.id).offer_id;
    return *Load([&](db::Transaction& tx) { return FindOffer(tx, id); });
  }

  // Places of live bookings, counted from the rows.
  int64_t CountedPlaces(int64_t id = kSession) {
    int64_t places = 0;
    for (const Booking& booking :
         Load([&](db::Transaction& tx) { return FindLiveBookings(tx, id); })) {
      places += booking.places;
    }
    return places;
  }

  int64_t FeedLength() {
    return Load([](db::Transaction& tx) { return feed::ReadHead(tx); })
        .revision;
  }

  FakeClock clock_;
  db::TestDatabase database_;
  int64_t last_id_ = 1000;
  GroupOptions options_;
};

}  // namespace cwp::registration

#endif  // CWP_TESTS_REGISTRATION_COMMANDS_FIXTURE_H_
