#include "common/cache/value.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::cache {
namespace {

using ::testing::Optional;

TEST(ReadStoredTest, ReadsWhatTheScriptWrites) {
  EXPECT_THAT(ReadStored("feed-1 7\n3 left"),
              Optional(Value{"feed-1", 7, "3 left"}));
  EXPECT_THAT(ReadStored("f 9223372036854775807\n"),
              Optional(Value{"f", 9223372036854775807, ""}));
  EXPECT_THAT(ReadStored("f 0\n a\nb "), Optional(Value{"f", 0, " a\nb "}));
}

TEST(ReadStoredTest, PassesOverWhatOthersWrote) {
  for (const std::string& stored :
       {std::string(), std::string("3"), std::string("feed 7"),
        std::string("feed\n7 3"), std::string(" 7\n3"), std::string("feed \n3"),
        std::string("feed -7\n3"), std::string("feed 7x\n3"),
        std::string("feed 7 \n3"), std::string("feed 9223372036854775808\n3"),
        std::string("f\x01 7\n3"), std::string(65, 'f') + " 7\n3"}) {
    EXPECT_EQ(ReadStored(stored), std::nullopt) << stored;
  }
}

}  // namespace
}  // namespace cwp::cache
