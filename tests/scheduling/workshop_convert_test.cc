#include "services/scheduling/workshop_convert.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/scheduling/convert.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Four bytes, one character.
constexpr char kWide[] = "\xF0\x9F\x8C\xB1";
constexpr char kBadUtf8[] = "caf\xE9";

std::string Repeat(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

v1::CreateWorkshopRequest SampleRequest() {
  v1::CreateWorkshopRequest request;
  *request.mutable_workshop() =
      WriteWorkshop(MakeWorkshop(7, SampleContent(), At(9)));
  request.set_request_id("r-1");
  return request;
}

TEST(ReadCreateWorkshopTest, TakesWhatStaffWriteAndNothingElse) {
  v1::CreateWorkshopRequest request = SampleRequest();
  request.mutable_workshop()->set_id(-5);
  request.mutable_workshop()->set_state(v1::Workshop::PUBLISHED);
  request.mutable_workshop()->set_etag("nonsense");
  EXPECT_THAT(ReadCreateWorkshop(request), IsOkAndHolds(SampleContent()));
}

TEST(ReadCreateWorkshopTest, TakesAVenue) {
  v1::CreateWorkshopRequest request = SampleRequest();
  *request.mutable_workshop()->mutable_delivery() = WriteDelivery(AtTheHall());
  ASSERT_OK_AND_ASSIGN(const WorkshopContent content,
                       ReadCreateWorkshop(request));
  EXPECT_EQ(content.delivery, AtTheHall());
}

TEST(ReadCreateWorkshopTest, TrimsTexts) {
  v1::CreateWorkshopRequest request = SampleRequest();
  request.mutable_workshop()->set_title("  Title\n");
  request.mutable_workshop()->set_slug(" worries ");
  ASSERT_OK_AND_ASSIGN(const WorkshopContent content,
                       ReadCreateWorkshop(request));
  EXPECT_EQ(content.title, "Title");
  EXPECT_EQ(content.slug, "worries");
}

struct Case {
  std::string name;
  std::function<void(v1::CreateWorkshopRequest&)> change;
  // Empty: it is taken.
  std::string reason;
  std::string field;
};

class WorkshopLimitTest : public ::testing::TestWithParam<Case> {};

TEST_P(WorkshopLimitTest, Holds) {
  v1::CreateWorkshopRequest request = SampleRequest();
  GetParam().change(request);
  const absl::StatusOr<WorkshopContent> content = ReadCreateWorkshop(request);
  if (GetParam().reason.empty()) {
    EXPECT_OK(content);
    return;
  }
  EXPECT_THAT(content, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(content, HasReason(GetParam().reason));
  EXPECT_EQ(MetadataOf(content.status(), "field"), GetParam().field);
}

Case Taken(std::string name, std::function<void(v1::Workshop&)> change) {
  return {std::move(name),
          [change = std::move(change)](v1::CreateWorkshopRequest& request) {
            change(*request.mutable_workshop());
          }};
}

Case Refused(std::string name, std::string reason, std::string field,
             std::function<void(v1::Workshop&)> change) {
  Case refused = Taken(std::move(name), std::move(change));
  refused.reason = std::move(reason);
  refused.field = std::move(field);
  return refused;
}

const char kRequired[] = "FIELD_REQUIRED";
const char kTooLong[] = "FIELD_TOO_LONG";
const char kInvalid[] = "FIELD_INVALID";

std::string NameOf(const ::testing::TestParamInfo<Case>& test) {
  return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Request, WorkshopLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        {"NoWorkshop", [](auto& to) { to.clear_workshop(); }, kRequired,
         "workshop"},
        {"NoRequestId", [](auto& to) { to.clear_request_id(); }},
        {"LongestRequestId",
         [](auto& to) { to.set_request_id(Repeat("x", 128)); }},
        {"LongRequestId", [](auto& to) { to.set_request_id(Repeat("x", 129)); },
         kTooLong, "request_id"},
        {"RequestIdNotUtf8", [](auto& to) { to.set_request_id(kBadUtf8); },
         kInvalid, "request_id"},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Texts, WorkshopLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        Refused("NoSlug", kRequired, "slug", [](auto& to) { to.clear_slug(); }),
        Taken("LongestSlug", [](auto& to) { to.set_slug(Repeat("a", 63)); }),
        Refused("LongSlug", kTooLong, "slug",
                [](auto& to) { to.set_slug(Repeat("a", 64)); }),
        Refused("SlugInCapitals", kInvalid, "slug",
                [](auto& to) { to.set_slug("Worries"); }),
        Refused("SlugBeginsWithDigit", kInvalid, "slug",
                [](auto& to) { to.set_slug("5-worries"); }),
        Refused("SlugWithTwoHyphens", kInvalid, "slug",
                [](auto& to) { to.set_slug("a--b"); }),
        Refused("SlugNotUtf8", kInvalid, "slug",
                [](auto& to) { to.set_slug(kBadUtf8); }),
        Refused("NoTitle", kRequired, "title",
                [](auto& to) { to.clear_title(); }),
        Refused("BlankTitle", kRequired, "title",
                [](auto& to) { to.set_title(" \n "); }),
        Taken("LongestTitle",
              [](auto& to) { to.set_title(Repeat(kWide, 100)); }),
        Refused("LongTitle", kTooLong, "title",
                [](auto& to) { to.set_title(Repeat("x", 101)); }),
        Refused("TitleNotUtf8", kInvalid, "title",
                [](auto& to) { to.set_title(kBadUtf8); }),
        Refused("TitleOfTwoLines", kInvalid, "title",
                [](auto& to) { to.set_title("one\ntwo"); }),
        Refused("NoSummary", kRequired, "summary",
                [](auto& to) { to.clear_summary(); }),
        Taken("LongestSummary",
              [](auto& to) { to.set_summary(Repeat(kWide, 140)); }),
        Refused("LongSummary", kTooLong, "summary",
                [](auto& to) { to.set_summary(Repeat("x", 141)); }),
        Refused("SummaryNotUtf8", kInvalid, "summary",
                [](auto& to) { to.set_summary(kBadUtf8); }),
        Taken("NoDescription", [](auto& to) { to.clear_description(); }),
        Taken("LongestDescription",
              [](auto& to) { to.set_description(Repeat(kWide, 8000)); }),
        Refused("LongDescription", kTooLong, "description",
                [](auto& to) { to.set_description(Repeat("x", 8001)); }),
        Refused("DescriptionNotUtf8", kInvalid, "description",
                [](auto& to) { to.set_description(kBadUtf8); }),
        Taken("DescriptionInMarkdown",
              [](auto& to) {
                to.set_description("## A\n\n- [b](https://example.org)");
              }),
        Refused("DescriptionWithScript", "MARKDOWN_UNSAFE", "description",
                [](auto& to) {
                  to.set_description("a\n\n<script>b</script>");
                }),
        Refused("DescriptionWithControl", kInvalid, "description",
                [](auto& to) { to.set_description("a\x07z"); }),
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Numbers, WorkshopLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        Refused("NoAudience", kRequired, "audience",
                [](auto& to) { to.clear_audience(); }),
        Refused("UnknownAudience", kInvalid, "audience",
                [](auto& to) { to.set_audience(v1::Audience(99)); }),
        Refused("NoAges", kRequired, "age_range",
                [](auto& to) { to.clear_age_range(); }),
        Taken("WidestAges",
              [](auto& to) {
                to.mutable_age_range()->set_min_years(0);
                to.mutable_age_range()->set_max_years(25);
              }),
        Refused("NegativeAge", kInvalid, "age_range.min_years",
                [](auto& to) { to.mutable_age_range()->set_min_years(-1); }),
        Refused("TooOld", kInvalid, "age_range.max_years",
                [](auto& to) { to.mutable_age_range()->set_max_years(26); }),
        Refused("AgesBackwards", kInvalid, "age_range.max_years",
                [](auto& to) {
                  to.mutable_age_range()->set_min_years(9);
                  to.mutable_age_range()->set_max_years(8);
                }),
        Refused("NoDuration", kRequired, "meeting_duration",
                [](auto& to) { to.clear_meeting_duration(); }),
        Taken("ShortestDuration",
              [](auto& to) { to.mutable_meeting_duration()->set_seconds(60); }),
        Taken("LongestDuration",
              [](auto& to) {
                to.mutable_meeting_duration()->set_seconds(86400);
              }),
        Refused("DurationZero", kInvalid, "meeting_duration",
                [](auto& to) {
                  to.mutable_meeting_duration()->set_seconds(0);
                }),
        Refused("DurationTooLong", kInvalid, "meeting_duration",
                [](auto& to) {
                  to.mutable_meeting_duration()->set_seconds(86460);
                }),
        Refused("DurationWithSeconds", kInvalid, "meeting_duration",
                [](auto& to) {
                  to.mutable_meeting_duration()->set_seconds(61);
                }),
        Refused("DurationWithNanos", kInvalid, "meeting_duration",
                [](auto& to) { to.mutable_meeting_duration()->set_nanos(1); }),
    }),
    NameOf);

