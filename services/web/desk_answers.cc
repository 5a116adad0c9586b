#include "services/web/desk_answers.h"

#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_request.h"
#include "services/web/desk_plan.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

}  // namespace

rpc::Caller PhoneCaller(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request) {
  rpc::Caller caller = StaffCaller(desk, visit, request);
  caller.channel = kPhoneChannel;
  return caller;
}

scheduling::ListSessionsRequest DatesOf(const Desk& desk, int64_t workshop_id) {
  scheduling::ListSessionsRequest wanted;
  wanted.set_workshop_id(workshop_id);
  wanted.add_states(scheduling::Session::SCHEDULED);
  wanted.add_states(scheduling::Session::OPEN);
  *wanted.mutable_start_time_min() = ToTimestamp(desk.site->clock->Now());
  return wanted;
}

boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::Session>>>
ListDates(const Desk& desk, const DeskVisit& visit,
          const http::Request& request, int64_t workshop_id) {
  scheduling::ListSessionsRequest wanted = DatesOf(desk, workshop_id);
  co_return co_await ListSessions(desk, visit, request, std::move(wanted));
}

BookingRules DeskRulesFor(const Desk& desk,
                          const scheduling::Workshop& workshop) {
  BookingRules rules = desk.site->said->Get()->rules;
  rules.workshop_ages = {.min = workshop.age_range().min_years(),
                         .max = workshop.age_range().max_years()};
  rules.names_reason = workshop.attendee_names_reason();
  rules.for_somebody = true;
  return rules;
}

View DeskFields(const Desk& desk, BookingRules rules, bool waits,
                const Answers& answers, const std::vector<FieldError>& errors) {
  View fixed = desk.site->renderer->Fixed("book");
  View words = {
      {"fields", desk.site->renderer->Fixed("desk-book").at("fields")}};
  Overlay(fixed, words);
  // Whoever gave these answers is asked everything.
  const Answers everything = {.who_for = "several", .places = "2"};
  rules.waits = false;
  View asked = AskedForm(fixed, everything, rules);
  if (waits) {
    rules.waits = true;
    const View waiting = AskedForm(fixed, everything, rules);
    for (const char* field : {"dates", "least_places"}) {
      asked.at("fields").as_object()[field] =
          waiting.at("fields").as_object().at(field);
    }
  }
  return FilledForm(asked, answers, errors);
}

std::vector<FieldError> FieldErrorsOf(const absl::Status& status) {
  const Outcome outcome = OutcomeOf(status);
  if (outcome == Outcome::kNotEligible) {
    const bool area = MetadataOf(status, "question") == "in_area";
    return {{area ? "in_area" : "age_band", "not_eligible"}};
  }
  if (outcome != Outcome::kField) return {};
  const absl::string_view field = FormFieldOf(MetadataOf(status, "field"));
  if (field.empty()) return {};
  return {{std::string(field), FieldReasonOf(status)}};
}

}  // namespace cwp::web
