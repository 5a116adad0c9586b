#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "services/web/desk.h"
#include "services/web/desk_audit_words.h"
#include "tests/web/audit_fixture.h"

namespace cwp::web {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kAda[] = "ada@example.org";

std::string PathFor(const DeskRoute& route) {
  return absl::StrReplaceAll(route.pattern,
                             {{"{id}", "101"}, {"{size}", "small"}});
}

// Routes that show nobody. Whoever adds a page that shows nobody adds it here.
const std::set<std::string>& WithoutEntry() {
  static const auto* const routes = new std::set<std::string>{
      "GET /desk", "GET /desk/programme", "GET /desk/account",
      "GET /desk/account/password", "GET /desk/staff/new",
      "GET /desk/account/authenticator", "GET /desk/account/recovery-codes",
      "GET /desk/partners", "GET /desk/partners/new", "GET /desk/partners/{id}",
      // Of those who changed options of a meeting, the name alone.
      "GET /desk/sessions/{id}/meeting-options",
      // How many places partners have.
      "GET /desk/sessions/{id}/allotments",
      // Those who can be named as supervisor, as the programme names them.
      "GET /desk/facilitators/new",
      // Of those who changed a setting, the name alone.
      "GET /desk/settings", "GET /desk/settings/urgent-help",
      "GET /desk/settings/urgent-help/versions/{version}",
      "GET /desk/settings/contacts",
      "GET /desk/settings/contacts/versions/{version}",
      "GET /desk/settings/names", "GET /desk/settings/names/versions/{version}",
      "GET /desk/settings/eligibility",
      "GET /desk/settings/eligibility/versions/{version}",
      "GET /desk/settings/retention",
      "GET /desk/settings/retention/versions/{version}",
      "GET /desk/settings/letters",
      "GET /desk/settings/letters/versions/{version}",
      // About somebody invented, to the one who asks.
      "POST /desk/settings/letters/preview", "POST /desk/settings/letters/test",
      // The programme, which has no people.
      "GET /desk/workshops", "GET /desk/workshops/new",
      "GET /desk/workshops/{id}", "GET /desk/workshops/{id}/preview",
      "GET /desk/workshops/{id}/edit", "GET /desk/workshops/{id}/clone",
      "GET /desk/workshops/{id}/picture",
      "GET /desk/workshops/{id}/picture/{size}",
      "GET /desk/workshops/{id}/sessions/new",
      "GET /desk/workshops/{id}/series/new", "GET /desk/sessions",
      "GET /desk/sessions/{id}/edit", "GET /desk/sessions/{id}/move",
      "GET /desk/series/{id}", "GET /desk/series/{id}/edit",
      // It as a file, and what a file would do to it.
      "GET /desk/programme/export.csv", "GET /desk/programme/import",
      "GET /desk/programme/import/example.csv", "POST /desk/programme/import",
      // The webinars; and a file that is named nowhere yet.
      "GET /desk/webinars", "GET /desk/webinars/new", "GET /desk/webinars/{id}",
      "GET /desk/webinars/{id}/edit", "GET /desk/webinars/{id}/preview",
      "GET /desk/webinars/{id}/files/{file}",
      "GET /desk/webinars/{id}/parts/new",
      "GET /desk/webinars/{id}/parts/{part}",
      "GET /desk/webinars/{id}/parts/{part}/captions",
      "GET /desk/webinars/{id}/handouts/new",
      "GET /desk/webinars/{id}/handouts/{file}", "POST /desk/uploads",
      // What was written, and to how many.
      "GET /desk/sessions/{id}/messages",
      "GET /desk/sessions/{id}/messages/{message}",
      // Numbers alone, and small ones hidden.
      "GET /desk/reports", "GET /desk/reports.csv",
      // Forms that nobody has filled in.
      "GET /desk/sessions/{id}/book", "GET /desk/sessions/{id}/attendance",
      "GET /desk/find",
      // Numbers alone, of what would come of it.
      "GET /desk/sessions/{id}/cancel", "GET /desk/sessions/{id}/capacity"};
  return *routes;
}

TEST(DeskAuditTest, EachRouteThatShowsOrChangesPeopleHasAnEntry) {
  std::set<std::string> found;
  for (const DeskRoute& route : DeskRoutes()) {
    const std::string name = absl::StrCat(route.method, " ", route.pattern);
    const bool silent = route.audit.kind == DeskAudit::Kind::kNothing;
    if (silent) found.insert(name);
    EXPECT_EQ(route.audit.subject == AuditSubject::kNone || silent ||
                  route.audit.subject_id != 0 ||
                  absl::StrContains(route.pattern, "{id}"),
              true)
        << name << " has an entry about something that it does not name";
  }
  for (const std::string& name : found) {
    EXPECT_THAT(WithoutEntry(), Contains(name));
  }
}

TEST(DeskAuditTest, EachActHasWordsOfItsOwn) {
  std::set<std::string> words;
  for (int i = 1; i <= kAuditActs; ++i) {
    ASSERT_TRUE(v1::AuditEntry::Act_IsValid(i));
    words.insert(AuditActWords(static_cast<AuditAct>(i)));
  }
  EXPECT_EQ(words.size(), kAuditActs);
  EXPECT_THAT(words, Not(Contains(HasSubstr("later release"))));
  EXPECT_FALSE(v1::AuditEntry::Act_IsValid(kAuditActs + 1));
}

// Whatever page shows somebody has an entry that says so, written before.
TEST_F(AuditTest, WhoeverSeesSomebodyIsInTheLog) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  int seen = 0;
  for (const DeskRoute& route : DeskRoutes()) {
    if (route.method != "GET") continue;
    const int64_t before = Log().front().revision();
    const HttpAnswer page = browser.Get(PathFor(route));
    std::vector<v1::AuditRecord> added = Log();
    std::erase_if(added, [&](const v1::AuditRecord& record) {
      return record.revision() <= before;
    });
    if (absl::StrContains(page.body, kCleo)) {
      ++seen;
      ASSERT_FALSE(added.empty()) << route.pattern;
    }
    const bool shows = route.audit.kind == DeskAudit::Kind::kShows;
    ASSERT_EQ(!added.empty(), shows) << route.pattern;
    if (!shows) continue;
    const v1::AuditRecord& record = added.back();
    EXPECT_EQ(static_cast<int>(record.entry().act()),
              static_cast<int>(route.audit.act))
        << route.pattern;
    EXPECT_EQ(record.actor_kind(), "STAFF");
    EXPECT_EQ(record.actor_id(), ada.id);
    EXPECT_EQ(record.actor_name(), "Ada Example");
    EXPECT_EQ(record.entry().subject_id(),
              route.audit.subject == AuditSubject::kNone ? 0 : 101);
    EXPECT_THAT(record.entry().request_id(), Not(IsEmpty()));
  }
  EXPECT_EQ(seen, 12)
      << "the session, its lists, the form of who came, its booking, and the "
         "forms to "
         "change and to cancel it; and what is kept of the "
         "contact, as a page, as a file, and in three forms: who "
         "is not blocked is not unblocked";
}

