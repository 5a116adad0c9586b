#ifndef CWP_SERVICES_SCHEDULING_FACILITATOR_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_FACILITATOR_CONVERT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "services/scheduling/facilitator_commands.h"
#include "services/scheduling/facilitator_domain.h"
#include "services/scheduling/facilitator_store.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// Requests about facilitators, checked, with what is personal sealed. Fails
// with INVALID_ARGUMENT as facilitator_service.proto says; errors quote neither
// names nor addresses.

// `id` is the new one's.
absl::StatusOr<CreateFacilitator> ReadCreateFacilitator(
    const v1::CreateFacilitatorRequest& request, int64_t id,
    const Vault& vault);
absl::StatusOr<UpdateFacilitator> ReadUpdateFacilitator(
    const v1::UpdateFacilitatorRequest& request, const Vault& vault);
absl::StatusOr<RetireFacilitator> ReadRetireFacilitator(
    const v1::RetireFacilitatorRequest& request);

absl::StatusOr<EraseFacilitator> ReadEraseFacilitator(
    const v1::EraseFacilitatorRequest& request);

// What to list. The limit is the page size.
absl::StatusOr<FacilitatorFilter> ReadListFacilitators(
    const v1::ListFacilitatorsRequest& request);

// The token that goes on after `last_id` in the list of `filter`.
std::string NextFacilitatorsToken(const FacilitatorFilter& filter,
                                  int64_t last_id);

// Opens what is sealed. Fails with DATA_LOSS `SEALED_DATA_INVALID`.
absl::StatusOr<v1::Facilitator> WriteFacilitator(const Facilitator& facilitator,
                                                 const Vault& vault);

// What the feed shows.
v1::FacilitatorChange WriteFacilitatorChange(const Facilitator& facilitator);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_FACILITATOR_CONVERT_H_
