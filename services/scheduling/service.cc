#include "services/scheduling/service.h"

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/queue_metrics.h"
#include "common/db/writer.h"
#include "common/telemetry/metrics.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/list_convert.h"
#include "services/scheduling/queries.h"
#include "services/scheduling/session_change_convert.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/session_lists.h"
#include "services/scheduling/submit.h"
#include "services/scheduling/workshop_convert.h"

namespace cwp::scheduling {
namespace {

// How often what was kept long enough is looked for.
constexpr absl::Duration kPruneInterval = absl::Hours(1);

// A command about one resource, from a request that names only its id.
template <class About, class Request>
absl::StatusOr<What> ReadAbout(const Request& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  ASSIGN_OR_RETURN(const int64_t id, ReadId("id", request.id()));
  return What(About{.id = id});
}

// Lists of sessions come and go as bytes.
using Base = v1::SchedulingService::WithRawCallbackMethod_ListSessions<
    v1::SchedulingService::CallbackService>;

}  // namespace

class SchedulingService::Impl final : public Base {
 public:
  Impl(host::Host& host, Vault vault, const UndoRules& undo,
       JoinHosts join_hosts, std::function<void()> after_commit)
      : host_(host),
        undo_(undo),
        join_hosts_(std::move(join_hosts)),
        gate_(host.AddGate(kProtoService, Access())),
        lists_(host.readers()),
        vault_(std::make_shared<const Vault>(std::move(vault))),
        writer_(
            host.database(), host.clock(), {},
            [this](db::Transaction& tx,
                   absl::Span<const Command* const> commands) {
              return Apply(tx, commands);
            },
            [&host, after_commit = std::move(after_commit)] {
              after_commit();
              host.bell().Ring();
            }) {
    metrics_ = db::MeterWriter(host.metrics(), writer_);
    writer_.Start();
  }

  SchedulingWriter& writer() { return writer_; }
  std::shared_ptr<const Vault> vault() const { return vault_; }

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreateWorkshop(Context* context,
                          const v1::CreateWorkshopRequest* request,
                          v1::Workshop* response) override {
    return gate_.Serve(*context, "CreateWorkshop", [&](rpc::CallPtr call) {
      Write(std::move(call), "CreateWorkshop", *request,
            MakeCreateWorkshop(*request), response);
    });
  }

  Reactor* GetWorkshop(Context* context, const v1::GetWorkshopRequest* request,
                       v1::Workshop* response) override {
    return gate_.Serve(*context, "GetWorkshop", [&](rpc::CallPtr call) {
      const Viewer viewer = ViewerOf(*call);
      absl::StatusOr<WorkshopKey> key = ReadGetWorkshop(*request);
      if (!key.ok()) return call->Finish(key.status());
      Read(std::move(call),
           [key = *std::move(key), viewer,
            response](db::Transaction& tx) -> absl::Status {
             ASSIGN_OR_RETURN(const Workshop found,
                              ReadVisibleWorkshop(tx, key, viewer));
             *response = WriteWorkshop(found);
             return absl::OkStatus();
           });
    });
  }

  Reactor* ListWorkshops(Context* context,
                         const v1::ListWorkshopsRequest* request,
                         v1::ListWorkshopsResponse* response) override {
    return gate_.Serve(*context, "ListWorkshops", [&](rpc::CallPtr call) {
      absl::StatusOr<WorkshopList> list =
          ReadListWorkshops(*request, ViewerOf(*call));
      if (!list.ok()) return call->Finish(list.status());
      Read(std::move(call),
           [list = *std::move(list), response](db::Transaction& tx) {
             return ReadWorkshopPage(tx, list, *response);
           });
    });
  }

  Reactor* UpdateWorkshop(Context* context,
                          const v1::UpdateWorkshopRequest* request,
                          v1::Workshop* response) override {
    return gate_.Serve(*context, "UpdateWorkshop", [&](rpc::CallPtr call) {
      Write(std::move(call), "UpdateWorkshop", *request,
            MakeUpdateWorkshop(*request), response);
    });
  }

  Reactor* PublishWorkshop(Context* context,
                           const v1::PublishWorkshopRequest* request,
                           v1::Workshop* response) override {
    return gate_.Serve(*context, "PublishWorkshop", [&](rpc::CallPtr call) {
      Write(std::move(call), "PublishWorkshop", *request,
            ReadAbout<scheduling::PublishWorkshop>(*request), response);
    });
  }

  Reactor* ArchiveWorkshop(Context* context,
                           const v1::ArchiveWorkshopRequest* request,
                           v1::Workshop* response) override {
    return gate_.Serve(*context, "ArchiveWorkshop", [&](rpc::CallPtr call) {
      Write(std::move(call), "ArchiveWorkshop", *request,
            ReadAbout<scheduling::ArchiveWorkshop>(*request), response);
    });
  }

