#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "tests/webinars/samples.h"
#include "tests/webinars/webinars_fixture.h"

namespace cwp::webinars {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WebinarsTest : public WebinarsFixture {
 protected:
  WebinarsTest() { Start(); }

  // A webinar with an uploaded video, captions and a handout.
  v1::CreateWebinarRequest WantedWithFiles(absl::string_view slug) {
    v1::CreateWebinarRequest request = Wanted(slug);
    v1::Part& part = *request.mutable_webinar()->mutable_parts(0);
    part.set_video_hash(Stored("video/mp4", Mp4()));
    part.set_captions_hash(Stored("text/vtt", WebVtt()));
    v1::Handout& handout = *request.mutable_webinar()->add_handouts();
    handout.set_title("Notes");
    handout.set_file_hash(Stored("application/pdf", Pdf()));
    handout.set_file_name("notes.pdf");
    handout.set_part(1);
    return request;
  }

  std::vector<std::string> Slugs(const v1::ListWebinarsResponse& page) {
    std::vector<std::string> slugs;
    for (const v1::Webinar& webinar : page.webinars()) {
      slugs.push_back(webinar.slug());
    }
    return slugs;
  }
};

TEST_F(WebinarsTest, CreatesADraftWithPartsAndHandouts) {
  v1::CreateWebinarRequest request = WantedWithFiles("school-anxiety");
  request.mutable_webinar()->set_description("One.\n\nTwo.");
  v1::Part& linked = *request.mutable_webinar()->add_parts();
  linked.set_title("Tips");
  linked.set_description("What to do.");
  linked.set_video_uri("https://video.example.org/tips");
  linked.mutable_duration()->set_seconds(1800);

  ASSERT_OK_AND_ASSIGN(const v1::Webinar made, Create(request));
  EXPECT_GE(made.id(), 1);
  EXPECT_EQ(made.state(), v1::Webinar::DRAFT);
  EXPECT_EQ(made.create_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  EXPECT_FALSE(made.has_publish_time());
  EXPECT_EQ(made.etag(), "\"1\"");
  ASSERT_EQ(made.parts_size(), 2);
  EXPECT_EQ(made.parts(0).video_size_bytes(),
            static_cast<int64_t>(Mp4().size()));
  EXPECT_EQ(made.parts(1).duration().seconds(), 1800);
  EXPECT_EQ(made.parts(1).video_uri(), "https://video.example.org/tips");
  EXPECT_EQ(made.handouts(0).size_bytes(), static_cast<int64_t>(Pdf().size()));

  ASSERT_OK_AND_ASSIGN(const v1::Webinar by_id, Get(made.id()));
  EXPECT_EQ(by_id.SerializeAsString(), made.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const v1::Webinar by_slug, GetBySlug("school-anxiety"));
  EXPECT_EQ(by_slug.SerializeAsString(), made.SerializeAsString());
}

TEST_F(WebinarsTest, RefusesASlugThatIsTaken) {
  ASSERT_OK(Create(Wanted("one")));
  const absl::Status status = Create(Wanted("one")).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(status, HasReason("SLUG_TAKEN"));
  ASSERT_OK_AND_ASSIGN(const auto page, List(0, ""));
  EXPECT_THAT(Slugs(page), ElementsAre("one"));
  EXPECT_EQ(page.revision(), 1);
}

TEST_F(WebinarsTest, RefusesFilesThatAreNotThereOrOfAnotherType) {
  v1::CreateWebinarRequest request = WantedWithFiles("one");
  const std::string video = request.webinar().parts(0).video_hash();
  const std::string unknown(64, '0');

  request.mutable_webinar()->mutable_parts(0)->set_video_hash(unknown);
  absl::Status status = Create(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("FILE_NOT_FOUND"));
  EXPECT_EQ(MetadataOf(status, "hash"), unknown);

  request.mutable_webinar()->mutable_parts(0)->set_video_hash(video);
  request.mutable_webinar()->mutable_handouts(0)->set_file_hash(video);
  status = Create(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("FILE_WRONG_TYPE"));
  ASSERT_OK_AND_ASSIGN(const auto page, List(0, ""));
  EXPECT_THAT(Slugs(page), IsEmpty());
}

TEST_F(WebinarsTest, RefusesBadFieldsWithTheirNames) {
  v1::CreateWebinarRequest request = Wanted("one");
  request.mutable_webinar()->set_title("");
  const absl::Status status = Create(request).status();
  EXPECT_THAT(status, HasReason("FIELD_REQUIRED"));
  EXPECT_EQ(MetadataOf(status, "field"), "webinar.title");
  request = Wanted("one");
  request.set_request_id(std::string(129, 'r'));
  EXPECT_EQ(MetadataOf(Create(request).status(), "field"), "request_id");
  EXPECT_THAT(Publish(0), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Publish(-1), HasReason("FIELD_INVALID"));
  EXPECT_THAT(GetBySlug("No Slug"), HasReason("FIELD_INVALID"));
  EXPECT_THAT(List(-1, ""), HasReason("FIELD_INVALID"));
}

TEST_F(WebinarsTest, RefusesTextThatIsNotUtf8) {
  v1::CreateWebinarRequest request = Wanted("one");
  request.mutable_webinar()->set_title("\xff");
  EXPECT_THAT(Create(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(WebinarsTest, PublishesOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::Webinar draft, Create(WantedWithFiles("one")));
  clock_.Advance(absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar shown, Publish(draft.id()));
  EXPECT_EQ(shown.state(), v1::Webinar::PUBLISHED);
  EXPECT_EQ(shown.publish_time().seconds(),
            draft.create_time().seconds() + 3600);
  EXPECT_EQ(shown.etag(), "\"2\"");
  EXPECT_EQ(shown.parts_size(), 1);
  clock_.Advance(absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar again, Publish(draft.id()));
  EXPECT_EQ(again.SerializeAsString(), shown.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const v1::Webinar stored, Get(draft.id(), kVisitor));
  EXPECT_EQ(stored.SerializeAsString(), shown.SerializeAsString());
}

TEST_F(WebinarsTest, PublishesNothingThatIsNotReady) {
  EXPECT_THAT(Publish(12345), HasReason("WEBINAR_NOT_FOUND"));
  EXPECT_THAT(Publish(12345), StatusIs(absl::StatusCode::kNotFound));

  v1::CreateWebinarRequest request = Wanted("no-parts");
  request.mutable_webinar()->clear_parts();
  ASSERT_OK_AND_ASSIGN(const v1::Webinar no_parts, Create(request));
  absl::Status status = Publish(no_parts.id()).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("WEBINAR_HAS_NO_PARTS"));

  request = WantedWithFiles("no-captions");
  request.mutable_webinar()->mutable_parts(0)->clear_captions_hash();
  ASSERT_OK_AND_ASSIGN(const v1::Webinar no_captions, Create(request));
  status = Publish(no_captions.id()).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("CAPTIONS_MISSING"));
  EXPECT_EQ(MetadataOf(status, "part"), "1");
  ASSERT_OK_AND_ASSIGN(const v1::Webinar still, Get(no_captions.id()));
  EXPECT_EQ(still.state(), v1::Webinar::DRAFT);
}

TEST_F(WebinarsTest, HidesDraftsFromVisitors) {
  ASSERT_OK_AND_ASSIGN(const v1::Webinar one, Create(Wanted("one")));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar two, Create(Wanted("two")));
  ASSERT_OK(Publish(two.id()));
  EXPECT_THAT(Get(one.id(), kVisitor), HasReason("WEBINAR_NOT_FOUND"));
  EXPECT_THAT(GetBySlug("one", kVisitor), HasReason("WEBINAR_NOT_FOUND"));
  EXPECT_OK(GetBySlug("two", kVisitor));
  ASSERT_OK_AND_ASSIGN(const auto public_page, List(0, "", kVisitor));
  EXPECT_THAT(Slugs(public_page), ElementsAre("two"));
  for (const As& as : {kOperator, kWeb}) {
    ASSERT_OK_AND_ASSIGN(const auto page, List(0, "", as));
    EXPECT_THAT(Slugs(page), ElementsAre("one", "two"));
    EXPECT_EQ(page.revision(), 3);
  }
}

TEST_F(WebinarsTest, ListsPageByPage) {
  for (int i = 0; i < 5; ++i) {
    v1::CreateWebinarRequest request = Wanted(absl::StrCat("webinar-", i));
    v1::Part& part = *request.mutable_webinar()->add_parts();
    part.set_title(absl::StrCat("Part of ", i));
    part.set_video_uri("https://video.example.org/more");
    ASSERT_OK(Create(request));
  }
  ASSERT_OK_AND_ASSIGN(const auto first, List(2, ""));
  EXPECT_THAT(Slugs(first), ElementsAre("webinar-0", "webinar-1"));
  EXPECT_EQ(first.webinars(1).parts(1).title(), "Part of 1");
  ASSERT_OK_AND_ASSIGN(const auto second, List(2, first.next_page_token()));
  EXPECT_THAT(Slugs(second), ElementsAre("webinar-2", "webinar-3"));
  ASSERT_OK_AND_ASSIGN(const auto third, List(2, second.next_page_token()));
  EXPECT_THAT(Slugs(third), ElementsAre("webinar-4"));
  EXPECT_THAT(third.next_page_token(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto all, List(5, ""));
  EXPECT_THAT(all.next_page_token(), IsEmpty());
}

TEST_F(WebinarsTest, RefusesThePageTokenOfAnotherList) {
  for (const char* slug : {"one", "two"}) {
    ASSERT_OK_AND_ASSIGN(const v1::Webinar webinar, Create(Wanted(slug)));
    ASSERT_OK(Publish(webinar.id()));
  }
  ASSERT_OK_AND_ASSIGN(const auto page, List(1, "", kOperator));
  ASSERT_FALSE(page.next_page_token().empty());
  EXPECT_OK(List(1, page.next_page_token(), kOperator));
  for (const std::string& token :
       {page.next_page_token(), std::string("nonsense")}) {
    const absl::Status status = List(1, token, kVisitor).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(status, HasReason("PAGE_TOKEN_INVALID"));
    EXPECT_EQ(MetadataOf(status, "field"), "page_token");
  }
}

TEST_F(WebinarsTest, HasOneEffectPerRequestId) {
  v1::CreateWebinarRequest request = Wanted("one");
  request.set_request_id("request-1");
  ASSERT_OK_AND_ASSIGN(const v1::Webinar made, Create(request));
  ASSERT_OK(Publish(made.id()));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar again, Create(request));
  EXPECT_EQ(again.id(), made.id());
  EXPECT_EQ(again.state(), v1::Webinar::PUBLISHED) << "as it is now";

  request.mutable_webinar()->set_title("Another title");
  const absl::Status status = Create(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasReason("REQUEST_ID_REUSED"));
  ASSERT_OK_AND_ASSIGN(const auto page, List(0, ""));
  EXPECT_THAT(Slugs(page), ElementsAre("one"));
  EXPECT_EQ(page.revision(), 2);
}

TEST_F(WebinarsTest, RemembersNoRefusal) {
  v1::CreateWebinarRequest request = Wanted("one");
  request.mutable_webinar()->clear_parts();
  ASSERT_OK_AND_ASSIGN(const v1::Webinar made, Create(request));
  EXPECT_THAT(Publish(made.id(), "request-1"),
              HasReason("WEBINAR_HAS_NO_PARTS"));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar other, Create(Wanted("two")));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar shown,
                       Publish(other.id(), "request-1"));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar again,
                       Publish(other.id(), "request-1"));
  EXPECT_EQ(again.SerializeAsString(), shown.SerializeAsString());
  EXPECT_THAT(Publish(made.id(), "request-1"), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(WebinarsTest, PutsEachChangeOnItsFeed) {
  ASSERT_OK_AND_ASSIGN(const v1::Webinar draft, Create(Wanted("one")));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar shown, Publish(draft.id()));
  grpc::ClientContext context;
  Prepare(context, kWeb);
  const auto stub =
      cwp::feed::v1::FeedService::NewStub(client_->As("web").channel());
  const auto reader = stub->Watch(&context, {});
  std::vector<cwp::feed::v1::Change> changes;
  cwp::feed::v1::WatchResponse response;
  while (changes.size() < 2 && reader->Read(&response)) {
    for (const cwp::feed::v1::Entry& entry : response.entries()) {
      ASSERT_TRUE(changes.emplace_back().ParseFromString(entry.change()));
    }
  }
  context.TryCancel();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].kind(), "webinar");
  EXPECT_EQ(changes[0].resource_id(), draft.id());
  EXPECT_EQ(changes[0].cause(), "webinar_created");
  EXPECT_EQ(changes[0].actor().kind(), "OPERATOR");
  EXPECT_EQ(changes[0].resource(), draft.SerializeAsString());
  EXPECT_EQ(changes[1].cause(), "webinar_published");
  EXPECT_EQ(changes[1].resource(), shown.SerializeAsString());
}

TEST_F(WebinarsTest, KeepsEverythingWhenStartedAgain) {
  v1::CreateWebinarRequest request = WantedWithFiles("one");
  request.set_request_id("request-1");
  ASSERT_OK_AND_ASSIGN(const v1::Webinar made, Create(request));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar shown, Publish(made.id()));
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Webinar kept, Get(made.id(), kVisitor));
  EXPECT_EQ(kept.SerializeAsString(), shown.SerializeAsString());
  EXPECT_THAT(Bytes(kept.parts(0).video_hash(), 0, 0, kVisitor),
              IsOkAndHolds(Mp4()));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar again, Create(request));
  EXPECT_EQ(again.id(), made.id());
}

}  // namespace
}  // namespace cwp::webinars
