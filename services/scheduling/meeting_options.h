#ifndef CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_H_
#define CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// What people may do in a session's online meeting, and how that comes to be
// other than usual: pure functions. The reasons of refusals are documented in
// meeting_options_service.proto.

// What people may do in a meeting.
struct MeetingOptions {
  // Whether everyone outside the organisation waits until somebody lets them
  // in.
  bool lobby_for_outsiders = true;
  // What those may use who only attend.
  bool attendee_camera = false;
  bool attendee_microphone = false;
  bool chat = false;
  // Whether it is recorded, from its start; if not, nobody can.
  bool recording = false;

  bool operator==(const MeetingOptions&) const = default;
};

// One of the options.
struct MeetingOption {
  // As the proto names it.
  absl::string_view name;
  bool MeetingOptions::*value;
  // The value with which people may do more.
  bool loose = true;
  // What a checklist says of it.
  absl::string_view closed_words;
  absl::string_view loose_words;
};
inline constexpr std::array<MeetingOption, 5> kMeetingOptions = {{
    {.name = "lobby_for_outsiders",
     .value = &MeetingOptions::lobby_for_outsiders,
     .loose = false,
     .closed_words = "everyone outside the organisation waits in the lobby",
     .loose_words = "nobody waits in the lobby"},
    {.name = "attendee_camera",
     .value = &MeetingOptions::attendee_camera,
     .closed_words = "attendees' camera is off",
     .loose_words = "attendees' camera is on"},
    {.name = "attendee_microphone",
     .value = &MeetingOptions::attendee_microphone,
     .closed_words = "attendees' microphone is off",
     .loose_words = "attendees' microphone is on"},
    {.name = "chat",
     .value = &MeetingOptions::chat,
     .closed_words = "chat is off",
     .loose_words = "chat is on"},
    {.name = "recording",
     .value = &MeetingOptions::recording,
     .closed_words = "recording is off",
     .loose_words = "recording is on"},
}};

// What is usual. For young people everything is closed: lobby on, attendees'
// camera and microphone, chat and recording off. For others attendees may use
// camera, microphone and chat; the lobby stays on and recording off.
MeetingOptions OptionsFor(Audience audience);

// The names of the options that let people do more in `options` than in
// `other`.
std::vector<std::string> LooserIn(const MeetingOptions& options,
                                  const MeetingOptions& other);

// What a meeting is like, for somebody to compare it with: every option, those
// with a note that are loosened for `audience`.
std::string MeetingChecklist(const MeetingOptions& options, Audience audience);

// Other values for some options.
struct MeetingOptionValue {
  bool MeetingOptions::*option;
  bool value = false;
};
using MeetingOptionsPatch = std::vector<MeetingOptionValue>;

// One change to the options of a session's meeting.
struct OptionsChange {
  int64_t session_id = 0;
  // Counts the changes of one session from 1.
  int64_t number = 0;
  absl::Time time;
  // Who made it.
  std::string actor_kind;
  std::string actor_id;
  // Whom the workshop was for.
  Audience audience = Audience::kParentsAndCarers;
  MeetingOptions before;
  MeetingOptions after;
  // Empty for none.
  std::string reason;

  bool operator==(const OptionsChange&) const = default;
};

// The options in force when `last` is what was decided last and the workshop is
// for `audience`: as decided when it was decided for the same audience, else as
// decided where that is not looser than usual. What was decided as usual is
// usual for every audience.
MeetingOptions OptionsInForce(const std::optional<OptionsChange>& last,
                              Audience audience);

// The options once the patch is applied to those in force. Fails with
// FAILED_PRECONDITION `REASON_REQUIRED` when that loosens any and `reason` is
// empty.
absl::StatusOr<MeetingOptions> DecideOptions(const MeetingOptions& before,
                                             const MeetingOptionsPatch& patch,
                                             Audience audience,
                                             absl::string_view reason);

// What stands for options after so many changes, for an audience.
std::string OptionsEtag(int64_t changes, Audience audience);

// Checks that `etag` is this one, or empty. Fails with ABORTED `ETAG_MISMATCH`.
absl::Status CheckOptionsEtag(absl::string_view etag, int64_t changes,
                              Audience audience);

// That somebody looked at the meeting at a typed address and found it as it is
// to be.
struct OptionsConfirmation {
  int64_t session_id = 0;
  // Of the address that was looked at.
  int64_t address_version = 0;
  absl::Time time;
  MeetingOptions options;

  bool operator==(const OptionsConfirmation&) const = default;
};

// Whether what was confirmed counts for a meeting at this address that is to
// have these options: there it lets people do nothing that they may not.
bool Confirms(const std::optional<OptionsConfirmation>& confirmation,
              int64_t address_version, const MeetingOptions& options);

// Who makes a meeting be as its options say; numbers are those of the proto.
enum class OptionsSetBy { kService = 1, kStaff = 2, kNobody = 3 };

// What holds for the meeting of a session.
struct SessionOptions {
  // The session's.
  int64_t id = 0;
  Audience audience = Audience::kParentsAndCarers;
  // In force.
  MeetingOptions options;
  // How many changes there were.
  int64_t changes = 0;
  OptionsSetBy set_by = OptionsSetBy::kNobody;
  // Whether somebody has to confirm that the meeting is so.
  bool unconfirmed = false;

  bool operator==(const SessionOptions&) const = default;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_H_
