#include "services/web/desk_check.h"

#include <utility>

#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk_audit.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;

constexpr char kConfirmed[] = "confirmed";
constexpr char kChosen[] = "chosen";

}  // namespace

http::Response CheckPage(const Desk& desk, const DeskVisit& visit,
                         const Check& check) {
  View form = DeskForm(desk, visit, check.action);
  std::vector<absl::string_view> without = {"then", kConfirmed, kChosen};
  for (const auto& [name, value] : check.hidden) without.push_back(name);
  CarryOn(visit, without, form);
  json::array& hidden = form["hidden"].as_array();
  for (const auto& [name, value] : check.hidden) {
    hidden.push_back(View{{"name", name}, {"value", value}});
  }
  hidden.push_back(View{{"name", kConfirmed}, {"value", "yes"}});
  if (!check.say_field.empty()) {
    hidden.push_back(View{{"name", check.say_field}, {"value", "yes"}});
  }
  json::array buttons;
  if (!check.button.empty()) {
    buttons.push_back(View{{"text", check.button}, {"once", true}});
  }
  if (!check.other_button.empty()) {
    buttons.push_back(View{{"text", check.other_button},
                           {"name", "then"},
                           {"value", check.other_then},
                           {"variant", "secondary"},
                           {"once", true}});
  }
  const std::string back = check.back_button.empty()
                               ? Say("programme.back_to_form")
                               : check.back_button;
  buttons.push_back(View{{"text", back},
                         {"name", "then"},
                         {"value", "form"},
                         {"variant", "secondary"}});
  View view = {{"check_heading", check.heading},
               {"form", std::move(form)},
               {"check_buttons", std::move(buttons)}};
  if (!check.rows.empty()) view["facts"] = View{{"rows", check.rows}};
  if (!check.impact.empty()) view["impact"] = View{{"lines", check.impact}};
  if (!check.table.empty()) view["check_table"] = check.table;
  if (!check.choices.empty()) {
    View choices = check.choices;
    choices["id"] = kChosen;
    choices["name"] = kChosen;
    view["check_choices"] = std::move(choices);
  }
  if (!check.say_words.empty()) view["must_say"] = check.say_words;
  return DeskPage(desk, visit, "desk-check", std::move(view),
                  check.say_field.empty() ? 200 : 409);
}

bool IsConfirmed(const DeskVisit& visit) {
  return IsDecided(visit.form, kConfirmed);
}

bool ToSay(const absl::Status& status, Check& check) {
  const std::string reason = ReasonOf(status);
  if (reason == "TRAINEE_ALONE") {
    check.say_field = "trainee_alone";
    check.say_words = Say("programme.check.trainee_alone");
    return true;
  }
  if (reason == "MEETING_OPTIONS_UNCONFIRMED") {
    check.say_field = "options_confirmed";
    check.say_words = Say("programme.check.meeting_options");
    return true;
  }
  return false;
}

boost::asio::awaitable<
    absl::StatusOr<registration::PreviewSessionChangeResponse>>
ForeseeChange(const Desk& desk, const DeskVisit& visit,
              const http::Request& request,
              registration::PreviewSessionChangeRequest change) {
  absl::StatusOr<registration::PreviewSessionChangeResponse> impact =
      co_await desk.registration->Call(
          &RegistrationCalls::Async::PreviewSessionChange,
          StaffCaller(desk, visit, request), std::move(change));
  if (absl::IsNotFound(impact.status())) {
    co_return registration::PreviewSessionChangeResponse();
  }
  co_return impact;
}

}  // namespace cwp::web
