#ifndef CWP_SERVICES_CWPCTL_WORDS_H_
#define CWP_SERVICES_CWPCTL_WORDS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/programme/words.h"

namespace cwp::ctl {

// Words on the command line, for what the protos number: those of programme
// files, and these.
using programme::AudienceWords;
using programme::ShowName;

// The audience that `--audience` names, as a number. Fails with
// INVALID_ARGUMENT `USAGE_INVALID`.
absl::StatusOr<int> NeedAudience(absl::string_view words);

// The choice of a series where the clock change asks for one: `skip`,
// `earlier`, `later`, or nothing. Fails with INVALID_ARGUMENT `USAGE_INVALID`.
absl::StatusOr<int> NeedClockChoice(absl::string_view words);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_WORDS_H_
