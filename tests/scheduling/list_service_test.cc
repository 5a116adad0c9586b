#include <cstdint>
#include <functional>
#include <future>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "services/scheduling/convert.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListServiceTest : public ServiceFixture {
 protected:
  // The ids on one page; `token` goes in and out.
  std::vector<int64_t> Page(v1::ListSessionsRequest request, const As& as,
                            std::string* token = nullptr) {
    if (token != nullptr) request.set_page_token(*token);
    const auto page = Call(&Stub::ListSessions, request, as);
    EXPECT_OK(page);
    std::vector<int64_t> ids;
    if (!page.ok()) return ids;
    for (const v1::Session& session : page->sessions()) {
      ids.push_back(session.id());
    }
    if (token != nullptr) *token = page->next_page_token();
    return ids;
  }
};

TEST_F(ListServiceTest, SessionsOfDraftsAreHiddenFromThePublic) {
  const v1::Workshop draft = MakeDraft("draft");
  const v1::Workshop published = MakePublished("published");
  const int64_t hidden = MakeSessionOf(draft.id(), At(17)).id();
  const int64_t shown = MakeSessionOf(published.id(), At(18)).id();
  EXPECT_THAT(GetSession(hidden, kPublic), HasReason("SESSION_NOT_FOUND"));
  EXPECT_OK(GetSession(hidden, kRegistration));
  EXPECT_OK(GetSession(shown, kPublic));
  EXPECT_THAT(Page({}, kPublic), ElementsAre(shown));
  EXPECT_THAT(Page({}, kRegistration), ElementsAre(hidden, shown));
  v1::ListSessionsRequest of_draft;
  of_draft.set_workshop_id(draft.id());
  EXPECT_THAT(Page(of_draft, kPublic), IsEmpty());
}

TEST_F(ListServiceTest, ListsByStartAndFilters) {
  const int64_t workshop = MakePublished("worries").id();
  const int64_t other = MakePublished("sleep").id();
  const int64_t late = MakeSessionOf(workshop, At(20)).id();
  const int64_t early = MakeSessionOf(workshop, At(16)).id();
  const int64_t between = MakeSessionOf(other, At(18)).id();
  EXPECT_THAT(Page({}, kPublic), ElementsAre(early, between, late));

  v1::ListSessionsRequest request;
  request.set_workshop_id(workshop);
  EXPECT_THAT(Page(request, kPublic), ElementsAre(early, late));
  *request.mutable_start_time_min() = ToTimestamp(At(20));
  EXPECT_THAT(Page(request, kPublic), ElementsAre(late));

  ASSERT_OK(About(&Stub::CancelSession, between));
  v1::ListSessionsRequest cancelled;
  cancelled.set_state(v1::Session::CANCELLED);
  EXPECT_THAT(Page(cancelled, kPublic), ElementsAre(between));
}

