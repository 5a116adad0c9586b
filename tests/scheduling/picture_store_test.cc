#include "services/scheduling/picture_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/workshop_store.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;

class PictureStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(database_.Open(clock_, Migrations())); }

  absl::Status Write(absl::FunctionRef<absl::Status(db::Transaction&)> write) {
    return database_->Write([&](db::Transaction& tx) { return write(tx); });
  }

  absl::Status Save(absl::string_view id, const PictureFiles& files) {
    return Write(
        [&](db::Transaction& tx) { return SavePicture(tx, id, files); });
  }

  // "none" when there is no such picture.
  std::string Find(absl::string_view id, bool small = false) {
    std::optional<std::string> found;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(found, FindPicture(tx, id, small));
      return absl::OkStatus();
    }));
    return found.value_or("none");
  }

  // Ids of those that have a picture.
  std::vector<int64_t> Having(absl::string_view id) {
    std::vector<int64_t> ids;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const std::vector<Workshop> found,
                       ListWorkshopsWithPicture(tx, id));
      for (const Workshop& workshop : found) ids.push_back(workshop.id);
      return absl::OkStatus();
    }));
    return ids;
  }

  static Workshop Shown(int64_t id, std::string slug) {
    Workshop workshop = SampleWorkshop(id);
    workshop.content.slug = std::move(slug);
    workshop.picture = Picture{
        .id = "aa", .alternative_text = "A kite", .width = 1200, .height = 800};
    return workshop;
  }

  FakeClock clock_{At(9)};
  db::TestDatabase database_;
};

// Bytes that are no text.
const char kBytes[] = "\xFF\xD8\0\x01'\\";

TEST_F(PictureStoreTest, KeepsBytes) {
  const std::string large(kBytes, sizeof(kBytes));
  ASSERT_OK(Save("aa", {.large = large, .small = "small"}));
  ASSERT_OK(Save("bb", {.large = "only one"}));
  EXPECT_EQ(Find("aa"), large);
  EXPECT_EQ(Find("aa", true), "small");
  EXPECT_EQ(Find("bb", true), "only one");
  EXPECT_EQ(Find("cc"), "none");
  EXPECT_EQ(Find("cc", true), "none");
  // What is there by this name is the same.
  ASSERT_OK(Save("aa", {.large = "another"}));
  EXPECT_EQ(Find("aa"), large);
}

TEST_F(PictureStoreTest, StandsWithItsWorkshops) {
  ASSERT_OK(Save("aa", {.large = "large"}));
  Workshop workshop = Shown(7, "worries");
  ASSERT_OK(
      Write([&](db::Transaction& tx) { return InsertWorkshop(tx, workshop); }));
  ASSERT_OK(Write([&](db::Transaction& tx) {
    return InsertWorkshop(tx, Shown(8, "sleep"));
  }));
  EXPECT_THAT(Having("aa"), ElementsAre(7, 8));
  const auto find = [&] {
    std::optional<Workshop> found;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(found, FindWorkshop(tx, 7));
      return absl::OkStatus();
    }));
    return found;
  };
  EXPECT_EQ(find(), workshop);
  workshop.picture = std::nullopt;
  ASSERT_OK(Write(
      [&](db::Transaction& tx) { return ReplaceWorkshop(tx, workshop); }));
  EXPECT_EQ(find(), workshop);
  EXPECT_THAT(Having("aa"), ElementsAre(8));
}

TEST_F(PictureStoreTest, IsDroppedOnceNoWorkshopHasIt) {
  ASSERT_OK(Save("aa", {.large = "large"}));
  Workshop workshop = Shown(7, "worries");
  ASSERT_OK(
      Write([&](db::Transaction& tx) { return InsertWorkshop(tx, workshop); }));
  const auto drop = [&] {
    return Write([](db::Transaction& tx) { return DropPicture(tx, "aa"); });
  };
  ASSERT_OK(drop());
  EXPECT_EQ(Find("aa"), "large");
  workshop.picture = std::nullopt;
  ASSERT_OK(Write(
      [&](db::Transaction& tx) { return ReplaceWorkshop(tx, workshop); }));
  ASSERT_OK(drop());
  EXPECT_EQ(Find("aa"), "none");
}

// The database's own last word.
TEST_F(PictureStoreTest, NoWorkshopHasOneThatIsNotThere) {
  EXPECT_FALSE(Write([&](db::Transaction& tx) {
                 return InsertWorkshop(tx, Shown(7, "worries"));
               }).ok());
}

}  // namespace
}  // namespace cwp::scheduling
