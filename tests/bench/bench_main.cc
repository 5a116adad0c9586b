#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "tests/bench/load.h"
#include "tests/bench/report.h"
#include "tests/bench/served.h"

namespace cwp::bench {
namespace {

// What the command line says.
struct Options {
  std::vector<std::string> names;
  double seconds = 10;
  int in_flight = 256;
  int rounds = 5;
  std::string json;
};

// One thing to measure.
struct Case {
  ServedOptions served;
  // The reason of the refusal that is expected; empty for success.
  std::string reason;
  std::string baseline;
  std::optional<double> target;
};

const std::map<std::string, Case>& Cases() {
  static const auto* const cases = new std::map<std::string, Case>{
      {"ceiling", {}},
      {"book",
       {.served = {.kind = Kind::kRegistration},
        .baseline = "ceiling",
        .target = 0.15}},
      {"book_spread",
       {.served = {.kind = Kind::kRegistration, .sessions = 1000},
        .baseline = "ceiling",
        .target = 0.15}},
      {"sold_out",
       {.served = {.kind = Kind::kRegistration, .capacity = 0},
        .reason = "NOT_ENOUGH_PLACES",
        .baseline = "ceiling",
        .target = 0.4}},
  };
  return *cases;
}

registration::v1::CreateBookingRequest MakeBooking(int64_t number,
                                                   int sessions) {
  registration::v1::CreateBookingRequest request;
  request.set_request_id(absl::StrCat("bench-request-", number));
  registration::v1::Booking& booking = *request.mutable_booking();
  booking.set_session_id(SessionId(static_cast<int>(number % sessions)));
  booking.mutable_contact()->set_name("Ada Example");
  booking.mutable_contact()->set_email(
      absl::StrCat("ada", number, "@example.org"));
  booking.mutable_contact()->set_phone("07700 900123");
  booking.mutable_contact()->set_relationship("parent");
  registration::v1::Attendee& attendee = *booking.add_attendees();
  attendee.set_role(registration::v1::Attendee::PARENT_OR_CARER);
  attendee.set_age_band(registration::v1::AGE_BAND_5_TO_11);
  booking.mutable_eligibility()->set_in_area(
      registration::v1::Eligibility::YES);
  return request;
}

LoadResult RunOnce(const Case& one, const Options& options) {
  const Served served(one.served);
  return PressCreateBooking(
      {.address = served.address(),
       .length = absl::Seconds(options.seconds),
       .in_flight = options.in_flight},
      served.signer(),
      [&](int64_t number) { return MakeBooking(number, one.served.sessions); },
      {.reason = one.reason});
}

// Runs a round in a process of its own, so that each is as fresh as the server:
// nothing of gRPC's may run when the server is forked.
LoadResult RunFresh(const Case& one, const Options& options) {
  int ends[2];
  CWP_CHECK(pipe(ends) == 0, "cannot make a pipe");
  const pid_t pid = fork();
  CWP_CHECK(pid >= 0, "cannot fork");
  if (pid == 0) {
    const LoadResult result = RunOnce(one, options);
    const std::string text = absl::StrCat(
        result.per_second, " ", absl::ToInt64Nanoseconds(result.p50), " ",
        absl::ToInt64Nanoseconds(result.p99), " ", result.answers, " ",
        result.errors, " ", result.first_error, "\n");
    CWP_CHECK(write(ends[1], text.data(), text.size()) > 0, "cannot report");
    _exit(0);
  }
  close(ends[1]);
  FILE* const input = fdopen(ends[0], "r");
  LoadResult result;
  int64_t p50 = 0;
  int64_t p99 = 0;
  char error[512] = "";
  const int fields =
      std::fscanf(input, "%lf %ld %ld %ld %ld %511[^\n]", &result.per_second,
                  &p50, &p99, &result.answers, &result.errors, error);
  std::fclose(input);
  waitpid(pid, nullptr, 0);
  CWP_CHECK(fields >= 5, "a round ended without a result");
  result.p50 = absl::Nanoseconds(p50);
  result.p99 = absl::Nanoseconds(p99);
  result.first_error = error;
  return result;
}

// Cases alternate, round by round: an empty call here swings widely in time.
std::vector<Figure> Measure(const Options& options) {
  std::vector<Figure> figures;
  for (const std::string& name : options.names) {
    const Case& one = Cases().at(name);
    figures.push_back({.name = name,
                       .rounds = {},
                       .baseline = one.baseline,
                       .target = one.target});
  }
  for (int round = 0; round < options.rounds; ++round) {
    for (Figure& figure : figures) {
      figure.rounds.push_back(RunFresh(Cases().at(figure.name), options));
      std::fprintf(stderr, "round %d of %d: %s %.0f/s\n", round + 1,
                   options.rounds, figure.name.c_str(),
                   figure.rounds.back().per_second);
    }
  }
  for (Figure& figure : figures) {
    for (const Figure& other : figures) {
      if (other.name == figure.baseline) figure.baseline_value = Best(other);
    }
  }
  return figures;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures registration against a call that does nothing.");
  app.add_option(
         "case", options.names,
         "ceiling, book, book_spread, sold_out; all when none is given.")
      ->check(CLI::IsMember(Cases()));
  app.add_option("--seconds", options.seconds, "Length of a round.")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  app.add_option("--in-flight", options.in_flight,
                 "Calls that wait for their answer at any moment.")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "Rounds of each case.")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--json", options.json, "File to write the figures to.");
  CLI11_PARSE(app, argc, argv);
  if (options.names.empty()) {
    for (const auto& [name, one] : Cases()) options.names.push_back(name);
  }
  const std::vector<Figure> figures = Measure(options);
  std::fputs(Table(figures).c_str(), stdout);
  if (!options.json.empty()) std::ofstream(options.json) << Json(figures);
  return AllValid(figures) ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace cwp::bench

int main(int argc, char** argv) { return cwp::bench::Main(argc, argv); }
