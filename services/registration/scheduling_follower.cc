#include "services/registration/scheduling_follower.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/feed/resource.h"
#include "common/organisation/fetch.h"
#include "common/organisation/parts_store.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "common/time/proto_time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/registration/group.h"
#include "services/registration/pool_store.h"
#include "services/registration/session_store.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr absl::Duration kListTimeout = absl::Seconds(10);
constexpr int kListPage = 200;

const Actor& SchedulingActor() {
  static const Actor* const actor =
      new Actor{.kind = "SERVICE", .id = "scheduling"};
  return *actor;
}

std::string VenueText(const scheduling::Delivery& delivery) {
  if (delivery.mode() != scheduling::Delivery::VENUE) return "";
  const scheduling::Venue& venue = delivery.venue();
  std::string text = absl::StrCat(venue.name(), ", ", venue.address());
  if (!venue.postcode().empty()) absl::StrAppend(&text, ", ", venue.postcode());
  return text;
}

// How a session stands for those who book. They know no drafts, and what is
// over by the clock anyway; nothing when the state is not known.
std::optional<SessionState> StateOf(const scheduling::Session& proto) {
  switch (proto.state()) {
    case scheduling::Session::DRAFT:
    case scheduling::Session::SCHEDULED:
      return SessionState::kScheduled;
    case scheduling::Session::OPEN:
      return proto.has_pending_change() ? SessionState::kChanging
                                        : SessionState::kOpen;
    case scheduling::Session::CLOSED:
    case scheduling::Session::COMPLETED:
      return SessionState::kClosed;
    case scheduling::Session::CANCELLED:
      return SessionState::kCancelled;
    default:
      return std::nullopt;
  }
}

// An etag is a revision in quotes.
int64_t RevisionOf(const scheduling::Session& proto) {
  int64_t revision = 0;
  const bool read = absl::SimpleAtoi(
      absl::StripPrefix(absl::StripSuffix(proto.etag(), "\""), "\""),
      &revision);
  return read ? revision : 0;
}

// A session as scheduling says it is; nothing when it makes no sense, which
// scheduling promises not to happen.
std::optional<Session> FromProto(const scheduling::Session& proto) {
  const std::optional<SessionState> state = StateOf(proto);
  if (proto.id() < 1 || proto.meetings().empty() || !state.has_value() ||
      proto.capacity() < 0) {
    return std::nullopt;
  }
  Session session = {.id = proto.id(),
                     .workshop_id = proto.workshop_id(),
                     .state = *state,
                     .capacity = proto.capacity(),
                     .workshop_title = proto.workshop_title(),
                     .venue = VenueText(proto.delivery()),
                     .join_address_version = proto.join_address_version(),
                     .revision = RevisionOf(proto)};
  if (proto.has_age_range()) {
    session.attendees.ages = {.min_years = proto.age_range().min_years(),
                              .max_years = proto.age_range().max_years()};
  }
  session.attendees.names_needed = proto.attendee_names_needed();
  session.facilitator_ids = {proto.facilitator_ids().begin(),
                             proto.facilitator_ids().end()};
  for (const scheduling::Meeting& meeting : proto.meetings()) {
    session.meetings.push_back({.start = ToTime(meeting.start_time()),
                                .end = ToTime(meeting.end_time())});
  }
  if (proto.has_booking_open_time()) {
    session.booking_open_time = ToTime(proto.booking_open_time());
  }
  session.booking_close_time = proto.has_booking_close_time()
                                   ? ToTime(proto.booking_close_time())
                                   : session.start();
  return session;
}

void AddSession(const scheduling::Session& proto,
                std::vector<Session>& sessions) {
  std::optional<Session> session = FromProto(proto);
  if (session.has_value()) {
    sessions.push_back(*std::move(session));
  } else {
    Log(LogLevel::kError, "session_not_understood", {{"session", proto.id()}});
  }
}

