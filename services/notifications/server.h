#ifndef CWP_SERVICES_NOTIFICATIONS_SERVER_H_
#define CWP_SERVICES_NOTIFICATIONS_SERVER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/feed/follower.h"
#include "common/host/host.h"
#include "common/host/main.h"
#include "common/telemetry/metrics.h"
#include "common/time/days_off_settings.h"
#include "services/notifications/composer.h"
#include "services/notifications/mail_eraser.h"
#include "services/notifications/mailer.h"
#include "services/notifications/registration_follower.h"
#include "services/notifications/scheduling_follower.h"
#include "services/notifications/sender.h"
#include "services/notifications/service.h"
#include "services/notifications/test_letters.h"

namespace cwp::notifications {

// What notifications is told when it starts.
struct Settings {
  host::HostSettings host;
  // Where registration and scheduling are.
  std::string registration;
  std::string scheduling;
  // smtp://host:port or smtps://host:port; empty to write files.
  std::string smtp_url;
  std::string smtp_user;
  std::string smtp_password_file;
  // Where files go when there is no mail server.
  std::string mail_dir = "mail";
  std::string sender = "bookings@example.org";
  std::string public_url = "http://127.0.0.1:8080";
  std::string organisation = "Children's Wellbeing Practitioners";
  std::string contact_email;
  std::string contact_phone;
  std::string opening_hours =
      "Monday to Friday, 9am to 5pm, except bank holidays";
  std::string urgent_phone;
  std::string time_zone = "Europe/London";
  // How long before a meeting the two reminders go; 0 for none.
  int64_t reminder_hours = 48;
  int64_t last_reminder_hours = 2;
  // The days on which nobody can be reached.
  civil::DaysOffSettings days_off;
};

void AddSettings(Config& config, Settings& settings);

// The running service.
class NotificationsServer final : public host::Running {
 public:
  // `clock` outlives the server.
  static absl::StatusOr<std::unique_ptr<NotificationsServer>> Start(
      const Settings& settings, const Clock& clock);

  // Finishes the message in hand, then stops.
  ~NotificationsServer() override;

  int port() const { return host_->port(); }
  int admin_port() const { return host_->admin_port(); }

  // For tests that wait for registration's bookings and scheduling's sessions.
  feed::Follower& follower() { return *follower_; }
  feed::Follower& scheduling_follower() { return *scheduling_follower_; }

  // For tests that move the clock: sends at once what is due by it.
  void Wake() { sender_->Wake(); }

 private:
  NotificationsServer() = default;
  absl::Status StartAll(const Settings& settings, const Clock& clock);
  absl::Status StartSender(const Settings& settings, const Clock& clock,
                           rpc::Peer& registration, rpc::Peer& scheduling);
  void StartWriter(const Clock& clock);
  absl::Status FollowScheduling(const Clock& clock, rpc::Peer& scheduling);
  // Lays what is said at the desk over what the settings say.
  absl::Status ReadDesk();
  void AddMetrics(const Clock& clock);

  std::unique_ptr<host::Host> host_;
  std::unique_ptr<Mailer> mailer_;
  std::unique_ptr<Mailer> test_mailer_;
  civil::DaysOff days_off_;
  // As the settings have it.
  std::optional<Organisation> organisation_;
  std::unique_ptr<Composer> composer_;
  std::unique_ptr<MailEraser> eraser_;
  std::unique_ptr<Sender> sender_;
  std::unique_ptr<TestLetters> test_letters_;
  std::unique_ptr<MessageWriter> writer_;
  std::unique_ptr<RegistrationFollower> target_;
  std::unique_ptr<feed::Follower> follower_;
  std::unique_ptr<SchedulingFollower> scheduling_target_;
  std::unique_ptr<feed::Follower> scheduling_follower_;
  std::unique_ptr<grpc::Service> service_;
  std::vector<Metrics::Callback> metrics_;
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_SERVER_H_
