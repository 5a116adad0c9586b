#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class OrganisationTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(installation_.Start()); }

  Ended Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "organisation");
    return installation_.Run(std::move(arguments));
  }

  Installation installation_;
};

TEST_F(OrganisationTest, AtFirstAllIsAsTheServicesWereTold) {
  const Ended shown = Run({"show"});
  ASSERT_EQ(shown.code, kExitOk) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("urgent-help"), HasSubstr("names"),
                               HasSubstr("as the services were told")));
}

TEST_F(OrganisationTest, RefusesWhatIsNotThere) {
  EXPECT_EQ(Run({"history", "weather"}).code, kExitUsage);
  const Ended none = Run({"restore", "retention", "7"});
  EXPECT_EQ(none.code, kExitRefused);
  EXPECT_THAT(none.err, HasSubstr("ORGANISATION_VERSION_NOT_FOUND"));
  EXPECT_EQ(Run({"restore", "retention", "-1"}).code, kExitUsage);
  EXPECT_EQ(Run({"history", "retention"}).code, kExitOk);
  EXPECT_EQ(Run({"restore", "retention", "0"}).code, kExitOk);
}

}  // namespace
}  // namespace cwp::ctl
