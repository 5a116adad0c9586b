#include "services/scheduling/teams_service.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/base/worker_pool.h"
#include "common/db/database.h"
#include "common/db/error.h"
#include "common/rpc/page_token.h"
#include "common/telemetry/metrics.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/meeting_commands.h"
#include "services/scheduling/meeting_options_commands.h"
#include "services/scheduling/meeting_store.h"
#include "services/scheduling/service.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/submit.h"
#include "services/scheduling/teams_doctor.h"

namespace cwp::scheduling {
namespace {

constexpr char kList[] = "ListQueuedMeetings";

// How long one answer of Microsoft's may take while somebody waits for it.
constexpr absl::Duration kPatience = absl::Seconds(6);
// How much may wait for the one thread that asks.
constexpr size_t kMostWaiting = 16;
// A session that starts so soon should have its address.
constexpr absl::Duration kSoon = absl::Hours(48);

v1::QueuedMeeting WriteQueued(const ListedMeeting& listed) {
  const QueuedMeeting& queued = listed.queued;
  v1::QueuedMeeting written;
  written.set_session_id(queued.session_id);
  written.set_workshop_title(listed.workshop_title);
  *written.mutable_start_time() = ToTimestamp(listed.start);
  written.set_state(static_cast<v1::QueuedMeeting::State>(queued.state));
  written.set_tries(queued.tries);
  if (queued.state == MeetingState::kWaiting) {
    *written.mutable_next_time() =
        ToTimestamp(std::max(queued.next_time, queued.lease));
  }
  written.set_last_reason(queued.last_reason);
  written.set_advice(std::string(MeetingAdvice(queued.last_reason)));
  written.set_graph_code(queued.graph_code);
  written.set_graph_request(queued.graph_request);
  return written;
}

absl::Status ReadQueuePage(db::Transaction& tx, absl::Time now,
                           int64_t after_id, int size,
                           v1::ListQueuedMeetingsResponse& response) {
  ASSIGN_OR_RETURN(std::vector<ListedMeeting> listed,
                   ListQueuedMeetings(tx, now, after_id, size + 1));
  const bool more = static_cast<int>(listed.size()) > size;
  if (more) listed.pop_back();
  for (const ListedMeeting& meeting : listed) {
    *response.add_meetings() = WriteQueued(meeting);
  }
  if (more) {
    response.set_next_page_token(
        rpc::MakePageToken(kList, {listed.back().queued.session_id}));
  }
  return absl::OkStatus();
}

}  // namespace

class TeamsService::Impl final : public v1::TeamsService::CallbackService {
 public:
  Impl(host::Host& host, TeamsSettings settings, std::function<void()> retried)
      : host_(host),
        gate_(host.AddGate(kTeamsProtoService, TeamsAccess())),
        settings_(std::move(settings)),
        retried_(std::move(retried)) {
    settings_.graph.limits.total =
        std::min(settings_.graph.limits.total, kPatience);
    AddMetrics(host.metrics());
  }

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CheckTeams(Context* context, const v1::CheckTeamsRequest*,
                      v1::CheckTeamsResponse* response) override {
    return gate_.Serve(*context, "CheckTeams", [&](rpc::CallPtr call) {
      AtDesk(std::move(call), [this, response] {
        for (TeamsCheck& check :
             scheduling::CheckTeams(settings_, host_.clock())) {
          v1::TeamsCheck& written = *response->add_checks();
          written.set_step(std::move(check.step));
          written.set_state(static_cast<v1::TeamsCheck::State>(check.state));
          written.set_advice(std::move(check.advice));
        }
        return absl::OkStatus();
      });
    });
  }

  Reactor* ListQueuedMeetings(
      Context* context, const v1::ListQueuedMeetingsRequest* request,
      v1::ListQueuedMeetingsResponse* response) override {
    return gate_.Serve(*context, "ListQueuedMeetings", [&](rpc::CallPtr call) {
      const absl::StatusOr<int> size = rpc::ReadPageSize(request->page_size());
      if (!size.ok()) return call->Finish(size.status());
      const absl::StatusOr<std::vector<int64_t>> last =
          rpc::ReadPageToken(kList, request->page_token(), 1);
      if (!last.ok()) return call->Finish(last.status());
      SubmitRead(host_.readers(), std::move(call),
                 [this, size = *size, after = last->empty() ? 0 : last->front(),
                  response](db::Transaction& tx) {
                   return ReadQueuePage(tx, host_.clock().Now(), after, size,
                                        *response);
                 });
    });
  }