v1::Venue& VenueOf(v1::Workshop& workshop) {
  workshop.mutable_delivery()->set_mode(v1::Delivery::VENUE);
  v1::Venue& venue = *workshop.mutable_delivery()->mutable_venue();
  venue = WriteDelivery(AtTheHall()).venue();
  return venue;
}

INSTANTIATE_TEST_SUITE_P(
    Parts, WorkshopLimitTest,
    ::testing::ValuesIn(std::vector<Case>{
        Taken("NoTopics", [](auto& to) { to.clear_topics(); }),
        Taken("TenTopics",
              [](auto& to) {
                to.clear_topics();
                for (int i = 0; i < 10; ++i) to.add_topics(Repeat(kWide, 40));
              }),
        Refused("ElevenTopics", kTooLong, "topics",
                [](auto& to) {
                  to.clear_topics();
                  for (int i = 0; i < 11; ++i) to.add_topics("x");
                }),
        Refused("EmptyTopic", kRequired, "topics[2]",
                [](auto& to) { to.add_topics(""); }),
        Refused("LongNamesReason", kTooLong, "attendee_names_reason",
                [](auto& to) {
                  to.set_attendee_names_reason(std::string(201, 'x'));
                }),
        Refused("NamesReasonOverLines", kInvalid, "attendee_names_reason",
                [](auto& to) { to.set_attendee_names_reason("a\nb"); }),
        Taken("LongestNotes",
              [](auto& to) {
                to.set_what_to_bring(Repeat(kWide, 500));
                to.set_content_note(Repeat(kWide, 500));
              }),
        Refused("LongWhatToBring", kTooLong, "what_to_bring",
                [](auto& to) { to.set_what_to_bring(Repeat("x", 501)); }),
        Refused("LongContentNote", kTooLong, "content_note",
                [](auto& to) { to.set_content_note(Repeat("x", 501)); }),
        Refused("LanguageInWords", kInvalid, "languages[2]",
                [](auto& to) { to.add_languages("Welsh"); }),
        Refused("ElevenLanguages", kTooLong, "languages",
                [](auto& to) {
                  for (int i = 0; i < 9; ++i) to.add_languages("en");
                }),
        Refused("DefaultCapacityNegative", kInvalid, "default_capacity",
                [](auto& to) { to.set_default_capacity(-1); }),
        Refused("DefaultCapacityTooLarge", kInvalid, "default_capacity",
                [](auto& to) { to.set_default_capacity(10001); }),
        Refused("LongTopic", kTooLong, "topics[2]",
                [](auto& to) { to.add_topics(Repeat("x", 41)); }),
        Refused("TopicOfTwoLines", kInvalid, "topics[2]",
                [](auto& to) { to.add_topics("a\nb"); }),
        Refused("TopicNotUtf8", kInvalid, "topics[2]",
                [](auto& to) { to.add_topics(kBadUtf8); }),
        Refused("NoDelivery", kRequired, "delivery",
                [](auto& to) { to.clear_delivery(); }),
        Refused("NoMode", kRequired, "delivery.mode",
                [](auto& to) { to.mutable_delivery()->clear_mode(); }),
        Refused("UnknownMode", kInvalid, "delivery.mode",
                [](auto& to) {
                  to.mutable_delivery()->set_mode(v1::Delivery::Mode(99));
                }),
        Refused("TeamsAtAVenue", kInvalid, "delivery.venue",
                [](auto& to) { to.mutable_delivery()->mutable_venue(); }),
        Refused("NoVenue", kRequired, "delivery.venue",
                [](auto& to) {
                  to.mutable_delivery()->set_mode(v1::Delivery::VENUE);
                }),
        Taken("LongestVenue",
              [](auto& to) {
                VenueOf(to).set_name(Repeat(kWide, 100));
                to.mutable_delivery()->mutable_venue()->set_address(
                    Repeat(kWide, 300));
                to.mutable_delivery()->mutable_venue()->set_postcode(
                    Repeat("Z", 10));
              }),
        Taken("NoPostcode", [](auto& to) { VenueOf(to).clear_postcode(); }),
        Refused("NoVenueName", kRequired, "delivery.venue.name",
                [](auto& to) { VenueOf(to).clear_name(); }),
        Refused("LongVenueName", kTooLong, "delivery.venue.name",
                [](auto& to) { VenueOf(to).set_name(Repeat("x", 101)); }),
        Refused("NoAddress", kRequired, "delivery.venue.address",
                [](auto& to) { VenueOf(to).clear_address(); }),
        Refused("LongAddress", kTooLong, "delivery.venue.address",
                [](auto& to) { VenueOf(to).set_address(Repeat("x", 301)); }),
        Refused("AddressNotUtf8", kInvalid, "delivery.venue.address",
                [](auto& to) { VenueOf(to).set_address(kBadUtf8); }),
        Refused("LongPostcode", kTooLong, "delivery.venue.postcode",
                [](auto& to) { VenueOf(to).set_postcode("ZZ1 1ZZ ZZZ"); }),
    }),
    NameOf);

