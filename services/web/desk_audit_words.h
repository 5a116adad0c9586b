#ifndef CWP_SERVICES_WEB_DESK_AUDIT_WORDS_H_
#define CWP_SERVICES_WEB_DESK_AUDIT_WORDS_H_

#include <string>

#include "services/web/audit_domain.h"

namespace cwp::web {

// How the desk says what the audit log has.

// "Saw a booking".
std::string AuditActWords(AuditAct act);

// "Refused: BOOKING_NOT_FOUND".
std::string AuditOutcomeWords(const AuditNote& note);

// All acts, in their order.
inline constexpr int kAuditActs = 54;

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_AUDIT_WORDS_H_
