#ifndef CWP_SERVICES_REGISTRATION_ADMISSION_H_
#define CWP_SERVICES_REGISTRATION_ADMISSION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/registration/domain.h"

namespace cwp::registration {

// Why a contact gets no places.
CancelReason ReasonOfStanding(Standing standing);

// A booking as it is kept of a contact who gets no places: so that its contact
// can be told why and staff see it, while the answer tells nobody.
Booking WithoutPlaces(Booking booking, CancelReason reason, absl::Time now);

// A pool while it is being decided on: takes places, and lets in those who wait
// by the order in domain.h.
class Admission {
 public:
  Admission(const PoolView& view, const Moment& moment);

  Pool& pool() { return pool_; }
  const Pool& pool() const { return pool_; }
  const Moment& moment() const { return moment_; }

  // Whether a newcomer can have so many places now: nobody who waits fits, and
  // nobody has been passed too often.
  bool Admits(int64_t places) const;

  // Admits, as a refusal that helps: FAILED_PRECONDITION `NOT_ENOUGH_PLACES`
  // (metadata `left`), or `PLACES_HELD` when they may yet become free.
  absl::Status CheckAdmits(int64_t places) const;

  // Whether places that holds or offers keep, or that collect, would be enough.
  bool MayYetAdmit(int64_t places) const;

  // Notes that a newcomer passes everybody who waits; returns whom.
  std::vector<int64_t> PassAll();

  // Moves places between an allotment and its sales; negative gives them back.
  // The step's pool is as it is then.
  void Sell(Step& step, const std::optional<Allotment>& allotment,
            int64_t places);

  // Gives back the places of a booking that still has them.
  void Free(const Booking& own, CancelReason reason,
            const std::optional<Allotment>& allotment);

  // The contact has places already: nothing is taken, and it is told at most
  // once in kRepeatQuiet.
  void Repeat(const Booking& own);

  // Counts places of a client's holds.
  void CountHeld(const Hold& hold, int64_t places);

  // Whether the client who asks may hold so many places more.
  bool AskerMayHold(int64_t places) const;

  // Notes that the one who asked waits now, behind everybody else.
  void NoteNewcomerWaits() { newcomer_waits_ = true; }

  // Takes somebody out of those who wait.
  void Remove(int64_t waiter_id);

  // Adds a step with the pool as it is now. Sets nothing else.
  Step& Add(Cause cause);

  // Serves those who wait and ends the decision.
  Changes Finish();

  // Ends the decision without serving anybody.
  Changes Close();

  // Takes a hold's places, or its turn in line, out of the pool.
  void TakeOut(const Hold& hold);

  // The same, with a step that says how the hold ended.
  void EndHold(Hold hold, HoldState state, Cause cause);

  // What is decided so far.
  Changes& changes() { return changes_; }

 private:
  struct Queued {
    Waiter waiter;
    int64_t passed = 0;
  };

  bool Waits(const Queued& queued) const;
  bool Fits(const Queued& queued) const;
  // The one that is next by the order; -1 for nobody.
  int FindNext() const;
  void Admit(int index);
  void AdmitHold(const Hold& hold);
  void AdmitEntry(const WaitlistEntry& entry, int64_t passed);
  void NoteCollecting();

  const Moment& moment_;
  Pool pool_;
  // As it was, and stays unless a step says otherwise.
  const Pool shown_;
  const PlaceLimits limits_;
  std::vector<Queued> queue_;
  const bool more_wait_;
  const bool left_out_;
  bool newcomer_waits_ = false;
  const std::string asker_;
  int64_t asker_places_;
  Changes changes_;
};

// FAILED_PRECONDITION `BOOKING_CANCELLED`.
absl::Status BookingIsCancelled();

// ALREADY_EXISTS `CONTACT_ALREADY_BOOKED`.
absl::Status ContactAlreadyBooked();

// Fails with FAILED_PRECONDITION unless a booking has its places and its
// session is to come: `BOOKING_CANCELLED`, `SESSION_CANCELLED` or
// `SESSION_STARTED`.
absl::Status CheckLive(const Pool& pool, const Booking& own, absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_ADMISSION_H_
