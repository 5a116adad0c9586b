#ifndef CWP_SERVICES_WEB_DESK_IMPORT_VIEWS_H_
#define CWP_SERVICES_WEB_DESK_IMPORT_VIEWS_H_

#include <string>
#include <vector>

#include "common/programme/section.h"
#include "services/web/desk_import.h"
#include "services/web/view.h"

namespace cwp::web {

// How pages say what a file of a term would do, and has done.

// A table of all that is wrong with a file, up to some hundreds.
View MistakesTable(const std::vector<programme::Mistake>& mistakes);

// A table of everything in a file, and what is to become of it.
View PlanTable(const ImportPlan& plan);

// Sentences about all of it: how many, and whom it concerns.
json::array PlanLines(const ImportPlan& plan);

// "Import 12 sessions"; empty when there is nothing to be done.
std::string ImportButton(const ImportPlan& plan);

// A table of everything in a file, and what became of it.
View ResultTable(const ImportPlan& plan, const SeenPlan& seen,
                 const ImportReport& report);

// How far it is: "5 of 12 are done".
std::string ProgressWords(const ImportPlan& plan, const SeenPlan& seen,
                          const ImportReport& report);

// A table of the columns that a file may have.
View ColumnsTable();

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_IMPORT_VIEWS_H_
