#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "services/cwpctl/backup.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/settings.h"
#include "tests/web/audit_fixture.h"

// What is found by `cwpctl audit verify`, and read by `cwpctl audit list` and
// at the desk.

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kAda[] = "ada@example.org";
constexpr char kCancel[] = "/desk/bookings/101/cancel";

class AuditVerifyTest : public AuditTest {
 protected:
  // Entries 1 to 6: an account is invited and set up, a booking is seen, its
  // cancellation begun for a reason, and done.
  void SetUp() override {
    AuditTest::SetUp();
    DeskBrowser browser(*client_);
    ada_ = SetUpAccount(browser, kAda);
    browser.Get("/desk/bookings/101");
    const HttpAnswer form = browser.Get(kCancel);
    browser.Submit(form, kCancel,
                   {{"why", "refuse"}, {"reason", "Cleo rang us"}});
    cookie_ = browser.CookieOf("__Host-desk");
  }

  DeskBrowser Ada() {
    DeskBrowser browser(*client_);
    browser.SetCookie("__Host-desk", cookie_);
    return browser;
  }

  std::string Verify() { return Ctl({"audit", "verify"}); }

  static std::string Broken(int revision) {
    return absl::StrCat("1\ncwpctl: entry ", revision, " does not fit: ");
  }

  Colleague ada_;
  std::string cookie_;
};

TEST_F(AuditVerifyTest, ASoundLogFits) {
  EXPECT_THAT(Verify(),
              AllOf(StartsWith("0\n"), ContainsRegex("entries +6\n"),
                    ContainsRegex("reasons +1\n"), ContainsRegex("erased +0\n"),
                    ContainsRegex("begun only +-\n"),
                    ContainsRegex("result +every entry fits\n")));
}

TEST_F(AuditVerifyTest, AnEntryThatWasChangedIsFound) {
  Tamper(
      "UPDATE feed_entries SET change = (SELECT change FROM feed_entries "
      "WHERE revision = 4) WHERE revision = 3");
  EXPECT_THAT(Verify(), StartsWith(Broken(3)));
}

TEST_F(AuditVerifyTest, AnEntryThatWasTakenOutIsFound) {
  Tamper("DELETE FROM feed_entries WHERE revision = 3");
  EXPECT_THAT(Verify(), StartsWith(Broken(3)));
}

TEST_F(AuditVerifyTest, TheFirstTakenOutIsFound) {
  Tamper("DELETE FROM feed_entries WHERE revision = 1");
  EXPECT_THAT(Verify(), StartsWith(Broken(1)));
}

TEST_F(AuditVerifyTest, TheLastTakenOutIsFound) {
  Tamper("DELETE FROM feed_entries WHERE revision = 6");
  EXPECT_THAT(Verify(), StartsWith(Broken(6)));
}

TEST_F(AuditVerifyTest, EntriesInAnotherOrderAreFound) {
  Tamper("UPDATE feed_entries SET revision = -3 WHERE revision = 3");
  Tamper("UPDATE feed_entries SET revision = 3 WHERE revision = 4");
  Tamper("UPDATE feed_entries SET revision = 4 WHERE revision = -3");
  EXPECT_THAT(Verify(), StartsWith(Broken(3)));
}

TEST_F(AuditVerifyTest, ARowThatHidesAnEntryFromListsIsFound) {
  Tamper("UPDATE audit_entries SET subject_id = 99 WHERE revision = 3");
  EXPECT_THAT(Verify(), StartsWith(Broken(3)));
  Tamper("UPDATE audit_entries SET subject_id = 101 WHERE revision = 3");
  EXPECT_THAT(Verify(), StartsWith("0\n"));
  Tamper("DELETE FROM audit_entries WHERE revision = 6");
  EXPECT_THAT(Verify(), StartsWith(Broken(6)));
}

TEST_F(AuditVerifyTest, AReasonThatIsAnotherIsFound) {
  Tamper(
      "UPDATE audit_reasons SET why = (SELECT hash FROM feed_entries "
      "WHERE revision = 1)");
  EXPECT_THAT(Verify(),
              AllOf(StartsWith(Broken(5)), HasSubstr("not the one that was")));
  // What cannot be opened does not keep the rest from being read.
  EXPECT_THAT(Ada().Get("/desk/audit").body, HasSubstr("Why: damaged"));
}

