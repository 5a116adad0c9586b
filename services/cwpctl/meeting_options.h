#ifndef CWP_SERVICES_CWPCTL_MEETING_OPTIONS_H_
#define CWP_SERVICES_CWPCTL_MEETING_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/programme/programme.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "google/protobuf/repeated_field.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {

// When a session meets, as the command line says it.
struct MeetingOptions {
  std::vector<std::string> starts;
  int64_t minutes = 0;
};

// The longest meeting, in minutes, and the largest capacity.
using programme::kMaxCapacity;
using programme::kMaxMinutes;

// Adds `--start`, which must be given, and `--minutes`.
void AddMeetingOptions(CLI::App& verb, MeetingOptions& options);

// Adds `--meeting-options-confirmed`.
void AddConfirm(CLI::App& verb, bool& confirmed);

// The meetings that the options name, of a session of `workshop`. Fails with
// INVALID_ARGUMENT `USAGE_INVALID`.
absl::StatusOr<google::protobuf::RepeatedPtrField<scheduling::v1::Meeting>>
ReadMeetings(const Shell& shell, const MeetingOptions& options,
             const scheduling::v1::Workshop& workshop);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_MEETING_OPTIONS_H_
