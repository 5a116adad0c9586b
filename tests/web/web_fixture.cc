#include "tests/web/web_fixture.h"

#include <algorithm>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;
namespace webinars = ::cwp::webinars::v1;

using ::testing::HasSubstr;
using ::testing::Not;

void SetTime(google::protobuf::Timestamp* timestamp, absl::Time time) {
  timestamp->set_seconds(absl::ToUnixSeconds(time));
}

// A Sunday, midday in London.
absl::Time Noon() {
  return absl::FromCivil(absl::CivilHour(2026, 11, 22, 12),
                         absl::UTCTimeZone());
}

absl::Time Evening(int day) {
  return absl::FromCivil(absl::CivilHour(2026, 12, day, 18),
                         absl::UTCTimeZone());
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

// The folder of the templates, whichever folder the test runs in.
std::string TemplatesFolder() { return CWP_WEB_TEMPLATES; }

}  // namespace

scheduling::Workshop SampleWorkshop() {
  scheduling::Workshop workshop;
  workshop.set_id(11);
  workshop.set_slug("helping-with-worry");
  workshop.set_title("Helping your child with worry <now>");
  workshop.set_summary("How worry works & what helps.");
  workshop.set_description("First paragraph.\n\nSecond paragraph.");
  workshop.set_audience(scheduling::AUDIENCE_PARENTS_AND_CARERS);
  workshop.mutable_age_range()->set_min_years(5);
  workshop.mutable_age_range()->set_max_years(11);
  workshop.add_topics("anxiety");
  workshop.mutable_meeting_duration()->set_seconds(90 * 60);
  workshop.mutable_delivery()->set_mode(scheduling::Delivery::TEAMS);
  workshop.set_state(scheduling::Workshop::PUBLISHED);
  return workshop;
}

scheduling::Session SampleSession(int64_t id, absl::Time start,
                                  scheduling::Session::State state) {
  scheduling::Session session;
  session.set_id(id);
  session.set_workshop_id(11);
  session.set_workshop_title("Helping your child with worry <now>");
  session.set_state(state);
  session.set_capacity(12);
  session.mutable_delivery()->set_mode(scheduling::Delivery::TEAMS);
  SetTime(session.mutable_update_time(), Noon() - absl::Hours(1));
  session.set_etag("\"5\"");
  scheduling::Meeting& meeting = *session.add_meetings();
  SetTime(meeting.mutable_start_time(), start);
  SetTime(meeting.mutable_end_time(), start + absl::Minutes(90));
  return session;
}

webinars::Webinar SampleWebinar() {
  webinars::Webinar webinar;
  webinar.set_id(31);
  webinar.set_slug("school-anxiety");
  webinar.set_title("School anxiety");
  webinar.set_summary("What helps when school feels impossible.");
  webinar.set_audience(webinars::AUDIENCE_PARENTS_AND_CARERS);
  webinar.set_state(webinars::Webinar::PUBLISHED);
  webinar.set_etag("\"4\"");
  webinars::Part& part = *webinar.add_parts();
  part.set_id(1);
  part.set_title("What anxiety is");
  part.set_video_hash(kVideo);
  part.set_captions_hash(kCaptions);
  part.set_video_size_bytes(5000);
  part.mutable_duration()->set_seconds(20 * 60);
  webinars::Part& second = *webinar.add_parts();
  second.set_id(2);
  second.set_title("What to do");
  second.set_video_uri("https://video.example.org/2");
  webinars::Handout& handout = *webinar.add_handouts();
  handout.set_title("Small steps");
  handout.set_file_hash(kHandout);
  handout.set_file_name("small steps.pdf");
  handout.set_size_bytes(2500);
  return webinar;
}

void ExpectHelpAndWayOut(const HttpAnswer& page) {
  EXPECT_THAT(page.body, HasSubstr("If you need help now"));
  EXPECT_THAT(page.body,
              HasSubstr("<a href=\"https://www.bbc.co.uk/weather\" "
                        "rel=\"noreferrer nofollow\">Leave this site now</a>"));
  EXPECT_THAT(page.body,
              HasSubstr("Your browser still remembers that you were here."));
}

