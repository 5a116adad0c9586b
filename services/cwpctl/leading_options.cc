#include "services/cwpctl/leading_options.h"

#include <CLI/CLI.hpp>

#include "common/base/status_macros.h"
#include "services/cwpctl/facilitator_client.h"

namespace cwp::ctl {

void AddFacilitators(CLI::App& verb, std::vector<std::string>& facilitators,
                     const char* help) {
  verb.add_option("--facilitator", facilitators, help)->allow_extra_args(false);
}

void AddAcknowledge(CLI::App& verb, bool& acknowledge) {
  verb.add_flag("--acknowledge-trainee-alone", acknowledge,
                "Goes on although trainees alone lead it, where the workshop "
                "wants a supervised pair");
}

absl::Status FillFacilitators(Shell& shell,
                              const std::vector<std::string>& facilitators,
                              scheduling::v1::Session& session) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> ids,
                   FacilitatorClient(shell.connections).FindAll(facilitators));
  session.mutable_facilitator_ids()->Assign(ids.begin(), ids.end());
  return absl::OkStatus();
}

}  // namespace cwp::ctl
