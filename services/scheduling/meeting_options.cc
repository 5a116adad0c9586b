#include "services/scheduling/meeting_options.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"

namespace cwp::scheduling {
namespace {

bool IsLoose(const MeetingOption& option, const MeetingOptions& options) {
  return options.*option.value == option.loose;
}

// Each option as in the one of the two that is closed.
MeetingOptions CloserOf(const MeetingOptions& one,
                        const MeetingOptions& other) {
  MeetingOptions closer = one;
  for (const MeetingOption& option : kMeetingOptions) {
    if (!IsLoose(option, other)) closer.*option.value = !option.loose;
  }
  return closer;
}

}  // namespace

MeetingOptions OptionsFor(Audience audience) {
  const bool open = audience != Audience::kYoungPeople;
  return {.lobby_for_outsiders = true,
          .attendee_camera = open,
          .attendee_microphone = open,
          .chat = open,
          .recording = false};
}

std::vector<std::string> LooserIn(const MeetingOptions& options,
                                  const MeetingOptions& other) {
  std::vector<std::string> names;
  for (const MeetingOption& option : kMeetingOptions) {
    if (IsLoose(option, options) && !IsLoose(option, other)) {
      names.emplace_back(option.name);
    }
  }
  return names;
}

std::string MeetingChecklist(const MeetingOptions& options, Audience audience) {
  const MeetingOptions usual = OptionsFor(audience);
  std::vector<std::string> lines;
  for (const MeetingOption& option : kMeetingOptions) {
    const bool loose = IsLoose(option, options);
    lines.push_back(
        absl::StrCat(loose ? option.loose_words : option.closed_words,
                     loose && !IsLoose(option, usual) ? " (loosened)" : ""));
  }
  return absl::StrJoin(lines, ", ");
}

MeetingOptions OptionsInForce(const std::optional<OptionsChange>& last,
                              Audience audience) {
  const MeetingOptions usual = OptionsFor(audience);
  if (!last.has_value() || last->after == OptionsFor(last->audience)) {
    return usual;
  }
  if (last->audience == audience) return last->after;
  return CloserOf(last->after, usual);
}

bool Confirms(const std::optional<OptionsConfirmation>& confirmation,
              int64_t address_version, const MeetingOptions& options) {
  return confirmation.has_value() &&
         confirmation->address_version == address_version &&
         LooserIn(confirmation->options, options).empty();
}

absl::StatusOr<MeetingOptions> DecideOptions(const MeetingOptions& before,
                                             const MeetingOptionsPatch& patch,
                                             Audience audience,
                                             absl::string_view reason) {
  MeetingOptions after = before;
  for (const MeetingOptionValue& value : patch) {
    after.*value.option = value.value;
  }
  const MeetingOptions usual = OptionsFor(audience);
  // What was loosened before had its reason.
  std::vector<std::string> anew;
  for (const MeetingOption& option : kMeetingOptions) {
    if (IsLoose(option, after) && !IsLoose(option, usual) &&
        !IsLoose(option, before)) {
      anew.emplace_back(option.name);
    }
  }
  if (anew.empty() || !reason.empty()) return after;
  return FailedPrecondition(
      "REASON_REQUIRED",
      absl::StrCat("say why: this loosens ", absl::StrJoin(anew, ", ")),
      {{"options", absl::StrJoin(anew, ",")}});
}

std::string OptionsEtag(int64_t changes, Audience audience) {
  return absl::StrCat("\"", changes, "-", static_cast<int>(audience), "\"");
}

absl::Status CheckOptionsEtag(absl::string_view etag, int64_t changes,
                              Audience audience) {
  if (etag.empty() || etag == OptionsEtag(changes, audience)) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   "it was changed meanwhile: read it again, then repeat",
                   {{"field", "etag"}});
}

}  // namespace cwp::scheduling
