#include <future>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WorkshopServiceTest : public ServiceFixture {
 protected:
  // The slugs on one page; `token` goes in and out.
  std::vector<std::string> Page(v1::ListWorkshopsRequest request, const As& as,
                                std::string* token = nullptr) {
    if (token != nullptr) request.set_page_token(*token);
    const auto page = Call(&Stub::ListWorkshops, request, as);
    EXPECT_OK(page);
    std::vector<std::string> slugs;
    if (!page.ok()) return slugs;
    for (const v1::Workshop& workshop : page->workshops()) {
      slugs.push_back(workshop.slug());
    }
    if (token != nullptr) *token = page->next_page_token();
    return slugs;
  }

  absl::StatusOr<v1::Workshop> Rename(const v1::Workshop& workshop,
                                      absl::string_view title,
                                      absl::string_view request_id = "") {
    v1::UpdateWorkshopRequest request;
    request.mutable_workshop()->set_id(workshop.id());
    request.mutable_workshop()->set_etag(workshop.etag());
    request.mutable_workshop()->set_title(std::string(title));
    request.mutable_update_mask()->add_paths("title");
    request.set_request_id(std::string(request_id));
    return Call(&Stub::UpdateWorkshop, request);
  }
};

TEST_F(WorkshopServiceTest, CreatesADraft) {
  ASSERT_OK_AND_ASSIGN(const v1::Workshop made,
                       Call(&Stub::CreateWorkshop, NewWorkshop("worries")));
  EXPECT_GT(made.id(), 0);
  EXPECT_EQ(made.state(), v1::Workshop::DRAFT);
  EXPECT_EQ(made.slug(), "worries");
  EXPECT_EQ(made.etag(), "\"1\"");
  EXPECT_EQ(made.create_time().seconds(), absl::ToUnixSeconds(At(9)));
  EXPECT_FALSE(made.has_publish_time());
  ASSERT_OK_AND_ASSIGN(const v1::Workshop found, GetWorkshop(made.id()));
  EXPECT_EQ(found.SerializeAsString(), made.SerializeAsString());
}

TEST_F(WorkshopServiceTest, RefusesWhatIsNotWellFormed) {
  v1::CreateWorkshopRequest request = NewWorkshop("worries");
  request.mutable_workshop()->set_title("");
  const auto made = Call(&Stub::CreateWorkshop, request);
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(made, HasReason("FIELD_REQUIRED"));
  EXPECT_EQ(MetadataOf(made.status(), "field"), "title");
  EXPECT_THAT(ReadFeed(), IsEmpty());
}

TEST_F(WorkshopServiceTest, RepeatAnswersWithTheFirst) {
  const v1::Workshop first = MakeDraft("worries");
  ASSERT_OK_AND_ASSIGN(const v1::Workshop again,
                       Call(&Stub::CreateWorkshop, NewWorkshop("worries")));
  EXPECT_EQ(again.id(), first.id());
  EXPECT_EQ(ReadFeed().size(), 1);

  // As it is now, not as it was then.
  ASSERT_OK(Rename(first, "Renamed"));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop later,
                       Call(&Stub::CreateWorkshop, NewWorkshop("worries")));
  EXPECT_EQ(later.id(), first.id());
  EXPECT_EQ(later.title(), "Renamed");
}

TEST_F(WorkshopServiceTest, RepeatSurvivesARestart) {
  const v1::Workshop first = MakeDraft("worries");
  StopServer();
  StartServer();
  ASSERT_OK_AND_ASSIGN(const v1::Workshop again,
                       Call(&Stub::CreateWorkshop, NewWorkshop("worries")));
  EXPECT_EQ(again.id(), first.id());
}

TEST_F(WorkshopServiceTest, RepeatsAtOnceHaveOneEffect) {
  std::vector<std::future<absl::StatusOr<v1::Workshop>>> calls;
  client_->As("cwpctl");
  for (int i = 0; i < 8; ++i) {
    calls.push_back(std::async(std::launch::async, [&] {
      return Call(&Stub::CreateWorkshop, NewWorkshop("worries"));
    }));
  }
  std::set<int64_t> ids;
  for (auto& call : calls) {
    const auto made = call.get();
    ASSERT_OK(made);
    ids.insert(made->id());
  }
  EXPECT_EQ(ids.size(), 1);
  EXPECT_EQ(ReadFeed().size(), 1);
}

