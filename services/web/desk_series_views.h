#ifndef CWP_SERVICES_WEB_DESK_SERIES_VIEWS_H_
#define CWP_SERVICES_WEB_DESK_SERIES_VIEWS_H_

#include <string>
#include <vector>

#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_words.h"
#include "services/web/view.h"

namespace cwp::web {

// How pages say what series are and would be.

// The sessions that can be opened together: shown to families, not begun, and
// neither open nor closed.
std::vector<scheduling::v1::Session> SessionsToOpen(
    const Desk& desk, const scheduling::v1::Series& series);

// A table of all dates that a series would have, with what becomes of each.
View DatesTable(const Desk& desk, const scheduling::v1::SeriesPlan& plan);

// A table of what an edit would do to each session.
View EditTable(const Desk& desk, const scheduling::v1::SeriesEditPlan& plan,
               const DeskSeats& seats);

// A sentence for each session that is in the way; at most ten, and how many
// there are besides.
json::array ConflictLines(
    const Desk& desk,
    const google::protobuf::RepeatedPtrField<scheduling::v1::SessionConflict>&
        conflicts);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SERIES_VIEWS_H_
