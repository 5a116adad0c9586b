#ifndef CWP_SERVICES_REGISTRATION_SCHEMA_H_
#define CWP_SERVICES_REGISTRATION_SCHEMA_H_

#include <vector>

#include "common/db/database.h"

namespace cwp::registration {

// The steps that make registration's tables.
std::vector<db::Migration> Migrations();

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SCHEMA_H_
