#include "services/scheduling/meeting_options_service.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "common/db/database.h"
#include "common/telemetry/log.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "services/scheduling/meeting_options_convert.h"
#include "services/scheduling/meeting_options_queries.h"
#include "services/scheduling/service.h"
#include "services/scheduling/submit.h"

namespace cwp::scheduling {
namespace {

void LogIfLoosened(const absl::StatusOr<Answer>& answer) {
  if (!answer.ok()) return;
  const SessionOptions& set = std::get<SessionOptions>(*answer);
  const std::vector<std::string> loosened =
      LooserIn(set.options, OptionsFor(set.audience));
  if (loosened.empty()) return;
  Log(LogLevel::kInfo, "meeting_options_loosened",
      {{"session", set.id}, {"options", absl::StrJoin(loosened, ",")}});
}

class MeetingOptionsServiceImpl final
    : public v1::MeetingOptionsService::CallbackService {
 public:
  explicit MeetingOptionsServiceImpl(MeetingOptionsServiceOptions options)
      : host_(*options.host),
        gate_(
            host_.AddGate(kMeetingOptionsProtoService, MeetingOptionsAccess())),
        writer_(*options.writer),
        vault_(std::move(options.vault)),
        makes_meetings_(options.makes_meetings) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* SetMeetingOptions(Context* context,
                             const v1::SetMeetingOptionsRequest* request,
                             v1::SessionMeetingOptions* response) override {
    return gate_.Serve(*context, "SetMeetingOptions", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "SetMeetingOptions",
                  *request, ReadSetMeetingOptions(*request, makes_meetings_),
                  response, LogIfLoosened);
    });
  }

  Reactor* ConfirmMeetingOptions(
      Context* context, const v1::ConfirmMeetingOptionsRequest* request,
      v1::SessionMeetingOptions* response) override {
    return gate_.Serve(
        *context, "ConfirmMeetingOptions", [&](rpc::CallPtr call) {
          SubmitWrite(writer_, *vault_, std::move(call),
                      "ConfirmMeetingOptions", *request,
                      ReadConfirmMeetingOptions(*request, makes_meetings_),
                      response);
        });
  }

  Reactor* ListMeetingOptionChanges(
      Context* context, const v1::ListMeetingOptionChangesRequest* request,
      v1::ListMeetingOptionChangesResponse* response) override {
    return gate_.Serve(
        *context, "ListMeetingOptionChanges", [&](rpc::CallPtr call) {
          const absl::StatusOr<OptionsChangeList> list =
              ReadListMeetingOptionChanges(*request);
          if (!list.ok()) return call->Finish(list.status());
          SubmitRead(host_.readers(), std::move(call),
                     [list = *list, makes_meetings = makes_meetings_,
                      response](db::Transaction& tx) {
                       return ReadOptionsChangePage(tx, list, makes_meetings,
                                                    *response);
                     });
        });
  }

 private:
  host::Host& host_;
  rpc::Gate& gate_;
  SchedulingWriter& writer_;
  const std::shared_ptr<const Vault> vault_;
  const bool makes_meetings_;
};

}  // namespace

rpc::AccessTable MeetingOptionsAccess() {
  const std::vector<rpc::MethodAccess::Allowed> staff = {
      {"cwpctl", rpc::CallerKind::kOperator}, Planners()};
  return {{.method = "SetMeetingOptions", .allowed = staff},
          {.method = "ConfirmMeetingOptions", .allowed = staff},
          {.method = "ListMeetingOptionChanges", .allowed = staff}};
}

std::unique_ptr<grpc::Service> MakeMeetingOptionsService(
    MeetingOptionsServiceOptions options) {
  return std::make_unique<MeetingOptionsServiceImpl>(std::move(options));
}

}  // namespace cwp::scheduling
