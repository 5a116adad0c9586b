#include "services/web/desk_csv.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr absl::string_view kFormulaStarts = "=+-@\t\r\n";
// The same signs as wide ones, which some programs take for them.
constexpr absl::string_view kWideStarts[] = {"\uFF1D", "\uFF0B", "\uFF0D",
                                             "\uFF20"};

bool LooksLikeFormula(absl::string_view text) {
  if (text.empty()) return false;
  if (absl::StrContains(kFormulaStarts, text.front())) return true;
  for (const absl::string_view wide : kWideStarts) {
    if (absl::StartsWith(text, wide)) return true;
  }
  return false;
}

}  // namespace

std::string WriteCsv(const std::vector<std::vector<std::string>>& rows) {
  std::string text(kByteOrderMark);
  for (const std::vector<std::string>& row : rows) {
    const char* separator = "";
    for (const std::string& cell : row) {
      absl::StrAppend(&text, separator, "\"", LooksLikeFormula(cell) ? "'" : "",
                      absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
      separator = ",";
    }
    absl::StrAppend(&text, "\r\n");
  }
  return text;
}

}  // namespace cwp::web
