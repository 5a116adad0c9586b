#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/command_answers.h"

namespace cwp::registration {
namespace {

// The booking that a command names, if its caller may touch it and has read it
// as it is.
template <class Command>
absl::StatusOr<absl::StatusOr<Booking>> FindOwn(Group& group,
                                                const Command& command) {
  ASSIGN_OR_RETURN(std::optional<Booking> own,
                   group.FindBooking(command.booking_id));
  if (!own.has_value() || !command.reach.Covers(*own)) {
    return absl::StatusOr<Booking>(BookingNotFound());
  }
  if (command.order.if_revision.value_or(own->revision) != own->revision) {
    return absl::StatusOr<Booking>(BookingChanged());
  }
  return absl::StatusOr<Booking>(*std::move(own));
}

// What is due in a booking's session comes before anything is read of it.
absl::Status BringUpToDate(Group& group, const Booking& booking) {
  return PoolOf(group, booking).status();
}

void KeepThoseOf(const std::string& channel, std::vector<Booking>& bookings) {
  bookings.erase(std::remove_if(bookings.begin(), bookings.end(),
                                [&](const Booking& booking) {
                                  return booking.channel != channel;
                                }),
                 bookings.end());
}

// Answers with a booking as it was saved, with the revision that this gave it.
Applied AnsweredWith(Group& group, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<Booking> saved, group.FindBooking(id));
  CWP_CHECK(saved.has_value(), "it was saved a moment ago");
  return Answered(*std::move(saved));
}

// Saves a decision about one booking and answers with it.
Applied Finish(Group& group, const absl::StatusOr<Changes>& changes,
               const Actor& actor, NewRecord made = {}) {
  if (!changes.ok()) return Refused(changes.status());
  group.Save(*changes, actor, made);
  CWP_CHECK(changes->booking.has_value(), "it was about a booking");
  return AnsweredWith(group, changes->booking->id);
}

// The live bookings of a contact whose sessions are not over.
absl::StatusOr<std::vector<int64_t>> NotOver(Group& group,
                                             const std::string& contact_key) {
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(contact_key));
  std::vector<int64_t> ids;
  for (const Booking& booking : live) {
    ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, booking));
    if (group.moment().now < pool.end_time) ids.push_back(booking.id);
  }
  return ids;
}

// What is kept of the contact of a booking besides it.
absl::StatusOr<Belongings> OthersOf(Group& group, const Booking& own) {
  Belongings others;
  ASSIGN_OR_RETURN(const std::vector<int64_t> bookings,
                   group.FindBookingIdsOf(own.contact_key));
  for (const int64_t id : bookings) {
    ASSIGN_OR_RETURN(std::optional<Booking> booking, group.FindBooking(id));
    CWP_CHECK(booking.has_value(), "it was found a moment ago");
    if (id != own.id) others.bookings.push_back(*std::move(booking));
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> entries,
                   group.FindEntryIdsOf(own.contact_key));
  for (const int64_t id : entries) {
    ASSIGN_OR_RETURN(std::optional<WaitlistEntry> entry, group.FindEntry(id));
    CWP_CHECK(entry.has_value(), "it was found a moment ago");
    others.entries.push_back(*std::move(entry));
  }
  return others;
}

}  // namespace

Applied RefusedIn(Group& group, const absl::Status& refusal,
                  int64_t session_id) {
  if (ReasonOf(refusal) != "PLACES_HELD") return Refused(refusal);
  ASSIGN_OR_RETURN(const absl::Status told,
                   group.WithTurn(refusal, session_id));
  return Refused(told);
}

absl::StatusOr<Pool> PoolOf(Group& group, const Booking& booking) {
  ASSIGN_OR_RETURN(std::optional<Pool> pool,
                   group.FindPool(booking.session_id));
  CWP_CHECK(pool.has_value(), "every booking has a pool");
  return *std::move(pool);
}

absl::StatusOr<Standing> StandingOf(Group& group,
                                    const std::vector<Booking>& live,
                                    const std::string& contact_key) {
  ASSIGN_OR_RETURN(const bool blocked, group.IsBlocked(contact_key));
  if (blocked) return Standing::kBlocked;
  const int64_t most = group.moment().rules.contact_bookings;
  if (static_cast<int64_t>(live.size()) < most) return Standing::kWelcome;
  // What is over does not count.
  int64_t coming = 0;
  for (const Booking& booking : live) {
    ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, booking));
    if (pool.end_time > group.moment().now) ++coming;
  }
  return coming < most ? Standing::kWelcome : Standing::kAtLimit;
}

