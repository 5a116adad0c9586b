#ifndef CWP_COMMON_TESTING_INTERRUPTED_DATABASE_H_
#define CWP_COMMON_TESTING_INTERRUPTED_DATABASE_H_

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/testing/forwarding_database.h"

namespace cwp::db {

// A database in which something happens in the middle of the first read, after
// its first statement.
class InterruptedDatabase final : public ForwardingDatabase {
 public:
  InterruptedDatabase(Database& real, std::function<void()> happens)
      : ForwardingDatabase(real), happens_(std::move(happens)) {}

  absl::Status Read(Body body) override {
    return real().Read([&](Transaction& tx) {
      Interrupted interrupted(*this, tx);
      return body(interrupted);
    });
  }

 private:
  class Interrupted final : public Transaction {
   public:
    Interrupted(InterruptedDatabase& database, Transaction& real)
        : database_(database), real_(real) {}
    absl::StatusOr<Rows> Run(absl::string_view sql, Args args) override {
      absl::StatusOr<Rows> rows = real_.Run(sql, args);
      if (auto happens = std::exchange(database_.happens_, nullptr)) happens();
      return rows;
    }
    absl::StatusOr<std::vector<int64_t>> RunEach(
        absl::string_view sql,
        absl::Span<const std::vector<Value>> rows) override {
      return real_.RunEach(sql, rows);
    }

   private:
    InterruptedDatabase& database_;
    Transaction& real_;
  };

  // Empty once it has happened.
  std::function<void()> happens_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_TESTING_INTERRUPTED_DATABASE_H_
