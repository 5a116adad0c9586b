#include "services/web/desk_webinar.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/all_pages.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

using boost::asio::awaitable;
using Webinars = WebinarCalls::Async;

// More than a team has ever recorded.
constexpr int kMostPages = 5;

}  // namespace

awaitable<absl::StatusOr<webinars::Webinar>> GetWebinar(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  const int64_t id = IdIn(request);
  if (id == 0) {
    co_return NotFound("WEBINAR_NOT_FOUND", "there is no such webinar");
  }
  webinars::GetWebinarRequest wanted;
  wanted.set_id(id);
  co_return co_await desk.webinars->Call(&Webinars::GetWebinar,
                                         StaffCaller(desk, visit, request),
                                         std::move(wanted));
}

awaitable<absl::StatusOr<std::vector<webinars::Webinar>>> ListWebinars(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  rpc::Caller caller = StaffCaller(desk, visit, request);
  webinars::ListWebinarsRequest wanted;
  CO_ASSIGN_OR_RETURN(
      std::vector<webinars::Webinar> all,
      co_await AllPages(*desk.webinars, &Webinars::ListWebinars,
                        std::move(caller), std::move(wanted), kMostPages,
                        &webinars::ListWebinarsResponse::mutable_webinars));
  std::sort(all.begin(), all.end(),
            [](const webinars::Webinar& a, const webinars::Webinar& b) {
              return a.title() < b.title();
            });
  co_return all;
}

awaitable<absl::StatusOr<webinars::Webinar>> ChangeWebinar(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    webinars::Webinar wanted, absl::Span<const absl::string_view> fields) {
  webinars::UpdateWebinarRequest update;
  *update.mutable_webinar() = std::move(wanted);
  for (const absl::string_view field : fields) {
    update.mutable_update_mask()->add_paths(std::string(field));
  }
  update.set_request_id(RequestIdOf(desk, visit));
  co_return co_await desk.webinars->Call(&Webinars::UpdateWebinar,
                                         StaffCaller(desk, visit, request),
                                         std::move(update));
}

ViewNumbers::Number ViewNumbers::OfFile(int64_t webinar_id,
                                        const std::string& hash) const {
  const auto files = by_file.find(webinar_id);
  if (files == by_file.end()) return {};
  const auto found = files->second.find(hash);
  return found == files->second.end() ? Number() : found->second;
}

ViewNumbers::Number ViewNumbers::OfWebinar(int64_t webinar_id) const {
  Number sum;
  const auto files = by_file.find(webinar_id);
  if (files == by_file.end()) return sum;
  for (const auto& [hash, number] : files->second) {
    sum.all += number.all;
    sum.recent += number.recent;
  }
  return sum;
}

awaitable<ViewNumbers> GetViewNumbers(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const std::vector<webinars::Webinar>& webinars) {
  ViewNumbers numbers;
  const absl::CivilDay today =
      absl::ToCivilDay(desk.site->clock->Now(), desk.site->zone);
  for (size_t begin = 0; begin < webinars.size(); begin += kItemsOfPage) {
    webinars::ListViewCountsRequest wanted;
    wanted.set_recent_day(absl::FormatCivilTime(today - kRecentDays));
    const size_t end = std::min(begin + kItemsOfPage, webinars.size());
    for (size_t i = begin; i < end; ++i) {
      wanted.add_webinar_ids(webinars[i].id());
    }
    const absl::StatusOr<webinars::ListViewCountsResponse> listed =
        co_await desk.webinars->Call(&Webinars::ListViewCounts,
                                     StaffCaller(desk, visit, request),
                                     std::move(wanted));
    if (!listed.ok()) co_return ViewNumbers();
    for (const webinars::ViewTotal& total : listed->totals()) {
      numbers.by_file[total.webinar_id()][total.file_hash()] = {
          .all = total.all(), .recent = total.recent()};
    }
  }
  numbers.known = true;
  co_return numbers;
}

std::string DeskWebinarPath(int64_t id) {
  return absl::StrCat("/desk/webinars/", id);
}

std::string DeskPartPath(int64_t webinar_id, int64_t part_id) {
  return absl::StrCat(DeskWebinarPath(webinar_id), "/parts/", part_id);
}

std::string DeskHandoutPath(int64_t webinar_id, absl::string_view hash) {
  return absl::StrCat(DeskWebinarPath(webinar_id), "/handouts/", hash);
}

DeskRoute WebinarRoute(absl::string_view method, absl::string_view pattern,
                       DeskHandler handler) {
  const bool named = absl::StrContains(pattern, "{id}");
  const DeskAudit change =
      DeskAudit::Changes(AuditAct::kProgrammeChanged,
                         named ? AuditSubject::kWebinar : AuditSubject::kNone);
  return {.method = std::string(method),
          .pattern = std::string(pattern),
          .permission = Permission::kPlan,
          .audit = method == "GET" ? DeskAudit::Nothing() : change,
          .handler = std::move(handler)};
}

std::string WebinarStateWords(webinars::Webinar::State state) {
  switch (state) {
    case webinars::Webinar::DRAFT:
      return Say("webinar.state.draft");
    case webinars::Webinar::PUBLISHED:
      return Say("webinar.state.published");
    case webinars::Webinar::WITHDRAWN:
      return Say("webinar.state.withdrawn");
    default:
      return Say("office.not_known");
  }
}

json::array WebinarGaps(const webinars::Webinar& webinar) {
  const std::string path = DeskWebinarPath(webinar.id());
  json::array gaps;
  const auto add = [&](std::string href, std::string text) {
    gaps.push_back(View{{"href", std::move(href)}, {"text", std::move(text)}});
  };
  if (webinar.description().empty()) {
    add(absl::StrCat(path, "/edit#description"),
        Say("webinar.gap.description"));
  }
  if (webinar.parts().empty()) {
    add(absl::StrCat(path, "/parts/new"), Say("webinar.gap.parts"));
  }
  for (int i = 0; i < webinar.parts_size(); ++i) {
    const webinars::Part& part = webinar.parts(i);
    if (!part.has_video_hash() || !part.captions_hash().empty()) continue;
    add(absl::StrCat(DeskPartPath(webinar.id(), part.id()), "/captions"),
        Say("webinar.gap.captions", {{"number", absl::StrCat(i + 1)}}));
  }
  if (webinar.state() == webinars::Webinar::DRAFT) {
    add("#acts", Say("webinar.gap.draft"));
  }
  if (webinar.state() == webinars::Webinar::WITHDRAWN) {
    add("#acts", Say("webinar.gap.withdrawn"));
  }
  return gaps;
}

std::string WebinarWordsFor(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "CAPTIONS_MISSING") {
    return Say("webinar.no_captions", {{"part", MetadataOf(status, "part")}});
  }
  const std::string* const words = FindWords(
      absl::StrCat("webinar.refused.", absl::AsciiStrToLower(reason)));
  return words == nullptr ? PlanWordsFor(reason) : *words;
}

}  // namespace cwp::web
