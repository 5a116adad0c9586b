#include "services/web/desk_csv.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "common/base/formula.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
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
