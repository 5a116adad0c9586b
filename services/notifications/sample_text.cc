#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/notifications/text.h"

namespace cwp::notifications {
namespace {

using registration::v1::MessageDetails;
using registration::v1::WaitlistEntry;

constexpr int kDaysAhead = 14;
constexpr int kStartHour = 18;
constexpr absl::Duration kLength = absl::Minutes(90);
constexpr absl::Duration kTimeToAnswer = absl::Hours(24);
constexpr int kPlaces = 2;

bool IsAboutEntry(Kind kind) {
  return kind == Kind::kWaitlisted || kind == Kind::kOffer;
}

MessageDetails Invented(Kind kind, absl::Time start, absl::Time now) {
  MessageDetails details;
  details.set_name("Ada Example");
  details.set_reference("EXAMPLE");
  details.set_places(kPlaces);
  details.set_workshop_title("An example workshop");
  auto& meeting = *details.add_meetings();
  meeting.mutable_start_time()->set_seconds(absl::ToUnixSeconds(start));
  meeting.mutable_end_time()->set_seconds(absl::ToUnixSeconds(start + kLength));
  if (!IsAboutEntry(kind)) return details;
  details.set_waitlist_state(kind == Kind::kOffer ? WaitlistEntry::OFFERED
                                                  : WaitlistEntry::WAITING);
  details.mutable_offer()->set_places(kPlaces);
  details.mutable_offer()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(now + kTimeToAnswer));
  return details;
}

}  // namespace

Letter WriteSample(Kind kind, const Organisation& organisation,
                   absl::Time now) {
  const absl::CivilDay day =
      absl::ToCivilDay(now, organisation.zone) + kDaysAhead;
  const absl::Time start =
      absl::FromCivil(absl::CivilHour(day) + kStartHour, organisation.zone);
  Message message = {.kind = kind, .version = absl::ToUnixSeconds(start)};
  (IsAboutEntry(kind) ? message.waitlist_entry_id : message.booking_id) = 1;
  Outline outline =
      OutlineLetter(message, Invented(kind, start, now), organisation, now);
  for (Block& block : outline.blocks) {
    if (block.type == Block::Type::kLink) {
      block.url = absl::StrCat(organisation.public_url, "/");
    }
  }
  return DrawLetter(std::move(outline.subject), outline.blocks);
}

}  // namespace cwp::notifications
