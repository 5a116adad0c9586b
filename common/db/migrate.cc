#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"

namespace cwp::db {
namespace {

constexpr absl::string_view kCreateVersions =
    "CREATE TABLE IF NOT EXISTS schema_versions ("
    "version BIGINT PRIMARY KEY, name TEXT NOT NULL)";
constexpr absl::string_view kSelectVersion =
    "SELECT COALESCE(MAX(version), 0) FROM schema_versions";
constexpr absl::string_view kInsertVersion =
    "INSERT INTO schema_versions (version, name) VALUES ($1, $2)";

constexpr absl::string_view kCreateOwner =
    "CREATE TABLE IF NOT EXISTS schema_owner (service TEXT PRIMARY KEY)";
constexpr absl::string_view kSelectOwner = "SELECT service FROM schema_owner";
constexpr absl::string_view kInsertOwner =
    "INSERT INTO schema_owner (service) VALUES ($1)";

absl::StatusOr<int64_t> SelectVersion(Transaction& tx) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(kSelectVersion));
  return rows[0].Int(0);
}

absl::Status RunStatements(Transaction& tx, absl::string_view statements) {
  for (absl::string_view statement : absl::StrSplit(statements, ";\n")) {
    statement = absl::StripAsciiWhitespace(statement);
    if (statement.empty()) continue;
    RETURN_IF_ERROR(tx.Run(statement).status());
  }
  return absl::OkStatus();
}

// Runs one step, unless it ran before or another process has just run it.
absl::Status RunStep(Transaction& tx, const Migration& step) {
  ASSIGN_OR_RETURN(const int64_t version, SelectVersion(tx));
  if (version >= step.version) return absl::OkStatus();
  for (const std::string& statements : step.statements) {
    RETURN_IF_ERROR(RunStatements(tx, statements));
  }
  return tx.Run(kInsertVersion, {step.version, step.name}).status();
}

}  // namespace

absl::Status Migrate(Database& database, absl::Span<const Migration> steps) {
  for (size_t i = 0; i < steps.size(); ++i) {
    CWP_CHECK(steps[i].version == static_cast<int>(i) + 1,
              "migrations count from 1, without gaps");
  }
  int64_t version = 0;
  RETURN_IF_ERROR(database.Write([&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run(kCreateVersions).status());
    ASSIGN_OR_RETURN(version, SelectVersion(tx));
    return absl::OkStatus();
  }));
  const auto newest = static_cast<int64_t>(steps.size());
  if (version > newest) {
    return FailedPrecondition(
        "SCHEMA_TOO_NEW",
        absl::StrCat("the database has schema version ", version,
                     ", this program knows versions up to ", newest,
                     ": start a newer release"),
        {{"version", absl::StrCat(version)}, {"known", absl::StrCat(newest)}});
  }
  for (const Migration& step : steps.subspan(version)) {
    RETURN_IF_ERROR(database.WriteUnhurried(
        [&](Transaction& tx) { return RunStep(tx, step); }));
  }
  return absl::OkStatus();
}

absl::Status Claim(Database& database, absl::string_view service) {
  return database.Write([&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run(kCreateOwner).status());
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(kSelectOwner));
    if (rows.size() == 0) return tx.Run(kInsertOwner, {service}).status();
    const std::string owner = rows[0].String(0);
    if (owner == service) return absl::OkStatus();
    return InvalidArgument(
        "CONFIG_INVALID",
        absl::StrCat("the database belongs to ", owner, ", not to ", service),
        {{"setting", "database"},
         {"owner", owner},
         {"service", std::string(service)}});
  });
}

}  // namespace cwp::db
