#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "services/web/desk_workshop_form.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace scheduling = ::cwp::scheduling::v1;
using scheduling::Workshop;

// A workshop at the desk, as scheduling has it.
class DeskWorkshopTest : public DeskTest {
 protected:
  DeskWorkshopTest() {
    workshop_ = SampleWorkshop();
    workshop_.set_etag("\"7\"");
    workshop_.set_what_to_bring("Paper & a pen");
  }

  void SetUp() override {
    DeskTest::SetUp();
    services_.scheduling.get_workshop.Do(
        [this](const scheduling::GetWorkshopRequest& request)
            -> absl::StatusOr<Workshop> {
          if (request.id() == workshop_.id()) return workshop_;
          return NotFound("WORKSHOP_NOT_FOUND", "there is none");
        });
    services_.scheduling.update_workshop.Do(
        [this](const scheduling::UpdateWorkshopRequest& request)
            -> absl::StatusOr<Workshop> {
          if (request.workshop().etag() != workshop_.etag()) {
            return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                             "it changed");
          }
          return request.workshop();
        });
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  // The form as the workshop is, but for one field.
  Fields FormWith(const std::string& field, const std::string& value) {
    Fields fields;
    const http::Parameters form = WorkshopFormOf(workshop_);
    for (const auto& [name, old] : form.entries()) {
      if (name != field) fields.emplace_back(name, old);
    }
    fields.emplace_back(field, value);
    return fields;
  }

  Workshop Saved() {
    const auto requests = services_.scheduling.update_workshop.requests();
    return requests.empty() ? Workshop() : requests.back().workshop();
  }

  static constexpr char kPath[] = "/desk/workshops/11";
  static constexpr char kEdit[] = "/desk/workshops/11/edit";
  static constexpr char kMade[] = "/desk/workshops/11?done=made";
  static constexpr char kEdited[] = "/desk/workshops/11?done=edit";
  static constexpr char kNew[] = "/desk/workshops/new";
  Workshop workshop_;
  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskWorkshopTest, ListsThemByStateAndTakesNoOther) {
  services_.scheduling.workshops = {workshop_};
  const std::string all = browser_->Get("/desk/workshops").body;
  EXPECT_THAT(all, HasSubstr("Helping your child with worry &lt;now&gt;"));
  EXPECT_THAT(all, HasSubstr("Make a workshop"));
  EXPECT_EQ(browser_->Get("/desk/workshops?state=draft").code, 200);
  EXPECT_EQ(services_.scheduling.list_requests().back().state(),
            Workshop::DRAFT);
  const HttpAnswer odd = browser_->Get("/desk/workshops?state=%3Cb%3E");
  EXPECT_EQ(odd.code, 200);
  EXPECT_THAT(odd.body, HasSubstr("a state that there is not"));
  EXPECT_THAT(odd.body, Not(HasSubstr("<b>")));
}

TEST_F(DeskWorkshopTest, ShowsOneWithWhatIsMissing) {
  workshop_.set_description("");
  workshop_.set_state(Workshop::DRAFT);
  const std::string body = browser_->Get(kPath).body;
  EXPECT_THAT(body, HasSubstr("href=\"/desk/workshops/11/edit#description\""));
  EXPECT_THAT(body, HasSubstr("It has no picture"));
  EXPECT_THAT(body, HasSubstr("It has no session to come"));
  EXPECT_THAT(body, HasSubstr("Show it to families"));
  EXPECT_EQ(browser_->Get("/desk/workshops/99").code, 404);
  EXPECT_EQ(browser_->Get("/desk/workshops/x").code, 404);
}

TEST_F(DeskWorkshopTest, ShowsReadersNoButtons) {
  DeskBrowser reader(*client_);
  SetUpAccount(reader, "rea@example.org", v1::Staff::READER);
  const std::string body = reader.Get(kPath).body;
  EXPECT_THAT(body, HasSubstr("Sessions to come"));
  EXPECT_THAT(body, Not(HasSubstr("/edit")));
  EXPECT_THAT(body, Not(HasSubstr("<button")));
  EXPECT_THAT(reader.Get("/desk/workshops").body,
              Not(HasSubstr("Make a workshop")));
}

