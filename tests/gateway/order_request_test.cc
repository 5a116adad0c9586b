#include "services/gateway/order_request.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "gtest/gtest.h"

namespace cwp::gateway {
namespace {

namespace registration = ::cwp::registration::v1;

constexpr char kOrder[] = R"({"order": {
  "contact": {"name": "Alex Example", "email": "alex@example.org",
              "phone": "07700 900123"},
  "attendees": [{"ticket_class_id": "33", "age_band": "12"},
                {"ticket_class_id": "33"}],
  "eligibility": {"in_area": "yes", "of_age": "not_sure"}}})";

Session SampleSession(Audience audience) {
  Workshop workshop;
  workshop.audience = audience;
  Session session;
  session.id = 32;
  session.workshop = std::make_shared<const Workshop>(workshop);
  return session;
}

absl::StatusOr<registration::CreateBookingRequest> Parse(
    const std::string& body) {
  return ParseOrder(body, SampleSession(Audience::kParentsAndCarers));
}

TEST(ParseOrderTest, ReadsEveryField) {
  ASSERT_OK_AND_ASSIGN(const auto request, Parse(kOrder));
  const registration::Booking& booking = request.booking();
  EXPECT_EQ(booking.session_id(), 32);
  EXPECT_EQ(booking.contact().name(), "Alex Example");
  EXPECT_EQ(booking.contact().email(), "alex@example.org");
  EXPECT_EQ(booking.contact().phone(), "07700 900123");
  ASSERT_EQ(booking.attendees_size(), 2);
  EXPECT_EQ(booking.attendees(0).age_band().min_years(), 12);
  EXPECT_EQ(booking.attendees(0).age_band().max_years(), 12);
  EXPECT_EQ(booking.attendees(0).role(),
            registration::Attendee::PARENT_OR_CARER);
  EXPECT_FALSE(booking.attendees(1).has_age_band());
  EXPECT_EQ(booking.eligibility().in_area(), registration::Eligibility::YES);
  EXPECT_EQ(booking.eligibility().of_age(),
            registration::Eligibility::NOT_SURE);
}

// That is the contact's to say.
TEST(ParseOrderTest, NeverLetsMailNameTheWorkshop) {
  ASSERT_OK_AND_ASSIGN(const auto request, Parse(kOrder));
  EXPECT_FALSE(request.booking().name_workshop());
  const auto named = Parse(absl::StrReplaceAll(
      kOrder, {{R"({"order": {)", R"({"order": {"name_workshop": true,)"}}));
  EXPECT_THAT(named, HasReason("ARGUMENTS_ERROR"));
  EXPECT_EQ(MetadataOf(named.status(), "order.name_workshop"),
            "Unknown parameter");
}

TEST(ParseOrderTest, TakesTheRoleFromTheAudience) {
  ASSERT_OK_AND_ASSIGN(
      const auto request,
      ParseOrder(kOrder, SampleSession(Audience::kYoungPeople)));
  EXPECT_EQ(request.booking().attendees(0).role(),
            registration::Attendee::YOUNG_PERSON);
}

TEST(ParseOrderTest, ReadsAgesAndBands) {
  struct Case {
    std::string name;
    int min;
    int max;
  };
  for (const Case& test : std::vector<Case>{{"under_5", 0, 4},
                                            {"5_to_11", 5, 11},
                                            {"12", 12, 12},
                                            {"7_to_14", 7, 14},
                                            {"0", 0, 0},
                                            {"20_and_over", 20, 120}}) {
    ASSERT_OK_AND_ASSIGN(const auto request,
                         Parse(absl::StrReplaceAll(
                             kOrder, {{"\"12\"", "\"" + test.name + "\""}})));
    const registration::AgeBand& band =
        request.booking().attendees(0).age_band();
    EXPECT_EQ(band.min_years(), test.min) << test.name;
    EXPECT_EQ(band.max_years(), test.max) << test.name;
  }
}

// What Eventbrite's forms ask of people, and we have no use for.
TEST(ParseOrderTest, DropsWhatElseIsKnownOfPeople) {
  ASSERT_OK_AND_ASSIGN(const auto plain, Parse(kOrder));
  ASSERT_OK_AND_ASSIGN(
      const auto rich,
      Parse(absl::StrReplaceAll(
          kOrder, {{"\"phone\"",
                    R"("birth_date": "2014-05-06", "gender": "female",
               "addresses": {"home": {"city": "Anytown"}}, "phone")"},
                   {"\"age_band\"",
                    R"("birth_date": 7, "gender": null, "age_band")"}})));
  EXPECT_EQ(rich.SerializeAsString(), plain.SerializeAsString());
}

TEST(ParseOrderTest, ReadsANameForEachAttendee) {
  ASSERT_OK_AND_ASSIGN(
      const auto request,
      Parse(absl::StrReplaceAll(
          kOrder, {{"\"age_band\"", "\"name\": \"Bo\", \"age_band\""}})));
  EXPECT_EQ(request.booking().attendees(0).name(), "Bo");
}

