#ifndef CWP_TESTS_WEB_BOOKING_FIXTURE_H_
#define CWP_TESTS_WEB_BOOKING_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {

inline std::string BookPath(int64_t id) {
  return absl::StrCat("/sessions/", id, "/book");
}

// Where the form of a step leads, or the last look; empty on other pages.
inline std::string ActionIn(const std::string& html) {
  const std::string mark = "<form id=\"step\" action=\"";
  const size_t at = html.find(mark);
  if (at == std::string::npos) return "";
  const size_t begin = at + mark.size();
  return html.substr(begin, html.find('"', begin) - begin);
}

// Whether a page says that something is wrong with its form.
inline bool HasErrors(const HttpAnswer& page) {
  return page.body.find("<title>Error: ") != std::string::npos;
}

// A family on the booking pages.
class BookingPagesTest : public WebTest {
 protected:
  void SetUp() override {
    WebTest::SetUp();
    registration::v1::Booking booking;
    booking.set_reference("7K2M9QPT");
    booking.set_session_id(kOpen);
    booking.set_places(2);
    services_.registration.create.Return(booking);
    services_.registration.create_hold.Do(
        [this](const registration::v1::CreateHoldRequest& request) {
          return Keep(request.hold().places());
        });
    services_.registration.get_hold.Do(
        [this](const registration::v1::GetHoldRequest&) { return hold_; });
    start_ = Get(BookPath(kOpen));
  }

  // The hold that registration has from now on.
  registration::v1::Hold Keep(int places) {
    hold_.set_id(9001);
    hold_.set_session_id(kOpen);
    hold_.set_places(places);
    hold_.set_state(registration::v1::Hold::HELD);
    hold_.set_extensions_left(10);
    hold_.mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(clock_.Now() + absl::Minutes(20)));
    return hold_;
  }

  // Sends the form of a page with these answers, all of them to every step.
  HttpAnswer Send(const HttpAnswer& page, Fields answers,
                  const Fields& headers = {}) {
    const std::string step = ActionIn(page.body);
    answers.emplace_back("answers", HiddenIn(page.body, "answers", step));
    return Post(step, answers, headers);
  }

  // Answers every step, as far as it goes; from the empty form on, or from a
  // later page.
  HttpAnswer Check(const Fields& answers) { return Check(start_, answers); }
  HttpAnswer Check(HttpAnswer page, const Fields& answers) {
    while (AsksIn(page) != "confirm") {
      if (HasErrors(page) || ActionIn(page.body).empty()) break;
      page = Send(page, answers);
    }
    return page;
  }

  // The page of a step that these answers lead to.
  HttpAnswer At(const std::string& step, const Fields& answers) {
    HttpAnswer page = start_;
    while (AsksIn(page) != step && !HasErrors(page)) {
      page = Send(page, answers);
    }
    return page;
  }

  // Which step a page asks.
  static std::string AsksIn(const HttpAnswer& page) {
    const std::string action = ActionIn(page.body);
    return action.substr(action.rfind('/') + 1);
  }

  // Sends good answers and the check page's form.
  HttpAnswer Confirm(const Fields& headers = {}) {
    const HttpAnswer check = Check(GoodAnswers());
    sealed_ = HiddenIn(check.body, "answers", "book/confirm");
    return ConfirmAgain(headers);
  }

  HttpAnswer ConfirmAgain(const Fields& headers = {}) {
    return Post(BookPath(kOpen) + "/confirm", {{"answers", sealed_}}, headers);
  }

  std::vector<registration::v1::CreateBookingRequest> requests() {
    return services_.registration.create.requests();
  }
  std::vector<registration::v1::CreateHoldRequest> holds() {
    return services_.registration.create_hold.requests();
  }

  HttpAnswer start_;
  registration::v1::Hold hold_;
  // For fakes that answer differently the first time.
  int holds_asked_ = 0;
  std::string sealed_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_BOOKING_FIXTURE_H_
