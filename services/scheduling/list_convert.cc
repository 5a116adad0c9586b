#include "services/scheduling/list_convert.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/page_token.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {
namespace {

constexpr int kMaxYears = 25;
constexpr int kMaxStates = 20;
constexpr size_t kMaxTopic = 40;

// All of a request but the page, so that nothing that is asked can be
// forgotten.
template <class Request>
std::string ListName(absl::string_view method, Viewer viewer, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return absl::StrCat(method, " ", static_cast<int>(viewer), " ",
                      request.SerializeAsString());
}

std::string SeriesListName(int64_t workshop_id) {
  return absl::StrCat("ListSeries ", workshop_id);
}

// A value of a proto's enumeration as the domain has it; nothing for 0.
template <class Domain>
absl::StatusOr<std::optional<Domain>> ReadChoice(absl::string_view name,
                                                 int value,
                                                 bool (*is_valid)(int)) {
  if (value == 0) return std::optional<Domain>();
  if (!is_valid(value)) {
    return FieldInvalid(name, "is not one that is known here");
  }
  return std::optional<Domain>(static_cast<Domain>(value));
}

// What both lists are asked for.
template <class Request, class Filter>
absl::Status ReadCommon(const Request& request, Filter& filter) {
  ASSIGN_OR_RETURN(filter.audience,
                   ReadChoice<Audience>("audience", request.audience(),
                                        v1::Audience_IsValid));
  if (request.has_age_years()) {
    if (request.age_years() < 0 || request.age_years() > kMaxYears) {
      return FieldInvalid("age_years", "is not 0 to 25");
    }
    filter.age_years = request.age_years();
  }
  ASSIGN_OR_RETURN(filter.topic,
                   ReadText("topic", request.topic(), 0, kMaxTopic));
  ASSIGN_OR_RETURN(
      filter.delivery,
      ReadChoice<DeliveryMode>("delivery_mode", request.delivery_mode(),
                               v1::Delivery::Mode_IsValid));
  return absl::OkStatus();
}

absl::Status ReadStates(const v1::ListSessionsRequest& request,
                        std::vector<SessionState>& states) {
  if (request.states_size() > kMaxStates) {
    return InvalidArgument(
        "FIELD_TOO_LONG", "states has more than 20 states",
        {{"field", "states"}, {"limit", absl::StrCat(kMaxStates)}});
  }
  ASSIGN_OR_RETURN(const auto state,
                   ReadChoice<SessionState>("state", request.state(),
                                            v1::Session::State_IsValid));
  if (state.has_value()) states.push_back(*state);
  for (int i = 0; i < request.states_size(); ++i) {
    const std::string name = absl::StrCat("states[", i, "]");
    ASSIGN_OR_RETURN(const auto one,
                     ReadChoice<SessionState>(name, request.states(i),
                                              v1::Session::State_IsValid));
    if (!one.has_value()) return FieldRequired(name);
    states.push_back(*one);
  }
  return absl::OkStatus();
}

// When the sessions of a list are, and how they are ordered.
absl::Status ReadTimes(const v1::ListSessionsRequest& request,
                       SessionFilter& filter) {
  if (request.has_start_time_min()) {
    ASSIGN_OR_RETURN(filter.start_min,
                     ReadTimestamp("start_time_min", request.start_time_min()));
  }
  if (request.has_start_time_max()) {
    ASSIGN_OR_RETURN(filter.start_max,
                     ReadTimestamp("start_time_max", request.start_time_max()));
  }
  using Request = v1::ListSessionsRequest;
  ASSIGN_OR_RETURN(filter.time_of_day,
                   ReadChoice<TimeOfDay>("time_of_day", request.time_of_day(),
                                         Request::TimeOfDay_IsValid));
  if (!Request::Order_IsValid(request.order())) {
    return FieldInvalid("order", "is not one that is known here");
  }
  filter.descending = request.order() == Request::START_DESCENDING;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<WorkshopList> ReadListWorkshops(
    const v1::ListWorkshopsRequest& request, Viewer viewer) {
  WorkshopList list = {.filter = {.viewer = viewer},
                       .name = ListName("ListWorkshops", viewer, request)};
  ASSIGN_OR_RETURN(list.limit, rpc::ReadPageSize(request.page_size()));
  ASSIGN_OR_RETURN(list.filter.state,
                   ReadChoice<WorkshopState>("state", request.state(),
                                             v1::Workshop::State_IsValid));
  RETURN_IF_ERROR(ReadCommon(request, list.filter));
  ASSIGN_OR_RETURN(const std::vector<int64_t> last,
                   rpc::ReadPageToken(list.name, request.page_token(), 1));
  if (!last.empty()) list.after_id = last[0];
  return list;
}

std::string NextWorkshopsToken(const WorkshopList& list, int64_t last_id) {
  return rpc::MakePageToken(list.name, {last_id});
}

absl::StatusOr<SessionList> ReadListSessions(
    const v1::ListSessionsRequest& request, Viewer viewer) {
  SessionList list = {.filter = {.viewer = viewer},
                      .name = ListName("ListSessions", viewer, request)};
  SessionFilter& filter = list.filter;
  ASSIGN_OR_RETURN(list.limit, rpc::ReadPageSize(request.page_size()));
  if (request.workshop_id() < 0) {
    return FieldInvalid("workshop_id", "is negative");
  }
  if (request.workshop_id() > 0) filter.workshop_id = request.workshop_id();
  RETURN_IF_ERROR(ReadStates(request, filter.states));
  RETURN_IF_ERROR(ReadCommon(request, filter));
  RETURN_IF_ERROR(ReadTimes(request, filter));
  ASSIGN_OR_RETURN(const std::vector<int64_t> last,
                   rpc::ReadPageToken(list.name, request.page_token(), 2));
  if (!last.empty()) {
    list.after = {.start = absl::FromUnixMicros(last[0]), .id = last[1]};
  }
  return list;
}

std::string NextSessionsToken(const SessionList& list,
                              const SessionPlace& last) {
  return rpc::MakePageToken(list.name,
                            {absl::ToUnixMicros(last.start), last.id});
}

absl::StatusOr<SeriesFilter> ReadListSeries(
    const v1::ListSeriesRequest& request) {
  SeriesFilter filter = {.workshop_id = request.workshop_id()};
  if (filter.workshop_id < 0) return FieldInvalid("workshop_id", "is negative");
  ASSIGN_OR_RETURN(filter.limit, rpc::ReadPageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::vector<int64_t> last,
                   rpc::ReadPageToken(SeriesListName(filter.workshop_id),
                                      request.page_token(), 1));
  if (!last.empty()) filter.before_id = last[0];
  return filter;
}

std::string NextSeriesToken(const SeriesFilter& filter, int64_t last_id) {
  return rpc::MakePageToken(SeriesListName(filter.workshop_id), {last_id});
}

}  // namespace cwp::scheduling
