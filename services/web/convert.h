#ifndef CWP_SERVICES_WEB_CONVERT_H_
#define CWP_SERVICES_WEB_CONVERT_H_

#include <optional>

#include "services/web/domain.h"

namespace cwp::scheduling::v1 {
class Session;
class Workshop;
}  // namespace cwp::scheduling::v1

namespace cwp::webinars::v1 {
class Webinar;
}  // namespace cwp::webinars::v1

namespace cwp::web {

// What families see of a resource; nothing when they may not see it, as of a
// draft, or when it makes no sense, which its owner promises not to happen.
std::optional<Workshop> FromProto(const scheduling::v1::Workshop& proto);
std::optional<Session> FromProto(const scheduling::v1::Session& proto);
std::optional<Webinar> FromProto(const webinars::v1::Webinar& proto);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CONVERT_H_
