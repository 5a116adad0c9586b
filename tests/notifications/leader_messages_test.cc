#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/feed/follower.h"
#include "common/organisation/parts_store.h"
#include "common/rpc/canceller.h"
#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "common/time/proto_time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/notifications/message_store.h"
#include "services/notifications/scheduling_follower.h"
#include "tests/notifications/sender_fixture.h"

// When those who lead a session hear that it has no address: scheduling's feed
// as input, envelopes as output.

namespace cwp::notifications {
namespace {

using scheduling::v1::Delivery;
using scheduling::v1::Session;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kSession = 41;

// Says nothing but a phone number for urgent help.
class FakeSaid final
    : public scheduling::v1::OrganisationService::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetOrganisation(
      grpc::CallbackServerContext* context,
      const scheduling::v1::GetOrganisationRequest*,
      scheduling::v1::Organisation* response) override {
    *response->add_parts() = UrgentHelp("020 7946 0001");
    response->set_revision(16);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  static scheduling::v1::OrganisationPart UrgentHelp(const char* phone) {
    scheduling::v1::OrganisationPart part;
    part.set_part(scheduling::v1::OrganisationPart::URGENT_HELP);
    part.mutable_urgent_help()->set_local_phone(phone);
    return part;
  }
};

// Lists the one session.
class FakeList final
    : public scheduling::v1::SchedulingService::CallbackService {
 public:
  const Session* session = nullptr;

  grpc::ServerUnaryReactor* ListSessions(
      grpc::CallbackServerContext* context,
      const scheduling::v1::ListSessionsRequest*,
      scheduling::v1::ListSessionsResponse* response) override {
    *response->add_sessions() = *session;
    response->set_revision(17);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class LeaderMessagesTest : public SenderFixture {
 protected:
  void SetUp() override {
    SenderFixture::SetUp();
    sender_ = MakeSender(mailer_);
    session_.set_id(kSession);
    session_.set_workshop_title("Understanding worry");
    session_.set_state(Session::OPEN);
    session_.mutable_delivery()->set_mode(Delivery::TEAMS);
    session_.add_meetings();
    StartAt(start_);
    Lead("Ada Example", "ada@example.org");
    Lead("Bob Example", "bob@example.org");
  }

  void StartAt(absl::Time start) {
    auto& meeting = *session_.mutable_meetings(0);
    *meeting.mutable_start_time() = ToTimestamp(start);
    *meeting.mutable_end_time() = ToTimestamp(start + absl::Hours(1));
  }

  void Lead(const std::string& name, const std::string& email) {
    auto& one = *scheduling_.leaders[kSession].add_facilitators();
    one.set_display_name(name);
    one.set_email(email);
  }

  // Scheduling says how the session is now.
  void Tell() {
    *session_.mutable_update_time() = ToTimestamp(clock_.Now());
    *scheduling_.leaders[kSession].mutable_session() = session_;
    Repeat();
  }

  // Scheduling says so again.
  void Repeat() {
    feed::v1::Change change;
    change.set_kind("session");
    change.set_resource_id(kSession);
    change.set_resource(session_.SerializeAsString());
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return follower().Apply(tx, {{.revision = 1, .change = &change}});
    }));
  }

  SchedulingFollower follower() {
    return SchedulingFollower(*scheduling_peer_, ids_, clock_, [](bool) {});
  }

  // What is kept of what the organisation says.
  std::string UrgentPhone() {
    organisation::Parts parts;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      parts = *organisation::LoadParts(tx);
      return absl::OkStatus();
    }));
    return parts.urgent_help.has_value() ? parts.urgent_help->local_phone()
                                         : "";
  }

  // What went out by an instant.
  std::vector<Envelope> SentBy(absl::Time time) {
    clock_.Advance(time - clock_.Now());
    EXPECT_OK(sender_->SendDue().status());
    return mailer_.sent;
  }

  // Why the newest message was dropped.
  std::string DropReason() {
    Message message;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      message = FindSessionMessages(tx, kSession)->back();
      return absl::OkStatus();
    }));
    EXPECT_EQ(message.state, State::kDropped);
    return message.last_error;
  }

  // A Thursday in winter, ten days from now.
  const absl::Time start_ =
      absl::FromCivil(absl::CivilHour(2027, 2, 11, 18), absl::UTCTimeZone());
  Session session_;
  std::unique_ptr<Sender> sender_;
};

TEST_F(LeaderMessagesTest, TwoDaysBeforeTheStartOnce) {
  Tell();
  EXPECT_THAT(SentBy(start_ - absl::Hours(48) - absl::Seconds(1)), IsEmpty());
  const auto sent = SentBy(start_ - absl::Hours(48));
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_THAT(sent[0].to, ElementsAre("ada@example.org", "bob@example.org"));
  EXPECT_THAT(absl::StrReplaceAll(sent[0].content, {{"=\r\n", ""}}),
              AllOf(HasSubstr("To: <ada@example.org>,\r\n <bob@example.org>"),
                    HasSubstr("Subject: A session has no Teams link yet"),
                    HasSubstr("Dear Ada Example and Bob Example,"),
                    HasSubstr("Understanding worry"),
                    HasSubstr("Thursday 11 February 2027, 6pm to 7pm"),
                    HasSubstr("cwpctl session update 41 --join LINK")));
  Repeat();
  Tell();
  EXPECT_THAT(SentBy(start_ - absl::Hours(1)), SizeIs(1));
}

