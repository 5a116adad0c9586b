#include "services/scheduling/server.h"

#include <functional>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/keyring.h"
#include "common/host/key_check_store.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/facilitator_service.h"
#include "services/scheduling/meeting_options_service.h"
#include "services/scheduling/organisation_service.h"
#include "services/scheduling/picture_service.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/series_store.h"
#include "services/scheduling/session_store.h"

namespace cwp::scheduling {
namespace {

// Sessions, or series, that a timer looks at together.
constexpr int kBatch = 100;

}  // namespace

void AddSettings(Config& config, Settings& settings) {
  host::AddHostSettings(config, settings.host);
  config.Add("master-key", &settings.master_key,
             "File, or folder of files NAME.key, with the master keys that "
             "seal join addresses. Without them those are lost.");
  config.Add("undo-minutes", &settings.undo_minutes,
             "How long the reschedule or cancellation of a session that can be "
             "booked waits, and can be taken back. 0 for not at all.");
  config.Add("meeting-hosts", &settings.meeting_hosts,
             "Hosts that typed addresses of meetings may lead to.");
  civil::AddBankHolidaysSetting(config, settings.days_off);
  civil::AddClosedDaysSetting(config, settings.days_off);
  AddTeamsSettings(config, settings.teams);
}

absl::StatusOr<std::unique_ptr<SchedulingServer>> SchedulingServer::Start(
    const Settings& settings, const Clock& clock) {
  if (settings.master_key.empty()) {
    return InvalidArgument("CONFIG_INVALID", "master-key is not set");
  }
  if (settings.undo_minutes < 0) {
    return InvalidArgument("CONFIG_INVALID", "undo-minutes is negative");
  }
  ASSIGN_OR_RETURN(crypto::Keyring keyring,
                   crypto::Keyring::Load(settings.master_key));
  ASSIGN_OR_RETURN(civil::DaysOff days_off,
                   civil::LoadDaysOff(settings.days_off));
  std::unique_ptr<SchedulingServer> server(new SchedulingServer());
  ASSIGN_OR_RETURN(server->provider_,
                   MakeMeetingProvider(settings.teams, clock));
  ASSIGN_OR_RETURN(server->host_, host::Host::Open("scheduling", settings.host,
                                                   clock, Migrations()));
  RETURN_IF_ERROR(host::CheckMasterKeys(server->host_->database(), keyring));
  server->vault_ = std::make_unique<const Vault>(std::move(keyring));
  const UndoRules undo = {.window = absl::Minutes(settings.undo_minutes)};
  server->service_ = std::make_unique<SchedulingService>(
      *server->host_, *server->vault_, undo, JoinHosts(settings.meeting_hosts),
      settings.after_commit);
  server->series_ =
      MakeSeriesService({.host = server->host_.get(),
                         .writer = &server->service_->writer(),
                         .vault = server->service_->vault(),
                         .join_hosts = JoinHosts(settings.meeting_hosts),
                         .undo = undo,
                         .days_off = std::move(days_off)});
  server->facilitators_ =
      MakeFacilitatorService({.host = server->host_.get(),
                              .writer = &server->service_->writer(),
                              .vault = server->service_->vault()});
  server->pictures_ = MakePictureService({.host = server->host_.get(),
                                          .writer = &server->service_->writer(),
                                          .vault = server->service_->vault()});
  server->organisation_ =
      MakeOrganisationService({.host = server->host_.get(),
                               .writer = &server->service_->writer(),
                               .vault = server->service_->vault()});
  server->meeting_options_ = MakeMeetingOptionsService(
      {.host = server->host_.get(),
       .writer = &server->service_->writer(),
       .vault = server->service_->vault(),
       .makes_meetings = server->provider_->makes_meetings()});
  server->StartMeetings(settings.teams);
  RETURN_IF_ERROR(server->host_->Serve(
      {server->service_->grpc_service(), server->series_.get(),
       server->facilitators_.get(), server->pictures_.get(),
       server->organisation_.get(), server->meeting_options_.get(),
       server->teams_->grpc_service()},
      host::Feed{
          .followers = {"registration", "notifications", "gateway", "web"}}));
  server->StartTimers(clock);
  return server;
}

void SchedulingServer::StartTimers(const Clock& clock) {
  timer_ = MakeTimer<LetTimePass>("session_timer", clock,
                                  [](db::Transaction& tx, absl::Time now) {
                                    return FindDueSessions(tx, now, kBatch);
                                  });
  series_timer_ = MakeTimer<LetSeriesTimePass>(
      "series_timer", clock, [](db::Transaction& tx, absl::Time now) {
        return FindDueSeries(tx, now, kBatch);
      });
}

template <class Command>
std::unique_ptr<db::DueTimer> SchedulingServer::MakeTimer(std::string name,
                                                          const Clock& clock,
                                                          FindDue find) {
  SchedulingWriter& writer = service_->writer();
  return std::make_unique<db::DueTimer>(db::DueTimer::Options{
      .name = std::move(name),
      .database = &host_->database(),
      .clock = &clock,
      .metrics = &host_->metrics(),
      .find = std::move(find),
      .submit = [&writer](int64_t id, absl::Time deadline,
                          std::function<void()> done) {
        writer.Submit({.what = Command{.id = id},
                       .actor = {.kind = "SERVICE", .id = "scheduling"}},
                      deadline,
                      [done = std::move(done)](const absl::StatusOr<Answer>&) {
                        done();
                      });
      }});
}

void SchedulingServer::StartMeetings(const TeamsSettings& settings) {
  worker_ = std::make_unique<MeetingWorker>(
      MeetingWorker::Options{.database = &host_->database(),
                             .clock = &host_->clock(),
                             .provider = provider_.get(),
                             .vault = vault_.get(),
                             .metrics = &host_->metrics(),
                             .committed = [this] { host_->bell().Ring(); }});
  teams_ = std::make_unique<TeamsService>(*host_, settings,
                                          [this] { worker_->Resume(); });
  if (provider_->makes_meetings()) worker_->Start();
}

SchedulingServer::~SchedulingServer() {
  timer_ = nullptr;
  series_timer_ = nullptr;
  if (host_ != nullptr) host_->Stop();
}

}  // namespace cwp::scheduling
