#include "services/scheduling/teams_settings.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/url.h"

namespace cwp::scheduling {
namespace {

absl::Status ConfigInvalid(absl::string_view setting,
                           absl::string_view message) {
  return InvalidArgument("CONFIG_INVALID", message,
                         {{"setting", std::string(setting)}});
}

absl::Status CheckUrl(absl::string_view setting, absl::string_view url) {
  if (absl::EndsWith(url, "/")) {
    return ConfigInvalid(setting,
                         absl::StrCat(setting, " must not end with a slash"));
  }
  if (absl::StartsWith(url, "https://") ||
      (absl::StartsWith(url, "http://") && IsLoopbackUrl(url))) {
    return absl::OkStatus();
  }
  return ConfigInvalid(
      setting, absl::StrCat(setting,
                            " must begin with https://, since secrets travel "
                            "there; plain http:// is for this machine itself"));
}

}  // namespace

void AddTeamsSettings(Config& config, TeamsSettings& settings) {
  config.Add("meeting-provider", &settings.provider,
             "Who makes the meetings of sessions on Teams: 'typed' (the "
             "coordinator, who types the address), 'graph' (Microsoft Graph) "
             "or 'local' (nobody; for demonstrations).");
  config.Add("graph-tenant", &settings.graph.tenant,
             "Microsoft tenant of the organisation.");
  config.Add("graph-client-id", &settings.graph.client_id,
             "Id of the application registered there.");
  config.Add("graph-secret-file", &settings.graph.secret_file,
             "File with that application's secret.");
  config.Add("graph-organiser", &settings.graph.organiser,
             "Object id of the user in whose name meetings are made.");
  config.Add("graph-url", &settings.graph.graph_url,
             "Address of Microsoft Graph; differs in national clouds.");
  config.Add("graph-login-url", &settings.graph.login_url,
             "Address of Microsoft's login; differs in national clouds.");
}

std::vector<std::string> MissingGraphSettings(const TeamsSettings& settings) {
  const GraphOptions& graph = settings.graph;
  std::vector<std::string> missing;
  if (graph.tenant.empty()) missing.push_back("graph-tenant");
  if (graph.client_id.empty()) missing.push_back("graph-client-id");
  if (graph.secret_file.empty()) missing.push_back("graph-secret-file");
  if (graph.organiser.empty()) missing.push_back("graph-organiser");
  return missing;
}

absl::StatusOr<std::unique_ptr<MeetingProvider>> MakeMeetingProvider(
    const TeamsSettings& settings, const Clock& clock) {
  RETURN_IF_ERROR(CheckUrl("graph-url", settings.graph.graph_url));
  RETURN_IF_ERROR(CheckUrl("graph-login-url", settings.graph.login_url));
  if (settings.provider == "typed") return MakeTypedAddresses();
  if (settings.provider == "local") return MakeLocalMeetings();
  if (settings.provider != "graph") {
    return ConfigInvalid("meeting-provider",
                         "meeting-provider must be typed, graph or local");
  }
  const std::vector<std::string> missing = MissingGraphSettings(settings);
  if (!missing.empty()) {
    return ConfigInvalid(missing[0],
                         absl::StrCat("meeting-provider is graph, "
                                      "which needs ",
                                      absl::StrJoin(missing, ", ")));
  }
  return MakeGraphMeetings(settings.graph, clock);
}

}  // namespace cwp::scheduling
