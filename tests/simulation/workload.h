#ifndef CWP_TESTS_SIMULATION_WORKLOAD_H_
#define CWP_TESTS_SIMULATION_WORKLOAD_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/feed/log.h"
#include "services/registration/commands.h"
#include "services/registration/pool.h"
#include "tests/simulation/auditor.h"
#include "tests/simulation/lying_redis.h"
#include "tests/simulation/odds.h"
#include "tests/simulation/random.h"

namespace cwp::simulation {

// What people, staff, partners and scheduling ask of registration, drawn from a
// seed. They know what they were answered, and send a request again when they
// were not.
class Workload {
 public:
  // All outlive it. `next_id` gives ids to what is made.
  Workload(Random& random, const Odds& odds, const LyingRedis& redis,
           std::function<int64_t()> next_id)
      : random_(random),
        odds_(odds),
        redis_(redis),
        next_id_(std::move(next_id)) {}

  // The next command, new or sent again.
  Sent Next(absl::Time now);

  // Takes notice of an answer.
  void Learn(const Outcome& outcome);

  // Takes notice of the offers that letters are written of.
  void Read(const std::vector<feed::Entry>& entries);

  // What scheduling says next of some sessions.
  std::vector<registration::Session> NextSessions(absl::Time now);

 private:
  using WriteCommand = registration::WriteCommand;

  WriteCommand DrawCommand();
  Sent DrawNew();
  Sent DrawAgain(Sent sent);
  WriteCommand Book();
  WriteCommand Cancel();
  WriteCommand Change();
  WriteCommand Move();
  WriteCommand Mark();
  WriteCommand Revoke();
  WriteCommand PlaceHold();
  WriteCommand ExtendOrRelease();
  WriteCommand Join();
  WriteCommand Leave();
  WriteCommand Accept();
  WriteCommand Decline();
  WriteCommand Allot();
  WriteCommand Block();
  WriteCommand Correct();
  WriteCommand Find();
  WriteCommand Erase();
  WriteCommand Detail();
  WriteCommand Write();
  WriteCommand TakeBack();

  registration::Session MakeSession(absl::Time now);
  void ChangeSession(registration::Session& session, absl::Time now);

  registration::BookingRecord DrawBooking(const std::string& contact,
                                          int64_t places);
  registration::Reach DrawReach(int64_t booking_id);
  // What a caller who read a booking says of it.
  std::optional<int64_t> DrawRevision(int64_t booking_id);
  // The offer that whoever answers it has read of; 0 for whichever there is.
  int64_t DrawOffer(int64_t entry_id);
  registration::Answers DrawAnswers();
  // One of those that a contact was lately answered, as it may be looked up
  // before an offer is accepted; 0 for none.
  int64_t KnownBookingOf(const std::string& contact) const;
  // One who booked lately, or any.
  std::string DrawContactOf(int64_t booking_id);
  std::string DrawContact() { return Draw("contact", odds_.contacts); }
  std::string DrawBrowser() { return Draw("browser", odds_.browsers); }
  std::string DrawChannel();
  std::string Draw(const char* what, int64_t count);
  int64_t DrawParty() { return random_.Between(1, odds_.largest_party); }
  // As many as are shown to be left, by chance; else any.
  int64_t DrawPartyFor(int64_t session_id);
  int64_t DrawSession();
  // One of those that were made lately, or one that there is not.
  int64_t DrawKnown(const std::deque<int64_t>& ids);

  Random& random_;
  const Odds& odds_;
  const LyingRedis& redis_;
  const std::function<int64_t()> next_id_;
  absl::Time now_;
  int64_t last_number_ = 0;

  std::map<int64_t, registration::Session> sessions_;
  std::deque<int64_t> bookings_;
  // What was lately answered as booked, as it was asked for.
  std::deque<registration::Booking> made_;
  std::deque<int64_t> holds_;
  std::deque<int64_t> entries_;
  std::deque<int64_t> notices_;
  // As they were last answered.
  std::map<int64_t, registration::Booking> known_bookings_;
  std::map<int64_t, registration::Hold> known_holds_;
  std::map<int64_t, registration::WaitlistEntry> known_entries_;
  // The offers that an entry had, in order.
  std::map<int64_t, std::vector<int64_t>> offers_;
  // What is to be sent again, and what may be, in any order.
  std::vector<Sent> unanswered_;
  std::deque<Sent> answered_;
};

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_WORKLOAD_H_