std::optional<Booking> InSession(const std::vector<Booking>& bookings,
                                 int64_t session_id) {
  const auto found = std::find_if(
      bookings.begin(), bookings.end(),
      [&](const Booking& one) { return one.session_id == session_id; });
  if (found == bookings.end()) return std::nullopt;
  return *found;
}

absl::StatusOr<std::optional<Allotment>> AllotmentOf(Group& group,
                                                     const Booking& booking) {
  if (booking.channel == kDirectChannel) return std::nullopt;
  return group.FindAllotment(booking.session_id, booking.channel);
}

Applied Apply(Group& group, const MakeBooking& command) {
  const Booking& wanted = command.record.booking;
  ASSIGN_OR_RETURN(std::optional<Pool> pool, group.FindPool(wanted.session_id));
  if (!pool.has_value()) return Refused(SessionNotFound(wanted.session_id));

  BookingRecord record = command.record;
  absl::StatusOr<std::vector<Attendee>> attendees =
      KeptAttendees(std::move(record.attendees),
                    group.moment().rules.eligibility, pool->attendees);
  if (!attendees.ok()) return Refused(attendees.status());
  record.attendees = *std::move(attendees);

  BookPlaces decision{.booking = wanted,
                      .answers = command.record.answers,
                      .keeps_repeat = command.keeps_repeat};
  ASSIGN_OR_RETURN(decision.booking.reference,
                   group.FreeReference(wanted.session_id, wanted));
  ASSIGN_OR_RETURN(std::vector<Booking> live,
                   group.FindLiveBookings(wanted.contact_key));
  if (command.own_channel_only) KeepThoseOf(wanted.channel, live);
  decision.own = InSession(live, wanted.session_id);
  ASSIGN_OR_RETURN(decision.standing,
                   StandingOf(group, live, wanted.contact_key));
  ASSIGN_OR_RETURN(decision.allotment, AllotmentOf(group, wanted));
  if (command.hold_id != 0) {
    ASSIGN_OR_RETURN(decision.hold, group.FindHold(command.hold_id));
    if (decision.hold.has_value() &&
        decision.hold->browser_key != command.browser_key) {
      decision.hold.reset();
    }
  }
  ASSIGN_OR_RETURN(const PoolView view, group.View(wanted.session_id));
  const absl::StatusOr<Changes> changes =
      Decide(view, decision, group.moment());
  if (!changes.ok()) {
    return RefusedIn(group, changes.status(), wanted.session_id);
  }
  return Finish(group, changes, command.order.actor, {.booking = &record});
}

Applied Apply(Group& group, const CorrectOne& command) {
  ASSIGN_OR_RETURN(
      const std::optional<Booking> own,
      group.FindByReference(command.session_id, command.reference));
  if (!own.has_value() || own->id != command.booking_id) {
    return Refused(BookingNotFound());
  }
  RETURN_IF_ERROR(BringUpToDate(group, *own));
  CorrectEmail decision{.own = *own, .contact_key = command.contact_key};
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(command.contact_key));
  decision.theirs = InSession(live, own->session_id);
  ASSIGN_OR_RETURN(decision.standing,
                   StandingOf(group, live, command.contact_key));
  ASSIGN_OR_RETURN(decision.allotment, AllotmentOf(group, *own));
  ASSIGN_OR_RETURN(const PoolView view, group.View(own->session_id));
  const absl::StatusOr<Changes> changes =
      Decide(view, decision, group.moment());
  if (!changes.ok()) return Refused(changes.status());
  const bool another = changes->booking->contact_key != own->contact_key;
  // Who has places here already cannot have this one before it has none.
  const bool after = changes->booking->state == BookingState::kCancelled;
  if (another && !after) {
    RETURN_IF_ERROR(group.SetContact(*own, command.contact_key, command.email));
  }
  const Applied answer = Finish(group, changes, command.order.actor);
  if (another && after) {
    RETURN_IF_ERROR(group.SetContact(*own, command.contact_key, command.email));
  }
  return answer;
}

