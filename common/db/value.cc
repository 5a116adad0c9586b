#include "common/db/value.h"

#include "common/base/check.h"

namespace cwp::db {

namespace {

std::vector<int64_t> FirstColumn(const Rows& rows) {
  std::vector<int64_t> column;
  column.reserve(rows.size());
  for (const Rows::Row row : rows) column.push_back(row.Int(0));
  return column;
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> ReadInts(
    const absl::StatusOr<Rows>& rows) {
  if (!rows.ok()) return rows.status();
  return FirstColumn(*rows);
}

absl::StatusOr<std::vector<std::vector<int64_t>>> ReadIntsEach(
    const absl::StatusOr<std::vector<Rows>>& answers) {
  if (!answers.ok()) return answers.status();
  std::vector<std::vector<int64_t>> columns;
  columns.reserve(answers->size());
  for (const Rows& rows : *answers) columns.push_back(FirstColumn(rows));
  return columns;
}

Rows::Row Rows::operator[](size_t index) const {
  CWP_CHECK(index < size(), "there is no such row");
  return Row(*this, index);
}

const Rows::Cell& Rows::At(size_t row, int column) const {
  CWP_CHECK(column >= 0 && static_cast<size_t>(column) < columns_,
            "there is no such column");
  return cells_[row * columns_ + static_cast<size_t>(column)];
}

Type Rows::Row::type(int column) const { return rows_.At(index_, column).type; }

bool Rows::Row::IsNull(int column) const { return type(column) == Type::kNull; }

int64_t Rows::Row::Int(int column) const {
  const Cell& cell = rows_.At(index_, column);
  CWP_CHECK(cell.type == Type::kInt, "the column holds no integer");
  return cell.number;
}

absl::string_view Rows::Row::Text(int column) const {
  const Cell& cell = rows_.At(index_, column);
  CWP_CHECK(cell.type == Type::kText || cell.type == Type::kBytes,
            "the column holds no text and no bytes");
  return absl::string_view(rows_.bytes_)
      .substr(static_cast<size_t>(cell.number), cell.size);
}

}  // namespace cwp::db
