#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "tests/simulation/auditor.h"
#include "tests/simulation/notices.h"

namespace cwp::simulation {
namespace {

using registration::AcceptOne;
using registration::AllotOne;
using registration::CancelOne;
using registration::ChangeHold;
using registration::ChangeOne;
using registration::CorrectOne;
using registration::DeclineOne;
using registration::DetailOne;
using registration::JoinOne;
using registration::LeaveOne;
using registration::MakeBooking;
using registration::MarkOne;
using registration::MoveOne;
using registration::PlaceOne;
using registration::Reach;
using registration::ReaddressOne;
using registration::RevokeOne;
using registration::TakeBackOne;
using registration::WriteOne;

// Judges a refusal by the state that the feed led to. Each function says
// whether a reason is true.
class RefusalJudge {
 public:
  RefusalJudge(const Replay& replay, const Order& order,
               const registration::Rules& rules, absl::Time now,
               const absl::Status& refusal)
      : replay_(replay),
        order_(order),
        rules_(rules),
        now_(now),
        refusal_(refusal),
        reason_(ReasonOf(refusal)) {}

  bool Judge(const MakeBooking& asked) const {
    if (reason_ == "NOT_ELIGIBLE") return !IsEligible(asked.record.answers);
    const registration::Booking& wanted = asked.record.booking;
    const SeenPool* pool = PoolOf(wanted.session_id);
    if (pool == nullptr) return reason_ == "SESSION_NOT_FOUND";
    int64_t places = wanted.places;
    const auto hold = replay_.holds.find(asked.hold_id);
    const bool keeps =
        hold != replay_.holds.end() && hold->second.state == v1::Hold::HELD &&
        hold->second.session_id == wanted.session_id &&
        hold->second.expire_time > now_ &&
        replay_.KeysOf(asked.hold_id).browser == asked.browser_key;
    if (keeps) places -= std::min(places, hold->second.places);
    places -= Unsold(wanted.session_id, wanted.channel, places);
    // Once bookings are closed, a hold is good for its own places alone.
    const bool enough = keeps && wanted.places <= hold->second.places;
    if (IsNotOpen(*pool, enough)) return true;
    const bool own_turn =
        hold != replay_.holds.end() &&
        hold->second.state == v1::Hold::IN_LINE &&
        hold->second.session_id == wanted.session_id &&
        replay_.KeysOf(asked.hold_id).browser == asked.browser_key;
    const SeenPool without =
        own_turn ? order_.Without(*pool, asked.hold_id) : *pool;
    return places > 0 && HasNoPlaces(without, places) && HasRightTurn(*pool);
  }

  // Whether a booking is not as the caller had read it.
  template <class Asked>
  bool IsChanged(const Asked& asked) const {
    const SeenBooking* own = OwnOf(asked.booking_id, asked.reach);
    return own != nullptr && asked.order.if_revision.has_value() &&
           *asked.order.if_revision != own->revision;
  }

  // Places that were given back stay so, and nobody is let into what does not
  // take place. All else is told to nobody but the right contact.
  bool Judge(const CorrectOne& asked) const {
    const SeenBooking* own = replay_.FindMade(asked.reference);
    if (own == nullptr) return reason_ == "BOOKING_NOT_FOUND";
    if (reason_ != "BOOKING_CANCELLED") return false;
    const SeenPool& now = *PoolOf(own->session_id);
    return !own->live && (now.count.session_state() == "CANCELLED" ||
                          !own->never_had_places());
  }

  bool Judge(const PlaceOne& asked) const {
    const SeenPool* pool = PoolOf(asked.hold.session_id);
    if (pool == nullptr) return reason_ == "SESSION_NOT_FOUND";
    if (IsNotOpen(*pool, false)) return true;
    SeenPool without = *pool;
    for (const auto& [id, hold] : replay_.holds) {
      const bool own = hold.live() &&
                       hold.session_id == asked.hold.session_id &&
                       replay_.KeysOf(id).browser == asked.hold.browser_key;
      if (own) without = order_.Without(without, id);
    }
    const bool may_hold =
        order_.MayHold(without, asked.hold.id, asked.hold.places);
    if (reason_ == "PLACES_HELD" && (asked.wait_in_line || !may_hold)) {
      return false;
    }
    return HasNoPlaces(without, asked.hold.places) && HasRightTurn(*pool);
  }

