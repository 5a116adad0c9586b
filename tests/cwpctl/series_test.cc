#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/series_client.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// It is Monday 4 January 2027; the clocks go forward on 28 March.
class SeriesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(installation_.Start());
    ASSERT_NO_FATAL_FAILURE(installation_.MakeWorries());
  }

  Ended Series(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "series");
    return installation_.Run(std::move(arguments));
  }

  static std::vector<std::string> Tuesdays(const std::string& verb) {
    return {verb,
            "--workshop",
            "worries",
            "--rule",
            "FREQ=WEEKLY;BYDAY=TU;COUNT=4",
            "--start",
            "2027-03-16T18:00",
            "--capacity",
            "12"};
  }

  // Makes the four Tuesdays and returns the series.
  scheduling::v1::Series Make() {
    const Ended made = Series(Tuesdays("create"));
    EXPECT_EQ(made.code, kExitOk) << made.err;
    const std::vector<std::string> words =
        absl::StrSplit(made.out, absl::ByAnyChar(" \n"), absl::SkipEmpty());
    const Settings settings = installation_.settings();
    Connections connections(settings, installation_.clock());
    const auto series = SeriesClient(connections).Get(std::stoll(words[1]));
    EXPECT_OK(series);
    return *series;
  }

  // Opens a session and books places in it.
  void Book(int64_t session_id, int places = 1) {
    const Settings settings = installation_.settings();
    Connections connections(settings, installation_.clock());
    ASSERT_OK(SchedulingClient(connections).OpenSession(session_id));
    ASSERT_TRUE(installation_.AwaitSessions());
    registration::v1::CreateBookingRequest request;
    request.mutable_booking()->set_session_id(session_id);
    request.mutable_booking()->mutable_contact()->set_name("Ada Example");
    request.mutable_booking()->mutable_contact()->set_email("ada@example.org");
    for (int i = 0; i < places; ++i) request.mutable_booking()->add_attendees();
    ASSERT_OK(RegistrationClient(connections).CreateBooking(request));
  }

  void Open(int64_t session_id) {
    ASSERT_EQ(
        installation_.Run({"session", "open", absl::StrCat(session_id)}).code,
        kExitOk);
    ASSERT_TRUE(installation_.AwaitSessions());
  }

  Installation installation_;
};

// The line of a table that holds `word`.
std::string LineWith(const std::string& text, const std::string& word) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StrContains(line, word)) return std::string(line);
  }
  return "";
}

TEST_F(SeriesTest, PreviewsEveryDate) {
  std::vector<std::string> arguments = Tuesdays("preview");
  arguments.insert(arguments.end(), {"--except", "2027-03-23"});
  const Ended ended = Series(arguments);
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_EQ(LineWith(ended.out, "2027-03-16"),
            "2027-03-16  Tue  2027-03-16 18:00  2027-03-16 19:30  +00:00  "
            "kept");
  EXPECT_THAT(LineWith(ended.out, "2027-03-23"),
              HasSubstr("skipped  an exception"));
  EXPECT_THAT(LineWith(ended.out, "2027-03-30"),
              HasSubstr("2027-03-30 18:00  2027-03-30 19:30  +01:00  kept     "
                        "the clocks went forward 1 h since the date before"));
  EXPECT_THAT(ended.err, HasSubstr("3 of 4 dates become sessions."));
  EXPECT_THAT(installation_.Run({"session", "list"}).out,
              Not(HasSubstr("Worries")));

  arguments.insert(arguments.end(), {"--output", "json"});
  EXPECT_THAT(Series(arguments).out,
              HasSubstr("\"skip_reason\": \"EXCEPTION\""));
}

TEST_F(SeriesTest, SaysWhatIsToBeChosenAndWhatIsNotKnown) {
  std::vector<std::string> night = {
      "preview",          "--workshop",         "worries",
      "--rule",           "FREQ=DAILY;COUNT=2", "--start",
      "2027-03-27T01:30", "--capacity",         "12"};
  const Ended asked = Series(night);
  EXPECT_THAT(LineWith(asked.out, "2027-03-28"), HasSubstr("undecided"));
  EXPECT_THAT(asked.err,
              HasSubstr("On 2027-03-28 this time does not exist: the clocks go "
                        "forward past it. Choose with --clock or --clock-on: "
                        "skip it, earlier (2027-03-28 00:30) or later "
                        "(2027-03-28 02:30)."));
  night[0] = "create";
  const Ended refused = Series(night);
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.err, HasSubstr("CLOCK_CHOICE_NEEDED"));
  night.insert(night.end(), {"--clock-on", "2027-03-28=later"});
  EXPECT_THAT(Series(night).out, HasSubstr("2027-03-28 02:30"));

  std::vector<std::string> far = Tuesdays("preview");
  far[4] = "FREQ=MONTHLY;BYDAY=3TU;COUNT=30";
  EXPECT_THAT(Series(far).err,
              HasSubstr("Bank holidays are known until 2028-12-31 only"));
}

