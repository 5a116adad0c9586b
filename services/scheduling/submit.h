#ifndef CWP_SERVICES_SCHEDULING_SUBMIT_H_
#define CWP_SERVICES_SCHEDULING_SUBMIT_H_

#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/readers.h"
#include "common/rpc/gate.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/facilitator_convert.h"
#include "services/scheduling/meeting_options_convert.h"
#include "services/scheduling/organisation_convert.h"
#include "services/scheduling/series_convert.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/vault.h"
#include "services/scheduling/workshop_convert.h"

// How an RPC becomes a command or a reading, and what comes of it an answer.
// For the services' .cc files alone.

namespace cwp::scheduling {

using What = decltype(Command::what);

// Whom a call shows things to.
inline Viewer ViewerOf(const rpc::Call& call) {
  return call.caller().kind == rpc::CallerKind::kPublic ? Viewer::kPublic
                                                        : Viewer::kStaff;
}

// The bytes of a request without its id, the same for the same content.
template <class Request>
std::string ContentOf(const Request& request) {
  Request content = request;
  content.clear_request_id();
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    content.SerializeToCodedStream(&output);
  }
  return bytes;
}

inline absl::Status Fill(const Answer& answer, const Vault&,
                         v1::Workshop* response) {
  *response = WriteWorkshop(std::get<Workshop>(answer));
  return absl::OkStatus();
}
inline absl::Status Fill(const Answer& answer, const Vault&,
                         v1::Session* response) {
  *response = WriteSession(std::get<Session>(answer));
  return absl::OkStatus();
}
inline absl::Status Fill(const Answer& answer, const Vault&,
                         v1::Series* response) {
  *response = WriteSeries(std::get<Series>(answer));
  return absl::OkStatus();
}
inline absl::Status Fill(const Answer& answer, const Vault&,
                         v1::SessionMeetingOptions* response) {
  *response = WriteSessionOptions(std::get<SessionOptions>(answer));
  return absl::OkStatus();
}
inline absl::Status Fill(const Answer& answer, const Vault&,
                         v1::OrganisationPart* response) {
  *response = WriteOrganisationPart(std::get<OrganisationVersion>(answer));
  return absl::OkStatus();
}
inline absl::Status Fill(const Answer& answer, const Vault& vault,
                         v1::Facilitator* response) {
  ASSIGN_OR_RETURN(*response,
                   WriteFacilitator(std::get<Facilitator>(answer), vault));
  return absl::OkStatus();
}

// Answers a call with what `body` says, which fills the response.
inline void SubmitRead(db::Readers& readers, rpc::CallPtr call,
                       db::Readers::Body body) {
  const absl::Time deadline = call->deadline();
  readers.Submit(
      deadline, std::move(body),
      [call = std::move(call)](absl::Status status) { call->Finish(status); });
}

// Puts a command in line and answers the call with what came of it. The vault
// outlives the writer. `done` is told what came of it before the caller is.
template <class Request, class Response>
void SubmitWrite(
    SchedulingWriter& writer, const Vault& vault, rpc::CallPtr call,
    absl::string_view method, const Request& request, absl::StatusOr<What> what,
    Response* response,
    void (*done)(const absl::StatusOr<Answer>&) =
        [](const absl::StatusOr<Answer>&) {}) {
  if (!what.ok()) return call->Finish(what.status());
  const rpc::Caller& caller = call->caller();
  Command command = {
      .what = *std::move(what),
      .actor = {.kind = std::string(rpc::KindName(caller.kind)),
                .id = caller.id},
      .request = vault.KeyOfRequest(caller, method, request.request_id(),
                                    ContentOf(request))};
  const absl::Time deadline = call->deadline();
  writer.Submit(std::move(command), deadline,
                [call = std::move(call), &vault, response,
                 done](const absl::StatusOr<Answer>& answer) {
                  done(answer);
                  call->Finish(answer.ok() ? Fill(*answer, vault, response)
                                           : answer.status());
                });
}

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SUBMIT_H_
