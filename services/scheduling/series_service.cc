#include "services/scheduling/series_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/list_convert.h"
#include "services/scheduling/series_convert.h"
#include "services/scheduling/series_queries.h"
#include "services/scheduling/service.h"
#include "services/scheduling/submit.h"

namespace cwp::scheduling {
namespace {

class SeriesServiceImpl final : public v1::SeriesService::CallbackService {
 public:
  explicit SeriesServiceImpl(SeriesServiceOptions options)
      : host_(*options.host),
        gate_(host_.AddGate(kSeriesProtoService, SeriesAccess())),
        writer_(*options.writer),
        vault_(std::move(options.vault)),
        join_hosts_(std::move(options.join_hosts)),
        undo_(options.undo),
        days_off_(std::make_shared<const civil::DaysOff>(
            std::move(options.days_off))) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* PreviewSeries(Context* context,
                         const v1::PreviewSeriesRequest* request,
                         v1::SeriesPlan* response) override {
    return gate_.Serve(*context, "PreviewSeries", [&](rpc::CallPtr call) {
      absl::StatusOr<Series> series = ReadPreviewSeries(*request);
      if (!series.ok()) return call->Finish(series.status());
      auto plan = PlanSeries(series->pattern, *days_off_);
      if (!plan.ok()) return call->Finish(plan.status());
      Read(std::move(call),
           [series = *std::move(series), plan = *std::move(plan),
            days_off = days_off_, now = host_.clock().Now(),
            response](db::Transaction& tx) {
             return ReadSeriesPlan(tx, series, plan, *days_off, now, *response);
           });
    });
  }

  Reactor* CreateSeries(Context* context,
                        const v1::CreateSeriesRequest* request,
                        v1::Series* response) override {
    return gate_.Serve(*context, "CreateSeries", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "CreateSeries", *request,
                  MakeCreateSeries(*request), response);
    });
  }

  Reactor* GetSeries(Context* context, const v1::GetSeriesRequest* request,
                     v1::Series* response) override {
    return gate_.Serve(*context, "GetSeries", [&](rpc::CallPtr call) {
      const absl::StatusOr<int64_t> id = ReadId("id", request->id());
      if (!id.ok()) return call->Finish(id.status());
      Read(std::move(call), [id = *id, response](db::Transaction& tx) {
        return ReadSeriesOf(tx, id, *response);
      });
    });
  }

  Reactor* ListSeries(Context* context, const v1::ListSeriesRequest* request,
                      v1::ListSeriesResponse* response) override {
    return gate_.Serve(*context, "ListSeries", [&](rpc::CallPtr call) {
      const absl::StatusOr<SeriesFilter> filter = ReadListSeries(*request);
      if (!filter.ok()) return call->Finish(filter.status());
      Read(std::move(call), [filter = *filter, response](db::Transaction& tx) {
        return ReadSeriesPage(tx, filter, *response);
      });
    });
  }

  Reactor* PreviewSeriesEdit(Context* context,
                             const v1::PreviewSeriesEditRequest* request,
                             v1::SeriesEditPlan* response) override {
    return gate_.Serve(*context, "PreviewSeriesEdit", [&](rpc::CallPtr call) {
      absl::StatusOr<SeriesChange> change = ReadPreviewSeriesEdit(*request);
      if (!change.ok()) return call->Finish(change.status());
      Read(std::move(call),
           [change = *std::move(change), undo = undo_,
            now = host_.clock().Now(), response](db::Transaction& tx) {
             return ReadSeriesEditPlan(tx, change, undo, now, *response);
           });
    });
  }

  Reactor* EditSeries(Context* context, const v1::EditSeriesRequest* request,
                      v1::Series* response) override {
    return gate_.Serve(*context, "EditSeries", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "EditSeries", *request,
                  MakeEditSeries(*request), response);
    });
  }

  Reactor* UndoSeriesEdit(Context* context,
                          const v1::UndoSeriesEditRequest* request,
                          v1::Series* response) override {
    return gate_.Serve(*context, "UndoSeriesEdit", [&](rpc::CallPtr call) {
      SubmitWrite(writer_, *vault_, std::move(call), "UndoSeriesEdit", *request,
                  ReadUndoSeriesEdit(*request), response);
    });
  }

 private:
  // Plans the dates and seals the join address here, on the call's own thread.
  absl::StatusOr<What> MakeCreateSeries(
      const v1::CreateSeriesRequest& request) {
    ASSIGN_OR_RETURN(SeriesWish wish, ReadCreateSeries(request));
    RETURN_IF_ERROR(join_hosts_.Check(wish.join_uri));
    const SeriesPattern& pattern = wish.series.pattern;
    ASSIGN_OR_RETURN(const std::vector<PlannedDate> plan,
                     PlanSeries(pattern, *days_off_));
    RETURN_IF_ERROR(CheckDecided(pattern, plan));
    scheduling::CreateSeries create = {
        .accept_conflicts = wish.accept_conflicts,
        .acknowledge_trainee_alone = wish.acknowledge_trainee_alone};
    create.series = std::move(wish.series);
    create.series.id = host_.ids().Next();
    for (const PlannedDate& date : plan) {
      if (date.state != PlannedDate::State::kKept) continue;
      scheduling::CreateSeries::NewSession& session =
          create.sessions.emplace_back();
      session.id = host_.ids().NextBlock();
      session.day = date.day;
      session.meeting = *date.meeting;
      if (!wish.join_uri.empty()) {
        session.sealed_join_uri =
            vault_->SealJoinUri(session.id, wish.join_uri);
      }
    }
    return What(std::move(create));
  }

  absl::StatusOr<What> MakeEditSeries(const v1::EditSeriesRequest& request) {
    ASSIGN_OR_RETURN(SeriesChange change, ReadEditSeries(request));
    return What(scheduling::EditSeries{
        .id = change.series_id,
        .edit = std::move(change.edit),
        .confirmed = std::move(change.confirmed),
        .accept_conflicts = change.accept_conflicts,
        .acknowledge_trainee_alone = change.acknowledge_trainee_alone,
        .at_once = change.at_once,
        .undo = undo_});
  }

  void Read(rpc::CallPtr call, db::Readers::Body body) {
    SubmitRead(host_.readers(), std::move(call), std::move(body));
  }

  host::Host& host_;
  rpc::Gate& gate_;
  SchedulingWriter& writer_;
  // Shared with reads that the host still holds when this is gone.
  const std::shared_ptr<const Vault> vault_;
  const JoinHosts join_hosts_;
  const UndoRules undo_;
  const std::shared_ptr<const civil::DaysOff> days_off_;
};

}  // namespace

rpc::AccessTable SeriesAccess() {
  using Allowed = std::vector<rpc::MethodAccess::Allowed>;
  const Allowed staff = {{"cwpctl", rpc::CallerKind::kOperator}, Planners()};
  return {
      {.method = "PreviewSeries", .allowed = staff},
      {.method = "CreateSeries", .allowed = staff},
      {.method = "GetSeries", .allowed = staff},
      {.method = "ListSeries", .allowed = staff},
      {.method = "PreviewSeriesEdit", .allowed = staff},
      {.method = "EditSeries", .allowed = staff},
      {.method = "UndoSeriesEdit", .allowed = staff},
  };
}

std::unique_ptr<grpc::Service> MakeSeriesService(SeriesServiceOptions options) {
  return std::make_unique<SeriesServiceImpl>(std::move(options));
}

}  // namespace cwp::scheduling
