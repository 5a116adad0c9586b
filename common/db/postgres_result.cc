#include "common/db/postgres_result.h"

#include <endian.h>

#include <cstdint>
#include <cstring>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/db/error.h"

namespace cwp::db {
namespace {

// Numbers of the server's types, which never change (pg_type.dat).
enum TypeNumber : Oid {
  kBoolType = 16,
  kByteaType = 17,
  kNameType = 19,
  kInt8Type = 20,
  kInt2Type = 21,
  kInt4Type = 23,
  kTextType = 25,
  kVarcharType = 1043,
  kNumericType = 1700,
  kVoidType = 2278,
};

absl::string_view FieldOf(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? "" : text;
}

uint16_t Load16(const char* data) {
  uint16_t number;
  std::memcpy(&number, data, sizeof(number));
  return be16toh(number);
}

uint32_t Load32(const char* data) {
  uint32_t number;
  std::memcpy(&number, data, sizeof(number));
  return be32toh(number);
}

uint64_t Load64(const char* data) {
  uint64_t number;
  std::memcpy(&number, data, sizeof(number));
  return be64toh(number);
}

// A sum of BIGINTs is NUMERIC: groups of four decimal digits, the first of
// which counts 10000^weight.
absl::StatusOr<int64_t> WholeNumber(absl::string_view data) {
  constexpr uint16_t kNegative = 0x4000;
  const int digits = Load16(data.data());
  const int weight = static_cast<int16_t>(Load16(data.data() + 2));
  const uint16_t sign = Load16(data.data() + 4);
  __int128 number = 0;
  for (int i = 0; i <= weight && number <= INT64_MAX; ++i) {
    const int digit = i < digits ? Load16(data.data() + 8 + 2 * i) : 0;
    number = number * 10000 + digit;
  }
  if (sign == kNegative) number = -number;
  const bool whole = digits <= weight + 1 && (sign & ~kNegative) == 0;
  if (!whole || number < INT64_MIN || number > INT64_MAX) {
    return DatabaseError("a column holds a number that is no BIGINT");
  }
  return static_cast<int64_t>(number);
}

absl::Status AddCell(Oid type, absl::string_view data, Rows& rows) {
  switch (type) {
    case kInt8Type:
      rows.AddInt(static_cast<int64_t>(Load64(data.data())));
      return absl::OkStatus();
    case kInt4Type:
      rows.AddInt(static_cast<int32_t>(Load32(data.data())));
      return absl::OkStatus();
    case kInt2Type:
      rows.AddInt(static_cast<int16_t>(Load16(data.data())));
      return absl::OkStatus();
    case kBoolType:
      rows.AddInt(data[0]);
      return absl::OkStatus();
    case kNumericType: {
      ASSIGN_OR_RETURN(const int64_t number, WholeNumber(data));
      rows.AddInt(number);
      return absl::OkStatus();
    }
    case kTextType:
    case kVarcharType:
    case kNameType:
      rows.AddText(Type::kText, data);
      return absl::OkStatus();
    case kByteaType:
      rows.AddText(Type::kBytes, data);
      return absl::OkStatus();
    case kVoidType:
      rows.AddNull();
      return absl::OkStatus();
    default:
      return DatabaseError(absl::StrCat("a column has type ", type,
                                        ", which the engines do not share"));
  }
}

}  // namespace

bool IsSuccess(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

absl::string_view SqlStateOf(const PGresult* result) {
  return FieldOf(result, PG_DIAG_SQLSTATE);
}

absl::Status ErrorOf(const PGresult* result) {
  const absl::string_view state = SqlStateOf(result);
  const absl::string_view message = FieldOf(result, PG_DIAG_MESSAGE_PRIMARY);
  const auto in_class = [&](absl::string_view prefix) {
    return absl::StartsWith(state, prefix);
  };
  if (in_class("23")) {
    const absl::string_view name = FieldOf(result, PG_DIAG_CONSTRAINT_NAME);
    return ConstraintViolated(
        name.empty() ? FieldOf(result, PG_DIAG_COLUMN_NAME) : name, message);
  }
  if (state == "53100") return DiskFull();
  if (state.empty()) {
    const absl::string_view text = PQresultErrorMessage(result);
    return DatabaseUnavailable(text.substr(0, text.find('\n')));
  }
  // Cancelled and lock waits that took too long, connections that end, servers
  // without resources, and transactions that lost to another one.
  if (state == "57014" || state == "55P03" || state == "25P03" ||
      in_class("57P") || in_class("08") || in_class("53") || in_class("40")) {
    return DatabaseUnavailable(message);
  }
  // "invalid input syntax for type bigint" quotes the value.
  if (in_class("22")) {
    return DatabaseError(absl::StrCat("a value does not fit, ", state));
  }
  return DatabaseError(absl::StrCat(message, ", ", state));
}

absl::StatusOr<Rows> ReadRows(const PGresult* result) {
  Rows rows;
  const int columns = PQnfields(result);
  rows.SetColumns(columns);
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column) != 0) {
        rows.AddNull();
        continue;
      }
      const absl::string_view data(
          PQgetvalue(result, row, column),
          static_cast<size_t>(PQgetlength(result, row, column)));
      RETURN_IF_ERROR(AddCell(PQftype(result, column), data, rows));
    }
  }
  return rows;
}

int64_t AffectedBy(PGresult* result) {
  int64_t count = 0;
  if (absl::StartsWith(PQcmdStatus(result), "SELECT")) return 0;
  return absl::SimpleAtoi(PQcmdTuples(result), &count) ? count : 0;
}

}  // namespace cwp::db
