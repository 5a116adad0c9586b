#include "tests/bench/report_case.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/temp_dir.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/report_service.grpc.pb.h"
#include "services/web/domain.h"
#include "services/web/report_tables.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/served.h"

namespace cwp::bench {
namespace {

namespace v1 = registration::v1;

constexpr int64_t kBookings = 100'000;
constexpr int kReports = 20;
constexpr int kPeriods = 12;
constexpr absl::Duration kPeriod = absl::Hours(24);
constexpr int64_t kWorkshops = 20;

// The filled database's sessions, which all began some time before a day ago
// and are of one workshop, are spread over several and over the periods.
constexpr absl::string_view kSpreadSessions =
    "UPDATE pools SET workshop_id = 1 + session_id % $1, "
    "start_micros = start_micros - session_id / $1 % $2 * $3";

// Of most it was noted that they came; that some did not, or that they are
// older, is so of few in each session, and here and there of so few that they
// are not counted out. Ids of bookings have fifteen free after them.
constexpr absl::string_view kMakePeopleDiffer =
    "UPDATE attendees SET "
    "attendance = CASE WHEN booking_id / 16 % 150 = 0 THEN 2 "
    "WHEN booking_id / 16 % 70 = 0 THEN 0 ELSE 1 END, "
    "min_years = CASE WHEN booking_id / 16 % 30000 = 1 THEN 16 "
    "ELSE min_years END, "
    "max_years = CASE WHEN booking_id / 16 % 30000 = 1 THEN 17 "
    "ELSE max_years END";

// Makes of a filled database one that leaves much to count and to hide.
absl::Status Vary(const std::string& path, const Clock& clock) {
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> database,
                   db::Open(absl::StrCat("sqlite:", path), clock));
  return database->Write([](db::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(
        tx.Run(kSpreadSessions, {kWorkshops, int64_t{kPeriods},
                                 absl::ToInt64Microseconds(kPeriod)})
            .status());
    return tx.Run(kMakePeopleDiffer, {}).status();
  });
}

web::ReportWords Words() {
  web::ReportWords words;
  for (int i = 0; i < kPeriods; ++i) {
    words.periods.push_back(absl::StrCat("Period ", i));
  }
  for (int64_t workshop = 1; workshop <= kWorkshops; ++workshop) {
    words.audiences[workshop] = workshop % 2 == 0
                                    ? web::Audience::kParentsAndCarers
                                    : web::Audience::kYoungPeople;
  }
  return words;
}

v1::GetReportRequest Request() {
  v1::GetReportRequest request;
  const absl::Time first = absl::Now() - (kPeriods + 1) * kPeriod;
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
  const std::string database = installation.DatabaseOf("registration");
  MakeFilledDatabase(database, bookings);
  RETURN_IF_ERROR(Vary(database, SystemClock()));
  installation.Start("registration");
  const Target target = installation.TargetFor("registration", "cwpctl",
                                               rpc::CallerKind::kOperator);
  rpc::Peer peer(target.service, target.address, *target.signer, *target.clock);
  const auto stub = v1::ReportService::NewStub(peer.channel());
  const web::ReportWords words = Words();
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
    // As the desk does, which then draws them.
    const std::vector<web::ReportTable> tables =
        web::MakeReportTables(report, words);
    times.push_back(absl::Now() - start);
    if (tables.empty()) return absl::InternalError("the report has no tables");
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