  bool Judge(const ChangeHold& asked) const {
    const auto hold = replay_.holds.find(asked.hold_id);
    if (hold == replay_.holds.end() || hold->second.pruned ||
        replay_.KeysOf(asked.hold_id).browser != asked.browser_key) {
      return reason_ == "HOLD_NOT_FOUND";
    }
    if (!asked.extend) return false;
    if (reason_ == "HOLD_LAPSED") {
      return !hold->second.live() || hold->second.expire_time <= now_;
    }
    if (reason_ == "HOLD_NOT_EXTENDABLE") {
      return hold->second.extensions >= rules_.max_extensions;
    }
    return IsNotToCome(*PoolOf(hold->second.session_id));
  }

  bool Judge(const CancelOne& asked) const {
    const SeenBooking* own = OwnOf(asked.booking_id, asked.reach);
    if (own == nullptr) return reason_ == "BOOKING_NOT_FOUND";
    return reason_ == "SESSION_ENDED" && own->live &&
           now_ >= PoolOf(own->session_id)->said.end();
  }

  bool Judge(const ChangeOne& asked) const {
    const SeenBooking* own = OwnOf(asked.booking_id, asked.reach);
    if (own == nullptr) return reason_ == "BOOKING_NOT_FOUND";
    if (reason_ == "BOOKING_CANCELLED") return !own->live;
    const SeenPool& pool = *PoolOf(own->session_id);
    const auto wanted = static_cast<int64_t>(asked.attendees.size());
    if (reason_ == "NOT_ELIGIBLE") {
      return wanted >= own->places &&
             (AreOutside(asked.attendees) ||
              !replay_.KeysOf(asked.booking_id).eligible);
    }
    int64_t more = wanted - own->places;
    if (IsNotToCome(pool)) return true;
    if (more <= 0) return false;
    if (IsNotOpen(pool, false)) return true;
    more -= Unsold(own->session_id, own->channel, more);
    return more > 0 && HasNoPlaces(pool, more) && HasRightTurn(pool);
  }

  bool Judge(const DetailOne& asked) const {
    const SeenBooking* own = OwnOf(asked.booking_id, asked.reach);
    if (own == nullptr) return reason_ == "BOOKING_NOT_FOUND";
    if (reason_ == "BOOKING_CANCELLED") return !own->live;
    return IsNotToCome(*PoolOf(own->session_id));
  }

  // Who may have a booking there is not refused it, and nothing else is said.
  bool Judge(const ReaddressOne& asked) const {
    const SeenBooking* own = OwnOf(asked.booking_id, asked.reach);
    if (own == nullptr) return reason_ == "BOOKING_NOT_FOUND";
    if (reason_ == "BOOKING_CANCELLED") return !own->live;
    const SeenPool& pool = *PoolOf(own->session_id);
    if (reason_ == "SESSION_ENDED") return now_ >= pool.said.end();
    if (reason_ == "CONTACT_GONE") return own->erased;
    return reason_ == "CONTACT_ALREADY_BOOKED" &&
           pool.HasBooking(asked.contact_key);
  }

  bool Judge(const MoveOne& asked) const {
    const SeenBooking* own = OwnOf(asked.booking_id, asked.reach);
    if (own == nullptr) return reason_ == "BOOKING_NOT_FOUND";
    if (reason_ == "BOOKING_CANCELLED") return !own->live;
    const SeenPool* to = PoolOf(asked.to_session_id);
    if (to == nullptr) return reason_ == "SESSION_NOT_FOUND";
    const SeenPool& from = *PoolOf(own->session_id);
    if (reason_ == "OTHER_WORKSHOP") {
      return from.said.workshop_id != to->said.workshop_id;
    }
    if (reason_ == "CONTACT_ALREADY_BOOKED") {
      return to->HasBooking(own->contact);
    }
    return IsNotToCome(from) || IsNotOpen(*to, false) ||
           (HasNoPlaces(*to, own->places) && HasRightTurn(*to));
  }

