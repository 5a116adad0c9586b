#ifndef CWP_TESTS_SIMULATION_AUDITOR_H_
#define CWP_TESTS_SIMULATION_AUDITOR_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/registration/commands.h"
#include "tests/simulation/order.h"
#include "tests/simulation/replay.h"

namespace cwp::simulation {

// A command on its way. Its number is also its actor's id, so that the feed
// tells whose doing a change is.
struct Sent {
  int64_t number = 0;
  registration::WriteCommand command;
  // Whether its deadline has passed before it is sent.
  bool late = false;
  // Whether the same request was sent before.
  bool repeated = false;
};

// What came of a command.
struct Outcome {
  const Sent* sent = nullptr;
  absl::StatusOr<registration::WriteAnswer> answer;
};

// What identifies a request, and what it asks for; nothing for a lapse.
const registration::Order* OrderOf(const registration::WriteCommand& command);

// Judges registration by its promises alone, from what was asked, what was
// answered and what is on the feed:
// - no pool takes more than its capacity, or, over it since the capacity was
//   lowered, more than it did;
// - each record's counts are the sums over what is live;
// - those who wait are served in the order promised, no place idles that the
//   next of them would fit, and nobody is refused a place that is free;
// - a request has one effect, and an acknowledged one is on the feed;
// - a hold lasts for its time, and an offer for its own, which counts by day
//   and ends when its session is booked no more;
// - whoever is refused places that are only held is told its turn, and when the
//   last of them lapses;
// - nobody is refused because of their age who is of the service's;
// - one live hold for each browser, one live booking for each contact and
//   session, and no more for a client or contact than the rules say;
// - nothing lapses early, and nothing that has lapsed counts;
// - a contact is told of its bookings at most once in a while, and where links
//   are made useless for it, of all that the new ones lead to;
// - an offer is answered by who has read of it, and no other in its place;
// - what staff write goes to those of the session who have an e-mail address,
//   not too often, and can be taken back for a minute;
// - what is personal goes when its contact asks or its time is over, gives its
//   places back, and never comes back.
class Auditor {
 public:
  // `rules` outlive it.
  explicit Auditor(const registration::Rules& rules)
      : rules_(rules), order_(replay_, rules_) {}

  // Notes what is being asked.
  void Send(const Sent& sent);
  void Say(const registration::Session& session) { replay_.Say(session); }

  // Notes that what was too old at `now` was purged, and judges that it was.
  void NotePurge(absl::Time now);

  // Judges what came of a group of commands, in the order they were sent.
  void Judge(const std::vector<feed::Entry>& entries,
             const std::vector<Outcome>& outcomes, absl::Time now);

  // Judges that nothing is live whose time was up at `now`.
  void JudgeLapsed(absl::Time now);

  const Replay& replay() const { return replay_; }

  // What promises were broken, for people.
  const std::vector<std::string>& faults() const { return faults_; }
  void AddFault(std::string fault) { faults_.push_back(std::move(fault)); }

 private:
  // One command of the group being judged, and between which steps of it the
  // command was decided.
  struct Open {
    const Outcome* outcome = nullptr;
    size_t from = 0;
    size_t to = 0;
    bool justified = false;
  };

  std::vector<Open> Place(const std::vector<Step>& steps,
                          const std::vector<Outcome>& outcomes) const;
  void JudgeAt(size_t point, std::vector<Open>& open);

  // Steps, in step_audit.cc.
  void JudgeStep(Step step);
  void JudgeEffect(const Step& step);
  void JudgeAdmission(const Step& step);
  void JudgeNewcomer(const Step& step, int64_t session_id, int64_t places);
  void JudgeWaiter(const Step& step, int64_t id, int64_t places);
  void JudgePassed(const Step& step, std::vector<int64_t> passed);
  void JudgeTimes(const Step& step);
  void JudgeNewBooking(const Step& step);
  void JudgeCounts(const v1::SeatCount& count, int64_t taken_before);
  void JudgeIdle();
  int64_t CountBookings(const Keys& whom) const;

