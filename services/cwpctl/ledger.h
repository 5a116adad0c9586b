#ifndef CWP_SERVICES_CWPCTL_LEDGER_H_
#define CWP_SERVICES_CWPCTL_LEDGER_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "cwp/registration/v1/seat.pb.h"
#include "services/cwpctl/chain.h"

namespace cwp::ctl {

// Recounts every seat pool from registration's feed, entry by entry: the chain
// of hashes, and the counts of each pool against the bookings, holds, offers
// and allotments told before. Keeps what is live, so it grows with the bookings
// there are.
class Ledger {
 public:
  // Takes the next entry. Fails with DATA_LOSS `LEDGER_BROKEN`, metadata
  // `revision`, at the first that does not fit; nothing may be added then.
  absl::Status Take(const feed::v1::Entry& entry);

  int64_t entries() const { return chain_.revision(); }
  int64_t pools() const { return static_cast<int64_t>(counts_.size()); }

 private:
  // What counts against a pool.
  struct Counts {
    int64_t confirmed = 0;
    int64_t held = 0;
    int64_t offered = 0;
    int64_t allotted = 0;
    // From when its counts were lowered below what was taken.
    int64_t bound = 0;
  };
  // What one resource takes, and where.
  struct Part {
    int64_t session_id = 0;
    int64_t places = 0;
  };
  using Parts = absl::flat_hash_map<int64_t, Part>;

  absl::Status TakeChange(const feed::v1::Change& change);
  absl::Status TakeBooking(const registration::v1::BookingChange& booking);
  void Set(Parts& parts, int64_t id, Part part, int64_t Counts::*count);
  absl::Status Compare(const registration::v1::SeatCount& told);
  absl::Status Broken(const std::string& what) const;

  Chain chain_;
  std::map<int64_t, Counts> counts_;
  Parts bookings_;
  Parts holds_;
  Parts offers_;
  std::map<std::pair<int64_t, std::string>, int64_t> unsold_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_LEDGER_H_
