#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/webinars_client.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

// The first id in an answer in JSON.
std::string IdIn(const std::string& json) {
  const std::string mark = "\"id\": \"";
  const size_t begin = json.find(mark) + mark.size();
  return json.substr(begin, json.find('"', begin) - begin);
}

class ImportTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(installation_.Start()); }

  // The sample programme with its media, as deploy/up prepares it.
  std::string Sample() {
    const std::string command = absl::StrCat(
        "cp " CWP_SAMPLE "/programme.yaml ", folder_.path(),
        " && " CWP_SAMPLE "/make-media ", folder_.path(), "/media");
    EXPECT_EQ(std::system(command.c_str()), 0);
    return folder_.File("programme.yaml");
  }

  Ended Import(const std::string& file,
               const std::string& today = "2027-01-04") {
    return installation_.Run({"programme", "import", file, "--today", today,
                              "--meeting-options-confirmed", "--output",
                              "json"});
  }

  // How many places of a session are confirmed.
  static int Booked(Connections& connections, int64_t session_id) {
    const auto list = RegistrationClient(connections).ListBookings(session_id);
    EXPECT_OK(list);
    int places = 0;
    if (!list.ok()) return places;
    for (const auto& booking : list->bookings()) {
      if (booking.state() != registration::v1::Booking::CONFIRMED) continue;
      places += booking.places();
    }
    return places;
  }

  std::string Write(const std::string& text) {
    std::ofstream(folder_.File("own.yaml")) << text;
    return folder_.File("own.yaml");
  }

  TempDir folder_;
  Installation installation_;
};

TEST_F(ImportTest, SampleProgrammeLoadsOnce) {
  const std::string sample = Sample();
  const Ended dry =
      installation_.Run({"programme", "import", sample, "--dry-run"});
  EXPECT_EQ(dry.code, kExitOk) << dry.err;
  EXPECT_THAT(dry.err, HasSubstr("Nothing was changed."));
  EXPECT_THAT(installation_.Run({"workshop", "list"}).out,
              Not(HasSubstr("exam-stress")));

  const Ended first = Import(sample);
  ASSERT_EQ(first.code, kExitOk) << first.err;
  EXPECT_THAT(first.out, Not(HasSubstr("unchanged")));
  const Ended sessions = installation_.Run({"session", "list"});
  EXPECT_THAT(sessions.out, HasSubstr("cancelled"));
  EXPECT_THAT(installation_.Run({"webinar", "show", "school-anxiety"}).out,
              HasSubstr("published"));

  const Ended second = Import(sample);
  ASSERT_EQ(second.code, kExitOk) << second.err;
  EXPECT_THAT(second.out, HasSubstr("unchanged"));
  EXPECT_THAT(second.out, Not(HasSubstr("created")));
  EXPECT_THAT(second.out, Not(HasSubstr("\"changed\"")));
  EXPECT_EQ(installation_.Run({"session", "list"}).out, sessions.out);
}

