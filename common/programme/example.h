#ifndef CWP_COMMON_PROGRAMME_EXAMPLE_H_
#define CWP_COMMON_PROGRAMME_EXAMPLE_H_

#include "absl/time/civil_time.h"
#include "common/programme/file_node.h"

namespace cwp::programme {

// A programme to write one's own by: a workshop and its sessions, some weeks
// after `today`. All are drafts, so that no family sees what somebody tries
// out.
FileNode ExampleProgramme(absl::CivilDay today);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_EXAMPLE_H_
