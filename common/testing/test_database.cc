#include "common/testing/test_database.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"

namespace cwp::db {
namespace {

Database::Engine EngineWanted() {
  const char* engine = std::getenv("CWP_TEST_ENGINE");
  const absl::string_view name = engine == nullptr ? "sqlite" : engine;
  CWP_CHECK(name == "sqlite" || name == "postgres",
            "CWP_TEST_ENGINE is sqlite or postgres");
  return name == "postgres" ? Database::Engine::kPostgres
                            : Database::Engine::kSqlite;
}

// The URI of the PostgreSQL to test on. Ends the program when there is none;
// at once, since servers that the test started may be running.
std::string PostgresUri() {
  const char* uri = std::getenv("TEST_POSTGRES");
  if (uri != nullptr && *uri != '\0') return uri;
  std::puts("no PostgreSQL was given");
  std::fflush(stdout);
  std::_Exit(EXIT_SUCCESS);
}

std::string NewSchema() {
  std::random_device random;
  const uint64_t number = (uint64_t{random()} << 32) | random();
  return absl::StrCat("test_", absl::Hex(number, absl::kZeroPad16));
}

}  // namespace

TestDatabase::TestDatabase() : TestDatabase(EngineWanted()) {}

TestDatabase::TestDatabase(Database::Engine engine) {
  if (engine == Database::Engine::kSqlite) {
    uri_ = absl::StrCat("sqlite:", folder_.File("test.db"));
    return;
  }
  const std::string base = PostgresUri();
  schema_ = NewSchema();
  uri_ = absl::StrCat(base, absl::StrContains(base, '?') ? "&" : "?",
                      "schema=", schema_);
}

TestDatabase::~TestDatabase() {
  database_.reset();
  if (schema_.empty() || clock_ == nullptr) return;
  const std::string drop =
      absl::StrCat("DROP SCHEMA IF EXISTS ", schema_, " CASCADE");
  absl::StatusOr<std::unique_ptr<Database>> database = db::Open(uri_, *clock_);
  absl::Status status = database.status();
  if (status.ok()) {
    status = (*database)->Write(
        [&](Transaction& tx) { return tx.Run(drop).status(); });
  }
  if (!status.ok()) {
    std::fprintf(stderr, "%s stays behind: %s\n", schema_.c_str(),
                 status.ToString().c_str());
  }
}

absl::Status TestDatabase::Open(const Clock& clock,
                                absl::Span<const Migration> steps) {
  clock_ = &clock;
  steps_.assign(steps.begin(), steps.end());
  return Reopen();
}

absl::Status TestDatabase::Reopen() {
  CWP_CHECK(clock_ != nullptr, "Open comes before Reopen");
  database_.reset();
  ASSIGN_OR_RETURN(database_, db::Open(uri_, *clock_));
  return Migrate(*database_, steps_);
}

}  // namespace cwp::db
