#include "common/programme/leaders.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

scheduling::v1::Facilitator Named(int64_t id, const std::string& name,
                                  bool retired = false) {
  scheduling::v1::Facilitator one;
  one.set_id(id);
  one.set_display_name(name);
  if (retired) one.mutable_retire_time()->set_seconds(1);
  return one;
}

// Bo is a name of two, and Cy was one of two until the other retired.
const std::vector<scheduling::v1::Facilitator> kAll = {
    Named(11, "Ade Example"), Named(12, "Bo"), Named(13, "bo"), Named(14, "Cy"),
    Named(15, "Cy", /*retired=*/true)};

TEST(LeadersTest, FilesNameWhomTheNameIsClearOf) {
  EXPECT_THAT(NamesOf(kAll),
              ElementsAre(Pair(11, "Ade Example"), Pair(12, "12"),
                          Pair(13, "13"), Pair(14, "Cy"), Pair(15, "15")));
}

TEST(LeadersTest, AreFoundByNameOrId) {
  EXPECT_THAT(FindLeader(kAll, "ade example"), IsOkAndHolds(11));
  EXPECT_THAT(FindLeader(kAll, "12"), IsOkAndHolds(12));
  EXPECT_THAT(FindLeader(kAll, "Cy"), IsOkAndHolds(14));
  EXPECT_THAT(FindLeader(kAll, "Bo"), HasReason("USAGE_INVALID"));
  EXPECT_THAT(FindLeader(kAll, "Dee"), HasReason("USAGE_INVALID"));
}

TEST(LeadersTest, NoneIsNobody) {
  EXPECT_THAT(FindLeaders(kAll, {"none"}), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(FindLeaders(kAll, {"Cy", "11"}),
              IsOkAndHolds(ElementsAre(14, 11)));
  EXPECT_THAT(FindLeaders(kAll, {"Cy", "none"}), HasReason("USAGE_INVALID"));
}

}  // namespace
}  // namespace cwp::programme
