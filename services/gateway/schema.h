#ifndef CWP_SERVICES_GATEWAY_SCHEMA_H_
#define CWP_SERVICES_GATEWAY_SCHEMA_H_

#include <vector>

#include "common/db/database.h"

namespace cwp::gateway {

// The steps that make the gateway's tables.
std::vector<db::Migration> Migrations();

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_SCHEMA_H_
