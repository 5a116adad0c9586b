#ifndef CWP_SERVICES_CWPCTL_SERIES_TABLES_H_
#define CWP_SERVICES_CWPCTL_SERIES_TABLES_H_

#include <cstdint>
#include <map>
#include <string>

#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/cwpctl/output.h"

namespace cwp::ctl {

// What the operator sees of series.

// What to say where trainees alone would lead.
inline constexpr char kTraineeAlone[] =
    "Trainees alone would lead it: go on with --acknowledge-trainee-alone.\n";

// What `--accept-conflicts` does.
inline constexpr char kAcceptConflicts[] =
    "Goes on although other sessions are in the way";

// What to say where an edit would wait.
inline constexpr char kWouldWait[] =
    "It would wait some minutes, until which `series undo` takes it back, "
    "unless --now is given.\n";

// Every date of a plan, with what is to be known of it.
Table PlanTable(const scheduling::v1::SeriesPlan& plan);

// What a plan comes to, in sentences, each on a line.
std::string PlanWords(const scheduling::v1::SeriesPlan& plan);

// A series and its sessions.
Table SeriesTable(const scheduling::v1::Series& series);

// Series as a list.
Table SeriesListTable(const scheduling::v1::ListSeriesResponse& list);

// When an edit that waits comes, and how it is taken back, in a line; empty
// when none waits.
std::string PendingWords(const scheduling::v1::Series& series);

// What an edit does to each session; `people` says how many places of it are
// taken or waited for.
Table EditTable(const scheduling::v1::SeriesEditPlan& plan,
                const std::map<int64_t, int64_t>& people);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_SERIES_TABLES_H_
