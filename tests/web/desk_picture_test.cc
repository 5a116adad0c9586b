#include <optional>
#include <string>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace scheduling = ::cwp::scheduling::v1;

class DeskPictureTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    workshop_ = SampleWorkshop();
    workshop_.set_etag("\"7\"");
    services_.scheduling.get_workshop.Do(
        [this](const scheduling::GetWorkshopRequest&)
            -> absl::StatusOr<scheduling::Workshop> { return workshop_; });
    services_.pictures.set.Return(workshop_);
    services_.pictures.remove.Return(workshop_);
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  static constexpr char kPath[] = "/desk/workshops/11/picture";
  scheduling::Workshop workshop_;
  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskPictureTest, GivesAWorkshopAPictureAndItsWords) {
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_THAT(page.body, Not(HasSubstr("Take the picture away")));
  const HttpAnswer done = browser_->Upload(page, kPath, {{"alt", "A sofa"}},
                                           "picture", "a.jpg", "jpeg \r\n--x");
  EXPECT_EQ(done.Header("Location"), "/desk/workshops/11");
  const auto set = services_.pictures.set.requests();
  ASSERT_EQ(set.size(), 1);
  EXPECT_EQ(set[0].image(), "jpeg \r\n--x");
  EXPECT_EQ(set[0].alternative_text(), "A sofa");
  EXPECT_EQ(set[0].etag(), "\"7\"");
  EXPECT_NE(set[0].request_id(), "");
}

TEST_F(DeskPictureTest, SaysKindlyWhatIsWrong) {
  const HttpAnswer page = browser_->Get(kPath);
  const HttpAnswer large =
      browser_->Upload(page, kPath, {{"alt", "A sofa"}}, "picture", "a.jpg",
                       std::string(5'000'000, 'x'));
  EXPECT_EQ(large.code, 400);
  EXPECT_THAT(large.body, HasSubstr("1MB or smaller"));
  EXPECT_THAT(large.body, HasSubstr("value=\"A sofa\"")) << "is kept";
  const HttpAnswer wordless =
      browser_->Upload(page, kPath, {}, "picture", "a.jpg", "x");
  EXPECT_THAT(wordless.body, HasSubstr("Enter what the picture shows"));
  EXPECT_TRUE(services_.pictures.set.requests().empty());
  struct Case {
    absl::Status status;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {InvalidArgument("PICTURE_INVALID", "x"), "no JPEG, PNG or WebP"},
           {InvalidArgument("PICTURE_TOO_LARGE", "x"), "1MB or smaller"},
           {InvalidArgument("PICTURE_TOO_SMALL", "x"), "320 pixels wide"},
           {InvalidArgument("FIELD_REQUIRED", "x", {{"field", "image"}}),
            "Choose a picture file"},
           {MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "x"),
            "Somebody else has changed it"}}) {
    services_.pictures.set.Return(c.status);
    const HttpAnswer refused = browser_->Upload(
        page, kPath, {{"alt", "A sofa"}}, "picture", "a.pdf", "x");
    EXPECT_GE(refused.code, 400);
    EXPECT_THAT(refused.body, HasSubstr(c.says));
    EXPECT_THAT(refused.body, HasSubstr("value=\"A sofa\""));
  }
}

TEST_F(DeskPictureTest, KeepsTheWordsWhenTheFileIsMuchTooLarge) {
  const HttpAnswer page = browser_->Get(kPath);
  for (const size_t size : {size_t{16} << 20, size_t{20} << 20}) {
    const HttpAnswer refused =
        browser_->Upload(page, kPath, {{"alt", "A sofa"}}, "picture", "a.jpg",
                         std::string(size, 'x'));
    EXPECT_EQ(refused.code, 400) << size;
    EXPECT_THAT(refused.body, HasSubstr("1MB or smaller")) << size;
    EXPECT_THAT(refused.body, HasSubstr("value=\"A sofa\"")) << size;
  }
  EXPECT_TRUE(services_.pictures.set.requests().empty());
}

TEST_F(DeskPictureTest, ShowsStaffThePictureOfADraftAndTakesItAway) {
  workshop_.set_state(scheduling::Workshop::DRAFT);
  EXPECT_EQ(browser_->Get("/desk/workshops/11/picture/small").code, 404);
  workshop_.mutable_picture()->set_id(std::string(64, 'a'));
  workshop_.mutable_picture()->set_alternative_text("A sofa");
  scheduling::PictureFile file;
  file.set_image("bytes");
  services_.pictures.get.Return(file);
  const HttpAnswer shown = browser_->Get("/desk/workshops/11/picture/small");
  EXPECT_EQ(shown.body, "bytes");
  EXPECT_EQ(shown.Header("Content-Type"), "image/webp");
  EXPECT_EQ(
      browser_->Get("/desk/workshops/11/picture/large").Header("Content-Type"),
      "image/jpeg");
  EXPECT_EQ(browser_->Get("/desk/workshops/11/picture/odd").code, 404);
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_THAT(page.body, HasSubstr("alt=\"A sofa\""));
  const HttpAnswer asked = browser_->Submit(
      page, kPath, {{"act", "remove"}, {"alt", "A sofa & more"}});
  EXPECT_EQ(asked.code, 200);
  EXPECT_THAT(asked.body, HasSubstr("It cannot be undone"));
  const HttpAnswer back = browser_->Submit(asked, kPath, {{"then", "form"}});
  EXPECT_THAT(back.body, HasSubstr("value=\"A sofa &amp; more\""));
  EXPECT_EQ(services_.pictures.remove.requests().size(), 0);
  EXPECT_EQ(browser_->Submit(asked, kPath, {}).Header("Location"),
            "/desk/workshops/11");
  const auto removed = services_.pictures.remove.requests();
  ASSERT_EQ(removed.size(), 1);
  EXPECT_EQ(removed[0].etag(), "\"7\"");
  EXPECT_EQ(services_.pictures.set.requests().size(), 0);
}

TEST_F(DeskPictureTest, KeepsTheWordsWhenItWasSentTooLate) {
  DeskBrowser browser(*client_);
  const Colleague cleo =
      SetUpAccount(browser, "cleo@example.org", v1::Staff::COORDINATOR);
  const HttpAnswer page = browser.Get(kPath);
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer asked = browser.Upload(
      page, kPath, {{"alt", "A sofa & more"}}, "picture", "a.jpg", "x");
  EXPECT_EQ(asked.code, 403);
  const HttpAnswer again = browser.Submit(asked, "/desk/sign-in",
                                          {{"email", cleo.email},
                                           {"password", kPassword},
                                           {"code", NextCode(cleo)}});
  const HttpAnswer form = browser.Submit(again, kPath, {});
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body, HasSubstr("value=\"A sofa &amp; more\""));
}

}  // namespace
}  // namespace cwp::web
