#include "common/db/postgres_copy.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cwp::db {
namespace {

// Signature, flags and the length of an extension that there is not.
constexpr absl::string_view kHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
constexpr int16_t kEnd = -1;
constexpr int32_t kNull = -1;

template <class Int>
void Add(Int number, std::string& data) {
  const auto bits = static_cast<uint64_t>(number);
  for (int shift = 8 * (sizeof(Int) - 1); shift >= 0; shift -= 8) {
    data.push_back(static_cast<char>(bits >> shift));
  }
}

void AddValue(const Value& value, std::string& data) {
  switch (value.type()) {
    case Type::kNull:
      return Add(kNull, data);
    case Type::kInt:
      Add(static_cast<int32_t>(sizeof(int64_t)), data);
      return Add(value.number(), data);
    case Type::kText:
    case Type::kBytes:
      Add(static_cast<int32_t>(value.text().size()), data);
      data.append(value.text().data(), value.text().size());
      return;
  }
}

bool IsName(char c) { return absl::ascii_isalnum(c) || c == '_'; }

// Takes a run of characters off the front of a text.
template <class Belongs>
absl::string_view Take(absl::string_view& text, Belongs belongs) {
  const auto end = std::find_if_not(text.begin(), text.end(), belongs);
  const absl::string_view taken = text.substr(0, end - text.begin());
  text.remove_prefix(taken.size());
  return taken;
}

std::string Parameters(size_t count) {
  std::string list;
  for (size_t i = 1; i <= count; ++i) {
    absl::StrAppend(&list, i == 1 ? "$" : ", $", i);
  }
  return list;
}

}  // namespace

std::optional<std::string> CopyStatementFor(absl::string_view insert,
                                            size_t parameters) {
  if (!absl::ConsumePrefix(&insert, "INSERT INTO ")) return std::nullopt;
  const absl::string_view table = Take(insert, IsName);
  if (!absl::ConsumePrefix(&insert, " (")) return std::nullopt;
  const absl::string_view columns =
      Take(insert, [](char c) { return IsName(c) || c == ',' || c == ' '; });
  const auto count = std::count(columns.begin(), columns.end(), ',') + 1;
  if (static_cast<size_t>(count) != parameters ||
      insert != absl::StrCat(") VALUES (", Parameters(parameters), ")")) {
    return std::nullopt;
  }
  return absl::StrCat("COPY ", table, " (", columns,
                      ") FROM STDIN (FORMAT binary)");
}

std::string CopyData(absl::Span<const std::vector<Value>> rows) {
  std::string data(kHeader);
  for (const std::vector<Value>& row : rows) {
    Add(static_cast<int16_t>(row.size()), data);
    for (const Value& value : row) AddValue(value, data);
  }
  Add(kEnd, data);
  return data;
}

}  // namespace cwp::db
