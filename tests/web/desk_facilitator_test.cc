// Those who lead sessions: listed, added, changed, retired and erased.
#include <optional>
#include <string>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Facilitator;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kList[] = "/desk/facilitators";
constexpr char kNew[] = "/desk/facilitators/new";
constexpr char kOne[] = "/desk/facilitators/72";
constexpr char kRetire[] = "/desk/facilitators/72/retire";
constexpr char kErase[] = "/desk/facilitators/72/erase";

class DeskFacilitatorTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    Facilitator supervisor = Make(71, "Sana Example", Facilitator::SUPERVISOR);
    Facilitator former = Make(73, "", Facilitator::PRACTITIONER);
    former.set_erased(true);
    former.mutable_retire_time()->set_seconds(1'790'000'000);
    one_ = Make(72, "Cleo <Example>", Facilitator::TRAINEE);
    one_.set_supervisor_id(71);
    one_.set_email("cleo@example.org");
    services_.facilitators.list.Do(
        [this, supervisor, former](const scheduling::ListFacilitatorsRequest&)
            -> absl::StatusOr<scheduling::ListFacilitatorsResponse> {
          scheduling::ListFacilitatorsResponse team;
          *team.add_facilitators() = former;
          *team.add_facilitators() = supervisor;
          *team.add_facilitators() = one_;
          return team;
        });
    services_.facilitators.get.Do(
        [this](const scheduling::GetFacilitatorRequest&)
            -> absl::StatusOr<Facilitator> { return one_; });
    services_.facilitators.create.Return(one_);
    services_.facilitators.update.Return(one_);
    services_.facilitators.retire.Return(one_);
    services_.facilitators.erase.Return(one_);
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  static Facilitator Make(int64_t id, const char* name,
                          Facilitator::Role role) {
    Facilitator made;
    made.set_id(id);
    made.set_display_name(name);
    made.set_role(role);
    made.set_etag("\"5\"");
    return made;
  }

  // They lead the open session, which is to come.
  void LeadASession() {
    scheduling::Session session = SampleSession(
        kOpen, clock_.Now() + absl::Hours(30), scheduling::Session::OPEN);
    session.add_facilitator_ids(72);
    services_.scheduling.sessions = {session};
  }

  HttpAnswer Send(const std::string& path, const Fields& fields) {
    return browser_->Submit(browser_->Get(path), path, fields);
  }
  static Fields Good() {
    return {{"name", "Dora Example"},
            {"role", "2"},
            {"supervisor", "71"},
            {"email", "dora@example.org"}};
  }
  // The form as it is, but for one field.
  static Fields But(const std::string& field, const std::string& value) {
    Fields fields;
    for (const auto& [name, usual] : Fields{{"name", "Cleo <Example>"},
                                            {"role", "1"},
                                            {"supervisor", "71"},
                                            {"email", "cleo@example.org"}}) {
      fields.emplace_back(name, name == field ? value : usual);
    }
    return fields;
  }

  Facilitator one_;
  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskFacilitatorTest, ListsWhoTheyAreAndWhatTheyLead) {
  LeadASession();
  const HttpAnswer page = browser_->Get(kList);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Cleo &lt;Example&gt;"), HasSubstr("Trainee"),
                    HasSubstr("Leads sessions"), HasSubstr("Erased"),
                    HasSubstr("A former colleague, 73")));
  EXPECT_THAT(page.body, Not(HasSubstr("/desk/facilitators/73")))
      << "there is nothing to change of them";
  EXPECT_LT(page.body.find("Sana Example"), page.body.find("colleague, 73"))
      << "those who lead come first";
  EXPECT_THAT(
      services_.scheduling.session_requests().back().states(),
      ElementsAre(scheduling::Session::DRAFT, scheduling::Session::SCHEDULED,
                  scheduling::Session::OPEN, scheduling::Session::CLOSED));
  EXPECT_TRUE(services_.facilitators.list.requests().back().include_retired());
  services_.facilitators.list.Return(scheduling::ListFacilitatorsResponse());
  EXPECT_THAT(browser_->Get(kList).body, HasSubstr("There is none."));
}

