#include "common/programme/programme.h"

#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::CivilDay kToday(2027, 1, 12);

// Line 1 is the first.
constexpr char kGood[] = R"(workshops:
  - slug: worry
    title: Worry
    summary: What helps.
    audience: parents and carers
    ages: 5 to 11
    minutes: 90
    sessions:
      - start: next Tuesday at 18:00
        capacity: 20
        state: cancelled
        bookings:
          - {name: Asha Example, email: asha@example.org,
             relationship: parent, places: 2, age: 7}
webinars:
  - slug: school
    title: School
    summary: Two parts.
    audience: young people
    parts:
      - title: One
        video: one.mp4
        captions: one.vtt
    handouts:
      - title: Plan
        file: plan.pdf
        part: 1
)";

class ProgrammeTest : public ::testing::Test {
 protected:
  ProgrammeTest() {
    for (const char* name : {"one.mp4", "one.vtt", "plan.pdf"}) {
      std::ofstream(folder_.File(name)) << "x";
    }
  }

  absl::StatusOr<Programme> Read(const std::string& text) {
    std::ofstream(Path()) << text;
    return ReadProgramme(Path(), kToday);
  }

  std::string Path() const { return folder_.File("programme.yaml"); }

  TempDir folder_;
};

TEST_F(ProgrammeTest, ReadsWhatIsThere) {
  ASSERT_OK_AND_ASSIGN(const Programme programme, Read(kGood));
  ASSERT_EQ(programme.workshops.size(), 1);
  const WorkshopEntry& workshop = programme.workshops[0];
  EXPECT_EQ(workshop.place.line, 2);
  EXPECT_EQ(workshop.place.column, 5);
  EXPECT_TRUE(workshop.publish);
  EXPECT_EQ(workshop.workshop.meeting_duration().seconds(), 5400);
  EXPECT_THAT(workshop.given, ElementsAre("title", "summary", "audience",
                                          "age_range", "meeting_duration"));
  ASSERT_EQ(workshop.sessions.size(), 1);
  const SessionEntry& session = workshop.sessions[0];
  ASSERT_EQ(session.meetings.size(), 1);
  EXPECT_EQ(session.meetings[0].local_start, "2027-01-19T18:00");
  EXPECT_EQ(session.capacity, 20);
  EXPECT_EQ(session.state, scheduling::v1::Session::CANCELLED);
  ASSERT_EQ(session.bookings.size(), 1);
  EXPECT_EQ(session.bookings[0].place.line, 13);
  EXPECT_EQ(session.bookings[0].booking.attendees_size(), 2);
  const auto& band = session.bookings[0].booking.attendees(0).age_band();
  EXPECT_EQ(band.min_years(), band.max_years());
  ASSERT_EQ(programme.webinars.size(), 1);
  EXPECT_EQ(programme.webinars[0].parts[0].video, folder_.File("one.mp4"));
  EXPECT_EQ(programme.webinars[0].webinar.handouts(0).file_name(), "plan.pdf");
}

TEST_F(ProgrammeTest, SessionsSayWhoLeadsAndWhere) {
  constexpr char kRest[] = R"(
workshops:
  - slug: worry
    title: Worry
    summary: What helps.
    audience: parents and carers
    ages: 5 to 11
    minutes: 90
    supervised_pair: yes
    sessions:
      - start: next Tuesday at 18:00
        capacity: 20
        facilitators: [Ade Example, "7"]
        venue: {name: Example Hall, address: 1 Example Street}
        format: live webinar
      - {start: next Friday at 18:00, capacity: 20, online: yes}
      - {start: next Monday at 18:00, capacity: 20}
)";
  ASSERT_OK_AND_ASSIGN(const Programme programme, Read(kRest));
  EXPECT_TRUE(programme.workshops[0].workshop.supervised_pair());
  const auto& sessions = programme.workshops[0].sessions;
  EXPECT_THAT(sessions[0].facilitators.value(),
              ElementsAre("Ade Example", "7"));
  EXPECT_EQ(sessions[0].delivery->venue().name(), "Example Hall");
  EXPECT_EQ(sessions[0].format, scheduling::v1::Session::LIVE_WEBINAR);
  EXPECT_EQ(sessions[1].delivery->mode(), scheduling::v1::Delivery::TEAMS);
  EXPECT_FALSE(sessions[2].facilitators.has_value());
  EXPECT_FALSE(sessions[2].delivery.has_value());
  EXPECT_FALSE(sessions[2].format.has_value());
  for (const auto& [from, to] :
       {std::pair("live webinar", "seance"),
        std::pair("online: yes", "online: maybe"),
        std::pair("pair: yes", "pair: perhaps"),
        std::pair("format:", "online: yes\n        format:")}) {
    EXPECT_THAT(Read(absl::StrReplaceAll(kRest, {{from, to}})),
                HasReason("PROGRAMME_INVALID"))
        << to;
  }
}

