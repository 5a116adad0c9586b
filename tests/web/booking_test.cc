// The way from the empty form to the confirmation.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/web/client_limits.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST_F(BookingPagesTest, AFamilyBooks) {
  const HttpAnswer form = Get(BookPath(kOpen));
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body, HasSubstr("Wednesday 2 December 2026, 6pm to 7:30pm"));
  EXPECT_THAT(form.body, HasSubstr("worry &lt;now&gt;"));

  const HttpAnswer check = Check(GoodAnswers());
  EXPECT_EQ(check.code, 200);
  for (const char* shown :
       {"Ada Example", "ada@example.org", "07700 900 982", "Captions", "Breaks",
        "A &lt;quiet&gt; room &amp; tea", "Me, as a parent or carer"}) {
    EXPECT_THAT(check.body, HasSubstr(shown));
  }
  EXPECT_THAT(requests(), IsEmpty()) << "nothing is booked before they confirm";

  const HttpAnswer confirm = Confirm();
  EXPECT_EQ(confirm.code, 303);
  EXPECT_THAT(confirm.Header("Location"), StartsWith("/booked/"));
  const HttpAnswer confirmation = Get(confirm.Header("Location"));
  EXPECT_EQ(confirmation.code, 200);
  EXPECT_THAT(confirmation.body, HasSubstr("7K2M9QPT"));
  EXPECT_THAT(confirmation.body, HasSubstr("You asked for 2 places."));
  EXPECT_EQ(confirmation.Header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(confirmation.Header("Set-Cookie"), "") << "cookies may be off";
}

TEST_F(BookingPagesTest, RegistrationIsAskedForWhatWasTyped) {
  Confirm();
  ASSERT_THAT(requests(), SizeIs(1));
  const v1::CreateBookingRequest request = requests()[0];
  EXPECT_THAT(request.request_id(), SizeIs(43));
  const v1::Booking& booking = request.booking();
  EXPECT_EQ(booking.session_id(), kOpen);
  EXPECT_EQ(booking.contact().name(), "Ada Example");
  EXPECT_EQ(booking.contact().email(), "ada@example.org");
  EXPECT_EQ(booking.contact().relationship(), "parent or carer");
  ASSERT_THAT(booking.attendees(), SizeIs(2));
  EXPECT_EQ(booking.attendees(1).role(), v1::Attendee::PARENT_OR_CARER);
  EXPECT_EQ(booking.attendees(1).age_band().min_years(), 5);
  EXPECT_EQ(booking.attendees(1).age_band().max_years(), 11);
  EXPECT_EQ(booking.eligibility().in_area(), v1::Eligibility::YES);
  EXPECT_TRUE(booking.access_needs().captions());
  EXPECT_TRUE(booking.access_needs().breaks());
  EXPECT_FALSE(booking.access_needs().interpreter());
  EXPECT_FALSE(booking.name_workshop());

  const rpc::v1::Caller caller = services_.registration.create.callers()[0];
  EXPECT_EQ(caller.kind(), rpc::v1::Caller::PUBLIC);
  EXPECT_EQ(caller.channel(), "direct");
  EXPECT_THAT(caller.client_key(), SizeIs(32));
  EXPECT_THAT(caller.request_trace(), Not(IsEmpty()));
}

// Browsers fill in what they know; and young people are told who may read.
TEST_F(BookingPagesTest, ContactDetailsSayWhatTheyAreAndWhoReadsThem) {
  const std::string page = At("contact", GoodAnswers()).body;
  for (const char* purpose : {"name", "email", "tel"}) {
    EXPECT_THAT(page,
                HasSubstr(absl::StrCat("autocomplete=\"", purpose, "\"")));
  }
  EXPECT_THAT(page,
              HasSubstr("school address, the school may be able to read"));
}

// In short, with a link, and without a box to tick.
TEST_F(BookingPagesTest, HowItIsUsedIsSaidBeforeTheLastLook) {
  const std::string page = At("use", GoodAnswers()).body;
  EXPECT_THAT(page, HasSubstr("We use what you tell us to run your booking"));
  EXPECT_THAT(page, HasSubstr("we write to you and not to your parents"));
  EXPECT_THAT(page, HasSubstr("<a href=\"/privacy\">"));
  EXPECT_THAT(page, Not(HasSubstr("type=\"checkbox\"")));
  EXPECT_THAT(page, Not(HasSubstr("stop waiting")));
  EXPECT_THAT(Check(GoodAnswers()).body,
              HasSubstr("you can change or cancel it until it starts"));
}