Applied Apply(Group& group, const ReaddressOne& command) {
  ASSIGN_OR_RETURN(const absl::StatusOr<Booking> own, FindOwn(group, command));
  if (!own.ok()) return Refused(own.status());
  ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, *own));
  Readdress decision{.own = *own, .contact_key = command.contact_key};
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(command.contact_key));
  decision.booked_here = InSession(live, own->session_id).has_value();
  ASSIGN_OR_RETURN(decision.standing,
                   StandingOf(group, live, command.contact_key));
  const absl::StatusOr<Changes> changes =
      Decide(pool, decision, group.moment());
  if (changes.ok() && changes->booking->contact_key != own->contact_key) {
    RETURN_IF_ERROR(group.SetContact(*own, command.contact_key, command.email));
  }
  return Finish(group, changes, command.order.actor);
}

Applied Apply(Group& group, const CancelOne& command) {
  ASSIGN_OR_RETURN(const absl::StatusOr<Booking> own, FindOwn(group, command));
  if (!own.ok()) return Refused(own.status());
  RETURN_IF_ERROR(BringUpToDate(group, *own));
  CancelBooking decision{.own = *own, .reason = command.reason};
  ASSIGN_OR_RETURN(decision.allotment, AllotmentOf(group, *own));
  ASSIGN_OR_RETURN(const PoolView view, group.View(own->session_id));
  const absl::StatusOr<Changes> changes =
      Decide(view, decision, group.moment());
  ASSIGN_OR_RETURN(absl::StatusOr<WriteAnswer> answer,
                   Finish(group, changes, command.order.actor));
  const bool refused = changes.ok() && own->state == BookingState::kConfirmed;
  if (refused && !command.refusal_reason.empty()) {
    RETURN_IF_ERROR(group.SetRefusal(own->id, command.refusal_reason));
  }
  return answer;
}

Applied Apply(Group& group, const ChangeOne& command) {
  ASSIGN_OR_RETURN(const absl::StatusOr<Booking> own, FindOwn(group, command));
  if (!own.ok()) return Refused(own.status());
  ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, *own));
  ChangePlaces decision{
      .own = *own, .places = static_cast<int64_t>(command.attendees.size())};
  const EligibilityRules& rules = group.moment().rules.eligibility;
  ASSIGN_OR_RETURN(const Answers said, group.FindAnswers(own->id));
  decision.answers =
      KeptAnswers(said, /*professionals=*/false, command.attendees, rules);
  ASSIGN_OR_RETURN(decision.allotment, AllotmentOf(group, *own));
  ASSIGN_OR_RETURN(const PoolView view, group.View(own->session_id));
  absl::StatusOr<std::vector<Attendee>> attendees =
      KeptAttendees(command.attendees, rules, pool.attendees);
  if (!attendees.ok()) return Refused(attendees.status());
  // One whose session was over when it was erased, and comes again since.
  if (!own->contact_kept) {
    for (Attendee& attendee : *attendees) attendee.name.clear();
  }
  const absl::StatusOr<Changes> changes =
      Decide(view, decision, group.moment());
  if (!changes.ok()) {
    return RefusedIn(group, changes.status(), own->session_id);
  }
  group.SetAttendees(own->id, *std::move(attendees));
  return Finish(group, changes, command.order.actor);
}

Applied Apply(Group& group, const DetailOne& command) {
  ASSIGN_OR_RETURN(const absl::StatusOr<Booking> own, FindOwn(group, command));
  if (!own.ok()) return Refused(own.status());
  ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, *own));
  Booking wanted = *own;
  wanted.name_workshop = command.name_workshop.value_or(own->name_workshop);
  const absl::StatusOr<Changes> changes =
      DecideDetails(pool, wanted, group.moment());
  if (changes.ok()) {
    RETURN_IF_ERROR(group.SetDetails(own->id, command.details));
  }
  return Finish(group, changes, command.order.actor);
}

