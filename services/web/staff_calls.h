#ifndef CWP_SERVICES_WEB_STAFF_CALLS_H_
#define CWP_SERVICES_WEB_STAFF_CALLS_H_

#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/base/worker_pool.h"
#include "common/db/error.h"
#include "common/db/readers.h"
#include "common/http/await.h"
#include "services/web/staff_commands.h"

namespace cwp::web {

// What coroutines about accounts wait for: the readers, the writer, and the
// threads that hash passwords. What is awaited here is given its arguments by
// name: GCC 12 destroys twice what is made between the brackets of such a call.
// Safe to use from several threads at once.
class StaffCalls {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<absl::StatusOr<T>>;

  // All outlive it.
  StaffCalls(const Clock& clock, db::Readers& readers, StaffWriter& writer,
             WorkerPool& passwords)
      : clock_(clock),
        readers_(readers),
        writer_(writer),
        passwords_(passwords) {}

  // Runs `body` in a reading transaction on a reader's thread.
  template <class T, class Body>
  Answer<T> Read(Body body) {
    auto found = std::make_shared<absl::StatusOr<T>>(
        absl::UnknownError("the reader did not run"));
    absl::AnyInvocable<void(http::Done<absl::Status>)> start =
        [this, found, &body](http::Done<absl::Status> done) {
          readers_.Submit(
              Deadline(),
              [found, body = std::move(body)](db::Transaction& tx) mutable {
                *found = body(tx);
                return found->status();
              },
              std::move(done));
        };
    const absl::Status status =
        co_await http::Await<absl::Status>(std::move(start));
    if (!status.ok()) co_return status;
    co_return *std::move(found);
  }

  // Does what hashes a password, where it holds up nobody else.
  template <class T>
  Answer<T> Hash(absl::AnyInvocable<T()> work) {
    absl::AnyInvocable<void(http::Done<absl::StatusOr<T>>)> start =
        [this, &work](http::Done<absl::StatusOr<T>> done) {
          // Called by the pool, or here when the pool is full.
          auto shared =
              std::make_shared<http::Done<absl::StatusOr<T>>>(std::move(done));
          const bool taken =
              passwords_.Submit([shared, work = std::move(work)]() mutable {
                (*shared)(work());
              });
          if (!taken) {
            (*shared)(db::Overloaded("too many passwords are being checked"));
          }
        };
    co_return co_await http::Await<absl::StatusOr<T>>(std::move(start));
  }

  Answer<SealedStaff> Write(StaffCommand command) {
    absl::AnyInvocable<void(http::Done<absl::StatusOr<SealedStaff>>)> start =
        [this, &command](http::Done<absl::StatusOr<SealedStaff>> done) {
          writer_.Submit(std::move(command), Deadline(), std::move(done));
        };
    co_return co_await http::Await<absl::StatusOr<SealedStaff>>(
        std::move(start));
  }

 private:
  static constexpr absl::Duration kPatience = absl::Seconds(5);

  absl::Time Deadline() const { return clock_.Now() + kPatience; }

  const Clock& clock_;
  db::Readers& readers_;
  StaffWriter& writer_;
  WorkerPool& passwords_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_CALLS_H_