// Whoever looks for the booking finds who made it.
TEST_F(AuditTest, WhatWasMadeIsNamedOnceItIsThere) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  const std::string path = "/desk/sessions/101/book";
  session_.set_state(scheduling::v1::Session::OPEN);
  services_.scheduling.get_session.Return(session_);
  services_.scheduling.get_workshop.Return(SampleWorkshop());
  registration::v1::Booking made = booking_;
  made.set_id(5);
  services_.registration.create.Return(made);
  Fields answers = GoodAnswers();
  answers.emplace_back("then", "book");
  EXPECT_EQ(browser.Submit(browser.Get(path), path, answers).code, 303);

  const std::vector<v1::AuditRecord> log = Log();
  ASSERT_GE(log.size(), 2);
  EXPECT_EQ(InShort(log[0].entry()), "BOOKING_MADE DONE");
  EXPECT_EQ(log[0].entry().subject(), v1::AuditEntry::BOOKING);
  EXPECT_EQ(log[0].entry().subject_id(), 5);
  EXPECT_EQ(InShort(log[1].entry()), "BOOKING_MADE BEGUN");
  EXPECT_EQ(log[1].entry().subject(), v1::AuditEntry::SESSION);
  EXPECT_EQ(log[1].entry().subject_id(), 101);
}

