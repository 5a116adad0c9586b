#ifndef CWP_SERVICES_REGISTRATION_SAID_AT_DESK_H_
#define CWP_SERVICES_REGISTRATION_SAID_AT_DESK_H_

#include "common/organisation/parts.h"
#include "services/registration/pool.h"

namespace cwp::registration {

// What is decided by when what is said at the desk goes before what settings
// say.
Rules LayOver(Rules settings, const organisation::Parts& parts);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SAID_AT_DESK_H_