TEST_F(SeriesTest, MakesAndShowsOne) {
  const scheduling::v1::Series made = Make();
  EXPECT_EQ(made.sessions_size(), 4);
  EXPECT_EQ(made.meeting_duration().seconds(), 90 * 60);
  const Ended shown = Series({"show", absl::StrCat(made.id())});
  EXPECT_THAT(LineWith(shown.out, "rule"),
              HasSubstr("FREQ=WEEKLY;BYDAY=TU;COUNT=4"));
  EXPECT_THAT(LineWith(shown.out, "2027-03-30"),
              HasSubstr(absl::StrCat(made.sessions(2).id(),
                                     "  2027-03-30 18:00  scheduled")));
  // The same once more is in its own way.
  const Ended again = Series(Tuesdays("create"));
  EXPECT_EQ(again.code, kExitRefused);
  EXPECT_THAT(again.err, HasSubstr("SESSIONS_CONFLICT"));
  EXPECT_THAT(Series(Tuesdays("preview")).err,
              HasSubstr("4 times another session is in the way."));
}

// Scheduling knows no bookings: cwpctl asks registration, and passes on what
// the operator confirms.
TEST_F(SeriesTest, EditsWhatNobodyIsInAndAsksAboutTheRest) {
  const scheduling::v1::Series made = Make();
  const std::string id = absl::StrCat(made.id());
  ASSERT_NO_FATAL_FAILURE(Book(made.sessions(0).id()));
  ASSERT_NO_FATAL_FAILURE(Open(made.sessions(1).id()));

  const Ended dry =
      Series({"edit", id, "--all", "--time", "19:00", "--dry-run"});
  EXPECT_EQ(dry.code, kExitOk) << dry.err;
  EXPECT_THAT(LineWith(dry.out, "2027-03-16"),
              HasSubstr("2027-03-16 18:00  2027-03-16 19:00  12        1       "
                        "needs confirmation"));
  EXPECT_THAT(LineWith(dry.out, "2027-03-23"),
              HasSubstr("12        0       needs confirmation"));
  EXPECT_THAT(LineWith(dry.out, "2027-03-30"), HasSubstr("changed"));
  EXPECT_THAT(dry.err, HasSubstr(absl::StrCat(
                           "stay as they are, unless confirmed with --confirm "
                           "or --confirm-all: ",
                           made.sessions(0).id(), "\n")));
  EXPECT_THAT(Series({"show", id}).out, Not(HasSubstr("19:00")));

  EXPECT_THAT(dry.err, HasSubstr("`series undo` takes it back"));

  const Ended edited =
      Series({"edit", id, "--all", "--time", "19:00", "--now"});
  EXPECT_EQ(edited.code, kExitOk) << edited.err;
  EXPECT_THAT(edited.out, HasSubstr("2027-03-16 18:00  open"));
  EXPECT_THAT(edited.out, HasSubstr("2027-03-23 19:00  open"));
  EXPECT_THAT(edited.out, HasSubstr("2027-03-30 19:00  scheduled"));
  EXPECT_THAT(edited.err, HasSubstr("stay as they are"));

  const Ended confirmed =
      Series({"edit", id, "--all", "--time", "19:00", "--now", "--confirm",
              absl::StrCat(made.sessions(0).id())});
  EXPECT_THAT(confirmed.out, HasSubstr("2027-03-16 19:00  open"));
  EXPECT_THAT(confirmed.err, Not(HasSubstr("stay as they are")));
  // Registration knows the new time, and the booking is still there.
  ASSERT_TRUE(installation_.AwaitSessions());
  EXPECT_THAT(installation_
                  .Run({"booking", "list", absl::StrCat(made.sessions(0).id())})
                  .out,
              HasSubstr("Ada Example"));
}

