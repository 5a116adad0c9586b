// Webinars at the desk: the list, one, its texts, and what is shown to whom.
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "gmock/gmock.h"
#include "services/web/desk_webinar_form.h"
#include "tests/web/desk_webinar_fixture.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class DeskWebinarTest : public DeskWebinarFixture {
 protected:
  // The form as the webinar is, but for one field.
  Fields FormWith(const std::string& field, const std::string& value) {
    Fields fields;
    const http::Parameters form = WebinarFormOf(webinar_);
    for (const auto& [name, old] : form.entries()) {
      if (name != field) fields.emplace_back(name, old);
    }
    fields.emplace_back(field, value);
    return fields;
  }

  static constexpr char kEdit[] = "/desk/webinars/31/edit";
  static constexpr char kNew[] = "/desk/webinars/new";
};

TEST_F(DeskWebinarTest, ListsThemWithHowOftenTheyWereWatched) {
  webinars::Webinar draft = webinar_;
  draft.set_id(32);
  draft.set_title("Sleep <b>");
  draft.set_state(webinars::Webinar::DRAFT);
  services_.webinars.webinars = {draft, webinar_};
  SetViews(31, std::string(kVideo), 1234, 56);
  const std::string all = browser_->Get("/desk/webinars").body;
  EXPECT_THAT(all, HasSubstr("href=\"/desk/webinars/31\">School anxiety"));
  EXPECT_THAT(all, HasSubstr("Sleep &lt;b&gt;"));
  EXPECT_THAT(all, HasSubstr("1234"));
  EXPECT_THAT(all, HasSubstr("56"));
  EXPECT_THAT(all, HasSubstr("Make a webinar"));
  const std::string drafts = browser_->Get("/desk/webinars?state=draft").body;
  EXPECT_THAT(drafts, HasSubstr("Sleep"));
  EXPECT_THAT(drafts, Not(HasSubstr("School anxiety")));
  const std::string none = browser_->Get("/desk/webinars?state=withdrawn").body;
  EXPECT_THAT(none, HasSubstr("There are none"));
  const HttpAnswer odd = browser_->Get("/desk/webinars?state=%3Cb%3E");
  EXPECT_EQ(odd.code, 200);
  EXPECT_THAT(odd.body, HasSubstr("a state that there is not"));
  EXPECT_EQ(services_.webinars.list_views.requests().back().recent_day(),
            "2026-10-23");
}

TEST_F(DeskWebinarTest, ShowsOneWithoutItsNumbersWhereTheyAreNotKnown) {
  services_.webinars.list_views.Return(Unavailable("DOWN", "down"));
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("Not known"));
  EXPECT_THAT(page.body, HasSubstr("This cannot be said at the moment"));
}

TEST_F(DeskWebinarTest, SaysWhatIsMissingBeforeItCanBeShown) {
  webinar_.set_state(webinars::Webinar::DRAFT);
  webinar_.mutable_parts(0)->clear_captions_hash();
  const std::string body = browser_->Get(kPath).body;
  EXPECT_THAT(body, HasSubstr("It has no description"));
  EXPECT_THAT(body, HasSubstr("href=\"/desk/webinars/31/parts/1/captions\">"
                              "Part 1 has no captions"));
  EXPECT_THAT(body, Not(HasSubstr("Part 2 has no captions")));
  EXPECT_THAT(body, HasSubstr("It is a draft"));
  webinar_.clear_parts();
  EXPECT_THAT(browser_->Get(kPath).body,
              HasSubstr("href=\"/desk/webinars/31/parts/new\">It has no part"));
  EXPECT_EQ(browser_->Get("/desk/webinars/99").code, 404);
  EXPECT_EQ(browser_->Get("/desk/webinars/x").code, 404);
}