TEST_F(DeskWorkshopTest, PublishesAndArchivesAndSaysWhyNot) {
  workshop_.set_state(Workshop::DRAFT);
  services_.scheduling.publish_workshop.Return(workshop_);
  const HttpAnswer page = browser_->Get(kPath);
  const std::string act = absl::StrCat(kPath, "/act");
  const HttpAnswer check = browser_->Submit(page, act, {{"act", "publish"}});
  EXPECT_THAT(check.body, Not(HasSubstr("cannot be archived again")));
  EXPECT_EQ(services_.scheduling.publish_workshop.requests().size(), 0);
  EXPECT_EQ(browser_->Submit(check, act, {}).Header("Location"),
            absl::StrCat(kPath, "?done=publish"));
  const auto asked = services_.scheduling.publish_workshop.requests();
  ASSERT_EQ(asked.size(), 1);
  EXPECT_EQ(asked[0].id(), 11);
  EXPECT_NE(asked[0].request_id(), "");
  services_.scheduling.archive_workshop.Return(
      FailedPrecondition("WORKSHOP_HAS_SESSIONS", "some are to come"));
  const HttpAnswer archive = browser_->Submit(page, act, {{"act", "archive"}});
  EXPECT_THAT(archive.body, HasSubstr("Families see it no longer"));
  EXPECT_EQ(
      browser_->Submit(archive, act, {{"then", "form"}}).Header("Location"),
      kPath);
  const HttpAnswer refused = browser_->Submit(archive, act, {});
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body, HasSubstr("Cancel those first"));
  EXPECT_EQ(browser_->Submit(page, act, {{"act", "burn"}}).code, 400);
}

TEST_F(DeskWorkshopTest, ShowsWhichDatesFamiliesWouldSeeAndUndoesIt) {
  workshop_.set_state(Workshop::DRAFT);
  const absl::Time start = clock_.Now() + absl::Hours(30);
  using scheduling::Session;
  services_.scheduling.sessions = {
      SampleSession(kOpen, start, Session::SCHEDULED),
      SampleSession(kFull, start + absl::Hours(24), Session::DRAFT)};
  const std::string act = absl::StrCat(kPath, "/act");
  const std::string shown =
      browser_->Submit(browser_->Get(kPath), act, {{"act", "publish"}}).body;
  EXPECT_THAT(shown, HasSubstr("/workshops/helping-with-worry"));
  EXPECT_THAT(shown, HasSubstr(": Scheduled"));
  EXPECT_THAT(shown, HasSubstr("1 session that is a draft stays hidden"));
  EXPECT_THAT(shown, HasSubstr("cannot be archived again while dates of it"));

  // What has sessions to come cannot be put away, and offers no undoing.
  workshop_.set_state(Workshop::PUBLISHED);
  const std::string done = absl::StrCat(kPath, "?done=publish");
  std::string body = browser_->Get(done).body;
  EXPECT_THAT(body, HasSubstr("Families see it now"));
  EXPECT_THAT(body, Not(HasSubstr("Undo:")));
  services_.scheduling.sessions.clear();
  const HttpAnswer page = browser_->Get(done);
  EXPECT_THAT(page.body, HasSubstr("Undo: archive it"));
  services_.scheduling.archive_workshop.Return(workshop_);
  // The first form of the page undoes it, at once.
  EXPECT_EQ(
      browser_->Submit(page, act, {{"act", "archive"}}).Header("Location"),
      absl::StrCat(kPath, "?done=archive"));
  EXPECT_THAT(browser_->Get(absl::StrCat(kPath, "?done=archive")).body,
              Not(HasSubstr("Undo:")))
      << "it is not so any more";
  workshop_.set_state(Workshop::ARCHIVED);
  EXPECT_THAT(browser_->Get(absl::StrCat(kPath, "?done=archive")).body,
              HasSubstr("Undo: show it to families again"));
}

TEST_F(DeskWorkshopTest, MakesOneOnceItWasLookedAt) {
  services_.scheduling.create_workshop.Return(workshop_);
  const HttpAnswer page = browser_->Get(kNew);
  Fields fields = FormWith("slug", "");
  fields.emplace_back("then", "preview");
  const HttpAnswer preview = browser_->Submit(page, kNew, fields);
  EXPECT_EQ(preview.code, 200);
  EXPECT_THAT(preview.body, HasSubstr("Nothing is saved yet"));
  // The families' page, as it would be.
  EXPECT_THAT(preview.body,
              HasSubstr("<h1 class=\"nhsuk-heading-xl\">Helping"));
  EXPECT_THAT(preview.body, HasSubstr("<p>Second paragraph.</p>"));
  EXPECT_THAT(preview.body, HasSubstr("Dates later."));
  EXPECT_TRUE(services_.scheduling.create_workshop.requests().empty());

  // Back, and nothing is lost.
  const HttpAnswer back = browser_->Submit(preview, kNew, {{"then", "form"}});
  EXPECT_THAT(back.body, HasSubstr("Second paragraph.</textarea>"));
  EXPECT_EQ(HiddenIn(back.body, "form_id"), HiddenIn(page.body, "form_id"));

  EXPECT_EQ(browser_->Submit(preview, kNew, {}).Header("Location"), kMade);
  const auto made = services_.scheduling.create_workshop.requests();
  ASSERT_EQ(made.size(), 1);
  EXPECT_EQ(made[0].workshop().slug(), "helping-your-child-with-worry-now");
  EXPECT_EQ(made[0].workshop().meeting_duration().seconds(), 90 * 60);
  EXPECT_THAT(made[0].workshop().topics(), ElementsAre("anxiety"));
  EXPECT_EQ(services_.scheduling.create_workshop.callers()[0].roles(0),
            "coordinator");
}