// What a new installation shows: the service as it is.
TEST_F(ImportTest, SampleProgrammeIsTheService) {
  ASSERT_EQ(Import(Sample()).code, kExitOk);
  const Settings settings = installation_.settings();
  Connections connections(settings, installation_.clock());

  ASSERT_OK_AND_ASSIGN(const auto workshops,
                       SchedulingClient(connections).ListWorkshops({}));
  std::set<std::pair<int, int>> ages;
  std::set<int> audiences;
  int published = 0;
  for (const auto& workshop : workshops.workshops()) {
    published += workshop.state() == scheduling::v1::Workshop::PUBLISHED;
    ages.emplace(workshop.age_range().min_years(),
                 workshop.age_range().max_years());
    audiences.insert(workshop.audience());
  }
  EXPECT_GE(published, 6);
  EXPECT_GE(ages.size(), 3u);
  EXPECT_THAT(audiences,
              IsSupersetOf({scheduling::v1::AUDIENCE_PARENTS_AND_CARERS,
                            scheduling::v1::AUDIENCE_YOUNG_PEOPLE}));

  ASSERT_OK_AND_ASSIGN(const auto sessions,
                       SchedulingClient(connections).ListSessions({}));
  const absl::CivilDay today =
      absl::ToCivilDay(installation_.clock().Now(), absl::UTCTimeZone());
  int64_t last = 0;
  int cancelled = 0;
  int full = 0;
  int nearly_full = 0;
  for (const auto& session : sessions.sessions()) {
    const absl::Time start =
        absl::FromUnixSeconds(session.meetings(0).start_time().seconds());
    const int64_t days = absl::ToCivilDay(start, absl::UTCTimeZone()) - today;
    EXPECT_GT(days, 0);
    last = std::max(last, days);
    if (session.state() == scheduling::v1::Session::CANCELLED) ++cancelled;
    if (session.state() != scheduling::v1::Session::OPEN) continue;
    const int left = session.capacity() - Booked(connections, session.id());
    full += left == 0;
    nearly_full += left == 1;
  }
  EXPECT_EQ(cancelled, 1);
  EXPECT_EQ(full, 1);
  EXPECT_EQ(nearly_full, 1);
  EXPECT_GT(last, 8 * 7) << "over all of the next ten weeks";
  EXPECT_LE(last, 10 * 7);
}

TEST_F(ImportTest, SampleWebinarHasPartsWithCaptionsAndHandouts) {
  ASSERT_EQ(Import(Sample()).code, kExitOk);
  const Settings settings = installation_.settings();
  Connections connections(settings, installation_.clock());
  ASSERT_OK_AND_ASSIGN(
      const auto webinar,
      WebinarsClient(connections).GetWebinar("school-anxiety"));
  EXPECT_EQ(webinar.state(), webinars::v1::Webinar::PUBLISHED);
  ASSERT_EQ(webinar.parts_size(), 2);
  for (const auto& part : webinar.parts()) {
    EXPECT_NE(part.video_hash(), "") << part.title();
    EXPECT_NE(part.captions_hash(), "") << part.title();
    EXPECT_GT(part.video_size_bytes(), 0) << part.title();
  }
  ASSERT_EQ(webinar.handouts_size(), 2);
  for (const auto& handout : webinar.handouts()) {
    EXPECT_GT(handout.size_bytes(), 0) << handout.title();
  }
}

constexpr char kOneSession[] = R"(workshops:
  - slug: worry
    title: Worry
    summary: What helps.
    audience: young people
    ages: 13 to 19
    minutes: 60
    sessions:
      - start: next Tuesday at 18:00
        capacity: 2
        bookings:
          - {name: Asha Example, email: asha@example.org}
          - {name: Tom Example, email: tom@example.org}
)";

TEST_F(ImportTest, AddsWhatIsNewAndLeavesTheRest) {
  ASSERT_EQ(Import(Write(kOneSession)).code, kExitOk);
  // A week later the same words mean another session.
  const Ended later = Import(Write(kOneSession), "2027-01-11");
  EXPECT_EQ(later.code, kExitOk) << later.err;
  EXPECT_THAT(later.out, HasSubstr("worry 2027-01-12 18:00"));
  const Ended list = installation_.Run({"session", "list"});
  EXPECT_THAT(list.out, AllOf(HasSubstr("2027-01-05 18:00"),
                              HasSubstr("2027-01-12 18:00")));
}

constexpr char kTerm[] = R"(workshops:
  - slug: worry
    title: Worry
    summary: What helps.
    audience: young people
    ages: 13 to 19
    minutes: 60
    sessions:
      - start: 2027-02-02T18:00
        capacity: 4
        join: https://teams.microsoft.com/l/meetup-join/one
        bookings:
          - {name: Asha Example, email: asha@example.org, places: 3}
      - start: 2027-02-09T18:00
        capacity: 4
        state: scheduled
)";

