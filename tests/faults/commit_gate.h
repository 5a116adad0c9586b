#ifndef CWP_TESTS_FAULTS_COMMIT_GATE_H_
#define CWP_TESTS_FAULTS_COMMIT_GATE_H_

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace cwp::faults {

// Stands between a program and PostgreSQL, passes on what they say, and breaks
// a connection in the middle of a commit when it is told to.
class CommitGate {
 public:
  enum class Loss {
    kNone,
    // The COMMIT never reaches the server.
    kRequest,
    // The server has committed, but its answer is lost.
    kAnswer,
  };

  // `uri` is what db::Open takes, with a port at 127.0.0.1.
  explicit CommitGate(const std::string& uri);
  ~CommitGate();

  CommitGate(const CommitGate&) = delete;
  CommitGate& operator=(const CommitGate&) = delete;

  // The same database, through the gate.
  const std::string& uri() const { return uri_; }

  // The connection that says COMMIT next is broken so, once.
  void LoseNext(Loss loss);

  // Whether that has happened.
  bool lost() const;

 private:
  struct Pair {
    int client = -1;
    int server = -1;
  };

  void Run();
  void Accept();
  bool PassOn(const Pair& pair, int from, int to);
  Loss TakeLoss(absl::string_view said);
  static void AwaitCommit(int server);

  int server_port_ = 0;
  std::string uri_;
  int listener_ = -1;
  int stop_[2] = {-1, -1};
  mutable Mutex mu_;
  Loss next_ ABSL_GUARDED_BY(mu_) = Loss::kNone;
  // Used by the thread alone.
  std::vector<Pair> pairs_;
  std::thread thread_;
};

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_COMMIT_GATE_H_