// One import makes many things: whoever looks for any of them finds who did it,
// and whoever looks for the import finds one outcome.
TEST_F(AuditTest, EachThingThatAnImportMadeIsNamed) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  services_.scheduling.get_workshop.Return(SampleWorkshop());
  services_.facilitators.list.Return(
      scheduling::v1::ListFacilitatorsResponse());
  services_.scheduling.create_session.Do(
      [](const scheduling::v1::CreateSessionRequest& request)
          -> absl::StatusOr<scheduling::v1::Session> {
        scheduling::v1::Session made = request.session();
        made.set_id(made.capacity());
        return made;
      });
  const std::string path = "/desk/programme/import";
  const HttpAnswer check =
      browser.Upload(browser.Get(path), path, "file",
                     "slug,start,capacity,state\n"
                     "helping-with-worry,2027-01-12T18:00,8,draft\n"
                     "helping-with-worry,2027-01-19T18:00,9,draft\n");
  const size_t before = Acts().size();
  EXPECT_EQ(browser.Submit(check, path + "/make", {}).code, 200);
  const std::vector<v1::AuditRecord> log = Log();
  ASSERT_EQ(log.size(), before + 4) << "seeing it beforehand is no entry";
  EXPECT_EQ(InShort(log[3].entry()), "PROGRAMME_CHANGED BEGUN");
  for (const auto& [at, id] : {std::pair(2, 8), std::pair(1, 9)}) {
    EXPECT_EQ(InShort(log[at].entry()), "PROGRAMME_CHANGED DONE");
    EXPECT_EQ(log[at].entry().subject(), v1::AuditEntry::SESSION);
    EXPECT_EQ(log[at].entry().subject_id(), id);
  }
  EXPECT_EQ(InShort(log[0].entry()), "PROGRAMME_CHANGED DONE");
  EXPECT_EQ(log[0].entry().about_revision(), log[3].revision());
}

TEST_F(AuditTest, AReaderWhoIsShownNobodyIsNotInTheLog) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "rea@example.org", v1::Staff::READER);
  const size_t before = Log().size();
  const HttpAnswer page = browser.Get("/desk/sessions/101");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, Not(HasSubstr(kCleo)));
  EXPECT_EQ(Log().size(), before);
}

TEST_F(AuditTest, AChangeIsBegunAndThenDone) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  const HttpAnswer form = browser.Get("/desk/bookings/101/cancel");
  const size_t before = Acts().size();
  EXPECT_EQ(browser
                .Submit(form, "/desk/bookings/101/cancel",
                        {{"why", "refuse"}, {"reason", "Cleo rang us"}})
                .code,
            303);
  std::vector<v1::AuditRecord> log = Log();
  ASSERT_EQ(log.size(), before + 2);
  EXPECT_EQ(InShort(log[0].entry()), "BOOKING_CANCELLED DONE");
  EXPECT_EQ(InShort(log[1].entry()), "BOOKING_CANCELLED BEGUN");
  EXPECT_EQ(log[0].entry().about_revision(), log[1].revision());
  EXPECT_EQ(log[0].entry().request_id(), log[1].entry().request_id());
  EXPECT_EQ(log[1].entry().subject(), v1::AuditEntry::BOOKING);
  EXPECT_EQ(log[1].entry().subject_id(), 101);
  EXPECT_EQ(log[1].why(), "Cleo rang us");
  EXPECT_THAT(log[1].entry().SerializeAsString(), Not(HasSubstr("Cleo")));
}

