#include "services/webinars/service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/webinars/convert.h"
#include "services/webinars/download.h"
#include "services/webinars/upload.h"
#include "services/webinars/view_convert.h"
#include "services/webinars/view_store.h"
#include "services/webinars/webinar_store.h"

namespace cwp::webinars {
namespace {

using rpc::CallerKind;

bool IsPublic(const rpc::Caller& caller) {
  return caller.kind == CallerKind::kPublic;
}

absl::StatusOr<Webinar> FindWebinar(db::Transaction& tx, const WebinarKey& key,
                                    bool only_published) {
  ASSIGN_OR_RETURN(std::optional<Webinar> webinar,
                   key.id.has_value() ? LoadWebinar(tx, *key.id)
                                      : LoadWebinarBySlug(tx, *key.slug));
  const bool hidden = !webinar.has_value() ||
                      (only_published && webinar->state != State::kPublished);
  if (hidden) return WebinarNotFound();
  return *std::move(webinar);
}

absl::StatusOr<v1::ListWebinarsResponse> ListPage(db::Transaction& tx,
                                                  const PageWanted& page,
                                                  bool only_published) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  // One more than is sent tells whether the list goes on.
  ASSIGN_OR_RETURN(
      std::vector<Webinar> webinars,
      ListWebinars(tx, only_published, page.after_id, page.size + 1));
  const bool more = webinars.size() > static_cast<size_t>(page.size);
  if (more) webinars.pop_back();
  return ToProto(webinars, more, ListName(only_published), head.revision);
}

absl::StatusOr<CreateWebinar> CreateFromProto(
    const v1::CreateWebinarRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  ASSIGN_OR_RETURN(Webinar content, ContentFromProto(request.webinar()));
  return CreateWebinar{.content = std::move(content)};
}

absl::StatusOr<PublishWebinar> PublishFromProto(
    const v1::PublishWebinarRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  RETURN_IF_ERROR(CheckId(request.id()));
  return PublishWebinar{.id = request.id()};
}

absl::StatusOr<UpdateWebinar> UpdateFromProto(
    const v1::UpdateWebinarRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  UpdateWebinar update;
  RETURN_IF_ERROR(CheckId(request.webinar().id()));
  update.id = request.webinar().id();
  ASSIGN_OR_RETURN(update.revision,
                   RevisionFromProto(request.webinar().etag()));
  ASSIGN_OR_RETURN(update.changes, ChangesFromProto(request));
  return update;
}

absl::StatusOr<WithdrawWebinar> WithdrawFromProto(
    const v1::WithdrawWebinarRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  RETURN_IF_ERROR(CheckId(request.id()));
  return WithdrawWebinar{.id = request.id()};
}

class WebinarsService final : public v1::WebinarsService::CallbackService {
 public:
  explicit WebinarsService(const ServiceOptions& options) : use_(options) {}

  grpc::ServerUnaryReactor* CreateWebinar(
      grpc::CallbackServerContext* context,
      const v1::CreateWebinarRequest* request, v1::Webinar* response) override {
    return use_.gate->Serve(*context, "CreateWebinar", [&](rpc::CallPtr call) {
      auto create = CreateFromProto(*request);
      if (!create.ok()) return call->Finish(create.status());
      create->id = use_.ids->Next();
      Write(std::move(call), "CreateWebinar", *std::move(create), *request,
            *response);
    });
  }

  grpc::ServerUnaryReactor* GetWebinar(grpc::CallbackServerContext* context,
                                       const v1::GetWebinarRequest* request,
                                       v1::Webinar* response) override {
    return use_.gate->Serve(*context, "GetWebinar", [&](rpc::CallPtr call) {
      auto key = KeyFromProto(*request);
      if (!key.ok()) return call->Finish(key.status());
      const bool only_published = IsPublic(call->caller());
      Read(std::move(call),
           [key = *std::move(key), only_published,
            response](db::Transaction& tx) -> absl::Status {
             ASSIGN_OR_RETURN(const Webinar webinar,
                              FindWebinar(tx, key, only_published));
             *response = ToProto(webinar);
             return absl::OkStatus();
           });
    });
  }

