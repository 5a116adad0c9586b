#include "services/notifications/service.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/db/database.h"
#include "common/organisation/parts_store.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/notifications/message_store.h"
#include "services/notifications/server.h"

namespace cwp::notifications {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int64_t kBooking = 7, kNotice = 5'000'000'000'000;
constexpr char kGoodToken[] = "good-token";
constexpr char kOldToken[] = "old-token";

// Knows one join link and no booking.
class FakeRegistration final
    : public registration::v1::RegistrationService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ResolveJoinToken(
      grpc::CallbackServerContext* context,
      const registration::v1::ResolveJoinTokenRequest* request,
      registration::v1::JoinPass* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (request->token() == kGoodToken) {
      response->set_booking_id(kBooking);
      auto& meeting = *response->add_meetings();
      meeting.mutable_start_time()->set_seconds(1'800'000'000);
      meeting.mutable_end_time()->set_seconds(1'800'003'600);
      reactor->Finish(grpc::Status::OK);
    } else if (request->token() == kOldToken) {
      reactor->Finish(rpc::ToGrpcStatus(
          FailedPrecondition("LINK_EXPIRED", "this link is too old")));
    } else {
      reactor->Finish(rpc::ToGrpcStatus(
          NotFound("LINK_NOT_VALID", "this link is not valid")));
    }
    return reactor;
  }
};

class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    for (int64_t id = 1; id <= 3; ++id) {
      PutInLine({.id = id, .booking_id = kBooking, .version = id});
    }
    PutInLine({.id = 4,
               .booking_id = kBooking + 1,
               .version = 1,
               .state = State::kSent});
    PutInLine({.id = 5,
               .waitlist_entry_id = kBooking,
               .kind = Kind::kOffer,
               .version = 2,
               .last_error = "OVERTAKEN"});
    PutInLine({.id = 6,
               .session_id = kBooking,
               .kind = Kind::kAddressMissing,
               .version = 2});
    PutInLine({.id = 7,
               .booking_id = kBooking + 5,
               .kind = Kind::kNotice,
               .version = kNotice});
    PutInLine({.id = 8,
               .waitlist_entry_id = kBooking + 5,
               .kind = Kind::kNotice,
               .version = kNotice});
    SayAtDesk();
    database_.Close();
    ASSERT_OK_AND_ASSIGN(registration_server_,
                         rpc::Server::Start({}, {&registration_}));
    Settings settings;
    settings.host = identity_.SettingsFor("notifications", database_.uri());
    settings.registration =
        absl::StrCat("127.0.0.1:", registration_server_->port());
    // Nobody answers there.
    settings.scheduling = "127.0.0.1:1";
    settings.mail_dir = folder_.File("mail");
    ASSERT_OK_AND_ASSIGN(server_, NotificationsServer::Start(settings, clock_));
    client_ = std::make_unique<TestClient>(identity_, "notifications",
                                           server_->port(), clock_);
  }

  // Dropped, unless it says otherwise, so that the sender leaves it alone.
  void PutInLine(Message message) {
    if (message.state == State::kPending) message.state = State::kDropped;
    message.create_time = clock_.Now();
    message.due_time = clock_.Now();
    message.next_time = clock_.Now();
    ASSERT_OK(database_->Write(
        [&](db::Transaction& tx) { return InsertMessage(tx, message); }));
  }

  // What scheduling's feed had told of the organisation.
  void SayAtDesk() {
    scheduling::v1::OrganisationPart names;
    names.set_part(scheduling::v1::OrganisationPart::NAMES);
    names.mutable_names()->set_organisation("Anytown Trust");
    scheduling::v1::OrganisationPart letters;
    letters.set_part(scheduling::v1::OrganisationPart::LETTERS);
    scheduling::v1::LetterNote& note = *letters.mutable_letters()->add_notes();
    note.set_letter(scheduling::v1::LetterNote::OFFER);
    note.set_text("What is said now.");
    for (const auto& part : {names, letters}) {
      ASSERT_OK(database_->Write([&](db::Transaction& tx) {
        return organisation::SavePart(tx, part);
      }));
    }
  }