TEST_F(AuditVerifyTest, AReasonThatIsGoneIsFoundUnlessItWasErased) {
  EXPECT_OK(EraseReason(5));
  EXPECT_OK(EraseReason(5)) << "again";
  EXPECT_THAT(Verify(), AllOf(StartsWith("0\n"), ContainsRegex("erased +1\n"),
                              ContainsRegex("entries +7\n")));
  EXPECT_EQ(Acts().back(), "REASON_ERASED DONE");
  EXPECT_EQ(Log()[2].why(), "");
  EXPECT_THAT(EraseReason(3), HasReason("AUDIT_REASON_NOT_FOUND"));
  EXPECT_THAT(EraseReason(7), HasReason("AUDIT_REASON_NOT_FOUND"));
  EXPECT_THAT(EraseReason(99), HasReason("AUDIT_REASON_NOT_FOUND"));
  EXPECT_THAT(EraseReason(0), HasReason("FIELD_INVALID"));
  Tamper("UPDATE audit_reasons SET erase_revision = 6");
  EXPECT_THAT(Verify(), StartsWith(Broken(6)));
  Tamper("UPDATE audit_reasons SET erase_revision = 0");
  EXPECT_THAT(Verify(),
              AllOf(StartsWith(Broken(5)), HasSubstr("nobody erased it")));
}

TEST_F(AuditVerifyTest, AReasonIsErasedWhenItsTimeIsOver) {
  clock_.Advance(absl::Hours(24 * 364));
  Start();
  EXPECT_EQ(Log()[1].why(), "Cleo rang us");
  clock_.Advance(absl::Hours(24 * 2));
  Start();
  v1::ListAuditEntriesRequest about;
  about.set_subject(v1::AuditEntry::ENTRY);
  about.set_subject_id(5);
  ASSERT_TRUE(Eventually([&] { return !Log(about).empty(); }));
  const v1::AuditRecord erased = Log(about).front();
  EXPECT_EQ(erased.entry().act(), v1::AuditEntry::REASON_ERASED);
  EXPECT_EQ(erased.actor_kind(), "SERVICE");
  EXPECT_THAT(Verify(), StartsWith("0\n"));
}

TEST_F(AuditVerifyTest, IsListedByWhoAndToWhatAndWhen) {
  const std::string all = Ctl({"audit", "list"});
  EXPECT_THAT(all, StartsWith("0\n"));
  EXPECT_THAT(all, ContainsRegex("Ada Example +booking cancelled +booking 101 "
                                 "+begun +Cleo rang us"));
  EXPECT_THAT(all, ContainsRegex("operator +staff invited +staff [0-9]+ "
                                 "\\(Ada Example\\) +done"));
  EXPECT_THAT(Ctl({"audit", "list", "--staff", absl::StrCat(ada_.id)}),
              AllOf(HasSubstr("booking viewed"), Not(HasSubstr("invited"))));
  EXPECT_THAT(Ctl({"audit", "list", "--account", absl::StrCat(ada_.id)}),
              AllOf(HasSubstr("staff invited"), Not(HasSubstr("booking"))));
  EXPECT_THAT(Ctl({"audit", "list", "--booking", "101", "--staff", "9"}),
              Not(HasSubstr("booking viewed")));
  EXPECT_THAT(Ctl({"audit", "list", "--until", "2026-11-21"}),
              Not(HasSubstr("booking viewed")));
  EXPECT_THAT(
      Ctl({"audit", "list", "--since", "2026-11-22", "--until", "2026-11-22"}),
      HasSubstr("booking viewed"));
  EXPECT_THAT(Ctl({"audit", "list", "--since", "2026-11-23"}),
              Not(HasSubstr("booking viewed")));
}

TEST_F(AuditVerifyTest, IsListedInPages) {
  const std::string first = Ctl({"audit", "list", "--limit", "2"});
  const size_t at = first.find("--page ");
  ASSERT_NE(at, std::string::npos) << first;
  const std::string token = first.substr(at + 7, first.size() - at - 8);
  const std::string second =
      Ctl({"audit", "list", "--limit", "2", "--page", token});
  EXPECT_THAT(second, StartsWith("0\n"));
  EXPECT_THAT(first, Not(HasSubstr("\n4 ")));
  EXPECT_THAT(second, AllOf(HasSubstr("\n5 "), HasSubstr("\n4 "),
                            Not(HasSubstr("\n3 "))));
}

TEST_F(AuditVerifyTest, SaysPlainlyWhatIsWrongWithACommand) {
  EXPECT_THAT(Ctl({"audit", "list", "--session", "1", "--booking", "2"}),
              AllOf(StartsWith("2\n"), HasSubstr("give one of")));
  EXPECT_THAT(Ctl({"audit", "list", "--since", "yesterday"}),
              AllOf(StartsWith("2\n"), HasSubstr("a day like 2027-01-12")));
  EXPECT_THAT(Ctl({"audit", "list", "--page", "x"}),
              AllOf(StartsWith("1\n"), HasSubstr("PAGE_TOKEN_INVALID")));
  EXPECT_THAT(Ctl({"audit", "erase-reason", "3"}),
              AllOf(StartsWith("1\n"), HasSubstr("nobody typed a reason")));
  EXPECT_THAT(Ctl({"audit", "erase-reason", "5"}), StartsWith("0\n"));
  EXPECT_THAT(Ctl({"audit", "verify", "--help"}),
              AllOf(StartsWith("0\n"), HasSubstr("Recounts the log")));
  v1::ListAuditEntriesRequest request;
  request.set_subject_id(7);
  EXPECT_THAT(List(request), HasReason("FIELD_INVALID"));
}