TEST_F(WorkshopServiceTest, RequestIdStandsForOneContent) {
  MakeDraft("worries");
  v1::CreateWorkshopRequest request = NewWorkshop("worries");
  request.mutable_workshop()->set_title("Something else");
  const auto made = Call(&Stub::CreateWorkshop, request);
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(made, HasReason("REQUEST_ID_REUSED"));
}

TEST_F(WorkshopServiceTest, RefusalIsNotRemembered) {
  const v1::Workshop holder = MakeDraft("worries");
  v1::CreateWorkshopRequest request = NewWorkshop("worries");
  request.set_request_id("another");
  EXPECT_THAT(Call(&Stub::CreateWorkshop, request), HasReason("SLUG_TAKEN"));
  v1::UpdateWorkshopRequest update;
  update.mutable_workshop()->set_id(holder.id());
  update.mutable_workshop()->set_slug("fears");
  ASSERT_OK(Call(&Stub::UpdateWorkshop, update));
  EXPECT_OK(Call(&Stub::CreateWorkshop, request));
}

TEST_F(WorkshopServiceTest, SlugIsUnique) {
  MakeDraft("worries");
  v1::CreateWorkshopRequest request = NewWorkshop("worries");
  request.clear_request_id();
  const auto made = Call(&Stub::CreateWorkshop, request);
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(made, HasReason("SLUG_TAKEN"));

  const v1::Workshop other = MakeDraft("sleep");
  v1::UpdateWorkshopRequest update;
  *update.mutable_workshop() = other;
  update.mutable_workshop()->set_slug("worries");
  EXPECT_THAT(Call(&Stub::UpdateWorkshop, update), HasReason("SLUG_TAKEN"));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop unchanged, GetWorkshop(other.id()));
  EXPECT_EQ(unchanged.slug(), "sleep");
}

TEST_F(WorkshopServiceTest, ConcurrentSlugHasOneHolder) {
  std::vector<std::future<absl::StatusOr<v1::Workshop>>> calls;
  client_->As("cwpctl");
  for (int i = 0; i < 8; ++i) {
    calls.push_back(std::async(std::launch::async, [this, i] {
      v1::CreateWorkshopRequest request = NewWorkshop("worries");
      request.set_request_id(absl::StrCat("r-", i));
      return Call(&Stub::CreateWorkshop, request);
    }));
  }
  int made = 0;
  for (auto& call : calls) {
    const auto workshop = call.get();
    if (workshop.ok()) {
      ++made;
    } else {
      EXPECT_THAT(workshop, HasReason("SLUG_TAKEN"));
    }
  }
  EXPECT_EQ(made, 1);
}

TEST_F(WorkshopServiceTest, UpdateChangesWhatTheMaskNames) {
  const v1::Workshop made = MakeDraft("worries");
  clock_.Advance(absl::Minutes(5));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop renamed, Rename(made, "Renamed"));
  v1::Workshop want = made;
  want.set_title("Renamed");
  want.set_etag("\"2\"");
  want.mutable_update_time()->set_seconds(absl::ToUnixSeconds(At(9, 5)));
  EXPECT_EQ(renamed.SerializeAsString(), want.SerializeAsString());
}

TEST_F(WorkshopServiceTest, UpdateRefusesAStaleEtag) {
  const v1::Workshop made = MakeDraft("worries");
  ASSERT_OK(Rename(made, "First"));
  const auto second = Rename(made, "Second");
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(second, HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop found, GetWorkshop(made.id()));
  EXPECT_EQ(found.title(), "First");
}