  bool Judge(const MarkOne& asked) const {
    const SeenBooking* own = OwnOf(asked.booking_id, asked.reach);
    if (own == nullptr) return reason_ == "BOOKING_NOT_FOUND";
    if (reason_ == "BOOKING_CANCELLED") return !own->live;
    if (reason_ == "FIELD_INVALID") {
      return own->places != static_cast<int64_t>(asked.attendance.size());
    }
    return reason_ == "SESSION_NOT_STARTED" &&
           now_ < PoolOf(own->session_id)->said.start() - absl::Minutes(15);
  }

  bool Judge(const RevokeOne& asked) const {
    if (OwnOf(asked.booking_id, asked.reach) == nullptr) {
      return reason_ == "BOOKING_NOT_FOUND";
    }
    return reason_ == "NOTHING_TO_SEND" && asked.send_new &&
           std::none_of(replay_.bookings.begin(), replay_.bookings.end(),
                        [&](const auto& known) {
                          return replay_.IsToTell(asked.booking_id,
                                                  known.second, now_);
                        });
  }

  bool Judge(const AllotOne& asked) const {
    const SeenPool* pool = PoolOf(asked.session_id);
    if (pool == nullptr) return reason_ == "SESSION_NOT_FOUND";
    const auto known =
        replay_.allotments.find({asked.session_id, asked.channel});
    const int64_t before =
        known == replay_.allotments.end() ? 0 : known->second.places;
    if (IsNotToCome(*pool)) return true;
    return asked.places > before && HasNoPlaces(*pool, asked.places - before) &&
           HasRightTurn(*pool);
  }

  bool Judge(const JoinOne& asked) const {
    const registration::WaitlistEntry& entry = asked.record.entry;
    if (reason_ == "NOT_ELIGIBLE") return !IsEligible(asked.record.answers);
    // A party that waits for whatever is to come may always do so.
    if (entry.topic) return false;
    bool too_large = true;
    int64_t workshop_id = 0;
    for (const int64_t id : entry.session_ids) {
      const SeenPool* pool = PoolOf(id);
      if (pool == nullptr) {
        if (reason_ == "SESSION_NOT_FOUND") return true;
        continue;
      }
      if (IsNotToCome(*pool)) return true;
      if (reason_ == "BOOKING_CLOSED" &&
          now_ >= pool->said.booking_close_time) {
        return true;
      }
      if (reason_ == "OTHER_WORKSHOP" && workshop_id != 0 &&
          workshop_id != pool->said.workshop_id) {
        return true;
      }
      workshop_id = pool->said.workshop_id;
      if (entry.least <= pool->count.capacity()) too_large = false;
    }
    return reason_ == "PARTY_TOO_LARGE" && too_large;
  }

  bool Judge(const LeaveOne& asked) const {
    return !replay_.entries.contains(asked.entry_id) &&
           reason_ == "WAITLIST_ENTRY_NOT_FOUND";
  }

  bool Judge(const AcceptOne& asked) const {
    const auto entry = replay_.entries.find(asked.entry_id);
    if (entry == replay_.entries.end()) {
      return reason_ == "WAITLIST_ENTRY_NOT_FOUND";
    }
    const auto offer = replay_.offers.find(entry->second.offer_id);
    const bool stands = Stands(asked.entry_id, asked.offer_id);
    if (reason_ == "OFFER_LAPSED") return !stands;
    if (!stands) return false;
    const SeenPool& pool = *PoolOf(offer->second.session_id);
    if (IsNotToCome(pool)) return true;
    if (reason_ == "ETAG_MISMATCH") {
      return HasNames(asked) && RaisesAnother(asked, entry->second, pool);
    }
    if (reason_ == "FIELD_REQUIRED") {
      return !HasNames(asked) && pool.said.attendees.names_needed;
    }
    return reason_ == "NOT_ENOUGH_PLACES" &&
           asked.record.booking.places > offer->second.places;
  }

  bool Judge(const DeclineOne& asked) const {
    if (!replay_.entries.contains(asked.entry_id)) {
      return reason_ == "WAITLIST_ENTRY_NOT_FOUND";
    }
    return reason_ == "OFFER_LAPSED" && !Stands(asked.entry_id, asked.offer_id);
  }

