#include "services/scheduling/picture_service.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "services/scheduling/picture_convert.h"
#include "services/scheduling/picture_queries.h"
#include "services/scheduling/service.h"
#include "services/scheduling/submit.h"

namespace cwp::scheduling {
namespace {

class PictureServiceImpl final : public v1::PictureService::CallbackService {
 public:
  explicit PictureServiceImpl(PictureServiceOptions options)
      : host_(*options.host),
        gate_(host_.AddGate(kPictureProtoService, PictureAccess())),
        writer_(*options.writer),
        vault_(std::move(options.vault)) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  // Decodes the picture here, on the call's own thread: only staff and
  // operators make such calls, and few. One at a time, because each takes up to
  // 320 MB.
  Reactor* SetWorkshopPicture(Context* context,
                              const v1::SetWorkshopPictureRequest* request,
                              v1::Workshop* response) override {
    return gate_.Serve(*context, "SetWorkshopPicture", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "SetWorkshopPicture",
                  *request, MakeSetWorkshopPicture(*request), response);
    });
  }

  Reactor* RemoveWorkshopPicture(
      Context* context, const v1::RemoveWorkshopPictureRequest* request,
      v1::Workshop* response) override {
    return gate_.Serve(
        *context, "RemoveWorkshopPicture", [&](rpc::CallPtr call) {
          SubmitWrite(writer_, *vault_, std::move(call),
                      "RemoveWorkshopPicture", *request,
                      ReadRemoveWorkshopPicture(*request), response);
        });
  }

  Reactor* GetWorkshopPicture(Context* context,
                              const v1::GetWorkshopPictureRequest* request,
                              v1::PictureFile* response) override {
    return gate_.Serve(*context, "GetWorkshopPicture", [&](rpc::CallPtr call) {
      absl::StatusOr<std::string> id = ReadGetWorkshopPicture(*request);
      if (!id.ok()) return call->Finish(id.status());
      const Viewer viewer = ViewerOf(*call);
      SubmitRead(host_.readers(), std::move(call),
                 [id = *std::move(id), small = request->small(), viewer,
                  response](db::Transaction& tx) {
                   return ReadPicture(tx, id, small, viewer, *response);
                 });
    });
  }

 private:
  absl::StatusOr<What> MakeSetWorkshopPicture(
      const v1::SetWorkshopPictureRequest& request) {
    MutexLock lock(decoding_);
    return ReadSetWorkshopPicture(request);
  }

  host::Host& host_;
  rpc::Gate& gate_;
  SchedulingWriter& writer_;
  const std::shared_ptr<const Vault> vault_;
  Mutex decoding_;
};

}  // namespace

rpc::AccessTable PictureAccess() {
  const rpc::MethodAccess::Allowed operators = {"cwpctl",
                                                rpc::CallerKind::kOperator};
  return {
      {.method = "SetWorkshopPicture", .allowed = {operators, Planners()}},
      {.method = "RemoveWorkshopPicture", .allowed = {operators, Planners()}},
      {.method = "GetWorkshopPicture",
       .allowed = {operators, Planners(), {"web", rpc::CallerKind::kPublic}}}};
}

std::unique_ptr<grpc::Service> MakePictureService(
    PictureServiceOptions options) {
  return std::make_unique<PictureServiceImpl>(std::move(options));
}

}  // namespace cwp::scheduling
