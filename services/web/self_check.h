#ifndef CWP_SERVICES_WEB_SELF_CHECK_H_
#define CWP_SERVICES_WEB_SELF_CHECK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::web {

// "Could this help?": questions that lead to each other, and in the end to what
// may help. Its words and ways are the organisation's, in a file that somebody
// has signed; see templates/README.md.

// An answer that ends at the page for urgent help.
inline constexpr absl::string_view kToUrgentHelp = "urgent-help";

struct SelfCheck {
  struct Answer {
    std::string text;
    // The name of a question or an ending, or kToUrgentHelp.
    std::string to;
  };
  struct Question {
    std::string name;
    std::string text;
    std::string hint;
    std::vector<Answer> answers;
  };
  struct Link {
    std::string text;
    std::string path;
  };
  struct Ending {
    std::string name;
    std::string heading;
    std::vector<std::string> paragraphs;
    std::vector<Link> links;
  };

  // Who answers for it, and since when: "20 November 2026".
  std::string signed_by;
  std::string signed_on;
  // In order; the first begins, and asks about danger.
  std::vector<Question> questions;
  std::vector<Ending> endings;

  // Null when there is none.
  const Question* FindQuestion(absl::string_view name) const;
  const Ending* FindEnding(absl::string_view name) const;
};

// Reads a self-check, and whether it is to be offered: nothing when it is not
// signed. `file` is what errors call it.
//
// Fails with FAILED_PRECONDITION `SELF_CHECK_INVALID` and a sentence that says
// where: JSON of another form; a way to nowhere, or back; a first question
// without a way to urgent help; a signature that is only half there.
absl::StatusOr<std::optional<SelfCheck>> ReadSelfCheck(absl::string_view file,
                                                       absl::string_view text);

// The same from a file; nothing for no file, ``.
absl::StatusOr<std::optional<SelfCheck>> LoadSelfCheck(absl::string_view file);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SELF_CHECK_H_