constexpr char kChanged[] = R"(workshops:
  - slug: worry
    title: Worry less
    sessions:
      - start: 2027-02-03T18:00
        moved_from: 2027-02-02T18:00
      - start: 2027-02-09T18:00
        capacity: 6
      - start: 2027-02-16T18:00
        capacity: 6
)";

TEST_F(ImportTest, ChangesWhatTheFileSaysAndShowsItBefore) {
  ASSERT_EQ(Import(Write(kTerm)).code, kExitOk);
  ASSERT_TRUE(installation_.AwaitSessions());
  const std::string changed = Write(kChanged);
  const std::string words =
      "~ workshop worry  changed\n"
      "    title:\n"
      "      - Worry\n"
      "      + Worry less\n"
      "~ session worry 2027-02-03 18:00  changed\n"
      "    start:\n"
      "      - 2027-02-02T18:00\n"
      "      + 2027-02-03T18:00\n"
      "    1 booking of 3 places gets the new time.\n"
      "    1 message is sent.\n"
      "~ session worry 2027-02-09 18:00  changed\n"
      "    capacity:\n"
      "      - 4\n"
      "      + 6\n"
      "    state:\n"
      "      - scheduled\n"
      "      + open\n"
      "    This concerns nobody yet.\n"
      "+ session worry 2027-02-16 18:00  created\n"
      "sessions changed: 2\n"
      "sessions created: 1\n"
      "workshops changed: 1\n";
  const Ended dry =
      installation_.Run({"programme", "import", changed, "--dry-run"});
  EXPECT_EQ(dry.code, kExitOk) << dry.err;
  EXPECT_EQ(dry.out, words);
  EXPECT_EQ(dry.err, "Nothing was changed.\n");
  EXPECT_THAT(installation_.Run({"workshop", "show", "worry"}).out,
              Not(HasSubstr("Worry less")));

  const Ended done = installation_.Run({"programme", "import", changed});
  EXPECT_EQ(done.code, kExitOk) << done.err;
  EXPECT_EQ(done.out, words);
  EXPECT_THAT(installation_.Run({"workshop", "show", "worry"}).out,
              HasSubstr("Worry less"));
  EXPECT_THAT(installation_.Run({"session", "list"}).out,
              AllOf(HasSubstr("2027-02-02 18:00  open   4"),
                    HasSubstr("2027-02-09 18:00  open   6"),
                    HasSubstr("2027-02-16 18:00  open   6")));

  // While the move waits, and when it has come.
  for (int round = 0; round < 2; ++round) {
    const Ended again = installation_.Run({"programme", "import", changed});
    EXPECT_EQ(again.code, kExitOk) << again.err;
    EXPECT_THAT(again.out, AllOf(Not(HasSubstr("~ ")), Not(HasSubstr("+ "))))
        << again.out;
    installation_.clock().Advance(absl::Minutes(11));
  }
}

TEST_F(ImportTest, NothingIsDoneWhenSomethingMustNotBe) {
  ASSERT_EQ(Import(Write(kTerm)).code, kExitOk);
  ASSERT_TRUE(installation_.AwaitSessions());
  const std::string smaller = Write(R"(workshops:
  - slug: worry
    title: Worry less
    sessions:
      - start: 2027-02-02T18:00
        capacity: 2
)");
  for (const bool dry : {true, false}) {
    std::vector<std::string> arguments = {"programme", "import", smaller};
    if (dry) arguments.push_back("--dry-run");
    const Ended refused = installation_.Run(arguments);
    EXPECT_EQ(refused.code, kExitRefused);
    EXPECT_THAT(refused.err, AllOf(HasSubstr(smaller + ":5:9: "),
                                   HasSubstr("CAPACITY_BELOW_TAKEN")));
  }
  EXPECT_THAT(installation_.Run({"workshop", "show", "worry"}).out,
              Not(HasSubstr("Worry less")));
  EXPECT_EQ(
      installation_.Run({"programme", "import", smaller, "--accept-over"}).code,
      kExitOk);
  EXPECT_THAT(installation_.Run({"workshop", "show", "worry"}).out,
              HasSubstr("Worry less"));
}