  // People, in people_audit.cc.
  void JudgePeople(const Step& step);
  void JudgeTold(Step& step);
  void JudgeChanged(const Step& step);
  void JudgeNotice(const Step& step);
  void JudgeErased(const Step& step);
  void NoteForgotten();
  void JudgeCorrected(Step& step);
  void JudgeReaddressed(Step& step);
  bool AdmitsNewcomer(int64_t session_id, const std::string& channel,
                      int64_t places);
  bool MayHavePlaces(const Keys& whom, int64_t session_id);
  bool IsRightReason(const Step& step, const Keys& whom, int64_t session_id,
                     bool to_be_had);
  bool IsLongOver(const std::set<int64_t>& sessions) const;
  bool WaitedInVain(const SeenEntry& entry, const std::set<int64_t>& sessions,
                    absl::Time changed) const;
  bool WasTold(int64_t booking_id) const;
  bool WereFound(const std::string& contact) const;
  bool WereSent(int64_t booking_id, int64_t number) const;
  bool WasErased(const std::string& contact, const registration::Erased& told,
                 int64_t number) const;

  // Answers, in answer_audit.cc.
  bool IsJustified(const Outcome& outcome) const;
  bool IsTrue(const Sent& sent, const registration::WriteAnswer& answer) const;
  bool IsPutRight(const registration::CorrectOne& asked, int64_t id) const;
  void NoteAnswer(const Outcome& outcome);
  void NoteBlocks(const std::vector<Outcome>& outcomes);

  // Refusals, in refusal_audit.cc.
  bool IsRightRefusal(const Sent& sent, const absl::Status& refusal) const;
  bool IsUnwelcome(const std::string& contact, absl::string_view reason) const;

  struct Request {
    std::string fingerprint;
    // The command that had the effect; 0 for none so far.
    int64_t number = 0;
    // The resource that an answer named; 0 for none so far.
    int64_t resource_id = 0;
    // What may have been done without a trace on the feed.
    std::set<std::string> unknown;
    // The bookings and waitlist entries that it changed.
    std::set<int64_t> touched;
    // What it made or changed was erased since.
    bool forgotten = false;
    // It asked to correct what was asked for too long ago; the session may have
    // been put off since.
    bool came_late = false;
  };
  struct Known {
    std::string key;
    std::string fingerprint;
    // Where it stands in the group that is being judged.
    size_t index = 0;
    int64_t number = 0;
    // Whom it means, and whether it asks to erase or to find.
    std::string contact;
    bool erases = false;
    bool finds = false;
    bool corrects = false;
    // Whether it is staff who put an address right.
    bool readdresses = false;
    // Whether it changes what a booking says of its contact; and the revision
    // of the booking that the caller has read.
    bool details = false;
    std::optional<int64_t> if_revision;
    // The booking or waitlist entry that it names; 0 for none.
    int64_t resource_id = 0;
    // The notice that it writes or takes back; 0 for none.
    int64_t notice_id = 0;
    // The offer that it answers; 0 for whichever there is.
    int64_t offer_id = 0;
    // Whether it has new links sent.
    bool sends_new = false;
  };
  // The command that a step is the doing of; nothing for registration's own.
  const Known* AskedBy(const Step& step) const;
  bool WasPruned(const Request& request) const;
  bool MayBeForgotten(const Request& request, const Known& asked) const;
  static bool MayBeAnother(const Request& request, const Known& asked);

  void Fault(const Step& step, const std::string& what);

  const registration::Rules& rules_;
  Replay replay_;
  const Order order_;
  absl::Time now_;
  std::vector<std::string> faults_;
  std::map<std::string, Request> requests_;
  // The commands that were sent, by their numbers.
  std::map<int64_t, Known> sent_;
  // The bookings and entries that were erased on a contact's wish: what asked
  // for them is forgotten with them. And those of this group.
  std::set<int64_t> forgotten_;
  std::set<int64_t> forgotten_now_;
  std::set<std::string> forgotten_contacts_;
  // How many bookings and entries each command erased.
  std::map<int64_t, registration::Erased> erased_by_;
  // The bookings whose new links each command had sent.
  std::map<int64_t, std::set<int64_t>> sent_by_;
  // Whether staff block a contact; nothing when that is not known.
  std::map<std::string, std::optional<bool>> blocked_;
};

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_AUDITOR_H_
