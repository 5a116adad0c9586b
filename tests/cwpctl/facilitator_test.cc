#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FacilitatorTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(installation_.Start()); }

  Ended Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "facilitator");
    return installation_.Run(std::move(arguments));
  }

  Installation installation_;
};

TEST_F(FacilitatorTest, IsFoundByNameUnlessSeveralHaveIt) {
  ASSERT_EQ(
      Run({"create", "--name", "Ade Example", "--role", "supervisor"}).code,
      kExitOk);
  const Ended made = Run({"create", "--name", "Bo Example", "--role", "trainee",
                          "--supervisor", "ade example"});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  EXPECT_THAT(Run({"show", "bo example"}).out, HasSubstr("trainee"));
  const Ended nobody = Run({"show", "Cy Example"});
  EXPECT_EQ(nobody.code, kExitUsage);
  EXPECT_THAT(nobody.err, HasSubstr("no facilitator called 'Cy Example'"));

  ASSERT_EQ(
      Run({"create", "--name", "Bo Example", "--role", "practitioner"}).code,
      kExitOk);
  const Ended several = Run({"retire", "Bo Example"});
  EXPECT_EQ(several.code, kExitUsage);
  EXPECT_THAT(several.err, HasSubstr("give the id, one of "));
}

TEST_F(FacilitatorTest, FieldsAreEmptied) {
  ASSERT_EQ(Run({"create", "--name", "Ade", "--role", "supervisor"}).code,
            kExitOk);
  ASSERT_EQ(Run({"create", "--name", "Bo", "--role", "trainee", "--supervisor",
                 "Ade", "--email", "bo@example.org"})
                .code,
            kExitOk);
  EXPECT_THAT(Run({"show", "Bo"}).out, HasSubstr("bo@example.org"));
  const Ended emptied =
      Run({"update", "Bo", "--supervisor", "none", "--email", "none"});
  ASSERT_EQ(emptied.code, kExitOk) << emptied.err;
  EXPECT_THAT(emptied.out, HasSubstr("supervisor  -\n"));
  EXPECT_THAT(emptied.out, Not(HasSubstr("example.org")));
  EXPECT_EQ(Run({"update", "Bo", "--role", "boss"}).code, kExitUsage);
  ASSERT_EQ(Run({"retire", "Ade"}).code, kExitOk);
  EXPECT_THAT(Run({"list"}).out, Not(HasSubstr("Ade")));
  EXPECT_THAT(Run({"list", "--retired"}).out, HasSubstr("Ade"));
}

}  // namespace
}  // namespace cwp::ctl