  bool Judge(const WriteOne& asked) const {
    const registration::Notice& wanted = asked.notice;
    if (PoolOf(wanted.session_id) == nullptr) {
      return reason_ == "SESSION_NOT_FOUND";
    }
    if (reason_ == "BOOKING_NOT_FOUND") {
      const auto booking = replay_.bookings.find(wanted.booking_id);
      return wanted.audience == registration::Audience::kOneBooking &&
             (booking == replay_.bookings.end() ||
              booking->second.session_id != wanted.session_id);
    }
    if (reason_ == "NOBODY_TO_WRITE_TO") {
      const registration::Recipients meant = MeantBy(replay_, wanted);
      return meant.bookings.empty() && meant.entries.empty();
    }
    return reason_ == "TOO_MANY_NOTICES" && HasRightNextTime(wanted);
  }

  bool Judge(const TakeBackOne& asked) const {
    const auto found = replay_.notices.find(asked.notice_id);
    if (found == replay_.notices.end()) return reason_ == "NOTICE_NOT_FOUND";
    const registration::Notice& notice = found->second.notice;
    return reason_ == "NOTICE_SENT" && now_ >= notice.send_time &&
           notice.state == registration::NoticeState::kWritten;
  }

  template <class Asked>
  bool Judge(const Asked& /*asked*/) const {
    return false;
  }

 private:
  const SeenPool* PoolOf(int64_t session_id) const {
    const auto found = replay_.pools.find(session_id);
    return found == replay_.pools.end() ? nullptr : &found->second;
  }

  const SeenBooking* OwnOf(int64_t id, const Reach& reach) const {
    const auto found = replay_.bookings.find(id);
    if (found == replay_.bookings.end()) return nullptr;
    const bool covered =
        (!reach.channel.has_value() ||
         found->second.channel == *reach.channel) &&
        (!reach.booking_id.has_value() || *reach.booking_id == id);
    return covered ? &found->second : nullptr;
  }

  // Whether there may be no more now, and one more at the time that is told.
  bool HasRightNextTime(const registration::Notice& wanted) const {
    absl::Time next;
    const std::string told = MetadataOf(refusal_, "next_time");
    return absl::ParseTime(absl::RFC3339_full, told, &next, nullptr) &&
           AreTooMany(replay_, wanted, now_) &&
           AreTooMany(replay_, wanted, next - absl::Microseconds(1)) &&
           !AreTooMany(replay_, wanted, next);
  }

  static bool HasNames(const AcceptOne& asked) {
    const std::vector<registration::Attendee>& coming = asked.record.attendees;
    return std::any_of(coming.begin(), coming.end(),
                       [](const registration::Attendee& attendee) {
                         return !attendee.name.empty();
                       });
  }

  // Whether names are sealed for another booking than the one they go to.
  bool RaisesAnother(const AcceptOne& asked, const SeenEntry& entry,
                     const SeenPool& pool) const {
    const int64_t places = asked.record.booking.places;
    return std::any_of(pool.contacts.begin(), pool.contacts.end(),
                       [&](const auto& one) {
                         return one.first.first == entry.contact &&
                                one.second != asked.own_id &&
                                replay_.bookings.at(one.second).places < places;
                       });
  }

  int64_t Unsold(int64_t session_id, const std::string& channel,
                 int64_t at_most) const {
    if (channel == "direct" || PoolOf(session_id)->over()) return 0;
    const auto found = replay_.allotments.find({session_id, channel});
    if (found == replay_.allotments.end()) return 0;
    return std::min(found->second.places - found->second.sold, at_most);
  }

  // Whether an entry has an offer that stands: this one, or any for 0.
  bool Stands(int64_t entry_id, int64_t offer_id) const {
    const SeenEntry& entry = replay_.entries.at(entry_id);
    const auto offer = replay_.offers.find(entry.offer_id);
    if (offer_id != 0 && offer_id != entry.offer_id) return false;
    return entry.state == v1::WaitlistEntry::OFFERED &&
           offer != replay_.offers.end() &&
           offer->second.state == v1::Offer::OPEN &&
           offer->second.expire_time > now_;
  }