// Only when the box is ticked.
TEST_F(BookingPagesTest, SubjectsNameTheWorkshopWhenTheBookerSaysSo) {
  const HttpAnswer neutral = Check(GoodAnswers());
  EXPECT_THAT(neutral.body, HasSubstr("Do not say what it is about"));
  const HttpAnswer check = Check(AnswersWith("name_workshop", "yes"));
  EXPECT_THAT(check.body, HasSubstr("Name the workshop in subjects"));
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  ConfirmAgain();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_TRUE(requests()[0].booking().name_workshop());

  const HttpAnswer wrong = Check(AnswersWith("name_workshop", "loudly"));
  EXPECT_EQ(AsksIn(wrong), "contact");
  EXPECT_THAT(wrong.body, HasSubstr("<a href=\"#name_workshop\">"));
}

// The programme is known here: nobody notices.
TEST_F(BookingPagesTest, WhileSchedulingAloneIsDownPlacesAreBooked) {
  services_.StopScheduling();
  EXPECT_EQ(Confirm().code, 303);
  EXPECT_THAT(requests(), SizeIs(1));
  EXPECT_THAT(Get("/workshops").body, HasSubstr("3 places left"));
}

TEST_F(BookingPagesTest, DoublePostAndRefreshAskForTheSameBooking) {
  const HttpAnswer first = Confirm();
  const HttpAnswer second = ConfirmAgain();
  EXPECT_EQ(second.code, 303);
  // The browser's Back to the first page, and all over again.
  hold_.set_state(v1::Hold::CONFIRMED);
  services_.registration.create_hold.Return(hold_);
  const HttpAnswer third = Confirm();
  EXPECT_EQ(third.code, 303);
  ASSERT_THAT(requests(), SizeIs(3));
  EXPECT_EQ(requests()[0].request_id(), requests()[1].request_id());
  EXPECT_EQ(requests()[0].request_id(), requests()[2].request_id());
  EXPECT_EQ(requests()[0].SerializeAsString(),
            requests()[2].SerializeAsString());
  Get(first.Header("Location"));
  Get(first.Header("Location"));
  EXPECT_THAT(requests(), SizeIs(3)) << "looking at the receipt books nothing";
}

TEST_F(BookingPagesTest, OtherAnswersAreAnotherRequest) {
  Confirm();
  const HttpAnswer check = Check(AnswersWith("places", "1"));
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  ConfirmAgain();
  ASSERT_THAT(requests(), SizeIs(2));
  EXPECT_NE(requests()[0].request_id(), requests()[1].request_id());
}

TEST_F(BookingPagesTest, ErrorsKeepWhatWasTyped) {
  Fields answers = AnswersWith("contact_email", "ada@");
  answers.emplace_back("ignored", "what nobody asked for");
  const HttpAnswer page = Check(answers);
  EXPECT_EQ(page.code, 200) << "or else it would be in no browser's history";
  EXPECT_EQ(AsksIn(page), "contact");
  EXPECT_THAT(page.body, HasSubstr("<title>Error: How can we reach you?"));
  EXPECT_THAT(page.body, HasSubstr("There is a problem"));
  EXPECT_THAT(page.body, HasSubstr("<a href=\"#contact_email\">Enter an email "
                                   "address in the correct format"));
  EXPECT_THAT(page.body, HasSubstr("id=\"contact_email-error\""));
  for (const char* kept :
       {"value=\"ada@\"", "value=\"Ada Example\"", "value=\"07700 900 982\""}) {
    EXPECT_THAT(page.body, HasSubstr(kept));
  }
  EXPECT_THAT(page.body, Not(HasSubstr("what nobody asked for")));
}

TEST_F(BookingPagesTest, EachStepNamesEveryFieldThatIsNeeded) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> steps = {
      {"who", {"who_for", "places"}},
      {"age", {"age_band"}},
      {"area", {"in_area"}},
      {"contact", {"contact_name", "contact_email"}}};
  for (const auto& [step, fields] : steps) {
    const HttpAnswer page = Send(At(step, GoodAnswers()), {});
    EXPECT_TRUE(HasErrors(page)) << step;
    EXPECT_EQ(AsksIn(page), step);
    for (const std::string& field : fields) {
      EXPECT_THAT(page.body,
                  HasSubstr(absl::StrCat("<a href=\"#", field, "\">")));
    }
  }
  const HttpAnswer page = Send(At("contact", GoodAnswers()), {});
  EXPECT_THAT(page.body, Not(HasSubstr("<a href=\"#contact_phone\">")));
}

