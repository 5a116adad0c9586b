#ifndef CWP_COMMON_PROGRAMME_CHECK_H_
#define CWP_COMMON_PROGRAMME_CHECK_H_

#include "common/programme/programme.h"
#include "common/programme/section.h"

namespace cwp::programme {

// Adds what scheduling would refuse of any of the entries, whatever is there:
// texts that are too long, names that are none, addresses that are not secure.
// Its proto file says the limits.
void CheckFields(const Programme& programme, Mistakes& mistakes);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_CHECK_H_
