#include "services/notifications/server.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/email.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/base/url.h"
#include "common/db/queue_metrics.h"
#include "common/organisation/parts_store.h"
#include "common/telemetry/log.h"
#include "common/time/local_time.h"
#include "common/time/office_hours.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/notifications/message_store.h"
#include "services/notifications/said_at_desk.h"

namespace cwp::notifications {
namespace {

constexpr int64_t kLongestReminder = 720;

// Somebody waits for a test letter.
constexpr absl::Duration kTestTimeout = absl::Seconds(12);

absl::StatusOr<std::unique_ptr<Mailer>> MakeMailer(
    const Settings& settings, absl::Duration timeout = SmtpOptions().timeout) {
  if (settings.smtp_url.empty()) return MakeFileMailer(settings.mail_dir);
  SmtpOptions options = {
      .url = settings.smtp_url, .user = settings.smtp_user, .timeout = timeout};
  if (!settings.smtp_password_file.empty()) {
    ASSIGN_OR_RETURN(options.password,
                     ReadSecretFile(settings.smtp_password_file));
  }
  return MakeSmtpMailer(std::move(options));
}

absl::StatusOr<ReminderTimes> ReadReminders(const Settings& settings) {
  const int64_t first = settings.reminder_hours;
  const int64_t last = settings.last_reminder_hours;
  if (first < 0 || last < 0 || first > kLongestReminder ||
      last > kLongestReminder || (first != 0 && first <= last)) {
    return InvalidArgument("CONFIG_INVALID",
                           "reminder-hours must be 0 or more than "
                           "last-reminder-hours, and neither over 720");
  }
  return ReminderTimes{.first = absl::Hours(first), .last = absl::Hours(last)};
}

absl::StatusOr<Organisation> ReadOrganisation(const Settings& settings,
                                              const civil::DaysOff& days_off) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone,
                   civil::LoadZone(settings.time_zone));
  // The usual hours are those that computers know.
  std::optional<civil::OfficeHours> office;
  if (settings.opening_hours == Settings().opening_hours) {
    office.emplace(MakeOffice({}, days_off, zone));
  }
  return Organisation{
      .name = settings.organisation,
      .contact_email = settings.contact_email,
      .contact_phone = settings.contact_phone,
      .opening_hours = settings.opening_hours,
      .office = std::move(office),
      .urgent_phone = settings.urgent_phone,
      .public_url = std::string(absl::StripSuffix(settings.public_url, "/")),
      .zone = zone};
}

absl::Status Invalid(absl::string_view setting, absl::string_view problem) {
  return InvalidArgument("CONFIG_INVALID", absl::StrCat(setting, " ", problem),
                         {{"setting", std::string(setting)}});
}

// What would else fail with each message, or not be seen before people see it.
absl::Status CheckSettings(const Settings& settings) {
  constexpr size_t kMaxName = 200;
  RETURN_IF_ERROR(CheckPublicUrl("public-url", settings.public_url));
  if (!IsEmailAddress(settings.sender)) {
    return Invalid("sender", "must be an e-mail address");
  }
  if (!settings.contact_email.empty() &&
      !IsEmailAddress(settings.contact_email)) {
    return Invalid("contact-email", "must be an e-mail address, or empty");
  }
  if (!CheckText("organisation", settings.organisation,
                 {.min = 1, .max = kMaxName})
           .ok()) {
    return Invalid("organisation",
                   "must be one line of at most 200 characters in UTF-8");
  }
  return absl::OkStatus();
}

void LogFailure(const absl::Status& status) {
  if (status.ok()) return;
  Log(LogLevel::kError, "organisation_not_read",
      {{"reason", ReasonOf(status)}, {"error", std::string(status.message())}});
}

}  // namespace