WebTest::WebTest() : clock_(Noon()) {
  WriteFile(assets_.File("style.css"), "body{color:#212b32}");
  WriteFile(assets_.File("live.js"), "follow()");
  WriteFile(assets_.File("upload.js"), "send()");
  WriteFile(assets_.File("assets.json"),
            R"({"style_css": "style.css", "live_js": "live.js",
                "upload_js": "upload.js"})");
  settings_.host = identity_.SettingsFor("web", database_.uri());
  settings_.scheduling = services_.scheduling_address();
  settings_.registration = services_.registration_address();
  settings_.webinars = services_.webinars_address();
  settings_.notifications = services_.notifications_address();
  settings_.gateway = services_.gateway_address();
  settings_.assets = assets_.path();
  settings_.templates = TemplatesFolder();
  settings_.master_key = identity_.MasterKeyFile();
  settings_.public_url = "https://book.example.org";
  settings_.statement_date = "1 September 2026";
  settings_.statement_reviewed = "20 November 2026";
  settings_.statement_tested = "21 November 2026";
  settings_.contact_phone = "01632 960 001";
  settings_.contact_email = "wellbeing@example.org";
  settings_.urgent_phone = "01632 960 111";
  // So that it can be removed at the end; web itself makes its tables.
  EXPECT_OK(database_.Open(clock_));
  database_.Close();
}

WebTest::~WebTest() {
  client_ = nullptr;
  web_ = nullptr;
}

void WebTest::SetUp() {
  AddProgramme();
  SetLeft(3);
  Start();
  ASSERT_TRUE(Eventually([&] {
    return Get("/webinars/school-anxiety").code == 200 &&
           Get("/workshops/hall").code == 200;
  }));
  // What those requests read of seat counts is forgotten.
  LetCountsLapse();
}

void WebTest::Start() {
  client_ = nullptr;
  web_ = nullptr;
  auto web = WebServer::Start(settings_, clock_);
  ASSERT_OK(web);
  web_ = *std::move(web);
  client_ =
      std::make_unique<HttpClient>(static_cast<uint16_t>(web_->http_port()));
}

void WebTest::AddProgramme() {
  FakeFeed& feed = services_.scheduling_feed;
  using State = scheduling::Session;
  feed.Add("workshop", 11, SampleWorkshop().SerializeAsString());
  const auto add = [&](const scheduling::Session& session) {
    feed.Add("session", session.id(), session.SerializeAsString());
  };
  add(SampleSession(kOpen, Evening(2), State::OPEN));
  add(SampleSession(kFull, Evening(3), State::OPEN));
  add(SampleSession(kCancelled, Evening(4), State::CANCELLED));
  scheduling::Session later =
      SampleSession(kScheduled, Evening(9), State::OPEN);
  SetTime(later.mutable_booking_open_time(), Evening(1));
  add(later);
  add(SampleSession(kClosed, Evening(10), State::CLOSED));
  add(SampleSession(kOver, Noon() - absl::Hours(48), State::OPEN));

  scheduling::Workshop draft = SampleWorkshop();
  draft.set_id(12);
  draft.set_slug("draft");
  draft.set_title("Not ready");
  draft.set_state(scheduling::Workshop::DRAFT);
  feed.Add("workshop", 12, draft.SerializeAsString());

  scheduling::Workshop hall = SampleWorkshop();
  hall.set_id(13);
  hall.set_slug("hall");
  hall.set_title("Meeting in the hall");
  hall.set_audience(scheduling::AUDIENCE_YOUNG_PEOPLE);
  hall.mutable_age_range()->set_min_years(13);
  hall.mutable_age_range()->set_max_years(17);
  hall.mutable_delivery()->set_mode(scheduling::Delivery::VENUE);
  hall.mutable_delivery()->mutable_venue()->set_name("Village hall");
  hall.mutable_delivery()->mutable_venue()->set_address("1 Road, Anytown");
  scheduling::Session at_venue =
      SampleSession(kAtVenue, Evening(11), State::OPEN);
  at_venue.set_workshop_id(13);
  *at_venue.mutable_delivery() = hall.delivery();
  add(at_venue);
  feed.Add("workshop", 13, hall.SerializeAsString());

  services_.webinars_feed.Add("webinar", 31,
                              SampleWebinar().SerializeAsString());
  services_.webinars.files[kVideo] = std::string(5000, 'v');
  services_.webinars.files[kVideo][4999] = 'z';
  services_.webinars.files[kCaptions] = "WEBVTT\n";
  services_.webinars.files[kHandout] = std::string(2500, 'h');
}