TEST_F(WorkshopServiceTest, UpdateRepeatedIsNotStale) {
  const v1::Workshop made = MakeDraft("worries");
  ASSERT_OK_AND_ASSIGN(const v1::Workshop first, Rename(made, "New", "u-1"));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop again, Rename(made, "New", "u-1"));
  EXPECT_EQ(again.etag(), first.etag());
  EXPECT_THAT(Rename(made, "Other", "u-1"), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(WorkshopServiceTest, UpdateWithoutChangeIsNoChange) {
  const v1::Workshop made = MakeDraft("worries");
  ASSERT_OK_AND_ASSIGN(const v1::Workshop same, Rename(made, made.title()));
  EXPECT_EQ(same.etag(), made.etag());
  EXPECT_EQ(ReadFeed().size(), 1);
}

TEST_F(WorkshopServiceTest, UnknownWorkshopIsNotFound) {
  v1::Workshop unknown;
  unknown.set_id(123);
  EXPECT_THAT(Rename(unknown, "x"), HasReason("WORKSHOP_NOT_FOUND"));
  EXPECT_THAT(GetWorkshop(123), HasReason("WORKSHOP_NOT_FOUND"));
  EXPECT_THAT(GetWorkshop(123), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(About(&Stub::PublishWorkshop, 123),
              HasReason("WORKSHOP_NOT_FOUND"));
  v1::GetWorkshopRequest request;
  request.set_slug("nowhere");
  EXPECT_THAT(Call(&Stub::GetWorkshop, request),
              HasReason("WORKSHOP_NOT_FOUND"));
}

TEST_F(WorkshopServiceTest, PublishesOnce) {
  const v1::Workshop made = MakeDraft("worries");
  clock_.Advance(absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop published,
                       About(&Stub::PublishWorkshop, made.id(), "p-1"));
  EXPECT_EQ(published.state(), v1::Workshop::PUBLISHED);
  EXPECT_EQ(published.publish_time().seconds(), absl::ToUnixSeconds(At(9, 1)));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop again,
                       About(&Stub::PublishWorkshop, made.id(), "p-2"));
  EXPECT_EQ(again.etag(), published.etag());
  EXPECT_EQ(ReadFeed().size(), 2);
}

TEST_F(WorkshopServiceTest, ArchivedOnceNothingIsToCome) {
  const v1::Workshop made = MakePublished("worries");
  const v1::Session session = MakeSessionOf(made.id(), At(18));
  const auto refused = About(&Stub::ArchiveWorkshop, made.id());
  EXPECT_THAT(refused, HasReason("WORKSHOP_HAS_SESSIONS"));
  EXPECT_EQ(MetadataOf(refused.status(), "session"),
            absl::StrCat(session.id()));
  ASSERT_OK(About(&Stub::CancelSession, session.id()));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop archived,
                       About(&Stub::ArchiveWorkshop, made.id(), "a-1"));
  EXPECT_EQ(archived.state(), v1::Workshop::ARCHIVED);
  EXPECT_THAT(GetWorkshop(made.id(), kPublic), HasReason("WORKSHOP_NOT_FOUND"));
  EXPECT_THAT(Call(&Stub::CreateSession, NewSession(made.id(), At(20))),
              HasReason("WORKSHOP_ARCHIVED"));
  ASSERT_OK(About(&Stub::PublishWorkshop, made.id()));
  EXPECT_OK(GetWorkshop(made.id(), kPublic));
}

TEST_F(WorkshopServiceTest, ClonesIntoADraft) {
  const v1::Workshop made = MakePublished("worries");
  v1::CloneWorkshopRequest request;
  request.set_id(made.id());
  request.set_slug("worries");
  EXPECT_THAT(Call(&Stub::CloneWorkshop, request), HasReason("SLUG_TAKEN"));
  request.set_slug("Worries 2");
  EXPECT_THAT(Call(&Stub::CloneWorkshop, request), HasReason("FIELD_INVALID"));
  request.set_slug("worries-2");
  request.set_request_id("c-1");
  ASSERT_OK_AND_ASSIGN(const v1::Workshop clone,
                       Call(&Stub::CloneWorkshop, request));
  EXPECT_EQ(clone.state(), v1::Workshop::DRAFT);
  EXPECT_EQ(clone.title(), made.title());
  EXPECT_NE(clone.id(), made.id());
  ASSERT_OK_AND_ASSIGN(const v1::Workshop again,
                       Call(&Stub::CloneWorkshop, request));
  EXPECT_EQ(again.id(), clone.id());
  request.set_id(made.id() + 1);
  request.set_request_id("c-2");
  EXPECT_THAT(Call(&Stub::CloneWorkshop, request),
              HasReason("WORKSHOP_NOT_FOUND"));
}

