// What emails to families say in the organisation's own words: looked at before
// it is saved, and sent to oneself to try it.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_letters.h"
#include "services/web/desk_settings.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace notifications = ::cwp::notifications::v1;
namespace scheduling = ::cwp::scheduling::v1;

constexpr char kPreviewPath[] = "/desk/settings/letters/preview";
constexpr char kTestPath[] = "/desk/settings/letters/test";

// The mail server is waited for.
constexpr absl::Duration kTestPatience = absl::Seconds(20);

// The email that was chosen, with what was typed for it.
struct Chosen {
  std::string field;
  notifications::Message::Kind kind = notifications::Message::KIND_UNSPECIFIED;
  std::string note;
};

std::optional<Chosen> ChosenIn(const http::Parameters& form) {
  const std::string field(form.Get("letter"));
  const std::optional<scheduling::LetterNote::Letter> letter = LetterOf(field);
  if (!letter.has_value()) return std::nullopt;
  return Chosen{.field = field,
                .kind = static_cast<notifications::Message::Kind>(*letter),
                .note = TypedText(form, field)};
}

// The form again, as it was typed.
http::Answer FormAgain(const Desk& desk, const DeskVisit& visit,
                       const http::Request& request,
                       std::vector<FieldError> errors, std::string problem) {
  EditedForm shown = AsPosted(visit.form);
  shown.errors = std::move(errors);
  shown.problem = std::move(problem);
  co_return co_await SettingFormPage(
      desk, visit, request, SettingOf(scheduling::OrganisationPart::LETTERS),
      std::move(shown));
}

// What became of a test.
struct Tested {
  bool sent = false;
  bool unknown = false;
  std::string problem;
};

http::asio::awaitable<Tested> SendTest(const Desk& desk, const DeskVisit& visit,
                                       const http::Request& request,
                                       const Chosen& chosen) {
  notifications::SendTestLetterRequest wanted;
  wanted.set_kind(chosen.kind);
  wanted.set_note(chosen.note);
  wanted.set_email(visit.staff().email);
  const absl::StatusOr<notifications::SendTestLetterResponse> sent =
      co_await desk.notifications->Call(
          &NotificationsCalls::Async::SendTestLetter,
          StaffCaller(desk, visit, request), std::move(wanted), kTestPatience);
  Tested tested = {.sent = sent.ok()};
  if (!sent.ok()) {
    tested.problem = TestLetterWordsFor(sent.status(), desk.site->clock->Now(),
                                        desk.site->zone);
    tested.unknown = tested.problem.empty();
  }
  co_return tested;
}

View LetterView(const Desk& desk, const DeskVisit& visit, const Chosen& chosen,
                const notifications::LetterPreview& preview) {
  const View fixed = desk.site->renderer->Fixed("desk-setting-letters");
  View view = {{"form_heading",
                FieldLabel(fixed.at("fields").as_object(), chosen.field)},
               {"subject", preview.subject()},
               {"letter", preview.text()},
               {"staff_email", visit.staff().email}};
  View form = DeskForm(desk, visit, kTestPath);
  CarryOn(visit, {"then"}, form);
  view["form"] = std::move(form);
  View back = DeskForm(desk, visit, kPreviewPath);
  CarryOn(visit, {"then"}, back);
  view["back_form"] = std::move(back);
  return view;
}

// Shows the email that was chosen, after it was sent when this is a test.
http::Answer ShowLetter(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request, bool test) {
  scheduling::Letters letters;
  std::vector<FieldError> errors = ReadLetters(visit.form, letters);
  const std::optional<Chosen> chosen = ChosenIn(visit.form);
  std::string problem;
  if (visit.review || visit.form.Get("then") == "form" || !chosen.has_value()) {
    errors.clear();
    co_return co_await FormAgain(desk, visit, request, std::move(errors),
                                 std::move(problem));
  }
  if (!errors.empty()) {
    co_return co_await FormAgain(desk, visit, request, std::move(errors),
                                 std::move(problem));
  }
  notifications::PreviewLetterRequest wanted;
  wanted.set_kind(chosen->kind);
  wanted.set_note(chosen->note);
  const absl::StatusOr<notifications::LetterPreview> preview =
      co_await desk.notifications->Call(
          &NotificationsCalls::Async::PreviewLetter,
          StaffCaller(desk, visit, request), std::move(wanted));
  if (!preview.ok()) {
    problem = Say("people.letter.no_preview");
    co_return co_await FormAgain(desk, visit, request, std::move(errors),
                                 std::move(problem));
  }
  Tested tested;
  if (test) tested = co_await SendTest(desk, visit, request, *chosen);
  View view = LetterView(desk, visit, *chosen, *preview);
  if (tested.sent) view["test_sent"] = true;
  if (tested.unknown) view["test_unknown"] = true;
  if (!tested.problem.empty()) {
    view["not_sent"] = View{{"not_sent_because", tested.problem}};
  }
  const int code = tested.unknown ? 503 : tested.problem.empty() ? 200 : 409;
  co_return DeskPage(desk, visit, "desk-letter", std::move(view), code);
}

http::Answer Preview(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  co_return co_await ShowLetter(desk, visit, request, /*test=*/false);
}

http::Answer Test(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  co_return co_await ShowLetter(desk, visit, request, /*test=*/true);
}

}  // namespace

std::vector<DeskRoute> DeskLetterRoutes() {
  return {{.method = "POST",
           .pattern = kPreviewPath,
           .permission = Permission::kSettings,
           .audit = DeskAudit::Nothing(),
           .handler = &Preview,
           .has_form = true},
          // It goes to the one who asks, about nobody.
          {.method = "POST",
           .pattern = kTestPath,
           .permission = Permission::kSettings,
           .audit = DeskAudit::Nothing(),
           .handler = &Test,
           .has_form = true}};
}

}  // namespace cwp::web