v1::UpdateWorkshopRequest Update(const std::string& text) {
  v1::UpdateWorkshopRequest request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
  return request;
}

TEST(ReadUpdateWorkshopTest, MaskNamesTheFields) {
  ASSERT_OK_AND_ASSIGN(
      const WorkshopUpdate update,
      ReadUpdateWorkshop(Update(
          R"(workshop { id: 7 title: "New" summary: "Ignored" etag: "\"12\"" }
             update_mask { paths: "title" paths: "description" })")));
  EXPECT_EQ(update.id, 7);
  EXPECT_THAT(update.patch.fields,
              ElementsAre(WorkshopField::kTitle, WorkshopField::kDescription));
  EXPECT_EQ(update.patch.content.title, "New");
  EXPECT_THAT(update.patch.content.summary, IsEmpty());
  EXPECT_EQ(update.patch.if_revision, 12);
}

TEST(ReadUpdateWorkshopTest, WithoutMaskTakesWhatHasAValue) {
  v1::UpdateWorkshopRequest request;
  *request.mutable_workshop() =
      WriteWorkshop(MakeWorkshop(7, SampleContent(), At(9)));
  request.mutable_workshop()->clear_etag();
  request.mutable_workshop()->clear_description();
  ASSERT_OK_AND_ASSIGN(const WorkshopUpdate update,
                       ReadUpdateWorkshop(request));
  EXPECT_THAT(
      update.patch.fields,
      ElementsAre(WorkshopField::kSlug, WorkshopField::kTitle,
                  WorkshopField::kSummary, WorkshopField::kAudience,
                  WorkshopField::kAgeRange, WorkshopField::kTopics,
                  WorkshopField::kMeetingDuration, WorkshopField::kDelivery,
                  WorkshopField::kAttendeeNamesReason,
                  WorkshopField::kWhatToBring, WorkshopField::kContentNote,
                  WorkshopField::kLanguages, WorkshopField::kDefaultCapacity,
                  WorkshopField::kSupervisedPair));
  EXPECT_EQ(update.patch.if_revision, std::nullopt);
}

TEST(ReadUpdateWorkshopTest, StrangeEtagIsNoVersion) {
  for (const char* etag : {"12", "\"12", "\"\"", "\"x\"", "W/\"12\""}) {
    v1::UpdateWorkshopRequest request = Update("workshop { id: 7 }");
    request.mutable_workshop()->set_etag(etag);
    ASSERT_OK_AND_ASSIGN(const WorkshopUpdate update,
                         ReadUpdateWorkshop(request));
    EXPECT_EQ(update.patch.if_revision, 0) << etag;
  }
}

struct UpdateCase {
  std::string name;
  std::string request;
  std::string reason;
  std::string field;
};

class RefusedUpdateTest : public ::testing::TestWithParam<UpdateCase> {};

TEST_P(RefusedUpdateTest, SaysWhy) {
  const auto update = ReadUpdateWorkshop(Update(GetParam().request));
  EXPECT_THAT(update, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(update, HasReason(GetParam().reason));
  EXPECT_EQ(MetadataOf(update.status(), "field"), GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedUpdateTest,
    ::testing::ValuesIn(std::vector<UpdateCase>{
        {"NoWorkshop", "", kRequired, "workshop"},
        {"NoId", "workshop { title: 'x' }", kRequired, "id"},
        {"NegativeId", "workshop { id: -7 title: 'x' }", kInvalid, "id"},
        {"UnknownPath", "workshop { id: 7 } update_mask { paths: 'subtitle' }",
         kInvalid, "update_mask"},
        {"OutputOnlyPath", "workshop { id: 7 } update_mask { paths: 'state' }",
         kInvalid, "update_mask"},
        {"RequiredCleared", "workshop { id: 7 } update_mask { paths: 'title' }",
         kRequired, "title"},
        {"OverLimit",
         absl::StrCat("workshop { id: 7 title: '", Repeat("x", 101), "' }"),
         kTooLong, "title"},
        {"LongRequestId",
         absl::StrCat("workshop { id: 7 } request_id: '", Repeat("x", 129),
                      "'"),
         kTooLong, "request_id"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(ReadGetWorkshopTest, TakesIdOrSlug) {
  v1::GetWorkshopRequest request;
  EXPECT_THAT(ReadGetWorkshop(request), HasReason("FIELD_REQUIRED"));
  request.set_id(7);
  EXPECT_THAT(ReadGetWorkshop(request), IsOkAndHolds(WorkshopKey(int64_t{7})));
  request.set_id(0);
  EXPECT_THAT(ReadGetWorkshop(request), HasReason("FIELD_REQUIRED"));
  request.set_id(-1);
  EXPECT_THAT(ReadGetWorkshop(request), HasReason("FIELD_INVALID"));
  request.set_slug("worries");
  EXPECT_THAT(ReadGetWorkshop(request),
              IsOkAndHolds(WorkshopKey(std::string("worries"))));
  request.set_slug("not a slug");
  EXPECT_THAT(ReadGetWorkshop(request), HasReason("FIELD_INVALID"));
  request.set_slug(Repeat("a", 64));
  EXPECT_THAT(ReadGetWorkshop(request), HasReason("FIELD_TOO_LONG"));
}

TEST(WriteWorkshopTest, SaysAll) {
  Workshop workshop = SampleWorkshop();
  const v1::Workshop written = WriteWorkshop(workshop);
  EXPECT_EQ(written.id(), 7);
  EXPECT_EQ(written.state(), v1::Workshop::PUBLISHED);
  EXPECT_EQ(written.etag(), "\"12\"");
  EXPECT_EQ(written.create_time().seconds(), absl::ToUnixSeconds(At(1)));
  EXPECT_EQ(written.publish_time().seconds(), absl::ToUnixSeconds(At(2)));
  workshop.publish_time = std::nullopt;
  EXPECT_FALSE(WriteWorkshop(workshop).has_publish_time());
}

TEST(TimestampTest, KeepsMicroseconds) {
  const absl::Time before_epoch = absl::FromUnixMicros(-1);
  for (const absl::Time time : {At(9) + absl::Microseconds(5), before_epoch}) {
    EXPECT_THAT(ReadTimestamp("t", ToTimestamp(time)), IsOkAndHolds(time));
  }
}

TEST(TimestampTest, RefusesWhatIsNoInstant) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_nanos(-1);
  EXPECT_THAT(ReadTimestamp("t", timestamp), HasReason("FIELD_INVALID"));
  timestamp.set_nanos(1000000000);
  EXPECT_THAT(ReadTimestamp("t", timestamp), HasReason("FIELD_INVALID"));
  timestamp.set_nanos(0);
  timestamp.set_seconds(253402300800);
  EXPECT_THAT(ReadTimestamp("t", timestamp), HasReason("FIELD_INVALID"));
  timestamp.set_seconds(-62135596801);
  EXPECT_THAT(ReadTimestamp("t", timestamp), HasReason("FIELD_INVALID"));
}

}  // namespace
}  // namespace cwp::scheduling