Applied Apply(Group& group, const MoveOne& command) {
  ASSIGN_OR_RETURN(const absl::StatusOr<Booking> own, FindOwn(group, command));
  if (!own.ok()) return Refused(own.status());
  if (own->session_id == command.to_session_id) return Answered(*own);
  RETURN_IF_ERROR(BringUpToDate(group, *own));
  ASSIGN_OR_RETURN(std::optional<Pool> to,
                   group.FindPool(command.to_session_id));
  if (!to.has_value()) return Refused(SessionNotFound(command.to_session_id));

  MoveBooking decision{.own = *own};
  ASSIGN_OR_RETURN(decision.own.reference,
                   group.FreeReference(command.to_session_id, *own));
  ASSIGN_OR_RETURN(const std::vector<Booking> live,
                   group.FindLiveBookings(own->contact_key));
  decision.booked_there = InSession(live, command.to_session_id).has_value();
  ASSIGN_OR_RETURN(decision.allotment, AllotmentOf(group, *own));
  ASSIGN_OR_RETURN(const PoolView from_view, group.View(own->session_id));
  ASSIGN_OR_RETURN(const PoolView to_view, group.View(command.to_session_id));
  const absl::StatusOr<MoveChanges> changes =
      DecideMove(from_view, to_view, decision, group.moment());
  if (!changes.ok()) {
    return RefusedIn(group, changes.status(), command.to_session_id);
  }
  // Where it comes first: the ledger counts it in one session at a time.
  group.Save(changes->to, command.order.actor);
  group.Save(changes->from, command.order.actor);
  group.NoteQueued(own->session_id);
  ASSIGN_OR_RETURN(std::optional<Booking> moved,
                   group.FindBooking(command.booking_id));
  return Answered(*std::move(moved));
}

Applied Apply(Group& group, const MarkOne& command) {
  ASSIGN_OR_RETURN(const absl::StatusOr<Booking> own, FindOwn(group, command));
  if (!own.ok()) return Refused(own.status());
  ASSIGN_OR_RETURN(const Pool pool, PoolOf(group, *own));
  const NoteAttendance decision{
      .own = *own,
      .attendees = static_cast<int64_t>(command.attendance.size())};
  const absl::StatusOr<Changes> changes =
      Decide(pool, decision, group.moment());
  if (changes.ok()) group.SetAttendance(own->id, command.attendance);
  return Finish(group, changes, command.order.actor);
}

Applied Apply(Group& group, const RevokeOne& command) {
  ASSIGN_OR_RETURN(const absl::StatusOr<Booking> own, FindOwn(group, command));
  if (!own.ok()) return Refused(own.status());
  std::vector<int64_t> told;
  if (command.send_new) {
    // Whoever was erased in this group is nobody's contact any more.
    if (own->contact_kept) {
      ASSIGN_OR_RETURN(told, NotOver(group, own->contact_key));
    }
    if (told.empty()) {
      return Refused(FailedPrecondition("NOTHING_TO_SEND",
                                        "new links would lead to nothing"));
    }
  }
  Belongings others;
  if (own->contact_kept) {
    ASSIGN_OR_RETURN(others, OthersOf(group, *own));
  }
  const Actor& actor = command.order.actor;
  group.Save(DecideRevoke(*own, others, group.moment()), actor);
  for (const int64_t id : told) {
    // As it is with its new links.
    ASSIGN_OR_RETURN(std::optional<Booking> booking, group.FindBooking(id));
    CWP_CHECK(booking.has_value(), "it was found a moment ago");
    group.Save(DecideTell(*std::move(booking)), actor);
  }
  return AnsweredWith(group, own->id);
}

Applied Apply(Group& group, const AllotOne& command) {
  ASSIGN_OR_RETURN(std::optional<Pool> pool,
                   group.FindPool(command.session_id));
  if (!pool.has_value()) return Refused(SessionNotFound(command.session_id));
  ASSIGN_OR_RETURN(std::optional<Allotment> allotment,
                   group.FindAllotment(command.session_id, command.channel));
  const SetAllotment decision{
      .allotment = allotment.value_or(Allotment{
          .session_id = command.session_id, .channel = command.channel}),
      .places = command.places};
  ASSIGN_OR_RETURN(const PoolView view, group.View(command.session_id));
  const absl::StatusOr<Changes> changes =
      Decide(view, decision, group.moment());
  if (!changes.ok()) {
    return RefusedIn(group, changes.status(), command.session_id);
  }
  group.Save(*changes, command.order.actor);
  ASSIGN_OR_RETURN(allotment,
                   group.FindAllotment(command.session_id, command.channel));
  return Answered(allotment.value_or(decision.allotment));
}

Applied Apply(Group& group, const BlockOne& command) {
  RETURN_IF_ERROR(group.SetBlock(command.contact_key, command.reason));
  return Answered(WriteAnswer());
}

}  // namespace cwp::registration
