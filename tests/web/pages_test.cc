// Pages that show the programme, what every answer has in common, and what is
// left of it all when others are down.
#include <atomic>
#include <chrono>
#include <fstream>
#include <future>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/telemetry/log.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PagesTest : public WebTest {};

TEST_F(PagesTest, TheFirstPageSaysWhatThisIsAndForWhom) {
  ExpectShown({{"/",
                {">Children’s wellbeing workshops</h1>",
                 "Free workshops and videos for parents, carers and young "
                 "people, to help with worry, low mood and behaviour",
                 "You do not need a referral. You do not need an account.",
                 ">Coming up</h2>", ">Who this is for</h2>",
                 "Children and young people aged 5 to 19, and their parents "
                 "and carers, if the child or young person:",
                 "<li>has a GP in Hertfordshire, or</li>",
                 "<li>goes to any kind of school in Hertfordshire</li>"}}});
}

TEST_F(PagesTest, TheProgrammeShowsWhatItShould) {
  ExpectShown({{"/",
                {"Helping your child with worry &lt;now&gt;", "3 places left",
                 "Meeting in the hall", "Village hall"}},
               {"/workshops",
                {"2 workshops", "How worry works &amp; what helps.",
                 "Wednesday 2 December 2026, 6pm to 7:30pm", "3 places left"}},
               {"/workshops/", {"2 workshops"}},
               {"/workshops?audience=young-people",
                {"1 workshop<", "Meeting in the hall"}},
               {"/workshops?age=5-11", {"1 workshop<", "Helping your child"}},
               {"/workshops?topic=anxiety", {"2 workshops"}},
               {"/workshops?audience=professionals", {"No workshops found"}},
               {"/workshops?audience=%3Cscript%3E",
                {"2 workshops", "do not know all", "These are all workshops"}},
               {"/workshops?audience=young-people&age=abc",
                {"do not know all", "match the rest"}},
               {"/workshops/helping-with-worry",
                {"First paragraph.", "aged 5 to 11", "1 hour 30 minutes",
                 "3 places left", "Fully booked", "Cancelled",
                 "Booking opens at 6pm on Tuesday 1 December 2026",
                 "Booking has closed", "/sessions/101/book"}},
               {"/webinars", {"School anxiety", "2 parts"}},
               {"/webinars/school-anxiety",
                {"<video", "/media/aaaa.mp4", "/media/bbbb.vtt", "20 minutes",
                 "https://video.example.org/2", "video.example.org",
                 "/handouts/cccc/small%20steps.pdf", "PDF, 3KB"}}});
}

TEST_F(PagesTest, TheHeaderIsBlueUnlessItIsToBeWhite) {
  constexpr char kWhite[] = "nhsuk-header--white";
  EXPECT_THAT(Get("/about").body, Not(HasSubstr(kWhite)));
  settings_.white_header = true;
  Start();
  EXPECT_THAT(Get("/about").body, HasSubstr(kWhite));
}

// That every page has it by default is held by ExpectHelpAndWayOut.
TEST_F(PagesTest, TheWayOutLeadsWhereTheOrganisationSays) {
  settings_.exit_url = "https://example.org/news";
  Start();
  EXPECT_THAT(Get("/about").body,
              HasSubstr("<a href=\"https://example.org/news\""));
  settings_.exit_url = "";
  Start();
  EXPECT_THAT(Get("/about").body, Not(HasSubstr("Leave this site")));
}

TEST_F(PagesTest, DraftsAndPastSessionsAreNotShown) {
  EXPECT_EQ(Get("/workshops/draft").code, 404);
  EXPECT_THAT(Get("/workshops").body, Not(HasSubstr("Not ready")));
  EXPECT_THAT(Get("/workshops/helping-with-worry").body,
              Not(HasSubstr("Friday 20 November 2026")));
}

TEST_F(PagesTest, NothingIsLeftOutOfWhatIsKnown) {
  for (const char* query : {"", "?age=abc", "?age=5-11", "?age="}) {
    const bool left_out = std::string(query) == "?age=abc";
    EXPECT_EQ(absl::StrContains(Get(absl::StrCat("/workshops", query)).body,
                                "do not know all"),
              left_out)
        << query;
  }
}