TEST_F(ProgrammeTest, NamesFileLineColumnAndKeyOfAMistake) {
  struct Case {
    std::string from;
    std::string to;
    std::string place;
    std::string key;
  };
  for (const Case& each : {
           Case{"title: Worry", "titel: Worry", "3:5", "titel"},
           Case{"    title: Worry\n", "    title:\n", "3:5", "title"},
           Case{"5 to 11", "11 to 5", "6:5", "ages"},
           Case{"parents and carers", "everybody", "5:5", "audience"},
           Case{"capacity: 20", "capacity: lots", "10:9", "capacity"},
           Case{"capacity: 20", "capacity: 0", "10:9", "capacity"},
           Case{"capacity: 20", "book_from: soon", "10:9", "book_from"},
           Case{"capacity: 20", "moved_from: soon", "10:9", "moved_from"},
           Case{"next Tuesday at 18:00", "whenever", "9:9", "start"},
           Case{"state: cancelled", "state: gone", "11:9", "state"},
           Case{"places: 2", "places: 11", "14:36", "places"},
           Case{"minutes: 90", "minutes: [90]", "7:5", "minutes"},
           Case{"minutes: 90", "venue: [a]", "7:12", ""},
           Case{"video: one.mp4", "video: two.mp4", "22:9", "video"},
           Case{"webinars:", "webinar:", "15:1", "webinar"},
       }) {
    SCOPED_TRACE(each.to);
    const absl::Status status =
        Read(absl::StrReplaceAll(kGood, {{each.from, each.to}})).status();
    EXPECT_THAT(status, HasReason("PROGRAMME_INVALID"));
    EXPECT_THAT(
        std::string(status.message()),
        HasSubstr(absl::StrCat(Path(), ":", each.place, ": ", each.key)));
    EXPECT_EQ(absl::StrCat(MetadataOf(status, "line"), ":",
                           MetadataOf(status, "column")),
              each.place);
    EXPECT_EQ(MetadataOf(status, "key"), each.key);
  }
}

TEST_F(ProgrammeTest, RefusesWhatIsNoYaml) {
  struct Case {
    std::string text;
    int line;
  };
  for (const Case& each : {
           Case{"workshops:\n  - slug: [worry\n    title: x\n", 3},
           Case{"workshops: []\nworkshops: []\n", 2},
           Case{"- a\n- b\n", 1},
           Case{"workshops:\n  - just words\n", 2},
           Case{"workshops: []\nwebinars: \xff\n", 2},
           Case{"", 1},
       }) {
    const absl::Status status = Read(each.text).status();
    EXPECT_THAT(status, HasReason("PROGRAMME_INVALID")) << each.text;
    EXPECT_EQ(MetadataOf(status, "line"), absl::StrCat(each.line))
        << each.text << status;
  }
}

TEST_F(ProgrammeTest, RefusesAFileThatIsNotThere) {
  for (const std::string& path :
       {folder_.File("none.yaml"), folder_.File("none.csv"), folder_.path()}) {
    EXPECT_THAT(ReadProgramme(path, kToday), HasReason("PROGRAMME_INVALID"))
        << path;
  }
}

}  // namespace
}  // namespace cwp::programme
