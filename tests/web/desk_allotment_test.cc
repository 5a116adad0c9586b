// Places that partners sell by themselves: seen, set, changed and released.
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kPath[] = "/desk/sessions/101/allotments";

class DeskAllotmentTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    services_.scheduling.get_session.Return(SampleSession(
        kOpen, clock_.Now() + absl::Hours(30), scheduling::v1::Session::OPEN));
    SetPlaces(8);
    services_.registration.set_allotment.Return(registration::Allotment());
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  // What the library has, of which it has sold three.
  void SetPlaces(int places) {
    registration::ListAllotmentsResponse list;
    registration::Allotment& one = *list.add_allotments();
    one.set_channel("library");
    one.set_places(places);
    one.set_sold(3);
    services_.registration.list_allotments.Return(list);
  }

  HttpAnswer Send(const Fields& fields) {
    return browser_->Submit(browser_->Get(kPath), kPath, fields);
  }
  auto Asked() { return services_.registration.set_allotment.requests(); }

  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskAllotmentTest, ShowsWhatPartnersHave) {
  services_.registration.list.Return(registration::ListBookingsResponse());
  services_.registration.list_waitlist.Return(
      registration::ListWaitlistEntriesResponse());
  EXPECT_THAT(browser_->Get("/desk/sessions/101").body,
              AllOf(HasSubstr(kPath), HasSubstr("Places for partners")));
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("library"), HasSubstr("Left to them"),
                               HasSubstr("</span>8"), HasSubstr("</span>3"),
                               HasSubstr("</span>5")));
  EXPECT_THAT(
      browser_->Get("/desk/sessions/101/allotments?channel=library").body,
      AllOf(HasSubstr("value=\"library\""), HasSubstr("value=\"8\"")))
      << "the form to change them";
  services_.registration.list_allotments.Return(
      registration::ListAllotmentsResponse());
  EXPECT_THAT(browser_->Get(kPath).body,
              HasSubstr("No places are set aside for partners"));
}

TEST_F(DeskAllotmentTest, SetsThemAndUndoesIt) {
  const HttpAnswer done = Send({{"channel", "library"}, {"places", "10"}});
  EXPECT_EQ(done.code, 303);
  EXPECT_EQ(done.Header("Location"),
            "/desk/sessions/101/allotments?set=library&was=8");
  ASSERT_THAT(Asked(), SizeIs(1));
  EXPECT_EQ(Asked()[0].session_id(), 101);
  EXPECT_EQ(Asked()[0].channel(), "library");
  EXPECT_EQ(Asked()[0].places(), 10);
  EXPECT_THAT(Asked()[0].request_id(), SizeIs(43));
  SetPlaces(10);
  const HttpAnswer after = browser_->Get(done.Header("Location"));
  EXPECT_THAT(after.body,
              AllOf(HasSubstr("Places set aside for library: 10 instead of 8"),
                    HasSubstr("Undo: 8 places again")));
  EXPECT_EQ(browser_->Submit(after, kPath, {}).code, 303);
  EXPECT_EQ(Asked().back().channel(), "library");
  EXPECT_EQ(Asked().back().places(), 8);
}

TEST_F(DeskAllotmentTest, ReleasesThem) {
  EXPECT_EQ(Send({{"channel", "library"}, {"places", "0"}}).code, 303);
  EXPECT_EQ(Asked()[0].places(), 0);
  const HttpAnswer nothing = Send({{"channel", "libary"}, {"places", "0"}});
  EXPECT_EQ(nothing.code, 400);
  EXPECT_THAT(nothing.body, HasSubstr("no places that could be released"));
}

