#ifndef CWP_COMMON_DB_VALUE_H_
#define CWP_COMMON_DB_VALUE_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace cwp::db {

// The types both engines share: BIGINT, TEXT, BYTEA and NULL.
enum class Type : uint8_t { kNull, kInt, kText, kBytes };

// A value bound to a statement. Does not own text or bytes: they must outlive
// the call that the value is passed to.
class Value {
 public:
  Value() : type_(Type::kNull) {}
  Value(int64_t number) : type_(Type::kInt), number_(number) {}  // NOLINT
  Value(int number) : Value(static_cast<int64_t>(number)) {}     // NOLINT
  // Booleans are stored as 0 and 1.
  Value(bool flag) : Value(static_cast<int64_t>(flag)) {}  // NOLINT
  // Instants are stored as microseconds since the Unix epoch.
  Value(absl::Time time) : Value(absl::ToUnixMicros(time)) {}  // NOLINT
  Value(absl::string_view text)                                // NOLINT
      : type_(Type::kText), text_(text) {}
  Value(const std::string& text)  // NOLINT
      : Value(absl::string_view(text)) {}
  Value(const char* text) : Value(absl::string_view(text)) {}  // NOLINT
  Value(std::optional<absl::Time> time)                        // NOLINT
      : Value(time.has_value() ? Value(*time) : Value()) {}

  // Bytes, which may hold anything.
  static Value Bytes(absl::string_view bytes) {
    Value value(bytes);
    value.type_ = Type::kBytes;
    return value;
  }

  Type type() const { return type_; }
  int64_t number() const { return number_; }
  absl::string_view text() const { return text_; }

 private:
  Type type_;
  int64_t number_ = 0;
  absl::string_view text_;
};

// The arguments of one run of a statement: $1 is the first.
using Args = absl::Span<const Value>;

// The rows that a statement answered with. Owns its data.
class Rows {
 public:
  // One row. Valid as long as its Rows. Reading a column as another type than
  // it has is a mistake of the program and aborts.
  class Row {
   public:
    Type type(int column) const;
    bool IsNull(int column) const;
    int64_t Int(int column) const;
    bool Bool(int column) const { return Int(column) != 0; }
    absl::Time Time(int column) const {
      return absl::FromUnixMicros(Int(column));
    }
    std::optional<absl::Time> OptionalTime(int column) const {
      if (IsNull(column)) return std::nullopt;
      return Time(column);
    }
    // TEXT and BYTEA alike.
    absl::string_view Text(int column) const;
    std::string String(int column) const { return std::string(Text(column)); }

   private:
    friend class Rows;
    Row(const Rows& rows, size_t index) : rows_(rows), index_(index) {}
    const Rows& rows_;
    const size_t index_;
  };

  class Iterator {
   public:
    Iterator(const Rows& rows, size_t index) : rows_(&rows), index_(index) {}
    Row operator*() const { return (*rows_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator& other) const {
      return index_ != other.index_;
    }

   private:
    const Rows* rows_;
    size_t index_;
  };

  bool empty() const { return size() == 0; }
  size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  int columns() const { return static_cast<int>(columns_); }
  Row operator[](size_t index) const;
  Iterator begin() const { return Iterator(*this, 0); }
  Iterator end() const { return Iterator(*this, size()); }

  // For INSERT, UPDATE and DELETE: how many rows they touched.
  int64_t affected() const { return affected_; }

  // For the drivers, which fill it column by column, row by row.
  void SetColumns(int columns) { columns_ = columns; }
  void SetAffected(int64_t affected) { affected_ = affected; }
  void AddNull() { cells_.push_back({Type::kNull, 0, 0}); }
  void AddInt(int64_t number) { cells_.push_back({Type::kInt, number, 0}); }
  void AddText(Type type, absl::string_view text) {
    cells_.push_back({type, static_cast<int64_t>(bytes_.size()), text.size()});
    bytes_.append(text.data(), text.size());
  }

 private:
  // `number` is where text begins in `bytes_` when it is not an integer.
  struct Cell {
    Type type;
    int64_t number;
    size_t size;
  };
  const Cell& At(size_t row, int column) const;

  size_t columns_ = 0;
  int64_t affected_ = 0;
  std::vector<Cell> cells_;
  std::string bytes_;
};

// The first column of what a query answered, which holds integers.
absl::StatusOr<std::vector<int64_t>> ReadInts(const absl::StatusOr<Rows>& rows);

// The same of each of several answers.
absl::StatusOr<std::vector<std::vector<int64_t>>> ReadIntsEach(
    const absl::StatusOr<std::vector<Rows>>& answers);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_VALUE_H_
