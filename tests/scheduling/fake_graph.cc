#include "tests/scheduling/fake_graph.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/crypto/encoding.h"
#include "common/http/body_source.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace cwp::scheduling {
namespace {

namespace json = boost::json;

constexpr char kMeetings[] = "/v1.0/users/{user}/onlineMeetings";

std::string ErrorBody(absl::string_view code) {
  return absl::StrCat(R"({"error":{"code":")", code,
                      R"(","message":"As the test says."}})");
}

// Half of a body, and then nothing more: the connection is cut.
http::Response CutOff(http::Response response) {
  auto half = std::make_shared<std::string>(
      response.body.substr(0, response.body.size() / 2));
  response.source_size = response.body.size();
  response.body.clear();
  response.source = http::MakeBodySource([half]() -> http::Piece {
    if (half->empty()) co_return absl::AbortedError("cut off");
    co_return std::exchange(*half, "");
  });
  return response;
}

Play Pop(std::deque<Play>& plays) {
  if (plays.empty()) return {};
  Play play = plays.front();
  plays.pop_front();
  return play;
}

}  // namespace

FakeGraph::FakeGraph() {
  http::Router router;
  router.Add("POST", "/login/{tenant}/oauth2/v2.0/token",
             [this](http::Request& request) { return Login(request); });
  const auto graph = [this](http::Request& request) { return Graph(request); };
  router.Add("GET", kMeetings, graph);
  router.Add("POST", absl::StrCat(kMeetings, "/createOrGet"), graph);
  router.Add("PATCH", absl::StrCat(kMeetings, "/{meeting}"), graph);
  router.Add("DELETE", absl::StrCat(kMeetings, "/{meeting}"), graph);
  server_ = std::make_unique<http::Server>(http::ServerOptions(),
                                           std::move(router), metrics_);
  EXPECT_OK(server_->Start());
}

FakeGraph::~FakeGraph() {
  std::vector<http::Done<bool>> waiting;
  {
    MutexLock lock(mu_);
    waiting.swap(waiting_);
  }
  for (http::Done<bool>& done : waiting) done(true);
  server_->Stop();
}

std::string FakeGraph::graph_url() const {
  return absl::StrCat("http://127.0.0.1:", server_->port(), "/v1.0");
}

std::string FakeGraph::login_url() const {
  return absl::StrCat("http://127.0.0.1:", server_->port(), "/login");
}

void FakeGraph::Next(Play play) {
  MutexLock lock(mu_);
  plays_.push_back(std::move(play));
}

void FakeGraph::NextLogin(Play play) {
  MutexLock lock(mu_);
  login_plays_.push_back(std::move(play));
}

void FakeGraph::ExpireTokens() {
  MutexLock lock(mu_);
  tokens_.clear();
}

void FakeGraph::Delete(const std::string& external_id) {
  MutexLock lock(mu_);
  std::erase_if(meetings_, [&](const Made& made) {
    return made.external_id == external_id;
  });
}

void FakeGraph::SetRoles(std::vector<std::string> roles) {
  MutexLock lock(mu_);
  roles_ = std::move(roles);
}

std::vector<FakeGraph::Made> FakeGraph::meetings() const {
  MutexLock lock(mu_);
  return meetings_;
}

std::vector<std::string> FakeGraph::calls() const {
  MutexLock lock(mu_);
  return calls_;
}

void FakeGraph::WaitForCalls(size_t count) {
  const absl::Time give_up = absl::Now() + absl::Minutes(1);
  MutexLock lock(mu_);
  while (calls_.size() < count && absl::Now() < give_up) {
    called_.WaitFor(mu_, absl::Seconds(1));
  }
  EXPECT_GE(calls_.size(), count);
}

int FakeGraph::logins() const {
  MutexLock lock(mu_);
  return logins_;
}

std::string FakeGraph::last_login() const {
  MutexLock lock(mu_);
  return last_login_;
}

