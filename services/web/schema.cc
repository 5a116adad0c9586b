#include "services/web/schema.h"

#include <string>
#include <utility>
#include <vector>

#include "common/db/requests.h"
#include "common/feed/follower.h"
#include "common/feed/log.h"
#include "services/web/audit_store.h"

namespace cwp::web {
namespace {

constexpr char kCreateCatalogue[] =
    "CREATE TABLE catalogue (kind TEXT NOT NULL, id BIGINT NOT NULL, "
    "resource BYTEA NOT NULL, PRIMARY KEY (kind, id))";

// Who signs in to the desk. E-mail address, name and the authenticator's
// secret are sealed; email_key is a keyed hash of the address.
constexpr char kCreateStaff[] =
    "CREATE TABLE staff (id BIGINT PRIMARY KEY, email_key BYTEA NOT NULL, "
    "email BYTEA NOT NULL, name BYTEA NOT NULL, role BIGINT NOT NULL, "
    "facilitator_id BIGINT NOT NULL, disabled BIGINT NOT NULL, "
    "password_hash TEXT NOT NULL, totp_secret BYTEA, "
    "totp_step BIGINT NOT NULL, invitation_hash BYTEA, "
    "invitation_expire_micros BIGINT, create_micros BIGINT NOT NULL, "
    "sign_in_micros BIGINT)";

constexpr char kCreateStaffEmails[] =
    "CREATE UNIQUE INDEX staff_email ON staff (email_key)";

constexpr char kCreateInvitations[] =
    "CREATE UNIQUE INDEX staff_invitation ON staff (invitation_hash) "
    "WHERE invitation_hash IS NOT NULL";

constexpr char kCreateRecoveryCodes[] =
    "CREATE TABLE staff_recovery_codes (staff_id BIGINT NOT NULL, "
    "code_hash BYTEA NOT NULL, PRIMARY KEY (staff_id, code_hash))";

// Browsers that are signed in, by the hash of their cookie's token.
constexpr char kCreateSessions[] =
    "CREATE TABLE staff_sessions (token_hash BYTEA PRIMARY KEY, "
    "staff_id BIGINT NOT NULL, create_micros BIGINT NOT NULL, "
    "seen_micros BIGINT NOT NULL)";

constexpr char kCreateSessionsOfStaff[] =
    "CREATE INDEX staff_sessions_staff ON staff_sessions (staff_id)";

// As whom the organisation's identity provider knows staff: a keyed hash.
constexpr char kCreateLinks[] =
    "CREATE TABLE staff_links (identity_key BYTEA PRIMARY KEY, "
    "staff_id BIGINT NOT NULL, create_micros BIGINT NOT NULL)";

constexpr char kCreateLinksOfStaff[] =
    "CREATE UNIQUE INDEX staff_links_staff ON staff_links (staff_id)";

std::vector<std::string> AuditStatements() {
  std::vector<std::string> statements = feed::CreateFeedStatements();
  for (std::string& statement : CreateAuditStatements()) {
    statements.push_back(std::move(statement));
  }
  return statements;
}

}  // namespace

std::vector<db::Migration> Migrations() {
  return {
      {.version = 1,
       .name = "positions on followed feeds",
       .statements = feed::CreateFollowerStatements()},
      {.version = 2, .name = "the catalogue", .statements = {kCreateCatalogue}},
      {.version = 3,
       .name = "staff",
       .statements = {kCreateStaff, kCreateStaffEmails, kCreateInvitations,
                      kCreateRecoveryCodes, kCreateSessions,
                      kCreateSessionsOfStaff,
                      std::string(db::kCreateRequests)}},
      {.version = 4, .name = "audit log", .statements = AuditStatements()},
      {.version = 5,
       .name = "links to the identity provider",
       .statements = {kCreateLinks, kCreateLinksOfStaff}}};
}

}  // namespace cwp::web
