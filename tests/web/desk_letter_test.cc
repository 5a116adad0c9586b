// What emails say in the organisation's own words: typed, looked at, sent to
// try it, and saved.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using scheduling::v1::LetterNote;
using scheduling::v1::OrganisationPart;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace notifications = ::cwp::notifications::v1;

constexpr char kLetters[] = "/desk/settings/letters";
constexpr char kPreview[] = "/desk/settings/letters/preview";
constexpr char kTest[] = "/desk/settings/letters/test";

class DeskLetterTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org");
    notifications::LetterPreview preview;
    preview.set_subject("Your booking");
    preview.set_text("Dear Ada Example,\n\nBring a <b>pen</b>.\n");
    services_.notifications.preview_letter.Return(preview);
    services_.notifications.send_test.Return(
        notifications::SendTestLetterResponse());
    services_.organisation.update.Return(OrganisationPart());
  }

  // The page that shows an email, from the form with what is typed into it.
  HttpAnswer Look(Fields fields) {
    HttpAnswer form = browser_->Get(kLetters);
    form.body = absl::StrReplaceAll(
        form.body, {{absl::StrCat("action=\"", kLetters, "\""),
                     absl::StrCat("action=\"", kPreview, "\"")}});
    return browser_->Submit(form, kPreview, std::move(fields));
  }
  static Fields Typed(const std::string& note = "Bring a <b>pen</b>.") {
    return {{"confirmation", note},
            {"offer", "Do answer.\r\n\r\nSoon. "},
            {"letter", "confirmation"}};
  }

  // Scheduling says this from now on.
  void Say(const std::string& note) {
    scheduling::v1::Organisation said;
    OrganisationPart& part = *said.add_parts();
    part.set_part(OrganisationPart::LETTERS);
    part.set_version(1);
    part.set_etag("1");
    LetterNote& kept = *part.mutable_letters()->add_notes();
    kept.set_letter(LetterNote::OFFER);
    kept.set_text(note);
    services_.organisation.get.Return(std::move(said));
  }

  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskLetterTest, SavesANoteForEachKind) {
  constexpr std::pair<const char*, LetterNote::Letter> kKinds[] = {
      {"confirmation", LetterNote::CONFIRMATION},
      {"cancellation", LetterNote::CANCELLATION},
      {"reminder", LetterNote::REMINDER},
      {"last_reminder", LetterNote::LAST_REMINDER},
      {"session_cancellation", LetterNote::SESSION_CANCELLATION},
      {"waitlisted", LetterNote::WAITLISTED},
      {"offer", LetterNote::OFFER}};
  const HttpAnswer form = browser_->Get(kLetters);
  for (const auto& [field, letter] : kKinds) {
    EXPECT_EQ(browser_->Submit(form, kLetters, {{field, " One\r\ntwo "}}).code,
              303);
    const auto asked = services_.organisation.update.requests().back();
    ASSERT_THAT(asked.letters().notes(), SizeIs(1)) << field;
    EXPECT_EQ(asked.letters().notes(0).letter(), letter);
    EXPECT_EQ(asked.letters().notes(0).text(), "One\ntwo");
    EXPECT_EQ(asked.etag(), "0");
  }
  // Of one without any, nothing is said.
  EXPECT_EQ(browser_->Submit(form, kLetters, {}).code, 303);
  const auto asked = services_.organisation.update.requests().back();
  EXPECT_TRUE(asked.has_letters());
  EXPECT_THAT(asked.letters().notes(), IsEmpty());
}

TEST_F(DeskLetterTest, ShowsWhatIsSaid) {
  Say("Do answer.\n\nSoon.");
  EXPECT_THAT(browser_->Get(kLetters).body,
              HasSubstr(">Do answer.\n\nSoon.</textarea>"));
  EXPECT_THAT(browser_->Get("/desk/settings").body,
              AllOf(HasSubstr("Offer of places"), HasSubstr("<p>Soon.</p>"),
                    Not(HasSubstr("<p></p>"))));
}

TEST_F(DeskLetterTest, ShowsHowItWillArriveBeforeItIsSaved) {
  const HttpAnswer page = Look(Typed());
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Confirmation of a booking: how it will arrive"),
                    HasSubstr("<strong>Your booking</strong>"),
                    HasSubstr("Bring a &lt;b&gt;pen&lt;/b&gt;."),
                    HasSubstr("Nothing is saved yet")));
  const auto asked = services_.notifications.preview_letter.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].kind(), notifications::Message::CONFIRMATION);
  EXPECT_EQ(asked[0].note(), "Bring a <b>pen</b>.");
  EXPECT_THAT(services_.notifications.send_test.requests(), IsEmpty());
  EXPECT_THAT(services_.organisation.update.requests(), IsEmpty());
}

