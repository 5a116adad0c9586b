#include "services/scheduling/engagement.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::scheduling {
namespace {

constexpr absl::Duration kLongestMeeting = absl::Hours(24);
constexpr size_t kMaxClashes = 400;

void Add(const Session& session, int64_t facilitator_id,
         const std::vector<Meeting>& meetings,
         std::vector<Engagement>& engagements) {
  for (const Meeting& meeting : meetings) {
    engagements.push_back({.facilitator_id = facilitator_id,
                           .session_id = session.id,
                           .start = meeting.start,
                           .end = meeting.end,
                           .workshop_title = session.workshop_title});
  }
}

// Those who lead a session once what is pending has come.
const std::vector<int64_t>& LeadersThen(const Session& session) {
  const std::optional<PendingEdit>& edit = session.pending->edit;
  return edit.has_value() && edit->facilitator_ids.has_value()
             ? *edit->facilitator_ids
             : session.content.facilitator_ids;
}

bool SameTime(const Engagement& a, const Engagement& b) {
  return a.facilitator_id == b.facilitator_id && a.start == b.start &&
         a.end == b.end;
}

bool StartsEarlier(const Engagement& a, const Engagement& b) {
  return std::tie(a.facilitator_id, a.start, a.session_id) <
         std::tie(b.facilitator_id, b.start, b.session_id);
}

}  // namespace

std::vector<Engagement> EngagementsOf(const Session& session) {
  std::vector<Engagement> engagements;
  if (session.state == SessionState::kCancelled ||
      session.state == SessionState::kCompleted) {
    return engagements;
  }
  for (const int64_t id : session.content.facilitator_ids) {
    Add(session, id, session.content.meetings, engagements);
  }
  if (!session.pending.has_value()) return engagements;
  for (const int64_t id : LeadersThen(session)) {
    Add(session, id, session.pending->meetings, engagements);
  }
  return engagements;
}

std::vector<Engagement> NewEngagements(const Session& before,
                                       const Session& after) {
  const std::vector<Engagement> known = EngagementsOf(before);
  std::vector<Engagement> engagements = EngagementsOf(after);
  engagements.erase(std::remove_if(engagements.begin(), engagements.end(),
                                   [&](const Engagement& each) {
                                     return std::any_of(
                                         known.begin(), known.end(),
                                         [&](const Engagement& other) {
                                           return SameTime(each, other);
                                         });
                                   }),
                    engagements.end());
  return engagements;
}

std::vector<Clash> FindClashes(const std::vector<Engagement>& planned,
                               std::vector<Engagement> others) {
  std::sort(others.begin(), others.end(), StartsEarlier);
  std::vector<Clash> clashes;
  for (const Engagement& each : planned) {
    // What began earlier than a meeting may last, is over.
    auto other =
        std::lower_bound(others.begin(), others.end(),
                         Engagement{.facilitator_id = each.facilitator_id,
                                    .start = each.start - kLongestMeeting},
                         StartsEarlier);
    for (; other != others.end() &&
           other->facilitator_id == each.facilitator_id &&
           other->start < each.end;
         ++other) {
      if (other->end <= each.start || other->session_id == each.session_id) {
        continue;
      }
      if (clashes.size() == kMaxClashes) return clashes;
      clashes.push_back({.planned = each, .other = *other});
    }
  }
  return clashes;
}

absl::Status CheckClashes(const std::vector<Clash>& clashes) {
  if (clashes.empty()) return absl::OkStatus();
  const Engagement& other = clashes.front().other;
  return FailedPrecondition(
      "FACILITATOR_BUSY",
      absl::StrCat("facilitator ", other.facilitator_id, " leads session ",
                   other.session_id, " at the same time"),
      {{"facilitator", absl::StrCat(other.facilitator_id)},
       {"session", absl::StrCat(other.session_id)},
       {"start",
        absl::FormatTime(absl::RFC3339_sec, other.start, absl::UTCTimeZone())},
       {"count", absl::StrCat(clashes.size())}});
}

}  // namespace cwp::scheduling
