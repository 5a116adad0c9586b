#ifndef CWP_SERVICES_REGISTRATION_JOIN_H_
#define CWP_SERVICES_REGISTRATION_JOIN_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/crypto/link.h"
#include "common/db/database.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/registration/line.h"
#include "services/registration/vault.h"

namespace cwp::registration {

// NOT_FOUND `LINK_NOT_VALID`.
absl::Status LinkNotValid();

// What a join link is good for at `now`.
absl::Status LoadJoinPass(db::Transaction& tx, const crypto::Link& link,
                          absl::Time now, v1::JoinPass& response);

// Where a join link leads at `now`.
absl::Status LoadJoinUri(db::Transaction& tx, const crypto::Link& link,
                         absl::Time now, const Vault& vault,
                         v1::GetJoinUriResponse& response);

// What a message about a booking needs.
absl::Status LoadMessageDetails(db::Transaction& tx, int64_t booking_id,
                                const Vault& vault,
                                v1::MessageDetails& response);

// What a message about a waitlist entry needs at `now`.
absl::Status LoadWaitlistDetails(db::Transaction& tx, int64_t entry_id,
                                 absl::Time now, const Vault& vault, Line& line,
                                 v1::MessageDetails& response);

// What a message to anybody of a session says of it.
absl::Status LoadSessionDetails(db::Transaction& tx, int64_t session_id,
                                v1::MessageDetails& response);

// Adds what staff wrote, and the session that it is about, to what the message
// that `request` asks for needs at `now`.
absl::Status AddNotice(db::Transaction& tx,
                       const v1::GetMessageDetailsRequest& request,
                       absl::Time now, const Vault& vault,
                       v1::MessageDetails& response);

// What a farewell about an erased booking or waitlist entry needs: the address,
// which is empty when it is not kept at `now` any more.
absl::Status LoadFarewell(db::Transaction& tx, int64_t subject_id,
                          absl::Time now, const Vault& vault,
                          v1::MessageDetails& response);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_JOIN_H_
