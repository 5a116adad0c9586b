// What was typed into a form of a visit, when it cannot be saved.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Of the same workshop, with room.
constexpr int64_t kOther = 108;
constexpr int64_t kAda = 7001;
constexpr int64_t kBo = 7002;

class TypedTest : public WebTest {
 protected:
  void SetUp() override {
    WebTest::SetUp();
    scheduling::v1::Session other =
        SampleSession(kOther, clock_.Now() + absl::Hours(24 * 30),
                      scheduling::v1::Session::OPEN);
    services_.scheduling_feed.Add("session", kOther, other.SerializeAsString());
    ASSERT_TRUE(Eventually([&] {
      return Get(absl::StrCat("/sessions/", kOther, "/book")).code == 200;
    }));
    services_.registration.resolve_manage.Do(
        [this](const v1::ResolveManageTokenRequest&)
            -> absl::StatusOr<v1::Booking> { return booking_; });
    services_.registration.change.Return(v1::Booking());
    services_.registration.details.Return(v1::Booking());
    services_.registration.move.Return(v1::Booking());
    SetBooking(kAda);
    SetOffer();
  }

  void SetBooking(int64_t id) {
    v1::Booking booking;
    booking.set_id(id);
    booking.set_reference("7K2M9QPT");
    booking.set_session_id(kOpen);
    booking.set_places(1);
    booking.set_state(v1::Booking::CONFIRMED);
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_email("ada@example.org");
    booking.mutable_contact()->set_relationship("parent or carer");
    booking.add_attendees()->set_role(v1::Attendee::YOUNG_PERSON);
    booking_ = booking;
  }

  void SetOffer() {
    v1::WaitlistEntry entry;
    entry.set_id(8001);
    entry.add_session_ids(kFull);
    entry.set_places(2);
    entry.set_state(v1::WaitlistEntry::OFFERED);
    v1::Offer& offer = *entry.mutable_offer();
    offer.set_id(9001);
    offer.set_session_id(kFull);
    offer.set_places(2);
    offer.set_state(v1::Offer::OPEN);
    offer.mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(clock_.Now() + absl::Hours(29)));
    services_.registration.resolve_waitlist.Return(entry);
  }

  // Keeps a cookie as a browser does, in place of one by that name.
  void Keep(const HttpAnswer& answer) {
    const std::string set = answer.Header("Set-Cookie");
    if (set.empty()) return;
    const std::string pair = set.substr(0, set.find(';'));
    const std::string name = pair.substr(0, pair.find('='));
    std::vector<std::string> kept;
    for (const std::string& cookie : cookies_) {
      if (cookie.substr(0, cookie.find('=')) != name) kept.push_back(cookie);
    }
    if (set.find("; Max-Age=0") == std::string::npos) kept.push_back(pair);
    cookies_ = kept;
  }
  Fields Cookies() const {
    std::string all;
    for (const std::string& cookie : cookies_) {
      absl::StrAppend(&all, all.empty() ? "" : "; ", cookie);
    }
    return {{"Cookie", all}};
  }

  // In one browser.
  HttpAnswer Visit(const std::string& path) { return Get(path, Cookies()); }
  HttpAnswer Send(const std::string& path, const Fields& fields) {
    const HttpAnswer answer = Post(path, fields, Cookies());
    Keep(answer);
    return answer;
  }
  // Presses the button behind a link; gives where it leads.
  std::string Open(const std::string& link) {
    return Send(link, {}).Header("Location");
  }

  Fields WithShown(const std::string& path, Fields fields) {
    fields.emplace_back("shown", HiddenIn(Visit(path).body, "shown"));
    return fields;
  }

  static Fields Details() {
    return {{"contact_name", "Ada <b>Lovelace</b>"},
            {"contact_phone", "call me"},
            {"access_needs", "captions"},
            {"access_needs", "breaks"},
            {"access_other", "A quiet room\n& tea"}};
  }

  FakeRegistration& registration() { return services_.registration; }

  v1::Booking booking_;
  std::vector<std::string> cookies_;
};

struct LateCase {
  std::string link;
  std::string path;
  Fields fields;
  std::vector<std::string> shown;
};

