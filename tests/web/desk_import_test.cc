// A term that comes in as a file.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;
using scheduling::Session;

constexpr char kPath[] = "/desk/programme/import";
constexpr char kMake[] = "/desk/programme/import/make";
constexpr char kTerm[] =
    "slug,start,capacity,state,facilitators\n"
    "helping-with-worry,12/01/2027 18:00,,,Cleo <Example>\n"
    "helping-with-worry,2027-01-19T18:00,8,draft,\n";

// Scheduling with one workshop, which keeps the sessions that are made of it.
class DeskImportTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    workshop_ = SampleWorkshop();
    workshop_.set_default_capacity(12);
    services_.scheduling.get_workshop.Do(
        [this](const scheduling::GetWorkshopRequest& request)
            -> absl::StatusOr<scheduling::Workshop> {
          if (request.slug() == workshop_.slug()) return workshop_;
          return NotFound("WORKSHOP_NOT_FOUND", "there is no such workshop");
        });
    services_.scheduling.sessions.clear();
    services_.scheduling.create_session.Do(
        [this](const scheduling::CreateSessionRequest& request) {
          return Make(request);
        });
    services_.scheduling.open_session.Do(
        [this](const scheduling::OpenSessionRequest& request) {
          return Open(request);
        });
    scheduling::ListFacilitatorsResponse team;
    team.add_facilitators()->set_id(71);
    team.mutable_facilitators(0)->set_display_name("Cleo <Example>");
    services_.facilitators.list.Return(team);
    services_.registration.preview.Return(
        registration::PreviewSessionChangeResponse());
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  absl::StatusOr<Session> Make(const scheduling::CreateSessionRequest& asked) {
    clock_.Advance(each_takes_);
    const auto known = by_request_.find(asked.request_id());
    if (known != by_request_.end()) return known->second;
    if (refuse_.contains(asked.session().meetings(0).local_start()) &&
        !asked.acknowledge_trainee_alone()) {
      return refuse_[asked.session().meetings(0).local_start()];
    }
    Session made = asked.session();
    made.set_id(201 + static_cast<int64_t>(by_request_.size()));
    made.set_state(asked.draft() ? Session::DRAFT : Session::SCHEDULED);
    if (made.capacity() == 0) made.set_capacity(12);
    *made.mutable_create_time() = ToTimestamp(clock_.Now());
    *made.mutable_booking_open_time() = made.create_time();
    *made.mutable_booking_close_time() = made.meetings(0).start_time();
    by_request_[asked.request_id()] = made;
    services_.scheduling.sessions.push_back(made);
    return made;
  }

  absl::StatusOr<Session> Open(const scheduling::OpenSessionRequest& asked) {
    for (Session& session : services_.scheduling.sessions) {
      if (session.id() != asked.id()) continue;
      session.set_state(Session::OPEN);
      return session;
    }
    return NotFound("SESSION_NOT_FOUND", "there is no such session");
  }

  // One that is there, of 12 places.
  static Session ThereOn(const std::string& local) {
    const absl::Time start =
        civil::ResolveLocal(local, "Europe/London").value();
    Session session = SampleSession(301, start, Session::OPEN);
    session.mutable_meetings(0)->set_local_start(local);
    session.mutable_meetings(0)->set_local_end(
        civil::ToLocal(start + absl::Minutes(90), civil::London()));
    *session.mutable_create_time() = session.update_time();
    *session.mutable_booking_open_time() = session.update_time();
    *session.mutable_booking_close_time() = session.meetings(0).start_time();
    return session;
  }

  HttpAnswer Upload(const std::string& text,
                    const std::string& name = "term.csv") {
    return browser_->Upload(browser_->Get(kPath), kPath, {}, "file", name,
                            text);
  }

  // The row of a page's table that has a text.
  static std::string RowWith(const HttpAnswer& page, const std::string& text) {
    const std::vector<std::string> rows = absl::StrSplit(page.body, "</tr>");
    for (const std::string& row : rows) {
      if (absl::StrContains(row, text)) return row;
    }
    return "no such row";
  }

  void ExpectNothingDone() {
    EXPECT_THAT(services_.scheduling.create_session.requests(), IsEmpty());
    EXPECT_THAT(services_.scheduling.create_workshop.requests(), IsEmpty());
    EXPECT_THAT(services_.scheduling.update_session.requests(), IsEmpty());
    EXPECT_THAT(services_.scheduling.open_session.requests(), IsEmpty());
  }

  scheduling::Workshop workshop_;
  std::map<std::string, Session> by_request_;
  std::map<std::string, absl::Status> refuse_;
  absl::Duration each_takes_ = absl::ZeroDuration();
  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskImportTest, IsReachedByThoseWhoPlan) {
  EXPECT_THAT(browser_->Get("/desk/programme").body, HasSubstr(kPath));
  DeskBrowser reader(*client_);
  SetUpAccount(reader, "rea@example.org", v1::Staff::READER);
  EXPECT_THAT(reader.Get("/desk/programme").body, Not(HasSubstr(kPath)));
}