http::Answer FakeGraph::Login(http::Request& request) {
  MutexLock lock(mu_);
  ++logins_;
  last_login_ = request.body();
  const Play play = Pop(login_plays_);
  if (play.code != 0) co_return http::Json(play.body, play.code);
  json::array roles;
  for (const std::string& role : roles_) roles.emplace_back(role);
  // Signed by nobody: nobody here checks.
  const std::string token = absl::StrCat(
      crypto::ToBase64Url(R"({"alg":"none"})"), ".",
      crypto::ToBase64Url(
          json::serialize(json::object{{"roles", roles}, {"jti", logins_}})),
      ".", crypto::ToBase64Url("signature"));
  tokens_.insert(token);
  co_return http::Json(json::serialize(json::object{{"token_type", "Bearer"},
                                                    {"expires_in", 3599},
                                                    {"access_token", token}}));
}

http::Answer FakeGraph::Graph(http::Request& request) {
  Play play;
  http::Response response;
  {
    MutexLock lock(mu_);
    const size_t tail = request.path().find("/onlineMeetings") + 15;
    calls_.push_back(
        absl::StrCat(request.method(), " ", request.path().substr(tail)));
    called_.NotifyAll();
    absl::string_view token = request.Header("authorization");
    absl::ConsumePrefix(&token, "Bearer ");
    if (!tokens_.contains(std::string(token))) {
      co_return http::Json(ErrorBody("InvalidAuthenticationToken"), 401);
    }
    play = Pop(plays_);
    if (play.code == 0) response = Obey(request);
  }
  if (play.code != 0) {
    http::Response refusal = http::Json(
        play.body.empty() ? ErrorBody("AsTheTestSays") : play.body, play.code);
    refusal.SetHeader("request-id", "graph-request-7");
    if (!play.retry_after.empty()) {
      refusal.SetHeader("Retry-After", play.retry_after);
    }
    co_return refusal;
  }
  if (play.slow) {
    co_await http::Await<bool>([this](http::Done<bool> done) {
      MutexLock lock(mu_);
      waiting_.push_back(std::move(done));
    });
  }
  if (play.cut) co_return CutOff(std::move(response));
  if (play.garbled) response.body = play.body;
  co_return response;
}

http::Response FakeGraph::Obey(const http::Request& request) {
  if (request.Param("user") != kOrganiser) {
    return http::Json(ErrorBody("UserNotFound"), 404);
  }
  if (request.method() == "GET") return http::Json(R"({"value":[]})");
  if (request.method() == "DELETE") {
    return Remove(std::string(request.Param("meeting")));
  }
  const json::value body = json::parse(request.body());
  if (request.method() == "POST") return CreateOrGet(body.as_object());
  return Patch(std::string(request.Param("meeting")), body.as_object());
}

http::Response FakeGraph::CreateOrGet(const json::object& body) {
  const std::string external_id(body.at("externalId").as_string());
  auto made = std::find_if(
      meetings_.begin(), meetings_.end(),
      [&](const Made& one) { return one.external_id == external_id; });
  const bool is_new = made == meetings_.end();
  if (is_new) {
    // As Graph's own ids, with characters that a path must not hold as such.
    ++made_;
    meetings_.push_back(
        {.id = absl::StrCat("MSp*", made_, "/=="),
         .external_id = external_id,
         .join_uri = absl::StrCat("https://teams.microsoft.com/l/meetup-join/",
                                  external_id, "-", made_),
         .content = body});
    made = std::prev(meetings_.end());
  }
  json::object answer = made->content;
  answer["id"] = made->id;
  answer["joinWebUrl"] = made->join_uri;
  answer["lobbyBypassSettings"] = {{"scope", "unknownFutureValue"}};
  answer["joinMeetingIdSettings"] = nullptr;
  return http::Json(json::serialize(answer), is_new ? 201 : 200);
}

http::Response FakeGraph::Remove(const std::string& id) {
  const size_t removed =
      std::erase_if(meetings_, [&](const Made& made) { return made.id == id; });
  if (removed == 0) return http::Json(ErrorBody("NotFound"), 404);
  http::Response done;
  done.code = 204;
  return done;
}

http::Response FakeGraph::Patch(const std::string& id,
                                const json::object& body) {
  for (Made& made : meetings_) {
    if (made.id != id) continue;
    for (const auto& member : body) {
      made.content[member.key()] = member.value();
    }
    ++made.changes;
    return http::Json(json::serialize(made.content));
  }
  return http::Json(ErrorBody("NotFound"), 404);
}

}  // namespace cwp::scheduling
