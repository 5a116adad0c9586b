#ifndef CWP_COMMON_TESTING_TEST_DATABASE_H_
#define CWP_COMMON_TESTING_TEST_DATABASE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/testing/temp_dir.h"

namespace cwp::db {

// Room for one fresh database on the engine that CWP_TEST_ENGINE names: a
// temporary folder for `sqlite`, which is the default, or a new schema for
// `postgres`, in the database that the URI in TEST_POSTGRES names. Both are
// removed at the end. Without TEST_POSTGRES the test program says that no
// PostgreSQL was given and ends, which CTest counts as skipped.
//
//   FakeClock clock;
//   TestDatabase database;
//   ASSERT_OK(database.Open(clock, Migrations()));
//   ASSERT_OK(database->Write(...));
class TestDatabase {
 public:
  TestDatabase();
  // On this engine, whatever CWP_TEST_ENGINE names.
  explicit TestDatabase(Database::Engine engine);
  ~TestDatabase();

  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // Opens the database and brings its schema to the newest step. The clock
  // outlives this.
  absl::Status Open(const Clock& clock, absl::Span<const Migration> steps = {});

  // Closes the database and opens it again, as a program that was restarted.
  absl::Status Reopen();

  // Closes the database, so that somebody else may open `uri`.
  void Close() { database_.reset(); }

  // Valid from Open to Reopen or Close.
  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }

  // What db::Open takes, for programs that open the database themselves.
  const std::string& uri() const { return uri_; }

 private:
  TempDir folder_;
  std::string uri_;
  std::string schema_;
  const Clock* clock_ = nullptr;
  std::vector<Migration> steps_;
  std::unique_ptr<Database> database_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_TESTING_TEST_DATABASE_H_
