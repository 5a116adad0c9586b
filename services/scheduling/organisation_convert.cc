#include "services/scheduling/organisation_convert.h"

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/etag.h"
#include "common/rpc/page_token.h"
#include "common/time/proto_time.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/organisation_parts.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxHeld = 1 << 16;

absl::StatusOr<int> ReadPart(v1::OrganisationPart::Part part) {
  if (part == v1::OrganisationPart::PART_UNSPECIFIED) {
    return FieldRequired("part");
  }
  if (!v1::OrganisationPart::Part_IsValid(part)) {
    return FieldInvalid("part", "is no part");
  }
  return static_cast<int>(part);
}

// What held before `content` is said, as it is kept; empty when the request
// does not tell.
absl::StatusOr<std::string> ReadHeld(
    const v1::UpdateOrganisationPartRequest& request,
    const v1::OrganisationPart& content) {
  if (!request.has_held()) return "";
  v1::OrganisationPart held = request.held();
  if (held.content_case() != content.content_case()) {
    return FieldInvalid("held", "is of another part");
  }
  held.clear_part();
  held.clear_version();
  held.clear_actor_kind();
  held.clear_actor_id();
  held.clear_change_time();
  held.clear_etag();
  std::string kept = held.SerializeAsString();
  if (kept.size() > kMaxHeld) {
    return InvalidArgument(
        "FIELD_TOO_LONG", "held is too long",
        {{"field", "held"}, {"limit", absl::StrCat(kMaxHeld)}});
  }
  return kept;
}

}  // namespace

absl::StatusOr<UpdateOrganisationPart> ReadUpdateOrganisationPart(
    const v1::UpdateOrganisationPartRequest& request, absl::CivilDay today) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  UpdateOrganisationPart update = {.if_revision = RevisionIn(request.etag())};
  ASSIGN_OR_RETURN(v1::OrganisationPart content,
                   ReadOrganisationContent(request, today));
  update.part = content.part();
  ASSIGN_OR_RETURN(update.held, ReadHeld(request, content));
  // It stands beside the content.
  content.clear_part();
  update.content = content.SerializeAsString();
  return update;
}

absl::StatusOr<RestoreOrganisationPart> ReadRestoreOrganisationPart(
    const v1::RestoreOrganisationPartRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  RestoreOrganisationPart restore = {.version = request.version(),
                                     .if_revision = RevisionIn(request.etag())};
  ASSIGN_OR_RETURN(restore.part, ReadPart(request.part()));
  if (restore.version < 0) return FieldInvalid("version", "is below 0");
  return restore;
}

absl::StatusOr<OrganisationVersionList> ReadListOrganisationVersions(
    const v1::ListOrganisationVersionsRequest& request) {
  OrganisationVersionList list = {.before = request.before_version()};
  ASSIGN_OR_RETURN(list.part, ReadPart(request.part()));
  if (list.before < 0) return FieldInvalid("before_version", "is below 0");
  ASSIGN_OR_RETURN(list.limit, rpc::ReadPageSize(request.page_size()));
  return list;
}

v1::OrganisationPart WriteOrganisationPart(const OrganisationVersion& version) {
  v1::OrganisationPart part;
  // Written by this file, so it can be read.
  part.ParseFromString(version.content);
  part.set_part(static_cast<v1::OrganisationPart::Part>(version.part));
  part.set_version(version.version);
  part.set_actor_kind(version.actor_kind);
  part.set_actor_id(version.actor_id);
  if (version.version > 0) {
    *part.mutable_change_time() = ToTimestamp(version.time);
  }
  part.set_etag(rpc::WriteEtag(version.revision));
  return part;
}

}  // namespace cwp::scheduling
