#ifndef CWP_COMMON_DB_POSTGRES_RESULT_H_
#define CWP_COMMON_DB_POSTGRES_RESULT_H_

#include <libpq-fe.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/value.h"

namespace cwp::db {

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, FreeResult>;

// Whether a statement ran.
bool IsSuccess(const PGresult* result);

// Says what the error in a result means, in the terms of database.h. Values
// that the server quotes are left out.
absl::Status ErrorOf(const PGresult* result);

// The five characters that stand for an error in a result; empty for errors
// that libpq itself found.
absl::string_view SqlStateOf(const PGresult* result);

// Reads the rows of a result in binary format. Fails with INTERNAL
// `DATABASE_ERROR` when a column has a type that the engines do not share.
absl::StatusOr<Rows> ReadRows(const PGresult* result);

// How many rows an INSERT, UPDATE or DELETE touched; 0 for other statements.
int64_t AffectedBy(PGresult* result);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_POSTGRES_RESULT_H_
