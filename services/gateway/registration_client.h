#ifndef CWP_SERVICES_GATEWAY_REGISTRATION_CLIENT_H_
#define CWP_SERVICES_GATEWAY_REGISTRATION_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::gateway {

// Calls registration. Safe to use from several threads at once; the caller is
// the partner on whose behalf it is, so registration sees to it that nobody
// gets another channel's bookings.
class RegistrationClient {
 public:
  template <class T>
  using Result = boost::asio::awaitable<absl::StatusOr<T>>;
  using Booking = registration::v1::Booking;

  // `registration` outlives this object, and so do calls under way.
  explicit RegistrationClient(const rpc::Peer& registration);
  ~RegistrationClient();

  Result<Booking> CreateBooking(rpc::Caller caller, absl::Time deadline,
                                registration::v1::CreateBookingRequest request);

  Result<Booking> GetBooking(rpc::Caller caller, absl::Time deadline,
                             int64_t id);

  // All bookings of a session on the caller's channel, in the order they were
  // made; none when registration does not know the session.
  Result<std::vector<Booking>> ListBookings(rpc::Caller caller,
                                            absl::Time deadline,
                                            int64_t session_id);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_REGISTRATION_CLIENT_H_