TEST_F(ListServiceTest, ListsByEachFilter) {
  v1::CreateWorkshopRequest of_others = NewWorkshop("sleep");
  v1::Workshop& other = *of_others.mutable_workshop();
  other.set_audience(v1::AUDIENCE_YOUNG_PEOPLE);
  other.mutable_age_range()->set_min_years(12);
  other.mutable_age_range()->set_max_years(15);
  other.clear_topics();
  other.add_topics("sleep");
  *other.mutable_delivery() = WriteDelivery(AtTheHall());
  ASSERT_OK_AND_ASSIGN(other, Call(&Stub::CreateWorkshop, of_others));
  ASSERT_OK(About(&Stub::PublishWorkshop, other.id()));
  const int64_t one = MakeSessionOf(MakePublished("worries").id(), At(16)).id();
  const int64_t two = MakeSessionOf(other.id(), At(17)).id();
  ASSERT_OK(About(&Stub::OpenSession, two));

  using Request = v1::ListSessionsRequest;
  const auto of = [&](const std::function<void(Request&)>& change) {
    Request request;
    change(request);
    return Page(request, kPublic);
  };
  EXPECT_THAT(of([](auto&) {}), ElementsAre(one, two));
  EXPECT_THAT(of([](auto& to) { to.set_order(Request::START_DESCENDING); }),
              ElementsAre(two, one));
  EXPECT_THAT(of([](auto& to) { to.set_audience(v1::AUDIENCE_YOUNG_PEOPLE); }),
              ElementsAre(two));
  EXPECT_THAT(of([](auto& to) { to.set_age_years(11); }), ElementsAre(one));
  EXPECT_THAT(of([](auto& to) { to.set_topic("anxiety"); }), ElementsAre(one));
  EXPECT_THAT(of([](auto& to) { to.set_topic("sleep"); }),
              ElementsAre(one, two));
  EXPECT_THAT(of([](auto& to) { to.set_delivery_mode(v1::Delivery::VENUE); }),
              ElementsAre(two));
  EXPECT_THAT(of([](auto& to) { to.set_time_of_day(Request::DAYTIME); }),
              ElementsAre(one));
  EXPECT_THAT(of([](auto& to) { to.set_time_of_day(Request::EVENING); }),
              ElementsAre(two));
  EXPECT_THAT(of([](auto& to) { to.add_states(v1::Session::OPEN); }),
              ElementsAre(two));
  EXPECT_THAT(
      of([](auto& to) { *to.mutable_start_time_max() = ToTimestamp(At(16)); }),
      ElementsAre(one));
}

// What lists show is what GetSession does, however it came about.
TEST_F(ListServiceTest, ListsShowWhatWasWritten) {
  const v1::Workshop workshop = MakePublished("worries");
  const int64_t first = MakeSessionOf(workshop.id(), At(16)).id();
  const auto shows = [&](int64_t id) {
    const auto list =
        Call(&Stub::ListSessions, v1::ListSessionsRequest(), kPublic);
    const auto session = GetSession(id);
    EXPECT_OK(list);
    EXPECT_OK(session);
    EXPECT_EQ("\"" + std::to_string(list->revision()) + "\"", session->etag());
    for (const v1::Session& listed : list->sessions()) {
      if (listed.id() != id) continue;
      return listed.SerializeAsString() == session->SerializeAsString();
    }
    return false;
  };
  EXPECT_TRUE(shows(first));
  // Before the one that is known, and with an address.
  v1::CreateSessionRequest joinable = NewSession(workshop.id(), At(12));
  joinable.set_join_uri("https://teams.example.org/meet/1");
  ASSERT_OK_AND_ASSIGN(const v1::Session made,
                       Call(&Stub::CreateSession, joinable));
  const int64_t second = made.id();
  EXPECT_TRUE(shows(second));
  ASSERT_OK(About(&Stub::OpenSession, first));
  EXPECT_TRUE(shows(first));
  v1::UpdateSessionRequest more;
  more.mutable_session()->set_id(first);
  more.mutable_session()->set_capacity(31);
  ASSERT_OK(Call(&Stub::UpdateSession, more));
  EXPECT_TRUE(shows(first));
  StopServer();
  StartServer();
  EXPECT_TRUE(shows(first));
  ASSERT_OK(About(&Stub::CancelSession, first));
  EXPECT_TRUE(shows(first));
}