void AddSettings(Config& config, Settings& settings) {
  host::AddHostSettings(config, settings.host);
  config.Add("registration", &settings.registration,
             "Address of cwp-registration, whose bookings are written about.");
  config.Add("scheduling", &settings.scheduling,
             "Address of cwp-scheduling, whose facilitators are written to.");
  config.Add("smtp-url", &settings.smtp_url,
             "Mail server: smtp://HOST:PORT (with STARTTLS) or "
             "smtps://HOST:PORT. Empty to write files.");
  config.Add("smtp-user", &settings.smtp_user, "User at the mail server.");
  config.Add("smtp-password-file", &settings.smtp_password_file,
             "File with that user's password.");
  config.Add("mail-dir", &settings.mail_dir,
             "Folder for messages as .eml files when there is no mail server.");
  config.Add("sender", &settings.sender, "Address that messages come from.");
  config.Add("public-url", &settings.public_url,
             "Where people find the pages; begins all links.");
  config.Add("organisation", &settings.organisation,
             "Name of the organisation, as people know it.");
  config.Add("contact-email", &settings.contact_email,
             "Address for questions.");
  config.Add("contact-phone", &settings.contact_phone,
             "Phone number for questions.");
  config.Add("opening-hours", &settings.opening_hours,
             "When people can call, in words.");
  config.Add("urgent-phone", &settings.urgent_phone,
             "Phone number for urgent help, next to NHS 111.");
  config.Add("time-zone", &settings.time_zone,
             "Zone of the times in messages.");
  config.Add("reminder-hours", &settings.reminder_hours,
             "How long before a meeting a reminder goes; 0 for none.");
  config.Add("last-reminder-hours", &settings.last_reminder_hours,
             "How long before a meeting the last reminder goes; 0 for none.");
  civil::AddBankHolidaysSetting(config, settings.days_off);
  civil::AddClosedDaysSetting(config, settings.days_off);
}

absl::StatusOr<std::unique_ptr<NotificationsServer>> NotificationsServer::Start(
    const Settings& settings, const Clock& clock) {
  std::unique_ptr<NotificationsServer> server(new NotificationsServer);
  RETURN_IF_ERROR(server->StartAll(settings, clock));
  return server;
}

absl::Status NotificationsServer::StartAll(const Settings& settings,
                                           const Clock& clock) {
  RETURN_IF_ERROR(CheckSettings(settings));
  ASSIGN_OR_RETURN(host_, host::Host::Open("notifications", settings.host,
                                           clock, Migrations()));
  rpc::Peer& registration =
      host_->AddPeer("registration", settings.registration);
  rpc::Peer& scheduling = host_->AddPeer("scheduling", settings.scheduling);
  RETURN_IF_ERROR(StartSender(settings, clock, registration, scheduling));
  StartWriter(clock);
  target_ = std::make_unique<RegistrationFollower>(host_->ids(), clock,
                                                   [this] { sender_->Wake(); });
  follower_ = std::make_unique<feed::Follower>(
      feed::Follower::Options{.name = "registration",
                              .peer = &registration,
                              .database = &host_->database(),
                              .clock = &clock,
                              .target = target_.get(),
                              .metrics = &host_->metrics()});
  follower_->Start();
  RETURN_IF_ERROR(FollowScheduling(clock, scheduling));
  AddMetrics(clock);
  service_ = MakeService(
      {.gate = &host_->AddGate(kProtoService, NotificationsAccess()),
       .clock = &clock,
       .readers = &host_->readers(),
       .writer = writer_.get(),
       .registration = &registration,
       .composer = composer_.get(),
       .test_letters = test_letters_.get(),
       .public_url = std::string(absl::StripSuffix(settings.public_url, "/")),
       .sender = settings.sender});
  return host_->Serve({service_.get()}, {});
}

// What the desk said of the organisation stands in our own database, so that it
// holds from the start.
absl::Status NotificationsServer::FollowScheduling(const Clock& clock,
                                                   rpc::Peer& scheduling) {
  RETURN_IF_ERROR(ReadDesk());
  scheduling_target_ = std::make_unique<SchedulingFollower>(
      scheduling, host_->ids(), clock, [this](bool said) {
        if (said) LogFailure(ReadDesk());
        sender_->Wake();
      });
  scheduling_follower_ = std::make_unique<feed::Follower>(
      feed::Follower::Options{.name = "scheduling",
                              .peer = &scheduling,
                              .database = &host_->database(),
                              .clock = &clock,
                              .target = scheduling_target_.get(),
                              .metrics = &host_->metrics()});
  scheduling_follower_->Start();
  return absl::OkStatus();
}

