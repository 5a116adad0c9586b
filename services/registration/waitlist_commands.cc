#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/command_answers.h"

namespace cwp::registration {
namespace {

absl::Status OfferNotOpen() {
  return FailedPrecondition("OFFER_LAPSED",
                            "this offer does not stand any more");
}

Applied FinishHold(Group& group, const absl::StatusOr<Changes>& changes,
                   const Actor& actor) {
  if (!changes.ok()) return Refused(changes.status());
  group.Save(*changes, actor);
  CWP_CHECK(changes->hold.has_value(), "it was about a hold");
  ASSIGN_OR_RETURN(std::optional<Hold> saved,
                   group.FindHold(changes->hold->id));
  return Answered(*std::move(saved));
}

Applied FinishEntry(Group& group, const absl::StatusOr<Changes>& changes,
                    const Actor& actor, NewRecord made = {}) {
  if (!changes.ok()) return Refused(changes.status());
  group.Save(*changes, actor, made);
  CWP_CHECK(changes->entry.has_value(), "it was about a waitlist entry");
  // Whoever fits at once has an offer already.
  RETURN_IF_ERROR(group.Settle());
  ASSIGN_OR_RETURN(std::optional<WaitlistEntry> saved,
                   group.FindEntry(changes->entry->id));
  return Answered(*std::move(saved));
}

// The offer that an entry has, with the entry; nothing when it has none.
absl::StatusOr<std::optional<OfferedEntry>> FindOffered(
    Group& group, const WaitlistEntry& entry) {
  if (entry.state != EntryState::kOffered) return std::nullopt;
  ASSIGN_OR_RETURN(std::optional<Offer> offer, group.FindOffer(entry.offer_id));
  CWP_CHECK(offer.has_value(), "an offered entry has an offer");
  ASSIGN_OR_RETURN(std::optional<Pool> pool, group.FindPool(offer->session_id));
  CWP_CHECK(pool.has_value(), "every offer has a pool");
  // Reading the pool may have let it lapse.
  ASSIGN_OR_RETURN(offer, group.FindOffer(entry.offer_id));
  ASSIGN_OR_RETURN(std::optional<WaitlistEntry> now, group.FindEntry(entry.id));
  if (offer->state != OfferState::kOpen) return std::nullopt;
  return OfferedEntry{.offer = *std::move(offer), .entry = *std::move(now)};
}

bool HaveNames(const std::vector<Attendee>& attendees) {
  return std::any_of(
      attendees.begin(), attendees.end(),
      [](const Attendee& attendee) { return !attendee.name.empty(); });
}

// Whether the offer is the one that somebody answers; 0 answers any.
bool IsAnswered(const std::optional<OfferedEntry>& offered, int64_t offer_id) {
  return offered.has_value() &&
         (offer_id == 0 || offer_id == offered->offer.id);
}

// The live entry of the same contact for one of the same sessions.
std::optional<WaitlistEntry> Overlapping(
    const std::vector<WaitlistEntry>& entries, const WaitlistEntry& wanted) {
  for (const WaitlistEntry& entry : entries) {
    if (entry.topic && wanted.topic) return entry;
    for (const int64_t id : wanted.session_ids) {
      if (entry.Names(id)) return entry;
    }
  }
  return std::nullopt;
}

}  // namespace

Applied Apply(Group& group, const PlaceOne& command) {
  const Hold& wanted = command.hold;
  ASSIGN_OR_RETURN(std::optional<Pool> pool, group.FindPool(wanted.session_id));
  if (!pool.has_value()) return Refused(SessionNotFound(wanted.session_id));
  PlaceHold decision{.hold = wanted, .wait_in_line = command.wait_in_line};
  ASSIGN_OR_RETURN(std::optional<Hold> previous,
                   group.FindHoldOfBrowser(wanted.browser_key));
  if (previous.has_value()) {
    // What ran out of time elsewhere is nothing to give back.
    RETURN_IF_ERROR(group.FindPool(previous->session_id).status());
    ASSIGN_OR_RETURN(previous, group.FindHoldOfBrowser(wanted.browser_key));
  }
  const bool here =
      previous.has_value() && previous->session_id == wanted.session_id;
  if (here) decision.previous = previous;
  ASSIGN_OR_RETURN(PoolView view,
                   group.View(wanted.session_id, wanted.client_key));
  absl::StatusOr<Changes> changes = Decide(view, decision, group.moment());
  if (changes.ok() && previous.has_value() && !here) {
    // One live hold for each browser.
    ASSIGN_OR_RETURN(const PoolView other, group.View(previous->session_id));
    group.Save(Decide(other, ReleaseHold{.hold = *previous}, group.moment()),
               command.order.actor);
    // Who was let in there may have waited here, and was passed by nobody then.
    ASSIGN_OR_RETURN(view, group.View(wanted.session_id, wanted.client_key));
    changes = Decide(view, decision, group.moment());
    if (!changes.ok()) {
      // Or somebody was passed there, and for the last time. What was kept
      // there is given up by now, so a turn in line comes instead.
      decision.wait_in_line = true;
      changes = Decide(view, decision, group.moment());
    }
  }
  if (!changes.ok()) {
    return RefusedIn(group, changes.status(), wanted.session_id);
  }
  return FinishHold(group, changes, command.order.actor);
}

Applied Apply(Group& group, const ChangeHold& command) {
  ASSIGN_OR_RETURN(std::optional<Hold> hold, group.FindHold(command.hold_id));
  if (!hold.has_value() || hold->browser_key != command.browser_key) {
    return Refused(HoldNotFound());
  }
  ASSIGN_OR_RETURN(std::optional<Pool> pool, group.FindPool(hold->session_id));
  CWP_CHECK(pool.has_value(), "every hold has a pool");
  ASSIGN_OR_RETURN(hold, group.FindHold(command.hold_id));
  ASSIGN_OR_RETURN(const PoolView view, group.View(hold->session_id));
  if (command.extend) {
    return FinishHold(group,
                      Decide(view, ExtendHold{.hold = *hold}, group.moment()),
                      command.order.actor);
  }
  return FinishHold(group,
                    Decide(view, ReleaseHold{.hold = *hold}, group.moment()),
                    command.order.actor);
}

Applied Apply(Group& group, const JoinOne& command) {
  JoinWaitlist decision{.entry = command.record.entry,
                        .answers = command.record.answers};
  WaitlistEntry& entry = decision.entry;
  if (entry.topic) {
    ASSIGN_OR_RETURN(entry.session_ids,
                     group.FindComingSessions(entry.workshop_id));
  }
  for (const int64_t id : entry.session_ids) {
    ASSIGN_OR_RETURN(std::optional<Pool> pool, group.FindPool(id));
    if (!pool.has_value()) return Refused(SessionNotFound(id));
    if (entry.workshop_id == 0) entry.workshop_id = pool->workshop_id;
    if (pool->workshop_id != entry.workshop_id) {
      return Refused(FailedPrecondition(
          "OTHER_WORKSHOP", "the sessions are of several workshops"));
    }
    decision.pools.push_back(*std::move(pool));
  }
  ASSIGN_OR_RETURN(const std::vector<WaitlistEntry> entries,
                   group.FindLiveEntries(entry.workshop_id, entry.contact_key));
  decision.own = Overlapping(entries, entry);
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(entry.contact_key));
  for (const int64_t id : entry.session_ids) {
    if (InSession(live, id).has_value()) decision.booked = true;
  }
  ASSIGN_OR_RETURN(decision.standing,
                   StandingOf(group, live, entry.contact_key));
  return FinishEntry(group, Decide(decision, group.moment()),
                     command.order.actor, {.entry = &command.record});
}

