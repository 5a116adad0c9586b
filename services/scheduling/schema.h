#ifndef CWP_SERVICES_SCHEDULING_SCHEMA_H_
#define CWP_SERVICES_SCHEDULING_SCHEMA_H_

#include <vector>

#include "common/db/database.h"

namespace cwp::scheduling {

// The schema, step by step. Append-only.
std::vector<db::Migration> Migrations();

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SCHEMA_H_