// The address of each button ends with the field's, which its step has.
TEST_F(BookingPagesTest, ChangeLeadsToTheFieldAndBackToTheLastLook) {
  const HttpAnswer check = Check(GoodAnswers());
  for (const std::string field :
       {"who_for", "places", "age_band", "in_area", "contact_name",
        "contact_email", "contact_phone", "name_workshop", "access_needs",
        "access_other"}) {
    EXPECT_THAT(check.body, HasSubstr(absl::StrCat(
                                "value=\"", field, "\" formaction=\"",
                                BookPath(kOpen), "/change#", field, "\"")));
    const HttpAnswer page =
        Post(BookPath(kOpen) + "/change",
             {{"answers", HiddenIn(check.body, "answers")}, {"change", field}});
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, HasSubstr(absl::StrCat(" id=\"", field, "\"")));
    EXPECT_THAT(page.body, Not(HasSubstr("There is a problem")));
    EXPECT_EQ(AsksIn(Send(page, GoodAnswers())), "confirm") << field;
  }
}

TEST_F(BookingPagesTest, ChangeShowsTheStepFilledIn) {
  const HttpAnswer check = Check(GoodAnswers());
  const std::string sealed = HiddenIn(check.body, "answers");
  const HttpAnswer page =
      Post(BookPath(kOpen) + "/change",
           {{"answers", sealed}, {"change", "contact_name"}});
  EXPECT_THAT(page.body, HasSubstr("value=\"Ada Example\""));
  const HttpAnswer changed =
      Send(page, AnswersWith("contact_name", "Eda Example"));
  EXPECT_THAT(changed.body, HasSubstr("Eda Example"));
  EXPECT_THAT(changed.body, HasSubstr("ada@example.org"));
}

// Who is asked something new by a change is led there first.
TEST_F(BookingPagesTest, AChangeThatAsksForMoreLeadsToWhatIsMissing) {
  const HttpAnswer check = Check(GoodAnswers());
  HttpAnswer page = Post(
      BookPath(kOpen) + "/change",
      {{"answers", HiddenIn(check.body, "answers")}, {"change", "who_for"}});
  page = Send(page, {{"who_for", "several"}, {"places", "3"}});
  EXPECT_EQ(AsksIn(page), "age");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, Not(HasSubstr("There is a problem")));
  EXPECT_THAT(page.body, HasSubstr("value=\"5_to_11\" checked"));
  page = Send(page, {{"young_people", "2"}, {"age_band", "5_to_11"}});
  EXPECT_EQ(AsksIn(page), "confirm");
}

struct UnfitCase {
  std::string field;
  std::string value;
  std::string words;
};

TEST_F(BookingPagesTest, ThoseOutsideTheServiceAreShownWhereElseToGo) {
  for (const UnfitCase& unfit : std::vector<UnfitCase>{
           {"in_area", "no", "who have a GP in Hertfordshire"},
           {"age_band", "under_5", "For a younger child"},
           {"age_band", "20_and_over", "For anyone older"}}) {
    SCOPED_TRACE(unfit.value);
    const HttpAnswer page = Check(AnswersWith(unfit.field, unfit.value));
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, HasSubstr(unfit.words));
    const HttpAnswer again = Post(
        BookPath(kOpen) + "/change",
        {{"answers", HiddenIn(page.body, "answers")}, {"change", unfit.field}});
    EXPECT_THAT(again.body, HasSubstr("value=\"" + unfit.value + "\" checked"));
  }
  EXPECT_THAT(requests(), IsEmpty());
  EXPECT_THAT(services_.registration.release_hold.requests(), SizeIs(3));
}

TEST_F(BookingPagesTest, AProfessionalIsNotAskedAboutAChild) {
  Fields answers = {{"places", "1"},
                    {"who_for", "professional"},
                    {"contact_name", "Sam"},
                    {"contact_email", "sam@example.org"}};
  const HttpAnswer check = Check(answers);
  EXPECT_EQ(check.code, 200);
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  ConfirmAgain();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_FALSE(requests()[0].booking().has_eligibility());
}

TEST_F(BookingPagesTest, AnotherSitesPostIsRefused) {
  const Fields headers[] = {{{"Sec-Fetch-Site", "cross-site"}},
                            {{"Sec-Fetch-Site", "same-site"}},
                            {{"Origin", "https://evil.example.org"}},
                            {{"Origin", "null"}}};
  for (const Fields& header : headers) {
    SCOPED_TRACE(header[0].second);
    EXPECT_EQ(Confirm(header).code, 403);
  }
  EXPECT_THAT(requests(), IsEmpty());
  const Fields own[] = {{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}},
                        {{"Origin", "https://book.example.org"}}};
  for (const Fields& header : own) {
    SCOPED_TRACE(header[0].second);
    EXPECT_EQ(Confirm(header).code, 303);
  }
}

