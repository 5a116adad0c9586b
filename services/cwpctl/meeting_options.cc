#include "services/cwpctl/meeting_options.h"

#include <CLI/CLI.hpp>

#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/programme/when.h"
#include "common/time/local_time.h"

namespace cwp::ctl {

void AddMeetingOptions(CLI::App& verb, MeetingOptions& options) {
  verb.add_option("--start", options.starts,
                  "When a meeting starts: 2027-01-12T18:00, 'in 12 days at "
                  "18:00' or 'next Tuesday + 2 weeks at 18:00'; once for each "
                  "meeting")
      ->allow_extra_args(false)
      ->required();
  verb.add_option("--minutes", options.minutes,
                  "How long a meeting is; otherwise as the workshop says")
      ->check(CLI::Range(1, kMaxMinutes));
}

void AddConfirm(CLI::App& verb, bool& confirmed) {
  verb.add_flag(
      "--meeting-options-confirmed", confirmed,
      "Says that somebody has looked at the meeting in Teams and that it is as "
      "'session options' shows: unless loosened, everyone outside the "
      "organisation waits in the lobby, and attendees' camera and microphone, "
      "chat and recording are off. Needed for young people at an address that "
      "was typed");
}

absl::StatusOr<google::protobuf::RepeatedPtrField<scheduling::v1::Meeting>>
ReadMeetings(const Shell& shell, const MeetingOptions& options,
             const scheduling::v1::Workshop& workshop) {
  const int64_t minutes = options.minutes != 0
                              ? options.minutes
                              : workshop.meeting_duration().seconds() / 60;
  const absl::CivilDay today =
      absl::ToCivilDay(shell.connections.clock().Now(), civil::London());
  google::protobuf::RepeatedPtrField<scheduling::v1::Meeting> meetings;
  for (const std::string& start : options.starts) {
    scheduling::v1::Meeting& meeting = *meetings.Add();
    ASSIGN_OR_RETURN(*meeting.mutable_local_start(),
                     programme::ReadWhen(start, today));
    meeting.set_local_end(
        programme::AddMinutes(meeting.local_start(), minutes));
  }
  return meetings;
}

}  // namespace cwp::ctl