TEST_F(PagesTest, EveryAnswerIsSafe) {
  for (const char* path :
       {"/", "/workshops", "/urgent-help", "/webinars/school-anxiety",
        "/nowhere", "/sessions/101/book", "/manage/x", "/booking", "/j/x",
        "/robots.txt", "/media/aaaa.mp4", "/handouts/cccc/x.pdf", "/booked/x",
        "/sessions/101/book/confirm"}) {
    SCOPED_TRACE(path);
    const HttpAnswer answer = Get(path);
    EXPECT_THAT(answer.Header("Content-Security-Policy"),
                AllOf(HasSubstr("default-src 'none'"),
                      HasSubstr("frame-ancestors 'none'"),
                      HasSubstr("base-uri 'none'"), Not(HasSubstr("unsafe"))));
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(answer.Header("Strict-Transport-Security"),
                StartsWith("max-age=63072000"));
    EXPECT_THAT(answer.Header("Referrer-Policy"),
                ::testing::AnyOf("same-origin", "no-referrer"));
    EXPECT_EQ(answer.Header("Set-Cookie"), "");
  }
}

TEST_F(PagesTest, FailuresArePages) {
  struct Case {
    std::string method;
    std::string target;
    int code;
    std::string words;
  };
  for (const Case& test : std::vector<Case>{
           {"GET", "/nowhere", 404, "Page not found"},
           {"GET", "/workshops/none", 404, "not in our programme"},
           {"GET", "/webinars/none", 404, "not in our programme"},
           {"GET", "/workshops/%ff", 400, "We did not understand that"},
           {"GET", "/workshops?age=%ff", 400, "characters that we cannot read"},
           {"DELETE", "/workshops", 405, "Page not found"},
           {"GET", "/booked/x", 400, "address of this page is not complete"}}) {
    SCOPED_TRACE(test.target);
    ASSERT_OK_AND_ASSIGN(const HttpAnswer page,
                         client_->Send(test.method, test.target));
    EXPECT_EQ(page.code, test.code);
    EXPECT_THAT(page.body, HasSubstr(test.words));
    ExpectHelpAndWayOut(page);
    EXPECT_THAT(page.body, Not(HasSubstr("please quote"))) << "it is in no log";
  }
}

TEST_F(PagesTest, TheNumberToQuoteIsInTheLog) {
  Mutex mu;
  std::string lines;
  SetLogSink([&](absl::string_view line) {
    MutexLock lock(mu);
    absl::StrAppend(&lines, line, "\n");
  });
  services_.StopRegistration();
  const HttpAnswer page = Get("/manage/x");
  SetLogSink(nullptr);
  EXPECT_EQ(page.code, 503);
  const std::string number(page.Header("X-Request-Id"));
  EXPECT_THAT(page.body, HasSubstr(absl::StrCat("please quote ", number)));
  MutexLock lock(mu);
  EXPECT_THAT(lines, HasSubstr(absl::StrCat("\"request_id\":\"", number)));
}

TEST_F(PagesTest, StandsWithoutTheCopyOfUrgentHelp) {
  settings_.urgent_help_copy = assets_.File("no/such/urgent-help.html");
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Get("/urgent-help").code, 200);
  settings_.urgent_help_copy = assets_.File("urgent-help.html");
  ASSERT_NO_FATAL_FAILURE(Start());
  std::stringstream copy;
  copy << std::ifstream(settings_.urgent_help_copy).rdbuf();
  EXPECT_THAT(copy.str(), HasSubstr("Call 999"));
  EXPECT_THAT(copy.str(), HasSubstr("<style>body{color:#212b32}</style>"));
  EXPECT_THAT(copy.str(), Not(HasSubstr("rel=\"stylesheet\"")));
}

