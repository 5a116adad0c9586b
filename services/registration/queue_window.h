#ifndef CWP_SERVICES_REGISTRATION_QUEUE_WINDOW_H_
#define CWP_SERVICES_REGISTRATION_QUEUE_WINDOW_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/registration/waiter.h"

namespace cwp::registration {

// Those of a queue that a decision looks at: the first kQueueWindow that wait
// for a turn, and as many of each client's that wait apart before the last of
// them, since a decision may free the client's places.
class QueueWindow {
 public:
  explicit QueueWindow(const PlaceLimits& limits) : limits_(limits) {}

  // Another one, who came after those added before.
  void Add(const Waiter& waiter);

  // Those looked at, in the order they came.
  const std::vector<Waiter>& queue() const { return queue_; }

  // More wait for a turn; whoever comes next is not looked at.
  bool full() const { return full_; }

  // Somebody waits who is not looked at, be it apart.
  bool left_out() const { return full_ || left_out_; }

 private:
  PlaceLimits limits_;
  std::vector<Waiter> queue_;
  int in_turn_ = 0;
  // How many of each client wait apart.
  absl::flat_hash_map<std::string, int> apart_;
  bool full_ = false;
  bool left_out_ = false;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_QUEUE_WINDOW_H_
