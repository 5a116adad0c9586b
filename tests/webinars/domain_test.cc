#include "services/webinars/domain.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::webinars {
namespace {

using ::testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
const absl::Time kLater = kNow + absl::Hours(1);

Files Stored() {
  return {{"video", {"video", 1000, FileType::kMp4}},
          {"captions", {"captions", 50, FileType::kWebVtt}},
          {"handout", {"handout", 300, FileType::kPdf}}};
}

Webinar Content() {
  Webinar content;
  content.slug = "school-anxiety";
  content.title = "School anxiety";
  content.parts = {
      {.title = "Theory", .video_hash = "video", .captions_hash = "captions"},
      {.title = "Tips", .video_uri = "https://example.org/v"}};
  content.handouts = {
      {.title = "Notes", .file_hash = "handout", .file_name = "notes.pdf"}};
  return content;
}

TEST(DraftTest, TakesSizesAndTimes) {
  ASSERT_OK_AND_ASSIGN(const Webinar draft,
                       Draft(Content(), Stored(), false, 7, kNow));
  EXPECT_EQ(draft.id, 7);
  EXPECT_EQ(draft.state, State::kDraft);
  EXPECT_EQ(draft.create_time, kNow);
  EXPECT_EQ(draft.update_time, kNow);
  EXPECT_FALSE(draft.publish_time.has_value());
  EXPECT_EQ(draft.parts[0].video_size_bytes, 1000);
  EXPECT_EQ(draft.parts[1].video_size_bytes, 0);
  EXPECT_EQ(draft.handouts[0].size_bytes, 300);
}

TEST(DraftTest, RefusesATakenSlug) {
  const absl::Status status =
      Draft(Content(), Stored(), true, 7, kNow).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(status, HasReason("SLUG_TAKEN"));
}

struct FileCase {
  std::string name;
  std::function<void(Webinar&)> change;
  std::string reason;
  std::string hash;
};

class DraftFileTest : public ::testing::TestWithParam<FileCase> {};

TEST_P(DraftFileTest, Refuses) {
  Webinar content = Content();
  GetParam().change(content);
  const absl::Status status = Draft(content, Stored(), false, 7, kNow).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason(GetParam().reason));
  EXPECT_EQ(MetadataOf(status, "hash"), GetParam().hash);
}

INSTANTIATE_TEST_SUITE_P(
    All, DraftFileTest,
    ::testing::ValuesIn(std::vector<FileCase>{
        {"NoVideo", [](Webinar& w) { w.parts[0].video_hash = "other"; },
         "FILE_NOT_FOUND", "other"},
        {"NoCaptions", [](Webinar& w) { w.parts[1].captions_hash = "other"; },
         "FILE_NOT_FOUND", "other"},
        {"NoHandout", [](Webinar& w) { w.handouts[0].file_hash = "other"; },
         "FILE_NOT_FOUND", "other"},
        {"VideoIsCaptions",
         [](Webinar& w) { w.parts[0].video_hash = "captions"; },
         "FILE_WRONG_TYPE", "captions"},
        {"CaptionsAreVideo",
         [](Webinar& w) { w.parts[0].captions_hash = "video"; },
         "FILE_WRONG_TYPE", "video"},
        {"HandoutIsVideo",
         [](Webinar& w) { w.handouts[0].file_hash = "video"; },
         "FILE_WRONG_TYPE", "video"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(HashesOfTest, NamesEachOnce) {
  Webinar content = Content();
  content.parts.push_back(content.parts[0]);
  EXPECT_THAT(HashesOf(content), ElementsAre("captions", "handout", "video"));
}

TEST(PublishTest, ShowsADraft) {
  ASSERT_OK_AND_ASSIGN(const Webinar draft,
                       Draft(Content(), Stored(), false, 7, kNow));
  ASSERT_OK_AND_ASSIGN(const Webinar shown, Publish(draft, kLater));
  EXPECT_EQ(shown.state, State::kPublished);
  EXPECT_EQ(shown.create_time, kNow);
  EXPECT_EQ(shown.update_time, kLater);
  EXPECT_EQ(shown.publish_time, kLater);
}

TEST(PublishTest, LeavesAPublishedOneAlone) {
  ASSERT_OK_AND_ASSIGN(const Webinar draft,
                       Draft(Content(), Stored(), false, 7, kNow));
  ASSERT_OK_AND_ASSIGN(const Webinar shown, Publish(draft, kNow));
  ASSERT_OK_AND_ASSIGN(const Webinar again, Publish(shown, kLater));
  EXPECT_EQ(again.update_time, kNow);
  EXPECT_EQ(again.publish_time, kNow);
}

TEST(PublishTest, NeedsAPart) {
  Webinar content = Content();
  content.parts.clear();
  const absl::Status status = Publish(content, kNow).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("WEBINAR_HAS_NO_PARTS"));
}

TEST(PublishTest, NeedsCaptionsForEachUploadedVideo) {
  Webinar content = Content();
  content.parts.push_back({.title = "More", .video_hash = "video"});
  const absl::Status status = Publish(content, kNow).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("CAPTIONS_MISSING"));
  EXPECT_EQ(MetadataOf(status, "part"), "3");
}

TEST(FileTypeTest, NamesComeBack) {
  for (const FileType type :
       {FileType::kMp4, FileType::kWebVtt, FileType::kPdf}) {
    EXPECT_EQ(FileTypeOf(ContentTypeOf(type)), type);
  }
  EXPECT_FALSE(FileTypeOf("text/html").has_value());
  EXPECT_FALSE(FileTypeOf("").has_value());
}

struct RangeCase {
  std::string name;
  int64_t offset;
  int64_t length;
  int64_t begin;
  int64_t end;
};

class ClipRangeTest : public ::testing::TestWithParam<RangeCase> {};

// Of a file of 10 bytes.
TEST_P(ClipRangeTest, Gives) {
  ASSERT_OK_AND_ASSIGN(const Range range,
                       ClipRange(10, GetParam().offset, GetParam().length));
  EXPECT_EQ(range.begin, GetParam().begin);
  EXPECT_EQ(range.end, GetParam().end);
}

INSTANTIATE_TEST_SUITE_P(All, ClipRangeTest,
                         ::testing::ValuesIn(std::vector<RangeCase>{
                             {"Whole", 0, 0, 0, 10},
                             {"First", 0, 1, 0, 1},
                             {"Middle", 3, 4, 3, 7},
                             {"Rest", 3, 0, 3, 10},
                             {"Last", 9, 1, 9, 10},
                             {"UpToTheEnd", 3, 7, 3, 10},
                             {"PastTheEnd", 3, 8, 3, 10},
                             {"FarPastTheEnd", 3, INT64_MAX, 3, 10},
                         }),
                         [](const auto& test) { return test.param.name; });

TEST(ClipRangeTest, RefusesWhatBeginsAfterTheEnd) {
  for (const int64_t offset : {int64_t{10}, int64_t{11}, INT64_MAX}) {
    const absl::Status status = ClipRange(10, offset, 1).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kOutOfRange));
    EXPECT_THAT(status, HasReason("RANGE_NOT_SATISFIABLE"));
    EXPECT_EQ(MetadataOf(status, "size"), "10");
  }
}

}  // namespace
}  // namespace cwp::webinars
