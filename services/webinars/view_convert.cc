#include "services/webinars/view_convert.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "services/webinars/convert.h"
#include "services/webinars/field.h"

namespace cwp::webinars {
namespace {

constexpr int kMostCounts = 1000;
constexpr int kMostWebinars = 200;
// More than a whole town watches on a day.
constexpr int64_t kMostOfOneDay = 1'000'000;
constexpr size_t kDayCharacters = 10;

absl::StatusOr<std::string> DayFrom(absl::string_view field,
                                    const std::string& text) {
  if (text.empty()) return FieldRequired(field);
  absl::CivilDay day;
  if (text.size() != kDayCharacters || !absl::ParseCivilTime(text, &day) ||
      absl::FormatCivilTime(day) != text) {
    return FieldInvalid(field, "is not a day as YYYY-MM-DD");
  }
  return text;
}

absl::StatusOr<ViewCount> ViewFromProto(const std::string& path,
                                        const v1::ViewCount& count) {
  ViewCount result;
  if (count.webinar_id() < 1) {
    return FieldInvalid(absl::StrCat(path, ".webinar_id"), "is less than 1");
  }
  result.webinar_id = count.webinar_id();
  ASSIGN_OR_RETURN(result.file_hash, HashFrom(absl::StrCat(path, ".file_hash"),
                                              count.file_hash()));
  ASSIGN_OR_RETURN(result.day,
                   DayFrom(absl::StrCat(path, ".day"), count.day()));
  if (count.count() < 1 || count.count() > kMostOfOneDay) {
    return FieldInvalid(absl::StrCat(path, ".count"),
                        "is not between 1 and a million");
  }
  result.count = count.count();
  return result;
}

}  // namespace

absl::StatusOr<std::vector<ViewCount>> ViewsFromProto(
    const v1::CountViewsRequest& request) {
  if (request.request_id().empty()) return FieldRequired("request_id");
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (request.counts().empty()) return FieldRequired("counts");
  if (request.counts_size() > kMostCounts) {
    return FieldTooLong("counts", "has more than 1,000 entries", kMostCounts);
  }
  std::vector<ViewCount> counts;
  for (int i = 0; i < request.counts_size(); ++i) {
    ASSIGN_OR_RETURN(
        ViewCount count,
        ViewFromProto(absl::StrCat("counts[", i, "]"), request.counts(i)));
    counts.push_back(std::move(count));
  }
  return counts;
}

absl::StatusOr<ViewsWanted> ViewsWantedFromProto(
    const v1::ListViewCountsRequest& request) {
  if (request.webinar_ids().empty()) return FieldRequired("webinar_ids");
  if (request.webinar_ids_size() > kMostWebinars) {
    return FieldTooLong("webinar_ids", "has more than 200 entries",
                        kMostWebinars);
  }
  ViewsWanted wanted;
  for (const int64_t id : request.webinar_ids()) {
    if (id < 1) return FieldInvalid("webinar_ids", "has one less than 1");
    wanted.webinar_ids.push_back(id);
  }
  ASSIGN_OR_RETURN(wanted.recent_day,
                   DayFrom("recent_day", request.recent_day()));
  return wanted;
}

v1::ListViewCountsResponse ToProto(const std::vector<ViewTotal>& totals) {
  v1::ListViewCountsResponse result;
  for (const ViewTotal& total : totals) {
    v1::ViewTotal& to = *result.add_totals();
    to.set_webinar_id(total.webinar_id);
    to.set_file_hash(total.file_hash);
    to.set_all(total.all);
    to.set_recent(total.recent);
  }
  return result;
}

}  // namespace cwp::webinars
