#ifndef CWP_SERVICES_CWPCTL_WORKSHOP_TABLE_H_
#define CWP_SERVICES_CWPCTL_WORKSHOP_TABLE_H_

#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {

// Shows all of one workshop.
void ShowWorkshop(Shell& shell, const scheduling::v1::Workshop& workshop);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_WORKSHOP_TABLE_H_
