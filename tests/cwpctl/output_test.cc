#include "services/cwpctl/output.h"

#include "cwp/gateway/v1/gateway_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;

TEST(TableTest, AlignsByCharactersAndLeavesNothingAtTheEnd) {
  Table table({"ID", "NAME", "STATE"});
  table.AddRow({"1", "Zoë", "open"});
  table.AddRow({"1234", "Al", ""});
  EXPECT_EQ(table.Text(),
            "ID    NAME  STATE\n"
            "1     Zoë   open\n"
            "1234  Al\n");
}

TEST(TableTest, TakesControlCharactersOut) {
  Table table({});
  table.AddRow({"a\nb", "\x1b[31mred"});
  EXPECT_EQ(table.Text(), "a b   [31mred\n");
}

TEST(JsonTest, WritesIdsAsStringsAndNamesAsInTheProtos) {
  gateway::v1::CreatePartnerResponse response;
  response.mutable_partner()->set_id(9007199254740993);
  response.set_token("t0ken");
  const std::string json = ToJson(response);
  EXPECT_THAT(json, HasSubstr("\"id\": \"9007199254740993\""));
  EXPECT_THAT(json, HasSubstr("\"token\": \"t0ken\""));
  EXPECT_THAT(json, HasSubstr("\"channel\": \"\""));
}

TEST(TimeTest, IsWallTimeInLondon) {
  google::protobuf::Timestamp time;
  EXPECT_EQ(ShowTime(time), "-");
  time.set_seconds(1781110800);  // 2026-06-10T17:00Z
  EXPECT_EQ(ShowTime(time), "2026-06-10 18:00");
}

}  // namespace
}  // namespace cwp::ctl
