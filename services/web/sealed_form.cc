#include "services/web/sealed_form.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/seal.h"
#include "services/web/view.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kAnswers = "web booking answers";
constexpr absl::string_view kReceipt = "web booking receipt";
constexpr absl::string_view kMade = "web booking made";
constexpr absl::string_view kCorrectionId = "web correction id";
constexpr absl::string_view kRequestId = "web booking request id";

absl::Status NotOurs() {
  return InvalidArgument("TOKEN_INVALID", "the sealed text holds another form");
}

// Opens a token that holds a JSON object.
absl::StatusOr<View> OpenView(const crypto::Key& key, absl::string_view purpose,
                              absl::string_view sealed, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string text,
                   crypto::OpenToken(key, purpose, sealed, now));
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return NotOurs();
  return std::move(value.get_object());
}

std::string TextIn(const View& view, json::string_view name) {
  const auto found = view.find(name);
  if (found == view.end() || !found->value().is_string()) return "";
  return found->value().get_string().c_str();
}

int64_t NumberIn(const View& view, json::string_view name) {
  const auto found = view.find(name);
  if (found == view.end() || !found->value().is_int64()) return 0;
  return found->value().get_int64();
}

View ToView(const KeptPlaces& kept) {
  return {{"hold", kept.hold_id},
          {"browser", kept.browser_token},
          {"places", kept.places},
          {"until", absl::ToUnixSeconds(kept.until)},
          {"extensions", kept.extensions_left},
          {"in_line", static_cast<int64_t>(kept.in_line)}};
}

std::optional<KeptPlaces> KeptIn(const View& view) {
  const auto found = view.find("kept");
  if (found == view.end() || !found->value().is_object()) return std::nullopt;
  const View& kept = found->value().get_object();
  return KeptPlaces{
      .hold_id = NumberIn(kept, "hold"),
      .browser_token = TextIn(kept, "browser"),
      .places = static_cast<int>(NumberIn(kept, "places")),
      .until = absl::FromUnixSeconds(NumberIn(kept, "until")),
      .extensions_left = static_cast<int>(NumberIn(kept, "extensions")),
      .in_line = NumberIn(kept, "in_line") != 0};
}

}  // namespace

std::string SealForm(const crypto::Key& key, const FormState& form,
                     absl::Time now) {
  View view = {{"session", form.session_id},
               {"form", form.form_id},
               {"answers", AnswersToText(form.answers)},
               {"reviewed", static_cast<int64_t>(form.reviewed)}};
  if (form.kept.has_value()) view["kept"] = ToView(*form.kept);
  if (form.workshop_id != 0) view["workshop"] = form.workshop_id;
  if (!form.shown_when.empty()) view["when"] = form.shown_when;
  if (form.left_out) view["left_out"] = 1;
  return crypto::SealToken(key, kAnswers, json::serialize(view),
                           now + kFormLifetime);
}

absl::StatusOr<FormState> OpenForm(const crypto::Key& key,
                                   absl::string_view sealed, int64_t session_id,
                                   int64_t workshop_id, absl::Time now) {
  ASSIGN_OR_RETURN(const View view, OpenView(key, kAnswers, sealed, now));
  std::optional<Answers> answers = AnswersFromText(TextIn(view, "answers"));
  if (!answers.has_value() || NumberIn(view, "session") != session_id ||
      NumberIn(view, "workshop") != workshop_id) {
    return NotOurs();
  }
  return FormState{.session_id = session_id,
                   .workshop_id = workshop_id,
                   .form_id = TextIn(view, "form"),
                   .answers = *std::move(answers),
                   .kept = KeptIn(view),
                   .shown_when = TextIn(view, "when"),
                   .reviewed = NumberIn(view, "reviewed") != 0,
                   .left_out = NumberIn(view, "left_out") != 0};
}

std::string RequestIdOf(const crypto::Key& key, const FormState& form) {
  const std::string session =
      absl::StrCat(form.session_id, " ", form.workshop_id);
  const std::string answers = AnswersToText(form.answers);
  const std::string hold =
      absl::StrCat(form.kept.has_value() ? form.kept->hold_id : 0);
  return crypto::ToBase64Url(crypto::KeyedHash(
      key.Derive(kRequestId), {session, form.form_id, answers, hold}));
}

FormState FirstSent(const MadeBooking& made) {
  FormState form = made.form;
  form.answers.contact_email = made.first_email;
  return form;
}

std::string SealMade(const crypto::Key& key, const MadeBooking& made) {
  View view = {{"session", made.form.session_id},
               {"form", made.form.form_id},
               {"answers", AnswersToText(made.form.answers)},
               {"first_email", made.first_email},
               {"reference", made.reference},
               {"tries", made.tries_left},
               {"cancelled", static_cast<int64_t>(made.is_cancelled)},
               {"until", absl::ToUnixSeconds(made.until)}};
  if (made.form.kept.has_value()) view["kept"] = ToView(*made.form.kept);
  return crypto::SealToken(key, kMade, json::serialize(view), made.until);
}

absl::StatusOr<MadeBooking> OpenMade(const crypto::Key& key,
                                     absl::string_view sealed, absl::Time now) {
  ASSIGN_OR_RETURN(const View view, OpenView(key, kMade, sealed, now));
  std::optional<Answers> answers = AnswersFromText(TextIn(view, "answers"));
  // An older release did not keep what the same request is made of.
  if (!answers.has_value() || !view.contains("first_email")) return NotOurs();
  return MadeBooking{.form = {.session_id = NumberIn(view, "session"),
                              .form_id = TextIn(view, "form"),
                              .answers = *std::move(answers),
                              .kept = KeptIn(view)},
                     .first_email = TextIn(view, "first_email"),
                     .reference = TextIn(view, "reference"),
                     .tries_left = static_cast<int>(NumberIn(view, "tries")),
                     .is_cancelled = NumberIn(view, "cancelled") != 0,
                     .until = absl::FromUnixSeconds(NumberIn(view, "until"))};
}

std::string CorrectionIdOf(const crypto::Key& key, const MadeBooking& made,
                           absl::string_view email) {
  const std::string tries = absl::StrCat(made.tries_left);
  return crypto::ToBase64Url(
      crypto::KeyedHash(key.Derive(kCorrectionId),
                        {made.reference, made.form.form_id, tries, email}));
}

std::string SealReceipt(const crypto::Key& key, const Receipt& receipt,
                        absl::Time now) {
  const View view = {{"session", receipt.session_id},
                     {"reference", receipt.reference},
                     {"places", receipt.places}};
  return crypto::SealToken(key, kReceipt, json::serialize(view),
                           now + kFormLifetime);
}

absl::StatusOr<Receipt> OpenReceipt(const crypto::Key& key,
                                    absl::string_view sealed, absl::Time now) {
  ASSIGN_OR_RETURN(const View view, OpenView(key, kReceipt, sealed, now));
  return Receipt{.session_id = NumberIn(view, "session"),
                 .reference = TextIn(view, "reference"),
                 .places = static_cast<int>(NumberIn(view, "places"))};
}

}  // namespace cwp::web