std::vector<LateCase> LateCases() {
  return {
      {"/manage/manage-token",
       "/booking/places",
       {{"who_for", "several"},
        {"places", "three"},
        {"young_people", ""},
        {"age_band", "5_to_11"}},
       {"value=\"several\" checked", "value=\"three\"",
        "value=\"5_to_11\" checked"}},
      {"/manage/manage-token",
       "/booking/details",
       {{"contact_name", "Ada <b>Lovelace</b>"},
        {"contact_phone", "call me"},
        {"access_needs", "captions"},
        {"access_needs", "breaks"},
        {"access_other", "A quiet room\n& tea"}},
       {"value=\"Ada &lt;b&gt;Lovelace&lt;/b&gt;\"", "value=\"call me\"",
        "value=\"captions\" checked", "value=\"breaks\" checked",
        ">A quiet room\n&amp; tea</textarea>"}},
      {"/manage/manage-token",
       "/booking/move",
       {{"to_session", absl::StrCat(kOther)}},
       {absl::StrCat("value=\"", kOther, "\" checked")}},
      {"/w/waitlist-token",
       "/waiting/accept",
       {{"who_for", "both"}, {"places", "2"}, {"age_band", "5_to_11"}},
       {"value=\"both\" checked", "value=\"5_to_11\" checked"}},
  };
}

// Half an hour is over between looking at a form and sending it.
TEST_F(TypedTest, AFormThatWasSentTooLateIsThereAgain) {
  for (const LateCase& late : LateCases()) {
    SCOPED_TRACE(late.path);
    Open(late.link);
    const Fields fields = WithShown(late.path, late.fields);
    clock_.Advance(absl::Minutes(31));
    const HttpAnswer over = Send(late.path, fields);
    EXPECT_EQ(over.code, 410);
    EXPECT_THAT(over.body, HasSubstr("Please open the link again"));
    EXPECT_THAT(over.body, HasSubstr("Your answers are safe"));
    const std::string home = Open(late.link);
    EXPECT_THAT(home, HasSubstr("/typed"));
    for (int look = 0; look < 2; ++look) {
      const HttpAnswer page = Visit(home);
      EXPECT_EQ(page.code, 200);
      EXPECT_EQ(page.Header("Cache-Control"), "no-store");
      EXPECT_THAT(page.body, HasSubstr("They are not saved yet"));
      EXPECT_THAT(page.body, Not(HasSubstr("There is a problem")));
      for (const std::string& shown : late.shown) {
        EXPECT_THAT(page.body, HasSubstr(shown));
      }
    }
    EXPECT_THAT(registration().change.requests(), IsEmpty());
    EXPECT_THAT(registration().details.requests(), IsEmpty());
    EXPECT_THAT(registration().move.requests(), IsEmpty());
    EXPECT_THAT(registration().accept.requests(), IsEmpty());
    cookies_.clear();
  }
}

TEST_F(TypedTest, OnceItIsSavedItIsForgotten) {
  Open("/manage/manage-token");
  Fields fields =
      WithShown("/booking/move", {{"to_session", absl::StrCat(kOther)}});
  clock_.Advance(absl::Minutes(31));
  Send("/booking/move", fields);
  fields = WithShown(Open("/manage/manage-token"), {fields.front()});
  EXPECT_EQ(Send("/booking/move", fields).Header("Location"),
            "/booking?done=moved");
  EXPECT_THAT(registration().move.requests(), SizeIs(1));
  EXPECT_THAT(cookies_, SizeIs(1)) << "that of the visit is left";
  EXPECT_EQ(Visit("/booking/typed").Header("Location"), "/booking");
  EXPECT_EQ(Open("/manage/manage-token"), "/booking");
}

// The form was open all the time; the link was opened again in another tab.
TEST_F(TypedTest, AFormCanBeSentInTheNextVisitForTheSame) {
  Open("/manage/manage-token");
  const Fields fields =
      WithShown("/booking/move", {{"to_session", absl::StrCat(kOther)}});
  clock_.Advance(absl::Hours(2));
  Open("/manage/manage-token");
  EXPECT_EQ(Send("/booking/move", fields).Header("Location"),
            "/booking?done=moved");
  EXPECT_THAT(registration().move.requests(), SizeIs(1));
}

