#ifndef CWP_TESTS_FAULTS_SETTING_H_
#define CWP_TESTS_FAULTS_SETTING_H_

#include <cstdint>

namespace cwp::faults {

// Whether CWP_TEST_ENGINE asks for PostgreSQL; SQLite otherwise.
bool OnPostgres();

// From CWP_TEST_SEED, to see the same choices again, or a new one.
uint64_t Seed();

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_SETTING_H_
