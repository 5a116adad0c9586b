#ifndef CWP_SERVICES_WEBINARS_MIGRATIONS_H_
#define CWP_SERVICES_WEBINARS_MIGRATIONS_H_

#include <vector>

#include "common/db/database.h"

namespace cwp::webinars {

// The steps of this service's schema, for db::Migrate.
std::vector<db::Migration> Migrations();

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_MIGRATIONS_H_
