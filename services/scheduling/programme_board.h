#ifndef CWP_SERVICES_SCHEDULING_PROGRAMME_BOARD_H_
#define CWP_SERVICES_SCHEDULING_PROGRAMME_BOARD_H_

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/db/readers.h"
#include "services/scheduling/programme.h"

namespace cwp::scheduling {

using ProgrammePtr = std::shared_ptr<const Programme>;

// The programme in memory, so that lists of sessions need neither rows nor
// conversion. It is read when it is first asked for, and kept up from the own
// feed. Safe to use from several threads at once.
//
// Whoever asks gets what the database holds at that moment, whichever process
// wrote it: before it answers, the board looks where the feed ends and takes in
// what is new. All who ask while it looks share the next look, so the more ask,
// the cheaper each gets.
class ProgrammeBoard : public std::enable_shared_from_this<ProgrammeBoard> {
 public:
  using Done = absl::AnyInvocable<void(const absl::StatusOr<ProgrammePtr>&)>;

  // Those who wait hold the board. The readers outlive them.
  static std::shared_ptr<ProgrammeBoard> Make(db::Readers& readers) {
    return std::shared_ptr<ProgrammeBoard>(new ProgrammeBoard(readers));
  }

  // Hands over the programme, at no earlier revision than the feed has now. On
  // a reader's thread, or at once on this one when there are too many reads.
  // Errors are those of the readers and the database.
  void Ask(Done done);

 private:
  using Askers = std::vector<Done>;

  explicit ProgrammeBoard(db::Readers& readers) : readers_(readers) {}
  void Look();
  absl::StatusOr<ProgrammePtr> CatchUp(db::Transaction& tx);
  // Moves those who wait to the end of `askers`.
  void TakeAskers(Askers& askers);
  // Whether there are more who wait, for whom there has to be another look.
  bool EndLook();

  db::Readers& readers_;
  Mutex mu_;
  // Those who wait for a look that has not begun.
  Askers askers_ ABSL_GUARDED_BY(mu_);
  // There is one look at a time.
  bool looking_ ABSL_GUARDED_BY(mu_) = false;
  // Null until the first look.
  ProgrammePtr programme_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PROGRAMME_BOARD_H_
