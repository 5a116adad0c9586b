#ifndef CWP_TESTS_SCHEDULING_FAKE_GRAPH_H_
#define CWP_TESTS_SCHEDULING_FAKE_GRAPH_H_

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "boost/json.hpp"
#include "common/base/mutex.h"
#include "common/http/await.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"

namespace cwp::scheduling {

// How the fake answers one call.
struct Play {
  // What it says instead of doing what it was asked; 0: it does that.
  int code = 0;
  std::string retry_after;
  std::string body;
  // It does what it was asked, and then says nothing for as long as it lives,
  // breaks off in the middle of its answer, or answers with `body`.
  bool slow = false;
  bool cut = false;
  bool garbled = false;
};

// Microsoft's login and Graph on a free loopback port, as much of them as
// meetings need: a meeting is made once for each organiser and external id.
class FakeGraph {
 public:
  // A meeting.
  struct Made {
    std::string id;
    std::string external_id;
    std::string join_uri;
    // As last created or changed.
    boost::json::object content;
    int changes = 0;
  };

  FakeGraph();
  ~FakeGraph();

  std::string graph_url() const;
  std::string login_url() const;

  // How the next calls of Graph, or of the login, are answered, in order; then
  // as asked.
  void Next(Play play);
  void NextLogin(Play play);

  // From now on the tokens that were given out are refused.
  void ExpireTokens();
  // The meeting of this external id is deleted.
  void Delete(const std::string& external_id);
  // The permissions that tokens say they hold.
  void SetRoles(std::vector<std::string> roles);

  // All meetings that were ever made and are not deleted.
  std::vector<Made> meetings() const;
  // The calls so far, each as METHOD and what follows `onlineMeetings`.
  std::vector<std::string> calls() const;
  // Waits until there were so many calls; the test fails after a minute.
  void WaitForCalls(size_t count);
  int logins() const;
  // The form that the last login was asked with.
  std::string last_login() const;

  static constexpr char kOrganiser[] = "0f3c1d52-7a88-4a07-9c39-2f6d7c1b9a10";
  static constexpr char kSecret[] = "a secret with / and + in it";

 private:
  http::Answer Login(http::Request& request);
  http::Answer Graph(http::Request& request);
  http::Response Obey(const http::Request& request)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  http::Response CreateOrGet(const boost::json::object& body)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  http::Response Remove(const std::string& id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  http::Response Patch(const std::string& id, const boost::json::object& body)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable Mutex mu_;
  CondVar called_;
  std::deque<Play> plays_ ABSL_GUARDED_BY(mu_);
  std::deque<Play> login_plays_ ABSL_GUARDED_BY(mu_);
  std::set<std::string> tokens_ ABSL_GUARDED_BY(mu_);
  std::vector<std::string> roles_ ABSL_GUARDED_BY(mu_) = {
      "OnlineMeetings.ReadWrite.All"};
  std::vector<Made> meetings_ ABSL_GUARDED_BY(mu_);
  std::vector<std::string> calls_ ABSL_GUARDED_BY(mu_);
  int made_ ABSL_GUARDED_BY(mu_) = 0;
  int logins_ ABSL_GUARDED_BY(mu_) = 0;
  std::string last_login_ ABSL_GUARDED_BY(mu_);
  std::vector<http::Done<bool>> waiting_ ABSL_GUARDED_BY(mu_);
  Metrics metrics_{"test"};
  std::unique_ptr<http::Server> server_;
};

}  // namespace cwp::scheduling

#endif  // CWP_TESTS_SCHEDULING_FAKE_GRAPH_H_
