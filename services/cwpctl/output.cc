#include "services/cwpctl/output.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/check.h"
#include "common/base/text.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/json_util.h"

namespace cwp::ctl {
namespace {

constexpr size_t kGap = 2;

}  // namespace

Table::Table(std::vector<std::string> headings) {
  if (!headings.empty()) rows_.push_back(std::move(headings));
}

void Table::AddRow(std::vector<std::string> cells) {
  for (std::string& cell : cells) {
    std::replace_if(
        cell.begin(), cell.end(), [](char c) { return absl::ascii_iscntrl(c); },
        ' ');
  }
  rows_.push_back(std::move(cells));
}

std::string Table::Text() const {
  std::vector<size_t> widths;
  for (const std::vector<std::string>& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], CountCharacters(row[column]));
    }
  }
  std::string text;
  for (const std::vector<std::string>& row : rows_) {
    std::string line;
    for (size_t column = 0; column < row.size(); ++column) {
      line += row[column];
      line.append(widths[column] + kGap - CountCharacters(row[column]), ' ');
    }
    absl::StripTrailingAsciiWhitespace(&line);
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  CWP_CHECK(
      google::protobuf::util::MessageToJsonString(message, &json, options).ok(),
      "a message cannot be shown as JSON");
  return json;
}

std::string ShowTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return "-";
  return absl::StrReplaceAll(civil::ToLocal(ToTime(time), civil::London()),
                             {{"T", " "}});
}

}  // namespace cwp::ctl
