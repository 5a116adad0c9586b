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
  }

  HttpAnswer Check(const Fields& answers) {
    return Post(BookPath(kOpen), answers);
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

  std::string sealed_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_BOOKING_FIXTURE_H_
