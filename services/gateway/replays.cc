#include "services/gateway/replays.h"

#include <utility>

#include "absl/status/statusor.h"
#include "common/http/await.h"

namespace cwp::gateway {

boost::asio::awaitable<bool> Replays::Remember(
    const rpc::Caller& partner, const std::string& key,
    const registration::v1::CreateBookingRequest& order, int64_t booking_id,
    absl::Time deadline) {
  using Answered = absl::StatusOr<WriteAnswer>;
  RememberOrder command = {
      .request = *keys_.Make(partner, "CreateOrder", key, order),
      .booking_id = booking_id};
  const Answered answered =
      co_await http::Await<Answered>([&](http::Done<Answered> done) {
        writer_.Submit(std::move(command), deadline, std::move(done));
      });
  co_return answered.ok() && answered->repeated;
}

}  // namespace cwp::gateway