TEST_F(WorkshopServiceTest, DraftsAreHiddenFromThePublic) {
  const v1::Workshop draft = MakeDraft("draft");
  const v1::Workshop published = MakePublished("published");
  EXPECT_THAT(GetWorkshop(draft.id(), kPublic),
              HasReason("WORKSHOP_NOT_FOUND"));
  v1::GetWorkshopRequest by_slug;
  by_slug.set_slug("draft");
  EXPECT_THAT(Call(&Stub::GetWorkshop, by_slug, kPublic),
              HasReason("WORKSHOP_NOT_FOUND"));
  EXPECT_OK(Call(&Stub::GetWorkshop, by_slug, kOperator));
  EXPECT_OK(GetWorkshop(published.id(), kPublic));
  EXPECT_THAT(Page({}, kPublic), ElementsAre("published"));
  EXPECT_THAT(Page({}, kOperator), ElementsAre("draft", "published"));
  EXPECT_THAT(Page({}, kRegistration), ElementsAre("draft", "published"));
  v1::ListWorkshopsRequest drafts;
  drafts.set_state(v1::Workshop::DRAFT);
  EXPECT_THAT(Page(drafts, kPublic), IsEmpty());
  EXPECT_THAT(Page(drafts, kOperator), ElementsAre("draft"));
}

TEST_F(WorkshopServiceTest, PagesHoldTogetherWhileThingsChange) {
  for (const char* slug : {"a", "b", "c", "d"}) MakePublished(slug);
  v1::ListWorkshopsRequest request;
  request.set_page_size(2);
  std::string token;
  EXPECT_THAT(Page(request, kPublic, &token), ElementsAre("a", "b"));
  ASSERT_NE(token, "");
  MakePublished("e");
  EXPECT_THAT(Page(request, kPublic, &token), ElementsAre("c", "d"));
  ASSERT_NE(token, "");
  EXPECT_THAT(Page(request, kPublic, &token), ElementsAre("e"));
  EXPECT_EQ(token, "");
}

TEST_F(WorkshopServiceTest, PageTokenIsOfItsListAlone) {
  MakePublished("a");
  MakePublished("b");
  v1::ListWorkshopsRequest request;
  request.set_page_size(1);
  std::string token;
  Page(request, kPublic, &token);
  ASSERT_NE(token, "");
  request.set_page_token(token);
  request.set_state(v1::Workshop::PUBLISHED);
  const auto other = Call(&Stub::ListWorkshops, request, kPublic);
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(other, HasReason("PAGE_TOKEN_INVALID"));
  v1::ListSessionsRequest sessions;
  sessions.set_page_token(token);
  EXPECT_THAT(Call(&Stub::ListSessions, sessions, kPublic),
              HasReason("PAGE_TOKEN_INVALID"));
}

TEST_F(WorkshopServiceTest, LongWorkshopsFitIntoPages) {
  constexpr int kCount = 60;
  std::string wide;
  for (int i = 0; i < 8000; ++i) wide += "\xF0\x9F\x8C\xB1";
  for (int i = 0; i < kCount; ++i) {
    v1::CreateWorkshopRequest request = NewWorkshop(absl::StrCat("w", i));
    request.mutable_workshop()->set_description(wide);
    ASSERT_OK(Call(&Stub::CreateWorkshop, request));
  }
  v1::ListWorkshopsRequest request;
  request.set_page_size(200);
  std::string token;
  const size_t first = Page(request, kOperator, &token).size();
  EXPECT_LT(first, kCount);
  ASSERT_NE(token, "");
  EXPECT_EQ(first + Page(request, kOperator, &token).size(), kCount);
  EXPECT_EQ(token, "");
}

TEST_F(WorkshopServiceTest, ListNamesTheRevisionItWasReadAt) {
  MakePublished("a");
  ASSERT_OK_AND_ASSIGN(
      const v1::ListWorkshopsResponse list,
      Call(&Stub::ListWorkshops, v1::ListWorkshopsRequest(), kRegistration));
  EXPECT_EQ(list.revision(), 2);
}

}  // namespace
}  // namespace cwp::scheduling