TEST_F(BookingPagesTest, ATamperedFormIsRefused) {
  const HttpAnswer check = Check(GoodAnswers());
  const std::string good = HiddenIn(check.body, "answers", "book/confirm");
  std::string bent = good;
  bent[bent.size() / 2] = bent[bent.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& sealed : {bent, std::string(), good + "A"}) {
    sealed_ = sealed;
    const HttpAnswer page = ConfirmAgain();
    EXPECT_EQ(page.code, 400);
    EXPECT_THAT(page.body, HasSubstr("If you need help now"));
  }
  const HttpAnswer elsewhere =
      Post(BookPath(kAtVenue) + "/confirm", {{"answers", good}});
  EXPECT_EQ(elsewhere.code, 400) << "sealed for another session";
  EXPECT_THAT(requests(), IsEmpty());
}

TEST_F(BookingPagesTest, ALapsedFormSaysSo) {
  const HttpAnswer check = Check(GoodAnswers());
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  clock_.Advance(absl::Hours(23));
  EXPECT_EQ(ConfirmAgain().code, 303) << "nobody has to hurry";
  clock_.Advance(absl::Hours(1));
  const HttpAnswer page = ConfirmAgain();
  EXPECT_EQ(page.code, 410);
  EXPECT_THAT(page.body, HasSubstr("open for more than a day"));
}

// Whoever keeps the page open has booked: nothing here may say that nothing
// was.
TEST_F(BookingPagesTest, AReceiptThatIsOverSaysThatTheBookingStands) {
  const std::string booked(Confirm().Header("Location"));
  clock_.Advance(absl::Hours(24) - absl::Seconds(1));
  EXPECT_THAT(Get(booked).body, HasSubstr("Booking confirmed"));
  clock_.Advance(absl::Seconds(1));
  struct Case {
    std::string target;
    int code;
  };
  for (const Case& test : std::vector<Case>{
           {booked, 410}, {booked.substr(0, booked.size() - 5), 400}}) {
    SCOPED_TRACE(test.target);
    const HttpAnswer page = Get(test.target);
    EXPECT_EQ(page.code, test.code);
    EXPECT_THAT(page.body, HasSubstr("our booking stands as our email says"));
    EXPECT_THAT(page.body, HasSubstr("href=\"/find-my-booking\""));
    EXPECT_THAT(page.body, HasSubstr("If you need help now"));
    EXPECT_THAT(page.body, Not(HasSubstr("Nothing was booked")));
    EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  }
  EXPECT_THAT(Get(booked + "/email").body,
              HasSubstr("30 minutes after you book"));
}

struct RefusalCase {
  absl::Status status;
  int code;
  std::string words;
};

std::vector<RefusalCase> RefusalCases() {
  const auto refused = [](absl::string_view reason,
                          ErrorMetadata metadata = {}) {
    return FailedPrecondition(reason, "no", std::move(metadata));
  };
  return {
      {refused("NOT_ENOUGH_PLACES", {{"left", "0"}}), 200,
       "All places on this"},
      {refused("NOT_ENOUGH_PLACES", {{"left", "1"}}), 200, "is now 1 place"},
      {refused("SESSION_NOT_OPEN"), 200, "Booking for this date has closed."},
      {refused("BOOKING_CLOSED"), 200, "Booking for this date has closed."},
      {refused("SESSION_STARTED"), 200, "Booking for this date has closed."},
      {refused("BOOKING_NOT_YET_OPEN"), 200, "is not open yet"},
      {refused("SESSION_CHANGING"), 200, "We are changing this date"},
      {refused("SESSION_CANCELLED"), 200, "has been cancelled"},
      {refused("NOT_ELIGIBLE"), 200, "may not be the right one"},
      {NotFound("SESSION_NOT_FOUND", "no"), 404, "not in our programme"},
      {InvalidArgument("REQUEST_ID_REUSED", "no"), 400, "Please start again"},
      {InvalidArgument("FIELD_INVALID", "no", {{"field", "contact.email"}}),
       200, "Enter an email address in the correct format"},
      {InvalidArgument("FIELD_TOO_LONG", "no",
                       {{"field", "access_needs.other"}}),
       200, "This must be 200 characters or fewer"},
      {InvalidArgument("FIELD_INVALID", "no", {{"field", "session_id"}}), 400,
       "We could not read one of the answers"},
      {Unavailable("OUTCOME_UNKNOWN", "no"), 503, "Please confirm again"},
      {MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "no"), 503,
       "Your places are not booked yet. Many people"},
      {MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", "no"), 503,
       "Your places are not booked yet. We cannot save anything"},
      {MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                 "no"),
       503, "Please confirm again"},
      {MakeError(absl::StatusCode::kAlreadyExists, "CONTACT_ALREADY_BOOKED",
                 "no"),
       409, "There already is a booking"},
      {absl::InternalError("secret text"), 500, "Something went wrong"},
  };
}

