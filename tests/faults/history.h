#ifndef CWP_TESTS_FAULTS_HISTORY_H_
#define CWP_TESTS_FAULTS_HISTORY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::faults {

// What a client can ask for.
enum class Deed {
  kBook,     // places in a session
  kHold,     // places in a session
  kConfirm,  // the hold `subject`
  kRelease,  // the hold `subject`
  kCancel,   // the booking `subject`
  kJoin,     // the waitlist of a session
  kAccept,   // the offer that the entry `subject` has
  kLeave,    // the waitlist, as the entry `subject`
  kMove,     // the booking `subject`, to a session
  kChange,   // who comes by the booking `subject`
};

struct Action {
  Deed deed = Deed::kBook;
  // Names what is made too: the contact's address and the browser of a hold.
  std::string request_id;
  int64_t session = 0;
  int64_t places = 0;
  int64_t subject = 0;
  // The request id of the hold that is confirmed or released.
  std::string hold_request;
};

// The booking, hold or waitlist entry that an answer showed.
struct Outcome {
  int64_t id = 0;
  int64_t session = 0;
  int64_t places = 0;
  // As in its proto.
  int state = 0;
};

// The file of one client: what it is about to ask for, and what it was told,
// each on the disk before it goes on.
class History {
 public:
  // Aborts when the file cannot be written; so do the others.
  explicit History(const std::string& path);
  ~History();

  History(const History&) = delete;
  History& operator=(const History&) = delete;

  void Attempt(const Action& action);
  void Answer(const Action& action, const absl::StatusOr<Outcome>& answer);

 private:
  void Append(const std::string& line) const;

  const int file_;
};

// What clients were told, read from their files: what must be there.
struct Told {
  struct Request {
    Action action;
    Outcome outcome;
  };
  // By id, as last told.
  std::map<int64_t, Outcome> bookings;
  std::map<int64_t, Outcome> holds;
  std::map<int64_t, Outcome> entries;
  // What was made, in order, for repeating it.
  std::vector<Request> made;
  // What was attempted and not answered, by request id.
  std::map<std::string, Action> open;
  int64_t answers = 0;
  int64_t refusals = 0;
};

// Reads what was appended to clients' files since it last read them.
class Reader {
 public:
  explicit Reader(std::vector<std::string> paths);

  // Aborts when a line is none of History's.
  const Told& Read();

 private:
  void Take(absl::string_view line);
  void TakeAnswer(const Action& action, const Outcome& outcome);

  const std::vector<std::string> paths_;
  std::vector<int64_t> offsets_;
  Told told_;
};

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_HISTORY_H_
