#ifndef CWP_SERVICES_NOTIFICATIONS_TEXT_H_
#define CWP_SERVICES_NOTIFICATIONS_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/notifications/domain.h"

namespace cwp::notifications {

// What all messages of one organisation say.
struct Organisation {
  std::string name;
  std::string contact_email;
  std::string contact_phone;
  // Whom to call when it is urgent but not an emergency, next to NHS 111.
  std::string urgent_phone;
  // Where the pages are, without a slash at the end.
  std::string public_url;
  absl::TimeZone zone;
};

// A message in words: plain text, with short lines and the links in full.
struct Letter {
  // Neutral: a lock screen or a shared inbox tells nobody what it is about.
  std::string subject;
  std::string body;
};

// Writes a message about a booking. The Teams address is never in it, only our
// own link, which stops working when the booking is cancelled.
Letter WriteLetter(Kind kind, const registration::v1::MessageDetails& details,
                   const Organisation& organisation);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_TEXT_H_