  Reactor* CloneWorkshop(Context* context,
                         const v1::CloneWorkshopRequest* request,
                         v1::Workshop* response) override {
    return gate_.Serve(*context, "CloneWorkshop", [&](rpc::CallPtr call) {
      Write(std::move(call), "CloneWorkshop", *request,
            MakeCloneWorkshop(*request), response);
    });
  }

  Reactor* CreateSession(Context* context,
                         const v1::CreateSessionRequest* request,
                         v1::Session* response) override {
    return gate_.Serve(*context, "CreateSession", [&](rpc::CallPtr call) {
      Write(std::move(call), "CreateSession", *request,
            MakeCreateSession(*request), response);
    });
  }

  Reactor* GetSession(Context* context, const v1::GetSessionRequest* request,
                      v1::Session* response) override {
    return gate_.Serve(*context, "GetSession", [&](rpc::CallPtr call) {
      const Viewer viewer = ViewerOf(*call);
      const absl::StatusOr<int64_t> id = ReadId("id", request->id());
      if (!id.ok()) return call->Finish(id.status());
      Read(std::move(call),
           [id = *id, viewer, response](db::Transaction& tx) -> absl::Status {
             ASSIGN_OR_RETURN(const Session found,
                              ReadVisibleSession(tx, id, viewer));
             *response = WriteSession(found, viewer);
             return absl::OkStatus();
           });
    });
  }

  Reactor* ListSessions(Context* context, const grpc::ByteBuffer* request,
                        grpc::ByteBuffer* response) override {
    return gate_.Serve(*context, "ListSessions", [&](rpc::CallPtr call) {
      const Viewer viewer = ViewerOf(*call);
      lists_.Answer(std::move(call), viewer, *request, response);
    });
  }

  Reactor* UpdateSession(Context* context,
                         const v1::UpdateSessionRequest* request,
                         v1::Session* response) override {
    return gate_.Serve(*context, "UpdateSession", [&](rpc::CallPtr call) {
      Write(std::move(call), "UpdateSession", *request,
            MakeUpdateSession(*request), response);
    });
  }

  Reactor* ScheduleSession(Context* context,
                           const v1::ScheduleSessionRequest* request,
                           v1::Session* response) override {
    return gate_.Serve(*context, "ScheduleSession", [&](rpc::CallPtr call) {
      Write(std::move(call), "ScheduleSession", *request,
            ReadAbout<scheduling::ScheduleSession>(*request), response);
    });
  }

  Reactor* RescheduleSession(Context* context,
                             const v1::RescheduleSessionRequest* request,
                             v1::Session* response) override {
    return gate_.Serve(*context, "RescheduleSession", [&](rpc::CallPtr call) {
      Write(std::move(call), "RescheduleSession", *request,
            ReadRescheduleSession(*request, undo_), response);
    });
  }

  Reactor* UndoSessionChange(Context* context,
                             const v1::UndoSessionChangeRequest* request,
                             v1::Session* response) override {
    return gate_.Serve(*context, "UndoSessionChange", [&](rpc::CallPtr call) {
      Write(std::move(call), "UndoSessionChange", *request,
            ReadAbout<scheduling::UndoSessionChange>(*request), response);
    });
  }

  Reactor* OpenSession(Context* context, const v1::OpenSessionRequest* request,
                       v1::Session* response) override {
    return gate_.Serve(*context, "OpenSession", [&](rpc::CallPtr call) {
      Write(std::move(call), "OpenSession", *request, ReadOpenSession(*request),
            response);
    });
  }

  Reactor* CloseSession(Context* context,
                        const v1::CloseSessionRequest* request,
                        v1::Session* response) override {
    return gate_.Serve(*context, "CloseSession", [&](rpc::CallPtr call) {
      Write(std::move(call), "CloseSession", *request,
            ReadAbout<scheduling::CloseSession>(*request), response);
    });
  }

  Reactor* CancelSession(Context* context,
                         const v1::CancelSessionRequest* request,
                         v1::Session* response) override {
    return gate_.Serve(*context, "CancelSession", [&](rpc::CallPtr call) {
      Write(std::move(call), "CancelSession", *request,
            ReadCancelSession(*request, undo_), response);
    });
  }

  Reactor* GetJoinAddress(Context* context,
                          const v1::GetJoinAddressRequest* request,
                          v1::JoinAddress* response) override {
    return gate_.Serve(*context, "GetJoinAddress", [&](rpc::CallPtr call) {
      const absl::StatusOr<int64_t> id =
          ReadId("session_id", request->session_id());
      if (!id.ok()) return call->Finish(id.status());
      Read(std::move(call),
           [id = *id, vault = vault_, response](db::Transaction& tx) {
             return ReadJoinAddress(tx, id, *vault, *response);
           });
    });
  }