Applied Apply(Group& group, const LeaveOne& command) {
  ASSIGN_OR_RETURN(std::optional<WaitlistEntry> entry,
                   group.FindEntry(command.entry_id));
  if (!entry.has_value()) return Refused(EntryNotFound());
  // When an offer lapses just now, another session's may follow.
  while (entry->state == EntryState::kOffered) {
    ASSIGN_OR_RETURN(std::optional<OfferedEntry> offered,
                     FindOffered(group, *entry));
    if (offered.has_value()) {
      ASSIGN_OR_RETURN(const PoolView view,
                       group.View(offered->offer.session_id));
      return FinishEntry(group, Decide(view, *offered, group.moment()),
                         command.order.actor);
    }
    ASSIGN_OR_RETURN(entry, group.FindEntry(command.entry_id));
  }
  return FinishEntry(group, DecideLeave(*entry, group.moment()),
                     command.order.actor);
}

Applied Apply(Group& group, const AcceptOne& command) {
  ASSIGN_OR_RETURN(std::optional<WaitlistEntry> entry,
                   group.FindEntry(command.entry_id));
  if (!entry.has_value()) return Refused(EntryNotFound());
  ASSIGN_OR_RETURN(std::optional<OfferedEntry> offered,
                   FindOffered(group, *entry));
  if (!IsAnswered(offered, command.offer_id)) return Refused(OfferNotOpen());
  AcceptOffer decision{.offered = *offered, .booking = command.record.booking};
  decision.booking.session_id = offered->offer.session_id;
  ASSIGN_OR_RETURN(
      decision.booking.reference,
      group.FreeReference(decision.booking.session_id, decision.booking));
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(entry->contact_key));
  decision.own = InSession(live, decision.booking.session_id);
  ASSIGN_OR_RETURN(decision.standing,
                   StandingOf(group, live, entry->contact_key));
  ASSIGN_OR_RETURN(const PoolView view,
                   group.View(decision.booking.session_id));
  const absl::StatusOr<Changes> changes =
      Decide(view, decision, group.moment());
  if (!changes.ok()) return Refused(changes.status());
  BookingRecord record = command.record;
  const std::optional<Booking>& own = decision.own;
  const bool raises = own.has_value() && changes->booking->places > own->places;
  if (raises && own->id == command.own_id) {
    record.attendees = command.own_attendees;
  } else if (raises && HaveNames(record.attendees)) {
    return Refused(BookingChanged());
  }
  const EligibilityRules& rules = group.moment().rules.eligibility;
  // Ages are said only now.
  record.answers = KeptAnswers(record.answers, /*professionals=*/false,
                               record.attendees, rules);
  if (absl::Status eligible = CheckEligible(record.answers); !eligible.ok()) {
    return Refused(eligible);
  }
  absl::StatusOr<std::vector<Attendee>> attendees =
      KeptAttendees(std::move(record.attendees), rules, view.pool.attendees);
  if (!attendees.ok()) return Refused(attendees.status());
  record.attendees = *std::move(attendees);
  if (raises) group.SetAttendees(own->id, record.attendees);
  group.Save(*changes, command.order.actor, {.booking = &record});
  ASSIGN_OR_RETURN(std::optional<Booking> saved,
                   group.FindBooking(changes->booking->id));
  return Answered(*std::move(saved));
}

Applied Apply(Group& group, const DeclineOne& command) {
  ASSIGN_OR_RETURN(std::optional<WaitlistEntry> entry,
                   group.FindEntry(command.entry_id));
  if (!entry.has_value()) return Refused(EntryNotFound());
  ASSIGN_OR_RETURN(std::optional<OfferedEntry> offered,
                   FindOffered(group, *entry));
  if (!IsAnswered(offered, command.offer_id)) return Refused(OfferNotOpen());
  ASSIGN_OR_RETURN(const PoolView view, group.View(offered->offer.session_id));
  return FinishEntry(
      group, Decide(view, DeclineOffer{.offered = *offered}, group.moment()),
      command.order.actor);
}

// Finding the pool is what lets things lapse.
Applied Apply(Group& group, const LapseDue& command) {
  RETURN_IF_ERROR(group.FindPool(command.session_id).status());
  return Answered(WriteAnswer());
}

}  // namespace cwp::registration
