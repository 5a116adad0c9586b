#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::ContainsRegex;

TEST(WaitlistTest, TheWorkshopIsNamedWhenTheFlagSaysSo) {
  Installation installation;
  ASSERT_NO_FATAL_FAILURE(installation.Start());
  ASSERT_NO_FATAL_FAILURE(installation.MakeWorries());
  const auto run = [&](std::vector<std::string> arguments) {
    const Ended ended = installation.Run(std::move(arguments));
    EXPECT_EQ(ended.code, kExitOk) << ended.err;
    return ended.out;
  };
  run({"session", "create", "--workshop", "worries", "--start",
       "2027-03-16T18:00", "--capacity", "3"});
  const Settings settings = installation.settings();
  Connections connections(settings, installation.clock());
  ASSERT_OK_AND_ASSIGN(const auto made,
                       SchedulingClient(connections).ListSessions({}));
  const std::string id = absl::StrCat(made.sessions(0).id());
  run({"session", "open", id});
  ASSERT_TRUE(installation.AwaitSessions());

  const std::vector<std::string> join = {
      "waitlist", "join",           id, "--name", "Ada Example",
      "--email",  "ada@example.org"};
  EXPECT_THAT(run(join), ContainsRegex("names workshop +no\n"));
  std::vector<std::string> named = join;
  named.back() = "bob@example.org";
  named.emplace_back("--name-workshop");
  EXPECT_THAT(run(named), ContainsRegex("names workshop +yes\n"));

  registration::v1::CreateBookingRequest request;
  request.mutable_booking()->set_session_id(made.sessions(0).id());
  request.mutable_booking()->mutable_contact()->set_name("Cy Example");
  request.mutable_booking()->mutable_contact()->set_email("cy@example.org");
  request.mutable_booking()->add_attendees();
  request.mutable_booking()->set_name_workshop(true);
  ASSERT_OK_AND_ASSIGN(const auto booking,
                       RegistrationClient(connections).CreateBooking(request));
  EXPECT_THAT(run({"booking", "show", absl::StrCat(booking.id())}),
              ContainsRegex("names workshop +yes\n"));
}

}  // namespace
}  // namespace cwp::ctl