TEST_F(PagesTest, AssetsAreKeptForEver) {
  const std::string home = Get("/").body;
  const size_t at = home.find("/assets/style");
  ASSERT_NE(at, std::string::npos);
  const std::string path = home.substr(at, home.find('"', at) - at);
  const HttpAnswer style = Get(path);
  EXPECT_EQ(style.code, 200);
  EXPECT_THAT(style.Header("Content-Type"), HasSubstr("text/css"));
  EXPECT_THAT(style.Header("Cache-Control"), HasSubstr("immutable"));
}

TEST_F(PagesTest, TheOrganisationsPictureStandsInTheHeader) {
  EXPECT_THAT(Get("/").body, Not(HasSubstr("<img")));
  settings_.logo = assets_.File("logo.svg");
  settings_.logo_alt = "Anytown Trust";
  std::ofstream(settings_.logo) << "<svg/>";
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string home = Get("/").body;
  EXPECT_THAT(home, HasSubstr("alt=\"Anytown Trust\""));
  const size_t at = home.find("/logo.");
  ASSERT_NE(at, std::string::npos);
  const HttpAnswer logo = Get(home.substr(at, home.find('"', at) - at));
  EXPECT_EQ(logo.code, 200);
  EXPECT_EQ(logo.body, "<svg/>");
  EXPECT_EQ(logo.Header("Content-Type"), "image/svg+xml");
  EXPECT_THAT(logo.Header("Cache-Control"), HasSubstr("immutable"));
}

TEST_F(PagesTest, FilesComeWholeOrInPart) {
  const std::string video = "/media/aaaa.mp4";
  const HttpAnswer whole = Get(video);
  EXPECT_EQ(whole.code, 200);
  EXPECT_EQ(whole.body, services_.webinars.files[kVideo]);
  EXPECT_EQ(whole.Header("Content-Type"), "video/mp4");
  EXPECT_EQ(whole.Header("Accept-Ranges"), "bytes");
  EXPECT_EQ(whole.Header("ETag"), "\"aaaa\"");
  EXPECT_THAT(whole.Header("Cache-Control"), HasSubstr("immutable"));

  const HttpAnswer part = Get(video, {{"Range", "bytes=4990-"}});
  EXPECT_EQ(part.code, 206);
  EXPECT_EQ(part.body, "vvvvvvvvvz");
  EXPECT_EQ(part.Header("Content-Range"), "bytes 4990-4999/5000");
  const HttpAnswer last = Get(video, {{"Range", "bytes=-1"}});
  EXPECT_EQ(last.body, "z");
  const HttpAnswer past = Get(video, {{"Range", "bytes=5000-"}});
  EXPECT_EQ(past.code, 416);
  EXPECT_EQ(past.Header("Content-Range"), "bytes */5000");
  EXPECT_EQ(Get(video, {{"If-None-Match", "\"aaaa\""}}).code, 304);

  const HttpAnswer captions = Get("/media/bbbb.vtt");
  EXPECT_EQ(captions.body, "WEBVTT\n");
  EXPECT_THAT(captions.Header("Content-Type"), StartsWith("text/vtt"));

  const HttpAnswer handout = Get("/handouts/cccc/anything.pdf");
  EXPECT_EQ(handout.code, 200);
  EXPECT_EQ(handout.body.size(), 2500u);
  EXPECT_EQ(handout.Header("Content-Disposition"),
            "attachment; filename=\"small steps.pdf\"; "
            "filename*=UTF-8''small%20steps.pdf");
  EXPECT_THAT(handout.Header("Content-Security-Policy"), StartsWith("sandbox"));
}

TEST_F(PagesTest, OnlyFilesOfPublishedWebinarsHaveAnAddress) {
  services_.webinars.files["dddd"] = "not published";
  EXPECT_EQ(Get("/media/dddd.mp4").code, 404);
  EXPECT_EQ(Get("/media/bbbb.mp4").code, 404) << "captions are no video";
  EXPECT_EQ(Get("/handouts/aaaa/x.pdf").code, 404) << "a video is no handout";
}

