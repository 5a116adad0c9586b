#include "services/web/desk_plan.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr TextRule kVenueTexts[] = {
    {.field = "venue_name", .max = 100, .required = true},
    {.field = "venue_address", .max = 300, .required = true},
    {.field = "venue_postcode", .max = 10}};

// As scheduling's lists take.
constexpr int kPage = 200;
// More than a team plans.
constexpr int kMostPages = 25;

std::string RoleWordsOf(scheduling::Facilitator::Role role) {
  switch (role) {
    case scheduling::Facilitator::TRAINEE:
      return "Trainee";
    case scheduling::Facilitator::PRACTITIONER:
      return "Practitioner";
    case scheduling::Facilitator::SUPERVISOR:
      return "Supervisor";
    default:
      return "Not known";
  }
}

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

boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::Session>>>
ListSessions(const Desk& desk, const DeskVisit& visit,
             const http::Request& request,
             scheduling::ListSessionsRequest wanted) {
  wanted.set_page_size(kPage);
  std::vector<scheduling::Session> sessions;
  for (int pages = 0; pages < kMostPages; ++pages) {
    scheduling::ListSessionsRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        scheduling::ListSessionsResponse page,
        co_await desk.scheduling->Call(&SchedulingCalls::Async::ListSessions,
                                       StaffCaller(desk, visit, request),
                                       std::move(next)));
    for (scheduling::Session& session : *page.mutable_sessions()) {
      sessions.push_back(std::move(session));
    }
    if (page.next_page_token().empty()) break;
    wanted.set_page_token(page.next_page_token());
  }
  co_return sessions;
}

boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::Facilitator>>>
ListFacilitators(const Desk& desk, const DeskVisit& visit,
                 const http::Request& request) {
  scheduling::ListFacilitatorsRequest wanted;
  wanted.set_page_size(kPage);
  wanted.set_include_retired(true);
  std::vector<scheduling::Facilitator> all;
  for (int pages = 0; pages < kMostPages; ++pages) {
    scheduling::ListFacilitatorsRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        scheduling::ListFacilitatorsResponse page,
        co_await desk.facilitators->Call(
            &FacilitatorCalls::Async::ListFacilitators,
            StaffCaller(desk, visit, request), std::move(next)));
    for (scheduling::Facilitator& one : *page.mutable_facilitators()) {
      all.push_back(std::move(one));
    }
    if (page.next_page_token().empty()) break;
    wanted.set_page_token(page.next_page_token());
  }
  co_return all;
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
    choices.push_back({.value = id,
                       .text = one.display_name().empty()
                                   ? absl::StrCat("A former colleague, ", id)
                                   : one.display_name(),
                       .hint = absl::StrCat(RoleWordsOf(one.role()),
                                            retired ? ", retired" : "")});
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
  static const auto* const words =
      new absl::flat_hash_map<absl::string_view, absl::string_view>{
          {"WORKSHOP_HAS_SESSIONS",
           "It has sessions that are to come or under way. Cancel those first, "
           "or wait until they are over."},
          {"WORKSHOP_ARCHIVED",
           "The workshop is archived: show it to families again first."},
          {"REQUEST_ID_REUSED",
           "This form did what it says already, with other words in it. Look "
           "it through, and send it again if you want that once more."},
          {"FACILITATOR_NOT_FOUND", "One of those who lead it is not known."},
          {"FACILITATOR_RETIRED",
           "One of those who lead it leads no new sessions any more."},
          {"MEETING_STARTED",
           "A meeting of it has started, and can no longer be another."},
          {"SERIES_EDIT_PENDING",
           "A change of its series waits: take that back first."},
          {"SESSION_CHANGE_PENDING",
           "One of its sessions waits for a change of its own: take that back "
           "first."},
          {"SESSION_NOT_CONFIRMED",
           "The session was open and may have bookings: confirm that it may "
           "be changed."},
          {"TRAINEE_ALONE",
           "Trainees alone would lead it, and the workshop wants a supervised "
           "pair."},
          {"MEETING_OPTIONS_UNCONFIRMED",
           "It is open to young people: say that the meeting at the new "
           "address is closed to strangers."},
      };
  const auto found = words->find(reason);
  return found == words->end() ? StaffWordsFor(reason)
                               : std::string(found->second);
}

std::string WorkshopStateWords(scheduling::Workshop::State state) {
  switch (state) {
    case scheduling::Workshop::DRAFT:
      return "Draft";
    case scheduling::Workshop::PUBLISHED:
      return "Shown to families";
    case scheduling::Workshop::ARCHIVED:
      return "Archived";
    default:
      return "Not known";
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
