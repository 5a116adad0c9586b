#include "tests/bench/plain_sql.h"

#include <algorithm>
#include <cmath>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/bench/program.h"
#include "tests/bench/scratch_postgres.h"

namespace cwp::bench {
namespace {

constexpr char kTools[] = "/usr/lib/postgresql/15/bin/";
constexpr char kScripts[] = "tests/bench/plain_sql/";
constexpr int kClients = 64;
// More than anybody sells in a second here.
constexpr int64_t kSeatsPerSecond = 20'000;

std::string Tool(absl::string_view name) { return absl::StrCat(kTools, name); }

std::string Script(absl::string_view name) {
  return absl::StrCat(kScripts, name, ".sql");
}

// The number that follows `label` in what pgbench printed.
absl::StatusOr<double> NumberAfter(const std::string& output,
                                   const std::string& label) {
  const size_t at = output.find(label);
  double number = 0;
  if (at == std::string::npos ||
      !absl::SimpleAtod(output.substr(at + label.size(),
                                      output.find_first_not_of(
                                          "0123456789.", at + label.size()) -
                                          at - label.size()),
                        &number)) {
    return absl::InternalError(absl::StrCat("pgbench did not say ", label));
  }
  return number;
}

absl::StatusOr<double> CountRows(const std::string& uri,
                                 const std::string& query) {
  ASSIGN_OR_RETURN(const std::string output,
                   RunToEnd({Tool("psql"), "-qXAt", "-c", query, uri}));
  double count = 0;
  if (!absl::SimpleAtod(absl::StripAsciiWhitespace(output), &count)) {
    return absl::InternalError("psql printed no number");
  }
  return count;
}

absl::StatusOr<Round> Run(const std::string& name, const RoundInput& input) {
  const ScratchPostgres postgres;
  const auto seconds =
      std::max<int64_t>(std::llround(absl::ToDoubleSeconds(input.length)), 1);
  RETURN_IF_ERROR(
      RunToEnd({Tool("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-v",
                absl::StrCat("seats=", kSeatsPerSecond * (seconds + 1)), "-f",
                Script("setup"), postgres.uri()})
          .status());
  ASSIGN_OR_RETURN(
      const std::string output,
      RunToEnd({Tool("pgbench"), "--no-vacuum", "--protocol=prepared",
                absl::StrCat("--client=", kClients),
                absl::StrCat("--time=", seconds),
                absl::StrCat("--file=", Script(name)), postgres.uri()}));
  Round round;
  ASSIGN_OR_RETURN(round.value, NumberAfter(output, "tps = "));
  ASSIGN_OR_RETURN(
      const double done,
      NumberAfter(output, "number of transactions actually processed: "));
  ASSIGN_OR_RETURN(const double booked,
                   CountRows(postgres.uri(), "SELECT count(*) FROM bookings"));
  ASSIGN_OR_RETURN(
      const double seated,
      CountRows(postgres.uri(),
                "SELECT count(*) FROM seats WHERE booking_id IS NOT NULL"));
  round.answers = static_cast<int64_t>(done);
  if (booked != done) return absl::InternalError("bookings are missing");
  if (name == "skip_locked" && seated != done) {
    return absl::InternalError("not everybody got a seat");
  }
  return round;
}

}  // namespace

Round RunPlainSql(const std::string& name, const RoundInput& input) {
  const absl::StatusOr<Round> round = Run(name, input);
  if (!round.ok()) return Failed(std::string(round.status().message()));
  return *round;
}

}  // namespace cwp::bench
