#include "services/web/staff_domain.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/check.h"
#include "common/base/text.h"

namespace cwp::web {
namespace {

// Fewer different characters than that are a pattern, not a password.
constexpr size_t kFewestCharacters = 5;

// What lists of stolen passwords are full of, long enough to pass otherwise:
// pieces that make up such passwords with a few digits around them.
constexpr absl::string_view kPlain[] = {
    "password",      "passw0rd", "qwertyuiop", "asdfghjkl",
    "letmein",       "welcome",  "1234567890", "iloveyou",
    "administrator", "zxcvbnm",  "workshop",   "wellbeing"};

// What is left of a password without the pieces that everybody tries.
size_t WithoutPlain(std::string text) {
  for (const absl::string_view piece : kPlain) {
    absl::StrReplaceAll({{piece, ""}}, &text);
  }
  return text.size();
}

}  // namespace

absl::string_view RoleName(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return "administrator";
    case Role::kCoordinator:
      return "coordinator";
    case Role::kFacilitator:
      return "facilitator";
    case Role::kReader:
      return "reader";
  }
  CWP_CHECK(false, "a role without a name");
}

std::optional<Role> ReadRole(absl::string_view name) {
  for (const Role role : kRoles) {
    if (RoleName(role) == name) return role;
  }
  return std::nullopt;
}

std::string EtagOf(const Staff& staff) {
  return absl::StrCat("\"", RoleName(staff.role), "-", staff.facilitator_id,
                      staff.disabled ? "-disabled" : "-enabled", "\"");
}

bool Allows(Role role, Permission permission) {
  switch (permission) {
    case Permission::kDesk:
    case Permission::kSeeProgramme:
      return true;
    case Permission::kPlan:
    case Permission::kChangePeople:
      return role == Role::kAdministrator || role == Role::kCoordinator;
    case Permission::kSeePeople:
      return role != Role::kReader;
    case Permission::kReports:
      return role != Role::kFacilitator;
    case Permission::kStaff:
    case Permission::kPartners:
    case Permission::kSettings:
      return role == Role::kAdministrator;
  }
  CWP_CHECK(false, "a permission that nobody decided on");
}

bool NeedsCode(Role role) { return Allows(role, Permission::kSeePeople); }

bool IsLive(const StaffSession& session, absl::Time now) {
  return session.staff.set_up && !session.staff.disabled &&
         now < session.seen_time + kIdleTime &&
         now < session.create_time + kSessionTime;
}

absl::string_view PasswordError(absl::string_view password,
                                absl::string_view email) {
  if (password.empty()) return "required";
  if (CountCharacters(password) < kMinPassword) return "too_short";
  if (password.size() > kMaxPassword) return "too_long";
  const std::string lower = absl::AsciiStrToLower(password);
  const std::string normal = NormalEmail(email);
  const absl::string_view name =
      absl::string_view(normal).substr(0, normal.find('@'));
  const std::set<char> different(lower.begin(), lower.end());
  if (different.size() < kFewestCharacters ||
      WithoutPlain(lower) < kFewestCharacters ||
      (name.size() >= kFewestCharacters && absl::StrContains(lower, name))) {
    return "too_plain";
  }
  return "";
}

std::string NormalEmail(absl::string_view email) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(email));
}

std::string ShownRecoveryCode(absl::string_view code) {
  constexpr size_t kGroup = 6;
  std::string shown;
  for (size_t at = 0; at < code.size(); at += kGroup) {
    absl::StrAppend(&shown, at == 0 ? "" : "-", code.substr(at, kGroup));
  }
  return shown;
}

}  // namespace cwp::web
