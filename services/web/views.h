#ifndef CWP_SERVICES_WEB_VIEWS_H_
#define CWP_SERVICES_WEB_VIEWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/web/domain.h"
#include "services/web/view.h"

namespace cwp::web {

// The objects that several pages show, as templates/README.md describes them.

View WorkshopView(const Workshop& workshop);

// The picture of a workshop that has one.
View PictureView(const Workshop& workshop);

View SessionView(const Session& session, const Seats& seats, absl::Time now,
                 const absl::TimeZone& zone);

// A session of which only its meetings and venue are known: it was booked, but
// is not, or no longer, in the programme.
View BookedSessionView(const std::vector<Meeting>& meetings,
                       absl::string_view venue, const absl::TimeZone& zone);

// When each of these sessions begins, as lists to choose from have it: with
// where it is, and how many meetings follow, unless all are online and have but
// one.
std::vector<std::string> DateLines(const std::vector<const Session*>& sessions,
                                   const absl::TimeZone& zone);

// The same of one by itself, without where it is.
std::string FirstWhen(const Session& session, const absl::TimeZone& zone);

View WebinarView(const Webinar& webinar);

// As one of a list of webinars.
View WebinarCardView(const Webinar& webinar);

// The paragraphs of a plain text: what empty lines, or line breaks, part.
json::array Paragraphs(absl::string_view text);

// The path of a workshop's page, and so on.
std::string WorkshopPath(const Workshop& workshop);
std::string BookPath(int64_t session_id);
// Where people join the waitlist of a workshop.
std::string WaitlistPath(const Workshop& workshop);

// What the picture of a workshop that has one is called below its page, or the
// smaller one.
std::string PictureName(const Picture& picture, bool small);

// What kind of file it is, as scheduling's PictureFile says.
absl::string_view PictureType(bool small);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_VIEWS_H_