TEST_F(AuditTest, SaysWhatWasRefusedAndWhatIsNotKnown) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  const auto last = [this] { return Acts().back(); };
  const HttpAnswer form = browser.Get("/desk/bookings/101/cancel");
  const std::string path = "/desk/bookings/101/cancel";
  browser.Submit(form, path, {});
  EXPECT_EQ(last(), "BOOKING_CANCELLED REFUSED FORM_INVALID");

  services_.registration.refuse.Return(
      FailedPrecondition("BOOKING_CANCELLED", "it is cancelled already"));
  browser.Submit(form, path, {{"why", "refuse"}});
  EXPECT_EQ(last(), "BOOKING_CANCELLED REFUSED BOOKING_CANCELLED");

  services_.registration.refuse.Return(
      Unavailable("OUTCOME_UNKNOWN", "who knows"));
  browser.Submit(form, path, {{"why", "refuse"}});
  EXPECT_EQ(last(), "BOOKING_CANCELLED UNKNOWN OUTCOME_UNKNOWN");

  const HttpAnswer session = browser.Get("/desk/sessions/101");
  services_.registration.preview.Return(
      registration::v1::PreviewSessionChangeResponse());
  services_.scheduling.open_session.Return(
      FailedPrecondition("TRAINEE_ALONE", "trainees alone lead it"));
  EXPECT_EQ(
      browser.Submit(session, "/desk/sessions/101/act", {{"act", "open"}}).code,
      200);
  EXPECT_EQ(last(), "SESSION_CHANGED REFUSED TRAINEE_ALONE")
      << "whatever the page made of it";

  browser.Submit(browser.Get("/desk/find"), "/desk/find", {{"who", kAda}});
  EXPECT_EQ(last(), "CONTACT_SOUGHT DONE");

  services_.registration.get.Return(
      NotFound("BOOKING_NOT_FOUND", "there is none"));
  browser.Get("/desk/bookings/101");
  EXPECT_EQ(last(), "BOOKING_VIEWED REFUSED BOOKING_NOT_FOUND");
  services_.registration.list.Return(
      MakeError(absl::StatusCode::kPermissionDenied, "NOT_YOUR_SESSION",
                "it is another's"));
  EXPECT_EQ(browser.Get("/desk/sessions/101").code, 200);
  EXPECT_EQ(last(), "SESSION_PEOPLE_VIEWED REFUSED NOT_YOUR_SESSION");
}

// What could not be looked up is not what was asked for.
TEST_F(AuditTest, AListThatWasShownWasNotRefused) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  notifications::v1::ListMessagesResponse failed;
  for (const int64_t id : {101, 102}) {
    failed.add_messages()->set_booking_id(id);
  }
  services_.notifications.list.Return(failed);
  const absl::Status failures[] = {
      Unavailable("SERVICE_UNAVAILABLE", "not now"),
      NotFound("BOOKING_NOT_FOUND", "it was erased")};
  for (const absl::Status& failure : failures) {
    services_.registration.get.Do(
        [&](const registration::v1::GetBookingRequest& request)
            -> absl::StatusOr<registration::v1::Booking> {
          if (request.id() == 102) return failure;
          return booking_;
        });
    EXPECT_EQ(browser.Get("/desk/messages/failed").code, 200);
    EXPECT_EQ(Acts().back(), "FAILED_MESSAGES_VIEWED DONE") << failure;
  }
}