  template <class Response, class Request, class Method>
  absl::StatusOr<Response> Call(absl::string_view service, rpc::CallerKind kind,
                                Method method, const Request& request) {
    const rpc::Peer& peer = client_->As(service);
    const auto stub = v1::NotificationsService::NewStub(peer.channel());
    grpc::ClientContext context;
    rpc::Caller caller;
    caller.kind = kind;
    peer.Prepare(context, caller, clock_.Now() + absl::Seconds(20));
    Response response;
    const grpc::Status status =
        (stub.get()->*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  absl::StatusOr<v1::ListMessagesResponse> List(
      int64_t booking_id, int page_size = 0,
      const std::string& page_token = "") {
    v1::ListMessagesRequest request;
    request.set_booking_id(booking_id);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Call<v1::ListMessagesResponse>(
        "cwpctl", rpc::CallerKind::kOperator,
        &v1::NotificationsService::Stub::ListMessages, request);
  }

  absl::StatusOr<v1::Message> Get(int64_t id) {
    v1::GetMessageRequest request;
    request.set_id(id);
    return Call<v1::Message>("cwpctl", rpc::CallerKind::kOperator,
                             &v1::NotificationsService::Stub::GetMessage,
                             request);
  }

  absl::StatusOr<v1::Message> Resend(int64_t id) {
    v1::ResendMessageRequest request;
    request.set_id(id);
    return Call<v1::Message>("cwpctl", rpc::CallerKind::kOperator,
                             &v1::NotificationsService::Stub::ResendMessage,
                             request);
  }

  absl::StatusOr<v1::CalendarFile> Draw(const std::string& token) {
    v1::GetCalendarFileRequest request;
    request.set_join_token(token);
    return Call<v1::CalendarFile>(
        "web", rpc::CallerKind::kPublic,
        &v1::NotificationsService::Stub::GetCalendarFile, request);
  }

  absl::StatusOr<v1::LetterPreview> Preview(v1::Message::Kind kind,
                                            const std::string& note) {
    v1::PreviewLetterRequest request;
    request.set_kind(kind);
    request.set_note(note);
    return Call<v1::LetterPreview>(
        "cwpctl", rpc::CallerKind::kOperator,
        &v1::NotificationsService::Stub::PreviewLetter, request);
  }

  absl::Status SendTest(v1::Message::Kind kind, const std::string& note,
                        const std::string& email) {
    v1::SendTestLetterRequest request;
    request.set_kind(kind);
    request.set_note(note);
    request.set_email(email);
    return Call<v1::SendTestLetterResponse>(
               "cwpctl", rpc::CallerKind::kOperator,
               &v1::NotificationsService::Stub::SendTestLetter, request)
        .status();
  }

  // The last test of a confirmation, as a file; empty when there is none.
  std::string TestFile() {
    std::ifstream in(folder_.File("mail/test-letter-confirmation.eml"));
    return {std::istreambuf_iterator<char>(in), {}};
  }

  FakeClock clock_;
  TempDir folder_;
  TestIdentity identity_;
  db::TestDatabase database_;
  FakeRegistration registration_;
  std::unique_ptr<rpc::Server> registration_server_;
  std::unique_ptr<NotificationsServer> server_;
  std::unique_ptr<TestClient> client_;
};

TEST_F(ServiceTest, ListsInPagesNewestFirst) {
  ASSERT_OK_AND_ASSIGN(const auto all, List(0));
  ASSERT_EQ(all.messages_size(), 8);
  EXPECT_EQ(all.messages(0).id(), 8);
  EXPECT_EQ(all.next_page_token(), "");

  ASSERT_OK_AND_ASSIGN(const auto first, List(kBooking, 2));
  ASSERT_EQ(first.messages_size(), 2);
  EXPECT_EQ(first.messages(0).id(), 3);
  ASSERT_OK_AND_ASSIGN(const auto rest,
                       List(kBooking, 2, first.next_page_token()));
  ASSERT_EQ(rest.messages_size(), 1);
  EXPECT_EQ(rest.messages(0).id(), 1);
  EXPECT_EQ(rest.next_page_token(), "");

  ASSERT_OK_AND_ASSIGN(const auto none, List(99));
  EXPECT_EQ(none.messages_size(), 0);
}

// One id may be a booking's, an entry's and a session's.
TEST_F(ServiceTest, TellsBookingsEntriesAndSessionsApart) {
  using Request = v1::ListMessagesRequest;
  struct Case {
    void (Request::*set)(int64_t);
    int64_t message;
    std::vector<int64_t> about;
  };
  for (const Case& test :
       {Case{&Request::set_waitlist_entry_id, 5, {0, kBooking, 0}},
        Case{&Request::set_session_id, 6, {0, 0, kBooking}}}) {
    Request request;
    const auto list = [&] {
      return Call<v1::ListMessagesResponse>(
          "cwpctl", rpc::CallerKind::kOperator,
          &v1::NotificationsService::Stub::ListMessages, request);
    };
    (request.*test.set)(kBooking);
    ASSERT_OK_AND_ASSIGN(const auto found, list());
    ASSERT_EQ(found.messages_size(), 1);
    const v1::Message& message = found.messages(0);
    EXPECT_EQ(message.id(), test.message);
    EXPECT_EQ(
        std::vector<int64_t>({message.booking_id(), message.waitlist_entry_id(),
                              message.session_id()}),
        test.about);
    request.set_booking_id(kBooking);
    EXPECT_THAT(list(), HasReason("FIELD_INVALID"));
    request.set_booking_id(0);
    (request.*test.set)(-1);
    EXPECT_THAT(list(), HasReason("FIELD_INVALID"));
  }
}

TEST_F(ServiceTest, ListsWhatPassesANoticeOn) {
  using Request = v1::ListMessagesRequest;
  Request request;
  request.set_notice_id(kNotice);
  request.set_page_size(1);
  const auto list = [&] {
    return Call<v1::ListMessagesResponse>(
        "cwpctl", rpc::CallerKind::kOperator,
        &v1::NotificationsService::Stub::ListMessages, request);
  };
  ASSERT_OK_AND_ASSIGN(const auto first, list());
  ASSERT_EQ(first.messages_size(), 1);
  EXPECT_EQ(first.messages(0).kind(), v1::Message::NOTICE);
  EXPECT_EQ(first.messages(0).waitlist_entry_id(), kBooking + 5);
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto rest, list());
  ASSERT_EQ(rest.messages_size(), 1);
  EXPECT_EQ(rest.messages(0).booking_id(), kBooking + 5);
  EXPECT_EQ(rest.next_page_token(), "");
  request.set_notice_id(kNotice + 1);
  EXPECT_THAT(list(), HasReason("PAGE_TOKEN_INVALID"));
  request.set_page_token("");
  ASSERT_OK_AND_ASSIGN(const auto none, list());
  EXPECT_EQ(none.messages_size(), 0);
  request.set_session_id(1);
  EXPECT_THAT(list(), HasReason("FIELD_INVALID"));
}

TEST_F(ServiceTest, ShowsHowFarAMessageHasCome) {
  ASSERT_OK_AND_ASSIGN(const v1::Message message, Get(5));
  EXPECT_EQ(message.kind(), v1::Message::OFFER);
  EXPECT_EQ(message.state(), v1::Message::DROPPED);
  EXPECT_EQ(message.last_error(), "OVERTAKEN");
  EXPECT_FALSE(message.has_next_time());
  EXPECT_TRUE(message.has_due_time());
  EXPECT_THAT(Get(0), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Get(-1), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Get(99), HasReason("MESSAGE_NOT_FOUND"));
}

TEST_F(ServiceTest, RefusesListsThatMakeNoSense) {
  ASSERT_OK_AND_ASSIGN(const auto page, List(kBooking, 1));
  const std::string token = page.next_page_token();
  ASSERT_NE(token, "");
  struct Case {
    int64_t booking_id;
    int page_size;
    std::string page_token;
    std::string reason;
  };
  const Case cases[] = {
      {-1, 0, "", "FIELD_INVALID"},
      {std::numeric_limits<int64_t>::min(), 0, "", "FIELD_INVALID"},
      {0, -1, "", "FIELD_INVALID"},
      {kBooking, 0, "nonsense", "PAGE_TOKEN_INVALID"},
      {kBooking, 0, std::string(5'000, 'x'), "PAGE_TOKEN_INVALID"},
      {0, 0, token, "PAGE_TOKEN_INVALID"},
      {kBooking + 1, 0, token, "PAGE_TOKEN_INVALID"},
  };
  for (const Case& test : cases) {
    const auto list = List(test.booking_id, test.page_size, test.page_token);
    EXPECT_THAT(list, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(list, HasReason(test.reason))
        << test.booking_id << " " << test.page_token.substr(0, 20);
  }
}

TEST_F(ServiceTest, TriesADroppedMessageAgain) {
  ASSERT_OK_AND_ASSIGN(const v1::Message message, Resend(1));
  EXPECT_EQ(message.id(), 1);
  EXPECT_EQ(message.state(), v1::Message::PENDING);
  // The same again is no other message.
  EXPECT_THAT(Resend(1), IsOk());
  EXPECT_EQ(List(0)->messages_size(), 8);
}

TEST_F(ServiceTest, RefusesToSendAgainWhatItShouldNot) {
  struct Case {
    int64_t id;
    std::string reason;
  };
  for (const Case& test :
       {Case{0, "FIELD_REQUIRED"}, Case{-1, "FIELD_INVALID"},
        Case{99, "MESSAGE_NOT_FOUND"},
        Case{std::numeric_limits<int64_t>::max(), "MESSAGE_NOT_FOUND"},
        Case{4, "MESSAGE_SENT"}, Case{5, "MESSAGE_NOT_WANTED"}}) {
    EXPECT_THAT(Resend(test.id), HasReason(test.reason)) << test.id;
  }
}

TEST_F(ServiceTest, DrawsTheCalendarOfAGoodLinkAlone) {
  ASSERT_OK_AND_ASSIGN(const v1::CalendarFile file, Draw(kGoodToken));
  EXPECT_THAT(file.text(), HasSubstr("BEGIN:VCALENDAR"));
  EXPECT_THAT(file.text(), HasSubstr("CN=\"Anytown Trust\""))
      << "as it is called now";
  EXPECT_THAT(Draw(""), HasReason("FIELD_REQUIRED"));
  for (const std::string& token :
       {std::string("unknown"), std::string(100'000, 't'),
        std::string("a b\r\n"), std::string("\0x", 2)}) {
    EXPECT_THAT(Draw(token), HasReason("LINK_NOT_VALID")) << token.size();
  }
  EXPECT_THAT(Draw(kOldToken), HasReason("LINK_EXPIRED"));
  EXPECT_THAT(Draw("\xff\xfe"), HasReason("REQUEST_UNREADABLE"));
}

TEST_F(ServiceTest, SaysKindlyThatRegistrationIsDown) {
  registration_server_ = nullptr;
  const auto file = Draw(kGoodToken);
  EXPECT_THAT(file, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(file, HasReason("REGISTRATION_UNAVAILABLE"));
  EXPECT_EQ(List(0)->messages_size(), 8) << "the rest goes on";
}

TEST_F(ServiceTest, ShowsALetterWithTheNoteThatIsGiven) {
  ASSERT_OK_AND_ASSIGN(const v1::LetterPreview with,
                       Preview(v1::Message::OFFER, "Do answer.\nSoon."));
  EXPECT_EQ(with.subject(), "Places for you: please answer");
  EXPECT_THAT(with.text(), HasSubstr("Dear Ada Example,\n\nDo answer.\nSoon.\n"
                                     "\nGood news"));
  EXPECT_THAT(with.text(), HasSubstr("Anytown Trust")) << "as it is called now";
  ASSERT_OK_AND_ASSIGN(const v1::LetterPreview without,
                       Preview(v1::Message::OFFER, ""));
  EXPECT_THAT(without.text(), HasSubstr("Dear Ada Example,\n\nGood news"))
      << "not with the one that is said now";
}

TEST_F(ServiceTest, SendsATestAtOnceAndKeepsNothing) {
  ASSERT_OK(
      SendTest(v1::Message::CONFIRMATION, "Bring a pen.", "ada@example.org"));
  EXPECT_THAT(TestFile(), AllOf(HasSubstr("To: <ada@example.org>"),
                                HasSubstr("Subject: Test: Your booking"),
                                HasSubstr("From: Anytown Trust\r\n"),
                                HasSubstr("Bring a pen.")));
  EXPECT_EQ(List(0)->messages_size(), 8);
  for (int i = 1; i < 5; ++i) {
    EXPECT_OK(SendTest(v1::Message::REMINDER, "", "ada@example.org"));
  }
  const absl::Status refused =
      SendTest(v1::Message::CONFIRMATION, "", "ada@example.org");
  EXPECT_THAT(refused, HasReason("TOO_MANY_TEST_LETTERS"));
  EXPECT_EQ(MetadataOf(refused, "retry_after_ms"), "3600000");
  EXPECT_THAT(TestFile(), HasSubstr("Bring a pen."));
}

TEST_F(ServiceTest, SaysThatNoTestWasSent) {
  std::filesystem::remove_all(folder_.File("mail"));
  const absl::Status failed =
      SendTest(v1::Message::CONFIRMATION, "", "ada@example.org");
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(failed, HasReason("MAIL_UNAVAILABLE"));
}

TEST_F(ServiceTest, RefusesLettersThatThereAreNot) {
  using Message = v1::Message;
  struct Case {
    Message::Kind kind;
    std::string note;
    std::string reason;
  };
  const Case cases[] = {
      {Message::KIND_UNSPECIFIED, "", "FIELD_REQUIRED"},
      {Message::NOTICE, "", "FIELD_INVALID"},
      {Message::ERASED, "", "FIELD_INVALID"},
      {static_cast<Message::Kind>(999), "", "FIELD_INVALID"},
      {Message::OFFER, std::string(1001, 'x'), "FIELD_TOO_LONG"},
      {Message::OFFER, "a\x07", "FIELD_INVALID"}};
  for (const Case& test : cases) {
    EXPECT_THAT(Preview(test.kind, test.note), HasReason(test.reason));
    EXPECT_THAT(SendTest(test.kind, test.note, "ada@example.org"),
                HasReason(test.reason));
  }
  EXPECT_THAT(Preview(Message::OFFER, std::string(1000, 'x')), IsOk());
  EXPECT_THAT(SendTest(Message::OFFER, "", ""), HasReason("FIELD_REQUIRED"));
  for (const char* const email :
       {"ada", "ada@example.org, cleo@example.org", "<ada@example.org>"}) {
    EXPECT_THAT(SendTest(Message::OFFER, "", email), HasReason("FIELD_INVALID"))
        << email;
  }
}

TEST(SettingsTest, AreRefusedBeforeAnythingStarts) {
  struct Case {
    std::string name;
    std::function<void(Settings&)> spoil;
    std::string setting;
  };
  const Case cases[] = {
      {"NoSender", [](Settings& to) { to.sender = "bookings"; }, "sender"},
      {"NoAddress", [](Settings& to) { to.contact_email = "call us"; },
       "contact-email"},
      {"TwoAddresses",
       [](Settings& to) { to.contact_email = "a@example.org b@example.org"; },
       "contact-email"},
      {"NoUtf8", [](Settings& to) { to.organisation = "Caf\xE9"; },
       "organisation"},
      {"TwoLines", [](Settings& to) { to.organisation = "A Trust\nBcc: x"; },
       "organisation"},
      {"Nobody", [](Settings& to) { to.organisation = ""; }, "organisation"},
  };
  const FakeClock clock;
  for (const Case& test : cases) {
    Settings settings;
    settings.public_url = "https://book.example.org";
    test.spoil(settings);
    const absl::Status refused =
        NotificationsServer::Start(settings, clock).status();
    EXPECT_THAT(refused, HasReason("CONFIG_INVALID")) << test.name;
    EXPECT_EQ(MetadataOf(refused, "setting"), test.setting) << test.name;
  }
}

}  // namespace
}  // namespace cwp::notifications