bool SamePool(const Pool& a, const Pool& b) {
  return a.session_state == b.session_state &&
         a.booking_open_time == b.booking_open_time &&
         a.booking_close_time == b.booking_close_time &&
         a.start_time == b.start_time && a.end_time == b.end_time &&
         a.capacity == b.capacity && a.attendees == b.attendees;
}

// Whether those who have places have to be told nothing new.
bool SameArrangement(const std::optional<Session>& before,
                     const Session& session) {
  return before.has_value() && before->meetings == session.meetings &&
         before->venue == session.venue;
}

absl::Status ApplyOne(db::Transaction& tx, Group& group,
                      const Session& session) {
  ASSIGN_OR_RETURN(const std::optional<Session> before,
                   FindSession(tx, session.id));
  RETURN_IF_ERROR(SaveSession(tx, session));
  ASSIGN_OR_RETURN(const std::optional<Pool> pool, group.FindPool(session.id));
  ApplySession decision{.session = session};
  if (session.state == SessionState::kCancelled) {
    ASSIGN_OR_RETURN(decision, group.FindAllOf(session));
  } else if (!pool.has_value()) {
    ASSIGN_OR_RETURN(const bool topics,
                     AddSessionToTopics(tx, session.id, session.workshop_id));
    if (topics) group.NoteNewSession(session.id, session.workshop_id);
  }
  PoolView view;
  if (pool.has_value()) {
    ASSIGN_OR_RETURN(view,
                     group.ViewWithCapacity(session.id, session.capacity));
    RETURN_IF_ERROR(group.StorePools());
  }
  const Changes changes = Decide(view, decision, group.moment());
  // Put off to a later day after it was over.
  const bool again = pool.has_value() && pool->end_time <= group.moment().now &&
                     session.end() > group.moment().now;
  if (again) RETURN_IF_ERROR(MarkPast(tx, session.id, false));
  const bool news = !pool.has_value() || changes.steps.size() > 1 ||
                    !SamePool(*pool, changes.pool) ||
                    !SameArrangement(before, session);
  if (news) group.Save(changes, SchedulingActor());
  return absl::OkStatus();
}

// The sessions as they were said last: on the way there a pool may be larger
// than it was and is to be, and nobody may be let in by that.
std::vector<const Session*> LastWords(const std::vector<Session>& sessions) {
  std::vector<const Session*> last;
  std::set<int64_t> later;
  for (auto session = sessions.rbegin(); session != sessions.rend();
       ++session) {
    if (later.insert(session->id).second) last.push_back(&*session);
  }
  std::reverse(last.begin(), last.end());
  return last;
}

// A session as it is known here.
absl::StatusOr<Session> LoadWhole(db::Transaction& tx, const Pool& pool) {
  ASSIGN_OR_RETURN(std::optional<Session> session,
                   FindSession(tx, pool.session_id));
  CWP_CHECK(session.has_value(), "every pool has a session");
  session->attendees = pool.attendees;
  ASSIGN_OR_RETURN(session->facilitator_ids, FindLeaders(tx, pool.session_id));
  return *std::move(session);
}

// Adds those that are known here and not `listed` by scheduling, closed: it
// went back to a backup. Who has places in them keeps those until somebody has
// looked.
absl::Status AddLost(db::Transaction& tx, absl::Time now,
                     const std::set<int64_t>& listed,
                     std::vector<Session>& sessions) {
  ASSIGN_OR_RETURN(const std::vector<Pool> pools, ListPools(tx));
  for (const Pool& pool : pools) {
    const bool off = pool.session_state == SessionState::kCancelled ||
                     pool.session_state == SessionState::kClosed;
    if (off || pool.end_time <= now || listed.contains(pool.session_id)) {
      continue;
    }
    ASSIGN_OR_RETURN(Session session, LoadWhole(tx, pool));
    session.state = SessionState::kClosed;
    sessions.push_back(std::move(session));
    Log(LogLevel::kError, "session_lost_by_scheduling",
        {{"session", pool.session_id}});
  }
  return absl::OkStatus();
}

}  // namespace

