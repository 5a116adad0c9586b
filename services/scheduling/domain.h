#ifndef CWP_SERVICES_SCHEDULING_DOMAIN_H_
#define CWP_SERVICES_SCHEDULING_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::scheduling {

// The rules of workshops and sessions: pure functions from what is and what is
// asked to what will be. Time and ids come in as arguments. The reasons of
// refusals are documented in scheduling_service.proto. Numbers of enumerators
// are those of the proto, and are what the database keeps.

enum class Audience {
  kParentsAndCarers = 1,
  kYoungPeople = 2,
  kProfessionals = 3,
};

// A range of ages in whole years, both ends included.
struct AgeRange {
  int min_years = 0;
  int max_years = 0;

  bool operator==(const AgeRange&) const = default;
};

enum class DeliveryMode { kTeams = 1, kVenue = 2 };

// A place that people go to.
struct Venue {
  std::string name;
  std::string address;
  std::string postcode;

  bool operator==(const Venue&) const = default;
};

// Where something takes place. A venue is there for kVenue alone.
struct Delivery {
  DeliveryMode mode = DeliveryMode::kTeams;
  std::optional<Venue> venue;

  bool operator==(const Delivery&) const = default;
};

// What staff write about a workshop.
struct WorkshopContent {
  std::string slug;
  std::string title;
  std::string summary;
  std::string description;
  Audience audience = Audience::kParentsAndCarers;
  AgeRange age_range;
  std::vector<std::string> topics;
  absl::Duration meeting_duration;
  Delivery delivery;
  // Why names of attendees are needed; empty when they are not.
  std::string attendee_names_reason;
  std::string what_to_bring;
  std::string content_note;
  // Language tags; empty means English.
  std::vector<std::string> languages;
  // Of sessions that give none; 0 when they have to.
  int default_capacity = 0;
  // Whether no trainee is to lead without somebody qualified.
  bool supervised_pair = false;

  bool operator==(const WorkshopContent&) const = default;
};

// What is shown of a workshop's subject. Which bytes they are says the id
// alone.
struct Picture {
  std::string id;
  // What it shows, for those who do not see it.
  std::string alternative_text;
  int width = 0;
  int height = 0;

  bool operator==(const Picture&) const = default;
};

enum class WorkshopState { kDraft = 1, kPublished = 2, kArchived = 3 };

// A topic on offer.
struct Workshop {
  int64_t id = 0;
  WorkshopContent content;
  std::optional<Picture> picture;
  WorkshopState state = WorkshopState::kDraft;
  absl::Time create_time;
  absl::Time update_time;
  // When it was last published; nothing when it never was.
  std::optional<absl::Time> publish_time;
  // The feed revision of its last change; 0 before it was ever saved.
  int64_t revision = 0;

  bool operator==(const Workshop&) const = default;
};

// The parts of a workshop that can be changed one by one.
enum class WorkshopField {
  kSlug,
  kTitle,
  kSummary,
  kDescription,
  kAudience,
  kAgeRange,
  kTopics,
  kMeetingDuration,
  kDelivery,
  kAttendeeNamesReason,
  kWhatToBring,
  kContentNote,
  kLanguages,
  kDefaultCapacity,
  kSupervisedPair,
};

// A change to some parts of a workshop.
struct WorkshopPatch {
  // Which parts; the others in `content` mean nothing.
  std::vector<WorkshopField> fields;
  WorkshopContent content;
  // Change only the version with this revision.
  std::optional<int64_t> if_revision;
};

// One sitting of a session: wall times in a zone, and the instants they are.
struct Meeting {
  // "YYYY-MM-DDTHH:MM".
  std::string local_start;
  std::string local_end;
  // An IANA name.
  std::string time_zone;
  absl::Time start;
  absl::Time end;

  bool operator==(const Meeting&) const = default;
};

// What a session is like for those who take part.
enum class SessionFormat { kWorkshop = 1, kLiveWebinar = 2 };

