#include "services/scheduling/facilitator_domain.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

TEST(FacilitatorTest, IsMadeActive) {
  ASSERT_OK_AND_ASSIGN(const Facilitator made,
                       MakeFacilitator(5, {.sealed_name = "n"}, At(9)));
  EXPECT_EQ(made, (Facilitator{.id = 5,
                               .content = {.sealed_name = "n"},
                               .create_time = At(9),
                               .update_time = At(9)}));
}

TEST(FacilitatorTest, ASupervisorHasNone) {
  const FacilitatorContent content = {.role = FacilitatorRole::kSupervisor,
                                      .supervisor_id = 4};
  EXPECT_THAT(MakeFacilitator(5, content, At(9)), HasReason("FIELD_INVALID"));
  const Facilitator trainee = SampleFacilitator();
  const FacilitatorPatch promote = {
      .fields = {FacilitatorField::kRole},
      .content = {.role = FacilitatorRole::kSupervisor}};
  EXPECT_THAT(Revise(trainee, promote, At(9)), HasReason("FIELD_INVALID"));
  FacilitatorPatch both = promote;
  both.fields.push_back(FacilitatorField::kSupervisor);
  EXPECT_OK(Revise(trainee, both, At(9)));
}

TEST(FacilitatorTest, IsRevisedWhereThePatchSays) {
  const Facilitator before = SampleFacilitator();
  FacilitatorPatch patch = {.content = {.sealed_name = "other name",
                                        .sealed_email = "other address",
                                        .role = FacilitatorRole::kPractitioner,
                                        .supervisor_id = 0}};
  EXPECT_THAT(Revise(before, patch, At(9)), IsOkAndHolds(before));

  Facilitator want = before;
  want.update_time = At(9);
  const auto revised = [&](FacilitatorField field) {
    patch.fields = {field};
    return Revise(before, patch, At(9));
  };
  want.content.sealed_name = "other name";
  EXPECT_THAT(revised(FacilitatorField::kDisplayName), IsOkAndHolds(want));
  want.content = before.content;
  want.content.sealed_email = "other address";
  EXPECT_THAT(revised(FacilitatorField::kEmail), IsOkAndHolds(want));
  want.content = before.content;
  want.content.role = FacilitatorRole::kPractitioner;
  EXPECT_THAT(revised(FacilitatorField::kRole), IsOkAndHolds(want));
  want.content = before.content;
  want.content.supervisor_id = 0;
  EXPECT_THAT(revised(FacilitatorField::kSupervisor), IsOkAndHolds(want));

  patch.if_revision = before.revision + 1;
  EXPECT_THAT(revised(FacilitatorField::kRole), HasReason("ETAG_MISMATCH"));
  patch.if_revision = before.revision;
  EXPECT_OK(revised(FacilitatorField::kRole));
}

TEST(FacilitatorTest, IsRetiredOnce) {
  Facilitator want = SampleFacilitator();
  want.retire_time = want.update_time = At(9);
  const Facilitator retired = Retire(SampleFacilitator(), At(9));
  EXPECT_EQ(retired, want);
  EXPECT_EQ(Retire(retired, At(10)), retired);
}

TEST(FacilitatorTest, OnlyAnActiveSupervisorSupervises) {
  Facilitator other = SampleFacilitator(6);
  for (const FacilitatorRole role :
       {FacilitatorRole::kTrainee, FacilitatorRole::kPractitioner}) {
    other.content.role = role;
    EXPECT_THAT(CheckSupervisor(other), HasReason("NOT_A_SUPERVISOR"));
  }
  other.content.role = FacilitatorRole::kSupervisor;
  EXPECT_OK(CheckSupervisor(other));
  EXPECT_THAT(CheckSupervisor(Retire(other, At(9))),
              HasReason("FACILITATOR_RETIRED"));
}

TEST(FacilitatorTest, WhoSupervisesOthersStaysASupervisor) {
  Facilitator after = SampleFacilitator(6);
  after.content.role = FacilitatorRole::kSupervisor;
  EXPECT_OK(CheckSupervised(after, 5));
  const Facilitator retired = Retire(after, At(9));
  EXPECT_THAT(CheckSupervised(retired, 5), HasReason("SUPERVISES_OTHERS"));
  EXPECT_OK(CheckSupervised(retired, std::nullopt));
  after.content.role = FacilitatorRole::kPractitioner;
  EXPECT_THAT(CheckSupervised(after, 5), HasReason("SUPERVISES_OTHERS"));
  EXPECT_OK(CheckSupervised(after, std::nullopt));
}

struct PairCase {
  std::string name;
  std::vector<FacilitatorRole> leaders;
  bool alone = false;
};

class PairTest : public ::testing::TestWithParam<PairCase> {};

TEST_P(PairTest, TellsTraineesAlone) {
  std::vector<Facilitator> leaders;
  for (const FacilitatorRole role : GetParam().leaders) {
    leaders.push_back(SampleFacilitator(10 + leaders.size()));
    leaders.back().content.role = role;
  }
  EXPECT_EQ(IsTraineeAlone(leaders), GetParam().alone);
  const absl::Status checked = CheckPair(leaders, false);
  if (GetParam().alone) {
    EXPECT_THAT(checked, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(checked, HasReason("TRAINEE_ALONE"));
    EXPECT_EQ(MetadataOf(checked, "facilitator"), "10");
  } else {
    EXPECT_OK(checked);
  }
  EXPECT_OK(CheckPair(leaders, true)) << "acknowledged";
}

constexpr FacilitatorRole kT = FacilitatorRole::kTrainee;
constexpr FacilitatorRole kP = FacilitatorRole::kPractitioner;
constexpr FacilitatorRole kS = FacilitatorRole::kSupervisor;

INSTANTIATE_TEST_SUITE_P(All, PairTest,
                         ::testing::ValuesIn(std::vector<PairCase>{
                             {"Nobody", {}, false},
                             {"Trainee", {kT}, true},
                             {"TwoTrainees", {kT, kT}, true},
                             {"ThreeTrainees", {kT, kT, kT}, true},
                             {"Practitioner", {kP}, false},
                             {"Supervisor", {kS}, false},
                             {"TraineeAndPractitioner", {kT, kP}, false},
                             {"TraineeAndSupervisor", {kT, kS}, false},
                             {"SupervisorAndTrainees", {kS, kT, kT}, false},
                             {"TwoPractitioners", {kP, kP}, false},
                         }),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp::scheduling
