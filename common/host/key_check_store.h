#ifndef CWP_COMMON_HOST_KEY_CHECK_STORE_H_
#define CWP_COMMON_HOST_KEY_CHECK_STORE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/crypto/keyring.h"
#include "common/db/database.h"

namespace cwp::host {

// A database remembers with which master keys its fields are sealed: by one
// sealed text. Otherwise a service with other keys would seal what comes in
// with those, and there would be no keys any more that open all of it.

// The statements that make its table, for the migrations.
std::vector<std::string> CreateKeyCheckStatements();

// Fails with FAILED_PRECONDITION `MASTER_KEY_OTHER` when these are not the keys
// of the database. One that has none yet gets them. After a rotation the text
// is sealed anew, so that the old key can be taken away later. Other errors are
// the database's.
absl::Status CheckMasterKeys(db::Database& database,
                             const crypto::Keyring& keyring);

}  // namespace cwp::host

#endif  // CWP_COMMON_HOST_KEY_CHECK_STORE_H_