// What staff plan of a session.
struct SessionContent {
  int64_t workshop_id = 0;
  // In order of time; never empty.
  std::vector<Meeting> meetings;
  // 0 asks for the workshop's.
  int capacity = 0;
  // Nothing: from its creation on.
  std::optional<absl::Time> booking_open_time;
  // Nothing: until the first meeting starts.
  std::optional<absl::Time> booking_close_time;
  // Who leads it, each once.
  std::vector<int64_t> facilitator_ids;
  // Nothing: where the workshop says.
  std::optional<Delivery> delivery;
  SessionFormat format = SessionFormat::kWorkshop;

  bool operator==(const SessionContent&) const = default;
};

enum class SessionState {
  kScheduled = 1,
  kOpen = 2,
  kClosed = 3,
  kCancelled = 4,
  kDraft = 5,
  kCompleted = 6,
};

// From when to when a session can be booked.
struct BookingWindow {
  // Nothing: from its creation on.
  std::optional<absl::Time> open_time;
  // Nothing: until the first meeting starts.
  std::optional<absl::Time> close_time;

  bool operator==(const BookingWindow&) const = default;
};

// What else an edit of its series makes of a session. What is nothing here
// stays as the session has it by then.
struct PendingEdit {
  std::optional<BookingWindow> window;
  std::optional<int> capacity;
  std::optional<std::vector<int64_t>> facilitator_ids;
  // Whether edits of several leave it alone from then on.
  bool edited_alone = false;

  bool operator==(const PendingEdit&) const = default;
};

// What a session becomes at `apply_time`, unless it is taken back before.
struct PendingChange {
  absl::Time apply_time;
  // None: it is cancelled.
  std::vector<Meeting> meetings;
  // There when the change comes, and is taken back, with an edit of its series.
  std::optional<PendingEdit> edit;

  bool operator==(const PendingChange&) const = default;
};

// Where a session stands in a series.
struct SeriesPlace {
  int64_t series_id = 0;
  // The date that it was made for, "YYYY-MM-DD".
  std::string day;
  // Whether it was edited by itself, and so is left alone by edits of several.
  bool edited_alone = false;

  bool operator==(const SeriesPlace&) const = default;
};

// A dated occurrence of a workshop.
struct Session {
  int64_t id = 0;
  SessionContent content;
  SessionState state = SessionState::kScheduled;
  // Whether it was cancelled as a draft, and so is for staff alone, still.
  bool never_shown = false;
  // Rises by one whenever the join address changes; 0 for none.
  int64_t join_address_version = 0;
  // How the workshop stood when this session last changed; of the delivery,
  // what the session's own plan leaves open.
  std::string workshop_title;
  Delivery delivery;
  AgeRange age_range;
  bool attendee_names_needed = false;
  std::optional<PendingChange> pending;
  absl::Time create_time;
  absl::Time update_time;
  // The feed revision of its last change; 0 before it was ever saved.
  int64_t revision = 0;
  // Nothing when it was made by itself.
  std::optional<SeriesPlace> series;

  absl::Time start() const { return content.meetings.front().start; }
  absl::Time end() const { return content.meetings.back().end; }
  absl::Time booking_opens() const {
    return content.booking_open_time.value_or(create_time);
  }
  absl::Time booking_closes() const {
    return content.booking_close_time.value_or(start());
  }

  bool operator==(const Session&) const = default;
};

// Whom a workshop is shown to.
enum class Viewer { kPublic, kStaff };

// Whether such a viewer sees this workshop and its sessions.
bool IsVisible(const Workshop& workshop, Viewer viewer);

// Checks that something is still at the revision that a caller read, if it says
// which. Fails with ABORTED `ETAG_MISMATCH`.
absl::Status CheckRevision(int64_t revision, std::optional<int64_t> wanted);

// Checks that no other workshop has the slug: `holder` is the one that has it,
// if any, `id` the one that is to have it. Fails with ALREADY_EXISTS
// `SLUG_TAKEN`.
absl::Status CheckSlug(std::optional<int64_t> holder, int64_t id);