TEST_F(AuditVerifyTest, AdministratorsReadItAtTheDesk) {
  DeskBrowser browser = Ada();
  EXPECT_THAT(browser.Get("/desk/staff").body,
              HasSubstr("href=\"/desk/audit\""));
  const HttpAnswer page = browser.Get("/desk/audit");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("Saw a booking"));
  EXPECT_THAT(page.body, HasSubstr("href=\"/desk/bookings/101\""));
  EXPECT_THAT(page.body, HasSubstr("Why: Cleo rang us"));
  EXPECT_THAT(page.body, HasSubstr("Read the audit log")) << "this visit, too";
  const std::string about = "/desk/audit?about=booking&id=";
  EXPECT_THAT(browser.Get(about + "101").body,
              AllOf(HasSubstr("Saw a booking"), Not(HasSubstr("Invited"))));
  EXPECT_THAT(browser.Get(about + "7").body,
              HasSubstr("There are no such entries"));
  EXPECT_THAT(browser.Get("/desk/audit?who=9").body,
              HasSubstr("There are no such entries"));
  EXPECT_THAT(browser.Get("/desk/audit?since=2026-11-22&until=2026-11-22").body,
              HasSubstr("Saw a booking"));
  EXPECT_THAT(browser.Get("/desk/audit?until=2026-11-21").body,
              HasSubstr("There are no such entries"));
}

TEST_F(AuditVerifyTest, ThePageSaysKindlyWhatItCannotRead) {
  DeskBrowser browser = Ada();
  for (const auto& [query, says] :
       Fields{{"since=soon", "Enter a day"},
              {"until=99999-01-01", "Enter a day"},
              {"about=session", "Enter the number of what you look for"},
              {"about=session&id=x", "A number has digits only"},
              {"id=7", "Choose what the number is of"}}) {
    const HttpAnswer page = browser.Get("/desk/audit?" + query);
    EXPECT_EQ(page.code, 400) << query;
    EXPECT_THAT(page.body, HasSubstr(says)) << query;
  }
  // Nothing that is typed is more than text.
  const HttpAnswer page = browser.Get(
      absl::StrCat("/desk/audit?who=%3Cb%3E&about=%3Cb%3E&before=x&id=",
                   std::string(5'000, '7')));
  EXPECT_EQ(page.code, 400);
  EXPECT_THAT(page.body, Not(HasSubstr("<b>")));
}

TEST_F(AuditVerifyTest, ThePageGoesOnWithOlderEntries) {
  DeskBrowser browser = Ada();
  for (int i = 0; i < 50; ++i) browser.Get("/desk/bookings/101");
  const HttpAnswer newest = browser.Get("/desk/audit?about=booking&id=101");
  const size_t at = newest.body.find("before=");
  ASSERT_NE(at, std::string::npos);
  EXPECT_THAT(newest.body, Not(HasSubstr("Newest")));
  const std::string before =
      newest.body.substr(at, newest.body.find('"', at) - at);
  const HttpAnswer older =
      browser.Get("/desk/audit?about=booking&id=101&" + before);
  EXPECT_THAT(older.body, HasSubstr("Why: Cleo rang us"));
  EXPECT_THAT(older.body, HasSubstr("Newest"));
  EXPECT_THAT(older.body, Not(HasSubstr("before=")));
}

TEST_F(AuditVerifyTest, ABackupHasTheWholeLog) {
  if (!absl::StartsWith(database_.uri(), "sqlite:")) GTEST_SKIP();
  const TempDir folder;
  ctl::Settings known;
  known.data = folder.path();
  known.key_file = identity_.SettingsFor("cwpctl", "").key_file;
  known.addresses = {{"web", absl::StrCat("127.0.0.1:", web_->port())}};
  ctl::Connections connections(known, clock_);
  ASSERT_OK(ctl::CreateBackup(connections, {.data = folder.path(),
                                            .out = folder.File("backup"),
                                            .services = {"web"}}));
  settings_.host.database =
      absl::StrCat("sqlite:", folder.File("backup/db/web.db"));
  Start();
  EXPECT_THAT(Verify(), AllOf(StartsWith("0\n"), ContainsRegex("entries +6\n"),
                              ContainsRegex("reasons +1\n")));
  EXPECT_EQ(Log()[1].why(), "Cleo rang us");
}

}  // namespace
}  // namespace cwp::web
