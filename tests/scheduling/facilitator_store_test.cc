#include "services/scheduling/facilitator_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/schema.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;

class FacilitatorStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    ASSERT_OK(Insert(Supervisor(3)));
  }

  static Facilitator Supervisor(int64_t id) {
    Facilitator supervisor = SampleFacilitator(id);
    supervisor.content.role = FacilitatorRole::kSupervisor;
    supervisor.content.supervisor_id = 0;
    return supervisor;
  }

  absl::Status Insert(const Facilitator& facilitator) {
    return database_->Write([&](db::Transaction& tx) {
      return InsertFacilitator(tx, facilitator);
    });
  }

  absl::Status Replace(const Facilitator& facilitator) {
    return database_->Write([&](db::Transaction& tx) {
      return ReplaceFacilitator(tx, facilitator);
    });
  }

  absl::StatusOr<std::optional<Facilitator>> Find(int64_t id) {
    std::optional<Facilitator> found;
    RETURN_IF_ERROR(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(found, FindFacilitator(tx, id));
      return absl::OkStatus();
    }));
    return found;
  }

  std::vector<int64_t> List(const FacilitatorFilter& filter) {
    std::vector<int64_t> ids;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const std::vector<Facilitator> found,
                       ListFacilitators(tx, filter));
      for (const Facilitator& each : found) ids.push_back(each.id);
      return absl::OkStatus();
    }));
    return ids;
  }

  absl::StatusOr<std::optional<int64_t>> SupervisedBy(int64_t id) {
    std::optional<int64_t> found;
    RETURN_IF_ERROR(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(found, FindSupervised(tx, id));
      return absl::OkStatus();
    }));
    return found;
  }

  FakeClock clock_;
  db::TestDatabase database_;
};

TEST_F(FacilitatorStoreTest, ComesBackAsItWas) {
  Facilitator facilitator = SampleFacilitator();
  ASSERT_OK(Insert(facilitator));
  EXPECT_THAT(Find(5), IsOkAndHolds(std::optional(facilitator)));
  EXPECT_THAT(Find(6), IsOkAndHolds(std::optional<Facilitator>()));
  EXPECT_THAT(Insert(facilitator), HasReason("CONSTRAINT_VIOLATED"));

  facilitator.content = {.sealed_name = std::string("\0\xff", 2),
                         .role = FacilitatorRole::kPractitioner};
  facilitator.update_time = At(10);
  facilitator.retire_time = At(10);
  facilitator.revision = 99;
  ASSERT_OK(Replace(facilitator));
  EXPECT_THAT(Find(5), IsOkAndHolds(std::optional(facilitator)));

  facilitator.content.supervisor_id = 77;
  EXPECT_THAT(Replace(facilitator), HasReason("CONSTRAINT_VIOLATED"));
}

TEST_F(FacilitatorStoreTest, ListsInOrderOfId) {
  ASSERT_OK(Insert(SampleFacilitator(9)));
  ASSERT_OK(Insert(SampleFacilitator(5)));
  Facilitator retired = SampleFacilitator(7);
  retired.retire_time = At(9);
  ASSERT_OK(Insert(retired));
  EXPECT_THAT(List({.limit = 10}), ElementsAre(3, 5, 9));
  EXPECT_THAT(List({.include_retired = true, .limit = 10}),
              ElementsAre(3, 5, 7, 9));
  EXPECT_THAT(List({.after_id = 3, .limit = 1}), ElementsAre(5));
}

TEST_F(FacilitatorStoreTest, FindsWhoIsSupervised) {
  ASSERT_OK(Insert(Supervisor(4)));
  EXPECT_THAT(SupervisedBy(3), IsOkAndHolds(std::optional<int64_t>()));
  ASSERT_OK(Insert(SampleFacilitator(9)));
  Facilitator retired = SampleFacilitator(5);
  retired.retire_time = At(9);
  ASSERT_OK(Insert(retired));
  EXPECT_THAT(SupervisedBy(3), IsOkAndHolds(std::optional<int64_t>(9)));
  EXPECT_THAT(SupervisedBy(4), IsOkAndHolds(std::optional<int64_t>()));
}

}  // namespace
}  // namespace cwp::scheduling
