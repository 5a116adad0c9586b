#include "tests/bench/programme.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "cwp/gateway/v1/gateway_service.grpc.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "tests/bench/calls.h"
#include "tests/bench/load.h"
#include "tests/bench/round.h"

namespace cwp::bench {
namespace {

using Scheduling = scheduling::v1::SchedulingService;
using Gateway = gateway::v1::GatewayService;

constexpr int kInFlight = 64;
constexpr int kCapacity = 10'000;

// Makes `count` calls and returns what they were answered, by number.
template <class Service, class Request, class Response>
absl::StatusOr<std::vector<Response>> CallMany(
    const Target& target,
    typename UnaryCalls<Service, Request, Response>::Method method,
    int64_t count, std::function<Request(int64_t number)> make) {
  Mutex mu;
  std::vector<Response> answers(static_cast<size_t>(count));
  // Lives on: gRPC may still be leaving its last callback.
  auto& calls = *new UnaryCalls<Service, Request, Response>(
      target, method, std::move(make),
      [&](int64_t number, const absl::Status& status,
          const Response& response) {
        if (status.ok()) {
          MutexLock lock(mu);
          answers[static_cast<size_t>(number)] = response;
        }
        return status;
      });
  const Round round = PressCount(calls, kInFlight, count);
  if (round.errors > 0) return absl::InternalError(round.first_error);
  MutexLock lock(mu);
  return answers;
}

scheduling::v1::CreateWorkshopRequest Workshop(int64_t number) {
  namespace v1 = scheduling::v1;
  v1::CreateWorkshopRequest request;
  v1::Workshop& workshop = *request.mutable_workshop();
  workshop.set_slug(absl::StrCat("worry-", number));
  workshop.set_title(kWorkshopTitle);
  workshop.set_summary("A one-hour online workshop for parents and carers.");
  workshop.set_audience(v1::AUDIENCE_PARENTS_AND_CARERS);
  workshop.mutable_age_range()->set_min_years(5);
  workshop.mutable_age_range()->set_max_years(11);
  workshop.mutable_meeting_duration()->set_seconds(3600);
  workshop.mutable_delivery()->set_mode(v1::Delivery::TEAMS);
  return request;
}

// One of several kinds.
scheduling::v1::CreateWorkshopRequest VariedWorkshop(int64_t number) {
  namespace v1 = scheduling::v1;
  constexpr int kKinds = 3;
  constexpr int kAges[kKinds][2] = {{5, 11}, {12, 15}, {16, 19}};
  constexpr const char* kTopics[kKinds] = {"anxiety", "sleep", "mood"};
  constexpr int64_t kOneAtAVenueIn = 4;
  v1::CreateWorkshopRequest request = Workshop(number);
  v1::Workshop& workshop = *request.mutable_workshop();
  const int64_t kind = number % kKinds;
  workshop.set_audience(static_cast<v1::Audience>(1 + kind));
  workshop.mutable_age_range()->set_min_years(kAges[kind][0]);
  workshop.mutable_age_range()->set_max_years(kAges[kind][1]);
  workshop.add_topics(kTopics[number / kKinds % kKinds]);
  if (number % kOneAtAVenueIn == 0) {
    workshop.mutable_delivery()->set_mode(v1::Delivery::VENUE);
    v1::Venue& venue = *workshop.mutable_delivery()->mutable_venue();
    venue.set_name("Village hall");
    venue.set_address("1 High Street, Little Sampling");
  }
  return request;
}

constexpr int64_t kDays = 60;
// Where the hour stands in a wall time.
constexpr size_t kHourAt = 11;

// Sessions are on the days after tomorrow, one after the other.
scheduling::v1::CreateSessionRequest Session(int64_t workshop_id,
                                             int64_t number) {
  scheduling::v1::CreateSessionRequest request;
  scheduling::v1::Session& session = *request.mutable_session();
  session.set_workshop_id(workshop_id);
  session.set_capacity(kCapacity);
  request.set_join_uri("https://teams.microsoft.com/l/meetup-join/bench");
  const std::string day = absl::FormatTime(
      "%Y-%m-%d", absl::Now() + absl::Hours(24 * (2 + number % kDays)),
      absl::UTCTimeZone());
  scheduling::v1::Meeting& meeting = *session.add_meetings();
  meeting.set_local_start(absl::StrCat(day, "T18:00"));
  meeting.set_local_end(absl::StrCat(day, "T19:00"));
  return request;
}

// Every other time round the days they are in the morning.
scheduling::v1::CreateSessionRequest VariedSession(int64_t workshop_id,
                                                   int64_t number) {
  scheduling::v1::CreateSessionRequest request = Session(workshop_id, number);
  if (number / kDays % 2 == 0) return request;
  scheduling::v1::Meeting& meeting =
      *request.mutable_session()->mutable_meetings(0);
  meeting.mutable_local_start()->replace(kHourAt, 2, "10");
  meeting.mutable_local_end()->replace(kHourAt, 2, "11");
  return request;
}

// How a workshop with a number is made, and a session of one.
using MakeWorkshop = scheduling::v1::CreateWorkshopRequest (*)(int64_t);
using MakeSession = scheduling::v1::CreateSessionRequest (*)(int64_t, int64_t);

absl::StatusOr<std::vector<int64_t>> MakeWorkshops(const Target& target,
                                                   int64_t count,
                                                   MakeWorkshop make) {
  namespace v1 = scheduling::v1;
  using Async = Scheduling::StubInterface::async_interface;
  ASSIGN_OR_RETURN(
      const auto made,
      (CallMany<Scheduling, v1::CreateWorkshopRequest, v1::Workshop>(
          target, &Async::CreateWorkshop, count, make)));
  std::vector<int64_t> ids;
  ids.reserve(made.size());
  for (const v1::Workshop& workshop : made) ids.push_back(workshop.id());
  RETURN_IF_ERROR(
      (CallMany<Scheduling, v1::PublishWorkshopRequest, v1::Workshop>(
           target, &Async::PublishWorkshop, count,
           [&](int64_t number) {
             v1::PublishWorkshopRequest request;
             request.set_id(ids[static_cast<size_t>(number)]);
             return request;
           }))
          .status());
  return ids;
}

absl::StatusOr<Programme> Make(const Installation& installation,
                               int64_t workshops, MakeWorkshop make_workshop,
                               int64_t sessions, MakeSession make_session) {
  namespace v1 = scheduling::v1;
  using Async = Scheduling::StubInterface::async_interface;
  const Target target = installation.TargetFor("scheduling", "cwpctl",
                                               rpc::CallerKind::kOperator);
  Programme programme;
  ASSIGN_OR_RETURN(programme.workshops,
                   MakeWorkshops(target, workshops, make_workshop));
  ASSIGN_OR_RETURN(
      const auto made,
      (CallMany<Scheduling, v1::CreateSessionRequest, v1::Session>(
          target, &Async::CreateSession, sessions, [&](int64_t number) {
            return make_session(
                programme.workshops[static_cast<size_t>(number % workshops)],
                number / workshops);
          })));
  for (const v1::Session& session : made) {
    programme.sessions.push_back(session.id());
  }
  RETURN_IF_ERROR((CallMany<Scheduling, v1::OpenSessionRequest, v1::Session>(
                       target, &Async::OpenSession, sessions,
                       [&](int64_t number) {
                         v1::OpenSessionRequest request;
                         request.set_id(
                             programme.sessions[static_cast<size_t>(number)]);
                         request.set_meeting_options_confirmed(true);
                         return request;
                       }))
                      .status());
  return programme;
}

}  // namespace

absl::StatusOr<Programme> MakeProgramme(const Installation& installation,
                                        int64_t workshops, int64_t sessions) {
  return Make(installation, workshops, Workshop, sessions, Session);
}

absl::StatusOr<Programme> MakeVariedProgramme(const Installation& installation,
                                              int64_t workshops,
                                              int64_t sessions) {
  return Make(installation, workshops, VariedWorkshop, sessions, VariedSession);
}

absl::StatusOr<std::string> MakePartner(const Installation& installation) {
  namespace v1 = gateway::v1;
  ASSIGN_OR_RETURN(
      const auto made,
      (CallMany<Gateway, v1::CreatePartnerRequest, v1::CreatePartnerResponse>(
          installation.TargetFor("gateway", "cwpctl",
                                 rpc::CallerKind::kOperator),
          &Gateway::StubInterface::async_interface::CreatePartner, 1,
          [](int64_t) {
            v1::CreatePartnerRequest request;
            request.mutable_partner()->set_name("Example Bookings");
            request.mutable_partner()->set_channel("acme");
            return request;
          })));
  return made[0].token();
}

}  // namespace cwp::bench
