#ifndef CWP_TESTS_SIMULATION_REPLAY_H_
#define CWP_TESTS_SIMULATION_REPLAY_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/feed/log.h"
#include "cwp/registration/v1/change.pb.h"
#include "cwp/registration/v1/seat.pb.h"
#include "services/registration/notice.h"
#include "services/registration/pool.h"

namespace cwp::simulation {

namespace v1 = ::cwp::registration::v1;

// What a record is about, in the order of the records of one step.
enum Kind { kBooking, kHold, kOffer, kEntry, kAllotment, kPool, kNotice };

// What one decision put on the feed in one go: at most one record of each kind,
// the last with the pool's counts. A move is one step, though it touches two
// pools.
struct Step {
  std::string cause;
  std::string actor_id;
  absl::Time time;
  // Whose the booking becomes by a correction; empty for none.
  std::string contact;
  // Whether staff put it right, and so not out of the browser's tries.
  bool by_staff = false;
  // Whether it has new links of the booking sent, for which nobody asked.
  bool sent = false;
  int64_t first_revision = 0;
  int64_t last_revision = 0;
  std::optional<v1::BookingChange> booking;
  std::optional<v1::HoldChange> hold;
  std::optional<v1::OfferChange> offer;
  std::optional<v1::WaitlistChange> entry;
  std::optional<v1::AllotmentChange> allotment;
  std::optional<v1::NoticeChange> notice;
  // The revision of each record, by its Kind.
  std::array<int64_t, 7> revisions = {};
  // The counts of each pool that it touches, as they are afterwards.
  std::vector<v1::SeatCount> pools;
  std::vector<int64_t> passed;

  // The session of the first pool; 0 for none.
  int64_t session_id() const {
    return pools.empty() ? 0 : pools.front().session_id();
  }
};

// The steps in some entries of registration's feed. Adds what is wrong with an
// entry to `faults`.
std::vector<Step> ReadSteps(const std::vector<feed::Entry>& entries,
                            std::vector<std::string>& faults);

// What only requests tell of a resource, by its id.
struct Keys {
  std::string contact;
  std::string reference;
  std::string client;
  std::string browser;
  // The only channel whose bookings count for it; empty for all.
  std::string channel;
  // Whether it was said to be for somebody whom the service is for.
  bool eligible = true;
  // Whether it has an e-mail address.
  bool has_email = true;
};

struct SeenBooking {
  // What the store is to have for its contact now, and all that it had.
  std::string contact;
  std::set<std::string> contacts;
  bool erased = false;
  int64_t generation = 1;
  absl::Time create_time;
  std::string reference;
  int64_t corrections = 0;
  // When its contact was last told of it for having asked again.
  absl::Time told_time = absl::InfinitePast();
  int64_t session_id = 0;
  int64_t places = 0;
  bool live = false;
  std::string channel;
  int64_t version = 0;
  int64_t cancel_reason = 0;
  int64_t from_allotment = 0;
  int64_t revision = 0;

  // Whether it has none for a reason that only its contact is told.
  bool never_had_places() const {
    return cancel_reason == v1::Booking::AT_LIMIT ||
           cancel_reason == v1::Booking::BLOCKED ||
           cancel_reason == v1::Booking::TOO_LATE ||
           cancel_reason == v1::Booking::REPEAT;
  }
};

struct SeenHold {
  int64_t session_id = 0;
  int64_t places = 0;
  v1::Hold::State state = v1::Hold::STATE_UNSPECIFIED;
  absl::Time expire_time;
  int64_t extensions = 0;
  int64_t passed = 0;
  int64_t join_revision = 0;
  int64_t revision = 0;
  // It ended so long ago that it is forgotten.
  bool pruned = false;

  bool live() const {
    return state == v1::Hold::IN_LINE || state == v1::Hold::HELD;
  }
};

struct SeenEntry {
  // As in SeenBooking.
  std::string contact;
  std::set<std::string> contacts;
  bool erased = false;
  int64_t generation = 1;
  // When it last changed; and what it waited for, and when that had changed
  // last, before it waited no more.
  absl::Time change_time;
  std::set<int64_t> waited_for;
  absl::Time waiting_time;
  int64_t workshop_id = 0;
  bool topic = false;
  std::set<int64_t> sessions;
  int64_t places = 0;
  int64_t least = 0;
  v1::WaitlistEntry::State state = v1::WaitlistEntry::STATE_UNSPECIFIED;
  int64_t passed = 0;
  int64_t offer_id = 0;
  int64_t version = 0;
  int64_t join_revision = 0;
  int64_t revision = 0;

