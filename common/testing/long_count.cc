#include "common/testing/long_count.h"

#include <cstdlib>

#include "absl/strings/string_view.h"

namespace cwp {
namespace {

constexpr int64_t kShare = 20;

bool IsLongRun() {
  const char* setting = std::getenv("CWP_TEST_LONG");
  return setting != nullptr && absl::string_view(setting) == "1";
}

}  // namespace

int64_t LongCount(int64_t full) {
  return IsLongRun() ? full : (full + kShare - 1) / kShare;
}

}  // namespace cwp
