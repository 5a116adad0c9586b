#include "services/webinars/server.h"

#include <utility>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_file.h"
#include "common/db/queue_metrics.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/webinars/migrations.h"
#include "services/webinars/service.h"

namespace cwp::webinars {
namespace {

constexpr int kWorkers = 4;

}  // namespace

absl::StatusOr<std::unique_ptr<WebinarsServer>> WebinarsServer::Start(
    const Settings& settings, const Clock& clock) {
  ASSIGN_OR_RETURN(
      std::unique_ptr<host::Host> host,
      host::Host::Open("webinars", settings.host, clock, Migrations()));
  std::unique_ptr<WebinarsServer> server(new WebinarsServer(std::move(host)));
  RETURN_IF_ERROR(server->StartAll(settings));
  return server;
}

WebinarsServer::WebinarsServer(std::unique_ptr<host::Host> host)
    : host_(std::move(host)) {}

WebinarsServer::~WebinarsServer() { Stop(); }

void WebinarsServer::Stop(absl::Duration patience) { host_->Stop(patience); }

int WebinarsServer::open_streams() const {
  return transfers_->uploads.open() + transfers_->downloads.open();
}

absl::Status WebinarsServer::StartAll(const Settings& settings) {
  ASSIGN_OR_RETURN(folder_, MediaFolder::Open(settings.media_dir));
  ASSIGN_OR_RETURN(const crypto::Key key,
                   crypto::ReadKeyFile(settings.host.key_file));
  request_keys_ =
      std::make_unique<host::RequestKeys>(key, "webinars request ids");
  applier_ = std::make_unique<Applier>(host_->clock());
  writer_ = std::make_unique<Writer>(
      host_->database(), host_->clock(), db::WriterOptions{},
      [this](db::Transaction& tx, absl::Span<const Command* const> commands) {
        return applier_->Apply(tx, commands);
      },
      [this] { host_->bell().Ring(); });
  writer_->Start();
  workers_ = std::make_unique<WorkerPool>(kWorkers);
  transfers_ = std::make_unique<Transfers>();
  transfers_->limits = settings.limits;
  transfers_->folder = folder_.get();
  transfers_->workers = workers_.get();
  transfers_->readers = &host_->readers();
  transfers_->writer = writer_.get();
  transfers_->clock = &host_->clock();
  pieces_ = std::make_unique<PieceUploads>(*transfers_);
  AddMetrics();

  service_ = MakeWebinarsService(
      {.gate = &host_->AddGate(kProtoService, WebinarsAccess()),
       .readers = &host_->readers(),
       .writer = writer_.get(),
       .ids = &host_->ids(),
       .clock = &host_->clock(),
       .request_keys = request_keys_.get(),
       .transfers = transfers_.get(),
       .pieces = pieces_.get()});
  return host_->Serve({service_.get()}, host::Feed{.followers = {"web"}});
}

void WebinarsServer::AddMetrics() {
  constexpr char kStreams[] = "cwp_file_streams";
  constexpr char kStreamsHelp[] = "Files on their way now.";
  Metrics& metrics = host_->metrics();
  metrics_ = db::MeterWriter(metrics, *writer_);
  metrics_.push_back(
      metrics.AddCallbackGauge(kStreams, kStreamsHelp, {{"direction", "in"}},
                               [this] { return transfers_->uploads.open(); }));
  metrics_.push_back(metrics.AddCallbackGauge(
      kStreams, kStreamsHelp, {{"direction", "out"}},
      [this] { return transfers_->downloads.open(); }));
  metrics_.push_back(metrics.AddCallbackGauge(
      "cwp_file_work_waiting", "Pieces of files that wait for a thread.", {},
      [this] { return workers_->waiting(); }));
}

}  // namespace cwp::webinars
