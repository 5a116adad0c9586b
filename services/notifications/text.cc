#include "services/notifications/text.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"

namespace cwp::notifications {
namespace {

using registration::v1::MessageDetails;

std::string NeutralSubject(const Message& message) {
  switch (message.kind) {
    case Kind::kNotice:
      return message.booking_id != 0 ? "A message about your booking"
                                     : "A message about the waitlist";
    case Kind::kConfirmation:
    case Kind::kRepeat:
    case Kind::kRefusal:
    case Kind::kLimit:
    case Kind::kBlock:
    case Kind::kTooLate:
    case Kind::kFind:
      return "Your booking";
    case Kind::kChange:
    case Kind::kMove:
      return "Your booking has changed";
    case Kind::kReschedule:
      return "Your booking: a new time";
    case Kind::kRelocation:
      return "Your booking: a new place";
    case Kind::kReminder:
    case Kind::kLastReminder:
      return "Your booking: a reminder";
    case Kind::kCancellation:
    case Kind::kSessionCancellation:
      return "Your booking is cancelled";
    case Kind::kOffer:
      return "Places for you: please answer";
    case Kind::kErased:
      return "Your details are erased";
    default:
      return "Your place on the waitlist";
  }
}

// Names the workshop only where the contact let it. Who waits for any session
// of one may be told of none.
std::string Subject(const Message& message, const MessageDetails& details) {
  std::string subject = NeutralSubject(message);
  if (details.name_workshop() && !details.workshop_title().empty()) {
    absl::StrAppend(&subject, " (", details.workshop_title(), ")");
  }
  return subject;
}

// When the office can be reached, for somebody who may read this later; empty
// when that is not known.
std::string Hours(const Organisation& organisation, absl::Time now) {
  if (organisation.opening_hours.empty()) return "";
  std::string text =
      absl::StrCat("We are open ", organisation.opening_hours, ".");
  if (!organisation.office.has_value()) return text;
  const std::optional<absl::Time> open = organisation.office->NextOpen(now);
  if (open.has_value() && *open > now) {
    absl::StrAppend(&text, " We are next open on ",
                    civil::DateTimeWords(*open, organisation.zone), ".");
  }
  return text;
}

Block Contacts(const Organisation& organisation, absl::Time now) {
  Block block{.lines = {"Questions? Contact us."}};
  if (!organisation.contact_phone.empty()) {
    block.lines.push_back(absl::StrCat("Phone: ", organisation.contact_phone));
  }
  if (!organisation.contact_email.empty()) {
    block.lines.push_back(absl::StrCat("E-mail: ", organisation.contact_email));
  }
  std::string hours = Hours(organisation, now);
  if (!hours.empty()) block.lines.push_back(std::move(hours));
  return block;
}

void AddUrgentHelp(const Organisation& organisation,
                   std::vector<Block>& blocks) {
  blocks.push_back({.type = Block::Type::kHeading,
                    .lines = {"If you need urgent help"},
                    .urgent = true});
  blocks.push_back({.lines = {"This service is not for emergencies and nobody "
                              "reads replies to this message."},
                    .urgent = true});
  Block ways{.type = Block::Type::kList,
             .lines = {"If somebody's life is in danger, call 999 or go to "
                       "A&E.",
                       "For urgent mental health help at any age, call 111 and "
                       "select the mental health option."},
             .urgent = true};
  if (!organisation.urgent_phone.empty()) {
    ways.lines.push_back(
        absl::StrCat("Or call ", organisation.urgent_phone, "."));
  }
  blocks.push_back(std::move(ways));
}

void Append(std::vector<Block> more, std::vector<Block>& blocks) {
  for (Block& block : more) blocks.push_back(std::move(block));
}

std::vector<Block> Said(const Message& message, const MessageDetails& details,
                        const Organisation& organisation) {
  if (message.kind == Kind::kErased) return ErasureBlocks(organisation);
  if (message.kind == Kind::kNotice) {
    return NoticeBlocks(message, details, organisation);
  }
  return message.booking_id != 0
             ? BookingBlocks(message, details, organisation)
             : WaitlistBlocks(message, details, organisation);
}

}  // namespace

Letter WriteLetter(const Message& message, const MessageDetails& details,
                   const Organisation& organisation, absl::Time now) {
  Outline outline = OutlineLetter(message, details, organisation, now);
  return DrawLetter(std::move(outline.subject), outline.blocks);
}

Outline OutlineLetter(const Message& message, const MessageDetails& details,
                      const Organisation& organisation, absl::Time now) {
  std::vector<Block> blocks = {
      {.lines = {details.name().empty()
                     ? "Hello,"
                     : absl::StrCat("Dear ", details.name(), ",")}}};
  const auto note = organisation.notes.find(message.kind);
  if (note != organisation.notes.end()) {
    Append(TypedBlocks(note->second), blocks);
  }
  Append(Said(message, details, organisation), blocks);
  blocks.push_back(Contacts(organisation, now));
  AddUrgentHelp(organisation, blocks);
  blocks.push_back({.lines = {organisation.name}});
  return {.subject = Subject(message, details), .blocks = std::move(blocks)};
}

std::vector<std::string> SessionLines(const MessageDetails& details,
                                      const absl::TimeZone& zone) {
  std::vector<std::string> lines;
  for (const auto& meeting : details.meetings()) {
    lines.push_back(absl::StrCat(
        "When: ", civil::RangeWords(ToTime(meeting.start_time()),
                                    ToTime(meeting.end_time()), zone)));
  }
  if (lines.empty()) return lines;
  lines.push_back(absl::StrCat("Where: ", details.venue().empty()
                                              ? "online, on Microsoft Teams"
                                              : details.venue()));
  return lines;
}

}  // namespace cwp::notifications
