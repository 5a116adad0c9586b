#include "services/registration/line.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

class LineTest : public CommandsTest {
 protected:
  // So many in line for one session, behind whoever holds its places.
  void Fill(int count) {
    OpenSession(2);
    ASSERT_OK(ApplyOne(PlaceFor("holder", 2)));
    std::vector<WriteCommand> group;
    for (int i = 0; i < count; ++i) {
      group.push_back(PlaceFor(absl::StrCat("browser", i), 1, true));
    }
    for (const auto& answer : Apply(group)) {
      revisions_.push_back(As<Hold>(answer)->create_revision);
    }
  }

  int64_t PlaceOf(int at) {
    return Load([&](db::Transaction& tx) {
      return line_.PlaceOf(tx, kSession, revisions_[at]);
    });
  }

  void Leave(int at) {
    const Hold hold = *Load([&](db::Transaction& tx) {
      return FindHoldOfBrowser(tx, absl::StrCat("browser", at));
    });
    ASSERT_OK(ApplyOne(ChangeHold{.order = NewOrder(),
                                  .hold_id = hold.id,
                                  .browser_key = hold.browser_key}));
  }

  std::vector<int64_t> revisions_;
  Line line_{clock_};
};

TEST_F(LineTest, IsExactAtItsBeginningAndFreshEnoughBeyond) {
  Fill(Line::kExactPlaces + 20);
  EXPECT_EQ(PlaceOf(0), 1);
  EXPECT_EQ(PlaceOf(499), 500);
  EXPECT_EQ(PlaceOf(519), 520);
  Leave(3);
  EXPECT_EQ(PlaceOf(499), 499) << "counted anew";
  EXPECT_EQ(PlaceOf(519), 520) << "as it was a moment ago";
  clock_.Advance(Line::kPlacesAge);
  EXPECT_EQ(PlaceOf(519), 519);
}

TEST_F(LineTest, WhoeverWaitsOnTheWaitlistIsInItToo) {
  Fill(2);
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry entry,
                       ApplyFor<WaitlistEntry>(Join("ada", 1)));
  revisions_.push_back(entry.join_revision);
  EXPECT_EQ(PlaceOf(2), 3);
}

}  // namespace
}  // namespace cwp::registration
