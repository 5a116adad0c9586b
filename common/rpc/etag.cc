#include "common/rpc/etag.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cwp::rpc {

std::string WriteEtag(int64_t revision) {
  return absl::StrCat("\"", revision, "\"");
}

int64_t ReadEtag(absl::string_view etag) {
  int64_t revision = 0;
  if (absl::ConsumePrefix(&etag, "\"") && absl::ConsumeSuffix(&etag, "\"") &&
      absl::SimpleAtoi(etag, &revision)) {
    return revision;
  }
  return 0;
}

}  // namespace cwp::rpc
