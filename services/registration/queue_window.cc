#include "services/registration/queue_window.h"

namespace cwp::registration {

void QueueWindow::Add(const Waiter& waiter) {
  if (full_) return;
  if (limits_.IsInTurn(waiter)) {
    full_ = in_turn_ == kQueueWindow;
    if (full_) return;
    ++in_turn_;
    queue_.push_back(waiter);
  } else if (waiter.hold != nullptr &&
             ++apart_[waiter.hold->client_key] <= kQueueWindow) {
    queue_.push_back(waiter);
  } else {
    left_out_ = true;
  }
}

}  // namespace cwp::registration