TEST_F(DeskImportTest, ShowsWhatItWouldDoAndChangesNothing) {
  Session there = ThereOn("2027-02-02T18:00");
  services_.scheduling.sessions = {there};
  const HttpAnswer check = Upload(kTerm);
  EXPECT_EQ(check.code, 200) << check.body;
  EXPECT_THAT(RowWith(check, "12 January"),
              AllOf(HasSubstr("Tuesday 12 January 2027, 6pm to 7:30pm"),
                    HasSubstr("New, open for booking, 12 places, led by Cleo "
                              "&lt;Example&gt;")));
  EXPECT_THAT(RowWith(check, "19 January"),
              HasSubstr("New, as a draft, 8 places"));
  EXPECT_THAT(check.body,
              AllOf(HasSubstr("Import 2 sessions"), HasSubstr("2 new sessions"),
                    HasSubstr("1 session to come of these")));
  ExpectNothingDone();
}

TEST_F(DeskImportTest, DoesOnceWhatWasSeenHoweverOftenItIsSent) {
  const HttpAnswer check = Upload(kTerm);
  for (int time = 0; time < 2; ++time) {
    const HttpAnswer done = browser_->Submit(check, kMake, {});
    EXPECT_EQ(done.code, 200);
    EXPECT_THAT(done.body, HasSubstr("The term is imported"));
    EXPECT_THAT(RowWith(done, "12 January"),
                AllOf(HasSubstr("Made"), HasSubstr("/desk/sessions/201")));
    EXPECT_THAT(RowWith(done, "19 January"),
                AllOf(HasSubstr("Made"), HasSubstr("/desk/sessions/202")));
  }
  const auto made = services_.scheduling.create_session.requests();
  ASSERT_THAT(made, SizeIs(2));
  EXPECT_EQ(made[0].session().workshop_id(), 11);
  EXPECT_EQ(made[0].session().meetings(0).local_end(), "2027-01-12T19:30");
  EXPECT_EQ(made[0].session().facilitator_ids(0), 71);
  EXPECT_TRUE(made[1].draft());
  EXPECT_EQ(made[1].session().capacity(), 8);
  const auto opened = services_.scheduling.open_session.requests();
  ASSERT_THAT(opened, SizeIs(1));
  EXPECT_EQ(opened[0].id(), 201);
  EXPECT_THAT(Upload(kTerm).body,
              AllOf(HasSubstr("everything is there as the file says"),
                    Not(HasSubstr("Import 2"))));
}

// When two are on their way at once, neither sees what the other makes.
TEST_F(DeskImportTest, TheSameFormAsksUnderTheSameIds) {
  const HttpAnswer check = Upload(kTerm);
  browser_->Submit(check, kMake, {});
  services_.scheduling.sessions.clear();
  browser_->Submit(check, kMake, {});
  const auto asked = services_.scheduling.create_session.requests();
  ASSERT_THAT(asked, SizeIs(4));
  EXPECT_EQ(asked[0].request_id(), asked[2].request_id());
  EXPECT_EQ(asked[1].request_id(), asked[3].request_id());
  EXPECT_NE(asked[0].request_id(), asked[1].request_id());
  EXPECT_THAT(by_request_, SizeIs(2));
}

