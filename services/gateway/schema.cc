#include "services/gateway/schema.h"

#include <string>
#include <utility>

#include "common/db/requests.h"
#include "common/feed/follower.h"

namespace cwp::gateway {
namespace {

constexpr char kCreatePartners[] =
    "CREATE TABLE partners ("
    "id BIGINT PRIMARY KEY, name TEXT NOT NULL, channel TEXT NOT NULL, "
    "token_hash BYTEA NOT NULL, create_micros BIGINT NOT NULL, "
    "revoke_micros BIGINT, expire_micros BIGINT)";

constexpr char kCreateChannels[] =
    "CREATE UNIQUE INDEX partners_channel ON partners (channel) "
    "WHERE revoke_micros IS NULL";

constexpr char kCreateTokens[] =
    "CREATE UNIQUE INDEX partners_token ON partners (token_hash)";

// What scheduling said of each workshop and session last, in its own words.
constexpr char kCreateCatalogue[] =
    "CREATE TABLE catalogue (kind TEXT NOT NULL, id BIGINT NOT NULL, "
    "resource BYTEA NOT NULL, PRIMARY KEY (kind, id))";

// One row, which rises with every change of the catalogue, so that a reader
// knows whether what it holds in memory is still true.
constexpr char kCreateVersion[] =
    "CREATE TABLE catalogue_version (id BIGINT PRIMARY KEY CHECK (id = 1), "
    "version BIGINT NOT NULL)";

constexpr char kInsertVersion[] =
    "INSERT INTO catalogue_version (id, version) VALUES (1, 0)";

// All that a token let its holder do before there were scopes: bits 1, 2 and 3.
constexpr char kAddScopes[] =
    "ALTER TABLE partners ADD COLUMN scopes BIGINT NOT NULL DEFAULT 14;\n"
    "ALTER TABLE partners ADD COLUMN last_use_micros BIGINT";

// What was followed before says nothing of the organisation.
constexpr char kListAnew[] =
    "DELETE FROM followed_feeds WHERE name = 'scheduling'";

}  // namespace

std::vector<db::Migration> Migrations() {
  std::vector<std::string> statements = feed::CreateFollowerStatements();
  statements.insert(statements.end(),
                    {kCreatePartners, kCreateChannels, kCreateTokens,
                     kCreateCatalogue, kCreateVersion, kInsertVersion});
  return {{.version = 1,
           .name = "partners and the catalogue",
           .statements = std::move(statements)},
          {.version = 2,
           .name = "requests",
           .statements = {std::string(db::kCreateRequests)}},
          {.version = 3,
           .name = "what tokens are for, and when they are used",
           .statements = {kAddScopes}},
          {.version = 4,
           .name = "what the organisation says of itself",
           .statements = {kListAnew}}};
}

}  // namespace cwp::gateway
