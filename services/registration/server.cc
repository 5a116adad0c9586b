#include "services/registration/server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/cache/seat_key.h"
#include "common/crypto/keyring.h"
#include "common/db/queue_metrics.h"
#include "common/host/key_check_store.h"
#include "common/organisation/parts_store.h"
#include "common/telemetry/log.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/registration/block_store.h"
#include "services/registration/commands.h"
#include "services/registration/hold_store.h"
#include "services/registration/report_service.h"
#include "services/registration/retention.h"
#include "services/registration/said_at_desk.h"
#include "services/registration/schema.h"

namespace cwp::registration {
namespace {

// Sessions in which something lapses, looked at together.
constexpr int kBatch = 1000;

void LogFailure(const absl::Status& status) {
  if (status.ok()) return;
  Log(LogLevel::kError, "organisation_not_read",
      {{"reason", ReasonOf(status)}, {"error", std::string(status.message())}});
}

}  // namespace

void AddSettings(Config& config, Settings& settings) {
  host::AddHostSettings(config, settings.host);
  config.Add("scheduling", &settings.scheduling,
             "Address of cwp-scheduling, whose sessions are booked here.");
  config.Add("redis", &settings.redis,
             "Redis to show seat counts in: HOST:PORT or unix:PATH. Empty for "
             "none.");
  config.Add("hold-seconds", &settings.hold_seconds,
             "How long a hold keeps places, and again after each extension.");
  config.Add("hold-extensions", &settings.rules.max_extensions,
             "How often a hold can be extended.");
  config.Add("waitlist-passes", &settings.rules.max_passes,
             "How often a waiting party may be passed by smaller ones that "
             "fit; then free places collect for it.");
  config.Add("client-places", &settings.rules.client_places,
             "How many places the holds of one address may take in a session; "
             "a quarter of the session when that is more.");
  config.Add("retention-days", &settings.retention_days,
             "How many days after a session personal data is kept.");
  config.Add("ask-area", &settings.rules.eligibility.ask_area,
             "Whether an answer that a child has neither a GP nor a school in "
             "the area keeps people from booking. Otherwise none is kept.");
  config.Add("ask-age", &settings.rules.eligibility.ask_age,
             "Whether an age outside the service's keeps people from booking. "
             "Otherwise none is kept.");
  config.Add("min-age", &settings.rules.eligibility.ages.min_years,
             "The youngest that the service is for, in years.");
  config.Add("max-age", &settings.rules.eligibility.ages.max_years,
             "The oldest that the service is for, in years.");
  config.Add("own-booking-age", &settings.rules.eligibility.own_booking_age,
             "From this age young people book for themselves: bands of ages "
             "are cut there, too.");
  config.Add("contact-bookings", &settings.rules.contact_bookings,
             "How many bookings a contact may have at a time.");
  config.Add(
      "master-key", &settings.master_key,
      "File, or folder of files, with the keys that seal personal data.");
  civil::AddBankHolidaysSetting(config, settings.days_off);
}

absl::StatusOr<std::unique_ptr<RegistrationServer>> RegistrationServer::Start(
    const Settings& settings, const Clock& clock) {
  std::unique_ptr<RegistrationServer> server(new RegistrationServer);
  RETURN_IF_ERROR(server->StartAll(settings, clock));
  return server;
}

absl::Status RegistrationServer::StartAll(const Settings& settings,
                                          const Clock& clock) {
  if (settings.master_key.empty()) {
    return InvalidArgument("CONFIG_INVALID", "master-key is not set");
  }
  ASSIGN_OR_RETURN(crypto::Keyring keyring,
                   crypto::Keyring::Load(settings.master_key));
  ASSIGN_OR_RETURN(host_, host::Host::Open("registration", settings.host, clock,
                                           Migrations()));
  RETURN_IF_ERROR(host::CheckMasterKeys(host_->database(), keyring));
  vault_ = std::make_unique<Vault>(std::move(keyring));
  RETURN_IF_ERROR(host_->database().Write([&](db::Transaction& tx) {
    return SealPlainReasons(
        tx, [&](absl::string_view contact_key, absl::string_view reason) {
          return vault_->SealBlockReason(contact_key, reason);
        });
  }));
  RETURN_IF_ERROR(CheckRules(settings));
  configured_ = {.rules = settings.rules,
                 .next_id = [this] { return host_->ids().Next(); }};
  configured_.rules.hold_time = absl::Seconds(settings.hold_seconds);
  configured_.rules.retention = absl::Hours(24 * settings.retention_days);
  ASSIGN_OR_RETURN(const civil::DaysOff days_off,
                   civil::LoadDaysOff(settings.days_off));
  for (const civil::BankHoliday& holiday : days_off.bank_holidays) {
    configured_.rules.bank_holidays.insert(holiday.day);
  }
  // Before anything is changed here.
  absl::Time purge_time;
  RETURN_IF_ERROR(
      host_->database().Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(purge_time, FindPurgeTime(tx, clock.Now()));
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(ReadDesk());
  RETURN_IF_ERROR(StartBoard(settings.redis, clock));
  StartWriter(settings, clock);
  StartLapses(clock);
  StartFollowing(settings.scheduling, clock);
  AddMetrics();
  housekeeping_ = std::make_unique<Housekeeping>(
      Housekeeping::Options{.database = &host_->database(),
                            .clock = &clock,
                            .board = board_.get(),
                            .group = &options_,
                            .metrics = &host_->metrics(),
                            .purge_time = purge_time,
                            .committed = [this] { host_->bell().Ring(); }});
  service_ =
      MakeService({.gate = &host_->AddGate(kProtoService, RegistrationAccess()),
                   .clock = &clock,
                   .ids = &host_->ids(),
                   .vault = vault_.get(),
                   .readers = &host_->readers(),
                   .writer = writer_.get(),
                   .board = board_.get(),
                   .seat_stream = seat_stream_.get(),
                   .options = &options_});
  reports_ = MakeReportService(
      host_->AddGate(kReportProtoService, ReportAccess()), host_->readers());
  return host_->Serve({service_.get(), reports_.get()},
                      host::Feed{.followers = {"notifications"}});
}

absl::Status RegistrationServer::CheckRules(const Settings& settings) {
  const Rules& rules = settings.rules;
  const EligibilityRules& eligibility = rules.eligibility;
  const AgeRange& ages = eligibility.ages;
  if (ages.min_years < 0 || ages.max_years < ages.min_years ||
      ages.max_years > kOldest || eligibility.own_booking_age < 0 ||
      eligibility.own_booking_age > kOldest) {
    return InvalidArgument("CONFIG_INVALID",
                           "min-age, max-age and own-booking-age must be 0 to "
                           "120, max-age not below min-age");
  }
  if (settings.hold_seconds >= 1 && settings.hold_seconds <= 24 * 3600 &&
      rules.max_extensions >= 0 && rules.max_passes >= 0 &&
      rules.client_places >= 1 && rules.contact_bookings >= 1 &&
      settings.retention_days >= 30) {
    return absl::OkStatus();
  }
  return InvalidArgument(
      "CONFIG_INVALID",
      "hold-seconds must be between 1 and 86400, hold-extensions and "
      "waitlist-passes at least 0, client-places and contact-bookings at least "
      "1, retention-days at least 30");
}

absl::Status RegistrationServer::StartBoard(const std::string& redis,
                                            const Clock& clock) {
  ASSIGN_OR_RETURN(const std::string identity,
                   feed::EnsureIdentity(host_->database()));
  if (!redis.empty()) {
    cache::Publisher::Options options;
    ASSIGN_OR_RETURN(options.client.address, cache::ParseAddress(redis));
    options.metrics = &host_->metrics();
    publisher_ = std::make_unique<cache::Publisher>(clock, options);
  }
  SeatBoard::Options board = {
      .database = &host_->database(), .bell = &host_->bell(), .clock = &clock};
  board.changed = [this, identity](const std::vector<v1::SeatCount>& counts) {
    seats_bell_.Ring();
    if (publisher_ == nullptr) return;
    for (const v1::SeatCount& count : counts) {
      publisher_->Put({.key = cache::SeatKey(count.session_id()),
                       .value = {.identity = identity,
                                 .revision = count.revision(),
                                 .text = count.SerializeAsString()}});
    }
  };
  board.ended = [this](const std::vector<int64_t>& session_ids) {
    if (publisher_ == nullptr) return;
    for (const int64_t id : session_ids) publisher_->Forget(cache::SeatKey(id));
  };
  ASSIGN_OR_RETURN(board_, SeatBoard::Start(std::move(board)));
  seat_stream_ = std::make_unique<SeatStream>(
      SeatStream::Options{.board = board_.get(),
                          .bell = &seats_bell_,
                          .metrics = &host_->metrics()});
  return absl::OkStatus();
}

// Gives back holds and offers within a second of their end, for those who wait.
void RegistrationServer::StartLapses(const Clock& clock) {
  lapses_ = std::make_unique<db::DueTimer>(db::DueTimer::Options{
      .name = "lapse_timer",
      .database = &host_->database(),
      .clock = &clock,
      .metrics = &host_->metrics(),
      .most = kBatch,
      .find = [](db::Transaction& tx,
                 absl::Time now) { return FindDueSessions(tx, now, kBatch); },
      .submit =
          [this](int64_t session_id, absl::Time deadline,
                 std::function<void()> done) {
            writer_->Submit(
                LapseDue{.session_id = session_id}, deadline,
                [done = std::move(done)](const absl::StatusOr<WriteAnswer>&) {
                  done();
                });
          }});
}

void RegistrationServer::StartWriter(const Settings& settings,
                                     const Clock& clock) {
  writer_ = std::make_unique<BookingWriter>(
      host_->database(), clock, settings.writer,
      [this, &clock](db::Transaction& tx,
                     absl::Span<const WriteCommand* const> commands) {
        return ApplyCommands(tx, commands, *options_.Get(), clock.Now());
      },
      [this, after_commit = settings.after_commit] {
        after_commit();
        host_->bell().Ring();
      });
  writer_->Start();
}

void RegistrationServer::StartFollowing(const std::string& scheduling,
                                        const Clock& clock) {
  rpc::Peer& peer = host_->AddPeer("scheduling", scheduling);
  addresses_ = std::make_unique<JoinAddresses>(
      JoinAddresses::Options{.database = &host_->database(),
                             .scheduling = &peer,
                             .vault = vault_.get(),
                             .clock = &clock});
  auto committed = [this](bool said) {
    // When it fails, what held before still does.
    if (said) LogFailure(ReadDesk());
    host_->bell().Ring();
    addresses_->Wake();
  };
  target_ = std::make_unique<SchedulingFollower>(peer, options_, clock,
                                                 std::move(committed));
  follower_ = std::make_unique<feed::Follower>(
      feed::Follower::Options{.name = "scheduling",
                              .peer = &peer,
                              .database = &host_->database(),
                              .clock = &clock,
                              .target = target_.get(),
                              .metrics = &host_->metrics()});
  follower_->Start();
}

// What the desk said of the organisation stands in our own database, so that it
// holds from the start.
absl::Status RegistrationServer::ReadDesk() {
  GroupOptions options = configured_;
  RETURN_IF_ERROR(
      host_->database().Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const organisation::Parts parts,
                         organisation::LoadParts(tx));
        options.rules = LayOver(std::move(options.rules), parts);
        return absl::OkStatus();
      }));
  options_.Set(std::move(options));
  return absl::OkStatus();
}

void RegistrationServer::AddMetrics() {
  Metrics& metrics = host_->metrics();
  metrics_ = db::MeterWriter(metrics, *writer_);
  metrics_.push_back(metrics.AddCallbackGauge(
      "cwp_join_addresses_wanted",
      "Sessions whose join address is still to be fetched.", {},
      [this] { return static_cast<double>(addresses_->wanted()); }));
}

RegistrationServer::~RegistrationServer() {
  metrics_.clear();
  if (seat_stream_ != nullptr) seat_stream_->Stop();
  if (host_ != nullptr) host_->Stop();
  lapses_ = nullptr;
  // The writer answers what it was given before it stops.
  writer_ = nullptr;
}

}  // namespace cwp::registration