TEST_F(ImportTest, NamesWhatIsNotInTheFile) {
  ASSERT_EQ(Import(Write(kTerm)).code, kExitOk);
  ASSERT_TRUE(installation_.AwaitSessions());
  EXPECT_THAT(
      installation_
          .Run({"programme", "import", Write("workshops: [{slug: worry}]")})
          .out,
      HasSubstr("  session worry 2027-02-02 18:00  not in the file\n"));
}

TEST_F(ImportTest, AJoinAddressIsChangedAndNotShown) {
  ASSERT_EQ(Import(Write(kTerm)).code, kExitOk);
  ASSERT_TRUE(installation_.AwaitSessions());
  std::string text = kTerm;
  const Ended same = Import(Write(text));
  EXPECT_THAT(same.out, AllOf(Not(HasSubstr("meetup-join")),
                              Not(HasSubstr("\"changed\""))));
  text.replace(text.find("meetup-join/one"), 15, "meetup-join/two");
  const Ended other = Import(Write(text));
  EXPECT_THAT(other.out,
              AllOf(Not(HasSubstr("meetup-join")), HasSubstr("\"changed\"")));
}

// What is exported is what was imported, in either form, and both mean the
// same.
TEST_F(ImportTest, ExportGivesBackAFileThatChangesNothing) {
  ASSERT_EQ(Import(Sample()).code, kExitOk);
  ASSERT_TRUE(installation_.AwaitSessions());
  const std::string yaml = folder_.File("back.yaml");
  const std::string csv = folder_.File("back.csv");
  const Ended shown = installation_.Run({"programme", "export"});
  EXPECT_THAT(shown.out, HasSubstr("slug: better-sleep"));
  EXPECT_THAT(shown.out, Not(HasSubstr("meetup-join")));
  EXPECT_THAT(shown.out, Not(HasSubstr("@example.org")));
  ASSERT_EQ(installation_.Run({"programme", "export", yaml}).code, kExitOk);
  ASSERT_EQ(installation_.Run({"programme", "export", csv}).code, kExitOk);
  for (const std::string& file : {yaml, csv}) {
    const Ended again = Import(file);
    EXPECT_EQ(again.code, kExitOk) << again.err;
    EXPECT_THAT(again.out, AllOf(Not(HasSubstr("\"changed\"")),
                                 Not(HasSubstr("\"created\""))))
        << again.out;
    EXPECT_EQ(installation_.Run({"programme", "export"}).out, shown.out);
  }

  // Into another installation, which is then the same.
  Installation other;
  ASSERT_NO_FATAL_FAILURE(other.Start());
  const Ended moved = other.Run({"programme", "import", csv});
  EXPECT_EQ(moved.code, kExitOk) << moved.err;
  EXPECT_EQ(other.Run({"programme", "export"}).out, shown.out);
}