  bool IsNotToCome(const SeenPool& pool) const {
    if (reason_ == "SESSION_CANCELLED") {
      return pool.count.session_state() == "CANCELLED";
    }
    return reason_ == "SESSION_STARTED" && now_ >= pool.said.start();
  }

  bool IsNotOpen(const SeenPool& pool, bool keeps) const {
    if (IsNotToCome(pool)) return true;
    if (keeps) return false;
    const std::string& state = pool.count.session_state();
    if (reason_ == "SESSION_CHANGING") return state == "CHANGING";
    if (reason_ == "SESSION_NOT_OPEN") {
      return state != "OPEN" && state != "CHANGING";
    }
    if (reason_ == "BOOKING_NOT_YET_OPEN") {
      return now_ < pool.said.booking_open_time;
    }
    return reason_ == "BOOKING_CLOSED" && now_ >= pool.said.booking_close_time;
  }

  // Nobody is refused a place that is free, nor told that places may come when
  // they cannot, or the other way round.
  bool HasNoPlaces(const SeenPool& pool, int64_t places) const {
    if (reason_ != "PLACES_HELD" && reason_ != "NOT_ENOUGH_PLACES") {
      return false;
    }
    const bool may_come =
        places <= pool.count.capacity() - pool.confirmed - pool.allotted;
    return !order_.Admits(pool, places) &&
           may_come == (reason_ == "PLACES_HELD");
  }

  // What a caller is told of its turn, where it is told.
  bool HasRightTurn(const SeenPool& pool) const {
    if (reason_ != "PLACES_HELD") return true;
    int64_t position = 0;
    return absl::SimpleAtoi(MetadataOf(refusal_, "position"), &position) &&
           position == static_cast<int64_t>(pool.queue.size()) + 1 &&
           MetadataOf(refusal_, "lapse_time") == LastLapse(pool.said.id);
  }

  // When the last ends of what keeps places, as a turn in line does not; empty
  // where nothing does.
  std::string LastLapse(int64_t session_id) const {
    absl::Time last = absl::InfinitePast();
    for (const auto& [id, hold] : replay_.holds) {
      if (hold.state == v1::Hold::HELD && hold.session_id == session_id) {
        last = std::max(last, hold.expire_time);
      }
    }
    for (const auto& [id, offer] : replay_.offers) {
      if (offer.state == v1::Offer::OPEN && offer.session_id == session_id) {
        last = std::max(last, offer.expire_time);
      }
    }
    if (last == absl::InfinitePast()) return "";
    return absl::FormatTime(absl::RFC3339_sec, last, absl::UTCTimeZone());
  }

  const Replay& replay_;
  const Order& order_;
  const registration::Rules& rules_;
  const absl::Time now_;
  const absl::Status& refusal_;
  const std::string reason_;
};

}  // namespace

bool Auditor::IsRightRefusal(const Sent& sent,
                             const absl::Status& refusal) const {
  const RefusalJudge judge(replay_, order_, rules_, now_, refusal);
  return std::visit(
      [&](const auto& asked) {
        if constexpr (requires { asked.reach; }) {
          if (ReasonOf(refusal) == "ETAG_MISMATCH") {
            return judge.IsChanged(asked);
          }
        }
        if constexpr (std::is_same_v<std::decay_t<decltype(asked)>,
                                     ReaddressOne>) {
          if (IsUnwelcome(asked.contact_key, ReasonOf(refusal))) return true;
        }
        return judge.Judge(asked);
      },
      sent.command);
}

// Whether a contact may have no more bookings, for this reason.
bool Auditor::IsUnwelcome(const std::string& contact,
                          absl::string_view reason) const {
  if (reason == "CONTACT_AT_LIMIT") {
    return CountBookings({.contact = contact}) >= rules_.contact_bookings;
  }
  const auto blocked = blocked_.find(contact);
  return reason == "CONTACT_BLOCKED" && blocked != blocked_.end() &&
         blocked->second.value_or(true);
}

}  // namespace cwp::simulation
