#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/notifications/text.h"

namespace cwp::notifications {
namespace {

using registration::v1::MessageDetails;

// The kinds after which a booking still stands.
bool Stands(Kind kind) {
  switch (kind) {
    case Kind::kConfirmation:
    case Kind::kRepeat:
    case Kind::kChange:
    case Kind::kMove:
    case Kind::kReschedule:
    case Kind::kRelocation:
    case Kind::kReminder:
    case Kind::kLastReminder:
    case Kind::kFind:
      return true;
    default:
      return false;
  }
}

// The kinds after which a booking that had places has none.
bool GivesUpPlaces(Kind kind) {
  return kind == Kind::kCancellation || kind == Kind::kSessionCancellation ||
         kind == Kind::kRefusal;
}

std::string CallUs(const Organisation& organisation) {
  return organisation.contact_phone.empty()
             ? "Please contact us, and we will see together what we can do."
             : absl::StrCat("Please call us on ", organisation.contact_phone,
                            ", and we will see together what we can do.");
}

std::string ReminderOpening(const Message& message,
                            const Organisation& organisation) {
  return absl::StrCat(
      "This is a reminder: your next meeting starts on ",
      civil::DateTimeWords(absl::FromUnixSeconds(message.version),
                           organisation.zone),
      ". If you cannot come, please cancel, so that somebody else can have "
      "your places.");
}

std::string Opening(const Message& message, const MessageDetails& details,
                    const Organisation& organisation) {
  switch (message.kind) {
    case Kind::kConfirmation:
      return "Your booking is confirmed.";
    case Kind::kRepeat:
      return "Somebody, maybe you, has just asked again for places in a "
             "session that you have booked already. Nothing has changed: this "
             "is the booking you have.";
    case Kind::kFind:
      return "Somebody, maybe you, has just asked us which bookings you have. "
             "This is one of them. If you have others, each comes in a message "
             "of its own.";
    case Kind::kChange:
      return absl::StrCat("Your booking has changed. It is now for ",
                          details.places(),
                          details.places() == 1 ? " place." : " places.");
    case Kind::kMove:
      return "Your booking has been moved to another date. The places you had "
             "on the old date are free for others now.";
    case Kind::kReschedule:
      return "The time of your session has changed. You keep your places and "
             "do not need to do anything if you can come at the new time. If "
             "you cannot, please cancel.";
    case Kind::kRelocation:
      return "Your session takes place somewhere else now, at the same time. "
             "You keep your places and do not need to do anything if you can "
             "come there. If you cannot, please cancel.";
    case Kind::kReminder:
    case Kind::kLastReminder:
      return ReminderOpening(message, organisation);
    case Kind::kCancellation:
      return "Your booking is cancelled. You do not need to do anything else. "
             "You can book again on our website.";
    case Kind::kSessionCancellation:
      return "We are sorry: this session does not take place, so your booking "
             "is cancelled. Other dates may be on our website.";
    case Kind::kRefusal:
      return absl::StrCat(
          "We are sorry: we could not keep your booking for this session, so "
          "it is cancelled. ",
          CallUs(organisation));
    case Kind::kLimit:
      return absl::StrCat(
          "We are sorry: this booking did not come about. You have as many "
          "bookings as one person can have at a time. Cancel one that you do "
          "not need and book again. Do you need more places? ",
          CallUs(organisation));
    case Kind::kBlock:
      return absl::StrCat(
          "We are sorry: this booking did not come about, as we cannot take "
          "bookings from you on the website at the moment. ",
          CallUs(organisation));
    case Kind::kTooLate:
      return absl::StrCat(
          "We are sorry: this booking did not come about. By the time that "
          "this e-mail address was put right, the session was full or its "
          "bookings had closed. ",
          CallUs(organisation));
    default:
      CWP_CHECK(false, "no other kind is about a booking");
  }
}

Block FactsBlock(const MessageDetails& details,
                 const Organisation& organisation) {
  Block block{.lines = {details.workshop_title()}};
  for (std::string& line : SessionLines(details, organisation.zone)) {
    block.lines.push_back(std::move(line));
  }
  block.lines.push_back(absl::StrCat("Places: ", details.places()));
  block.lines.push_back(
      absl::StrCat("Booking reference: ", details.reference()));
  return block;
}

}  // namespace

std::vector<Block> BookingBlocks(const Message& message,
                                 const MessageDetails& details,
                                 const Organisation& organisation) {
  std::vector<Block> blocks = {
      {.lines = {Opening(message, details, organisation)}},
      FactsBlock(details, organisation)};
  const auto link = [&](absl::string_view words, std::string path) {
    blocks.push_back({.type = Block::Type::kLink,
                      .lines = {std::string(words)},
                      .url = absl::StrCat(organisation.public_url, path)});
  };
  const std::string join = absl::StrCat("/j/", details.join_token());
  const std::string calendar = absl::StrCat(join, "/calendar.ics");
  if (!Stands(message.kind)) {
    if (GivesUpPlaces(message.kind)) {
      link("If you added it to your calendar, take it out with this file:",
           calendar);
    }
    link("Our website:", "/");
    return blocks;
  }
  if (details.venue().empty()) {
    link(
        "Join from 15 minutes before the start, with this link. It is yours "
        "alone, please do not share it:",
        join);
  }
  link("Add it to your calendar:", calendar);
  link("See or cancel your booking:",
       absl::StrCat("/manage/", details.manage_token()));
  return blocks;
}

}  // namespace cwp::notifications
