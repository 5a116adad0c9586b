#ifndef CWP_SERVICES_WEB_STAFF_DOMAIN_H_
#define CWP_SERVICES_WEB_STAFF_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::web {

// Who signs in to the desk, and what they may do there.

// What somebody does in the team. The numbers are stored and stand in
// staff_service.proto.
enum class Role {
  // Everything, and who else may sign in.
  kAdministrator = 1,
  // Plans the programme, and sees and changes bookings.
  kCoordinator = 2,
  // Sees those who come to sessions that they lead themselves.
  kFacilitator = 3,
  // Numbers alone, no people.
  kReader = 4,
};

inline constexpr Role kRoles[] = {Role::kAdministrator, Role::kCoordinator,
                                  Role::kFacilitator, Role::kReader};

// As services know it and tables hold it: "coordinator". The same word stands
// in rpc::Caller::roles.
absl::string_view RoleName(Role role);
std::optional<Role> ReadRole(absl::string_view name);

// What a page of the desk needs.
enum class Permission {
  // To be signed in.
  kDesk,
  // To see the programme, drafts and all.
  kSeeProgramme,
  // To change it.
  kPlan,
  // To see who comes to a session: all, or those one leads.
  kSeePeople,
  // To change bookings.
  kChangePeople,
  // Numbers about all sessions.
  kReports,
  // To say who may sign in.
  kStaff,
  // To say which partners may use the API.
  kPartners,
  // To change what the organisation says of itself.
  kSettings,
};

inline constexpr Permission kPermissions[] = {
    Permission::kDesk,      Permission::kSeeProgramme, Permission::kPlan,
    Permission::kSeePeople, Permission::kChangePeople, Permission::kReports,
    Permission::kStaff,     Permission::kPartners,     Permission::kSettings};

bool Allows(Role role, Permission permission);

// Whether the role has to sign in with a second factor: all that see personal
// data.
bool NeedsCode(Role role);

// An account.
struct Staff {
  int64_t id = 0;
  std::string email;
  std::string name;
  Role role = Role::kReader;
  // With kFacilitator: whose sessions they lead, as scheduling knows them.
  int64_t facilitator_id = 0;
  // Nobody signs in with an account that is disabled, or was never set up.
  bool disabled = false;
  bool set_up = false;
  // By which of the two: a password, or the identity provider. One is enough
  // to be set up.
  bool has_password = false;
  bool linked = false;
  // Whether signing in takes a code of an authenticator app.
  bool has_code = false;
  absl::Time create_time;
  std::optional<absl::Time> sign_in_time;
};

// The version of what an administrator changes of an account: the role, whose
// sessions it leads, and whether it may sign in.
std::string EtagOf(const Staff& staff);

// What nobody but the sign-in looks at.
struct StaffSecrets {
  // As crypto::HashPassword() made it; empty without a password.
  std::string password_hash;
  // Of the authenticator app; empty without one.
  std::string totp_secret;
  // No code of this step or an older one is taken.
  int64_t totp_step = 0;
};

// One browser that is signed in.
struct StaffSession {
  Staff staff;
  // Identifies it: the hash of the cookie's token.
  std::string token_hash;
  absl::Time create_time;
  // When it was last used; up to kSeenEvery ago.
  absl::Time seen_time;
};

// How long a browser stays signed in: without being used, and in any case.
inline constexpr absl::Duration kIdleTime = absl::Minutes(30);
inline constexpr absl::Duration kSessionTime = absl::Hours(12);
// How often it is written down that one is used.
inline constexpr absl::Duration kSeenEvery = absl::Minutes(1);
// How long an invitation is good.
inline constexpr absl::Duration kInvitationTime = absl::Hours(24);

// Whether it may go on.
bool IsLive(const StaffSession& session, absl::Time now);

inline constexpr size_t kMinPassword = 12;
inline constexpr size_t kMaxPassword = 128;
inline constexpr size_t kMaxStaffName = 100;

// Why a password cannot be taken: `required`, `too_short`, `too_long`,
// `too_plain` (it is one that everybody tries, or says who it belongs to).
// Empty when it can. `email` is the account's.
absl::string_view PasswordError(absl::string_view password,
                                absl::string_view email);

// The e-mail address as accounts are found by: without spaces around it, in
// lower case.
std::string NormalEmail(absl::string_view email);

// How many recovery codes an account gets. Each has 120 random bits, so a
// plain hash of it gives nothing away.
inline constexpr int kRecoveryCodes = 8;
inline constexpr size_t kRecoveryCodeSize = 24;

// "ABCDEF-GHJKMN-PQRSTV-WXYZ01", as people write it down.
std::string ShownRecoveryCode(absl::string_view code);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_DOMAIN_H_