TEST_F(BookingPagesTest, EveryRefusalHasAPage) {
  for (const RefusalCase& refusal : RefusalCases()) {
    SCOPED_TRACE(refusal.status.ToString());
    clock_.Advance(kLetterInterval);
    services_.registration.create.Return(refusal.status);
    const HttpAnswer page = Confirm();
    EXPECT_EQ(page.code, refusal.code);
    EXPECT_THAT(page.body, HasSubstr(refusal.words));
    EXPECT_THAT(page.body, HasSubstr("If you need help now"));
    EXPECT_THAT(page.body, Not(HasSubstr("secret text")));
    EXPECT_EQ(page.Header("Retry-After"), refusal.code == 503 ? "5" : "");
  }
}

// The same form again, after its booking was cancelled.
TEST_F(BookingPagesTest, AFormWhoseBookingWasCancelledSaysSo) {
  v1::Booking cancelled;
  cancelled.set_state(v1::Booking::CANCELLED);
  services_.registration.create.Return(cancelled);
  const HttpAnswer page = Confirm();
  EXPECT_EQ(page.code, 409);
  EXPECT_THAT(page.body, HasSubstr("You sent this form before, and that "
                                   "booking has been cancelled since."));
  EXPECT_THAT(page.body, HasSubstr("If you need help now"));
  EXPECT_THAT(page.body, Not(HasSubstr("/booked/")));
}

TEST_F(BookingPagesTest, WhatCannotBeBookedSaysWhy) {
  struct Case {
    int64_t session;
    int code;
    std::string words;
  };
  for (const Case& test : std::vector<Case>{
           {kFull, 409, "All places on this date"},
           {kCancelled, 409, "has been cancelled"},
           {kScheduled, 409, "It opens at 6pm on Tuesday 1 December 2026."},
           {kClosed, 409, "has closed"},
           {kOver, 409, "has closed"},
           {999, 404, "not in our programme"}}) {
    SCOPED_TRACE(test.session);
    const HttpAnswer page = Get(BookPath(test.session));
    EXPECT_EQ(page.code, test.code);
    EXPECT_THAT(page.body, HasSubstr(test.words));
  }
  EXPECT_EQ(Get("/sessions/abc/book").code, 404);
}

TEST_F(BookingPagesTest, StepsThatAreOnlyPostedToLeadBackToTheForm) {
  for (const char* step : {"/change", "/confirm", "/contact", "/nonsense"}) {
    const HttpAnswer page = Get(BookPath(kOpen) + step);
    EXPECT_EQ(page.code, 303);
    EXPECT_EQ(page.Header("Location"), BookPath(kOpen));
  }
}

TEST_F(BookingPagesTest, BadBodiesGetAPage) {
  const auto send = [&](const std::string& type, const std::string& body) {
    return client_->Send("POST", BookPath(kOpen) + "/who",
                         {{"Content-Type", type}}, body);
  };
  const std::string form = "application/x-www-form-urlencoded";
  ASSERT_OK_AND_ASSIGN(const HttpAnswer json, send("application/json", "{}"));
  EXPECT_EQ(json.code, 400);
  ASSERT_OK_AND_ASSIGN(const HttpAnswer utf8, send(form, "places=%ff%fe"));
  EXPECT_EQ(utf8.code, 400);
  EXPECT_THAT(utf8.body, HasSubstr("characters that we cannot read"));
  ASSERT_OK_AND_ASSIGN(const HttpAnswer large,
                       send(form, "access_other=" + std::string(70'000, 'x')));
  EXPECT_EQ(large.code, 413);
  EXPECT_THAT(large.body, HasSubstr("If you need help now"));
}

TEST_F(BookingPagesTest, UnknownCountsDoNotKeepAnybodyFromBooking) {
  services_.registration.seat_counts.Return(Unavailable("OVERLOADED", "no"));
  const HttpAnswer page = Get(BookPath(kOpen));
  EXPECT_EQ(page.code, 200);
  EXPECT_EQ(Confirm().code, 303);
}

}  // namespace
}  // namespace cwp::web
