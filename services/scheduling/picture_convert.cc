#include "services/scheduling/picture_convert.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/picture/prepare.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxAlternativeText = 125;

absl::Status AddPicture(absl::string_view image, SetWorkshopPicture& set) {
  ASSIGN_OR_RETURN(picture::Prepared prepared, picture::Prepare(image));
  set.change.picture = Picture{.id = crypto::Sha256Hex(prepared.large),
                               .width = prepared.width,
                               .height = prepared.height};
  set.files = {.large = std::move(prepared.large),
               .small = std::move(prepared.small)};
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SetWorkshopPicture> ReadSetWorkshopPicture(
    const v1::SetWorkshopPictureRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  SetWorkshopPicture set;
  ASSIGN_OR_RETURN(set.id, ReadId("workshop_id", request.workshop_id()));
  set.change.if_revision = RevisionIn(request.etag());
  ASSIGN_OR_RETURN(set.change.alternative_text,
                   ReadText("alternative_text", request.alternative_text(), 1,
                            kMaxAlternativeText));
  if (!request.image().empty()) {
    RETURN_IF_ERROR(AddPicture(request.image(), set));
  }
  return set;
}

absl::StatusOr<RemoveWorkshopPicture> ReadRemoveWorkshopPicture(
    const v1::RemoveWorkshopPictureRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  RemoveWorkshopPicture remove = {.if_revision = RevisionIn(request.etag())};
  ASSIGN_OR_RETURN(remove.id, ReadId("workshop_id", request.workshop_id()));
  return remove;
}

absl::StatusOr<std::string> ReadGetWorkshopPicture(
    const v1::GetWorkshopPictureRequest& request) {
  const std::string& id = request.picture_id();
  if (id.empty()) return FieldRequired("picture_id");
  const bool is_hash =
      id.size() == 2 * crypto::kHashSize && absl::c_all_of(id, [](char digit) {
        return absl::ascii_isdigit(digit) || (digit >= 'a' && digit <= 'f');
      });
  if (!is_hash) {
    return FieldInvalid("picture_id", "is not 64 hexadecimal digits");
  }
  return id;
}

}  // namespace cwp::scheduling
