#ifndef CWP_TESTS_SIMULATION_EVENTS_H_
#define CWP_TESTS_SIMULATION_EVENTS_H_

#include <string>

#include "services/registration/commands.h"
#include "services/registration/pool.h"
#include "tests/simulation/auditor.h"

namespace cwp::simulation {

// A command in a line, with all that decides about it.
std::string Describe(const Sent& sent);

// What a command was answered, in a line.
std::string Describe(const Outcome& outcome);

// What scheduling says of a session, in a line.
std::string Describe(const registration::Session& session);

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_EVENTS_H_
