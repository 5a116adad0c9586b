#include "services/registration/queue_window.h"

namespace cwp::registration {

void QueueWindow::Add(const Waiter& waiter) {
  if (counted_ == kQueueWindow) full_ = true;
  if (full_) return;
  if (MayHold(waiter.client_places, waiter.places())) ++waiting_;
  if (Looks(waiter)) {
    queue_.push_back(waiter);
  } else {
    left_out_ = true;
  }
}

bool QueueWindow::Looks(const Waiter& waiter) {
  if (waiter.hold == nullptr) {
    ++counted_;
    return true;
  }
  Client& client = clients_
                       .try_emplace(waiter.hold->client_key,
                                    Client{.would_hold = waiter.client_places})
                       .first->second;
  if (MayHold(client.would_hold, waiter.places())) {
    client.would_hold += waiter.places();
    ++counted_;
    return true;
  }
  return ++client.apart <= kQueueWindow;
}

}  // namespace cwp::registration