TEST_F(DeskFacilitatorTest, AddsOne) {
  const HttpAnswer page = browser_->Get(kNew);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Sana Example"),
                               Not(HasSubstr("Cleo &lt;Example&gt;"))))
      << "supervisors alone can be chosen";
  const HttpAnswer done = browser_->Submit(page, kNew, Good());
  EXPECT_EQ(done.Header("Location"), "/desk/facilitators?done=added");
  EXPECT_THAT(browser_->Get("/desk/facilitators?done=added").body,
              HasSubstr("The facilitator was added"));
  const auto asked = services_.facilitators.create.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].facilitator().display_name(), "Dora Example");
  EXPECT_EQ(asked[0].facilitator().role(), Facilitator::PRACTITIONER);
  EXPECT_EQ(asked[0].facilitator().supervisor_id(), 71);
  EXPECT_EQ(asked[0].facilitator().email(), "dora@example.org");
  EXPECT_THAT(asked[0].request_id(), SizeIs(43));
  EXPECT_EQ(services_.facilitators.create.callers()[0].roles(0), "coordinator");
}

TEST_F(DeskFacilitatorTest, SaysWhatIsWrongAndKeepsTheRest) {
  struct Case {
    Fields fields;
    const char* words;
  };
  for (const Case& one : {
           Case{{{"role", "2"}}, "Enter a name"},
           Case{{{"name", "Dora"}}, "Choose a role"},
           Case{{{"name", "Dora"}, {"role", "9"}}, "Choose a role"},
           Case{{{"name", "Dora"}, {"role", "3"}, {"supervisor", "71"}},
                "a supervisor has no supervisor"},
           Case{{{"name", "Dora"}, {"role", "2"}, {"email", "dora"}},
                "Enter an email address"},
           Case{{{"name", std::string(10'000, 'x')}, {"role", "2"}},
                "The name must be 100 characters or fewer"},
       }) {
    const HttpAnswer refused = Send(kNew, one.fields);
    EXPECT_EQ(refused.code, 400) << one.words;
    EXPECT_THAT(refused.body, HasSubstr(one.words));
  }
  EXPECT_THAT(services_.facilitators.create.requests(), IsEmpty());
}

TEST_F(DeskFacilitatorTest, SaysWhatSchedulingRefuses) {
  struct Case {
    absl::Status status;
    int code;
    const char* words;
  };
  for (const Case& one : {
           Case{FailedPrecondition("NOT_A_SUPERVISOR", "no"), 400,
                "Choose another supervisor"},
           Case{FailedPrecondition("FACILITATOR_RETIRED", "no"), 400,
                "Choose another supervisor"},
           Case{FailedPrecondition("SUPERVISES_OTHERS", "no"), 400,
                "Others have them as their supervisor"},
           Case{InvalidArgument("FIELD_INVALID", "no", {{"field", "email"}}),
                400, "Enter an email address"},
           Case{FailedPrecondition("FACILITATOR_ERASED", "no"), 409,
                "Their name and email address were erased"},
           Case{InvalidArgument("REQUEST_ID_REUSED", "no"), 409,
                "This form did what it says already"},
       }) {
    services_.facilitators.update.Return(one.status);
    const HttpAnswer refused = Send(kOne, But("name", "Cleo Ample"));
    EXPECT_EQ(refused.code, one.code) << one.status;
    EXPECT_THAT(refused.body, HasSubstr(one.words)) << one.status;
    EXPECT_THAT(refused.body, HasSubstr("value=\"Cleo Ample\"")) << one.status;
  }
}

TEST_F(DeskFacilitatorTest, ChangesWhatIsAnotherAndNothingElse) {
  const HttpAnswer page = browser_->Get(kOne);
  EXPECT_THAT(page.body, AllOf(HasSubstr("value=\"cleo@example.org\""),
                               HasSubstr("value=\"71\" selected"),
                               HasSubstr(kRetire), HasSubstr(kErase)));
  const HttpAnswer same = browser_->Submit(page, kOne, But("", ""));
  EXPECT_EQ(same.code, 409) << "the audit log must not say that it was done";
  EXPECT_THAT(same.body, HasSubstr("Nothing is different"));
  EXPECT_THAT(services_.facilitators.update.requests(), IsEmpty());
  EXPECT_EQ(browser_->Submit(page, kOne, But("email", "")).Header("Location"),
            "/desk/facilitators?done=saved");
  const auto asked = services_.facilitators.update.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_THAT(asked[0].update_mask().paths(), ElementsAre("email"));
  EXPECT_EQ(asked[0].facilitator().id(), 72);
  EXPECT_EQ(asked[0].facilitator().email(), "");
  EXPECT_EQ(asked[0].facilitator().etag(), "\"5\"");
}

TEST_F(DeskFacilitatorTest, ShowsWhatAColleagueChangedAndLosesNothing) {
  const HttpAnswer page = browser_->Get(kOne);
  one_.set_etag("\"6\"");
  one_.set_role(Facilitator::PRACTITIONER);
  const HttpAnswer both = browser_->Submit(page, kOne, But("name", "Cleo A"));
  EXPECT_EQ(both.code, 409);
  EXPECT_THAT(
      both.body,
      AllOf(HasSubstr("Somebody else changed this in the meantime"),
            HasSubstr("Now: Practitioner"), HasSubstr("value=\"Cleo A\"")));
  EXPECT_THAT(services_.facilitators.update.requests(), IsEmpty());
  EXPECT_EQ(browser_
                ->Submit(both, kOne,
                         {{"name", "Cleo A"},
                          {"role", "2"},
                          {"supervisor", "71"},
                          {"email", "cleo@example.org"}})
                .code,
            303);
  EXPECT_EQ(
      services_.facilitators.update.requests().back().facilitator().etag(),
      "\"6\"");
  // The change came between reading and writing.
  services_.facilitators.update.Return(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "too late"));
  const HttpAnswer late = Send(kOne, But("name", "Cleo B"));
  EXPECT_THAT(late.body, HasSubstr("value=\"Cleo B\""));
}

TEST_F(DeskFacilitatorTest, RetiresOneAfterAskingOnce) {
  LeadASession();
  const HttpAnswer ask = browser_->Get(kRetire);
  EXPECT_THAT(ask.body, AllOf(HasSubstr("Retire Cleo &lt;Example&gt;?"),
                              HasSubstr("These sessions stay theirs"),
                              HasSubstr("/desk/sessions/101")));
  EXPECT_THAT(services_.facilitators.retire.requests(), IsEmpty());
  EXPECT_EQ(browser_->Submit(ask, kRetire, {}).Header("Location"),
            "/desk/facilitators?done=retired");
  EXPECT_EQ(services_.facilitators.retire.requests()[0].id(), 72);
  services_.facilitators.retire.Return(
      FailedPrecondition("SUPERVISES_OTHERS", "no"));
  const HttpAnswer refused = browser_->Submit(ask, kRetire, {});
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body, HasSubstr("Others have them as their supervisor"));
}

TEST_F(DeskFacilitatorTest, ErasesOneWhoLeadsNothingAfterAskingOnce) {
  const HttpAnswer ask = browser_->Get(kErase);
  EXPECT_THAT(ask.body, HasSubstr("This cannot be undone"));
  EXPECT_THAT(services_.facilitators.erase.requests(), IsEmpty());
  EXPECT_EQ(browser_->Submit(ask, kErase, {}).Header("Location"),
            "/desk/facilitators?done=erased");
  EXPECT_EQ(services_.facilitators.erase.requests()[0].id(), 72);
  services_.facilitators.erase.Return(FailedPrecondition(
      "FACILITATOR_LEADS_SESSIONS", "no", {{"session", "101"}}));
  const HttpAnswer refused = browser_->Submit(ask, kErase, {});
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body, HasSubstr("They lead session 101"));
  LeadASession();
  const HttpAnswer leads = browser_->Get(kErase);
  EXPECT_THAT(leads.body, AllOf(HasSubstr("Give each to others first"),
                                HasSubstr("/desk/sessions/101"),
                                Not(HasSubstr("action=\"/desk"))));
}

TEST_F(DeskFacilitatorTest, OneWhoWasErasedIsInTheListAlone) {
  one_.set_erased(true);
  for (const char* const path : {kOne, kRetire, kErase}) {
    EXPECT_EQ(browser_->Get(path).Header("Location"), kList) << path;
  }
  services_.facilitators.get.Return(NotFound("FACILITATOR_NOT_FOUND", "no"));
  EXPECT_EQ(browser_->Get("/desk/facilitators/8").code, 404);
  EXPECT_EQ(browser_->Get("/desk/facilitators/x").code, 404);
}

}  // namespace
}  // namespace cwp::web
