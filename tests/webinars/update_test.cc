// Webinars as they are changed, and withdrawn.
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/webinars/samples.h"
#include "tests/webinars/webinars_fixture.h"

namespace cwp::webinars {
namespace {

using ::testing::ElementsAre;

class UpdateTest : public WebinarsFixture {
 protected:
  UpdateTest() { Start(); }

  // A webinar with two parts, and a handout of the second.
  v1::Webinar Made(absl::string_view slug = "school-anxiety") {
    v1::CreateWebinarRequest request = Wanted(slug);
    v1::Part& second = *request.mutable_webinar()->add_parts();
    second.set_title("Tips");
    second.set_video_uri("https://video.example.org/tips");
    v1::Handout& handout = *request.mutable_webinar()->add_handouts();
    handout.set_title("Notes");
    handout.set_file_hash(Stored("application/pdf", Pdf()));
    handout.set_file_name("notes.pdf");
    handout.set_part(2);
    const auto made = Create(request);
    EXPECT_OK(made);
    return made.ok() ? *made : v1::Webinar();
  }

  static std::vector<int64_t> PartIds(const v1::Webinar& webinar) {
    std::vector<int64_t> ids;
    for (const v1::Part& part : webinar.parts()) ids.push_back(part.id());
    return ids;
  }
};

TEST_F(UpdateTest, ChangesWhatIsNamedAndNothingElse) {
  v1::Webinar webinar = Made();
  clock_.Advance(absl::Hours(1));
  v1::Webinar wanted = webinar;
  wanted.set_title("Worry about school");
  wanted.set_summary("Other");
  ASSERT_OK_AND_ASSIGN(const v1::Webinar changed, Update(wanted, {"title"}));
  EXPECT_EQ(changed.title(), "Worry about school");
  EXPECT_EQ(changed.summary(), webinar.summary());
  EXPECT_EQ(changed.parts_size(), 2);
  EXPECT_EQ(changed.handouts_size(), 1);
  EXPECT_NE(changed.etag(), webinar.etag());
  EXPECT_GT(changed.update_time().seconds(), webinar.update_time().seconds());
  ASSERT_OK_AND_ASSIGN(const v1::Webinar now, Get(webinar.id()));
  EXPECT_EQ(now.SerializeAsString(), changed.SerializeAsString());
}

TEST_F(UpdateTest, RefusesWhatWasReadBeforeAnotherChange) {
  const v1::Webinar webinar = Made();
  EXPECT_OK(Update(webinar, {"title"}));
  const absl::Status status = Update(webinar, {"title"}).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(status, HasReason("ETAG_MISMATCH"));
  v1::Webinar odd = webinar;
  odd.set_etag("words");
  EXPECT_THAT(Update(odd, {"title"}), HasReason("ETAG_MISMATCH"));
  odd.clear_etag();
  EXPECT_OK(Update(odd, {"title"}));
}

TEST_F(UpdateTest, HasOneEffectForARequest) {
  const v1::Webinar webinar = Made();
  v1::Webinar wanted = webinar;
  wanted.set_title("New");
  ASSERT_OK_AND_ASSIGN(const v1::Webinar first,
                       Update(wanted, {"title"}, "once"));
  ASSERT_OK_AND_ASSIGN(const v1::Webinar second,
                       Update(wanted, {"title"}, "once"));
  EXPECT_EQ(second.etag(), first.etag());
  wanted.set_title("Newer");
  EXPECT_THAT(Update(wanted, {"title"}, "once"),
              HasReason("REQUEST_ID_REUSED"));
}

TEST_F(UpdateTest, KnowsAPartWhereverItStands) {
  v1::Webinar webinar = Made();
  EXPECT_THAT(PartIds(webinar), ElementsAre(1, 2));
  webinar.mutable_parts()->SwapElements(0, 1);
  ASSERT_OK_AND_ASSIGN(webinar, Update(webinar, {"parts"}));
  EXPECT_THAT(PartIds(webinar), ElementsAre(2, 1));
  EXPECT_EQ(webinar.handouts(0).part(), 1) << "it stays with its part";

  // A new part gets an id that no other ever had; one taken out is gone.
  v1::Part& added = *webinar.add_parts();
  added.set_title("More");
  added.set_video_uri("https://video.example.org/more");
  webinar.mutable_parts()->DeleteSubrange(0, 1);
  ASSERT_OK_AND_ASSIGN(webinar, Update(webinar, {"parts"}));
  EXPECT_THAT(PartIds(webinar), ElementsAre(1, 3));
  EXPECT_EQ(webinar.handouts(0).part(), 0) << "it belongs to the whole";
  webinar.mutable_parts()->DeleteSubrange(1, 1);
  ASSERT_OK_AND_ASSIGN(webinar, Update(webinar, {"parts"}));
  v1::Part& twice = *webinar.add_parts();
  twice = webinar.parts(0);
  ASSERT_OK_AND_ASSIGN(webinar, Update(webinar, {"parts"}));
  EXPECT_THAT(PartIds(webinar), ElementsAre(1, 4));
}

TEST_F(UpdateTest, RefusesWhatCreatingRefuses) {
  const v1::Webinar webinar = Made();
  Made("taken");
  const auto with = [&](auto change, const std::string& field) {
    v1::Webinar wanted = webinar;
    change(wanted);
    return Update(wanted, {field}).status();
  };
  const auto video = [](v1::Webinar& w) {
    w.mutable_parts(0)->set_video_hash(std::string(64, 'a'));
  };
  struct Case {
    absl::Status status;
    std::string reason;
    std::string field;
  };
  for (const Case& c : std::vector<Case>{
           {with([](auto& w) { w.set_slug("taken"); }, "slug"), "SLUG_TAKEN",
            ""},
           {with(video, "parts"), "FILE_NOT_FOUND", ""},
           {with([](auto& w) { w.set_title(""); }, "title"), "FIELD_REQUIRED",
            "webinar.title"},
           {with([](auto& w) { w.set_title(std::string(101, 'x')); }, "title"),
            "FIELD_TOO_LONG", "webinar.title"},
           {with([](auto& w) { w.mutable_handouts(0)->set_part(3); },
                 "handouts"),
            "FIELD_INVALID", "webinar.handouts[0].part"},
           {with([](auto& w) { w.mutable_handouts(0)->set_part(21); },
                 "handouts"),
            "FIELD_INVALID", "webinar.handouts[0].part"},
           {with([](auto& w) { w.mutable_parts(0)->set_id(-1); }, "parts"),
            "FIELD_INVALID", "webinar.parts[0].id"},
           {with([](auto&) {}, "state"), "FIELD_INVALID", "update_mask"},
           {with([](auto& w) { w.set_id(0); }, "title"), "FIELD_REQUIRED",
            "id"},
           {with([](auto& w) { w.set_id(99); }, "title"), "WEBINAR_NOT_FOUND",
            ""},
       }) {
    EXPECT_THAT(c.status, HasReason(c.reason));
    EXPECT_EQ(MetadataOf(c.status, "field"), c.field);
  }
  ASSERT_OK_AND_ASSIGN(const v1::Webinar now, Get(webinar.id()));
  EXPECT_EQ(now.etag(), webinar.etag()) << "nothing changed";
}

TEST_F(UpdateTest, KeepsAPublishedOneSuchThatItCouldBePublished) {
  v1::Webinar webinar = Made();
  ASSERT_OK_AND_ASSIGN(webinar, Publish(webinar.id()));
  v1::Webinar wanted = webinar;
  wanted.clear_parts();
  wanted.mutable_handouts(0)->set_part(0);
  EXPECT_THAT(Update(wanted, {"parts", "handouts"}),
              HasReason("WEBINAR_HAS_NO_PARTS"));
  wanted = webinar;
  wanted.mutable_parts(1)->set_video_hash(Stored("video/mp4", Mp4()));
  const absl::Status captions = Update(wanted, {"parts"}).status();
  EXPECT_THAT(captions, HasReason("CAPTIONS_MISSING"));
  EXPECT_EQ(MetadataOf(captions, "part"), "2");
  wanted = webinar;
  wanted.set_slug("other");
  EXPECT_THAT(Update(wanted, {"slug"}), HasReason("SLUG_FIXED"));
  wanted.set_slug(webinar.slug());
  EXPECT_OK(Update(wanted, {"slug", "title"}));
}

TEST_F(UpdateTest, WithdrawsAndPublishesAgain) {
  v1::Webinar webinar = Made();
  EXPECT_THAT(Withdraw(webinar.id()), HasReason("WEBINAR_NOT_PUBLISHED"));
  EXPECT_THAT(Withdraw(99), HasReason("WEBINAR_NOT_FOUND"));
  EXPECT_OK(Publish(webinar.id()));
  const std::string file = webinar.handouts(0).file_hash();
  EXPECT_OK(Bytes(file, 0, 0, kVisitor));

  ASSERT_OK_AND_ASSIGN(const v1::Webinar gone, Withdraw(webinar.id(), "w"));
  EXPECT_EQ(gone.state(), v1::Webinar::WITHDRAWN);
  EXPECT_TRUE(gone.has_withdraw_time());
  EXPECT_FALSE(gone.has_publish_time());
  EXPECT_THAT(Get(webinar.id(), kVisitor), HasReason("WEBINAR_NOT_FOUND"));
  EXPECT_THAT(Bytes(file, 0, 0, kVisitor), HasReason("FILE_NOT_FOUND"));
  EXPECT_OK(Bytes(file, 0, 0, kEditor));
  ASSERT_OK_AND_ASSIGN(const auto listed, List(10, "", kVisitor));
  EXPECT_EQ(listed.webinars_size(), 0);
  ASSERT_OK_AND_ASSIGN(const v1::Webinar again, Withdraw(webinar.id()));
  EXPECT_EQ(again.etag(), gone.etag()) << "once is enough";
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Webinar read, Get(webinar.id()));
  EXPECT_EQ(read.SerializeAsString(), gone.SerializeAsString());

  ASSERT_OK_AND_ASSIGN(const v1::Webinar back, Publish(webinar.id()));
  EXPECT_EQ(back.state(), v1::Webinar::PUBLISHED);
  EXPECT_FALSE(back.has_withdraw_time());
  EXPECT_OK(Get(webinar.id(), kVisitor));
}

}  // namespace
}  // namespace cwp::webinars