TEST_F(PagesTest, AFileThatCannotBeHadIsAPage) {
  services_.webinars.files.erase(kVideo);
  EXPECT_EQ(Get("/media/aaaa.mp4").code, 404);
  services_.StopWebinars();
  EXPECT_EQ(Get("/handouts/cccc/x.pdf").code, 503);
}

TEST_F(PagesTest, ASlowReaderHoldsTheSenderBackAndMayLeave) {
  constexpr int kPieces = 2000;
  services_.webinars.piece = 32 << 10;
  const size_t size = kPieces * services_.webinars.piece;
  services_.webinars.files[kVideo] = std::string(size, 'v');
  webinars::v1::Webinar webinar = SampleWebinar();
  webinar.mutable_parts(0)->set_video_size_bytes(static_cast<int64_t>(size));
  services_.webinars_feed.Add("webinar", 31, webinar.SerializeAsString());
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(Get("/webinars/school-anxiety").body, "66MB");
  }));

  auto reader =
      std::make_unique<HttpClient>(static_cast<uint16_t>(web_->http_port()));
  ASSERT_TRUE(
      reader->SendRaw("GET /media/aaaa.mp4 HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(reader->ReadRaw(1 << 20).size(), size_t{1} << 20);
  // What the sockets between us hold is all that was sent besides.
  int before = -1;
  ASSERT_TRUE(Eventually([&] {
    const int now = services_.webinars.pieces;
    return std::exchange(before, now) == now;
  }));
  EXPECT_LT(services_.webinars.pieces, kPieces);
  EXPECT_EQ(services_.webinars.downloads, 0);
  reader = nullptr;
  EXPECT_TRUE(Eventually([&] { return services_.webinars.downloads == 1; }))
      << "the call ends with its reader";
  EXPECT_LT(services_.webinars.pieces, kPieces);
}

TEST_F(PagesTest, AChangeOfTheProgrammeIsShown) {
  scheduling::v1::Workshop workshop = SampleWorkshop();
  workshop.set_title("Another title");
  services_.scheduling_feed.Add("workshop", 11, workshop.SerializeAsString());
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(Get("/workshops/helping-with-worry").body,
                             "Another title");
  }));
}

TEST_F(PagesTest, ASessionSaysWhereAndWhatItIs) {
  EXPECT_THAT(Get("/workshops/helping-with-worry").body,
              Not(HasSubstr("Live webinar")));
  scheduling::v1::Session session = SampleSession(
      21, clock_.Now() + absl::Hours(24 * 7), scheduling::v1::Session::OPEN);
  session.set_format(scheduling::v1::Session::LIVE_WEBINAR);
  session.mutable_delivery()->set_mode(scheduling::v1::Delivery::VENUE);
  session.mutable_delivery()->mutable_venue()->set_name("Village hall");
  services_.scheduling_feed.Add("session", 21, session.SerializeAsString());
  for (const char* path :
       {"/workshops/helping-with-worry", "/sessions/21/book"}) {
    EXPECT_TRUE(Eventually([&] {
      return absl::StrContains(
          Get(path).body, "Village hall. Live webinar: you watch and listen");
    })) << path;
  }
}

TEST_F(PagesTest, AProgrammeThatIsListedAnewReplacesTheOld) {
  scheduling::v1::Workshop workshop = SampleWorkshop();
  workshop.set_title("Listed anew");
  services_.scheduling.workshops = {workshop};
  services_.scheduling.sessions = {
      SampleSession(kOpen, clock_.Now() + absl::Hours(24),
                    scheduling::v1::Session::OPEN),
      SampleSession(kFull, clock_.Now() + absl::Hours(48),
                    scheduling::v1::Session::OPEN)};
  services_.scheduling.revision = services_.scheduling_feed.Add("other", 1, "");
  // The next time web connects, it is told to list.
  services_.scheduling_feed.RefuseOnce();
  Start();
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(Get("/workshops/helping-with-worry").body,
                             "Listed anew");
  }));
  EXPECT_EQ(Get("/workshops/hall").code, 404);
  EXPECT_THAT(
      Get("/workshops/helping-with-worry").body,
      AllOf(HasSubstr("/sessions/101/book"), HasSubstr("Fully booked")));
}