// Over both pages between, to the form and into what is saved.
TEST_F(DeskLetterTest, NothingThatWasTypedIsLost) {
  const HttpAnswer tested = browser_->Submit(Look(Typed()), kTest, {});
  const HttpAnswer form =
      browser_->Submit(tested, kPreview, {{"then", "form"}});
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body,
              AllOf(HasSubstr(">Bring a &lt;b&gt;pen&lt;/b&gt;.</textarea>"),
                    HasSubstr(">Do answer.\r\n\r\nSoon. </textarea>")));
  // Somebody else has said something meanwhile.
  Say("Answer by phone.");
  Fields typed = Typed();
  typed.pop_back();
  const HttpAnswer shown = browser_->Submit(form, kLetters, typed);
  EXPECT_EQ(shown.code, 409);
  EXPECT_THAT(shown.body,
              AllOf(HasSubstr("in the meantime"), HasSubstr("Answer by phone."),
                    HasSubstr(">Do answer.\n\nSoon.</textarea>")));
  EXPECT_EQ(browser_->Submit(shown, kLetters, typed).code, 303);
}

TEST_F(DeskLetterTest, ATestGoesToWhoeverAsksForIt) {
  const HttpAnswer page =
      browser_->Submit(Look(Typed()), kTest, {{"email", "cleo@example.org"}});
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("A test was sent to ada@example.org"));
  const auto asked = services_.notifications.send_test.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].email(), "ada@example.org");
  EXPECT_EQ(asked[0].kind(), notifications::Message::CONFIRMATION);
  EXPECT_EQ(asked[0].note(), "Bring a <b>pen</b>.");
  EXPECT_EQ(services_.notifications.send_test.callers()[0].roles(0),
            "administrator");
}

TEST_F(DeskLetterTest, SaysWhyNoTestWasSent) {
  struct Case {
    absl::Status status;
    int code;
    std::string words;
  };
  const Case cases[] = {
      {MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_TEST_LETTERS",
                 "too many", {{"retry_after_ms", "600000"}}),
       409, "The next can be sent at "},
      {FailedPrecondition("TEST_LETTER_REFUSED", "no",
                          {{"why", "MAIL_REFUSED"}}),
       409, "did not take an email to your address"},
      {Unavailable("MAIL_UNAVAILABLE", "down"), 409,
       "mail server cannot be reached"},
      {Unavailable("SHUTTING_DOWN", "stopping"), 503,
       "We do not know whether the test was sent"}};
  for (const Case& test : cases) {
    services_.notifications.send_test.Return(test.status);
    const HttpAnswer page = browser_->Submit(Look(Typed()), kTest, {});
    EXPECT_EQ(page.code, test.code) << test.words;
    EXPECT_THAT(page.body, AllOf(HasSubstr(test.words),
                                 HasSubstr("Bring a &lt;b&gt;pen&lt;/b&gt;."),
                                 Not(HasSubstr("A test was sent"))));
  }
}

TEST_F(DeskLetterTest, SendsNothingUnseen) {
  services_.notifications.preview_letter.Return(
      Unavailable("SHUTTING_DOWN", "stopping"));
  const HttpAnswer refused = Look(Typed());
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body,
              AllOf(HasSubstr("cannot be shown right now"),
                    HasSubstr("Bring a &lt;b&gt;pen&lt;/b&gt;.</textarea>")));
}

TEST_F(DeskLetterTest, WhatCannotBeSavedIsNotShownEither) {
  const std::string long_note(1001, 'x');
  const HttpAnswer looked = Look(Typed(long_note));
  EXPECT_EQ(looked.code, 400);
  EXPECT_THAT(looked.body, AllOf(HasSubstr("must be 1,000 characters or fewer"),
                                 HasSubstr(long_note)));
  EXPECT_EQ(
      browser_
          ->Submit(browser_->Get(kLetters), kLetters, {{"reminder", long_note}})
          .code,
      400);
  EXPECT_THAT(services_.notifications.preview_letter.requests(), IsEmpty());
  EXPECT_THAT(services_.organisation.update.requests(), IsEmpty());
}

// An address of a page that no button of ours sends.
TEST_F(DeskLetterTest, ShowsTheFormWhenNoEmailIsChosen) {
  for (const char* const letter : {"", "notice"}) {
    const HttpAnswer form = Look({{"offer", "Soon."}, {"letter", letter}});
    EXPECT_EQ(form.code, 200) << letter;
    EXPECT_THAT(form.body, HasSubstr(">Soon.</textarea>")) << letter;
  }
}

}  // namespace
}  // namespace cwp::web
