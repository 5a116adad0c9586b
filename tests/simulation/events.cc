#include "tests/simulation/events.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"

namespace cwp::simulation {
namespace {

using namespace registration;  // NOLINT: one text for each command

std::string Say(const MakeBooking& one) {
  const Booking& booking = one.record.booking;
  return absl::StrCat("book ", booking.id, ": ", booking.contact_key, " wants ",
                      booking.places, " of ", booking.session_id, " as ",
                      booking.channel, ", hold ", one.hold_id, " of ",
                      one.browser_key);
}
std::string Say(const CorrectOne& one) {
  return absl::StrCat("correct ", one.reference, " to ", one.contact_key);
}
std::string Say(const ReaddressOne& one) {
  return absl::StrCat("readdress ", one.booking_id, " to ", one.contact_key);
}
std::string Say(const CancelOne& one) {
  return absl::StrCat("cancel ", one.booking_id, ", reason ",
                      static_cast<int>(one.reason));
}
std::string Say(const ChangeOne& one) {
  return absl::StrCat("change ", one.booking_id, " to ", one.attendees.size());
}
std::string Say(const DetailOne& one) {
  return absl::StrCat("change what is said of ", one.booking_id);
}
std::string Say(const MoveOne& one) {
  return absl::StrCat("move ", one.booking_id, " to ", one.to_session_id);
}
std::string Say(const MarkOne& one) {
  return absl::StrCat("mark ", one.booking_id, ": ",
                      absl::StrJoin(one.attendance, ","));
}
std::string Say(const RevokeOne& one) {
  return absl::StrCat("revoke ", one.booking_id,
                      one.send_new ? ", and send new ones" : "");
}
std::string Say(const PlaceOne& one) {
  return absl::StrCat("hold ", one.hold.id, ": ", one.hold.browser_key, " of ",
                      one.hold.client_key, " wants ", one.hold.places, " of ",
                      one.hold.session_id, one.wait_in_line ? ", in line" : "");
}
std::string Say(const ChangeHold& one) {
  return absl::StrCat(one.extend ? "extend " : "release ", one.hold_id, " of ",
                      one.browser_key);
}
std::string Say(const JoinOne& one) {
  const WaitlistEntry& entry = one.record.entry;
  return absl::StrCat("join ", entry.id, ": ", entry.contact_key, " wants ",
                      entry.least, " to ", entry.places, " of ",
                      entry.topic ? absl::StrCat("workshop ", entry.workshop_id)
                                  : absl::StrJoin(entry.session_ids, ","));
}
std::string Say(const LeaveOne& one) {
  return absl::StrCat("leave ", one.entry_id);
}
std::string Say(const AcceptOne& one) {
  return absl::StrCat("accept ", one.entry_id, " for ",
                      one.record.booking.places, " by ",
                      one.record.booking.contact_key, ", offer ", one.offer_id);
}
std::string Say(const DeclineOne& one) {
  return absl::StrCat("decline ", one.entry_id, ", offer ", one.offer_id);
}
std::string Say(const AllotOne& one) {
  return absl::StrCat("allot ", one.places, " of ", one.session_id, " to ",
                      one.channel);
}
std::string Say(const BlockOne& one) {
  return absl::StrCat(one.reason.empty() ? "unblock " : "block ",
                      one.contact_key);
}
std::string Say(const FindMine& one) {
  return absl::StrCat("find bookings of ", one.contact_key);
}
std::string Say(const EraseOne& one) {
  return absl::StrCat("erase ", one.contact_key);
}
std::string Say(const WriteOne& one) {
  const Notice& notice = one.notice;
  return absl::StrCat("write ", notice.id, " by ", notice.author,
                      " to those of ", notice.session_id, ", audience ",
                      static_cast<int>(notice.audience), ", booking ",
                      notice.booking_id);
}
std::string Say(const TakeBackOne& one) {
  return absl::StrCat("take back ", one.notice_id);
}
std::string Say(const PurgeOld& one) {
  return absl::StrCat("purge ", one.bookings.size(), " bookings and ",
                      one.entries.size(), " entries");
}
std::string Say(const LapseDue& one) {
  return absl::StrCat("lapse in ", one.session_id);
}

std::string Tell(const std::monostate& /*nothing*/) { return "done"; }
std::string Tell(const Booking& told) {
  return absl::StrCat("booking ", told.id, " state ",
                      static_cast<int>(told.state), ": ", told.places, " of ",
                      told.session_id, " version ", told.version, " revision ",
                      told.revision);
}
std::string Tell(const Hold& told) {
  return absl::StrCat("hold ", told.id, " state ", static_cast<int>(told.state),
                      ": ", told.places, " of ", told.session_id, " until ",
                      absl::FormatTime(told.expire_time), " revision ",
                      told.revision);
}
std::string Tell(const WaitlistEntry& told) {
  return absl::StrCat(
      "entry ", told.id, " state ", static_cast<int>(told.state), " for ",
      absl::StrJoin(told.session_ids, ","), " offer ", told.offer_id,
      " passed ", told.passed, " revision ", told.revision);
}
std::string Tell(const Allotment& told) {
  return absl::StrCat("allotment of ", told.session_id, ": ", told.sold, "/",
                      told.places, " revision ", told.revision);
}

std::string Tell(const Notice& told) {
  return absl::StrCat("notice ", told.id, " state ",
                      static_cast<int>(told.state), " to ", told.recipients,
                      " of ", told.session_id, " revision ", told.revision);
}

std::string Tell(const Erased& told) {
  return absl::StrCat("erased ", told.bookings, " bookings and ", told.entries,
                      " entries");
}

}  // namespace

std::string Describe(const Sent& sent) {
  const auto* order = OrderOf(sent.command);
  return absl::StrCat(
      sent.number, sent.late ? " late " : " ",
      std::visit([](const auto& one) { return Say(one); }, sent.command),
      order == nullptr ? ""
                       : absl::StrCat(" [", order->request.key, " ",
                                      order->request.fingerprint, "]"));
}

std::string Describe(const Outcome& outcome) {
  std::string answer;
  if (outcome.answer.ok()) {
    answer = std::visit([](const auto& told) { return Tell(told); },
                        *outcome.answer);
  } else {
    const absl::Status& status = outcome.answer.status();
    answer = ReasonOf(status);
    for (const char* name : {"left", "position", "lapse_time", "open_time"}) {
      absl::StrAppend(&answer, " ", MetadataOf(status, name));
    }
  }
  return absl::StrCat(outcome.sent->number, " -> ", answer);
}

std::string Describe(const registration::Session& session) {
  return absl::StrCat("session ", session.id, " of workshop ",
                      session.workshop_id, ": ", StateName(session.state),
                      " capacity ", session.capacity, " open ",
                      absl::FormatTime(session.booking_open_time), " close ",
                      absl::FormatTime(session.booking_close_time), " start ",
                      absl::FormatTime(session.start()));
}

}  // namespace cwp::simulation