 private:
  absl::StatusOr<What> MakeCreateWorkshop(
      const v1::CreateWorkshopRequest& request) {
    ASSIGN_OR_RETURN(WorkshopContent content, ReadCreateWorkshop(request));
    return What(scheduling::CreateWorkshop{.id = host_.ids().Next(),
                                           .content = std::move(content)});
  }

  absl::StatusOr<What> MakeUpdateWorkshop(
      const v1::UpdateWorkshopRequest& request) {
    ASSIGN_OR_RETURN(WorkshopUpdate update, ReadUpdateWorkshop(request));
    return What(scheduling::UpdateWorkshop{.id = update.id,
                                           .patch = std::move(update.patch)});
  }

  absl::StatusOr<What> MakeCloneWorkshop(
      const v1::CloneWorkshopRequest& request) {
    ASSIGN_OR_RETURN(WorkshopClone clone, ReadCloneWorkshop(request));
    return What(scheduling::CloneWorkshop{.id = host_.ids().Next(),
                                          .workshop_id = clone.id,
                                          .slug = std::move(clone.slug)});
  }

  // Seals the join address here, on the call's own thread.
  absl::StatusOr<What> MakeCreateSession(
      const v1::CreateSessionRequest& request) {
    ASSIGN_OR_RETURN(SessionPlan plan, ReadCreateSession(request));
    RETURN_IF_ERROR(join_hosts_.Check(plan.join_uri));
    scheduling::CreateSession create = {
        .id = host_.ids().NextBlock(),
        .content = std::move(plan.content),
        .draft = request.draft(),
        .acknowledge_trainee_alone = request.acknowledge_trainee_alone()};
    if (!plan.join_uri.empty()) {
      create.sealed_join_uri = vault_->SealJoinUri(create.id, plan.join_uri);
    }
    return What(std::move(create));
  }

  absl::StatusOr<What> MakeUpdateSession(
      const v1::UpdateSessionRequest& request) {
    ASSIGN_OR_RETURN(SessionUpdate update, ReadUpdateSession(request));
    RETURN_IF_ERROR(join_hosts_.Check(update.join_uri));
    if (!update.join_uri.empty()) {
      update.command.sealed_join_uri =
          vault_->SealJoinUri(update.command.id, update.join_uri);
      update.command.is_join_uri =
          [vault = vault_, id = update.command.id,
           uri = update.join_uri](absl::string_view sealed) {
            const absl::StatusOr<std::string> opened =
                vault->OpenJoinUri(id, sealed);
            return opened.ok() && *opened == uri;
          };
    }
    return What(std::move(update.command));
  }

  void Read(rpc::CallPtr call, db::Readers::Body body) {
    SubmitRead(host_.readers(), std::move(call), std::move(body));
  }

  // Puts a command in line and answers the call with what came of it.
  template <class Request, class Response>
  void Write(rpc::CallPtr call, absl::string_view method,
             const Request& request, absl::StatusOr<What> what,
             Response* response) {
    SubmitWrite(writer_, *vault_, std::move(call), method, request,
                std::move(what), response);
  }

  // Runs on the writing thread.
  absl::StatusOr<std::vector<absl::StatusOr<Answer>>> Apply(
      db::Transaction& tx, absl::Span<const Command* const> commands) {
    const absl::Time now = host_.clock().Now();
    if (now >= next_prune_) {
      RETURN_IF_ERROR(Prune(tx, now));
      next_prune_ = now + kPruneInterval;
    }
    return ApplyCommands(tx, commands, now);
  }

  host::Host& host_;
  const UndoRules undo_;
  const JoinHosts join_hosts_;
  rpc::Gate& gate_;
  SessionLists lists_;
  // Shared with reads that the host still holds when this is gone.
  const std::shared_ptr<const Vault> vault_;
  // Only writes make anything to prune, so no thread of its own is needed.
  absl::Time next_prune_ = absl::InfinitePast();
  SchedulingWriter writer_;
  std::vector<Metrics::Callback> metrics_;
};

SchedulingService::SchedulingService(host::Host& host, Vault vault,
                                     const UndoRules& undo,
                                     JoinHosts join_hosts,
                                     std::function<void()> after_commit)
    : impl_(std::make_unique<Impl>(host, std::move(vault), undo,
                                   std::move(join_hosts),
                                   std::move(after_commit))) {}

SchedulingService::~SchedulingService() = default;

grpc::Service* SchedulingService::grpc_service() { return impl_.get(); }

SchedulingWriter& SchedulingService::writer() { return impl_->writer(); }

std::shared_ptr<const Vault> SchedulingService::vault() const {
  return impl_->vault();
}

}  // namespace cwp::scheduling