TEST_F(AuditTest, AnAccountsLifeIsInTheLog) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const HttpAnswer out =
      browser.Submit(browser.Get("/desk/account"), "/desk/sign-out", {});
  EXPECT_EQ(out.Header("Location"), "/desk/sign-in?signed-out=yes") << out.head;
  ASSERT_EQ(SignIn(browser, kAda, kPassword, ada.recovery_code).code, 303);
  EXPECT_THAT(Acts(), ElementsAre("STAFF_INVITED DONE", "ACCOUNT_SET_UP DONE",
                                  "SIGNED_OUT DONE", "RECOVERY_CODE_USED DONE",
                                  "SIGNED_IN DONE"));
  const v1::AuditRecord invited = Log().back();
  EXPECT_EQ(invited.actor_kind(), "OPERATOR");
  EXPECT_EQ(invited.subject_name(), "Ada Example");
  EXPECT_EQ(invited.entry().new_role(), v1::Staff::ADMINISTRATOR);

  v1::Staff bea = Invite("bea@example.org", v1::Staff::READER).staff();
  bea.set_role(v1::Staff::COORDINATOR);
  bea.set_disabled(true);
  ASSERT_OK_AND_ASSIGN(bea, Change(bea));
  bea.set_disabled(false);
  ASSERT_OK(Change(bea));
  ASSERT_OK(InviteAgain(bea.id()));
  ASSERT_OK(SignOut(bea.id()));
  const std::vector<std::string> acts = Acts();
  EXPECT_THAT(
      std::vector<std::string>(acts.begin() + 5, acts.end()),
      ElementsAre("STAFF_INVITED DONE", "STAFF_ROLE_CHANGED DONE",
                  "STAFF_DISABLED DONE", "STAFF_ENABLED DONE",
                  "STAFF_INVITED_AGAIN DONE", "SIGNED_OUT_EVERYWHERE DONE"));
  const v1::AuditEntry changed = Log()[4].entry();
  EXPECT_EQ(changed.old_role(), v1::Staff::READER);
  EXPECT_EQ(changed.new_role(), v1::Staff::COORDINATOR);
}

TEST_F(AuditTest, FailedSignInsOfAccountsAreInTheLogAndSayAtWhat) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const size_t before = Acts().size();
  DeskBrowser stranger(*client_);
  SignIn(stranger, kAda, "a red boat at noon", "");
  SignIn(stranger, "nobody@example.org", kPassword, "");
  SignIn(stranger, kAda, kPassword, "000000");
  // Nobody waits for them to be written.
  ASSERT_TRUE(Eventually([&] { return Acts().size() == before + 2; }));
  const std::vector<std::string> acts = Acts();
  EXPECT_EQ(acts[before], "SIGN_IN_FAILED REFUSED PASSWORD_WRONG");
  EXPECT_EQ(acts[before + 1], "SIGN_IN_FAILED REFUSED CODE_WRONG");
  const v1::AuditRecord record = Log().front();
  EXPECT_EQ(record.actor_kind(), "");
  EXPECT_EQ(record.entry().subject_id(), ada.id);
}

TEST_F(AuditTest, WhatCannotBeRecordedIsNeitherShownNorDone) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  const HttpAnswer form = browser.Get("/desk/bookings/101/cancel");
  const HttpAnswer booking = browser.Get("/desk/bookings/101");
  EXPECT_THAT(booking.body, HasSubstr(kCleo));
  // As when the database takes no more.
  Tamper("ALTER TABLE audit_entries RENAME TO audit_entries_gone");
  DeskBrowser again(*client_);
  again.SetCookie("__Host-desk", browser.CookieOf("__Host-desk"));
  const size_t asked = services_.registration.refuse.requests().size();
  const HttpAnswer answer = again.Get("/desk/bookings/101");
  EXPECT_EQ(answer.code, 503);
  EXPECT_THAT(answer.body, Not(HasSubstr(kCleo)));
  EXPECT_THAT(answer.body, HasSubstr("cannot be written down"));
  EXPECT_EQ(again
                .Submit(form, "/desk/bookings/101/cancel",
                        {{"why", "refuse"}, {"reason", "no"}})
                .code,
            503);
  EXPECT_EQ(services_.registration.refuse.requests().size(), asked);
  EXPECT_EQ(again.Get("/desk/account").code, 200) << "shows no person";
}

}  // namespace
}  // namespace cwp::web