SchedulingFollower::SchedulingFollower(rpc::Peer& scheduling_peer,
                                       const Latest<GroupOptions>& options,
                                       const Clock& clock,
                                       std::function<void(bool said)> committed)
    : scheduling_(scheduling_peer),
      options_(options),
      clock_(clock),
      committed_(std::move(committed)) {}

absl::Status SchedulingFollower::Apply(
    db::Transaction& tx, const std::vector<feed::FollowedChange>& changes) {
  std::vector<Session> sessions;
  for (const feed::FollowedChange& change : changes) {
    if (change.change->kind() == organisation::kFeedKind) {
      ASSIGN_OR_RETURN(const auto part,
                       feed::ReadResource<scheduling::OrganisationPart>(
                           "scheduling", *change.change));
      RETURN_IF_ERROR(organisation::SavePart(tx, part));
      said_ = true;
    } else if (change.change->kind() == "session") {
      ASSIGN_OR_RETURN(const auto proto,
                       feed::ReadResource<scheduling::Session>("scheduling",
                                                               *change.change));
      AddSession(proto, sessions);
    }
  }
  return ApplySessions(tx, sessions, *options_.Get(), clock_.Now());
}

absl::StatusOr<feed::FollowerTarget::Listing> SchedulingFollower::Relist(
    rpc::Canceller& canceller) {
  const auto stub =
      scheduling::SchedulingService::NewStub(scheduling_.channel());
  auto sessions = std::make_shared<std::vector<Session>>();
  // All that scheduling named, understood or not; and whether that was at one
  // moment, or else one that moved meanwhile may be on no page.
  std::set<int64_t> listed;
  std::set<int64_t> revisions;
  Listing listing;
  scheduling::ListSessionsRequest request;
  request.set_page_size(kListPage);
  do {
    grpc::ClientContext context;
    const rpc::Canceller::Scope scope(canceller, context);
    scheduling_.Prepare(context, rpc::ServiceCaller(),
                        clock_.Now() + kListTimeout);
    scheduling::ListSessionsResponse page;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->ListSessions(&context, request, &page)));
    for (const scheduling::Session& proto : page.sessions()) {
      listed.insert(proto.id());
      AddSession(proto, *sessions);
    }
    revisions.insert(page.revision());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());

  ASSIGN_OR_RETURN(const scheduling::Organisation organisation,
                   organisation::Fetch(scheduling_, clock_, canceller));
  listing.revision = std::min(*revisions.begin(), organisation.revision());
  const bool whole = revisions.size() == 1;
  listing.replace = [this, sessions, listed, whole,
                     organisation](db::Transaction& tx) -> absl::Status {
    said_ = true;
    for (const scheduling::OrganisationPart& part : organisation.parts()) {
      RETURN_IF_ERROR(organisation::SavePart(tx, part));
    }
    // Scheduling may have gone back to a backup and made the same versions of
    // other addresses.
    RETURN_IF_ERROR(DoubtJoinUris(tx));
    const absl::Time now = clock_.Now();
    if (whole) RETURN_IF_ERROR(AddLost(tx, now, listed, *sessions));
    return ApplySessions(tx, *sessions, *options_.Get(), now);
  };
  return listing;
}

absl::Status ApplySessions(db::Transaction& tx,
                           const std::vector<Session>& sessions,
                           const GroupOptions& options, absl::Time now) {
  if (sessions.empty()) return absl::OkStatus();
  const std::vector<const Session*> last = LastWords(sessions);
  Ahead ahead;
  for (const Session* session : last) {
    ahead.session_ids.push_back(session->id);
    if (session->state == SessionState::kCancelled) {
      ahead.ending.insert(session->id);
    }
  }
  ASSIGN_OR_RETURN(Group group, Group::Open(tx, options, now));
  RETURN_IF_ERROR(group.ReadAhead(ahead));
  for (const Session* session : last) {
    RETURN_IF_ERROR(ApplyOne(tx, group, *session));
  }
  // Only now: where several do not take place, nobody who waits for them is
  // offered places in the next that is about to go, too.
  RETURN_IF_ERROR(group.Settle());
  return group.Flush();
}

}  // namespace cwp::registration
