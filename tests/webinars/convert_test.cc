#include "services/webinars/convert.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/webinars/file_convert.h"

namespace cwp::webinars {
namespace {

const std::string* const kHash = new std::string(64, 'a');

v1::Webinar Wanted() {
  v1::Webinar webinar;
  webinar.set_slug("school-anxiety");
  webinar.set_title(" School anxiety ");
  webinar.set_summary("For parents and carers.");
  webinar.set_description("First paragraph.\n\nSecond paragraph.");
  webinar.set_audience(v1::AUDIENCE_PARENTS_AND_CARERS);
  v1::Part& uploaded = *webinar.add_parts();
  uploaded.set_title("Theory");
  uploaded.set_video_hash(*kHash);
  uploaded.set_captions_hash(std::string(64, 'b'));
  uploaded.mutable_duration()->set_seconds(90);
  uploaded.mutable_duration()->set_nanos(500'000'000);
  v1::Part& linked = *webinar.add_parts();
  linked.set_title("Tips");
  linked.set_video_uri("https://video.example.org/watch?v=1#start");
  v1::Handout& handout = *webinar.add_handouts();
  handout.set_title("Notes");
  handout.set_file_hash(std::string(64, 'c'));
  handout.set_file_name("Notes for part_2.pdf");
  handout.set_part(2);
  return webinar;
}

TEST(ContentFromProtoTest, TakesAWholeWebinar) {
  ASSERT_OK_AND_ASSIGN(const Webinar content, ContentFromProto(Wanted()));
  EXPECT_EQ(content.title, "School anxiety");
  EXPECT_EQ(content.description, "First paragraph.\n\nSecond paragraph.");
  EXPECT_EQ(content.audience, Audience::kParentsAndCarers);
  ASSERT_EQ(content.parts.size(), 2u);
  EXPECT_EQ(content.parts[0].duration, absl::Milliseconds(90'500));
  EXPECT_EQ(content.parts[1].video_uri,
            "https://video.example.org/watch?v=1#start");
  EXPECT_FALSE(content.parts[1].duration.has_value());
  ASSERT_EQ(content.handouts.size(), 1u);
  EXPECT_EQ(content.handouts[0].part, 2);
}

TEST(ContentFromProtoTest, LeavesOutWhatIsOutputOnly) {
  v1::Webinar wanted = Wanted();
  wanted.set_id(5);
  wanted.set_state(v1::Webinar::PUBLISHED);
  wanted.mutable_publish_time()->set_seconds(1);
  wanted.mutable_parts(0)->set_video_size_bytes(9);
  ASSERT_OK_AND_ASSIGN(const Webinar content, ContentFromProto(wanted));
  EXPECT_EQ(content.id, 0);
  EXPECT_EQ(content.state, State::kDraft);
  EXPECT_FALSE(content.publish_time.has_value());
  EXPECT_EQ(content.parts[0].video_size_bytes, 0);
}

TEST(ContentFromProtoTest, TakesTheLongestFields) {
  v1::Webinar wanted = Wanted();
  wanted.set_slug("a" + std::string(62, '1'));
  // Limits are in characters, not bytes.
  std::string accents;
  for (int i = 0; i < 100; ++i) accents += "\xC3\xA9";
  wanted.set_title(accents);
  wanted.set_summary(std::string(140, 's'));
  wanted.set_description(std::string(8000, 'd'));
  wanted.mutable_parts(0)->set_description(std::string(1000, 'd'));
  wanted.mutable_parts(1)->set_video_uri("https://example.org/" +
                                         std::string(1980, 'p'));
  wanted.mutable_handouts(0)->set_file_name(std::string(96, 'n') + ".pdf");
  while (wanted.parts_size() < 20) *wanted.add_parts() = wanted.parts(0);
  while (wanted.handouts_size() < 20) {
    *wanted.add_handouts() = wanted.handouts(0);
  }
  EXPECT_OK(ContentFromProto(wanted));
}

using Change = std::function<void(v1::Webinar&)>;

struct ContentCase {
  std::string name;
  Change change;
  std::string reason;
  std::string field;
};

class ContentRefusedTest : public ::testing::TestWithParam<ContentCase> {};

TEST_P(ContentRefusedTest, NamesReasonAndField) {
  v1::Webinar wanted = Wanted();
  GetParam().change(wanted);
  const absl::Status status = ContentFromProto(wanted).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasReason(GetParam().reason));
  EXPECT_EQ(MetadataOf(status, "field"), GetParam().field);
}

// A webinar whose first part has this address.
Change Address(absl::string_view address) {
  return [address = std::string(address)](v1::Webinar& w) {
    w.mutable_parts(0)->set_video_uri(address);
  };
}

// A webinar whose handout is called this.
Change FileName(absl::string_view name) {
  return [name = std::string(name)](v1::Webinar& w) {
    w.mutable_handouts(0)->set_file_name(name);
  };
}

// A webinar whose first part has this duration.
Change Lasts(int64_t seconds, int32_t nanos) {
  return [seconds, nanos](v1::Webinar& w) {
    w.mutable_parts(0)->mutable_duration()->set_seconds(seconds);
    w.mutable_parts(0)->mutable_duration()->set_nanos(nanos);
  };
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ContentRefusedTest,
    ::testing::ValuesIn(std::vector<ContentCase>{
        {"NoSlug", [](auto& w) { w.clear_slug(); }, "FIELD_REQUIRED",
         "webinar.slug"},
        {"SlugWithCapitals", [](auto& w) { w.set_slug("School"); },
         "FIELD_INVALID", "webinar.slug"},
        {"SlugTooLong", [](auto& w) { w.set_slug(std::string(64, 'a')); },
         "FIELD_INVALID", "webinar.slug"},
        {"NoTitle", [](auto& w) { w.clear_title(); }, "FIELD_REQUIRED",
         "webinar.title"},
        {"BlankTitle", [](auto& w) { w.set_title(" \t "); }, "FIELD_REQUIRED",
         "webinar.title"},
        {"TitleTooLong", [](auto& w) { w.set_title(std::string(101, 'a')); },
         "FIELD_TOO_LONG", "webinar.title"},
        {"TitleOfTwoLines", [](auto& w) { w.set_title("a\nb"); },
         "FIELD_INVALID", "webinar.title"},
        {"TitleNotUtf8", [](auto& w) { w.set_title("\xff"); }, "FIELD_INVALID",
         "webinar.title"},
        {"NoSummary", [](auto& w) { w.clear_summary(); }, "FIELD_REQUIRED",
         "webinar.summary"},
        {"SummaryTooLong",
         [](auto& w) { w.set_summary(std::string(141, 'a')); },
         "FIELD_TOO_LONG", "webinar.summary"},
        {"DescriptionTooLong",
         [](auto& w) { w.set_description(std::string(8001, 'a')); },
         "FIELD_TOO_LONG", "webinar.description"},
        {"DescriptionWithBell", [](auto& w) { w.set_description("\a"); },
         "FIELD_INVALID", "webinar.description"},
        {"NoAudience",
         [](auto& w) { w.set_audience(v1::AUDIENCE_UNSPECIFIED); },
         "FIELD_REQUIRED", "webinar.audience"},
        {"OtherAudience",
         [](auto& w) { w.set_audience(static_cast<v1::Audience>(9)); },
         "FIELD_INVALID", "webinar.audience"},
    }),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Parts, ContentRefusedTest,
    ::testing::ValuesIn(std::vector<ContentCase>{
        {"Many",
         [](auto& w) {
           while (w.parts_size() < 21) *w.add_parts() = w.parts(0);
         },
         "FIELD_TOO_LONG", "webinar.parts"},
        {"NoTitle", [](auto& w) { w.mutable_parts(1)->clear_title(); },
         "FIELD_REQUIRED", "webinar.parts[1].title"},
        {"DescriptionTooLong",
         [](auto& w) {
           w.mutable_parts(1)->set_description(std::string(1001, 'a'));
         },
         "FIELD_TOO_LONG", "webinar.parts[1].description"},
        {"NoVideo", [](auto& w) { w.mutable_parts(0)->clear_video(); },
         "FIELD_REQUIRED", "webinar.parts[0].video"},
        {"EmptyHash", [](auto& w) { w.mutable_parts(0)->set_video_hash(""); },
         "FIELD_REQUIRED", "webinar.parts[0].video_hash"},
        {"ShortHash",
         [](auto& w) { w.mutable_parts(0)->set_video_hash("abc"); },
         "FIELD_INVALID", "webinar.parts[0].video_hash"},
        {"UpperCaseHash",
         [](auto& w) {
           w.mutable_parts(0)->set_video_hash(std::string(64, 'A'));
         },
         "FIELD_INVALID", "webinar.parts[0].video_hash"},
        {"HashThatIsAPath",
         [](auto& w) {
           w.mutable_parts(0)->set_video_hash("../../" + std::string(58, 'a'));
         },
         "FIELD_INVALID", "webinar.parts[0].video_hash"},
        {"BadCaptions",
         [](auto& w) { w.mutable_parts(0)->set_captions_hash("abc"); },
         "FIELD_INVALID", "webinar.parts[0].captions_hash"},
        {"EmptyAddress", Address(""), "FIELD_REQUIRED",
         "webinar.parts[0].video_uri"},
        {"LongAddress", Address("https://" + std::string(1993, 'a')),
         "FIELD_TOO_LONG", "webinar.parts[0].video_uri"},
        {"PlainHttp", Address("http://example.org/v"), "FIELD_INVALID",
         "webinar.parts[0].video_uri"},
        {"Script", Address("javascript:alert(1)"), "FIELD_INVALID",
         "webinar.parts[0].video_uri"},
        {"NoHost", Address("https:///v"), "FIELD_INVALID",
         "webinar.parts[0].video_uri"},
        {"UserInAddress", Address("https://example.org@other.example/v"),
         "FIELD_INVALID", "webinar.parts[0].video_uri"},
        {"BlankInAddress", Address("https://example.org/a b"), "FIELD_INVALID",
         "webinar.parts[0].video_uri"},
        {"QuoteInAddress", Address("https://example.org/\"x"), "FIELD_INVALID",
         "webinar.parts[0].video_uri"},
        {"NoTime", Lasts(0, 0), "FIELD_INVALID", "webinar.parts[0].duration"},
        {"NegativeTime", Lasts(-1, 0), "FIELD_INVALID",
         "webinar.parts[0].duration"},
        {"TooManyNanos", Lasts(1, 1'000'000'000), "FIELD_INVALID",
         "webinar.parts[0].duration"},
        {"OverADay", Lasts(86'400, 1), "FIELD_INVALID",
         "webinar.parts[0].duration"},
        {"ForEver", Lasts(INT64_MAX, 0), "FIELD_INVALID",
         "webinar.parts[0].duration"},
    }),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Handouts, ContentRefusedTest,
    ::testing::ValuesIn(std::vector<ContentCase>{
        {"Many",
         [](auto& w) {
           while (w.handouts_size() < 21) *w.add_handouts() = w.handouts(0);
         },
         "FIELD_TOO_LONG", "webinar.handouts"},
        {"NoTitle", [](auto& w) { w.mutable_handouts(0)->clear_title(); },
         "FIELD_REQUIRED", "webinar.handouts[0].title"},
        {"NoFile", [](auto& w) { w.mutable_handouts(0)->clear_file_hash(); },
         "FIELD_REQUIRED", "webinar.handouts[0].file_hash"},
        {"NegativePart", [](auto& w) { w.mutable_handouts(0)->set_part(-1); },
         "FIELD_INVALID", "webinar.handouts[0].part"},
        {"NoSuchPart", [](auto& w) { w.mutable_handouts(0)->set_part(3); },
         "FIELD_INVALID", "webinar.handouts[0].part"},
        {"NoName", FileName(""), "FIELD_REQUIRED",
         "webinar.handouts[0].file_name"},
        {"LongName", FileName(std::string(97, 'n') + ".pdf"), "FIELD_TOO_LONG",
         "webinar.handouts[0].file_name"},
        {"OtherEnding", FileName("notes.docx"), "FIELD_INVALID",
         "webinar.handouts[0].file_name"},
        {"EndingAlone", FileName(".pdf"), "FIELD_INVALID",
         "webinar.handouts[0].file_name"},
        {"Path", FileName("../notes.pdf"), "FIELD_INVALID",
         "webinar.handouts[0].file_name"},
        {"HeaderBreak", FileName("a\r\nb.pdf"), "FIELD_INVALID",
         "webinar.handouts[0].file_name"},
        {"Quote", FileName("a\"b.pdf"), "FIELD_INVALID",
         "webinar.handouts[0].file_name"},
        {"TurnsAround",
         FileName("a\xE2\x80\xAE"
                  "b.pdf"),
         "FIELD_INVALID", "webinar.handouts[0].file_name"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(ToProtoTest, GivesBackWhatCameIn) {
  ASSERT_OK_AND_ASSIGN(Webinar webinar, ContentFromProto(Wanted()));
  webinar.id = 7;
  webinar.revision = 12;
  webinar.create_time = absl::FromUnixMicros(1'800'000'000'000'001);
  webinar.update_time = webinar.create_time;
  v1::Webinar expected = Wanted();
  expected.set_title("School anxiety");
  expected.set_id(7);
  expected.set_state(v1::Webinar::DRAFT);
  expected.mutable_create_time()->set_seconds(1'800'000'000);
  expected.mutable_create_time()->set_nanos(1000);
  *expected.mutable_update_time() = expected.create_time();
  expected.set_etag("\"12\"");
  EXPECT_EQ(ToProto(webinar).SerializeAsString(), expected.SerializeAsString());
}

TEST(KeyFromProtoTest, WantsExactlyOne) {
  v1::GetWebinarRequest request;
  EXPECT_THAT(KeyFromProto(request), HasReason("FIELD_REQUIRED"));
  request.set_id(0);
  EXPECT_THAT(KeyFromProto(request), HasReason("FIELD_INVALID"));
  request.set_slug("Not A Slug");
  EXPECT_THAT(KeyFromProto(request), HasReason("FIELD_INVALID"));
  request.set_slug("a-slug");
  ASSERT_OK_AND_ASSIGN(const WebinarKey key, KeyFromProto(request));
  EXPECT_EQ(key.slug, "a-slug");
  EXPECT_FALSE(key.id.has_value());
}

TEST(CheckRequestIdTest, HasALimit) {
  EXPECT_OK(CheckRequestId(""));
  EXPECT_OK(CheckRequestId(std::string(128, 'r')));
  EXPECT_THAT(CheckRequestId(std::string(129, 'r')),
              HasReason("FIELD_TOO_LONG"));
}

TEST(DescriptionFromProtoTest, Checks) {
  v1::UploadFileRequest first;
  EXPECT_EQ(MetadataOf(DescriptionFromProto(first).status(), "field"),
            "description");
  first.mutable_description();
  EXPECT_EQ(MetadataOf(DescriptionFromProto(first).status(), "field"),
            "description.content_type");
  first.mutable_description()->set_content_type("text/html");
  EXPECT_THAT(DescriptionFromProto(first), HasReason("FIELD_INVALID"));
  first.mutable_description()->set_content_type("video/mp4");
  ASSERT_OK_AND_ASSIGN(const Description description,
                       DescriptionFromProto(first));
  EXPECT_EQ(description.type, FileType::kMp4);
  first.mutable_description()->set_hash("abc");
  EXPECT_EQ(MetadataOf(DescriptionFromProto(first).status(), "field"),
            "description.hash");
}

TEST(DownloadFromProtoTest, Checks) {
  v1::DownloadFileRequest request;
  EXPECT_THAT(DownloadFromProto(request), HasReason("FIELD_REQUIRED"));
  request.set_hash("../../../../etc/passwd");
  EXPECT_THAT(DownloadFromProto(request), HasReason("FIELD_INVALID"));
  request.set_hash(*kHash);
  request.set_offset(-1);
  EXPECT_EQ(MetadataOf(DownloadFromProto(request).status(), "field"), "offset");
  request.set_offset(3);
  request.set_length(-1);
  EXPECT_EQ(MetadataOf(DownloadFromProto(request).status(), "field"), "length");
  request.set_length(4);
  ASSERT_OK_AND_ASSIGN(const FileWanted wanted, DownloadFromProto(request));
  EXPECT_EQ(wanted.offset, 3);
  EXPECT_EQ(wanted.length, 4);
}

}  // namespace
}  // namespace cwp::webinars