TEST_F(DeskImportTest, SaysOfEachRowWhatBecameOfItAndTriesTheRestAgain) {
  refuse_["2027-01-12T18:00"] =
      FailedPrecondition("FACILITATOR_BUSY", "leads another");
  const HttpAnswer check = Upload(kTerm);
  const HttpAnswer part = browser_->Submit(check, kMake, {});
  EXPECT_THAT(part.body, HasSubstr("Not all was imported"));
  EXPECT_THAT(RowWith(part, "12 January"),
              HasSubstr("Not done: Somebody who leads it leads another"));
  EXPECT_THAT(RowWith(part, "19 January"), HasSubstr("Made"));
  refuse_.clear();
  const HttpAnswer rest = browser_->Submit(part, kMake, {});
  EXPECT_THAT(rest.body, HasSubstr("The term is imported"));
  EXPECT_THAT(RowWith(rest, "12 January"), HasSubstr("Made"));
  EXPECT_THAT(RowWith(rest, "19 January"), HasSubstr("Made"));
  EXPECT_THAT(by_request_, SizeIs(2));
}

// A term of one session a day.
std::string TermOf(int days) {
  std::string term = "slug,start,state\n";
  for (int day = 1; day <= days; ++day) {
    absl::StrAppend(&term, "helping-with-worry,2027-01-",
                    absl::Dec(day, absl::kZeroPad2), "T18:00,draft\n");
  }
  return term;
}

TEST_F(DeskImportTest, GoesOnWhereALongImportStopped) {
  each_takes_ = absl::Seconds(1);
  HttpAnswer page = Upload(TermOf(12));
  for (const char* const progress : {"5 of 12 are done", "10 of 12 are done"}) {
    page = browser_->Submit(page, kMake, {});
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, AllOf(HasSubstr("Part of the term is imported"),
                                 HasSubstr(progress)));
    EXPECT_THAT(RowWith(page, "Friday 1 January"), HasSubstr("Made"));
    EXPECT_THAT(RowWith(page, "12 January"), HasSubstr("Still to come"));
  }
  page = browser_->Submit(page, kMake, {});
  EXPECT_THAT(page.body, AllOf(HasSubstr("The term is imported"),
                               Not(HasSubstr("Still to come"))));
  EXPECT_THAT(services_.scheduling.create_session.requests(), SizeIs(12));
  EXPECT_THAT(by_request_, SizeIs(12));
}

// Each round does something, however long it takes to hear what it cannot do.
TEST_F(DeskImportTest, GetsPastWhatIsRefused) {
  each_takes_ = absl::Seconds(1);
  for (int day = 1; day <= 6; ++day) {
    refuse_[absl::StrCat("2027-01-0", day, "T18:00")] =
        FailedPrecondition("FACILITATOR_BUSY", "leads another");
  }
  HttpAnswer page = Upload(TermOf(12));
  page = browser_->Submit(page, kMake, {});
  EXPECT_THAT(page.body, HasSubstr("5 of 12 are done"));
  EXPECT_THAT(RowWith(page, "Friday 1 January"), HasSubstr("Not done: "));
  page = browser_->Submit(page, kMake, {});
  EXPECT_THAT(page.body, AllOf(HasSubstr("Not all was imported"),
                               Not(HasSubstr("Still to come"))));
  EXPECT_THAT(by_request_, SizeIs(6));
}

TEST_F(DeskImportTest, EndsWhenNobodyAnswers) {
  refuse_["2027-01-12T18:00"] = Unavailable("OUTCOME_UNKNOWN", "who knows");
  const HttpAnswer part = browser_->Submit(Upload(kTerm), kMake, {});
  EXPECT_THAT(RowWith(part, "12 January"), HasSubstr("Not done: "));
  EXPECT_THAT(RowWith(part, "19 January"), HasSubstr("Not tried"));
  // A call that nobody answers is tried again by itself.
  for (const auto& asked : services_.scheduling.create_session.requests()) {
    EXPECT_THAT(asked.ShortDebugString(), HasSubstr("2027-01-12T18:00"));
  }
}