TEST_F(DeskWorkshopTest, OffersToUndoWhatWasMade) {
  EXPECT_THAT(browser_->Get(kMade).body, Not(HasSubstr("Undo:")))
      << "it is shown to families";
  workshop_.set_state(Workshop::DRAFT);
  services_.scheduling.sessions = {SampleSession(
      kOpen, clock_.Now() + absl::Hours(30), scheduling::Session::DRAFT)};
  EXPECT_THAT(
      browser_->Get(kMade).body,
      AllOf(HasSubstr("It is made, as a draft"), Not(HasSubstr("Undo:"))))
      << "it has a session already";
  services_.scheduling.sessions.clear();
  const HttpAnswer page = browser_->Get(kMade);
  EXPECT_THAT(page.body, HasSubstr("Undo: archive it"));
  // The first form of the page undoes it, at once.
  services_.scheduling.archive_workshop.Return(workshop_);
  EXPECT_EQ(
      browser_->Submit(page, absl::StrCat(kPath, "/act"), {{"act", "archive"}})
          .Header("Location"),
      kPath);
  const auto archived = services_.scheduling.archive_workshop.requests();
  ASSERT_EQ(archived.size(), 1);
  EXPECT_EQ(archived[0].id(), 11);
}

TEST_F(DeskWorkshopTest, SaysAtEachFieldWhatIsWrongAndKeepsTheForm) {
  const HttpAnswer page = browser_->Get(kNew);
  const std::string long_text(10'000, 'x');
  struct Case {
    std::string field;
    std::string value;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"title", "", "Enter a title"},
           {"title", long_text, "The title must be 100 characters or fewer"},
           {"slug", "Not A Slug", "takes lower-case letters"},
           {"summary", long_text, "The summary must be 140"},
           {"description", long_text, "must be 8,000 characters or fewer"},
           {"description", "a\r\n\r\n<b>x</b>", "line 3"},
           {"audience", "7", "Choose who it is for"},
           {"min_age", "26", "from 0 to 25"},
           {"max_age", "4", "must not be below the youngest"},
           {"max_age", "old", "from 0 to 25"},
           {"topics", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11",
            "10 topics or fewer"},
           {"topics", std::string(41, 'x'), "40 characters or fewer"},
           {"minutes", "0", "from 1 to 1,440"},
           {"where", "moon", "Choose where it takes place"},
           {"where", "venue", "Enter the name of the venue"},
           {"capacity", "many", "from 1 to 10,000"},
           {"names_reason", long_text, "must be 200 characters or fewer"}}) {
    const HttpAnswer answer =
        browser_->Submit(page, kNew, FormWith(c.field, c.value));
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(answer.body, HasSubstr("Error: "));
    EXPECT_THAT(answer.body, HasSubstr("Paper &amp; a pen")) << "is kept";
    if (!c.value.empty() && c.field != "audience" && c.field != "where" &&
        !c.value.starts_with("a\r")) {
      EXPECT_THAT(answer.body, HasSubstr(c.value)) << "is kept";
    }
  }
  // All fields that long at once: still answered, and kept.
  Fields all;
  for (const absl::string_view field : WorkshopFormFields()) {
    if (field == "audience" || field == "where" || field == "languages" ||
        field == "pair") {
      continue;
    }
    all.emplace_back(std::string(field), std::string(10'000, '<'));
  }
  const HttpAnswer answer = browser_->Submit(page, kNew, all);
  EXPECT_EQ(answer.code, 400);
  EXPECT_THAT(answer.body, HasSubstr("&lt;&lt;&lt;"));
  EXPECT_THAT(answer.body, Not(HasSubstr("<<<")));
  EXPECT_TRUE(services_.scheduling.create_workshop.requests().empty());
}

TEST_F(DeskWorkshopTest, PutsWhatSchedulingRefusesAtItsField) {
  const HttpAnswer page = browser_->Get(kNew);
  const auto refused = [&](absl::Status status) {
    services_.scheduling.create_workshop.Return(std::move(status));
    return browser_->Submit(page, kNew, FormWith("slug", "taken"));
  };
  const HttpAnswer taken = refused(
      MakeError(absl::StatusCode::kAlreadyExists, "SLUG_TAKEN", "is taken"));
  EXPECT_EQ(taken.code, 400);
  EXPECT_THAT(taken.body, HasSubstr("href=\"#slug\">Another workshop has"));
  const HttpAnswer odd = refused(InvalidArgument(
      "FIELD_INVALID", "no", {{"field", "delivery.venue.postcode"}}));
  EXPECT_THAT(odd.body, HasSubstr("href=\"#venue_postcode\""));
  // A form that did something before is a new one from then on.
  const HttpAnswer reused = refused(
      InvalidArgument("REQUEST_ID_REUSED", "came before with other content"));
  EXPECT_EQ(reused.code, 409);
  EXPECT_THAT(reused.body, HasSubstr("did what it says already"));
  EXPECT_NE(HiddenIn(reused.body, "form_id"), HiddenIn(page.body, "form_id"));
  EXPECT_THAT(reused.body, HasSubstr("value=\"taken\""));
}

TEST_F(DeskWorkshopTest, ChangesWhatFamiliesSee) {
  const HttpAnswer page = browser_->Get(kEdit);
  EXPECT_THAT(page.body, HasSubstr("value=\"Helping your child with worry "
                                   "&lt;now&gt;\""));
  EXPECT_EQ(browser_->Submit(page, kEdit, FormWith("title", "Better"))
                .Header("Location"),
            kEdited);
  EXPECT_EQ(Saved().title(), "Better");
  EXPECT_EQ(Saved().etag(), "\"7\"");
  EXPECT_EQ(Saved().what_to_bring(), "Paper & a pen");
  EXPECT_EQ(services_.scheduling.update_workshop.requests()[0]
                .update_mask()
                .paths_size(),
            15);
}

TEST_F(DeskWorkshopTest, OffersToUndoAnEdit) {
  workshop_.set_description("One.\n\nTwo & three.");
  const HttpAnswer page = browser_->Get(kEdit);
  EXPECT_EQ(browser_->Get(kEdited).body.find("It is changed"),
            std::string::npos)
      << "nothing was";
  browser_->Submit(page, kEdit, FormWith("title", "Better"));
  const std::string was = workshop_.title();
  workshop_.set_title("Better");
  const HttpAnswer done = browser_->Get(kEdited);
  EXPECT_THAT(done.body, HasSubstr("It is changed"));
  EXPECT_EQ(browser_->Submit(done, kEdit, {}).Header("Location"), kEdited);
  EXPECT_EQ(Saved().title(), was);
  EXPECT_EQ(Saved().description(), "One.\n\nTwo & three.");
  EXPECT_EQ(Saved().what_to_bring(), "Paper & a pen");
  workshop_.set_etag("\"8\"");
  EXPECT_THAT(browser_->Get(kEdited).body, Not(HasSubstr("Undo:")))
      << "somebody else has changed it since";
}

TEST_F(DeskWorkshopTest, ShowsTheSecondWhatTheFirstChangedAndLosesNothing) {
  const HttpAnswer page = browser_->Get(kEdit);
  Fields typed = FormWith("title", "Mine");
  // Meanwhile somebody else changes the title, and the ages.
  workshop_.set_title("Theirs <b>");
  workshop_.mutable_age_range()->set_max_years(14);
  workshop_.set_etag("\"8\"");
  const HttpAnswer second = browser_->Submit(page, kEdit, typed);
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body, HasSubstr("Somebody else changed this"));
  EXPECT_THAT(second.body, HasSubstr("Now: Theirs &lt;b&gt;"));
  EXPECT_THAT(second.body, HasSubstr("You entered: Mine"));
  EXPECT_THAT(second.body, HasSubstr("Now: 14"));
  EXPECT_THAT(second.body, HasSubstr("value=\"Mine\""));
  EXPECT_THAT(second.body, HasSubstr("name=\"max_age\" type=\"text\" "
                                     "value=\"14\""));
  EXPECT_TRUE(services_.scheduling.update_workshop.requests().empty());
  // Sent as it stands then, both changes hold.
  Fields merged = FormWith("title", "Mine");
  EXPECT_EQ(browser_->Submit(second, kEdit, merged).Header("Location"),
            kEdited);
  EXPECT_EQ(Saved().title(), "Mine");
  EXPECT_EQ(Saved().age_range().max_years(), 14);
  EXPECT_EQ(Saved().etag(), "\"8\"");
}

