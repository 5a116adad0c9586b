#include "tests/bench/http_cases.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "tests/bench/installation.h"
#include "tests/bench/programme.h"
#include "tests/bench/served.h"
#include "tests/bench/wrk.h"

namespace cwp::bench {
namespace {

constexpr int kSessions = 50;
// So many of them stand on the first page of workshops.
constexpr int kShown = 20;

// What that page shows once all are there.
std::map<std::string, int> TextsOfWorkshops() {
  return {{absl::StrCat(kSessions, " workshops"), 1}, {" places left", kShown}};
}

Round OrFailed(const absl::StatusOr<Round>& round) {
  if (round.ok()) return *round;
  return Failed(std::string(round.status().message()));
}

std::string Url(const Installation& installation, const std::string& service,
                const std::string& path) {
  return absl::StrCat("http://", installation.HttpOf(service), path);
}

// Web with the programme, and a page that shows these texts.
absl::StatusOr<WrkLoad> StartWeb(Installation& installation,
                                 const std::string& path,
                                 const std::map<std::string, int>& texts) {
  for (const char* const service :
       {"scheduling", "registration", "webinars", "web"}) {
    installation.Start(service);
  }
  RETURN_IF_ERROR(MakeProgramme(installation, kSessions, kSessions).status());
  // The home page shows when the programme has arrived as well.
  const std::string url = Url(installation, "web", "/workshops");
  RETURN_IF_ERROR(AwaitPage({.url = url}, TextsOfWorkshops()));
  const WrkLoad load = {.url = Url(installation, "web", path)};
  RETURN_IF_ERROR(AwaitPage(load, texts));
  return load;
}

absl::StatusOr<Round> PressWeb(const std::string& path,
                               const std::map<std::string, int>& texts,
                               const RoundInput& input) {
  Installation installation;
  ASSIGN_OR_RETURN(const WrkLoad load, StartWeb(installation, path, texts));
  return PressHttp(load, input);
}

// Presses for a moment to see what load is full, then asks half as often.
absl::StatusOr<Round> PaceWeb(const RoundInput& input) {
  Installation installation;
  ASSIGN_OR_RETURN(WrkLoad load,
                   StartWeb(installation, "/workshops", TextsOfWorkshops()));
  RoundInput moment = input;
  moment.length = std::min(input.length, absl::Seconds(3));
  const Round full = PressHttp(load, moment);
  if (full.errors > 0 || full.value <= 0) return full;
  load.script = "paced";
  load.arguments = {
      absl::StrCat(std::llround(1000 * input.in_flight / (full.value / 2)))};
  Round round = PressHttp(load, input);
  round.value = absl::ToDoubleMilliseconds(round.p99);
  return round;
}

// A gateway that a partner calls.
struct Gateway {
  Installation installation;
  Programme programme;
  std::vector<std::string> headers;

  absl::Status Start() {
    for (const char* const service :
         {"scheduling", "registration", "gateway"}) {
      installation.Start(service);
    }
    ASSIGN_OR_RETURN(programme,
                     MakeProgramme(installation, kSessions, kSessions));
    ASSIGN_OR_RETURN(const std::string token, MakePartner(installation));
    headers = {absl::StrCat("Authorization: Bearer ", token)};
    return AwaitPage(List(), {{"\"has_available_tickets\":true", kSessions}});
  }

  WrkLoad Get(const std::string& path) const {
    return {.url = Url(installation, "gateway", path), .headers = headers};
  }

  WrkLoad List() const {
    return Get(
        "/v3/organizations/900100/events/"
        "?page_size=50&expand=ticket_availability");
  }
};

absl::StatusOr<Round> PressGatewayEvent(const RoundInput& input) {
  Gateway gateway;
  RETURN_IF_ERROR(gateway.Start());
  const WrkLoad load =
      gateway.Get(absl::StrCat("/v3/events/", gateway.programme.sessions[0],
                               "/?expand=ticket_availability"));
  RETURN_IF_ERROR(AwaitPage(load, {{"\"has_available_tickets\":true", 1}}));
  return PressHttp(load, input);
}

absl::StatusOr<Round> PressGatewayList(const RoundInput& input) {
  Gateway gateway;
  RETURN_IF_ERROR(gateway.Start());
  return PressHttp(gateway.List(), input);
}

absl::StatusOr<Round> PressGatewayBook(const RoundInput& input) {
  Gateway gateway;
  RETURN_IF_ERROR(gateway.Start());
  WrkLoad load = gateway.Get("/");
  load.script = "order";
  for (const int64_t session : gateway.programme.sessions) {
    load.arguments.push_back(absl::StrCat(session));
    // The id of the session's only class of tickets.
    load.arguments.push_back(absl::StrCat(session + 1));
  }
  return PressHttp(load, input);
}

}  // namespace

Round RunHttpHello(const RoundInput& input) {
  const Served served({.kind = Kind::kHello});
  return PressHttp({.url = absl::StrCat("http://", served.address(), "/hello")},
                   input);
}

Round RunPageHome(const RoundInput& input) {
  return OrFailed(PressWeb("/", {{"</html>", 1}}, input));
}

Round RunPageWorkshops(const RoundInput& input) {
  return OrFailed(PressWeb("/workshops", TextsOfWorkshops(), input));
}

Round RunPageTime(const RoundInput& input) { return OrFailed(PaceWeb(input)); }

Round RunGatewayEvent(const RoundInput& input) {
  return OrFailed(PressGatewayEvent(input));
}

Round RunGatewayList(const RoundInput& input) {
  return OrFailed(PressGatewayList(input));
}

Round RunGatewayBook(const RoundInput& input) {
  return OrFailed(PressGatewayBook(input));
}

}  // namespace cwp::bench
