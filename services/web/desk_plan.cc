#include "services/web/desk_plan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/web/all_pages.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr TextRule kVenueTexts[] = {
    {.field = "venue_name", .max = 100, .required = true},
    {.field = "venue_address", .max = 300, .required = true},
    {.field = "venue_postcode", .max = 10}};

// More than a team plans.
constexpr int kMostPages = 25;

}  // namespace

boost::asio::awaitable<absl::StatusOr<scheduling::Workshop>> GetWorkshop(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t id) {
  if (id == 0) {
    co_return NotFound("WORKSHOP_NOT_FOUND", "there is no such workshop");
  }
  scheduling::GetWorkshopRequest wanted;
  wanted.set_id(id);
  co_return co_await desk.scheduling->Call(&SchedulingCalls::Async::GetWorkshop,
                                           StaffCaller(desk, visit, request),
                                           std::move(wanted));
}

boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::Workshop>>>
ListWorkshops(const Desk& desk, const DeskVisit& visit,
              const http::Request& request, scheduling::Workshop::State state) {
  scheduling::ListWorkshopsRequest wanted;
  wanted.set_state(state);
  rpc::Caller caller = StaffCaller(desk, visit, request);
  CO_ASSIGN_OR_RETURN(
      std::vector<scheduling::Workshop> workshops,
      co_await AllPages(*desk.scheduling,
                        &SchedulingCalls::Async::ListWorkshops,
                        std::move(caller), std::move(wanted), kMostPages,
                        &scheduling::ListWorkshopsResponse::mutable_workshops));
  std::sort(workshops.begin(), workshops.end(),
            [](const scheduling::Workshop& a, const scheduling::Workshop& b) {
              return a.title() < b.title();
            });
  co_return workshops;
}

boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::Session>>>
ListSessions(const Desk& desk, const DeskVisit& visit,
             const http::Request& request,
             scheduling::ListSessionsRequest wanted) {
  rpc::Caller caller = StaffCaller(desk, visit, request);
  return AllPages(*desk.scheduling, &SchedulingCalls::Async::ListSessions,
                  std::move(caller), std::move(wanted), kMostPages,
                  &scheduling::ListSessionsResponse::mutable_sessions);
}

boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::Facilitator>>>
ListFacilitators(const Desk& desk, const DeskVisit& visit,
                 const http::Request& request) {
  scheduling::ListFacilitatorsRequest wanted;
  wanted.set_include_retired(true);
  rpc::Caller caller = StaffCaller(desk, visit, request);
  return AllPages(*desk.facilitators,
                  &FacilitatorCalls::Async::ListFacilitators, std::move(caller),
                  std::move(wanted), kMostPages,
                  &scheduling::ListFacilitatorsResponse::mutable_facilitators);
}

const std::string& FacilitatorRoleWords(scheduling::Facilitator::Role role) {
  switch (role) {
    case scheduling::Facilitator::TRAINEE:
      return Say("programme.role.trainee");
    case scheduling::Facilitator::PRACTITIONER:
      return Say("programme.role.practitioner");
    case scheduling::Facilitator::SUPERVISOR:
      return Say("programme.role.supervisor");
    default:
      return Say("programme.not_known");
  }
}

std::string FacilitatorNameWords(const scheduling::Facilitator& one) {
  return one.display_name().empty()
             ? Say("programme.leader.former", {{"id", absl::StrCat(one.id())}})
             : one.display_name();
}

std::vector<Choice> FacilitatorChoices(
    const std::vector<scheduling::Facilitator>& all,
    const std::vector<std::string>& chosen) {
  std::vector<Choice> choices;
  for (const scheduling::Facilitator& one : all) {
    const std::string id = absl::StrCat(one.id());
    const bool retired = one.has_retire_time();
    if (retired &&
        std::find(chosen.begin(), chosen.end(), id) == chosen.end()) {
      continue;
    }
    const std::string& role = FacilitatorRoleWords(one.role());
    choices.push_back(
        {.value = id,
         .text = FacilitatorNameWords(one),
         .hint = retired ? Say("programme.leader.retired", {{"role", role}})
                         : role});
  }
  return choices;
}

bool MaySeeInLists(const DeskVisit& visit, const scheduling::Session& session) {
  if (visit.staff().role != Role::kFacilitator) return true;
  const auto& ids = session.facilitator_ids();
  return std::find(ids.begin(), ids.end(), visit.staff().facilitator_id) !=
         ids.end();
}

std::string DeskWorkshopPath(int64_t id) {
  return absl::StrCat("/desk/workshops/", id);
}

std::string SeriesPath(int64_t id) { return absl::StrCat("/desk/series/", id); }

std::string PlanWordsFor(absl::string_view reason) {
  const std::string* const words = FindWords(
      absl::StrCat("programme.refused.", absl::AsciiStrToLower(reason)));
  return words == nullptr ? StaffWordsFor(reason) : *words;
}

std::string WorkshopStateWords(scheduling::Workshop::State state) {
  switch (state) {
    case scheduling::Workshop::DRAFT:
      return Say("programme.workshop.draft");
    case scheduling::Workshop::PUBLISHED:
      return Say("programme.workshop.published");
    case scheduling::Workshop::ARCHIVED:
      return Say("programme.workshop.archived");
    default:
      return Say("programme.not_known");
  }
}

scheduling::Venue TypedVenue(const http::Parameters& form,
                             std::vector<FieldError>& errors) {
  scheduling::Venue venue;
  venue.set_name(TypedText(form, "venue_name"));
  venue.set_address(TypedText(form, "venue_address"));
  venue.set_postcode(TypedText(form, "venue_postcode"));
  for (FieldError& error : CheckTexts(form, kVenueTexts)) {
    errors.push_back(std::move(error));
  }
  return venue;
}

}  // namespace cwp::web
