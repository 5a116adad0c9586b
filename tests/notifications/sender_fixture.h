#ifndef CWP_TESTS_NOTIFICATIONS_SENDER_FIXTURE_H_
#define CWP_TESTS_NOTIFICATIONS_SENDER_FIXTURE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/crypto/key.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/telemetry/metrics.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/time/local_time.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/notifications/composer.h"
#include "services/notifications/mail_eraser.h"
#include "services/notifications/mailer.h"
#include "services/notifications/message_store.h"
#include "services/notifications/sender.h"

namespace cwp::notifications {

// Answers what messages need with what the test says.
class FakeRegistration final
    : public registration::v1::RegistrationService::CallbackService {
 public:
  absl::Status status = absl::OkStatus();
  // By booking or entry.
  std::map<int64_t, registration::v1::MessageDetails> details;
  // The addresses of farewells, as long as they are kept.
  std::map<int64_t, std::string> farewells;
  // The words of notices, as long as they are kept.
  std::map<int64_t, std::string> notices;

  grpc::ServerUnaryReactor* GetMessageDetails(
      grpc::CallbackServerContext* context,
      const registration::v1::GetMessageDetailsRequest* request,
      registration::v1::MessageDetails* response) override {
    const int64_t id = request->booking_id() != 0
                           ? request->booking_id()
                           : request->waitlist_entry_id();
    const auto found = details.find(id);
    absl::Status answer = status;
    if (answer.ok() && found == details.end()) {
      answer = NotFound("BOOKING_NOT_FOUND", "there is no such booking");
    }
    const auto notice = notices.find(request->notice_id());
    if (answer.ok() && request->notice_id() != 0 && notice == notices.end()) {
      answer = NotFound("NOTICE_NOT_FOUND", "there is no such notice");
    }
    if (answer.ok() && request->farewell()) {
      const auto farewell = farewells.find(id);
      if (farewell != farewells.end()) response->set_email(farewell->second);
    } else if (answer.ok()) {
      *response = found->second;
      if (notice != notices.end()) response->set_notice_text(notice->second);
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(rpc::ToGrpcStatus(answer));
    return reactor;
  }
};

// Says who leads a session as the test does.
class FakeScheduling final
    : public scheduling::v1::FacilitatorService::CallbackService {
 public:
  // By session.
  std::map<int64_t, scheduling::v1::SessionLeaders> leaders;

  grpc::ServerUnaryReactor* GetSessionLeaders(
      grpc::CallbackServerContext* context,
      const scheduling::v1::GetSessionLeadersRequest* request,
      scheduling::v1::SessionLeaders* response) override {
    const auto found = leaders.find(request->session_id());
    absl::Status answer = absl::OkStatus();
    if (found == leaders.end()) {
      answer = NotFound("SESSION_NOT_FOUND", "there is no such session");
    } else {
      *response = found->second;
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(rpc::ToGrpcStatus(answer));
    return reactor;
  }
};

// Keeps what it is given, or fails as told.
class FakeMailer final : public Mailer {
 public:
  absl::Status status = absl::OkStatus();
  std::vector<Envelope> sent;

  absl::Status Send(const Envelope& envelope) override {
    if (status.ok()) sent.push_back(envelope);
    return status;
  }
};

// A sender with everything around it, on the engine under test.
class SenderFixture : public ::testing::Test {
 protected:
  explicit SenderFixture(absl::Time start = FakeClock().Now())
      : clock_(start) {}

  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    eraser_ = std::make_unique<MailEraser>(
        MailEraser::Options{.database = &*database_,
                            .clock = &clock_,
                            .metrics = &metrics_,
                            .folder = mail_.path()});
    auto server = rpc::Server::Start({}, {&registration_, &scheduling_});
    ASSERT_OK(server.status());
    server_ = *std::move(server);
    const std::string address = absl::StrCat("127.0.0.1:", server_->port());
    peer_ =
        std::make_unique<rpc::Peer>("registration", address, signer_, clock_);
    scheduling_peer_ =
        std::make_unique<rpc::Peer>("scheduling", address, signer_, clock_);
    composer_ = std::make_unique<Composer>(Composer::Options{
        .registration = peer_.get(),
        .scheduling = scheduling_peer_.get(),
        .clock = &clock_,
        .organisation = {.name = "Team",
                         .contact_email = "team@example.org",
                         .contact_phone = "01632 960001",
                         .public_url = "https://book.example.org",
                         .zone = *civil::LoadZone("Europe/London")},
        .sender = "bookings@example.org"});
  }

  std::unique_ptr<Sender> MakeSender(Mailer& mailer) {
    return MakeSender(mailer, *database_);
  }

  std::unique_ptr<Sender> MakeSender(Mailer& mailer, db::Database& database) {
    return std::make_unique<Sender>(Sender::Options{.database = &database,
                                                    .composer = composer_.get(),
                                                    .clock = &clock_,
                                                    .ids = &ids_,
                                                    .mailer = &mailer,
                                                    .eraser = eraser_.get(),
                                                    .metrics = &metrics_});
  }

  FakeClock clock_;
  db::TestDatabase database_;
  IdGenerator ids_{clock_, 0};
  Metrics metrics_{"test"};
  const rpc::CallerSigner signer_{"notifications", crypto::Key::Random()};
  FakeRegistration registration_;
  FakeScheduling scheduling_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<rpc::Peer> peer_;
  std::unique_ptr<rpc::Peer> scheduling_peer_;
  std::unique_ptr<Composer> composer_;
  FakeMailer mailer_;
  TempDir mail_;
  std::unique_ptr<MailEraser> eraser_;
};

}  // namespace cwp::notifications

#endif  // CWP_TESTS_NOTIFICATIONS_SENDER_FIXTURE_H_
