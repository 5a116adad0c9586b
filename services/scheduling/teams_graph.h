#ifndef CWP_SERVICES_SCHEDULING_TEAMS_GRAPH_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_GRAPH_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/http/client.h"
#include "services/scheduling/meeting_provider.h"
#include "services/scheduling/teams_transport.h"

namespace cwp::scheduling {

// How an organisation's Microsoft Graph is reached.
struct GraphOptions {
  // The organisation's tenant: an id or a domain.
  std::string tenant;
  // The application registered there, and the file that holds its secret.
  std::string client_id;
  std::string secret_file;
  // The object id of the user in whose name meetings are made.
  std::string organiser;
  // Without a slash at the end.
  std::string graph_url = "https://graph.microsoft.com/v1.0";
  std::string login_url = "https://login.microsoftonline.com";
  http::ClientLimits limits;
};

// Calls Graph as an application. Keeps its token until 5 minutes before that
// expires. Used by one thread at a time, but for
// Stop.
class GraphClient {
 public:
  // `clock` outlives the client.
  GraphClient(GraphOptions options, const Clock& clock);

  // A token that is good for some minutes at least; the secret file is read
  // whenever a new one is asked for, so that a new secret needs no restart.
  // Fails with FAILED_PRECONDITION `SECRET_UNREADABLE`, and as MeetingProvider
  // says, with UNAVAILABLE alone.
  absl::StatusOr<std::string> Token();

  // One call about the organiser's meetings: `path` follows
  // `/users/ORGANISER/onlineMeetings`. Fails as JudgeReply says. A refused
  // token is thrown away and the call made once more with a new one.
  absl::StatusOr<GraphReply> Call(absl::string_view method,
                                  absl::string_view path,
                                  absl::string_view body = "");

  // From any thread: see GraphTransport.
  void Stop() { transport_.Stop(); }

  const Clock& clock() const { return clock_; }

 private:
  absl::StatusOr<GraphReply> CallOnce(absl::string_view method,
                                      absl::string_view path,
                                      absl::string_view body);

  const GraphOptions options_;
  const Clock& clock_;
  GraphTransport transport_;
  std::string token_;
  absl::Time token_good_until_ = absl::InfinitePast();
};

// Meetings on Microsoft Teams, made by Graph in the organiser's name.
std::unique_ptr<MeetingProvider> MakeGraphMeetings(GraphOptions options,
                                                   const Clock& clock);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_GRAPH_H_
