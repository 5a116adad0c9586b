#include <algorithm>
#include <utility>

#include "tests/simulation/workload.h"

namespace cwp::simulation {

using registration::WriteCommand;

namespace {

// All that is personal, none of which may outlive an erasure.
registration::SealedContact SealedContact() {
  return {.name = "sealed",
          .email = "sealed",
          .phone = "sealed",
          .relationship = "sealed",
          .access_needs = "sealed"};
}

std::vector<registration::Attendee> Attendees(int64_t count) {
  return std::vector<registration::Attendee>(static_cast<size_t>(count),
                                             {.name = "sealed"});
}

}  // namespace

registration::Answers Workload::DrawAnswers() {
  registration::Answers answers{.in_area = registration::Answer::kYes,
                                .of_age = registration::Answer::kNotSure};
  if (random_.Chance(odds_.not_eligible)) {
    answers.of_age = registration::Answer::kNo;
  }
  return answers;
}

registration::BookingRecord Workload::DrawBooking(const std::string& contact,
                                                  int64_t places) {
  registration::BookingRecord record;
  record.booking.contact_key = contact;
  record.booking.places = places;
  record.contact = SealedContact();
  record.attendees = Attendees(places);
  return record;
}

registration::Reach Workload::DrawReach(int64_t booking_id) {
  registration::Reach reach;
  if (random_.Chance(odds_.partner)) reach.channel = DrawChannel();
  if (random_.Chance(200)) {
    reach.booking_id = random_.Chance(900) ? booking_id : booking_id + 1;
  }
  return reach;
}

std::optional<int64_t> Workload::DrawRevision(int64_t booking_id) {
  const auto booking = known_bookings_.find(booking_id);
  if (booking == known_bookings_.end() || !random_.Chance(odds_.with_etag)) {
    return std::nullopt;
  }
  const bool old = random_.Chance(odds_.old_etag);
  return booking->second.revision - (old ? 1 : 0);
}

int64_t Workload::DrawOffer(int64_t entry_id) {
  const auto offers = offers_.find(entry_id);
  if (offers == offers_.end() || !random_.Chance(odds_.with_etag)) return 0;
  const bool old = random_.Chance(odds_.old_etag);
  return old ? random_.Pick(offers->second) : offers->second.back();
}

WriteCommand Workload::Book() {
  registration::MakeBooking book;
  int64_t session_id = DrawSession();
  int64_t places = DrawPartyFor(session_id);
  if (random_.Chance(odds_.through_hold)) {
    book.hold_id = DrawKnown(holds_);
    const auto hold = known_holds_.find(book.hold_id);
    if (hold != known_holds_.end()) {
      book.browser_key =
          random_.Chance(950) ? hold->second.browser_key : DrawBrowser();
      if (random_.Chance(950)) session_id = hold->second.session_id;
      if (random_.Chance(700)) places = hold->second.places;
    }
  }
  book.record = DrawBooking(DrawContact(), places);
  book.record.booking.session_id = session_id;
  book.record.booking.channel = DrawChannel();
  book.record.answers = DrawAnswers();
  const bool direct = book.record.booking.channel == "direct";
  book.own_channel_only = !direct && random_.Chance(500);
  // By a browser; otherwise by staff.
  book.keeps_repeat = direct && random_.Chance(800);
  // Only whoever books by phone may have no e-mail address.
  const bool by_phone = direct && !book.keeps_repeat;
  if (by_phone && random_.Chance(300)) book.record.contact.email.clear();
  return book;
}

WriteCommand Workload::Cancel() {
  registration::CancelOne cancel{.booking_id = DrawKnown(bookings_)};
  cancel.reach = DrawReach(cancel.booking_id);
  cancel.order.if_revision = DrawRevision(cancel.booking_id);
  if (random_.Chance(200)) {
    cancel.reason = registration::CancelReason::kRefused;
  }
  return cancel;
}

WriteCommand Workload::Change() {
  registration::ChangeOne change{.booking_id = DrawKnown(bookings_)};
  change.reach = DrawReach(change.booking_id);
  change.order.if_revision = DrawRevision(change.booking_id);
  change.attendees = Attendees(DrawParty());
  if (random_.Chance(odds_.not_eligible)) {
    change.attendees.front().ages = {.min_years = 20, .max_years = 40};
  }
  return change;
}

WriteCommand Workload::Detail() {
  registration::DetailOne detail{.booking_id = DrawKnown(bookings_)};
  detail.reach = DrawReach(detail.booking_id);
  detail.order.if_revision = DrawRevision(detail.booking_id);
  if (random_.Chance(500)) {
    detail.details.person = {.name = "sealed", .phone = "sealed"};
  }
  if (random_.Chance(500)) detail.details.access_needs = "sealed";
  if (random_.Chance(500)) detail.name_workshop = random_.Chance(500);
  return detail;
}

WriteCommand Workload::Move() {
  registration::MoveOne move{.booking_id = DrawKnown(bookings_)};
  move.reach = DrawReach(move.booking_id);
  move.order.if_revision = DrawRevision(move.booking_id);
  move.to_session_id = DrawSession();
  return move;
}

WriteCommand Workload::Mark() {
  registration::MarkOne mark{.booking_id = DrawKnown(bookings_)};
  mark.reach = DrawReach(mark.booking_id);
  mark.order.if_revision = DrawRevision(mark.booking_id);
  const auto booking = known_bookings_.find(mark.booking_id);
  const int64_t attendees =
      booking != known_bookings_.end() && random_.Chance(900)
          ? booking->second.places
          : DrawParty();
  for (int64_t i = 0; i < attendees; ++i) {
    mark.attendance.push_back(random_.Below(3));
  }
  return mark;
}

WriteCommand Workload::Revoke() {
  registration::RevokeOne revoke{.booking_id = DrawKnown(bookings_),
                                 .send_new = random_.Chance(odds_.send_new)};
  revoke.reach = DrawReach(revoke.booking_id);
  return revoke;
}

WriteCommand Workload::PlaceHold() {
  registration::PlaceOne place;
  place.hold.session_id = DrawSession();
  place.hold.places = DrawPartyFor(place.hold.session_id);
  place.hold.browser_key = DrawBrowser();
  place.hold.client_key = Draw("client", odds_.clients);
  place.hold.channel = "direct";
  place.wait_in_line = random_.Chance(odds_.wait_in_line);
  return place;
}

WriteCommand Workload::ExtendOrRelease() {
  registration::ChangeHold change{.hold_id = DrawKnown(holds_),
                                  .extend = random_.Chance(500)};
  const auto hold = known_holds_.find(change.hold_id);
  change.browser_key = hold != known_holds_.end() && random_.Chance(950)
                           ? hold->second.browser_key
                           : DrawBrowser();
  return change;
}

WriteCommand Workload::Join() {
  registration::JoinOne join;
  registration::WaitlistEntry& entry = join.record.entry;
  const int64_t session_id = DrawSession();
  entry.topic = random_.Chance(odds_.topic);
  if (entry.topic) {
    entry.workshop_id = random_.Between(1, odds_.workshops);
  } else {
    entry.session_ids = {session_id};
    while (random_.Chance(odds_.several_sessions)) {
      const int64_t other = DrawSession();
      const auto& named = entry.session_ids;
      if (std::find(named.begin(), named.end(), other) != named.end()) break;
      entry.session_ids.push_back(other);
    }
  }
  entry.contact_key = DrawContact();
  entry.places = DrawParty();
  entry.least = random_.Between(1, entry.places);
  entry.channel = "direct";
  join.record.answers = DrawAnswers();
  join.record.contact = SealedContact();
  return join;
}

WriteCommand Workload::Leave() {
  return registration::LeaveOne{.entry_id = DrawKnown(entries_)};
}

WriteCommand Workload::Accept() {
  registration::AcceptOne accept{.entry_id = DrawKnown(entries_)};
  accept.offer_id = DrawOffer(accept.entry_id);
  const auto entry = known_entries_.find(accept.entry_id);
  const bool known = entry != known_entries_.end();
  const int64_t places =
      known && random_.Chance(700)
          ? random_.Between(entry->second.least, entry->second.places)
          : DrawParty();
  accept.record =
      DrawBooking(known ? entry->second.contact_key : DrawContact(), places);
  accept.record.booking.channel = "direct";
  if (random_.Chance(200)) {
    accept.record.attendees.assign(static_cast<size_t>(places), {});
  }
  accept.own_id = KnownBookingOf(accept.record.booking.contact_key);
  accept.own_attendees = accept.record.attendees;
  return accept;
}

int64_t Workload::KnownBookingOf(const std::string& contact) const {
  for (const auto& [id, booking] : known_bookings_) {
    if (booking.contact_key == contact) return id;
  }
  return 0;
}

WriteCommand Workload::Decline() {
  registration::DeclineOne decline{.entry_id = DrawKnown(entries_)};
  decline.offer_id = DrawOffer(decline.entry_id);
  return decline;
}

WriteCommand Workload::Allot() {
  return registration::AllotOne{
      .session_id = DrawSession(),
      .channel = random_.Chance(500) ? "eventbrite" : "library",
      .places = random_.Below(odds_.largest_capacity + 2)};
}

WriteCommand Workload::Block() {
  return registration::BlockOne{
      .contact_key = DrawContact(),
      .reason = random_.Chance(500) ? "asked by staff" : ""};
}

std::string Workload::DrawContactOf(int64_t booking_id) {
  const auto booking = known_bookings_.find(booking_id);
  if (booking == known_bookings_.end() || random_.Chance(300)) {
    return DrawContact();
  }
  return booking->second.contact_key;
}

// By the browser that booked, which knows what it asked for and the reference.
WriteCommand Workload::Correct() {
  if (made_.empty()) return Find();
  const registration::Booking& made = made_[static_cast<size_t>(
      random_.Below(static_cast<int64_t>(made_.size())))];
  return registration::CorrectOne{.session_id = made.session_id,
                                  .reference = made.reference,
                                  .contact_key = DrawContact()};
}

WriteCommand Workload::Find() {
  return registration::FindMine{.contact_key =
                                    DrawContactOf(DrawKnown(bookings_))};
}

WriteCommand Workload::Erase() {
  const int64_t booking_id = DrawKnown(bookings_);
  registration::EraseOne erase{.contact_key = DrawContactOf(booking_id)};
  if (random_.Chance(600)) {
    erase.farewell = {.subject_id = booking_id, .email = "sealed"};
  }
  return erase;
}

WriteCommand Workload::Write() {
  registration::WriteOne write{
      .notice = {.session_id = DrawSession(), .author = Draw("coordinator", 3)},
      .sealed_text = "sealed"};
  registration::Notice& notice = write.notice;
  switch (random_.Below(3)) {
    case 0:
      notice.audience = registration::Audience::kBooked;
      break;
    case 1:
      notice.audience = registration::Audience::kWaiting;
      break;
    default:
      notice.audience = registration::Audience::kOneBooking;
      notice.booking_id = DrawKnown(bookings_);
      const auto booking = known_bookings_.find(notice.booking_id);
      if (booking != known_bookings_.end() && random_.Chance(900)) {
        notice.session_id = booking->second.session_id;
      }
  }
  return write;
}

WriteCommand Workload::TakeBack() {
  return registration::TakeBackOne{.notice_id = DrawKnown(notices_)};
}

}  // namespace cwp::simulation