struct WrongCase {
  std::string from;
  std::string to;
  std::string field;
  std::string code;
};

TEST(ParseOrderTest, NamesWhatIsWrong) {
  for (const WrongCase& test : std::vector<WrongCase>{
           {"{\"order\"", "{\"extra\": 1, \"order\"", "extra",
            "Unknown parameter"},
           {"\"phone\"", "\"fax\"", "order.contact.fax", "Unknown parameter"},
           {"\"contact\"", "\"buyer\"", "order.contact", "MISSING"},
           {"\"email\": \"alex@example.org\",", "", "order.contact.email",
            "MISSING"},
           {"\"Alex Example\"", "7", "order.contact.name", "INVALID"},
           {"\"Alex Example\"", "null", "order.contact.name", "MISSING"},
           {"\"12\"", "\"121\"", "order.attendees.0.age_band", "INVALID"},
           {"\"12\"", "\"-1\"", "order.attendees.0.age_band", "INVALID"},
           {"\"12\"", "\"under_0\"", "order.attendees.0.age_band", "INVALID"},
           {"\"12\"", "\"12_to_\"", "order.attendees.0.age_band", "INVALID"},
           {"\"12\"", "\"12_to_11\"", "order.attendees.0.age_band", "INVALID"},
           {"\"12\"", "\"twelve\"", "order.attendees.0.age_band", "INVALID"},
           {"[{\"ticket_class_id\": \"33\"", "[{\"ticket_class_id\": \"49\"",
            "order.attendees.0.ticket_class_id", "INVALID"},
           {"[{\"ticket_class_id\": \"33\"", "[{\"ticket_class_id\": 33",
            "order.attendees.0.ticket_class_id", "INVALID"},
           {"{\"ticket_class_id\": \"33\"}", "{}",
            "order.attendees.1.ticket_class_id", "MISSING"},
           {"{\"ticket_class_id\": \"33\"}", "3", "order.attendees.1",
            "INVALID"},
           {"\"yes\"", "\"perhaps\"", "order.eligibility.in_area", "INVALID"},
           {"\"of_age\"", "\"diagnosis\"", "order.eligibility.diagnosis",
            "Unknown parameter"}}) {
    const auto request =
        Parse(absl::StrReplaceAll(kOrder, {{test.from, test.to}}));
    EXPECT_THAT(request, HasReason("ARGUMENTS_ERROR")) << test.to;
    EXPECT_EQ(MetadataOf(request.status(), test.field), test.code) << test.to;
  }
}

TEST(ParseOrderTest, WantsOneToTenAttendees) {
  const std::string before =
      R"({"order": {"contact": {"name": "A", "email": "a@example.org"},
          "attendees": )";
  EXPECT_EQ(MetadataOf(Parse(before + "[]}}").status(), "order.attendees"),
            "MISSING");
  EXPECT_EQ(MetadataOf(Parse(before + "{}}}").status(), "order.attendees"),
            "INVALID");
  std::string eleven = "[";
  for (int i = 0; i < 11; ++i) {
    eleven += std::string(i == 0 ? "" : ",") + R"({"ticket_class_id": "33"})";
  }
  EXPECT_EQ(
      MetadataOf(Parse(before + eleven + "]}}").status(), "order.attendees"),
      "TOO_LONG");
}

TEST(ParseOrderTest, WantsAJsonObject) {
  for (const std::string& body : std::vector<std::string>{
           "", "null", "[]", "{", "{\"order\": }", "{} x",
           "{\"order\": \"\xff\"}", std::string(100, '[')}) {
    EXPECT_THAT(Parse(body), HasReason("INVALID_BODY")) << body;
  }
  EXPECT_EQ(MetadataOf(Parse("{}").status(), "order"), "MISSING");
  EXPECT_EQ(MetadataOf(Parse("{\"order\": 1}").status(), "order"), "INVALID");
}

TEST(ParseIdempotencyKeyTest, TakesVisibleCharacters) {
  EXPECT_THAT(ParseIdempotencyKey("abc-1"), IsOkAndHolds(std::string("abc-1")));
  EXPECT_THAT(ParseIdempotencyKey(" \"abc-1\" "),
              IsOkAndHolds(std::string("abc-1")));
  EXPECT_OK(ParseIdempotencyKey(std::string(128, 'k')));
  struct Case {
    std::string key;
    std::string code;
  };
  for (const Case& test :
       std::vector<Case>{{"", "MISSING"},
                         {"\"\"", "MISSING"},
                         {"a b", "INVALID"},
                         {"\xc3\xa9", "INVALID"},
                         {std::string(129, 'k'), "TOO_LONG"}}) {
    EXPECT_EQ(
        MetadataOf(ParseIdempotencyKey(test.key).status(), "Idempotency-Key"),
        test.code)
        << test.key;
  }
}

}  // namespace
}  // namespace cwp::gateway
