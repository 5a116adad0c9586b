#include "tests/faults/setting.h"

#include <cstdlib>
#include <random>

#include "absl/strings/string_view.h"

namespace cwp::faults {

bool OnPostgres() {
  const char* const engine = std::getenv("CWP_TEST_ENGINE");
  return engine != nullptr && absl::string_view(engine) == "postgres";
}

uint64_t Seed() {
  const char* const given = std::getenv("CWP_TEST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10)
                          : std::random_device()();
}

}  // namespace cwp::faults