TEST_F(DeskImportTest, AsksForWhatSchedulingWantsSaid) {
  refuse_["2027-01-12T18:00"] =
      FailedPrecondition("TRAINEE_ALONE", "trainees alone");
  const HttpAnswer part = browser_->Submit(Upload(kTerm), kMake, {});
  EXPECT_THAT(part.body, HasSubstr("Trainees alone may lead"));
  EXPECT_THAT(part.body, Not(HasSubstr("Teams meetings for young people")));
  const HttpAnswer rest =
      browser_->Submit(part, kMake, {{"trainee_alone", "yes"}});
  EXPECT_THAT(rest.body, HasSubstr("The term is imported"));
}

TEST_F(DeskImportTest, ShowsAgainWhatHasChangedMeanwhile) {
  const HttpAnswer check = Upload(kTerm);
  services_.scheduling.sessions = {ThereOn("2027-01-19T18:00")};
  const HttpAnswer again = browser_->Submit(check, kMake, {});
  EXPECT_THAT(again.body, HasSubstr("the programme has changed since"));
  EXPECT_THAT(RowWith(again, "19 January"),
              HasSubstr("capacity: nothing to “8”"));
  ExpectNothingDone();
  services_.scheduling.update_session.Return(ThereOn("2027-01-19T18:00"));
  browser_->Submit(again, kMake, {});
  EXPECT_THAT(services_.scheduling.update_session.requests(), SizeIs(1));
}

TEST_F(DeskImportTest, SaysWhomAChangeConcerns) {
  services_.scheduling.sessions = {ThereOn("2027-01-12T18:00")};
  registration::PreviewSessionChangeResponse impact;
  impact.set_bookings(3);
  impact.set_places(5);
  impact.set_messages(4);
  services_.registration.preview.Return(impact);
  services_.scheduling.reschedule_session.Return(ThereOn("2027-01-13T18:00"));
  const HttpAnswer check = Upload(
      "slug,start,moved_from\n"
      "helping-with-worry,2027-01-13T18:00,2027-01-12T18:00\n");
  EXPECT_THAT(RowWith(check, "13 January"),
              AllOf(HasSubstr("Changed: start: “2027-01-12T18:00” to "
                              "“2027-01-13T18:00”"),
                    HasSubstr("It concerns 3 bookings with 5 places; 4 "
                              "messages would be sent")));
  const HttpAnswer done = browser_->Submit(check, kMake, {});
  EXPECT_THAT(RowWith(done, "13 January"), HasSubstr("Changed"));
  const auto moved = services_.scheduling.reschedule_session.requests();
  ASSERT_THAT(moved, SizeIs(1));
  EXPECT_EQ(moved[0].id(), 301);
  EXPECT_EQ(moved[0].etag(), "\"5\"");
}

TEST_F(DeskImportTest, TakesTheExampleThatItGives) {
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_THAT(page.body, HasSubstr("/desk/programme/import/example.csv"));
  const HttpAnswer file = browser_->Get("/desk/programme/import/example.csv");
  EXPECT_THAT(file.Header("Content-Type"), HasSubstr("text/csv"));
  EXPECT_THAT(file.Header("Content-Disposition"), HasSubstr("attachment"));
  const HttpAnswer check = Upload(file.body);
  EXPECT_EQ(check.code, 200) << check.body;
  EXPECT_THAT(check.body, AllOf(HasSubstr("1 new workshop"),
                                HasSubstr("Import 3 sessions")));
}

