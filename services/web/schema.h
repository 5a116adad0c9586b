#ifndef CWP_SERVICES_WEB_SCHEMA_H_
#define CWP_SERVICES_WEB_SCHEMA_H_

#include <vector>

#include "common/db/database.h"

namespace cwp::web {

// The steps of this service's schema.
std::vector<db::Migration> Migrations();

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SCHEMA_H_