TEST_F(ListServiceTest, RefusesARequestThatIsNone) {
  const rpc::Peer& peer = client_->As("web");
  grpc::ClientContext context;
  peer.Prepare(context, {.kind = rpc::CallerKind::kPublic},
               clock_.Now() + absl::Seconds(20));
  // A text that is longer than what comes of it.
  const grpc::Slice bytes(std::string("\x12\x7fnot a request"));
  const grpc::ByteBuffer request(&bytes, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> answer;
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>(peer.channel())
      .UnaryCall(&context, "/cwp.scheduling.v1.SchedulingService/ListSessions",
                 {}, &request, &response,
                 [&](grpc::Status status) { answer.set_value(status); });
  EXPECT_THAT(rpc::FromGrpcStatus(answer.get_future().get()),
              HasReason("REQUEST_UNREADABLE"));
}

TEST_F(ListServiceTest, PagesHoldTogetherWhileThingsChange) {
  const int64_t workshop = MakePublished("worries").id();
  const int64_t first = MakeSessionOf(workshop, At(16)).id();
  const int64_t second = MakeSessionOf(workshop, At(18)).id();
  const int64_t third = MakeSessionOf(workshop, At(18)).id();
  v1::ListSessionsRequest request;
  request.set_page_size(2);
  std::string token;
  EXPECT_THAT(Page(request, kPublic, &token), ElementsAre(first, second));
  ASSERT_NE(token, "");
  // Before where the next page begins.
  const int64_t earliest = MakeSessionOf(workshop, At(12)).id();
  EXPECT_THAT(Page(request, kPublic, &token), ElementsAre(third));
  EXPECT_EQ(token, "");

  request.set_order(v1::ListSessionsRequest::START_DESCENDING);
  EXPECT_THAT(Page(request, kPublic, &token), ElementsAre(third, second));
  ASSERT_NE(token, "");
  MakeSessionOf(workshop, At(20));
  EXPECT_THAT(Page(request, kPublic, &token), ElementsAre(first, earliest));
  EXPECT_EQ(token, "");
}

TEST_F(ListServiceTest, PageTokenIsOfItsListAlone) {
  const int64_t workshop = MakePublished("worries").id();
  MakeSessionOf(workshop, At(16));
  MakeSessionOf(workshop, At(18));
  v1::ListSessionsRequest request;
  request.set_page_size(1);
  std::string token;
  Page(request, kPublic, &token);
  ASSERT_NE(token, "");
  request.set_page_token(token);
  request.set_workshop_id(workshop);
  EXPECT_THAT(Call(&Stub::ListSessions, request, kPublic),
              HasReason("PAGE_TOKEN_INVALID"));
}

TEST_F(ListServiceTest, ListsWorkshopsByEachFilter) {
  MakePublished("worries");
  v1::CreateWorkshopRequest of_others = NewWorkshop("sleep");
  v1::Workshop& other = *of_others.mutable_workshop();
  other.set_audience(v1::AUDIENCE_YOUNG_PEOPLE);
  other.mutable_age_range()->set_min_years(12);
  other.mutable_age_range()->set_max_years(15);
  other.clear_topics();
  other.add_topics("mood");
  *other.mutable_delivery() = WriteDelivery(AtTheHall());
  ASSERT_OK(Call(&Stub::CreateWorkshop, of_others));
  MakePublished("panic");

  using Request = v1::ListWorkshopsRequest;
  const auto of = [&](const std::function<void(Request&)>& change) {
    Request request;
    // So that what does not pass has pages of its own.
    request.set_page_size(1);
    change(request);
    std::vector<std::string> slugs;
    std::string token;
    do {
      request.set_page_token(token);
      const auto page = Call(&Stub::ListWorkshops, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const v1::Workshop& workshop : page->workshops()) {
        slugs.push_back(workshop.slug());
      }
      token = page->next_page_token();
    } while (!token.empty());
    return slugs;
  };
  EXPECT_THAT(of([](auto&) {}), ElementsAre("worries", "sleep", "panic"));
  EXPECT_THAT(of([](auto& to) { to.set_audience(v1::AUDIENCE_YOUNG_PEOPLE); }),
              ElementsAre("sleep"));
  EXPECT_THAT(of([](auto& to) { to.set_age_years(11); }),
              ElementsAre("worries", "panic"));
  EXPECT_THAT(of([](auto& to) { to.set_topic("mood"); }), ElementsAre("sleep"));
  EXPECT_THAT(of([](auto& to) { to.set_topic("anxiety"); }),
              ElementsAre("worries", "panic"));
  EXPECT_THAT(of([](auto& to) { to.set_delivery_mode(v1::Delivery::VENUE); }),
              ElementsAre("sleep"));
  EXPECT_THAT(of([](auto& to) { to.set_state(v1::Workshop::DRAFT); }),
              ElementsAre("sleep"));
}

}  // namespace
}  // namespace cwp::scheduling
