// What is looked at before it is asked for: a check, a preview, the form again.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/web/desk_workshop_form.h"
#include "tests/web/audit_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;

constexpr char kAda[] = "ada@example.org";

TEST_F(AuditTest, APreviewIsNoChange) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  const std::string path = "/desk/sessions/101/capacity";
  const HttpAnswer form = browser.Get(path);
  const size_t before = Acts().size();
  browser.Submit(form, path, {{"capacity", "9"}});
  EXPECT_EQ(Acts().size(), before);
  browser.Submit(form, path,
                 {{"capacity", "9"}, {"confirmed", "yes"}, {"then", "form"}});
  EXPECT_EQ(Acts().size(), before) << "nor is what is not recorded done";
  browser.Submit(form, path, {{"capacity", "9"}, {"confirmed", "yes"}});
  EXPECT_THAT(Acts().back(), HasSubstr("SESSION_CHANGED"))
      << "the fake knows no such call";
}

TEST_F(AuditTest, WhoeverIsAskedAboutFirstIsSeenAndNothingIsBegun) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  registration::v1::WaitlistEntry entry;
  entry.set_id(9);
  entry.mutable_contact()->set_name(kCleo);
  entry.set_state(registration::v1::WaitlistEntry::OFFERED);
  entry.mutable_offer()->set_id(31);
  entry.mutable_offer()->set_session_id(kOpen);
  entry.mutable_offer()->set_state(registration::v1::Offer::OPEN);
  services_.registration.get_entry.Return(entry);
  services_.registration.decline.Return(entry);
  const std::string path = "/desk/waitlist/9";
  const HttpAnswer page = browser.Get(path);
  const size_t before = Acts().size();
  const HttpAnswer check = browser.Submit(page, path + "/decline", {});
  EXPECT_THAT(check.body, HasSubstr(kCleo));
  ASSERT_EQ(Acts().size(), before + 1);
  EXPECT_EQ(Acts().back(), "WAITLIST_ENTRY_VIEWED DONE");
  EXPECT_EQ(Log().front().entry().subject_id(), 9);
  browser.Submit(check, path + "/decline", {{"then", "form"}});
  EXPECT_EQ(browser.Submit(check, path + "/decline", {}).code, 303);
  const std::vector<std::string> acts = Acts();
  ASSERT_EQ(acts.size(), before + 4);
  EXPECT_EQ(acts[before + 1], "WAITLIST_ENTRY_VIEWED DONE");
  EXPECT_EQ(acts[before + 2], "OFFER_DECLINED BEGUN");
  EXPECT_EQ(acts[before + 3], "OFFER_DECLINED DONE");
}

// The button that leads back sends that it is confirmed, as all of its page do.
TEST_F(AuditTest, WhoeverGoesBackFromACheckHasAskedForNothing) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  services_.scheduling.get_workshop.Return(SampleWorkshop());
  services_.facilitators.list.Return(
      scheduling::v1::ListFacilitatorsResponse());
  services_.webinars.get.Return(SampleWebinar());
  services_.series.preview.Return(scheduling::v1::SeriesPlan());
  services_.series.preview_edit.Return(scheduling::v1::SeriesEditPlan());
  scheduling::v1::Series series;
  series.set_id(301);
  services_.series.get.Return(series);
  registration::v1::PreviewSessionChangeResponse impact;
  impact.set_would_be_offered(1);
  services_.registration.preview.Return(impact);
  const std::string workshop = "/desk/workshops/11";
  const std::string handout =
      absl::StrCat("/desk/webinars/31/handouts/", kHandout);
  const Fields when = {{"date", "12 January 2027"}, {"time", "7pm"}};
  const auto with = [&](Fields more) {
    more.insert(more.end(), when.begin(), when.end());
    return more;
  };
  struct Case {
    std::string page;
    std::string step;
    Fields fields;
    // Whether what is asked for is often done without a check.
    bool is_begun = false;
  };
  for (const Case& c : std::vector<Case>{
           {workshop, "/act", {{"act", "archive"}}},
           {workshop + "/picture", "", {{"act", "remove"}}},
           {workshop + "/sessions/new", "",
            with({{"meetings", "1"},
                  {"where", "workshop"},
                  {"format", "workshop"},
                  {"capacity", "9"}})},
           {workshop + "/series/new", "",
            with({{"how", "weekly"}, {"count", "2"}, {"capacity", "9"}})},
           {"/desk/series/301/edit", "", {{"scope", "all"}, {"capacity", "9"}}},
           {"/desk/sessions/101/edit",
            "",
            {{"where", "workshop"}, {"format", "live_webinar"}}},
           {"/desk/sessions/101/move", "", when},
           {"/desk/sessions/101", "/act", {{"act", "open"}}, true},
           {"/desk/webinars/31/parts/1", "/act", {{"act", "remove"}}},
           {handout, "/act", {{"act", "remove"}}}}) {
    const std::string path = c.page + c.step;
    const HttpAnswer page = browser.Get(c.page);
    const size_t before = Acts().size();
    const HttpAnswer check = browser.Submit(page, path, c.fields);
    EXPECT_THAT(check.body, HasSubstr("name=\"confirmed\"")) << path;
    const size_t then = Acts().size();
    EXPECT_EQ(then > before, c.is_begun) << path;
    EXPECT_LT(browser.Submit(check, path, {{"then", "form"}}).code, 400);
    EXPECT_EQ(Acts().size(), then) << path;
  }
}

// As a page for families, or in its form again.
TEST_F(AuditTest, WhoeverLooksAtAWorkshopAsTypedHasAskedForNothing) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  services_.scheduling.get_workshop.Return(SampleWorkshop());
  services_.scheduling.create_workshop.Return(SampleWorkshop());
  services_.scheduling.update_workshop.Return(SampleWorkshop());
  Fields typed;
  const http::Parameters form_of_it = WorkshopFormOf(SampleWorkshop());
  for (const auto& [name, value] : form_of_it.entries()) {
    typed.emplace_back(name, value);
  }
  for (const std::string& path : {std::string("/desk/workshops/new"),
                                  std::string("/desk/workshops/11/edit")}) {
    const HttpAnswer form = browser.Get(path);
    const size_t before = Acts().size();
    for (const char* then : {"preview", "form"}) {
      Fields fields = typed;
      fields.emplace_back("then", then);
      EXPECT_EQ(browser.Submit(form, path, fields).code, 200) << then;
      EXPECT_EQ(Acts().size(), before) << path << " " << then;
    }
    EXPECT_EQ(browser.Submit(form, path, typed).code, 303);
    EXPECT_EQ(Acts().size(), before + 2) << path;
  }
}

}  // namespace
}  // namespace cwp::web