absl::Status NotificationsServer::ReadDesk() {
  organisation::Parts parts;
  RETURN_IF_ERROR(
      host_->database().Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(parts, organisation::LoadParts(tx));
        return absl::OkStatus();
      }));
  composer_->Say(LayOver(*organisation_, parts, days_off_));
  return absl::OkStatus();
}

absl::Status NotificationsServer::StartSender(const Settings& settings,
                                              const Clock& clock,
                                              rpc::Peer& registration,
                                              rpc::Peer& scheduling) {
  ASSIGN_OR_RETURN(mailer_, MakeMailer(settings));
  ASSIGN_OR_RETURN(days_off_, civil::LoadDaysOff(settings.days_off));
  ASSIGN_OR_RETURN(organisation_, ReadOrganisation(settings, days_off_));
  ASSIGN_OR_RETURN(const ReminderTimes reminders, ReadReminders(settings));
  composer_ = std::make_unique<Composer>(
      Composer::Options{.registration = &registration,
                        .scheduling = &scheduling,
                        .clock = &clock,
                        .organisation = *organisation_,
                        .sender = settings.sender,
                        .reminders = reminders});
  // Also with a mail server: there may be files from before.
  eraser_ = std::make_unique<MailEraser>(
      MailEraser::Options{.database = &host_->database(),
                          .clock = &clock,
                          .metrics = &host_->metrics(),
                          .folder = settings.mail_dir});
  sender_ =
      std::make_unique<Sender>(Sender::Options{.database = &host_->database(),
                                               .composer = composer_.get(),
                                               .clock = &clock,
                                               .ids = &host_->ids(),
                                               .mailer = mailer_.get(),
                                               .eraser = eraser_.get(),
                                               .metrics = &host_->metrics()});
  sender_->Start();
  ASSIGN_OR_RETURN(test_mailer_, MakeMailer(settings, kTestTimeout));
  test_letters_ = std::make_unique<TestLetters>(
      TestLetters::Options{.composer = composer_.get(),
                           .clock = &clock,
                           .ids = &host_->ids(),
                           .mailer = test_mailer_.get()});
  return absl::OkStatus();
}

void NotificationsServer::StartWriter(const Clock& clock) {
  writer_ = std::make_unique<MessageWriter>(
      host_->database(), clock, db::WriterOptions(),
      MessageWriter::OneByOne(
          [&clock](db::Transaction& tx, const ResendOne& command) {
            return ApplyResend(tx, command, clock.Now());
          }),
      [this] { sender_->Wake(); });
  writer_->Start();
}

void NotificationsServer::AddMetrics(const Clock& clock) {
  const auto backlog = [this, &clock] {
    Backlog read;
    host_->database()
        .Read([&](db::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(read, ReadBacklog(tx, clock.Now()));
          return absl::OkStatus();
        })
        .IgnoreError();
    return read;
  };
  Metrics& metrics = host_->metrics();
  metrics_ = db::MeterWriter(metrics, *writer_);
  metrics_.push_back(metrics.AddCallbackGauge(
      "cwp_messages_pending", "Messages that are due and not sent yet.", {},
      [backlog] { return static_cast<double>(backlog().pending); }));
  metrics_.push_back(metrics.AddCallbackGauge(
      "cwp_oldest_message_age_seconds",
      "How long the oldest message that is due waits to be sent.", {},
      [backlog, &clock] {
        const absl::Duration age = clock.Now() - backlog().oldest;
        return std::max(0.0, absl::ToDoubleSeconds(age));
      }));
}

NotificationsServer::~NotificationsServer() {
  metrics_.clear();
  if (host_ != nullptr) host_->Stop();
  // The writer answers what it was given before it stops; so do test letters.
  writer_ = nullptr;
  test_letters_ = nullptr;
}

}  // namespace cwp::notifications