void WebTest::SetLeft(int left) {
  services_.registration.seat_counts.Do(
      [left](const registration::BatchGetSeatCountsRequest& request)
          -> absl::StatusOr<registration::BatchGetSeatCountsResponse> {
        registration::BatchGetSeatCountsResponse response;
        for (const int64_t id : request.session_ids()) {
          registration::SeatCount& count = *response.add_seat_counts();
          count.set_session_id(id);
          count.set_capacity(12);
          count.set_left(id == kFull ? 0 : left);
          count.set_confirmed(id == kFull ? 12 : 12 - left);
          count.set_revision(1);
        }
        return response;
      });
}

HttpAnswer WebTest::Get(const std::string& path, const Fields& headers) {
  const auto answer = client_->Get(path, headers);
  EXPECT_OK(answer);
  return answer.ok() ? *answer : HttpAnswer();
}

HttpAnswer WebTest::Post(const std::string& path, const Fields& fields,
                         const Fields& headers) {
  const auto answer = client_->PostForm(path, fields, headers);
  EXPECT_OK(answer);
  return answer.ok() ? *answer : HttpAnswer();
}

void WebTest::ExpectShown(const std::vector<ShownCase>& cases) {
  for (const ShownCase& test : cases) {
    SCOPED_TRACE(test.path);
    const HttpAnswer page = Get(test.path);
    EXPECT_EQ(page.code, 200);
    for (const std::string& words : test.words) {
      EXPECT_THAT(page.body, HasSubstr(words));
    }
    ExpectHelpAndWayOut(page);
    EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
    EXPECT_THAT(page.body, Not(HasSubstr("{{")));
  }
}

absl::Duration WebTest::TimeOfUrgentHelp() {
  std::vector<absl::Duration> times;
  for (int i = 0; i < 21; ++i) {
    const absl::Time begin = absl::Now();
    const HttpAnswer page = Get("/urgent-help");
    times.push_back(absl::Now() - begin);
    EXPECT_EQ(page.code, 200);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

Fields WebTest::GoodAnswers() {
  return {{"places", "2"},
          {"who_for", "parent_or_carer"},
          {"age_band", "5_to_11"},
          {"in_area", "yes"},
          {"contact_name", "Ada Example"},
          {"contact_email", "ada@example.org"},
          {"contact_phone", "07700 900 982"},
          {"access_needs", "captions"},
          {"access_needs", "breaks"},
          {"access_other", "A <quiet> room & tea"}};
}

Fields WebTest::AnswersWith(const std::string& field,
                            const std::string& value) {
  Fields fields;
  for (const auto& [name, good] : GoodAnswers()) {
    if (name != field) fields.emplace_back(name, good);
  }
  if (!value.empty()) fields.emplace_back(field, value);
  return fields;
}

bool Eventually(const std::function<bool()>& condition) {
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (absl::Now() < end) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return condition();
}

std::string HiddenIn(const std::string& html, const std::string& name,
                     const std::string& begin) {
  const size_t form = html.find(begin);
  if (form == std::string::npos) return "";
  const std::string mark = absl::StrCat("name=\"", name, "\" value=\"");
  const size_t at = html.find(mark, form);
  if (at == std::string::npos) return "";
  const size_t value = at + mark.size();
  return html.substr(value, html.find('"', value) - value);
}

}  // namespace cwp::web