TEST_F(DeskWebinarTest, ShowsReadersAndFacilitatorsNumbersAndNoButtons) {
  SetViews(31, kVideo, 1234, 56);
  for (const auto role : {v1::Staff::READER, v1::Staff::FACILITATOR}) {
    DeskBrowser other(*client_);
    SetUpAccount(other, absl::StrCat("r", static_cast<int>(role), "@x.example"),
                 role);
    const std::string body = other.Get(kPath).body;
    EXPECT_THAT(body, HasSubstr("1234"));
    EXPECT_THAT(body, Not(HasSubstr("<button")));
    EXPECT_THAT(body, Not(HasSubstr("/edit")));
    EXPECT_THAT(other.Get("/desk/webinars").body,
                Not(HasSubstr("Make a webinar")));
    EXPECT_EQ(other.Get(absl::StrCat(kPath, "/preview")).code, 200);
  }
}

TEST_F(DeskWebinarTest, PublishesAndWithdrawsWithTheWayBack) {
  webinar_.set_state(webinars::Webinar::DRAFT);
  services_.webinars.publish.Do([this](const webinars::PublishWebinarRequest&) {
    webinar_.set_state(webinars::Webinar::PUBLISHED);
    return webinar_;
  });
  services_.webinars.withdraw.Do(
      [this](const webinars::WithdrawWebinarRequest&) {
        webinar_.set_state(webinars::Webinar::WITHDRAWN);
        return webinar_;
      });
  const std::string act = absl::StrCat(kPath, "/act");
  HttpAnswer page = browser_->Get(kPath);
  const HttpAnswer published =
      browser_->Submit(page, act, {{"act", "publish"}});
  EXPECT_EQ(published.Header("Location"), "/desk/webinars/31?done=publish");
  page = browser_->Get("/desk/webinars/31?done=publish");
  EXPECT_THAT(page.body, HasSubstr("Undo: withdraw it"));
  EXPECT_THAT(page.body, HasSubstr("href=\"/webinars/school-anxiety\""));
  EXPECT_EQ(
      browser_->Submit(page, act, {{"act", "withdraw"}}).Header("Location"),
      "/desk/webinars/31?done=withdraw");
  page = browser_->Get("/desk/webinars/31?done=withdraw");
  EXPECT_THAT(page.body, HasSubstr("Undo: show it to families again"));
  EXPECT_THAT(page.body, HasSubstr("It was withdrawn"));
  EXPECT_NE(services_.webinars.publish.requests()[0].request_id(), "");
  EXPECT_EQ(services_.webinars.publish.callers()[0].roles(0), "coordinator");
  EXPECT_EQ(browser_->Submit(page, act, {{"act", "burn"}}).code, 400);
}

TEST_F(DeskWebinarTest, SaysInPlainWordsWhyItCannotBeShown) {
  webinar_.set_state(webinars::Webinar::DRAFT);
  const std::string act = absl::StrCat(kPath, "/act");
  const HttpAnswer page = browser_->Get(kPath);
  services_.webinars.publish.Return(
      FailedPrecondition("CAPTIONS_MISSING", "no", {{"part", "2"}}));
  const HttpAnswer captions = browser_->Submit(page, act, {{"act", "publish"}});
  EXPECT_EQ(captions.code, 409);
  EXPECT_THAT(captions.body, HasSubstr("Part 2 has no captions. Some people"));
  services_.webinars.publish.Return(
      FailedPrecondition("WEBINAR_HAS_NO_PARTS", "no"));
  EXPECT_THAT(browser_->Submit(page, act, {{"act", "publish"}}).body,
              HasSubstr("families would have nothing to watch"));
}

TEST_F(DeskWebinarTest, MakesOne) {
  services_.webinars.create.Return(webinar_);
  const HttpAnswer page = browser_->Get(kNew);
  EXPECT_EQ(
      browser_->Submit(page, kNew, FormWith("slug", "")).Header("Location"),
      kPath);
  const auto made = services_.webinars.create.requests();
  ASSERT_EQ(made.size(), 1);
  EXPECT_EQ(made[0].webinar().slug(), "school-anxiety");
  EXPECT_EQ(made[0].webinar().parts_size(), 0);
}