TEST_F(DeskWorkshopTest, DoesNotMindChangesThatTheFormDoesNotHave) {
  const HttpAnswer page = browser_->Get(kEdit);
  workshop_.set_state(Workshop::ARCHIVED);
  workshop_.set_etag("\"9\"");
  EXPECT_EQ(browser_->Submit(page, kEdit, FormWith("title", "Better"))
                .Header("Location"),
            kEdited);
  EXPECT_EQ(Saved().etag(), "\"9\"");
}

TEST_F(DeskWorkshopTest, PreviewsWithTheSessionsThatFamiliesSee) {
  workshop_.set_state(Workshop::DRAFT);
  workshop_.mutable_picture()->set_id(std::string(64, 'a'));
  workshop_.mutable_picture()->set_alternative_text("A sofa");
  workshop_.mutable_picture()->set_width(1200);
  workshop_.mutable_picture()->set_height(600);
  scheduling::Session session = SampleSession(
      kOpen, clock_.Now() + absl::Hours(30), scheduling::Session::OPEN);
  scheduling::Session draft = session;
  draft.set_id(500);
  draft.set_state(scheduling::Session::DRAFT);
  services_.scheduling.sessions = {session, draft};
  const std::string body = browser_->Get("/desk/workshops/11/preview").body;
  EXPECT_THAT(body, HasSubstr("srcset=\"/desk/workshops/11/picture/small\""));
  EXPECT_THAT(body, HasSubstr(" src=\"/desk/workshops/11/picture/large\""));
  EXPECT_THAT(body, HasSubstr("alt=\"A sofa\""));
  EXPECT_THAT(body, HasSubstr("/sessions/101/book"));
  EXPECT_THAT(body, Not(HasSubstr("/sessions/500/book")));
}