TEST_F(DeskImportTest, ReadsWhateverAProgramSavesATableAs) {
  const std::string term =
      absl::StrReplaceAll(kTerm, {{"Cleo <Example>", "71"}});
  std::string wide = "\xFF\xFE";
  for (const char c : term) wide.append({c, '\0'});
  struct Case {
    std::string text;
    std::string name;
    bool guessed = false;
  };
  for (const Case& c : std::vector<Case>{
           {term, "term.csv"},
           {"\xEF\xBB\xBF" + term, "term.csv"},
           {absl::StrReplaceAll(term, {{",", ";"}}), "term.csv"},
           {absl::StrReplaceAll(term, {{",", "\t"}}), "term.tsv"},
           {absl::StrReplaceAll(term, {{"\n", "\r\n"}}), "TERM.CSV"},
           {absl::StrReplaceAll(term, {{"\n", "\r"}}), "term.txt"},
           {wide, "term.txt"},
           {absl::StrReplaceAll(
                term, {{"slug,", "title,slug,"}, {"\nhelping", "\n,helping"}}) +
                "Caf\xE9,helping-with-worry,,,,\n",
            "term.csv", true},
           {"workshops:\n  - slug: helping-with-worry\n    sessions:\n"
            "      - {start: 2027-01-12T18:00}\n"
            "      - {start: 2027-01-19T18:00, state: draft, capacity: 8}\n",
            "term.yaml"}}) {
    const HttpAnswer check = Upload(c.text, c.name);
    EXPECT_EQ(check.code, 200) << c.text;
    EXPECT_THAT(check.body, HasSubstr("Import 2 sessions")) << c.text;
    EXPECT_EQ(absl::StrContains(check.body, "not saved as UTF-8"), c.guessed);
    if (c.guessed) {
      EXPECT_THAT(check.body, HasSubstr("Café"));
    }
  }
  ExpectNothingDone();
}

