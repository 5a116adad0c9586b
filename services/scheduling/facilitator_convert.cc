#include "services/scheduling/facilitator_convert.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/email.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/rpc/etag.h"
#include "common/rpc/page_token.h"
#include "common/time/proto_time.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/update_mask.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxName = 100;

// A field that can be changed: what the mask calls it, and whether the request
// gives it a value.
struct FieldRow {
  absl::string_view path;
  FacilitatorField field;
  bool (*has_value)(const v1::Facilitator&);
};

constexpr FieldRow kFields[] = {
    {"display_name", FacilitatorField::kDisplayName,
     [](const v1::Facilitator& from) { return !from.display_name().empty(); }},
    {"role", FacilitatorField::kRole,
     [](const v1::Facilitator& from) {
       return from.role() != v1::Facilitator::ROLE_UNSPECIFIED;
     }},
    {"supervisor_id", FacilitatorField::kSupervisor,
     [](const v1::Facilitator& from) { return from.supervisor_id() != 0; }},
    {"email", FacilitatorField::kEmail,
     [](const v1::Facilitator& from) { return !from.email().empty(); }},
};

// Reads one field of the facilitator with this id.
absl::Status ReadField(FacilitatorField field, const v1::Facilitator& from,
                       int64_t id, const Vault& vault, FacilitatorContent& to) {
  switch (field) {
    case FacilitatorField::kDisplayName: {
      ASSIGN_OR_RETURN(
          const std::string name,
          ReadText("display_name", from.display_name(), 1, kMaxName));
      to.sealed_name = vault.SealFacilitatorName(id, name);
      break;
    }
    case FacilitatorField::kRole:
      if (from.role() == v1::Facilitator::ROLE_UNSPECIFIED) {
        return FieldRequired("role");
      }
      if (!v1::Facilitator::Role_IsValid(from.role())) {
        return FieldInvalid("role", "is not one that is known here");
      }
      to.role = static_cast<FacilitatorRole>(from.role());
      break;
    case FacilitatorField::kSupervisor:
      if (from.supervisor_id() < 0) {
        return FieldInvalid("supervisor_id", "is negative");
      }
      to.supervisor_id = from.supervisor_id();
      break;
    case FacilitatorField::kEmail: {
      ASSIGN_OR_RETURN(const std::string email,
                       ReadText("email", from.email(), 0, kMaxEmailAddress));
      if (email.empty()) break;
      if (!IsEmailAddress(email)) {
        return FieldInvalid("email", "is not an e-mail address");
      }
      to.sealed_email = vault.SealFacilitatorEmail(id, email);
      break;
    }
  }
  return absl::OkStatus();
}

// What tells this list from others; see rpc::MakePageToken.
std::string ListName(bool include_retired) {
  return absl::StrCat("ListFacilitators ", include_retired);
}

}  // namespace

absl::StatusOr<CreateFacilitator> ReadCreateFacilitator(
    const v1::CreateFacilitatorRequest& request, int64_t id,
    const Vault& vault) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.has_facilitator()) return FieldRequired("facilitator");
  CreateFacilitator create = {.id = id};
  for (const FieldRow& row : kFields) {
    RETURN_IF_ERROR(
        ReadField(row.field, request.facilitator(), id, vault, create.content));
  }
  return create;
}

absl::StatusOr<UpdateFacilitator> ReadUpdateFacilitator(
    const v1::UpdateFacilitatorRequest& request, const Vault& vault) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.has_facilitator()) return FieldRequired("facilitator");
  const v1::Facilitator& facilitator = request.facilitator();
  UpdateFacilitator update;
  ASSIGN_OR_RETURN(update.id, ReadId("id", facilitator.id()));
  ASSIGN_OR_RETURN(const auto rows, ReadMask(absl::MakeConstSpan(kFields),
                                             request, facilitator));
  for (const FieldRow* row : rows) {
    update.patch.fields.push_back(row->field);
    RETURN_IF_ERROR(ReadField(row->field, facilitator, update.id, vault,
                              update.patch.content));
  }
  if (!facilitator.etag().empty()) {
    update.patch.if_revision = rpc::ReadEtag(facilitator.etag());
  }
  return update;
}

absl::StatusOr<RetireFacilitator> ReadRetireFacilitator(
    const v1::RetireFacilitatorRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  RetireFacilitator retire;
  ASSIGN_OR_RETURN(retire.id, ReadId("id", request.id()));
  return retire;
}

absl::StatusOr<EraseFacilitator> ReadEraseFacilitator(
    const v1::EraseFacilitatorRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  EraseFacilitator erase;
  ASSIGN_OR_RETURN(erase.id, ReadId("id", request.id()));
  return erase;
}

absl::StatusOr<FacilitatorFilter> ReadListFacilitators(
    const v1::ListFacilitatorsRequest& request) {
  FacilitatorFilter filter = {.include_retired = request.include_retired()};
  ASSIGN_OR_RETURN(filter.limit, rpc::ReadPageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::vector<int64_t> last,
                   rpc::ReadPageToken(ListName(filter.include_retired),
                                      request.page_token(), 1));
  if (!last.empty()) filter.after_id = last[0];
  return filter;
}

std::string NextFacilitatorsToken(const FacilitatorFilter& filter,
                                  int64_t last_id) {
  return rpc::MakePageToken(ListName(filter.include_retired), {last_id});
}

absl::StatusOr<v1::Facilitator> WriteFacilitator(const Facilitator& facilitator,
                                                 const Vault& vault) {
  const FacilitatorContent& content = facilitator.content;
  v1::Facilitator written;
  written.set_id(facilitator.id);
  written.set_erased(facilitator.erase_time.has_value());
  if (!written.erased()) {
    ASSIGN_OR_RETURN(
        *written.mutable_display_name(),
        vault.OpenFacilitatorName(facilitator.id, content.sealed_name));
  }
  written.set_role(static_cast<v1::Facilitator::Role>(content.role));
  written.set_supervisor_id(content.supervisor_id);
  if (!content.sealed_email.empty()) {
    ASSIGN_OR_RETURN(
        *written.mutable_email(),
        vault.OpenFacilitatorEmail(facilitator.id, content.sealed_email));
  }
  *written.mutable_create_time() = ToTimestamp(facilitator.create_time);
  *written.mutable_update_time() = ToTimestamp(facilitator.update_time);
  if (facilitator.retire_time.has_value()) {
    *written.mutable_retire_time() = ToTimestamp(*facilitator.retire_time);
  }
  written.set_etag(rpc::WriteEtag(facilitator.revision));
  return written;
}

v1::FacilitatorChange WriteFacilitatorChange(const Facilitator& facilitator) {
  const FacilitatorContent& content = facilitator.content;
  v1::FacilitatorChange change;
  change.set_id(facilitator.id);
  change.set_role(static_cast<v1::Facilitator::Role>(content.role));
  change.set_supervisor_id(content.supervisor_id);
  change.set_retired(facilitator.retire_time.has_value());
  return change;
}

}  // namespace cwp::scheduling