  Reactor* RetryMeeting(Context* context,
                        const v1::RetryMeetingRequest* request,
                        v1::QueuedMeeting* response) override {
    return gate_.Serve(*context, "RetryMeeting", [&](rpc::CallPtr call) {
      const absl::StatusOr<int64_t> id =
          ReadId("session_id", request->session_id());
      if (!id.ok()) return call->Finish(id.status());
      AtDesk(std::move(call), [this, id = *id, response]() -> absl::Status {
        RETURN_IF_ERROR(
            host_.database().Write([&](db::Transaction& tx) -> absl::Status {
              return Retry(tx, id, *response);
            }));
        retried_();
        return absl::OkStatus();
      });
    });
  }

 private:
  absl::Status Retry(db::Transaction& tx, int64_t id,
                     v1::QueuedMeeting& response) {
    ASSIGN_OR_RETURN(const QueuedMeeting due,
                     RetryQueuedMeeting(tx, id, host_.clock().Now()));
    ASSIGN_OR_RETURN(const std::optional<Session> session, FindSession(tx, id));
    response = WriteQueued({.queued = due,
                            .workshop_title = session->workshop_title,
                            .start = session->start()});
    return absl::OkStatus();
  }

  // Does the work on the desk's thread, unless it is too late by then, and
  // answers the call with what came of it.
  void AtDesk(rpc::CallPtr call, absl::AnyInvocable<absl::Status()> work) {
    const bool submitted =
        desk_.Submit([this, call, work = std::move(work)]() mutable {
          if (host_.clock().Now() >= call->deadline()) {
            return call->Finish(db::TooLate());
          }
          call->Finish(work());
        });
    if (!submitted) {
      call->Finish(db::Overloaded("too many ask about Teams at once"));
    }
  }

  // A number from the database; 0 while that does not answer.
  double Count(
      absl::FunctionRef<absl::StatusOr<int64_t>(db::Transaction&, absl::Time)>
          count) {
    int64_t found = 0;
    host_.database()
        .Read([&](db::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(found, count(tx, host_.clock().Now()));
          return absl::OkStatus();
        })
        .IgnoreError();
    return static_cast<double>(found);
  }

  void AddQueueGauge(Metrics& metrics, const char* name, MeetingState state) {
    metrics_.push_back(metrics.AddCallbackGauge(
        "cwp_meetings_queued",
        "Meetings that wait to be made or changed, or are parked.",
        {{"state", name}}, [this, state] {
          return Count([&](db::Transaction& tx, absl::Time now) {
            return CountQueuedMeetings(tx, state, now);
          });
        }));
  }

  void AddMetrics(Metrics& metrics) {
    AddQueueGauge(metrics, "waiting", MeetingState::kWaiting);
    AddQueueGauge(metrics, "parked", MeetingState::kParked);
    metrics_.push_back(metrics.AddCallbackGauge(
        "cwp_sessions_without_address",
        "Sessions on Teams that start within 48 hours, or have begun, and have "
        "no join address.",
        {}, [this] {
          return Count([](db::Transaction& tx, absl::Time now) {
            return CountSessionsWithoutAddress(tx, now, now + kSoon);
          });
        }));
    metrics_.push_back(metrics.AddCallbackGauge(
        "cwp_sessions_options_unconfirmed",
        "Sessions for young people, open or closed, at typed addresses where "
        "nobody has confirmed what people may do in the meeting now.",
        {}, [this] { return Count(&CountUnconfirmed); }));
  }

  host::Host& host_;
  rpc::Gate& gate_;
  TeamsSettings settings_;
  const std::function<void()> retried_;
  // For what operators ask now and then and what waits for Microsoft or for a
  // write, so that no gRPC thread does.
  WorkerPool desk_{/*threads=*/1, kMostWaiting};
  std::vector<Metrics::Callback> metrics_;
};

rpc::AccessTable TeamsAccess() {
  const rpc::MethodAccess::Allowed operators = {"cwpctl",
                                                rpc::CallerKind::kOperator};
  return {{.method = "CheckTeams", .allowed = {operators}},
          {.method = "ListQueuedMeetings", .allowed = {operators, Planners()}},
          {.method = "RetryMeeting", .allowed = {operators, Planners()}}};
}

TeamsService::TeamsService(host::Host& host, TeamsSettings settings,
                           std::function<void()> retried)
    : impl_(std::make_unique<Impl>(host, std::move(settings),
                                   std::move(retried))) {}

TeamsService::~TeamsService() = default;

grpc::Service* TeamsService::grpc_service() { return impl_.get(); }

}  // namespace cwp::scheduling
