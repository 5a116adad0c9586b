#ifndef CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_COMMANDS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/feed_entries.h"
#include "services/scheduling/meeting_options.h"

namespace cwp::scheduling {

// What the writer can do with the options of meetings, and how it is done.

struct SetMeetingOptions {
  int64_t session_id = 0;
  MeetingOptionsPatch patch;
  std::string reason;
  std::string etag;
  // Whether there is a provider that makes meetings.
  bool makes_meetings = false;
};

struct ConfirmMeetingOptions {
  int64_t session_id = 0;
  std::string etag;
  bool makes_meetings = false;
};

// Decides everything before it saves anything; then the meeting is in line to
// be changed. Fails as meeting_options_service.proto says.
absl::StatusOr<SessionOptions> ApplySetMeetingOptions(
    db::Transaction& tx, const SetMeetingOptions& set, const Actor& actor,
    absl::Time now, FeedEntries& entries);

// Fails as meeting_options_service.proto says.
absl::StatusOr<SessionOptions> ApplyConfirmMeetingOptions(
    db::Transaction& tx, const ConfirmMeetingOptions& confirm, absl::Time now,
    FeedEntries& entries);

// How many of ListTypedMeetings() are unconfirmed.
absl::StatusOr<int64_t> CountUnconfirmed(db::Transaction& tx, absl::Time now);

// What holds for a session's meeting. Fails with NOT_FOUND `SESSION_NOT_FOUND`.
absl::StatusOr<SessionOptions> LoadSessionOptions(db::Transaction& tx,
                                                  int64_t session_id,
                                                  bool makes_meetings);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_COMMANDS_H_
