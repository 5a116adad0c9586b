#include "tests/bench/report_case.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/temp_dir.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/report_service.grpc.pb.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/served.h"

namespace cwp::bench {
namespace {

namespace v1 = registration::v1;

constexpr int64_t kBookings = 100'000;
constexpr int kReports = 20;
constexpr int kPeriods = 12;
// The filled database's sessions all start in the weeks around now.
constexpr absl::Duration kPeriod = absl::Hours(24 * 7);

v1::GetReportRequest Request() {
  v1::GetReportRequest request;
  const absl::Time first = absl::Now() - kPeriods / 2 * kPeriod;
  for (int i = 0; i <= kPeriods; ++i) {
    *request.add_boundaries() = ToTimestamp(first + i * kPeriod);
  }
  return request;
}

int64_t BookingsIn(const v1::Report& report) {
  int64_t bookings = 0;
  for (const v1::ReportRow& row : report.rows()) {
    for (const v1::ChannelFigures& channel : row.channels()) {
      bookings += channel.bookings();
    }
  }
  return bookings;
}

absl::StatusOr<Round> AskForReports(const RoundInput& input) {
  const int64_t bookings = std::min(kBookings, input.bookings);
  Installation installation;
  MakeFilledDatabase(installation.DatabaseOf("registration"), bookings);
  installation.Start("registration");
  const Target target = installation.TargetFor("registration", "cwpctl",
                                               rpc::CallerKind::kOperator);
  rpc::Peer peer(target.service, target.address, *target.signer, *target.clock);
  const auto stub = v1::ReportService::NewStub(peer.channel());
  std::vector<absl::Duration> times;
  for (int i = 0; i < kReports; ++i) {
    const v1::GetReportRequest request = Request();
    grpc::ClientContext context;
    peer.Prepare(context, {.kind = target.kind},
                 target.clock->Now() + absl::Seconds(20));
    v1::Report report;
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->GetReport(&context, request, &report)));
    times.push_back(absl::Now() - start);
    if (BookingsIn(report) != bookings) {
      return absl::InternalError("the report has not all bookings");
    }
  }
  std::sort(times.begin(), times.end());
  Round round;
  round.p50 = times[times.size() / 2];
  round.p99 = times.back();
  round.value = absl::ToDoubleMilliseconds(round.p99);
  round.answers = kReports;
  return round;
}

}  // namespace

Round RunReport(const RoundInput& input) {
  const absl::StatusOr<Round> round = AskForReports(input);
  if (!round.ok()) return Failed(std::string(round.status().message()));
  return *round;
}

}  // namespace cwp::bench
