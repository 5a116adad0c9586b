#include "services/registration/retention.h"

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/testing/interrupted_database.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

using RetentionTest = CommandsTest;

// Who waits in vain is looked for while others write.
TEST_F(RetentionTest, WhoWaitsInVainNoLongerOnceItIsFoundIsKept) {
  OpenSession(1);
  ASSERT_OK(ApplyOne(Book("first", 1)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry entry,
                       ApplyFor<WaitlistEntry>(Join("ada", 1)));
  const absl::Duration late = options_.rules.retention + absl::Hours(1);
  clock_.Advance(StoredPool().end_time + late - clock_.Now());
  const auto is_kept = [&] {
    return StoredEntry(entry.id).state == EntryState::kWaiting;
  };

  absl::StatusOr<bool> more = true;
  bool put_off = false;
  db::InterruptedDatabase database(*database_, [&] {
    put_off = true;
    Session later = MakeSession(1);
    for (Meeting& meeting : later.meetings) {
      meeting.start += late;
      meeting.end += late;
    }
    Put(later);
  });
  while (more.ok() && *more) more = PurgeSome(database, options_, clock_.Now());
  ASSERT_OK(more.status());
  EXPECT_TRUE(put_off) << "was looked for";
  EXPECT_TRUE(is_kept());

  clock_.Advance(StoredPool().end_time + late - clock_.Now());
  more = true;
  while (more.ok() && *more) more = PurgeSome(database, options_, clock_.Now());
  ASSERT_OK(more.status());
  EXPECT_FALSE(is_kept());
}

}  // namespace
}  // namespace cwp::registration
