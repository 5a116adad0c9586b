#include "services/scheduling/domain.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::scheduling {
namespace {

constexpr absl::Duration kLongestMeeting = absl::Hours(24);

void ApplyField(WorkshopField field, const WorkshopContent& from,
                WorkshopContent& to) {
  switch (field) {
    case WorkshopField::kSlug:
      to.slug = from.slug;
      break;
    case WorkshopField::kTitle:
      to.title = from.title;
      break;
    case WorkshopField::kSummary:
      to.summary = from.summary;
      break;
    case WorkshopField::kDescription:
      to.description = from.description;
      break;
    case WorkshopField::kAudience:
      to.audience = from.audience;
      break;
    case WorkshopField::kAgeRange:
      to.age_range = from.age_range;
      break;
    case WorkshopField::kTopics:
      to.topics = from.topics;
      break;
    case WorkshopField::kMeetingDuration:
      to.meeting_duration = from.meeting_duration;
      break;
    case WorkshopField::kDelivery:
      to.delivery = from.delivery;
      break;
    case WorkshopField::kAttendeeNamesReason:
      to.attendee_names_reason = from.attendee_names_reason;
      break;
    case WorkshopField::kWhatToBring:
      to.what_to_bring = from.what_to_bring;
      break;
    case WorkshopField::kContentNote:
      to.content_note = from.content_note;
      break;
    case WorkshopField::kLanguages:
      to.languages = from.languages;
      break;
    case WorkshopField::kDefaultCapacity:
      to.default_capacity = from.default_capacity;
      break;
    case WorkshopField::kSupervisedPair:
      to.supervised_pair = from.supervised_pair;
      break;
  }
}

std::string MeetingField(size_t index, absl::string_view part) {
  return absl::StrCat("meetings[", index, "]", part);
}

void Show(const Workshop& workshop, Session& session) {
  session.workshop_title = workshop.content.title;
  session.delivery =
      session.content.delivery.value_or(workshop.content.delivery);
  session.age_range = workshop.content.age_range;
  session.attendee_names_needed =
      !workshop.content.attendee_names_reason.empty();
}

Session InState(const Session& session, SessionState state,
                const Workshop& workshop, absl::Time now) {
  Session moved = session;
  moved.state = state;
  moved.update_time = now;
  Show(workshop, moved);
  return moved;
}

// Enough to ask of the first, since they stand in order.
absl::Status CheckToCome(const std::vector<Meeting>& meetings, absl::Time now) {
  if (meetings.front().start > now) return absl::OkStatus();
  return InvalidArgument("MEETING_IN_PAST", "the session has started already",
                         {{"field", MeetingField(0, ".local_start")}});
}

}  // namespace

bool IsVisible(const Workshop& workshop, Viewer viewer) {
  return viewer == Viewer::kStaff ||
         workshop.state == WorkshopState::kPublished;
}

bool IsVisible(const Session& session, const Workshop& workshop,
               Viewer viewer) {
  if (viewer == Viewer::kStaff) return true;
  return session.state != SessionState::kDraft && !session.never_shown &&
         IsVisible(workshop, viewer);
}

absl::Status CheckMeetings(const std::vector<Meeting>& meetings,
                           absl::Time now) {
  for (size_t i = 0; i < meetings.size(); ++i) {
    if (meetings[i].end <= meetings[i].start) {
      return InvalidArgument("MEETING_ENDS_BEFORE_START",
                             "a meeting ends before it starts, or as it does",
                             {{"field", MeetingField(i, ".local_end")}});
    }
    if (meetings[i].end - meetings[i].start > kLongestMeeting) {
      return InvalidArgument("FIELD_INVALID",
                             "a meeting lasts longer than 24 hours",
                             {{"field", MeetingField(i, ".local_end")}});
    }
    if (i > 0 && meetings[i].start < meetings[i - 1].end) {
      return InvalidArgument(
          "MEETINGS_OVERLAP",
          "a meeting starts before the one listed before it has ended",
          {{"field", MeetingField(i, ".local_start")}});
    }
    if (meetings[i].start > now + kFarthestAhead) {
      return InvalidArgument("FIELD_INVALID",
                             "a meeting starts more than five years from now",
                             {{"field", MeetingField(i, ".local_start")}});
    }
  }
  return absl::OkStatus();
}

// Looks only at what was asked for: what is left out always fits.
absl::Status CheckBookingWindow(const SessionContent& content) {
  const absl::Time start = content.meetings.front().start;
  const auto& opens = content.booking_open_time;
  const auto& closes = content.booking_close_time;
  if (closes.has_value() && *closes > start) {
    return InvalidArgument("BOOKING_WINDOW_INVALID",
                           "booking would end after the session has started",
                           {{"field", "booking_close_time"}});
  }
  if (opens.has_value() && *opens >= closes.value_or(start)) {
    return InvalidArgument("BOOKING_WINDOW_INVALID",
                           "booking would end before it starts",
                           {{"field", "booking_open_time"}});
  }
  return absl::OkStatus();
}

absl::Status CheckLive(const Session& session) {
  if (session.state == SessionState::kCancelled) {
    return FailedPrecondition("SESSION_CANCELLED",
                              "the session is cancelled, which is final");
  }
  if (session.state == SessionState::kCompleted) {
    return FailedPrecondition("SESSION_COMPLETED", "the session is over");
  }
  return absl::OkStatus();
}

absl::Status CheckRevision(int64_t revision, std::optional<int64_t> wanted) {
  if (!wanted.has_value() || *wanted == revision) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   "it was changed meanwhile: read it again, then repeat",
                   {{"field", "etag"}});
}