TEST_F(DeskAllotmentTest, SaysWhatIsWrongAndKeepsTheRest) {
  struct Case {
    Fields fields;
    const char* words;
  };
  for (const Case& one : {
           Case{{{"places", "4"}}, "Enter a channel"},
           Case{{{"channel", "The library"}, {"places", "4"}},
                "A channel has lower-case letters"},
           Case{{{"channel", std::string(10'000, 'x')}, {"places", "4"}},
                "The channel must be 40 characters or fewer"},
           Case{{{"channel", "library"}}, "Enter a number of places"},
           Case{{{"channel", "library"}, {"places", "10001"}},
                "Enter a number from 0 to 10,000"},
           Case{{{"channel", "library"}, {"places", "four"}},
                "Enter a number from 0 to 10,000"},
       }) {
    const HttpAnswer refused = Send(one.fields);
    EXPECT_EQ(refused.code, 400) << one.words;
    EXPECT_THAT(refused.body, HasSubstr(one.words));
  }
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(DeskAllotmentTest, SaysWhatRegistrationRefuses) {
  struct Case {
    absl::Status status;
    int code;
    const char* words;
  };
  for (const Case& one : {
           Case{FailedPrecondition("NOT_ENOUGH_PLACES", "no"), 409,
                "There are not so many places left"},
           Case{FailedPrecondition("PLACES_HELD", "no"), 409,
                "held for others right now"},
           Case{FailedPrecondition("SESSION_CANCELLED", "no"), 409,
                "It is cancelled"},
           Case{FailedPrecondition("SESSION_STARTED", "no"), 409,
                "It has started"},
           Case{InvalidArgument("FIELD_INVALID", "no", {{"field", "channel"}}),
                400, "What we sell ourselves needs no places"},
       }) {
    services_.registration.set_allotment.Return(one.status);
    const HttpAnswer refused =
        Send({{"channel", "direct"}, {"places", "4"}, {"sure", "direct"}});
    EXPECT_EQ(refused.code, one.code) << one.status;
    EXPECT_THAT(refused.body,
                AllOf(HasSubstr(one.words), HasSubstr("value=\"direct\"")))
        << one.status;
  }
}

TEST_F(DeskAllotmentTest, ShowsWhatAColleagueSetAndLosesNothing) {
  const HttpAnswer page = browser_->Get(kPath);
  SetPlaces(6);
  const Fields typed = {{"channel", "library"}, {"places", "10"}};
  const HttpAnswer both = browser_->Submit(page, kPath, typed);
  EXPECT_EQ(both.code, 409);
  EXPECT_THAT(both.body,
              AllOf(HasSubstr("Somebody else has changed it"),
                    HasSubstr("</span>6"), HasSubstr("value=\"10\"")));
  EXPECT_THAT(Asked(), IsEmpty());
  EXPECT_EQ(browser_->Submit(both, kPath, typed).code, 303);
}

TEST_F(DeskAllotmentTest, UndoesNothingThatAColleagueHasChangedSince) {
  SetPlaces(10);
  const HttpAnswer after =
      browser_->Get("/desk/sessions/101/allotments?set=library&was=8");
  SetPlaces(12);
  EXPECT_EQ(browser_->Submit(after, kPath, {}).code, 409);
  // Whoever cannot say what they have seen overwrites nothing either.
  EXPECT_EQ(browser_->Submit(after, kPath, {{"seen", "x"}}).code, 409);
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(DeskAllotmentTest, AFormWhoseAnswerWasLostIsDoneTheSecondTime) {
  for (const int places : {10, 0}) {
    SetPlaces(8);
    const HttpAnswer page = browser_->Get(kPath);
    const Fields typed = {{"channel", "library"},
                          {"places", absl::StrCat(places)}};
    for (int i = 0; i < 2; ++i) {
      const HttpAnswer done = browser_->Submit(page, kPath, typed);
      EXPECT_EQ(done.Header("Location"),
                "/desk/sessions/101/allotments?set=library&was=8")
          << places;
      // The first did it.
      SetPlaces(places);
    }
  }
  const auto asked = Asked();
  ASSERT_THAT(asked, SizeIs(4));
  EXPECT_EQ(asked[0].request_id(), asked[1].request_id());
}

TEST_F(DeskAllotmentTest, AsksOnceMoreAboutAChannelThatHasNone) {
  const HttpAnswer page = browser_->Get(kPath);
  const Fields typed = {{"channel", "libary"}, {"places", "4"}};
  const HttpAnswer asked = browser_->Submit(page, kPath, typed);
  EXPECT_EQ(asked.code, 409);
  EXPECT_THAT(asked.body, AllOf(HasSubstr("set aside for “libary” yet"),
                                HasSubstr("value=\"libary\"")));
  EXPECT_THAT(Asked(), IsEmpty());
  EXPECT_EQ(
      browser_->Submit(asked, kPath, {{"channel", "lbrary"}, {"places", "4"}})
          .code,
      409)
      << "another slip";
  EXPECT_EQ(browser_->Submit(asked, kPath, typed).code, 303);
  ASSERT_THAT(Asked(), SizeIs(1));
  EXPECT_EQ(Asked()[0].channel(), "libary");
}

TEST_F(DeskAllotmentTest, NothingCanBeSetOfASessionThatIsNotKnownYet) {
  services_.registration.list_allotments.Return(
      NotFound("SESSION_NOT_FOUND", "it was just made"));
  EXPECT_THAT(browser_->Get(kPath).body,
              AllOf(HasSubstr("The session is so new"),
                    Not(HasSubstr("name=\"places\""))));
}

}  // namespace
}  // namespace cwp::web