  bool live() const {
    return state == v1::WaitlistEntry::WAITING ||
           state == v1::WaitlistEntry::OFFERED;
  }
};

struct SeenOffer {
  int64_t entry_id = 0;
  int64_t session_id = 0;
  int64_t places = 0;
  v1::Offer::State state = v1::Offer::STATE_UNSPECIFIED;
  absl::Time expire_time;
  int64_t revision = 0;
};

struct SeenAllotment {
  int64_t places = 0;
  int64_t sold = 0;
  int64_t revision = 0;
};

struct SeenNotice {
  registration::Notice notice;
  // Whether its words are kept.
  bool has_words = true;
};

struct SeenPool {
  // As the feed last said.
  v1::SeatCount count;
  // As scheduling last said, once it was taken over.
  registration::Session said;
  // Sums over what is live.
  int64_t confirmed = 0;
  int64_t held = 0;
  int64_t offered = 0;
  int64_t allotted = 0;
  // Who waits, by the revision of joining.
  std::map<int64_t, int64_t> queue;
  std::map<std::string, int64_t> held_by_client;
  // The live booking of each contact on each channel.
  std::map<std::pair<std::string, std::string>, int64_t> contacts;

  // How many a contact has, on a channel or, without one, on all.
  int64_t CountBookings(const std::string& contact,
                        const std::string& channel = "") const {
    return std::count_if(
        contacts.begin(), contacts.end(), [&](const auto& booking) {
          return booking.first.first == contact &&
                 (channel.empty() || booking.first.second == channel);
        });
  }
  bool HasBooking(const std::string& contact,
                  const std::string& channel = "") const {
    return CountBookings(contact, channel) > 0;
  }

  int64_t taken() const { return confirmed + held + offered + allotted; }
  int64_t free() const {
    return count.capacity() > taken() ? count.capacity() - taken() : 0;
  }
  bool over() const { return taken() > count.capacity(); }
};

// The state that follows from the feed, by its words alone.
class Replay {
 public:
  // Notes what a request says of a resource that it may make.
  void Know(int64_t id, const Keys& keys) { keys_[id] = keys; }
  const Keys& KeysOf(int64_t id) const;
  void Know(const registration::Notice& asked) {
    asked_notices_[asked.id] = asked;
  }
  const registration::Notice& AskedOf(int64_t notice_id) const {
    return asked_notices_.at(notice_id);
  }

  // The booking that was made under a reference; null when none was.
  const SeenBooking* FindMade(const std::string& reference) const;

  // Whether the contact of a booking is told of another when its links are made
  // useless and new ones are sent: of all that is live, its own and not over.
  bool IsToTell(int64_t booking_id, const SeenBooking& other,
                absl::Time now) const;

  // Notes what scheduling says of a session, which counts from its record on.
  void Say(const registration::Session& session) {
    said_[session.id] = session;
  }

  // Takes a step over. Adds what cannot be to `faults`.
  void Apply(const Step& step, std::vector<std::string>& faults);

  // Notes that those who wait were passed.
  void Pass(const std::vector<int64_t>& ids);

  // Notes that holds which ended a day before `now`, farewells whose time is
  // over, and words of notices that are a week old are forgotten.
  void Prune(absl::Time now);

  std::map<int64_t, SeenPool> pools;
  std::map<int64_t, SeenBooking> bookings;
  std::map<int64_t, SeenHold> holds;
  std::map<int64_t, SeenEntry> entries;
  std::map<int64_t, SeenOffer> offers;
  std::map<int64_t, SeenNotice> notices;
  // Until when the address of a contact is kept to tell it that it was erased,
  // by what the farewell is about.
  std::map<int64_t, absl::Time> farewells;
  std::map<std::pair<int64_t, std::string>, SeenAllotment> allotments;

 private:
  void ApplyPool(const v1::SeatCount& count, const std::string& cause);
  void ApplyBooking(const Step& step, std::vector<std::string>& faults);
  void ApplyPeople(const Step& step, SeenBooking& booking);
  void ApplyHold(const Step& step, std::vector<std::string>& faults);
  void ApplyEntry(const Step& step);
  void ApplyOffer(const Step& step);
  void ApplyAllotment(const Step& step);
  void ApplyNotice(const Step& step);
  void SetQueued(int64_t id, const SeenEntry& entry, bool waits);

  absl::flat_hash_map<int64_t, Keys> keys_;
  absl::flat_hash_map<int64_t, registration::Notice> asked_notices_;
  std::map<int64_t, registration::Session> said_;
  std::map<std::string, int64_t> browsers_;
};

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_REPLAY_H_