// Neither another link nor another browser shows what was typed, nor can the
// cookie be read.
TEST_F(TypedTest, WhatWasTypedIsSeenBehindItsOwnLinkAlone) {
  Open("/manage/manage-token");
  const Fields fields = WithShown("/booking/details", Details());
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer over = Send("/booking/details", fields);
  EXPECT_THAT(over.Header("Set-Cookie"), HasSubstr("; HttpOnly"));
  EXPECT_THAT(over.Header("Set-Cookie"), HasSubstr("; SameSite=Strict"));
  for (const char* secret : {"Lovelace", "A quiet", "call me"}) {
    EXPECT_THAT(over.Header("Set-Cookie"), Not(HasSubstr(secret)));
    EXPECT_THAT(over.body, Not(HasSubstr(secret)));
  }
  EXPECT_EQ(Visit("/booking/typed").code, 410);
  SetBooking(kBo);
  EXPECT_EQ(Visit(Open("/manage/manage-token")).Header("Location"), "/booking");
  SetBooking(kAda);
  EXPECT_THAT(Visit(Open("/manage/manage-token")).body, HasSubstr("Lovelace"));
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Visit(Open("/manage/manage-token")).Header("Location"), "/booking");
}

// Two tabs with two bookings: the form is of the first, the visit of the
// second.
TEST_F(TypedTest, AFormOfAnotherBookingIsKeptForIt) {
  Open("/manage/manage-token");
  const Fields fields = WithShown("/booking/details", Details());
  SetBooking(kBo);
  Open("/manage/manage-token");
  const HttpAnswer page = Send("/booking/details", fields);
  EXPECT_THAT(page.body, HasSubstr("Your answers are safe"));
  EXPECT_THAT(registration().details.requests(), IsEmpty());
  SetBooking(kAda);
  EXPECT_THAT(Visit(Open("/manage/manage-token")).body, HasSubstr("Lovelace"));
}

TEST_F(TypedTest, WhatIsTooLargeForACookieIsSentAgainFromThePage) {
  Open("/manage/manage-token");
  std::string names;
  for (int i = 0; i < 400; ++i) absl::StrAppend(&names, "\U0001F98A<b>");
  Fields fields = WithShown("/booking/details", {{"contact_name", names}});
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer page = Send("/booking/details", fields);
  EXPECT_EQ(page.code, 200) << "or else it would be in no browser's history";
  EXPECT_EQ(page.Header("Set-Cookie"), "");
  EXPECT_THAT(page.body, HasSubstr("Your answers are safe on this page"));
  EXPECT_THAT(page.body, HasSubstr("\U0001F98A&lt;b&gt;"));
  Open("/manage/manage-token");
  fields = {{"contact_name", names},
            {"shown", HiddenIn(page.body, "shown", "<form action=\"/booking")}};
  EXPECT_THAT(Send("/booking/details", fields).body,
              HasSubstr("There is a problem"));
}

TEST_F(TypedTest, WhereNothingWasTypedNothingIsKept) {
  Open("/manage/manage-token");
  const Fields fields = WithShown("/booking/cancel", {});
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer over = Send("/booking/cancel", fields);
  EXPECT_EQ(over.code, 410);
  EXPECT_EQ(over.Header("Set-Cookie"), "");
  EXPECT_THAT(over.body, Not(HasSubstr("Your answers are safe")));
  const HttpAnswer forged =
      Send("/booking/details", {{"contact_name", "x"}, {"shown", "7001"}});
  EXPECT_EQ(forged.code, 410);
  EXPECT_EQ(forged.Header("Set-Cookie"), "");
}

TEST_F(TypedTest, WhatIsOverMeanwhileLeadsToTheBookingWhichSaysSo) {
  Open("/manage/manage-token");
  const Fields fields = WithShown("/booking/details", Details());
  clock_.Advance(absl::Minutes(31));
  Send("/booking/details", fields);
  booking_.set_state(v1::Booking::CANCELLED);
  const std::string path =
      Visit(Open("/manage/manage-token")).Header("Location");
  EXPECT_THAT(Visit(path).body, AllOf(HasSubstr("This booking is cancelled"),
                                      HasSubstr("Your booking has not changed"),
                                      HasSubstr("We could not save")));
}

