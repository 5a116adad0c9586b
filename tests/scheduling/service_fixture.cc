#include "tests/scheduling/service_fixture.h"

#include "absl/time/clock.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/workshop_convert.h"

namespace cwp::scheduling {

v1::CreateWorkshopRequest ServiceFixture::NewWorkshop(absl::string_view slug) {
  v1::CreateWorkshopRequest request;
  *request.mutable_workshop() =
      WriteWorkshop({.content = SampleContent(std::string(slug))});
  request.set_request_id("make-" + std::string(slug));
  return request;
}

v1::CreateSessionRequest ServiceFixture::NewSession(int64_t workshop_id,
                                                    absl::Time start) {
  v1::CreateSessionRequest request;
  request.mutable_session()->set_workshop_id(workshop_id);
  request.mutable_session()->set_capacity(20);
  v1::Meeting& meeting = *request.mutable_session()->add_meetings();
  meeting.set_local_start(Local(start));
  meeting.set_local_end(Local(start + absl::Hours(1)));
  return request;
}

v1::CreateFacilitatorRequest ServiceFixture::NewFacilitator(
    absl::string_view name, v1::Facilitator::Role role) {
  v1::CreateFacilitatorRequest request;
  request.mutable_facilitator()->set_display_name(std::string(name));
  request.mutable_facilitator()->set_role(role);
  return request;
}

v1::Facilitator ServiceFixture::MakeFacilitator(absl::string_view name,
                                                v1::Facilitator::Role role) {
  const auto made = Call(&v1::FacilitatorService::Stub::CreateFacilitator,
                         NewFacilitator(name, role));
  EXPECT_OK(made);
  return made.value_or(v1::Facilitator());
}

v1::Workshop ServiceFixture::MakeDraft(absl::string_view slug) {
  const auto made = Call(&Stub::CreateWorkshop, NewWorkshop(slug));
  EXPECT_OK(made);
  return made.value_or(v1::Workshop());
}

v1::Workshop ServiceFixture::MakePublished(absl::string_view slug) {
  const auto published = About(&Stub::PublishWorkshop, MakeDraft(slug).id());
  EXPECT_OK(published);
  return published.value_or(v1::Workshop());
}

v1::Session ServiceFixture::MakeSessionOf(int64_t workshop_id,
                                          absl::Time start) {
  const auto made = Call(&Stub::CreateSession, NewSession(workshop_id, start));
  EXPECT_OK(made);
  return made.value_or(v1::Session());
}

absl::StatusOr<v1::Session> ServiceFixture::GetSession(int64_t id,
                                                       const As& as) {
  v1::GetSessionRequest request;
  request.set_id(id);
  return Call(&Stub::GetSession, request, as);
}

absl::StatusOr<v1::Workshop> ServiceFixture::GetWorkshop(int64_t id,
                                                         const As& as) {
  v1::GetWorkshopRequest request;
  request.set_id(id);
  return Call(&Stub::GetWorkshop, request, as);
}

std::vector<feed::v1::Change> ServiceFixture::ReadFeed() {
  const auto list = Call(&Stub::ListWorkshops, v1::ListWorkshopsRequest());
  EXPECT_OK(list);
  const rpc::Peer& peer = client_->As("registration");
  const auto stub = feed::v1::FeedService::NewStub(peer.channel());
  grpc::ClientContext context;
  peer.Prepare(context, rpc::ServiceCaller(), clock_.Now() + absl::Seconds(20));
  const auto reader = stub->Watch(&context, feed::v1::WatchRequest());
  std::vector<feed::v1::Change> changes;
  feed::v1::WatchResponse response;
  while (response.position().revision() < list->revision() &&
         reader->Read(&response)) {
    for (const feed::v1::Entry& entry : response.entries()) {
      EXPECT_TRUE(changes.emplace_back().ParseFromString(entry.change()));
    }
  }
  context.TryCancel();
  reader->Finish();
  EXPECT_EQ(changes.size(), list->revision());
  return changes;
}

bool ServiceFixture::Comes(
    int64_t id, const std::function<bool(const v1::Session&)>& holds) {
  for (int i = 0; i < 2000; ++i) {
    const auto session = GetSession(id);
    EXPECT_OK(session);
    if (session.ok() && holds(*session)) return true;
    absl::SleepFor(absl::Milliseconds(10));
  }
  return false;
}

v1::Session ServiceFixture::AwaitCompletion(int64_t id) {
  v1::Session completed;
  EXPECT_TRUE(Comes(id, [&](const v1::Session& session) {
    completed = session;
    return session.state() == v1::Session::COMPLETED;
  }));
  return completed;
}

}  // namespace cwp::scheduling
