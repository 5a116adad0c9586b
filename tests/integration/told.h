#ifndef CWP_TESTS_INTEGRATION_TOLD_H_
#define CWP_TESTS_INTEGRATION_TOLD_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"

namespace cwp {

// What registration's feed has told so far, and what it may answer by that. It
// knows what is promised, and nothing of the code that keeps it.
struct Told {
  // By their ids; offers by the entry that has or had them.
  std::map<int64_t, registration::v1::SeatCount> pools;
  std::map<int64_t, registration::v1::BookingChange> bookings;
  std::map<int64_t, registration::v1::HoldChange> holds;
  std::map<int64_t, registration::v1::WaitlistChange> entries;
  std::map<int64_t, registration::v1::OfferChange> offers;
  // By session and channel.
  std::map<std::pair<int64_t, std::string>, registration::v1::AllotmentChange>
      allotments;

  // Takes the next change over. Whether it is the last about what it is about,
  // so that everything fits together again.
  bool Take(const feed::v1::Change& change);

  // Whether a hold, or turn in line, is one that still lasts.
  bool Lasts(int64_t hold_id, absl::Time now) const;

  // How many places an entry's offer is of; 0 for none that stands.
  int64_t OfferedTo(int64_t entry_id, absl::Time now) const;

  // What of so many places a hold keeps in a session.
  int64_t KeptBy(int64_t hold_id, int64_t session_id, int64_t places,
                 absl::Time now) const;

  // What of so many places a channel's allotment gives.
  int64_t FromAllotment(int64_t session_id, const std::string& channel,
                        int64_t places) const;

  // Whether nothing takes so many places of a session.
  bool AreFree(int64_t session_id, int64_t places) const;

  // Whether a newcomer who needs so many places, maybe none, is let in, or
  // refused in these words, as promised: nobody is refused places that are
  // left, whoever is learns whether they are only held, and what has run out of
  // time takes no part in it.
  bool IsRight(int64_t session_id, int64_t places, const absl::Status& answer,
               absl::Time now) const;

  // Whether so many places are left, or may become free without a booking that
  // is given back.
  bool AreLeft(int64_t session_id, int64_t places) const;
  bool MayBecomeFree(int64_t session_id, int64_t places) const;

  // Whether something in a session has run out of time and is not told to have.
  bool IsOverdue(int64_t session_id, absl::Time now) const;
};

}  // namespace cwp

#endif  // CWP_TESTS_INTEGRATION_TOLD_H_
