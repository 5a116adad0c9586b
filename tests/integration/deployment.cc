#include "tests/integration/deployment.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/base/check.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

// A server on the port it had before, so that others find it again.
void Settle(host::HostSettings& settings, int port) {
  settings.listen = absl::StrCat("127.0.0.1:", port);
}

// Ids rest on time passing between two runs of a program.
void LetTimePass(FakeClock& clock) { clock.Advance(absl::Seconds(1)); }

}  // namespace

bool Eventually(const std::function<bool()>& condition) {
  const absl::Time give_up = absl::Now() + kPatience;
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

Deployment::Deployment(std::string redis) : redis_(std::move(redis)) {
  StartScheduling();
  StartRegistration();
  StartNotifications();
}

Deployment::~Deployment() {
  StopNotifications();
  StopRegistration();
  StopScheduling();
}

scheduling::Settings Deployment::SchedulingSettings() const {
  scheduling::Settings settings;
  settings.host =
      identity_.SettingsFor("scheduling", scheduling_database_.uri());
  Settle(settings.host, scheduling_port_);
  settings.master_key = identity_.MasterKeyFile();
  return settings;
}

void Deployment::StartScheduling() {
  LetTimePass(clock_);
  auto server =
      scheduling::SchedulingServer::Start(SchedulingSettings(), clock_);
  ASSERT_OK(server.status());
  scheduling_ = *std::move(server);
  scheduling_port_ = scheduling_->port();
  to_scheduling_ = std::make_unique<TestClient>(identity_, "scheduling",
                                                scheduling_port_, clock_);
}

registration::Settings Deployment::RegistrationSettings() const {
  registration::Settings settings;
  settings.host =
      identity_.SettingsFor("registration", registration_database_.uri());
  Settle(settings.host, registration_port_);
  settings.scheduling = absl::StrCat("127.0.0.1:", scheduling_port_);
  settings.redis = redis_;
  settings.rules = rules_;
  settings.master_key = identity_.MasterKeyFile();
  return settings;
}

void Deployment::StartRegistration() {
  LetTimePass(clock_);
  auto server =
      registration::RegistrationServer::Start(RegistrationSettings(), clock_);
  ASSERT_OK(server.status());
  registration_ = *std::move(server);
  registration_port_ = registration_->port();
  to_registration_ = std::make_unique<TestClient>(identity_, "registration",
                                                  registration_port_, clock_);
}

void Deployment::StartNotifications() {
  LetTimePass(clock_);
  notifications::Settings settings;
  settings.host =
      identity_.SettingsFor("notifications", notifications_database_.uri());
  Settle(settings.host, notifications_port_);
  settings.registration = absl::StrCat("127.0.0.1:", registration_port_);
  settings.scheduling = absl::StrCat("127.0.0.1:", scheduling_port_);
  settings.mail_dir = mail_.path();
  settings.public_url = "https://book.example.org";
  auto server = notifications::NotificationsServer::Start(settings, clock_);
  ASSERT_OK(server.status());
  notifications_ = *std::move(server);
  notifications_port_ = notifications_->port();
  to_notifications_ = std::make_unique<TestClient>(identity_, "notifications",
                                                   notifications_port_, clock_);
}

template <>
TestClient& Deployment::ClientOf<Scheduling>() {
  return *to_scheduling_;
}
template <>
TestClient& Deployment::ClientOf<Facilitators>() {
  return *to_scheduling_;
}
template <>
TestClient& Deployment::ClientOf<SeriesOfSessions>() {
  return *to_scheduling_;
}
template <>
TestClient& Deployment::ClientOf<Organisations>() {
  return *to_scheduling_;
}
template <>
TestClient& Deployment::ClientOf<Registration>() {
  return *to_registration_;
}
template <>
TestClient& Deployment::ClientOf<Notifications>() {
  return *to_notifications_;
}

std::vector<std::string> Deployment::DatabaseUris() const {
  return {scheduling_database_.uri(), registration_database_.uri(),
          notifications_database_.uri()};
}

const rpc::Peer& Deployment::PeerOf(absl::string_view service,
                                    absl::string_view caller) {
  if (service == "scheduling") return to_scheduling_->As(caller);
  if (service == "notifications") return to_notifications_->As(caller);
  CWP_CHECK(service == "registration", "no such service is deployed");
  return to_registration_->As(caller);
}

scheduling::v1::Session Deployment::OpenSession(int capacity) {
  namespace v1 = scheduling::v1;
  static int count = 0;
  v1::CreateWorkshopRequest workshop;
  v1::Workshop& asked = *workshop.mutable_workshop();
  asked.set_slug(absl::StrCat("worry-", ++count));
  asked.set_title("Understanding worry");
  asked.set_summary("A one-hour online workshop for parents and carers.");
  asked.set_audience(v1::AUDIENCE_PARENTS_AND_CARERS);
  asked.mutable_age_range()->set_min_years(5);
  asked.mutable_age_range()->set_max_years(11);
  asked.mutable_meeting_duration()->set_seconds(3600);
  asked.mutable_delivery()->set_mode(v1::Delivery::TEAMS);
  auto made = Call<Scheduling>("cwpctl", kOperator,
                               &Scheduling::Stub::CreateWorkshop, workshop);
  CWP_CHECK(made.ok(), std::string(made.status().message()).c_str());
  v1::PublishWorkshopRequest publish;
  publish.set_id(made->id());
  EXPECT_OK(Call<Scheduling>("cwpctl", kOperator,
                             &Scheduling::Stub::PublishWorkshop, publish));

  v1::CreateSessionRequest session;
  session.mutable_session()->set_workshop_id(made->id());
  session.mutable_session()->set_capacity(capacity);
  session.set_join_uri("https://teams.microsoft.com/l/meetup-join/secret");
  v1::Meeting& meeting = *session.mutable_session()->add_meetings();
  const std::string day = absl::FormatTime(
      "%Y-%m-%d", clock_.Now() + absl::Hours(240), absl::UTCTimeZone());
  meeting.set_local_start(absl::StrCat(day, "T18:00"));
  meeting.set_local_end(absl::StrCat(day, "T19:00"));
  auto created = Call<Scheduling>("cwpctl", kOperator,
                                  &Scheduling::Stub::CreateSession, session);
  CWP_CHECK(created.ok(), std::string(created.status().message()).c_str());
  v1::OpenSessionRequest open;
  open.set_id(created->id());
  auto opened = Call<Scheduling>("cwpctl", kOperator,
                                 &Scheduling::Stub::OpenSession, open);
  CWP_CHECK(opened.ok(), std::string(opened.status().message()).c_str());
  AwaitSession(opened->id());
  return *opened;
}

void Deployment::AwaitSession(int64_t session_id) {
  EXPECT_TRUE(
      Eventually([&] { return Seats(session_id).session_state() == "OPEN"; }));
}

void Deployment::AwaitScheduling() {
  const auto listed =
      Call<Scheduling>("cwpctl", kOperator, &Scheduling::Stub::ListSessions,
                       scheduling::v1::ListSessionsRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_TRUE(Eventually([&] {
    return registration_->follower().status().applied.revision >=
           listed->revision();
  }));
}

absl::StatusOr<registration::v1::Booking> Deployment::Book(
    int64_t session_id, absl::string_view email, int places,
    absl::string_view request_id) {
  registration::v1::CreateBookingRequest request;
  request.set_request_id(std::string(request_id));
  registration::v1::Booking& booking = *request.mutable_booking();
  booking.set_session_id(session_id);
  booking.mutable_contact()->set_name("Ada Example");
  booking.mutable_contact()->set_email(std::string(email));
  for (int i = 0; i < places; ++i) booking.add_attendees();
  return Call<Registration>("web", kFamily, &Registration::Stub::CreateBooking,
                            request);
}

std::vector<registration::v1::Booking> Deployment::Bookings(
    int64_t session_id) {
  registration::v1::ListBookingsRequest request;
  request.set_session_id(session_id);
  auto listed = Call<Registration>("cwpctl", kOperator,
                                   &Registration::Stub::ListBookings, request);
  EXPECT_OK(listed.status());
  if (!listed.ok()) return {};
  return {listed->bookings().begin(), listed->bookings().end()};
}

registration::v1::SeatCount Deployment::Seats(int64_t session_id) {
  registration::v1::BatchGetSeatCountsRequest request;
  request.add_session_ids(session_id);
  auto counts = Call<Registration>(
      "web", kFamily, &Registration::Stub::BatchGetSeatCounts, request);
  if (!counts.ok() || counts->seat_counts().empty()) return {};
  return counts->seat_counts(0);
}

std::vector<std::string> Deployment::Mail() {
  std::vector<std::string> paths;
  for (const auto& file : std::filesystem::directory_iterator(mail_.path())) {
    if (file.path().extension() == ".eml") paths.push_back(file.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    // As a mail program shows it.
    texts.push_back(absl::StrReplaceAll(text, {{"=\r\n", ""}, {"\r\n", "\n"}}));
  }
  return texts;
}

std::string Deployment::TokenIn(const std::string& mail,
                                absl::string_view path) {
  const std::string start = absl::StrCat("https://book.example.org", path);
  const size_t at = mail.find(start);
  if (at == std::string::npos) return "";
  const size_t begin = at + start.size();
  return mail.substr(begin, mail.find_first_of("\n/", begin) - begin);
}

}  // namespace cwp