TEST_F(DeskWebinarTest, SaysAtEachFieldWhatIsWrongAndKeepsTheForm) {
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
           {"audience", "7", "Choose who it is for"}}) {
    const HttpAnswer answer =
        browser_->Submit(page, kNew, FormWith(c.field, c.value));
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    if (!c.value.empty() && c.field != "audience") {
      EXPECT_THAT(answer.body, HasSubstr(c.value)) << "is kept";
    }
  }
  Fields all;
  for (const absl::string_view field : WebinarFormFields()) {
    if (field == "audience") continue;
    all.emplace_back(std::string(field), std::string(10'000, '<'));
  }
  const HttpAnswer markup = browser_->Submit(page, kNew, all);
  EXPECT_EQ(markup.code, 400);
  EXPECT_THAT(markup.body, HasSubstr("&lt;&lt;&lt;"));
  EXPECT_THAT(markup.body, Not(HasSubstr("<<<")));
  EXPECT_TRUE(services_.webinars.create.requests().empty());

  services_.webinars.create.Return(
      MakeError(absl::StatusCode::kAlreadyExists, "SLUG_TAKEN", "is taken"));
  const HttpAnswer taken =
      browser_->Submit(page, kNew, FormWith("slug", "taken"));
  EXPECT_EQ(taken.code, 400);
  EXPECT_THAT(taken.body, HasSubstr("href=\"#slug\">Another webinar has"));
}

TEST_F(DeskWebinarTest, ChangesItsTextsAlone) {
  const HttpAnswer page = browser_->Get(kEdit);
  EXPECT_EQ(browser_->Submit(page, kEdit, FormWith("title", "Better"))
                .Header("Location"),
            kPath);
  ASSERT_EQ(Updates().size(), 1);
  EXPECT_EQ(Updates()[0].webinar().title(), "Better");
  EXPECT_EQ(Updates()[0].webinar().etag(), "\"4\"");
  EXPECT_THAT(
      Updates()[0].update_mask().paths(),
      ElementsAre("title", "slug", "summary", "description", "audience"));
  services_.webinars.update.Return(FailedPrecondition("SLUG_FIXED", "fixed"));
  const HttpAnswer fixed =
      browser_->Submit(page, kEdit, FormWith("slug", "other"));
  EXPECT_EQ(fixed.code, 400);
  EXPECT_THAT(fixed.body, HasSubstr("keep that one"));
}

TEST_F(DeskWebinarTest, ShowsTheSecondWhatTheFirstChangedAndLosesNothing) {
  const HttpAnswer page = browser_->Get(kEdit);
  const Fields typed = FormWith("title", "Mine");
  webinar_.set_title("Theirs <b>");
  webinar_.set_summary("Their summary");
  webinar_.set_etag("\"5\"");
  const HttpAnswer second = browser_->Submit(page, kEdit, typed);
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body, HasSubstr("Somebody else changed this"));
  EXPECT_THAT(second.body, HasSubstr("Now: Theirs &lt;b&gt;"));
  EXPECT_THAT(second.body, HasSubstr("You entered: Mine"));
  EXPECT_THAT(second.body, HasSubstr("Their summary</textarea>"));
  EXPECT_TRUE(Updates().empty());
  EXPECT_EQ(browser_->Submit(second, kEdit, FormWith("title", "Mine"))
                .Header("Location"),
            kPath);
  EXPECT_EQ(Updates()[0].webinar().etag(), "\"5\"");
  EXPECT_EQ(Updates()[0].webinar().summary(), "Their summary");
}

TEST_F(DeskWebinarTest, DoesNotMindChangesThatTheFormDoesNotHave) {
  const HttpAnswer page = browser_->Get(kEdit);
  webinar_.mutable_parts(0)->set_title("Other");
  webinar_.set_etag("\"9\"");
  EXPECT_EQ(browser_->Submit(page, kEdit, FormWith("title", "Better"))
                .Header("Location"),
            kPath);
}