TEST_F(DeskImportTest, SaysKindlyWhatIsWrongAndChangesNothing) {
  const std::string row = "helping-with-worry,";
  struct Case {
    std::string text;
    std::string says;
    std::string line;
    std::string name = "term.csv";
  };
  const auto of = [&](const std::string& column, const std::string& value) {
    return absl::StrCat("slug,start,", column, "\n", row, "2027-01-12T18:00,",
                        value, "\n");
  };
  for (const Case& c : std::vector<Case>{
           {"", "Choose a file", ""},
           {" \r\n,,\n", "The file is empty", ""},
           {"PK\x03\x04 and more", "This is a workbook", "", "term.xlsx"},
           {"%PDF-1.7", "This is a workbook, a PDF", "", "term.pdf"},
           {std::string("\0\0\0", 3), "cannot be read as text", ""},
           {"slug\n" + std::string(300'000, 'x'), "larger than 256KB", ""},
           {"name,date\nx,y\n", "name is no column that is known", "1"},
           {"title\nx\n", "slug is missing in the first row", "1"},
           {"slug,start\n" + row + "tomorrow\n", "is no time; write", "2"},
           {"slug,start\n\n" + row + "2027-03-28T01:30\n",
            "the clocks go forward", "3"},
           {"slug,start\n" + row + "2027-10-31T01:30\n", "comes twice", "2"},
           {"slug,start\n" + row + "2026-01-12T18:00\n", "start is over", "2"},
           {"slug,start\nno-such,2027-01-12T18:00\n",
            "there is no workshop no-such yet", "2"},
           {of("capacity", "many"), "must be a whole number", "2"},
           {of("facilitators", "Nobody"), "no facilitator of that name", "2"},
           {of("join", "http://x.example"), "begins with https://", "2"},
           {of("join", "https://" + std::string(10'000, 'x')),
            "2000 characters or fewer", "2"},
           {"slug,title\n" + row + std::string(10'000, 'x') + "\n",
            "100 characters or fewer", "2"},
           {std::string(10'000, 'x') + "\n", "is no column", "1"},
           {of("state", "<b>open</b>"), "must be draft, scheduled", "2"},
           {of("<script>alert(1)</script>", "x"),
            "&lt;script&gt;alert(1)&lt;/script&gt; is no column", "1"},
           {"slug,start\n\"" + row, "quotation marks", "2"},
           {"workshops: [", "this is not YAML", "", "term.yml"},
           {"webinars:\n  - {slug: a, parts: [{video: /etc/passwd}]}\n",
            "webinars cannot be brought in here", "1", "term.yaml"},
           {"workshops:\n  - slug: helping-with-worry\n    sessions:\n"
            "      - start: 2027-01-12T18:00\n        bookings:\n"
            "          - {name: Bo, email: bo@example.org}\n",
            "they are people", "6", "term.yaml"}}) {
    const HttpAnswer answer = Upload(c.text, c.text.empty() ? "" : c.name);
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(answer.body, Not(HasSubstr("<script>")));
    EXPECT_THAT(answer.body, Not(HasSubstr("etc/passwd, which")));
    if (!c.line.empty()) {
      EXPECT_THAT(RowWith(answer, c.says.substr(0, 12)),
                  HasSubstr(absl::StrCat("</span>", c.line)))
          << c.says;
    }
  }
  ExpectNothingDone();
}

TEST_F(DeskImportTest, NamesAllMistakesAtOnceAndLetsThemBeMendedThere) {
  const HttpAnswer wrong = Upload(
      "slug,start,capacity\nhelping-with-worry,soon,none\nBad Slug,later,1\n");
  EXPECT_THAT(wrong.body,
              AllOf(HasSubstr("There are 4 mistakes"), HasSubstr("soon"),
                    HasSubstr("later"), HasSubstr("small letters")));
  const HttpAnswer check = browser_->Submit(
      wrong, kPath, {{"text", absl::StrReplaceAll(kTerm, {{"\n", "\r\n"}})}});
  EXPECT_EQ(check.code, 200);
  const HttpAnswer form = browser_->Submit(check, kMake, {{"then", "form"}});
  EXPECT_THAT(form.body, HasSubstr("helping-with-worry,12/01/2027 18:00"));
  ExpectNothingDone();
  EXPECT_THAT(browser_->Submit(check, kMake, {}).body,
              HasSubstr("The term is imported"));
}

TEST_F(DeskImportTest, MakesAWorkshopWithItsSessions) {
  scheduling::Workshop made = SampleWorkshop();
  made.set_id(21);
  made.set_slug("sleep");
  services_.scheduling.create_workshop.Return(made);
  services_.scheduling.publish_workshop.Return(made);
  const HttpAnswer check = Upload(
      "slug,title,summary,audience,ages,minutes,capacity,state,start\n"
      "sleep,<b>Sleep</b>,At night.,parents and carers,5 to 11,60,9,,\n"
      "sleep,,,,,,,draft,2027-01-12T18:00\n");
  EXPECT_THAT(RowWith(check, "The workshop itself"),
              AllOf(HasSubstr("&lt;b&gt;Sleep&lt;/b&gt;"),
                    HasSubstr("New, shown to families")));
  const HttpAnswer done = browser_->Submit(check, kMake, {});
  EXPECT_THAT(RowWith(done, "The workshop itself"),
              AllOf(HasSubstr("Made"), HasSubstr("/desk/workshops/21")));
  EXPECT_THAT(services_.scheduling.publish_workshop.requests(), SizeIs(1));
  const auto sessions = services_.scheduling.create_session.requests();
  ASSERT_THAT(sessions, SizeIs(1));
  EXPECT_EQ(sessions[0].session().workshop_id(), 21);
}

TEST_F(DeskImportTest, DoesNotGoOnWithoutTheWorkshop) {
  services_.scheduling.create_workshop.Return(
      MakeError(absl::StatusCode::kAlreadyExists, "SLUG_TAKEN", "taken"));
  const HttpAnswer check = Upload(
      "slug,title,summary,audience,ages,minutes,capacity,start\n"
      "sleep,Sleep,At night.,parents and carers,5 to 11,60,9,\n"
      "sleep,,,,,,,2027-01-12T18:00\n");
  const HttpAnswer part = browser_->Submit(check, kMake, {});
  EXPECT_THAT(RowWith(part, "The workshop itself"),
              HasSubstr("Not done: Another workshop has this slug"));
  EXPECT_THAT(RowWith(part, "12 January"), HasSubstr("Not tried"));
  EXPECT_THAT(services_.scheduling.create_session.requests(), IsEmpty());
}

}  // namespace
}  // namespace cwp::web