absl::Status CheckSlug(std::optional<int64_t> holder, int64_t id) {
  if (!holder.has_value() || *holder == id) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAlreadyExists, "SLUG_TAKEN",
                   "another workshop has this slug",
                   {{"field", "slug"}, {"workshop", absl::StrCat(*holder)}});
}

Workshop MakeWorkshop(int64_t id, WorkshopContent content, absl::Time now) {
  return {.id = id,
          .content = std::move(content),
          .state = WorkshopState::kDraft,
          .create_time = now,
          .update_time = now};
}

absl::StatusOr<Workshop> Revise(const Workshop& workshop,
                                const WorkshopPatch& patch, absl::Time now) {
  if (absl::Status same = CheckRevision(workshop.revision, patch.if_revision);
      !same.ok()) {
    return same;
  }
  Workshop revised = workshop;
  for (const WorkshopField field : patch.fields) {
    ApplyField(field, patch.content, revised.content);
  }
  if (revised.content != workshop.content) revised.update_time = now;
  return revised;
}

Workshop Publish(const Workshop& workshop, absl::Time now) {
  if (workshop.state == WorkshopState::kPublished) return workshop;
  Workshop published = workshop;
  published.state = WorkshopState::kPublished;
  published.publish_time = now;
  published.update_time = now;
  return published;
}

absl::StatusOr<Workshop> Archive(const Workshop& workshop,
                                 std::optional<int64_t> coming,
                                 absl::Time now) {
  if (workshop.state == WorkshopState::kArchived) return workshop;
  if (coming.has_value()) {
    return FailedPrecondition(
        "WORKSHOP_HAS_SESSIONS",
        "a session of this workshop has not ended: cancel it or wait",
        {{"session", absl::StrCat(*coming)}});
  }
  Workshop archived = workshop;
  archived.state = WorkshopState::kArchived;
  archived.update_time = now;
  return archived;
}

Workshop Clone(const Workshop& workshop, int64_t id, std::string slug,
               absl::Time now) {
  Workshop clone = MakeWorkshop(id, workshop.content, now);
  clone.content.slug = std::move(slug);
  clone.picture = workshop.picture;
  return clone;
}

absl::StatusOr<Session> MakeSession(int64_t id, SessionContent content,
                                    bool has_join_address,
                                    const Workshop& workshop, absl::Time now) {
  if (workshop.state == WorkshopState::kArchived) {
    return FailedPrecondition(
        "WORKSHOP_ARCHIVED",
        "the workshop is archived: publish it again first");
  }
  if (content.capacity == 0) {
    content.capacity = workshop.content.default_capacity;
    if (content.capacity == 0) {
      return InvalidArgument(
          "FIELD_REQUIRED",
          "capacity is needed, since the workshop has no default",
          {{"field", "capacity"}});
    }
  }
  absl::Status status = CheckMeetings(content.meetings, now);
  status.Update(CheckToCome(content.meetings, now));
  status.Update(CheckBookingWindow(content));
  if (!status.ok()) return status;
  Session session = {.id = id,
                     .content = std::move(content),
                     .state = SessionState::kScheduled,
                     .join_address_version = has_join_address ? 1 : 0,
                     .create_time = now,
                     .update_time = now};
  Show(workshop, session);
  return session;
}

absl::StatusOr<Session> Change(const Session& session, SessionContent content,
                               const Workshop& workshop, absl::Time now) {
  if (content == session.content) return session;
  absl::Status status = CheckMeetings(content.meetings, now);
  status.Update(CheckBookingWindow(content));
  if (!status.ok()) return status;
  Session changed = InState(session, session.state, workshop, now);
  if (content.meetings != session.content.meetings) {
    changed.pending = std::nullopt;
  }
  changed.content = std::move(content);
  return changed;
}

absl::StatusOr<Session> Schedule(const Session& session,
                                 const Workshop& workshop, absl::Time now) {
  if (absl::Status live = CheckLive(session); !live.ok()) return live;
  if (session.state == SessionState::kScheduled) return session;
  if (session.state != SessionState::kDraft) {
    return FailedPrecondition("SESSION_OPENED",
                              "the session was opened for booking already");
  }
  return InState(session, SessionState::kScheduled, workshop, now);
}

absl::StatusOr<Session> Open(const Session& session, const Workshop& workshop,
                             absl::Time now) {
  if (absl::Status live = CheckLive(session); !live.ok()) return live;
  if (session.state == SessionState::kOpen) return session;
  if (session.state == SessionState::kDraft) {
    return FailedPrecondition("SESSION_IS_DRAFT",
                              "the session is a draft: schedule it first");
  }
  if (now >= session.start()) {
    return FailedPrecondition("SESSION_STARTED", "the session has started");
  }
  if (workshop.state != WorkshopState::kPublished) {
    return FailedPrecondition(
        "WORKSHOP_NOT_PUBLISHED",
        "the workshop of this session is a draft: publish it first",
        {{"workshop", absl::StrCat(workshop.id)}});
  }
  return InState(session, SessionState::kOpen, workshop, now);
}

absl::StatusOr<Session> Close(const Session& session, const Workshop& workshop,
                              absl::Time now) {
  if (absl::Status live = CheckLive(session); !live.ok()) return live;
  if (session.state == SessionState::kClosed) return session;
  if (session.state != SessionState::kOpen) {
    return FailedPrecondition("SESSION_NOT_OPEN",
                              "the session was never opened");
  }
  return InState(session, SessionState::kClosed, workshop, now);
}

Session ShowWorkshop(const Session& session, const Workshop& workshop,
                     absl::Time now) {
  if (session.end() <= now) return session;
  Session shown = session;
  Show(workshop, shown);
  if (shown != session) shown.update_time = now;
  return shown;
}

}  // namespace cwp::scheduling