  grpc::ServerUnaryReactor* ListWebinars(
      grpc::CallbackServerContext* context,
      const v1::ListWebinarsRequest* request,
      v1::ListWebinarsResponse* response) override {
    return use_.gate->Serve(*context, "ListWebinars", [&](rpc::CallPtr call) {
      const bool only_published = IsPublic(call->caller());
      auto page = PageFromProto(*request, ListName(only_published));
      if (!page.ok()) return call->Finish(page.status());
      Read(std::move(call),
           [page = *page, only_published,
            response](db::Transaction& tx) -> absl::Status {
             ASSIGN_OR_RETURN(*response, ListPage(tx, page, only_published));
             return absl::OkStatus();
           });
    });
  }

  grpc::ServerUnaryReactor* PublishWebinar(
      grpc::CallbackServerContext* context,
      const v1::PublishWebinarRequest* request,
      v1::Webinar* response) override {
    return use_.gate->Serve(*context, "PublishWebinar", [&](rpc::CallPtr call) {
      auto publish = PublishFromProto(*request);
      if (!publish.ok()) return call->Finish(publish.status());
      Write(std::move(call), "PublishWebinar", *publish, *request, *response);
    });
  }

  grpc::ServerUnaryReactor* UpdateWebinar(
      grpc::CallbackServerContext* context,
      const v1::UpdateWebinarRequest* request, v1::Webinar* response) override {
    return use_.gate->Serve(*context, "UpdateWebinar", [&](rpc::CallPtr call) {
      auto update = UpdateFromProto(*request);
      if (!update.ok()) return call->Finish(update.status());
      Write(std::move(call), "UpdateWebinar", *std::move(update), *request,
            *response);
    });
  }

  grpc::ServerUnaryReactor* WithdrawWebinar(
      grpc::CallbackServerContext* context,
      const v1::WithdrawWebinarRequest* request,
      v1::Webinar* response) override {
    return use_.gate->Serve(*context, "WithdrawWebinar",
                            [&](rpc::CallPtr call) {
                              auto withdraw = WithdrawFromProto(*request);
                              if (!withdraw.ok())
                                return call->Finish(withdraw.status());
                              Write(std::move(call), "WithdrawWebinar",
                                    *withdraw, *request, *response);
                            });
  }

  grpc::ServerUnaryReactor* AppendUpload(grpc::CallbackServerContext* context,
                                         const v1::AppendUploadRequest* request,
                                         v1::Upload* response) override {
    return use_.gate->Serve(*context, "AppendUpload", [&](rpc::CallPtr call) {
      use_.pieces->Append(std::move(call), *request, *response);
    });
  }

  grpc::ServerUnaryReactor* GetUpload(grpc::CallbackServerContext* context,
                                      const v1::GetUploadRequest* request,
                                      v1::Upload* response) override {
    return use_.gate->Serve(*context, "GetUpload", [&](rpc::CallPtr call) {
      use_.pieces->Get(std::move(call), *request, *response);
    });
  }

  grpc::ServerUnaryReactor* FinishUpload(grpc::CallbackServerContext* context,
                                         const v1::FinishUploadRequest* request,
                                         v1::File* response) override {
    return use_.gate->Serve(*context, "FinishUpload", [&](rpc::CallPtr call) {
      use_.pieces->Finish(std::move(call), *request, *response);
    });
  }

  grpc::ServerUnaryReactor* CountViews(grpc::CallbackServerContext* context,
                                       const v1::CountViewsRequest* request,
                                       v1::CountViewsResponse*) override {
    return use_.gate->Serve(*context, "CountViews", [&](rpc::CallPtr call) {
      auto counts = ViewsFromProto(*request);
      if (!counts.ok()) return call->Finish(counts.status());
      Submit(std::move(call), "CountViews",
             webinars::CountViews{*std::move(counts)}, *request, nullptr);
    });
  }

  grpc::ServerUnaryReactor* ListViewCounts(
      grpc::CallbackServerContext* context,
      const v1::ListViewCountsRequest* request,
      v1::ListViewCountsResponse* response) override {
    return use_.gate->Serve(*context, "ListViewCounts", [&](rpc::CallPtr call) {
      auto wanted = ViewsWantedFromProto(*request);
      if (!wanted.ok()) return call->Finish(wanted.status());
      Read(std::move(call),
           [wanted = *std::move(wanted),
            response](db::Transaction& tx) -> absl::Status {
             ASSIGN_OR_RETURN(
                 const std::vector<ViewTotal> totals,
                 ListViews(tx, wanted.webinar_ids, wanted.recent_day));
             *response = ToProto(totals);
             return absl::OkStatus();
           });
    });
  }

