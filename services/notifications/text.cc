#include "services/notifications/text.h"

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"

namespace cwp::notifications {
namespace {

using registration::v1::MessageDetails;

std::string When(const MessageDetails& details, const absl::TimeZone& zone) {
  std::string text;
  for (const auto& meeting : details.meetings()) {
    absl::StrAppend(&text, "When: ",
                    civil::RangeWords(ToTime(meeting.start_time()),
                                      ToTime(meeting.end_time()), zone),
                    "\n");
  }
  return text;
}

std::string Facts(const MessageDetails& details,
                  const Organisation& organisation) {
  return absl::StrCat(
      details.workshop_title(), "\n", When(details, organisation.zone),
      "Where: ",
      details.venue().empty() ? "online, on Microsoft Teams" : details.venue(),
      "\nPlaces: ", details.places(),
      "\nBooking reference: ", details.reference(), "\n");
}

std::string Joining(const MessageDetails& details,
                    const Organisation& organisation) {
  const std::string link =
      absl::StrCat(organisation.public_url, "/j/", details.join_token());
  const std::string calendar =
      absl::StrCat("Add it to your calendar:\n", link, "/calendar.ics\n");
  if (!details.venue().empty()) return calendar;
  return absl::StrCat(
      "Join from 15 minutes before the start, with this link. It is yours "
      "alone, please do not share it:\n",
      link, "\n\n", calendar);
}

std::string Managing(const MessageDetails& details,
                     const Organisation& organisation) {
  return absl::StrCat("See or cancel your booking:\n", organisation.public_url,
                      "/manage/", details.manage_token(), "\n");
}

std::string Contacts(const Organisation& organisation) {
  std::string text;
  if (!organisation.contact_phone.empty()) {
    absl::StrAppend(&text, "Phone: ", organisation.contact_phone, "\n");
  }
  if (!organisation.contact_email.empty()) {
    absl::StrAppend(&text, "E-mail: ", organisation.contact_email, "\n");
  }
  return text.empty() ? "" : absl::StrCat("Questions? Contact us.\n", text);
}

std::string UrgentHelp(const Organisation& organisation) {
  std::string text =
      "If you need urgent help\n"
      "This service is not for emergencies and nobody reads replies to this "
      "message.\n"
      "- If somebody's life is in danger, call 999 or go to A&E.\n"
      "- For urgent mental health help at any age, call 111 and select the "
      "mental health option.\n";
  if (!organisation.urgent_phone.empty()) {
    absl::StrAppend(&text, "- Or call ", organisation.urgent_phone, ".\n");
  }
  return text;
}

std::string Opening(Kind kind, const MessageDetails& details) {
  switch (kind) {
    case Kind::kConfirmation:
      return "Your booking is confirmed.";
    case Kind::kRepeat:
      return "Somebody, maybe you, has just asked again for places in a "
             "session that you have booked already. Nothing has changed: this "
             "is the booking you have. To have more or fewer places, cancel it "
             "and book again, or contact us.";
    case Kind::kCancellation:
      if (details.session_state() == "CANCELLED") {
        return "We are sorry: this session does not take place, so your "
               "booking is cancelled. Other dates may be on our website.";
      }
      return "Your booking is cancelled. You do not need to do anything else. "
             "You can book again on our website.";
  }
  CWP_CHECK(false, "a message has no other kind");
}

std::string Subject(Kind kind) {
  return kind == Kind::kCancellation ? "Your booking is cancelled"
                                     : "Your booking";
}

}  // namespace

Letter WriteLetter(Kind kind, const MessageDetails& details,
                   const Organisation& organisation) {
  std::string body =
      absl::StrCat("Dear ", details.name(), ",\n\n", Opening(kind, details),
                   "\n\n", Facts(details, organisation), "\n");
  if (kind != Kind::kCancellation) {
    absl::StrAppend(&body, Joining(details, organisation), "\n",
                    Managing(details, organisation), "\n");
  } else {
    absl::StrAppend(&body, "Our website:\n", organisation.public_url, "/\n\n");
  }
  const std::string contacts = Contacts(organisation);
  if (!contacts.empty()) absl::StrAppend(&body, contacts, "\n");
  absl::StrAppend(&body, UrgentHelp(organisation), "\n", organisation.name,
                  "\n");
  return {.subject = Subject(kind), .body = std::move(body)};
}

}  // namespace cwp::notifications