TEST_F(SeriesTest, AnEditOfWhatWasOpenWaitsAndIsTakenBack) {
  const scheduling::v1::Series made = Make();
  const std::string id = absl::StrCat(made.id());
  ASSERT_NO_FATAL_FAILURE(Open(made.sessions(1).id()));
  const Ended edited = Series({"edit", id, "--all", "--time", "19:00"});
  EXPECT_EQ(edited.code, kExitOk) << edited.err;
  EXPECT_THAT(LineWith(edited.out, "2027-03-30"),
              HasSubstr("2027-03-30 18:00  scheduled  at 2027-01-04 09:10 to "
                        "2027-03-30 19:00"));
  EXPECT_THAT(edited.err,
              HasSubstr(absl::StrCat("It comes at 2027-01-04 09:10, unless "
                                     "`cwpctl series undo ",
                                     id, "` takes it back before.")));
  const std::string session = absl::StrCat(made.sessions(1).id());
  EXPECT_THAT(installation_.Run({"session", "show", session}).out,
              HasSubstr("unless `series undo` takes it back"));
  EXPECT_THAT(installation_.Run({"session", "undo", session}).err,
              HasSubstr("SERIES_EDIT_PENDING"));
  const Ended undone = Series({"undo", id});
  EXPECT_EQ(undone.code, kExitOk) << undone.err;
  EXPECT_THAT(undone.out, Not(HasSubstr("19:00")));
  EXPECT_THAT(Series({"undo", id}).err, HasSubstr("NO_PENDING_CHANGE"));
}

TEST_F(SeriesTest, FewerPlacesThanAreTakenMustBeAccepted) {
  const scheduling::v1::Series made = Make();
  ASSERT_NO_FATAL_FAILURE(Book(made.sessions(0).id(), 2));
  std::vector<std::string> edit = {"edit",       absl::StrCat(made.id()),
                                   "--all",      "--confirm-all",
                                   "--capacity", "1"};
  const Ended refused = Series(edit);
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.err, HasSubstr("CAPACITY_BELOW_TAKEN"));
  edit.push_back("--accept-over");
  const Ended edited = Series(edit);
  EXPECT_EQ(edited.code, kExitOk) << edited.err;
  EXPECT_THAT(edited.out, HasSubstr("capacity     1\n"));
}

TEST_F(SeriesTest, ListsThem) {
  const std::string first = absl::StrCat(Make().id());
  std::vector<std::string> more = Tuesdays("create");
  more.push_back("--accept-conflicts");
  ASSERT_EQ(Series(more).code, kExitOk);
  const std::string list = Series({"list", "--workshop", "worries"}).out;
  EXPECT_THAT(LineWith(list, first),
              HasSubstr("2027-03-16 18:00  12        FREQ=WEEKLY;"));
  // The header, and one line each, the one made last first.
  EXPECT_EQ(std::count(list.begin(), list.end(), '\n'), 3);
  EXPECT_GT(list.find(first), list.find("FREQ"));
  EXPECT_EQ(Series({"list", "--workshop", "nothing"}).code, kExitRefused);
}

TEST_F(SeriesTest, EditsOneOrTheRest) {
  const scheduling::v1::Series made = Make();
  const std::string id = absl::StrCat(made.id());
  const Ended one =
      Series({"edit", id, "--only", absl::StrCat(made.sessions(1).id()),
              "--day", "2027-03-24", "--capacity", "8"});
  EXPECT_EQ(one.code, kExitOk) << one.err;
  EXPECT_THAT(LineWith(one.out, "2027-03-23"), HasSubstr("2027-03-24 18:00"));
  const Ended rest = Series(
      {"edit", id, "--from", absl::StrCat(made.sessions(1).id()), "--cancel"});
  EXPECT_THAT(rest.out, HasSubstr("2027-03-16 18:00  scheduled"));
  for (const char* const date : {"2027-03-23", "2027-04-06"}) {
    EXPECT_THAT(LineWith(rest.out, date),
                AllOf(HasSubstr("scheduled"), HasSubstr(" cancelled")));
  }
}

TEST_F(SeriesTest, RefusesWhatCannotBeMeant) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{
           {"edit", "1", "--time", "19:00"},
           {"edit", "1", "--all", "--only", "2", "--time", "19:00"},
           {"edit", "1", "--all", "--time", "19:00", "--clock", "never"},
           {"edit", "x", "--all", "--time", "19:00"},
           {"show", "x"}}) {
    const Ended ended = Series(arguments);
    EXPECT_EQ(ended.code, kExitUsage) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("USAGE_INVALID"));
  }
  std::vector<std::string> endless = Tuesdays("create");
  endless[4] = "FREQ=WEEKLY;BYDAY=TU";
  const Ended refused = Series(endless);
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.err, HasSubstr("RRULE_ENDLESS"));
  EXPECT_THAT(Series({"show", "5"}).err, HasSubstr("SERIES_NOT_FOUND"));
}

}  // namespace
}  // namespace cwp::ctl
