#include "services/scheduling/teams_service.h"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "common/testing/http_client.h"
#include "common/testing/temp_dir.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "tests/scheduling/fake_graph.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kRefusal[] = R"({"error": {"code": "BadRequest"}})";

class TeamsServiceTest : public ServiceFixture {
 protected:
  using TeamsStub = v1::TeamsService::Stub;

  void Configure(Settings& settings) override {
    settings.teams.provider = provider_;
    if (provider_ != "graph") return;
    std::ofstream(folder_.File("secret")) << FakeGraph::kSecret << "\n";
    chmod(folder_.File("secret").c_str(), 0600);
    settings.teams.graph = {.tenant = "trust.example.org",
                            .client_id = "app-1",
                            .secret_file = folder_.File("secret"),
                            .organiser = FakeGraph::kOrganiser,
                            .graph_url = fake_.graph_url(),
                            .login_url = fake_.login_url()};
  }

  // Starts the server again with this provider.
  void StartWith(const std::string& provider) {
    StopServer();
    provider_ = provider;
    StartServer();
  }

  template <class Request, class Response>
  absl::StatusOr<Response> Ask(
      grpc::Status (TeamsStub::*method)(grpc::ClientContext*, const Request&,
                                        Response*),
      const Request& request) {
    const rpc::Peer& peer = client_->As("cwpctl");
    const auto stub = v1::TeamsService::NewStub(peer.channel());
    grpc::ClientContext context;
    rpc::Caller caller;
    caller.kind = rpc::CallerKind::kOperator;
    peer.Prepare(context, caller, clock_.Now() + absl::Seconds(20));
    Response response;
    const grpc::Status status =
        (stub.get()->*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  absl::StatusOr<v1::ListQueuedMeetingsResponse> Queue(
      int size = 0, const std::string& token = "") {
    v1::ListQueuedMeetingsRequest request;
    request.set_page_size(size);
    request.set_page_token(token);
    return Ask(&TeamsStub::ListQueuedMeetings, request);
  }

  absl::StatusOr<v1::QueuedMeeting> Retry(int64_t session_id) {
    v1::RetryMeetingRequest request;
    request.set_session_id(session_id);
    return Ask(&TeamsStub::RetryMeeting, request);
  }

  // Follows the feed until a session has its address.
  v1::Session WaitForAddress(int64_t session_id) {
    const rpc::Peer& peer = client_->As("registration");
    const auto stub = feed::v1::FeedService::NewStub(peer.channel());
    grpc::ClientContext context;
    peer.Prepare(context, rpc::ServiceCaller(),
                 clock_.Now() + absl::Seconds(20));
    const auto reader = stub->Watch(&context, feed::v1::WatchRequest());
    v1::Session session;
    feed::v1::WatchResponse response;
    while (!session.has_join_address() && reader->Read(&response)) {
      for (const feed::v1::Entry& entry : response.entries()) {
        feed::v1::Change change;
        EXPECT_TRUE(change.ParseFromString(entry.change()));
        if (change.resource_id() != session_id) continue;
        EXPECT_TRUE(session.ParseFromString(change.resource()));
      }
    }
    context.TryCancel();
    reader->Finish();
    return session;
  }

  std::string JoinUriOf(int64_t session_id) {
    v1::GetJoinAddressRequest request;
    request.set_session_id(session_id);
    const auto address = Call(&Stub::GetJoinAddress, request, kRegistration);
    EXPECT_OK(address);
    return address.ok() ? address->uri() : "";
  }

  std::string Scrape() {
    HttpClient client(static_cast<uint16_t>(server_->admin_port()));
    const auto answer = client.Get("/metrics");
    EXPECT_OK(answer.status());
    return answer.ok() ? answer->body : "";
  }

  TempDir folder_;
  FakeGraph fake_;
  std::string provider_ = "typed";
};

TEST_F(TeamsServiceTest, MeetingMadeByGraphLeavesThroughJoinAddressesAlone) {
  StartWith("graph");
  const int64_t id = MakeSessionOf(MakeDraft("worries").id(), At(18)).id();
  const v1::Session session = WaitForAddress(id);
  EXPECT_EQ(session.join_address_version(), 1);
  ASSERT_THAT(fake_.meetings(), SizeIs(1));
  const std::string uri = fake_.meetings()[0].join_uri;
  EXPECT_EQ(JoinUriOf(id), uri);
  EXPECT_THAT(session.DebugString(), Not(HasSubstr(uri)));
  EXPECT_THAT(Scrape(),
              HasSubstr("cwp_meeting_tries_total{result=\"done\"} 1"));
  const auto queue = Queue();
  ASSERT_OK(queue);
  EXPECT_THAT(queue->meetings(), SizeIs(0));
  EXPECT_THAT(Retry(id), HasReason("MEETING_NOT_QUEUED"));
}

TEST_F(TeamsServiceTest, LocalMeetingsSayThatTheyAreNone) {
  StartWith("local");
  const int64_t id = MakeSessionOf(MakeDraft("worries").id(), At(18)).id();
  WaitForAddress(id);
  EXPECT_THAT(JoinUriOf(id), HasSubstr("demonstration-without-a-meeting"));
}

TEST_F(TeamsServiceTest, ChangingOverMakesTheMeetingsThatAreMissing) {
  const int64_t workshop = MakeDraft("worries").id();
  const int64_t id = MakeSessionOf(workshop, At(18)).id();
  v1::CreateSessionRequest typed = NewSession(workshop, At(20));
  typed.set_join_uri("https://typed.example.org/1");
  const auto other = Call(&Stub::CreateSession, typed);
  ASSERT_OK(other);
  const auto queue = Queue();
  ASSERT_OK(queue);
  ASSERT_THAT(queue->meetings(), SizeIs(1));
  const v1::QueuedMeeting& waiting = queue->meetings(0);
  EXPECT_EQ(waiting.session_id(), id);
  EXPECT_EQ(waiting.state(), v1::QueuedMeeting::WAITING);
  EXPECT_EQ(waiting.workshop_title(), "Helping your child with worries");
  EXPECT_EQ(waiting.start_time().seconds(), absl::ToUnixSeconds(At(18)));
  StartWith("graph");
  WaitForAddress(id);
  EXPECT_EQ(JoinUriOf(id), fake_.meetings()[0].join_uri);
  EXPECT_EQ(JoinUriOf(other->id()), "https://typed.example.org/1");
  EXPECT_THAT(fake_.meetings(), SizeIs(1));
}

TEST_F(TeamsServiceTest, ParkedIsShownWithWhatToDoAndCanBeRetried) {
  StartWith("graph");
  fake_.Next({.code = 400, .body = kRefusal});
  const int64_t id = MakeSessionOf(MakeDraft("worries").id(), At(18)).id();
  // Its neighbour comes after it in line.
  WaitForAddress(MakeSessionOf(MakeDraft("sleep").id(), At(18)).id());
  const auto queue = Queue();
  ASSERT_OK(queue);
  ASSERT_THAT(queue->meetings(), SizeIs(1));
  const v1::QueuedMeeting& parked = queue->meetings(0);
  EXPECT_EQ(parked.session_id(), id);
  EXPECT_EQ(parked.state(), v1::QueuedMeeting::PARKED);
  EXPECT_EQ(parked.last_reason(), "GRAPH_REFUSED");
  EXPECT_EQ(parked.graph_code(), "BadRequest");
  EXPECT_EQ(parked.graph_request(), "graph-request-7");
  EXPECT_THAT(parked.advice(), HasSubstr("title or times"));
  EXPECT_FALSE(parked.has_next_time());
  EXPECT_THAT(Scrape(), HasSubstr("cwp_meetings_queued{state=\"parked\"} 1"));
  const auto retried = Retry(id);
  ASSERT_OK(retried);
  EXPECT_EQ(retried->state(), v1::QueuedMeeting::WAITING);
  EXPECT_EQ(retried->workshop_title(), "Helping your child with worries");
  WaitForAddress(id);
  EXPECT_THAT(fake_.meetings(), SizeIs(2));
}

TEST_F(TeamsServiceTest, ListsInPages) {
  const int64_t workshop = MakeDraft("worries").id();
  for (int i = 0; i < 3; ++i) MakeSessionOf(workshop, At(18));
  const auto first = Queue(2);
  ASSERT_OK(first);
  ASSERT_THAT(first->meetings(), SizeIs(2));
  const auto second = Queue(2, first->next_page_token());
  ASSERT_OK(second);
  ASSERT_THAT(second->meetings(), SizeIs(1));
  EXPECT_GT(second->meetings(0).session_id(), first->meetings(1).session_id());
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_THAT(Queue(2, "x"), HasReason("PAGE_TOKEN_INVALID"));
  EXPECT_THAT(Queue(-1), HasReason("FIELD_INVALID"));
}

TEST_F(TeamsServiceTest, RetryNamesWhatIsWrong) {
  EXPECT_THAT(Retry(0), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Retry(7), HasReason("SESSION_NOT_FOUND"));
}

TEST_F(TeamsServiceTest, DoctorLooksWithTheServersOwnSettings) {
  auto checked = Ask(&TeamsStub::CheckTeams, v1::CheckTeamsRequest());
  ASSERT_OK(checked);
  ASSERT_THAT(checked->checks(), SizeIs(5));
  EXPECT_EQ(checked->checks(0).step(), "settings");
  EXPECT_EQ(checked->checks(0).state(), v1::TeamsCheck::PROBLEM);
  EXPECT_THAT(checked->checks(0).advice(), HasSubstr("graph-tenant"));
  EXPECT_EQ(checked->checks(4).state(), v1::TeamsCheck::SKIPPED);
  StartWith("graph");
  checked = Ask(&TeamsStub::CheckTeams, v1::CheckTeamsRequest());
  ASSERT_OK(checked);
  for (const v1::TeamsCheck& check : checked->checks()) {
    EXPECT_EQ(check.state(), v1::TeamsCheck::OK) << check.DebugString();
  }
}

TEST_F(TeamsServiceTest, SessionsWithoutAnAddressAreCounted) {
  const int64_t workshop = MakeDraft("worries").id();
  const auto gauge = [](int count) {
    return HasSubstr("\ncwp_sessions_without_address " + std::to_string(count) +
                     "\n");
  };
  EXPECT_THAT(Scrape(), gauge(0));
  MakeSessionOf(workshop, At(9) + absl::Hours(48));
  MakeSessionOf(workshop, At(9) + absl::Hours(49));
  EXPECT_THAT(Scrape(), gauge(1));
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(Scrape(), gauge(2));
  StartWith("local");
  WaitForAddress(MakeSessionOf(workshop, At(18)).id());
  EXPECT_THAT(Scrape(), gauge(0));
}

TEST_F(TeamsServiceTest, StopsInTheMiddleOfACall) {
  StartWith("graph");
  fake_.Next({.slow = true});
  const int64_t id = MakeSessionOf(MakeDraft("worries").id(), At(18)).id();
  fake_.WaitForCalls(1);
  const absl::Time before = absl::Now();
  StopServer();
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));
  // What the call did is found again.
  StartServer();
  clock_.Advance(absl::Minutes(10));
  WaitForAddress(id);
  EXPECT_THAT(fake_.meetings(), SizeIs(1));
}

}  // namespace
}  // namespace cwp::scheduling