// Makes a workshop in state kDraft.
Workshop MakeWorkshop(int64_t id, WorkshopContent content, absl::Time now);

// The workshop with the patch applied; equal to `workshop` when that changes
// nothing. Fails with ABORTED `ETAG_MISMATCH`.
absl::StatusOr<Workshop> Revise(const Workshop& workshop,
                                const WorkshopPatch& patch, absl::Time now);

// The workshop as families see it; equal to `workshop` when they do already.
Workshop Publish(const Workshop& workshop, absl::Time now);

// The workshop as archived; equal to `workshop` when it is. `coming` is the
// first of its sessions that has not ended and is not cancelled, if any. Fails
// with FAILED_PRECONDITION `WORKSHOP_HAS_SESSIONS`.
absl::StatusOr<Workshop> Archive(const Workshop& workshop,
                                 std::optional<int64_t> coming, absl::Time now);

// A draft with the content and picture of `workshop` and a slug of its own.
Workshop Clone(const Workshop& workshop, int64_t id, std::string slug,
               absl::Time now);

// Whether such a viewer sees this session of that workshop.
bool IsVisible(const Session& session, const Workshop& workshop, Viewer viewer);

// Nobody plans farther ahead; a later date is a slip of the pen.
inline constexpr absl::Duration kFarthestAhead = absl::Hours(24 * 5 * 366);

// Checks one by one that meetings are ones and stand in order. Fails with
// INVALID_ARGUMENT `MEETING_ENDS_BEFORE_START`, `FIELD_INVALID` (longer than 24
// hours, or beyond kFarthestAhead) or `MEETINGS_OVERLAP`; metadata `field`.
absl::Status CheckMeetings(const std::vector<Meeting>& meetings,
                           absl::Time now);

// Checks that bookings can be made before the first meeting starts. Fails with
// INVALID_ARGUMENT `BOOKING_WINDOW_INVALID`; metadata `field`.
absl::Status CheckBookingWindow(const SessionContent& content);

// Checks that a session has neither been cancelled nor is over. Fails with
// FAILED_PRECONDITION `SESSION_CANCELLED` or `SESSION_COMPLETED`.
absl::Status CheckLive(const Session& session);

// Makes a session in state kScheduled. Fails with FAILED_PRECONDITION
// `WORKSHOP_ARCHIVED`, with INVALID_ARGUMENT `FIELD_REQUIRED` (a capacity that
// the workshop does not give either) or `MEETING_IN_PAST` (it would have
// started), and as CheckMeetings() and CheckBookingWindow().
absl::StatusOr<Session> MakeSession(int64_t id, SessionContent content,
                                    bool has_join_address,
                                    const Workshop& workshop, absl::Time now);

// The session with other meetings, capacity or booking window, at once; equal
// to `session` when they are the same. Other meetings replace what is pending.
// Fails with INVALID_ARGUMENT as MakeSession does.
absl::StatusOr<Session> Change(const Session& session, SessionContent content,
                               const Workshop& workshop, absl::Time now);

// A draft as it is shown; equal to `session` when it is already. Fails with
// FAILED_PRECONDITION `SESSION_OPENED` and as CheckLive().
absl::StatusOr<Session> Schedule(const Session& session,
                                 const Workshop& workshop, absl::Time now);

// The session as it can be booked; equal to `session` when it is open. Fails
// with FAILED_PRECONDITION `SESSION_IS_DRAFT`, `SESSION_STARTED` or
// `WORKSHOP_NOT_PUBLISHED`, and as CheckLive().
absl::StatusOr<Session> Open(const Session& session, const Workshop& workshop,
                             absl::Time now);

// The session without new bookings; equal to `session` when it is closed. Fails
// with FAILED_PRECONDITION `SESSION_NOT_OPEN`, and as CheckLive().
absl::StatusOr<Session> Close(const Session& session, const Workshop& workshop,
                              absl::Time now);

// The session as it shows this workshop; equal to `session` when it shows it so
// already, or has ended.
Session ShowWorkshop(const Session& session, const Workshop& workshop,
                     absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_DOMAIN_H_
