#include "services/web/staff_domain.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cwp::web {
namespace {

TEST(StaffTest, MayDoWhatTheirRoleSays) {
  using enum Permission;
  struct Row {
    Role role;
    std::vector<Permission> allowed;
  };
  const std::vector<Row> rows = {
      {Role::kAdministrator,
       {kDesk, kSeeProgramme, kPlan, kSeePeople, kChangePeople, kReports,
        kStaff, kPartners, kSettings}},
      {Role::kCoordinator,
       {kDesk, kSeeProgramme, kPlan, kSeePeople, kChangePeople, kReports}},
      {Role::kFacilitator, {kDesk, kSeeProgramme, kSeePeople}},
      {Role::kReader, {kDesk, kSeeProgramme, kReports}},
  };
  for (const Row& row : rows) {
    std::vector<Permission> allowed;
    for (const Permission permission : kPermissions) {
      if (Allows(row.role, permission)) allowed.push_back(permission);
    }
    EXPECT_EQ(allowed, row.allowed) << RoleName(row.role);
    EXPECT_EQ(ReadRole(RoleName(row.role)), row.role);
    EXPECT_EQ(NeedsCode(row.role), row.role != Role::kReader);
  }
  EXPECT_EQ(ReadRole("root"), std::nullopt);
}

TEST(StaffTest, ChoosePasswordsThatAreHardToGuess) {
  struct Case {
    std::string password;
    std::string error;
  };
  for (const Case& c : std::vector<Case>{
           {"a green boat at noon", ""},
           {"correct horse battery", ""},
           {"Zwölf Boxkämpfer", ""},
           {"", "required"},
           {"short", "too_short"},
           {"elevenchars", "too_short"},
           {std::string(129, 'x'), "too_long"},
           {"aaaaaaaaaaaaaaaa", "too_plain"},
           {"abababababab", "too_plain"},
           {"Password1234567890", "too_plain"},
           {"passwordpassword1!", "too_plain"},
           {"ada.lovelace-2026", "too_plain"},
       }) {
    EXPECT_EQ(PasswordError(c.password, "Ada.Lovelace@example.org"), c.error)
        << c.password;
  }
}

TEST(StaffTest, StaySignedInForHalfAnHourOrADay) {
  const absl::Time begin = absl::FromUnixSeconds(1'800'000'000);
  const StaffSession session = {
      .staff = {.set_up = true}, .create_time = begin, .seen_time = begin};
  EXPECT_TRUE(IsLive(session, begin + kIdleTime - absl::Seconds(1)));
  EXPECT_FALSE(IsLive(session, begin + kIdleTime));
  StaffSession used = session;
  used.seen_time = begin + kSessionTime - absl::Seconds(1);
  EXPECT_TRUE(IsLive(used, begin + kSessionTime - absl::Seconds(1)));
  EXPECT_FALSE(IsLive(used, begin + kSessionTime));
  StaffSession disabled = session;
  disabled.staff.disabled = true;
  EXPECT_FALSE(IsLive(disabled, begin));
}

TEST(StaffTest, AreFoundByTheirAddressHoweverItIsWritten) {
  EXPECT_EQ(NormalEmail(" Ada@Example.ORG "), "ada@example.org");
  EXPECT_EQ(ShownRecoveryCode("ABCDEFGHJKMNPQRSTVWXYZ01"),
            "ABCDEF-GHJKMN-PQRSTV-WXYZ01");
}

}  // namespace
}  // namespace cwp::web
