#ifndef CWP_SERVICES_NOTIFICATIONS_TEXT_H_
#define CWP_SERVICES_NOTIFICATIONS_TEXT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/time/office_hours.h"
#include "cwp/registration/v1/message.pb.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "services/notifications/domain.h"
#include "services/notifications/letter.h"

namespace cwp::notifications {

// What all messages of one organisation say.
struct Organisation {
  std::string name;
  std::string contact_email;
  std::string contact_phone;
  // When people can call, in words; empty to say nothing of it.
  std::string opening_hours =
      "Monday to Friday, 9am to 5pm, except bank holidays";
  // The same for computers; nothing when only people know.
  std::optional<civil::OfficeHours> office =
      civil::OfficeHours(civil::OfficeHours::Options());
  // Whom to call when it is urgent but not an emergency, next to NHS 111.
  std::string urgent_phone;
  // Where the pages are, without a slash at the end.
  std::string public_url;
  absl::TimeZone zone;
  // Its own words in letters to families of these kinds, as typed.
  std::map<Kind, std::string> notes;
};

// Writes a message, as things stand at `now`. The Teams address is never in it,
// only our own link, which stops working when the booking is cancelled.
Letter WriteLetter(const Message& message,
                   const registration::v1::MessageDetails& details,
                   const Organisation& organisation, absl::Time now);

// Writes such a letter about a booking or an entry that is invented, for a
// workshop two weeks after `now`: to see what it says. `kind` is one that can
// have a note. Its links lead to the pages in general, and nobody's own.
Letter WriteSample(Kind kind, const Organisation& organisation, absl::Time now);

// Writes the message to those who lead a session that has no address; to the
// organisation itself when they have no e-mail address.
Letter WriteLeadersLetter(const scheduling::v1::SessionLeaders& leaders,
                          const Organisation& organisation);

// A letter before it is drawn.
struct Outline {
  std::string subject;
  std::vector<Block> blocks;
};

// What WriteLetter draws.
Outline OutlineLetter(const Message& message,
                      const registration::v1::MessageDetails& details,
                      const Organisation& organisation, absl::Time now);

// What a message about a booking says, between the greeting, with the
// organisation's own note, and how to reach the organisation.
std::vector<Block> BookingBlocks(
    const Message& message, const registration::v1::MessageDetails& details,
    const Organisation& organisation);

// The same for one about a waitlist entry.
std::vector<Block> WaitlistBlocks(
    const Message& message, const registration::v1::MessageDetails& details,
    const Organisation& organisation);

// The same for what staff wrote, about either.
std::vector<Block> NoticeBlocks(const Message& message,
                                const registration::v1::MessageDetails& details,
                                const Organisation& organisation);

// The same for the farewell to a contact who asked for erasure, of whom nothing
// is known any more.
std::vector<Block> ErasureBlocks(const Organisation& organisation);

// The lines that say when and where the session is; none of a session without
// meetings.
std::vector<std::string> SessionLines(
    const registration::v1::MessageDetails& details,
    const absl::TimeZone& zone);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_TEXT_H_
