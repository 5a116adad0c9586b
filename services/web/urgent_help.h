#ifndef CWP_SERVICES_WEB_URGENT_HELP_H_
#define CWP_SERVICES_WEB_URGENT_HELP_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace cwp::web {

// Where families find urgent help is checked by a person, who signs for it: a
// number that leads nowhere does harm. Pages show it all the same, signed or
// not.
struct UrgentSigning {
  // Who checked it last, and when; nobody when it is empty.
  std::string signed_by;
  absl::CivilDay checked;
};

// For how long a check is good.
inline constexpr int kUrgentCheckDays = 90;

// Reads what the settings `urgent-checked`, a day such as "22 November 2026",
// and `urgent-signed-by` say. Fails with INVALID_ARGUMENT `CONFIG_INVALID` when
// it is no day, or a day to come (the day after today is taken, since zones
// differ).
absl::StatusOr<UrgentSigning> ReadUrgentSigning(absl::string_view checked,
                                                absl::string_view signed_by,
                                                absl::CivilDay today);

// A day as the setting `urgent-checked` has it, and pages show it.
std::string CheckedDayWords(absl::CivilDay day);

// What staff are told when somebody has to check it; empty when nobody has to.
std::string UrgentAlarm(const UrgentSigning& signing, absl::CivilDay today);

// How many days ago it was checked; nothing when nobody signed for it.
std::optional<int> UrgentCheckAge(const UrgentSigning& signing,
                                  absl::CivilDay today);

// Writes the page to a file, complete in itself: the style sheet stands in it.
// So a reverse proxy can show it while nothing of ours runs. `html` is the
// page, and `css` what its link to `css_path` leads to. Whoever reads the file
// meanwhile gets all of the old or all of the new one. Fails with
// FAILED_PRECONDITION `URGENT_HELP_COPY_FAILED`.
absl::Status WriteUrgentHelpCopy(const std::string& file,
                                 absl::string_view html,
                                 absl::string_view css_path,
                                 absl::string_view css);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_URGENT_HELP_H_
