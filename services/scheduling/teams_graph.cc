#include "services/scheduling/teams_graph.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/config.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/crypto/random.h"
#include "common/http/escape.h"
#include "services/scheduling/teams_answer.h"

namespace cwp::scheduling {
namespace {

constexpr absl::Duration kTokenMargin = absl::Minutes(5);

// Graph's own scope: whatever was granted to the application there.
std::string ScopeOf(const std::string& graph_url) {
  const size_t host = graph_url.find("://") + 3;
  return absl::StrCat(graph_url.substr(0, graph_url.find('/', host)),
                      "/.default");
}

// A random UUID, by which Microsoft finds a call in its logs.
std::string NewClientRequestId() {
  std::string bytes = crypto::RandomBytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = crypto::ToHex(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

// The login answers 400 for what Graph would answer 401, and never for what
// trying again later cannot cure once the set-up is put right.
absl::Status JudgeLogin(const GraphReply& reply, absl::Time now) {
  const absl::Status status = JudgeReply(reply, now);
  if (status.ok() || absl::IsUnavailable(status)) return status;
  return Unavailable("GRAPH_LOGIN_REFUSED",
                     "Microsoft refuses the login of this service",
                     {{"http_code", absl::StrCat(reply.code)},
                      {"graph_code", ReadErrorCode(reply.body)}});
}

class GraphMeetings final : public MeetingProvider {
 public:
  GraphMeetings(GraphOptions options, const Clock& clock)
      : client_(std::move(options), clock) {}

  void Stop() override { client_.Stop(); }

  absl::StatusOr<OnlineMeeting> CreateOrGet(const MeetingPlan& plan) override {
    const absl::StatusOr<GraphReply> reply =
        client_.Call("POST", "/createOrGet", WriteCreateOrGet(plan));
    if (absl::IsNotFound(reply.status())) {
      return FailedPrecondition(
          "GRAPH_ORGANISER_UNKNOWN", "Microsoft knows no such organiser",
          {{"graph_code", MetadataOf(reply.status(), "graph_code")},
           {"graph_request", MetadataOf(reply.status(), "graph_request")}});
    }
    RETURN_IF_ERROR(reply.status());
    return ReadOnlineMeeting(reply->body);
  }

  absl::Status Change(absl::string_view meeting_id,
                      const MeetingPlan& plan) override {
    return client_
        .Call("PATCH", absl::StrCat("/", http::PercentEncode(meeting_id)),
              WriteChange(plan))
        .status();
  }

  absl::Status End(absl::string_view meeting_id) override {
    const absl::Status ended =
        client_
            .Call("DELETE", absl::StrCat("/", http::PercentEncode(meeting_id)),
                  "")
            .status();
    return absl::IsNotFound(ended) ? absl::OkStatus() : ended;
  }

 private:
  GraphClient client_;
};

}  // namespace

GraphClient::GraphClient(GraphOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      transport_(options_.limits) {}

absl::StatusOr<std::string> GraphClient::Token() {
  if (clock_.Now() < token_good_until_) return token_;
  ASSIGN_OR_RETURN(const std::string secret,
                   ReadSecretFile(options_.secret_file));
  ASSIGN_OR_RETURN(
      const GraphReply reply,
      transport_.Send(
          {.method = "POST",
           .url = absl::StrCat(options_.login_url, "/",
                               http::PercentEncode(options_.tenant),
                               "/oauth2/v2.0/token"),
           .headers = {"Content-Type: application/x-www-form-urlencoded"},
           .body = http::EncodeForm({{"client_id", options_.client_id},
                                     {"scope", ScopeOf(options_.graph_url)},
                                     {"client_secret", secret},
                                     {"grant_type", "client_credentials"}})}));
  RETURN_IF_ERROR(JudgeLogin(reply, clock_.Now()));
  ASSIGN_OR_RETURN(GraphToken token, ReadToken(reply.body));
  token_ = std::move(token.text);
  token_good_until_ = clock_.Now() + token.lifetime - kTokenMargin;
  return token_;
}

absl::StatusOr<GraphReply> GraphClient::Call(absl::string_view method,
                                             absl::string_view path,
                                             absl::string_view body) {
  ASSIGN_OR_RETURN(GraphReply reply, CallOnce(method, path, body));
  if (reply.code == 401) {
    token_good_until_ = absl::InfinitePast();
    ASSIGN_OR_RETURN(reply, CallOnce(method, path, body));
  }
  RETURN_IF_ERROR(JudgeReply(reply, clock_.Now()));
  return reply;
}

absl::StatusOr<GraphReply> GraphClient::CallOnce(absl::string_view method,
                                                 absl::string_view path,
                                                 absl::string_view body) {
  ASSIGN_OR_RETURN(const std::string token, Token());
  http::ClientRequest request = {
      .method = std::string(method),
      .url = absl::StrCat(options_.graph_url, "/users/",
                          http::PercentEncode(options_.organiser),
                          "/onlineMeetings", path),
      .headers = {absl::StrCat("Authorization: Bearer ", token),
                  "Accept: application/json",
                  absl::StrCat("client-request-id: ", NewClientRequestId())},
      .body = std::string(body)};
  if (!body.empty()) {
    request.headers.push_back("Content-Type: application/json");
  }
  return transport_.Send(request);
}

std::unique_ptr<MeetingProvider> MakeGraphMeetings(GraphOptions options,
                                                   const Clock& clock) {
  return std::make_unique<GraphMeetings>(std::move(options), clock);
}

}  // namespace cwp::scheduling