  grpc::ServerReadReactor<v1::UploadFileRequest>* UploadFile(
      grpc::CallbackServerContext* context, v1::File* response) override {
    auto* upload = new Upload(*use_.transfers, *context, *response);
    rpc::CallPtr call = use_.gate->Admit(
        *context, "UploadFile",
        [upload](const grpc::Status& status) { upload->Finish(status); });
    if (call != nullptr) upload->Begin(std::move(call));
    return upload;
  }

  grpc::ServerWriteReactor<v1::DownloadFileResponse>* DownloadFile(
      grpc::CallbackServerContext* context,
      const v1::DownloadFileRequest* request) override {
    auto* download = new Download(*use_.transfers);
    rpc::CallPtr call = use_.gate->Admit(
        *context, "DownloadFile",
        [download](const grpc::Status& status) { download->Finish(status); });
    if (call != nullptr) download->Begin(std::move(call), *request);
    return download;
  }

 private:
  void Read(rpc::CallPtr call, db::Readers::Body body) {
    const absl::Time deadline = call->deadline();
    use_.readers->Submit(deadline, std::move(body),
                         [call = std::move(call)](const absl::Status& status) {
                           call->Finish(status);
                         });
  }

  // `request` is the one that `what` was made from.
  template <class What, class Request>
  void Write(rpc::CallPtr call, absl::string_view method, What what,
             const Request& request, v1::Webinar& response) {
    Submit(std::move(call), method, std::move(what), request, &response);
  }

  // `response` is null when nothing is said.
  template <class What, class Request>
  void Submit(rpc::CallPtr call, absl::string_view method, What what,
              Request request, v1::Webinar* response) {
    const rpc::Caller& caller = call->caller();
    const std::string request_id = request.request_id();
    request.clear_request_id();
    Command command = {
        .what = std::move(what),
        .actor = {.kind = std::string(rpc::KindName(caller.kind)),
                  .id = caller.id},
        .request = use_.request_keys->Make(caller, method, request_id, request),
        .now = use_.clock->Now()};
    const absl::Time deadline = call->deadline();
    use_.writer->Submit(
        std::move(command), deadline,
        [call = std::move(call), response](absl::StatusOr<Answer> answer) {
          if (answer.ok() && response != nullptr) *response = ToProto(*answer);
          call->Finish(answer.status());
        });
  }

  const ServiceOptions use_;
};

}  // namespace

rpc::AccessTable WebinarsAccess() {
  const rpc::MethodAccess::Allowed visitor = {"web", CallerKind::kPublic};
  const rpc::MethodAccess::Allowed web = {"web", CallerKind::kService};
  const rpc::MethodAccess::Allowed shell = {"cwpctl", CallerKind::kOperator};
  const rpc::MethodAccess::Allowed editors = {
      "web", CallerKind::kStaff, {"administrator", "coordinator"}};
  const rpc::MethodAccess::Allowed staff = {
      "web",
      CallerKind::kStaff,
      {"administrator", "coordinator", "facilitator", "reader"}};
  return {{.method = "CreateWebinar", .allowed = {editors, shell}},
          {.method = "GetWebinar", .allowed = {visitor, staff, shell}},
          {.method = "ListWebinars", .allowed = {visitor, staff, web, shell}},
          {.method = "UpdateWebinar", .allowed = {editors, shell}},
          {.method = "PublishWebinar", .allowed = {editors, shell}},
          {.method = "WithdrawWebinar", .allowed = {editors, shell}},
          {.method = "UploadFile", .allowed = {shell}},
          {.method = "AppendUpload", .allowed = {editors}},
          {.method = "GetUpload", .allowed = {editors}},
          {.method = "FinishUpload", .allowed = {editors}},
          {.method = "DownloadFile", .allowed = {visitor, staff, shell}},
          {.method = "CountViews", .allowed = {web}},
          {.method = "ListViewCounts", .allowed = {staff, shell}}};
}

std::unique_ptr<grpc::Service> MakeWebinarsService(
    const ServiceOptions& options) {
  return std::make_unique<WebinarsService>(options);
}

}  // namespace cwp::webinars
