#include "services/web/desk_facilitator.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {

namespace scheduling = ::cwp::scheduling::v1;

std::string FacilitatorPath(int64_t id) {
  return absl::StrCat(kFacilitatorsPath, "/", id);
}

std::string FacilitatorStateWords(const scheduling::Facilitator& one,
                                  const absl::TimeZone& zone) {
  if (one.erased()) return Say("team.facilitator.erased");
  if (!one.has_retire_time()) return Say("team.facilitator.leads");
  return Say("team.facilitator.retired_on",
             {{"day", civil::DateWords(ToTime(one.retire_time()), zone)}});
}

std::string FacilitatorsAfter(absl::string_view done) {
  return absl::StrCat(kFacilitatorsPath, "?done=", done);
}

boost::asio::awaitable<absl::StatusOr<scheduling::Facilitator>> GetFacilitator(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  scheduling::GetFacilitatorRequest wanted;
  wanted.set_id(IdIn(request));
  if (wanted.id() == 0) {
    co_return NotFound("FACILITATOR_NOT_FOUND", "there is no such facilitator");
  }
  co_return co_await desk.facilitators->Call(
      &FacilitatorCalls::Async::GetFacilitator,
      StaffCaller(desk, visit, request), std::move(wanted));
}

boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::Session>>>
ListSessionsToCome(const Desk& desk, const DeskVisit& visit,
                   const http::Request& request) {
  scheduling::ListSessionsRequest wanted;
  for (const scheduling::Session::State state :
       {scheduling::Session::DRAFT, scheduling::Session::SCHEDULED,
        scheduling::Session::OPEN, scheduling::Session::CLOSED}) {
    wanted.add_states(state);
  }
  co_return co_await ListSessions(desk, visit, request, std::move(wanted));
}

}  // namespace cwp::web