TEST_F(PagesTest, ARestartWhileOthersAreDownShowsTheProgramme) {
  services_.StopScheduling();
  services_.StopRegistration();
  services_.StopWebinars();
  services_.StopNotifications();
  Start();
  const HttpAnswer home = Get("/");
  EXPECT_EQ(home.code, 200);
  EXPECT_THAT(home.body, HasSubstr("Check availability when you book"));
  EXPECT_EQ(Get("/workshops/helping-with-worry").code, 200);
  EXPECT_EQ(Get("/webinars/school-anxiety").code, 200);
  EXPECT_EQ(Get("/sessions/101/book").code, 200);
  EXPECT_EQ(Get("/urgent-help").code, 200);
  for (const char* path : {"/manage/x", "/j/x", "/media/aaaa.mp4"}) {
    SCOPED_TRACE(path);
    const HttpAnswer page = Get(path);
    EXPECT_EQ(page.code, 503);
    EXPECT_EQ(page.Header("Retry-After"), "5");
    ExpectHelpAndWayOut(page);
    EXPECT_THAT(page.body, AllOf(HasSubstr("Please try again"),
                                 HasSubstr("01632 960 111")));
  }
}

// A start with nothing known and nobody there.
class LonelyTest : public WebTest {
 protected:
  void SetUp() override {
    services_.StopScheduling();
    services_.StopRegistration();
    services_.StopWebinars();
    services_.StopNotifications();
    Start();
  }
};

TEST_F(LonelyTest, SaysWhatItDoesNotKnow) {
  EXPECT_THAT(Get("/").body, HasSubstr("We cannot show the next dates"));
  // Nor whether there is what an address asks for.
  for (const std::string& query :
       {std::string(), std::string("?page=3"), std::string("?topic=sleep")}) {
    SCOPED_TRACE(query);
    EXPECT_THAT(Get("/workshops" + query).body,
                AllOf(HasSubstr("We cannot show the workshops right now"),
                      Not(HasSubstr("what this address asks for"))));
    EXPECT_THAT(Get("/webinars" + query).body,
                AllOf(HasSubstr("We cannot show the webinars right now"),
                      Not(HasSubstr("no such page of webinars"))));
  }
  EXPECT_EQ(Get("/workshops/helping-with-worry").code, 503);
  EXPECT_EQ(Get("/sessions/101/book").code, 503);
  const HttpAnswer urgent = Get("/urgent-help");
  EXPECT_EQ(urgent.code, 200);
  EXPECT_THAT(urgent.body, HasSubstr("Call 999"));
}

TEST_F(LonelyTest, UrgentHelpIsThereAtOnce) {
  EXPECT_LT(TimeOfUrgentHelp(), kAtOnce);
}

// Registration takes calls and answers none, which many families wait for.
TEST_F(PagesTest, UrgentHelpIsThereAtOnceWhileOthersHang) {
  constexpr int kFamilies = 8;
  std::promise<void> over;
  std::atomic<bool> asked = false;
  services_.registration.resolve_manage.Do(
      [hangs = over.get_future().share(),
       &asked](const registration::v1::ResolveManageTokenRequest&)
          -> absl::StatusOr<registration::v1::Booking> {
        asked = true;
        hangs.wait_for(std::chrono::seconds(10));
        return NotFound("LINK_NOT_VALID", "no such link");
      });
  std::vector<std::unique_ptr<HttpClient>> families;
  for (int i = 0; i < kFamilies; ++i) {
    families.push_back(
        std::make_unique<HttpClient>(static_cast<uint16_t>(web_->http_port())));
    ASSERT_TRUE(
        families.back()->SendRaw("GET /manage/x HTTP/1.1\r\nHost: x\r\n\r\n"));
  }
  EXPECT_TRUE(Eventually([&] { return asked.load(); }));
  EXPECT_LT(TimeOfUrgentHelp(), kAtOnce);
  over.set_value();
}

}  // namespace
}  // namespace cwp::web
