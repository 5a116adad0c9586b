#ifndef CWP_SERVICES_REGISTRATION_REPORT_SERVICE_H_
#define CWP_SERVICES_REGISTRATION_REPORT_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/db/readers.h"
#include "common/rpc/gate.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::registration {

inline constexpr absl::string_view kReportProtoService =
    "cwp.registration.v1.ReportService";

// Who may call which RPC.
rpc::AccessTable ReportAccess();

// Serves cwp.registration.v1.ReportService. Both outlive it.
std::unique_ptr<grpc::Service> MakeReportService(rpc::Gate& gate,
                                                 db::Readers& readers);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_REPORT_SERVICE_H_
