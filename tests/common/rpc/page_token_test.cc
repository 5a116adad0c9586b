#include "common/rpc/page_token.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PageTokenTest, ReturnsTheKeyOfItsOwnList) {
  const std::string token = MakePageToken("ListSessions 7", {1234, -5});
  EXPECT_THAT(ReadPageToken("ListSessions 7", token, 2),
              IsOkAndHolds(ElementsAre(1234, -5)));
  EXPECT_THAT(ReadPageToken("ListSessions 7", "", 2), IsOkAndHolds(IsEmpty()));
}

TEST(PageTokenTest, RefusesEverythingElse) {
  const std::string token = MakePageToken("ListSessions 7", {1234});
  EXPECT_THAT(ReadPageToken("ListSessions 8", token, 1),
              HasReason("PAGE_TOKEN_INVALID"));
  EXPECT_THAT(ReadPageToken("ListSessions 7", token, 2),
              HasReason("PAGE_TOKEN_INVALID"));
  for (const char* bad : {"x", "!!!", "AAAA", "\xff\xfe"}) {
    EXPECT_THAT(ReadPageToken("ListSessions 7", bad, 1),
                HasReason("PAGE_TOKEN_INVALID"))
        << bad;
  }
}

TEST(PageSizeTest, HasADefaultAndALimit) {
  EXPECT_THAT(ReadPageSize(0), IsOkAndHolds(50));
  EXPECT_THAT(ReadPageSize(7), IsOkAndHolds(7));
  EXPECT_THAT(ReadPageSize(100000), IsOkAndHolds(200));
  EXPECT_THAT(ReadPageSize(-1), HasReason("FIELD_INVALID"));
}

}  // namespace
}  // namespace cwp::rpc
