#include "common/programme/plan.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/programme/file_node.h"
#include "common/programme/when.h"
#include "common/programme/words.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/field_mask_util.h"

namespace cwp::programme {
namespace {

using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;
using scheduling::v1::Meeting;
using scheduling::v1::Session;
using scheduling::v1::Workshop;

// What a workshop cannot be made without: key and field.
constexpr std::pair<absl::string_view, absl::string_view> kNeeded[] = {
    {"title", "title"},
    {"summary", "summary"},
    {"audience", "audience"},
    {"ages", "age_range"},
    {"minutes", "meeting_duration"}};

bool Gives(const WorkshopEntry& entry, absl::string_view field) {
  return std::find(entry.given.begin(), entry.given.end(), field) !=
         entry.given.end();
}

Workshop Merged(Workshop workshop, const WorkshopEntry& entry) {
  FieldMask mask;
  for (const std::string& field : entry.given) mask.add_paths(field);
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(entry.workshop, mask, options, &workshop);
  return workshop;
}

// How far a session has come, and that it is over counts as the furthest.
int64_t Rank(Session::State state) {
  return std::find(std::begin(kStatesInOrder), std::end(kStatesInOrder),
                   state) -
         std::begin(kStatesInOrder);
}

// Each follows from the one before it, but cancelling from any. Bookings are
// made while a session is open, also those of one that is then cancelled.
std::vector<Session::State> StatesTo(const SessionEntry& entry,
                                     Session::State now) {
  const bool cancel = entry.state == Session::CANCELLED;
  std::vector<Session::State> states;
  for (const Session::State state : kStatesInOrder) {
    const bool skipped = cancel && state != Session::CANCELLED &&
                         (state == Session::CLOSED || entry.bookings.empty());
    if (Rank(state) > Rank(now) && Rank(state) <= Rank(entry.state) &&
        !skipped) {
      states.push_back(state);
    }
  }
  return states;
}

// The meetings that a session has, or is about to have.
const google::protobuf::RepeatedPtrField<Meeting>& MeetingsOf(
    const Session& session) {
  return session.pending_change().meetings().empty()
             ? session.meetings()
             : session.pending_change().meetings();
}

int64_t WantedMinutes(const MeetingEntry& meeting, const Workshop& workshop,
                      const Session* there, int place) {
  if (meeting.minutes.has_value()) return *meeting.minutes;
  if (there == nullptr || place >= MeetingsOf(*there).size()) {
    return workshop.meeting_duration().seconds() / 60;
  }
  return MinutesOf(MeetingsOf(*there)[place]);
}

absl::StatusOr<google::protobuf::Timestamp> Instant(const std::string& local) {
  ASSIGN_OR_RETURN(const absl::Time time,
                   civil::ResolveLocal(local, "Europe/London"));
  return ToTimestamp(time);
}

// The meetings that the entry wants, and the booking window, which ends with
// the start unless somebody said otherwise.
absl::Status SetTimes(const SessionEntry& entry, const Workshop& workshop,
                      const Session* there, Session& wanted) {
  const bool ends_with_start =
      there != nullptr && ToTime(there->booking_close_time()) ==
                              ToTime(there->meetings(0).start_time());
  wanted.clear_meetings();
  for (const MeetingEntry& entered : entry.meetings) {
    const int64_t minutes =
        WantedMinutes(entered, workshop, there, wanted.meetings_size());
    Meeting& meeting = *wanted.add_meetings();
    meeting.set_local_start(entered.local_start);
    meeting.set_local_end(AddMinutes(entered.local_start, minutes));
    ASSIGN_OR_RETURN(*meeting.mutable_start_time(),
                     Instant(meeting.local_start()));
  }
  if (ends_with_start) {
    *wanted.mutable_booking_close_time() = wanted.meetings(0).start_time();
  }
  if (entry.book_from.has_value()) {
    ASSIGN_OR_RETURN(*wanted.mutable_booking_open_time(),
                     Instant(*entry.book_from));
  }
  if (entry.book_until.has_value()) {
    ASSIGN_OR_RETURN(*wanted.mutable_booking_close_time(),
                     Instant(*entry.book_until));
  }
  return absl::OkStatus();
}

bool IsOver(const Session& session) {
  return session.state() == Session::CANCELLED ||
         session.state() == Session::COMPLETED ||
         (session.has_pending_change() &&
          session.pending_change().meetings().empty());
}

// Which field of a session a key is, once.
void AddField(absl::string_view key, std::vector<std::string>& fields) {
  constexpr std::pair<absl::string_view, absl::string_view> kFields[] = {
      {"book_from", "booking_open_time"},  {"book_until", "booking_close_time"},
      {"facilitators", "facilitator_ids"}, {"online", "delivery_override"},
      {"venue", "delivery_override"},      {"format", "format"}};
  for (const auto& [known, field] : kFields) {
    if (known == key &&
        std::find(fields.begin(), fields.end(), field) == fields.end()) {
      fields.emplace_back(field);
    }
  }
}

// How the wanted session differs from the one that is there, and what to do
// about it.
void Compare(const Session& there, const Workshop& workshop,
             const FacilitatorNames& names, SessionPlan& plan) {
  plan.changes = Differences(SessionNode(there, workshop, names),
                             SessionNode(plan.wanted, workshop, names));
  for (const FieldChange& change : plan.changes) {
    if (change.key == "start" || change.key == "meetings" ||
        change.key == "minutes") {
      plan.move = true;
    } else if (change.key == "capacity") {
      plan.change_capacity = true;
      plan.fields.emplace_back("capacity");
    } else {
      AddField(change.key, plan.fields);
    }
  }
}

}  // namespace

absl::StatusOr<WorkshopPlan> PlanWorkshop(
    const std::string& file, const WorkshopEntry& entry,
    const std::optional<Workshop>& there) {
  WorkshopPlan plan;
  if (!there.has_value()) {
    for (const auto& [key, field] : kNeeded) {
      if (Gives(entry, field)) continue;
      return Misplaced(file, entry.place,
                       absl::StrCat("is missing, and there is no workshop ",
                                    entry.workshop.slug(), " yet"),
                       key);
    }
    plan.wanted = entry.workshop;
    plan.publish = entry.publish;
    return plan;
  }
  plan.wanted = Merged(*there, entry);
  plan.changes = Differences(WorkshopNode(*there), WorkshopNode(plan.wanted));
  if (!plan.changes.empty()) plan.fields = entry.given;
  plan.publish = entry.publish && there->state() == Workshop::DRAFT;
  if (plan.publish) plan.changes.push_back({"state", "draft", "published"});
  return plan;
}

const Session* FindSession(const SessionEntry& entry,
                           const std::vector<Session>& all,
                           const std::set<int64_t>& used) {
  const std::string& start = entry.meetings[0].local_start;
  const std::function<bool(const Session&)> ways[] = {
      [&](const Session& one) {
        return MeetingsOf(one)[0].local_start() == start;
      },
      [&](const Session& one) {
        return one.meetings(0).local_start() == start;
      },
      [&](const Session& one) {
        return MeetingsOf(one)[0].local_start() == entry.moved_from;
      }};
  for (const auto& is_meant : ways) {
    for (const Session& session : all) {
      if (used.count(session.id()) == 0 && is_meant(session)) return &session;
    }
  }
  return nullptr;
}

absl::StatusOr<SessionPlan> PlanSession(const SessionEntry& entry,
                                        const Workshop& workshop,
                                        const Session* there,
                                        const Leaders& leaders) {
  SessionPlan plan;
  if (there != nullptr) plan.wanted = *there;
  if (there != nullptr && IsOver(*there)) {
    plan.stays = true;
    return plan;
  }
  if (there != nullptr && there->has_pending_change() &&
      entry.meetings[0].local_start == there->meetings(0).local_start()) {
    plan.stays = true;
    plan.note = absl::StrCat("is about to move to ",
                             there->pending_change().meetings(0).local_start(),
                             "; `session undo` takes that back");
    return plan;
  }
  plan.wanted.clear_pending_change();
  RETURN_IF_ERROR(SetTimes(entry, workshop, there, plan.wanted));
  if (entry.capacity.has_value()) plan.wanted.set_capacity(*entry.capacity);
  if (leaders.ids.has_value()) {
    plan.wanted.mutable_facilitator_ids()->Assign(leaders.ids->begin(),
                                                  leaders.ids->end());
  }
  if (entry.delivery.has_value()) {
    *plan.wanted.mutable_delivery_override() = *entry.delivery;
  }
  if (entry.format.has_value()) plan.wanted.set_format(*entry.format);
  if (there == nullptr) {
    plan.draft = entry.state == Session::DRAFT;
    plan.states =
        StatesTo(entry, plan.draft ? Session::DRAFT : Session::SCHEDULED);
    return plan;
  }
  Compare(*there, workshop, leaders.names, plan);
  plan.states = StatesTo(entry, there->state());
  if (!plan.states.empty()) {
    plan.changes.push_back({"state",
                            ShowName(Session::State_Name(there->state())),
                            ShowName(Session::State_Name(entry.state))});
  }
  return plan;
}

}  // namespace cwp::programme
