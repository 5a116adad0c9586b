#ifndef CWP_SERVICES_REGISTRATION_QUEUE_WINDOW_H_
#define CWP_SERVICES_REGISTRATION_QUEUE_WINDOW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/registration/domain.h"

namespace cwp::registration {

// Those of a queue that a decision looks at: the first kQueueWindow.
//
// Of each client only so many holds count among those as the client may have at
// a time. The others wait apart and keep nobody back; as many as kQueueWindow
// of a client are looked at all the same, since a decision may free its places.
class QueueWindow {
 public:
  // `client_limit` is how many places the holds of one client may take.
  explicit QueueWindow(int64_t client_limit) : client_limit_(client_limit) {}

  // Another one, who came after those added before.
  void Add(const Waiter& waiter);

  // Those looked at, in the order they came.
  const std::vector<Waiter>& queue() const { return queue_; }

  // Whoever comes next is not looked at.
  bool full() const { return full_; }

  // More wait who may come before a newcomer than can be looked at.
  bool more_wait() const { return full_ || waiting_ > kQueueWindow; }

  // Somebody waits who is not looked at, be it apart.
  bool left_out() const { return full_ || left_out_; }

 private:
  // What the holds of a client in the window come to.
  struct Client {
    // If all were served that count.
    int64_t would_hold = 0;
    int apart = 0;
  };

  bool MayHold(int64_t already, int64_t places) const {
    return already == 0 || already + places <= client_limit_;
  }
  bool Looks(const Waiter& waiter);

  int64_t client_limit_;
  std::vector<Waiter> queue_;
  absl::flat_hash_map<std::string, Client> clients_;
  int counted_ = 0;
  // Those that do not wait apart as things are now.
  int waiting_ = 0;
  bool full_ = false;
  bool left_out_ = false;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_QUEUE_WINDOW_H_
