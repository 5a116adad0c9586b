#ifndef CWP_TESTS_SIMULATION_NOTICES_H_
#define CWP_TESTS_SIMULATION_NOTICES_H_

#include "absl/time/time.h"
#include "services/registration/notice.h"
#include "tests/simulation/replay.h"

namespace cwp::simulation {

// The promises about what staff write to those of a session, as they stand in
// registration_service.proto and notice.proto. Know nothing of the code that
// keeps them.

// Until when a notice waits, and can be taken back.
inline constexpr absl::Duration kNoticeWaits = absl::Minutes(1);

// Who gets a notice: whoever has places in its session now, or waits for it or
// has an offer in it, and has an e-mail address.
registration::Recipients MeantBy(const Replay& replay,
                                 const registration::Notice& notice);

// Whether as many were written in the hour before `now` as may be: 5 to the
// same people, or 20 by the same member of staff.
bool AreTooMany(const Replay& replay, const registration::Notice& notice,
                absl::Time now);

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_NOTICES_H_
