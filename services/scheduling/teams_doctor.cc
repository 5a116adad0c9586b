#include "services/scheduling/teams_doctor.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/config.h"
#include "common/base/error.h"
#include "common/http/escape.h"
#include "services/scheduling/meeting_queue.h"
#include "services/scheduling/teams_answer.h"

namespace cwp::scheduling {
namespace {

constexpr char kPermission[] = "OnlineMeetings.ReadWrite.All";

// A meeting that there is not: reading it needs all that making one needs.
constexpr char kHarmlessRead[] =
    "JoinWebUrl eq 'https://teams.microsoft.com/l/meetup-join/cwp-doctor'";

using State = TeamsCheck::State;

// Whether a text looks like an object id, as 8-4-4-4-12 hexadecimal digits.
bool IsObjectId(absl::string_view text) {
  constexpr absl::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(),
                    [](char c, char form) {
                      return form == '-' ? c == '-' : absl::ascii_isxdigit(c);
                    });
}

// The error's own words for the operator, and what Microsoft called it.
std::string Explain(const absl::Status& status) {
  const std::string code = MetadataOf(status, "graph_code");
  const absl::string_view advice = MeetingAdvice(ReasonOf(status));
  return absl::StrCat(
      advice.empty() ? status.message() : advice,
      code.empty() ? "" : absl::StrCat(" Microsoft says: ", code, "."));
}

class Doctor {
 public:
  Doctor(const TeamsSettings& settings, const Clock& clock)
      : settings_(settings), client_(settings.graph, clock) {}

  std::vector<TeamsCheck> Check() {
    if (!CheckSettings() || !CheckToken() || !CheckPermissions()) {
      return Finish();
    }
    CheckRead();
    return Finish();
  }

 private:
  void Add(absl::string_view step, State state, std::string advice) {
    checks_.push_back(
        {.step = std::string(step), .state = state, .advice = advice});
  }

  bool CheckSettings() {
    const absl::Status usable =
        MakeMeetingProvider(settings_, client_.clock()).status();
    const std::vector<std::string> missing = MissingGraphSettings(settings_);
    if (!usable.ok() || !missing.empty()) {
      Add("settings", State::kProblem,
          usable.ok() ? absl::StrCat("Set ", absl::StrJoin(missing, ", "),
                                     " of cwp-scheduling and restart it.")
                      : std::string(usable.message()));
      return false;
    }
    const absl::Status secret =
        ReadSecretFile(settings_.graph.secret_file).status();
    if (!secret.ok()) {
      Add("settings", State::kProblem, Explain(secret));
      return false;
    }
    if (!IsObjectId(settings_.graph.organiser)) {
      Add("settings", State::kProblem,
          "graph-organiser is not an object id, such as "
          "0f3c1d52-7a88-4a07-9c39-2f6d7c1b9a10; an e-mail address does not "
          "do. Copy the user's object id from the tenant's directory.");
      return false;
    }
    Add("settings", State::kOk,
        settings_.provider == "graph"
            ? "All that is needed is set."
            : absl::StrCat("All that is needed is set, but meeting-provider is "
                           "'",
                           settings_.provider,
                           "': set it to 'graph' to have meetings made."));
    return true;
  }

  bool CheckToken() {
    absl::StatusOr<std::string> token = client_.Token();
    if (!token.ok()) {
      Add("token", State::kProblem, Explain(token.status()));
      return false;
    }
    token_ = *std::move(token);
    Add("token", State::kOk, "Microsoft gave the application a token.");
    return true;
  }

  bool CheckPermissions() {
    const std::optional<std::vector<std::string>> roles = ReadRoles(token_);
    if (!roles.has_value()) {
      Add("permissions", State::kSkipped,
          "The token cannot be read, so its permissions are not known.");
      return true;
    }
    if (std::find(roles->begin(), roles->end(), kPermission) == roles->end()) {
      Add("permissions", State::kProblem,
          absl::StrCat("The application lacks ", kPermission,
                       ". Add it as an application (not a delegated) "
                       "permission and give admin consent."));
      return false;
    }
    Add("permissions", State::kOk,
        absl::StrCat("The application has ", kPermission, "."));
    return true;
  }

  // One read tells of the policy and of the organiser.
  void CheckRead() {
    const absl::Status read =
        client_
            .Call("GET",
                  absl::StrCat("?$filter=", http::PercentEncode(kHarmlessRead)))
            .status();
    const std::string code = MetadataOf(read, "graph_code");
    if (absl::IsNotFound(read) &&
        (absl::StrContains(absl::AsciiStrToLower(code), "user") ||
         code == "Request_ResourceNotFound")) {
      Add("policy", State::kSkipped, "The organiser must be known first.");
      Add("organiser", State::kProblem,
          absl::StrCat(MeetingAdvice("GRAPH_ORGANISER_UNKNOWN"),
                       " Microsoft says: ", code, "."));
    } else if (read.ok() || absl::IsNotFound(read)) {
      Add("policy", State::kOk, "The application may act for the organiser.");
      Add("organiser", State::kOk, "Microsoft knows the organiser.");
    } else if (MetadataOf(read, "http_code") == "403") {
      // The permission is there, so it can only be the policy.
      Add("policy", State::kProblem,
          absl::StrCat(MeetingAdvice("GRAPH_POLICY_MISSING"),
                       code.empty() ? "" : " Microsoft says: ", code,
                       code.empty() ? "" : "."));
    } else {
      Add("policy", State::kProblem, Explain(read));
    }
  }

  // What was not reached was skipped.
  std::vector<TeamsCheck> Finish() {
    for (const char* step :
         {"settings", "token", "permissions", "policy", "organiser"}) {
      const bool made = std::any_of(
          checks_.begin(), checks_.end(),
          [&](const TeamsCheck& check) { return check.step == step; });
      if (!made) {
        Add(step, State::kSkipped, "The steps before must be put right first.");
      }
    }
    return std::move(checks_);
  }

  const TeamsSettings& settings_;
  GraphClient client_;
  std::string token_;
  std::vector<TeamsCheck> checks_;
};

}  // namespace

std::vector<TeamsCheck> CheckTeams(const TeamsSettings& settings,
                                   const Clock& clock) {
  return Doctor(settings, clock).Check();
}

}  // namespace cwp::scheduling