TEST_F(DeskWebinarTest, PreviewsADraftWithItsFiles) {
  webinar_.set_state(webinars::Webinar::DRAFT);
  webinar_.mutable_handouts(0)->set_part(1);
  const std::string body = browser_->Get(absl::StrCat(kPath, "/preview")).body;
  EXPECT_THAT(body, HasSubstr("<h1 class=\"nhsuk-heading-xl\">School anxiety"));
  EXPECT_THAT(body, HasSubstr("src=\"/desk/webinars/31/files/aaaa\""));
  EXPECT_THAT(body, HasSubstr("href=\"/desk/webinars/31/files/cccc\""));
  EXPECT_THAT(body, Not(HasSubstr("\"/media/")));
  EXPECT_THAT(body, HasSubstr("Back to the desk"));

  const HttpAnswer video = browser_->Get("/desk/webinars/31/files/aaaa");
  EXPECT_EQ(video.code, 200);
  EXPECT_EQ(video.body.size(), 5000);
  EXPECT_EQ(video.Header("Content-Type"), "video/mp4");
  EXPECT_EQ(video.Header("Cache-Control"), "no-store");
  const HttpAnswer handout = browser_->Get("/desk/webinars/31/files/cccc");
  EXPECT_THAT(handout.Header("Content-Disposition"),
              HasSubstr("small steps.pdf"));
  EXPECT_EQ(browser_->Get("/desk/webinars/31/files/dddd").code, 404);
}

TEST_F(DeskWebinarTest, CountsWhoWatchesAndNothingOfThem) {
  services_.webinars.count_views.Return(webinars::CountViewsResponse());
  EXPECT_EQ(Get("/media/aaaa.mp4").code, 200);
  EXPECT_EQ(Get("/media/aaaa.mp4", {{"Range", "bytes=0-"}}).code, 206);
  // Not from the beginning; only a look; captions; and of the desk.
  EXPECT_EQ(Get("/media/aaaa.mp4", {{"Range", "bytes=100-"}}).code, 206);
  EXPECT_EQ(Get("/media/aaaa.mp4", {{"Range", "bytes=0-1"}}).code, 206);
  EXPECT_EQ(Get("/media/bbbb.vtt").code, 200);
  EXPECT_EQ(browser_->Get("/desk/webinars/31/files/aaaa").code, 200);
  EXPECT_EQ(Get("/handouts/cccc/small%20steps.pdf").code, 200);
  ASSERT_OK(web_->views().Flush());
  const auto told = services_.webinars.count_views.requests();
  ASSERT_EQ(told.size(), 1);
  ASSERT_EQ(told[0].counts_size(), 2);
  EXPECT_EQ(told[0].counts(0).webinar_id(), 31);
  EXPECT_EQ(told[0].counts(0).file_hash(), kVideo);
  EXPECT_EQ(told[0].counts(0).day(), "2026-11-22");
  EXPECT_EQ(told[0].counts(0).count(), 2);
  EXPECT_EQ(told[0].counts(1).file_hash(), kHandout);
  EXPECT_EQ(told[0].counts(1).count(), 1);
  ASSERT_OK(web_->views().Flush());
  EXPECT_EQ(services_.webinars.count_views.requests().size(), 1)
      << "there is nothing more to tell";
}

TEST_F(DeskWebinarTest, TellsTheSameAgainUntilItWasHeard) {
  services_.webinars.count_views.Return(Unavailable("DOWN", "down"));
  Get("/media/aaaa.mp4");
  EXPECT_FALSE(web_->views().Flush().ok());
  Get("/media/aaaa.mp4");
  services_.webinars.count_views.Return(webinars::CountViewsResponse());
  ASSERT_OK(web_->views().Flush());
  const auto told = services_.webinars.count_views.requests();
  // Calls are tried again by themselves, too.
  ASSERT_GE(told.size(), 3u);
  for (size_t i = 1; i + 1 < told.size(); ++i) {
    EXPECT_EQ(told[i].SerializeAsString(), told[0].SerializeAsString());
  }
  EXPECT_EQ(told.back().counts(0).count(), 1);
  EXPECT_NE(told.back().request_id(), told[0].request_id());
}

}  // namespace
}  // namespace cwp::web
