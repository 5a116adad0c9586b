#include "services/web/desk_notice.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/base/text.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_people.h"
#include "services/web/desk_waiting.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// As WriteNoticeRequest.text.
constexpr size_t kMostText = 2000;

// Who was erased is nobody to write to.
void Add(const v1::Contact& contact, std::vector<v1::Contact>& contacts) {
  if (contact.email().empty() && contact.phone().empty()) return;
  contacts.push_back(contact);
}

absl::string_view TextError(const std::string& text) {
  const std::string reason = ReasonOf(
      CheckText("text", text, {.min = 1, .max = kMostText, .lines = true}));
  if (reason == "FIELD_REQUIRED") return "required";
  if (reason == "FIELD_TOO_LONG") return "too_long";
  return reason.empty() ? "" : "invalid";
}

}  // namespace

boost::asio::awaitable<absl::StatusOr<Audiences>> FindAudiences(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const http::Parameters& typed) {
  Audiences found;
  const int64_t session_id = IdIn(request);
  if (typed.Has("booking")) {
    v1::GetBookingRequest wanted;
    wanted.set_id(ParseId(typed.Get("booking")).value_or(0));
    absl::StatusOr<v1::Booking> booking =
        NotFound("BOOKING_NOT_FOUND", "there is no such booking");
    if (wanted.id() > 0) {
      booking = co_await desk.registration->Call(
          &RegistrationCalls::Async::GetBooking,
          StaffCaller(desk, visit, request), std::move(wanted));
    }
    if (!booking.ok()) co_return booking.status();
    if (booking->session_id() != session_id) {
      co_return NotFound("BOOKING_NOT_FOUND", "it is of another session");
    }
    found.one = *std::move(booking);
    co_return found;
  }
  CO_ASSIGN_OR_RETURN(const std::vector<v1::Booking> bookings,
                      co_await ListBookings(desk, visit, request, session_id,
                                            v1::Booking::CONFIRMED));
  for (const v1::Booking& booking : bookings) {
    Add(booking.contact(), found.booked);
  }
  CO_ASSIGN_OR_RETURN(const std::vector<v1::WaitlistEntry> entries,
                      co_await ListWaiting(desk, visit, request, session_id));
  for (const v1::WaitlistEntry& entry : entries) {
    Add(entry.contact(), found.waiting);
  }
  co_return found;
}

TypedNotice ReadNotice(const http::Parameters& form) {
  TypedNotice typed;
  if (form.Has("booking")) {
    typed.audience = Notice::ONE_BOOKING;
    typed.booking_id = ParseId(form.Get("booking")).value_or(0);
  } else if (form.Get("to") == "booked") {
    typed.audience = Notice::BOOKED;
  } else if (form.Get("to") == "waiting") {
    typed.audience = Notice::WAITING;
  } else {
    typed.errors.push_back({"to", "required"});
  }
  typed.text = TypedText(form, "text");
  const absl::string_view error = TextError(typed.text);
  if (!error.empty()) typed.errors.push_back({"text", std::string(error)});
  return typed;
}

std::vector<v1::Contact> MeantBy(const TypedNotice& typed,
                                 const Audiences& audiences) {
  if (audiences.one.has_value()) return {audiences.one->contact()};
  return typed.audience == Notice::WAITING ? audiences.waiting
                                           : audiences.booked;
}

int CountWithEmail(const std::vector<v1::Contact>& contacts) {
  return static_cast<int>(std::count_if(
      contacts.begin(), contacts.end(),
      [](const v1::Contact& contact) { return !contact.email().empty(); }));
}

std::string AudienceWords(Notice::Audience audience) {
  switch (audience) {
    case Notice::BOOKED:
      return Say("people.message.to_booked");
    case Notice::WAITING:
      return Say("people.message.to_waiting");
    default:
      return Say("people.message.to_one");
  }
}

std::string ReachWords(int by_email, int to_phone) {
  const std::string emails = SayCount("people.message.by_email", by_email);
  if (to_phone <= 0) return emails;
  return Say("people.message.reach",
             {{"by_email", emails},
              {"to_phone", SayCount("people.message.to_phone", to_phone)}});
}

std::string NoticeStateWords(const Notice& notice, absl::Time now,
                             const absl::TimeZone& zone) {
  if (notice.state() == Notice::TAKEN_BACK)
    return Say("people.message.taken_back");
  if (!CanTakeBack(notice, now)) return Say("people.message.went_out");
  return Say("people.message.goes_out",
             {{"time", civil::TimeWords(ToTime(notice.send_time()), zone)}});
}

bool CanTakeBack(const Notice& notice, absl::Time now) {
  return notice.state() == Notice::WRITTEN && now < ToTime(notice.send_time());
}

std::string NoticeWordsFor(const absl::Status& status,
                           const absl::TimeZone& zone) {
  const std::string reason = ReasonOf(status);
  if (reason == "TOO_MANY_NOTICES") {
    absl::Time next;
    const bool read = absl::ParseTime(
        absl::RFC3339_full, MetadataOf(status, "next_time"), &next, nullptr);
    if (!read) return Say("people.message.too_many");
    // To the minute, and never too early.
    return Say("people.message.too_many_until",
               {{"time", civil::TimeWords(next + absl::Minutes(1), zone)}});
  }
  return StaffWordsFor(reason);
}

std::string NoticesPath(int64_t session_id) {
  return absl::StrCat(SessionPath(session_id), "/messages");
}

}  // namespace cwp::web