TEST_F(LeaderMessagesTest, NotWhenItHasOneByThen) {
  Tell();
  session_.set_has_join_address(true);
  Tell();
  EXPECT_THAT(SentBy(start_ - absl::Hours(48)), IsEmpty());
  EXPECT_EQ(DropReason(), "OVERTAKEN");
  Repeat();
  EXPECT_THAT(SentBy(start_ - absl::Hours(30)), IsEmpty());
  session_.set_has_join_address(false);
  Tell();
  EXPECT_THAT(SentBy(start_ - absl::Hours(29)), SizeIs(1))
      << "taken away again";
}

TEST_F(LeaderMessagesTest, WhoMakesMeetingsHasFiveMinutes) {
  clock_.Advance(start_ - absl::Hours(1) - clock_.Now());
  Tell();
  EXPECT_THAT(SentBy(start_ - absl::Minutes(56)), IsEmpty());
  EXPECT_THAT(SentBy(start_ - absl::Minutes(55)), SizeIs(1));
}

TEST_F(LeaderMessagesTest, OnceForEachStart) {
  Tell();
  EXPECT_THAT(SentBy(start_ - absl::Hours(48)), SizeIs(1));
  StartAt(start_ + absl::Hours(72));
  Tell();
  EXPECT_THAT(SentBy(start_ + absl::Hours(23)), SizeIs(1));
  EXPECT_THAT(SentBy(start_ + absl::Hours(24)), SizeIs(2));
}

TEST_F(LeaderMessagesTest, NotAtAStartThatItHasNoMore) {
  Tell();
  StartAt(start_ + absl::Hours(72));
  Tell();
  EXPECT_THAT(SentBy(start_), IsEmpty());
  EXPECT_THAT(SentBy(start_ + absl::Hours(24)), SizeIs(1));
}

TEST_F(LeaderMessagesTest, OnlyOfWhatTakesPlaceOnTeams) {
  const std::function<void()> changes[] = {
      [&] { session_.set_state(Session::DRAFT); },
      [&] { session_.set_state(Session::CANCELLED); },
      [&] { session_.set_state(Session::COMPLETED); },
      [&] {
        session_.set_state(Session::OPEN);
        session_.mutable_delivery()->set_mode(Delivery::VENUE);
      }};
  for (const auto& change : changes) {
    change();
    Tell();
  }
  EXPECT_THAT(SentBy(start_ - absl::Hours(1)), IsEmpty());
}

TEST_F(LeaderMessagesTest, ToTheOrganisationWhenNobodyHasAnAddress) {
  scheduling_.leaders[kSession].clear_facilitators();
  Lead("Cat Example", "");
  Tell();
  const auto sent = SentBy(start_ - absl::Hours(48));
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_THAT(sent[0].to, ElementsAre("team@example.org"));
}

TEST_F(LeaderMessagesTest, ASessionThatIsGoneIsNotTriedForEver) {
  Tell();
  scheduling_.leaders.clear();
  EXPECT_THAT(SentBy(start_ - absl::Hours(48)), IsEmpty());
  EXPECT_EQ(DropReason(), "SESSION_NOT_FOUND");
}

TEST_F(LeaderMessagesTest, ListingAnewEqualsFollowing) {
  FakeList list;
  FakeSaid said;
  auto server = rpc::Server::Start({}, {&list, &said});
  ASSERT_OK(server.status());
  rpc::Peer peer("scheduling", absl::StrCat("127.0.0.1:", (*server)->port()),
                 signer_, clock_);
  SchedulingFollower follower(peer, ids_, clock_, [](bool) {});
  *session_.mutable_update_time() = ToTimestamp(clock_.Now());
  *scheduling_.leaders[kSession].mutable_session() = session_;
  list.session = &session_;
  rpc::Canceller canceller;
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto listing, follower.Relist(canceller));
    EXPECT_EQ(listing.revision, 16) << "the list that was read first";
    ASSERT_OK(database_->Write(listing.replace));
    Repeat();
  }
  EXPECT_THAT(SentBy(start_ - absl::Hours(48)), SizeIs(1));
  EXPECT_EQ(UrgentPhone(), "020 7946 0001");
}

TEST_F(LeaderMessagesTest, WhatTheOrganisationSaysIsKept) {
  for (const char* const phone : {"020 7946 0001", "020 7946 0002"}) {
    feed::v1::Change change;
    change.set_kind("organisation");
    change.set_resource(FakeSaid::UrgentHelp(phone).SerializeAsString());
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return follower().Apply(tx, {{.revision = 1, .change = &change}});
    }));
    EXPECT_EQ(UrgentPhone(), phone);
  }
}

}  // namespace
}  // namespace cwp::notifications