TEST_F(ImportTest, FacilitatorsAndPlacesComeBackToo) {
  ASSERT_EQ(installation_
                .Run({"facilitator", "create", "--name", "Ade Example",
                      "--role", "practitioner"})
                .code,
            kExitOk);
  ASSERT_EQ(Import(Write(kTerm)).code, kExitOk);
  ASSERT_TRUE(installation_.AwaitSessions());
  const std::string led = Write(R"(workshops:
  - slug: worry
    sessions:
      - start: 2027-02-02T18:00
        facilitators: [ade example]
        venue: {name: Example Hall, address: 1 Example Street}
      - start: 2027-02-09T18:00
        format: live webinar
)");
  const Ended dry =
      installation_.Run({"programme", "import", led, "--dry-run"});
  EXPECT_EQ(dry.code, kExitOk) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("facilitators:\n      + Ade Example\n"));
  EXPECT_THAT(dry.out, HasSubstr("venue:\n      + Example Hall"));
  ASSERT_EQ(Import(led).code, kExitOk);
  const std::string csv = folder_.File("led.csv");
  ASSERT_EQ(installation_.Run({"programme", "export", csv}).code, kExitOk);
  const Ended again = installation_.Run({"programme", "import", csv});
  EXPECT_EQ(again.code, kExitOk) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("~ ")));
  EXPECT_THAT(installation_.Run({"programme", "export"}).out,
              AllOf(HasSubstr("facilitators: [Ade Example]"),
                    HasSubstr("format: live webinar"),
                    HasSubstr("name: Example Hall")));
  const Ended unknown = installation_.Run(
      {"programme", "import",
       Write("workshops: [{slug: worry, sessions: [{start: "
             "2027-02-02T18:00, facilitators: [Nobody]}]}]")});
  EXPECT_EQ(unknown.code, kExitUsage);
  EXPECT_THAT(unknown.err, HasSubstr("own.yaml:1:"));
}

TEST_F(ImportTest, WhatCannotBeWrittenIsSaid) {
  const Ended ended = installation_.Run(
      {"programme", "export", folder_.File("none/term.yaml")});
  EXPECT_EQ(ended.code, kExitRefused);
  EXPECT_THAT(ended.err, HasSubstr("FILE_NOT_WRITTEN"));
}

TEST_F(ImportTest, NamesTheLineThatAServiceRefuses) {
  std::string text = kOneSession;
  text.replace(text.find("capacity: 2"), 11, "capacity: 1");
  const std::string file = Write(text);
  const Ended ended = Import(file);
  EXPECT_EQ(ended.code, kExitRefused);
  EXPECT_THAT(ended.err, HasSubstr(absl::StrCat(file, ":13:13: ")));
  EXPECT_THAT(ended.err, HasSubstr("NOT_ENOUGH_PLACES"));

  // What was done stays, and importing the mended file goes on.
  const Ended again = Import(Write(kOneSession));
  EXPECT_EQ(again.code, kExitOk) << again.err;
}

TEST_F(ImportTest, CommandsShowWhatTheyDid) {
  const Ended made = installation_.Run(
      {"workshop", "create", "--slug", "sleep", "--title", "Sleep", "--summary",
       "Better nights.", "--audience", "parents and carers", "--ages",
       "5 to 11", "--minutes", "60"});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  EXPECT_THAT(made.out, HasSubstr("draft"));
  EXPECT_THAT(installation_.Run({"workshop", "publish", "sleep"}).out,
              HasSubstr("published"));
  const Ended session = installation_.Run(
      {"session", "create", "--workshop", "sleep", "--start",
       "in 12 days at 18:00", "--capacity", "8", "--output", "json"});
  ASSERT_EQ(session.code, kExitOk) << session.err;
  EXPECT_THAT(session.out, HasSubstr("\"local_start\": \"2027-01-16T18:00\""));
  const Ended list = installation_.Run({"session", "list"});
  EXPECT_THAT(list.out,
              HasSubstr("2027-01-16 18:00  scheduled  8         Sleep"));
  const std::string id = IdIn(session.out);
  EXPECT_THAT(installation_.Run({"session", "open", id}).out,
              HasSubstr("open"));
  EXPECT_THAT(installation_.Run({"session", "close", id}).out,
              HasSubstr("closed"));
  EXPECT_THAT(installation_.Run({"session", "cancel", id, "--now"}).out,
              HasSubstr("cancelled"));
  const Ended refused = installation_.Run({"session", "open", id});
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.err, HasSubstr("(SESSION_CANCELLED)"));
  EXPECT_EQ(installation_.Run({"workshop", "show", "none"}).code, kExitRefused);
}

}  // namespace
}  // namespace cwp::ctl
