#include "tests/faults/history.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "common/base/error.h"

namespace cwp::faults {
namespace {

constexpr absl::string_view kAttempt = "attempt";
constexpr absl::string_view kMade = "made";
constexpr absl::string_view kRefused = "refused";
constexpr absl::string_view kNothing = "-";

int64_t ToNumber(absl::string_view text) {
  int64_t number = 0;
  CWP_CHECK(absl::SimpleAtoi(text, &number), "a history has a strange line");
  return number;
}

}  // namespace

History::History(const std::string& path)
    : file_(
          open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
  CWP_CHECK(file_ >= 0, "cannot open a history");
}

History::~History() { close(file_); }

void History::Attempt(const Action& action) {
  Append(
      absl::StrJoin({std::string(kAttempt), action.request_id,
                     absl::StrCat(static_cast<int>(action.deed)),
                     absl::StrCat(action.session), absl::StrCat(action.places),
                     absl::StrCat(action.subject),
                     action.hold_request.empty() ? std::string(kNothing)
                                                 : action.hold_request},
                    " "));
}

void History::Answer(const Action& action,
                     const absl::StatusOr<Outcome>& answer) {
  if (!answer.ok()) {
    return Append(absl::StrCat(kRefused, " ", action.request_id, " ",
                               ReasonOf(answer.status())));
  }
  Append(
      absl::StrJoin({std::string(kMade), action.request_id,
                     absl::StrCat(answer->id), absl::StrCat(answer->session),
                     absl::StrCat(answer->places), absl::StrCat(answer->state)},
                    " "));
}

void History::Append(const std::string& line) const {
  const std::string text = absl::StrCat(line, "\n");
  CWP_CHECK(write(file_, text.data(), text.size()) ==
                    static_cast<ssize_t>(text.size()) &&
                fdatasync(file_) == 0,
            "cannot write a history");
}

Reader::Reader(std::vector<std::string> paths)
    : paths_(std::move(paths)), offsets_(paths_.size(), 0) {}

const Told& Reader::Read() {
  for (size_t i = 0; i < paths_.size(); ++i) {
    std::ifstream file(paths_[i]);
    file.seekg(offsets_[i]);
    std::string line;
    while (std::getline(file, line)) {
      offsets_[i] += static_cast<int64_t>(line.size()) + 1;
      Take(line);
    }
  }
  return told_;
}

void Reader::Take(absl::string_view line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  CWP_CHECK(words.size() >= 3, "a history has a short line");
  const std::string& request_id = words[1];
  if (words[0] == kAttempt && words.size() == 7) {
    told_.open[request_id] = {
        .deed = static_cast<Deed>(ToNumber(words[2])),
        .request_id = request_id,
        .session = ToNumber(words[3]),
        .places = ToNumber(words[4]),
        .subject = ToNumber(words[5]),
        .hold_request = words[6] == kNothing ? "" : words[6]};
    return;
  }
  const auto asked = told_.open.find(request_id);
  CWP_CHECK(asked != told_.open.end(), "an answer without an attempt");
  ++told_.answers;
  if (words[0] == kRefused) ++told_.refusals;
  if (words[0] == kMade && words.size() == 6) {
    TakeAnswer(asked->second, {.id = ToNumber(words[2]),
                               .session = ToNumber(words[3]),
                               .places = ToNumber(words[4]),
                               .state = static_cast<int>(ToNumber(words[5]))});
  }
  told_.open.erase(asked);
}

void Reader::TakeAnswer(const Action& action, const Outcome& outcome) {
  told_.made.push_back({action, outcome});
  switch (action.deed) {
    case Deed::kConfirm:
      told_.holds[action.subject].state = 3;
      told_.bookings[outcome.id] = outcome;
      return;
    case Deed::kAccept:
      told_.entries[action.subject].state = 3;
      told_.bookings[outcome.id] = outcome;
      return;
    case Deed::kBook:
    case Deed::kCancel:
    case Deed::kMove:
    case Deed::kChange:
      told_.bookings[outcome.id] = outcome;
      return;
    case Deed::kHold:
    case Deed::kRelease:
      told_.holds[outcome.id] = outcome;
      return;
    case Deed::kJoin:
    case Deed::kLeave:
      told_.entries[outcome.id] = outcome;
      return;
  }
}

}  // namespace cwp::faults
