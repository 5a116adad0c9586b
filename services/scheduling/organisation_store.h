#ifndef CWP_SERVICES_SCHEDULING_ORGANISATION_STORE_H_
#define CWP_SERVICES_SCHEDULING_ORGANISATION_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"

namespace cwp::scheduling {

// Fetches and saves the versions of what the organisation says of itself, which
// are never changed or taken away; decides nothing. Errors are the database's.

// The statements that make their table, for the migrations.
std::vector<std::string> CreateOrganisationStatements();

// A version of one part. What it says is for those who follow the feed: here it
// is only kept.
struct OrganisationVersion {
  // As in v1::OrganisationPart.Part.
  int part = 0;
  // From 1; 0 is what a part has of which nothing was ever said.
  int64_t version = 0;
  // On the feed; 0 with that version.
  int64_t revision = 0;
  // A serialised v1::OrganisationPart with nothing but its content; empty when
  // nothing is said.
  std::string content;
  std::string actor_kind;
  std::string actor_id;
  absl::Time time;
};

// The last version of a part; version 0 when there is none.
absl::StatusOr<OrganisationVersion> LoadOrganisation(db::Transaction& tx,
                                                     int part);

// One version; nothing when there is no such.
absl::StatusOr<std::optional<OrganisationVersion>> FindOrganisationVersion(
    db::Transaction& tx, int part, int64_t version);

// Writes a version; fails when the part has one of its number.
absl::Status InsertOrganisationVersion(db::Transaction& tx,
                                       const OrganisationVersion& version);

// The last `limit` versions of a part, the newest first; with `before` above 0
// only those with a smaller number.
absl::StatusOr<std::vector<OrganisationVersion>> ListOrganisationVersions(
    db::Transaction& tx, int part, int64_t before, int limit);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ORGANISATION_STORE_H_
