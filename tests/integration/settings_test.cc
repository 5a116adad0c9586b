#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

// What the organisation says at the desk, and what registration decides by.

namespace cwp {
namespace {

using registration::v1::Booking;
using scheduling::v1::OrganisationPart;
using Update = scheduling::v1::UpdateOrganisationPartRequest;

class SettingsTest : public ::testing::Test {
 protected:
  void Say(const Update& update) {
    ASSERT_OK(deployment_.Call<Organisations>(
        "cwpctl", kOperator, &Organisations::Stub::UpdateOrganisationPart,
        update));
    deployment_.AwaitScheduling();
  }
  void SayAgainWhatSettingsSay(OrganisationPart::Part part) {
    scheduling::v1::RestoreOrganisationPartRequest restore;
    restore.set_part(part);
    ASSERT_OK(deployment_.Call<Organisations>(
        "cwpctl", kOperator, &Organisations::Stub::RestoreOrganisationPart,
        restore));
    deployment_.AwaitScheduling();
  }
  static Update For(int youngest, int oldest) {
    Update update;
    scheduling::v1::EligibilityRules& rules = *update.mutable_eligibility();
    rules.set_area("Holby");
    rules.set_ask_area(true);
    rules.set_ask_age(true);
    rules.set_min_years(youngest);
    rules.set_max_years(oldest);
    rules.set_own_booking_years(13);
    return update;
  }

  // Books for a child of this age; each time for another family.
  absl::Status BookFor(int years) {
    registration::v1::CreateBookingRequest request;
    const std::string name = absl::StrCat("family", ++families_);
    request.set_request_id(name);
    Booking& booking = *request.mutable_booking();
    booking.set_session_id(session_.id());
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_email(absl::StrCat(name, "@example.org"));
    booking.add_attendees()->mutable_age_band()->set_min_years(years);
    booking.mutable_attendees(0)->mutable_age_band()->set_max_years(years);
    return deployment_
        .Call<Registration>("web", kFamily, &Registration::Stub::CreateBooking,
                            request)
        .status();
  }
  std::string FirstEmail() {
    return deployment_.Bookings(session_.id()).at(0).contact().email();
  }

  Deployment deployment_;
  const scheduling::v1::Session session_ = deployment_.OpenSession(20);
  int families_ = 0;
};

TEST_F(SettingsTest, WhoMayBookIsDecidedByWhatTheDeskSaidLast) {
  EXPECT_OK(BookFor(5));
  EXPECT_THAT(BookFor(20), HasReason("NOT_ELIGIBLE"));
  Say(For(11, 25));
  EXPECT_THAT(BookFor(5), HasReason("NOT_ELIGIBLE"));
  EXPECT_OK(BookFor(20));

  // It holds on when scheduling is gone, from the start on.
  deployment_.StopRegistration();
  deployment_.StopScheduling();
  deployment_.StartRegistration();
  EXPECT_THAT(BookFor(5), HasReason("NOT_ELIGIBLE"));
  EXPECT_OK(BookFor(20));

  deployment_.StartScheduling();
  SayAgainWhatSettingsSay(OrganisationPart::ELIGIBILITY);
  EXPECT_OK(BookFor(5));
  EXPECT_THAT(BookFor(20), HasReason("NOT_ELIGIBLE"));
}

// The installation keeps it for 90 days.
TEST_F(SettingsTest, PersonalDataIsKeptForAsLongAsTheDeskSaidLast) {
  ASSERT_OK(BookFor(5));
  // The session is in 10 days.
  deployment_.clock().Advance(absl::Hours(24 * 45));
  // Something happens, so that the clock is believed.
  deployment_.OpenSession(1);
  deployment_.StopRegistration();
  deployment_.StartRegistration();
  ASSERT_EQ(FirstEmail(), "family1@example.org");

  Update update;
  update.mutable_retention()->set_days(40);
  Say(update);
  deployment_.StopRegistration();
  deployment_.StartRegistration();
  EXPECT_EQ(FirstEmail(), "family1@example.org") << "35 days are over";
  update.mutable_retention()->set_days(30);
  Say(update);
  // Its start tidies up; otherwise that is done every few minutes.
  deployment_.StopRegistration();
  deployment_.StartRegistration();
  EXPECT_TRUE(Eventually([&] { return FirstEmail().empty(); }));
}

}  // namespace
}  // namespace cwp