TEST_F(TypedTest, AnOfferThatIsGoneMeanwhileIsSaidToBe) {
  Open("/w/waitlist-token");
  const Fields fields = WithShown("/waiting/accept", {{"who_for", "both"}});
  clock_.Advance(absl::Minutes(31));
  Send("/waiting/accept", fields);
  v1::WaitlistEntry entry;
  entry.set_state(v1::WaitlistEntry::LEFT);
  services_.registration.resolve_waitlist.Return(entry);
  const std::string path = Visit(Open("/w/waitlist-token")).Header("Location");
  EXPECT_THAT(Visit(path).body, HasSubstr("have gone to the next people"));
}

struct FailedCase {
  absl::Status status;
  std::string words;
};

// A change of which nobody knows can be sent again as it was.
TEST_F(TypedTest, WhatIsNotSavedForNowIsSentAgain) {
  Open("/manage/manage-token");
  const Fields fields =
      WithShown("/booking/details", {{"contact_name", "Ada <b>Lovelace</b>"},
                                     {"contact_phone", "07700 900123"},
                                     {"access_other", "A quiet room"}});
  for (const FailedCase& failed : std::vector<FailedCase>{
           {Unavailable("OUTCOME_UNKNOWN", "no"), "we do not know yet"},
           {MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", "no"),
            "Nothing has changed yet"}}) {
    SCOPED_TRACE(failed.words);
    registration().details.Return(failed.status);
    const HttpAnswer page = Send("/booking/details", fields);
    EXPECT_EQ(page.code, 503);
    EXPECT_EQ(page.Header("Retry-After"), "5");
    EXPECT_EQ(page.Header("Cache-Control"), "no-store");
    EXPECT_THAT(page.body, HasSubstr(failed.words));
    EXPECT_THAT(page.body, HasSubstr("Your answers are safe"));
    const std::string form = "<form action=\"/booking/details\"";
    EXPECT_EQ(HiddenIn(page.body, "contact_name", form),
              "Ada &lt;b&gt;Lovelace&lt;/b&gt;");
    EXPECT_EQ(HiddenIn(page.body, "access_other", form), "A quiet room");
    EXPECT_NE(HiddenIn(page.body, "shown", form), "");
  }
}

// What nobody knew is not called undone later.
TEST_F(TypedTest, NothingIsCalledUndoneThatMayBeDone) {
  Open("/manage/manage-token");
  Fields fields = WithShown("/booking/cancel", {});
  registration().cancel.Return(Unavailable("OUTCOME_UNKNOWN", "no"));
  const HttpAnswer page = Send("/booking/cancel", fields);
  EXPECT_THAT(page.body, HasSubstr("we do not know yet"));
  const std::string form = "<form action=\"/booking/cancel\"";
  fields.emplace_back("unknown", HiddenIn(page.body, "unknown", form));
  services_.StopRegistration();
  EXPECT_THAT(Send("/booking/cancel", fields).body,
              HasSubstr("we do not know yet"));
  EXPECT_THAT(Send("/booking/cancel", {fields.front()}).body,
              HasSubstr("Nothing has changed yet"));
}

TEST_F(TypedTest, AnOfferIsAnsweredWhileRegistrationIsDown) {
  Open("/w/waitlist-token");
  const Fields fields = WithShown(
      "/waiting/accept",
      {{"who_for", "both"}, {"places", "2"}, {"age_band", "5_to_11"}});
  services_.StopRegistration();
  const HttpAnswer page = Send("/waiting/accept", fields);
  EXPECT_EQ(page.code, 503);
  const std::string form = "<form action=\"/waiting/accept\"";
  EXPECT_EQ(HiddenIn(page.body, "who_for", form), "both");
  EXPECT_EQ(Visit("/waiting").code, 503) << "a page that is looked at";
  EXPECT_THAT(Visit("/waiting").body, HasSubstr("Please try again"));
}

}  // namespace
}  // namespace cwp::web