TEST_F(DeskWorkshopTest, CopiesOneUnderAnotherName) {
  Workshop copy = workshop_;
  copy.set_id(77);
  services_.scheduling.clone_workshop.Return(copy);
  const std::string path = absl::StrCat(kPath, "/clone");
  const HttpAnswer page = browser_->Get(path);
  EXPECT_THAT(page.body, HasSubstr("value=\"helping-with-worry-copy\""));
  EXPECT_EQ(
      browser_->Submit(page, path, {{"slug", "worry-2"}}).Header("Location"),
      "/desk/workshops/77?done=made");
  services_.scheduling.clone_workshop.Return(
      MakeError(absl::StatusCode::kAlreadyExists, "SLUG_TAKEN", "is taken"));
  const HttpAnswer taken = browser_->Submit(page, path, {{"slug", "worry-2"}});
  EXPECT_EQ(taken.code, 400);
  EXPECT_THAT(taken.body, HasSubstr("value=\"worry-2\""));
  EXPECT_THAT(taken.body, HasSubstr("Another workshop has this name"));
}

TEST_F(DeskWorkshopTest, KeepsALongFormThatWasSentTooLate) {
  DeskBrowser browser(*client_);
  const Colleague cleo =
      SetUpAccount(browser, "cleo@example.org", v1::Staff::COORDINATOR);
  const HttpAnswer page = browser.Get(kNew);
  clock_.Advance(absl::Minutes(31));
  const std::string text(8'000, 'n');
  const HttpAnswer asked =
      browser.Submit(page, kNew, FormWith("description", text));
  EXPECT_EQ(asked.code, 403);
  const HttpAnswer again = browser.Submit(asked, "/desk/sign-in",
                                          {{"email", cleo.email},
                                           {"password", kPassword},
                                           {"code", NextCode(cleo)}});
  const HttpAnswer form = browser.Submit(again, kNew, {});
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body, HasSubstr(text));
  EXPECT_THAT(form.body, HasSubstr("Paper &amp; a pen"));
}

TEST(SlugFor, MakesOneFromATitle) {
  EXPECT_EQ(SlugFor("Helping with worry!"), "helping-with-worry");
  EXPECT_EQ(SlugFor("  What's  next? "), "whats-next");
  EXPECT_EQ(SlugFor("5 steps"), "workshop-5-steps");
  EXPECT_EQ(SlugFor("…"), "");
  EXPECT_EQ(SlugFor(std::string(80, 'a')).size(), 63);
}

}  // namespace
}  // namespace cwp::web
