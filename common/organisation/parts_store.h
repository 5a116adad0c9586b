#ifndef CWP_COMMON_ORGANISATION_PARTS_STORE_H_
#define CWP_COMMON_ORGANISATION_PARTS_STORE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/organisation/parts.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"

namespace cwp::organisation {

// Keeps what scheduling's feed says of the organisation in the database of a
// service that follows it. Decides nothing; errors are the database's.

// The statements that make its table, for the migrations.
std::vector<std::string> CreatePartsStatements();

// Puts a part in the place of what was known of it.
absl::Status SavePart(db::Transaction& tx,
                      const scheduling::v1::OrganisationPart& part);

absl::StatusOr<Parts> LoadParts(db::Transaction& tx);

}  // namespace cwp::organisation

#endif  // CWP_COMMON_ORGANISATION_PARTS_STORE_H_
