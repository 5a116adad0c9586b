#include "tests/bench/series_case.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/programme.h"

namespace cwp::bench {
namespace {

namespace v1 = scheduling::v1;

constexpr int64_t kSessions = 10'000;
constexpr int64_t kFewestSessions = 500;
constexpr int kWorkshops = 10;
constexpr int kSeries = 20;
constexpr int kDates = 120;
// Each series of one hour has two of its own.
constexpr int kFacilitators = 2 * kWorkshops;

// Daily in the weeks of the programme and beyond; one for each workshop and
// hour, so that none is in another's way, and led by two of the facilitators,
// who lead others at other hours.
v1::CreateSeriesRequest Request(const Programme& programme,
                                const std::vector<int64_t>& facilitators,
                                int number) {
  v1::CreateSeriesRequest request;
  v1::Series& series = *request.mutable_series();
  series.set_workshop_id(
      programme.workshops[static_cast<size_t>(number % kWorkshops)]);
  series.set_rule(absl::StrCat("FREQ=DAILY;COUNT=", kDates));
  const absl::Time day = absl::Now() + absl::Hours(24 * 3);
  series.set_local_start(
      absl::StrCat(absl::FormatTime("%Y-%m-%d", day, absl::UTCTimeZone()), "T",
                   10 + number / kWorkshops, ":00"));
  series.mutable_meeting_duration()->set_seconds(45 * 60);
  series.set_capacity(20);
  for (const int place : {0, 1}) {
    series.add_facilitator_ids(facilitators[static_cast<size_t>(
        (2 * number + place) % kFacilitators)]);
  }
  request.set_join_uri("https://teams.microsoft.com/l/meetup-join/bench");
  request.set_request_id(absl::StrCat("series-", number));
  return request;
}

void Prepare(const rpc::Peer& peer, const Target& target,
             grpc::ClientContext& context) {
  rpc::Caller caller;
  caller.kind = target.kind;
  peer.Prepare(context, caller, target.clock->Now() + absl::Seconds(20));
}

absl::StatusOr<std::vector<int64_t>> MakeFacilitators(const rpc::Peer& peer,
                                                      const Target& target) {
  const auto stub = v1::FacilitatorService::NewStub(peer.channel());
  std::vector<int64_t> ids;
  for (int number = 0; number < kFacilitators; ++number) {
    v1::CreateFacilitatorRequest request;
    v1::Facilitator& facilitator = *request.mutable_facilitator();
    facilitator.set_display_name(absl::StrCat("Facilitator ", number));
    facilitator.set_role(v1::Facilitator::PRACTITIONER);
    grpc::ClientContext context;
    Prepare(peer, target, context);
    v1::Facilitator made;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->CreateFacilitator(&context, request, &made)));
    ids.push_back(made.id());
  }
  return ids;
}

absl::StatusOr<Round> MakeSeries(const RoundInput& input) {
  Installation installation;
  installation.Start("scheduling");
  ASSIGN_OR_RETURN(
      const Programme programme,
      MakeProgramme(installation, kWorkshops,
                    std::clamp(input.bookings, kFewestSessions, kSessions)));
  const Target target = installation.TargetFor("scheduling", "cwpctl",
                                               rpc::CallerKind::kOperator);
  rpc::Peer peer(target.service, target.address, *target.signer, *target.clock);
  ASSIGN_OR_RETURN(const std::vector<int64_t> facilitators,
                   MakeFacilitators(peer, target));
  const auto stub = v1::SeriesService::NewStub(peer.channel());
  std::vector<absl::Duration> times;
  for (int number = 0; number < kSeries; ++number) {
    const v1::CreateSeriesRequest request =
        Request(programme, facilitators, number);
    grpc::ClientContext context;
    Prepare(peer, target, context);
    v1::Series made;
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->CreateSeries(&context, request, &made)));
    times.push_back(absl::Now() - start);
    if (made.sessions_size() != kDates) {
      return absl::InternalError("the series has not all its sessions");
    }
  }
  std::sort(times.begin(), times.end());
  Round round;
  round.p50 = times[times.size() / 2];
  round.p99 = times.back();
  round.value = absl::ToDoubleMilliseconds(round.p50);
  round.answers = kSeries;
  return round;
}

}  // namespace

Round RunSeries(const RoundInput& input) {
  const absl::StatusOr<Round> round = MakeSeries(input);
  if (!round.ok()) return Failed(std::string(round.status().message()));
  return *round;
}

}  // namespace cwp::bench
