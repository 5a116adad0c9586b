#include "common/telemetry/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace cwp {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) / 1e6;
}

// A number in a file of /proc: the one after `skip` other words, counted from
// the last `after`, or from the start.
double NumberIn(const char* path, size_t skip, absl::string_view after = "") {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  absl::string_view rest = text;
  if (!after.empty()) rest.remove_prefix(text.rfind(std::string(after)) + 1);
  const std::vector<absl::string_view> words =
      absl::StrSplit(rest, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  double number = 0;
  if (words.size() <= skip || !absl::SimpleAtod(words[skip], &number)) return 0;
  return number;
}

}  // namespace

double ProcessStartSeconds() {
  // Field 22 of stat counts from the start of the machine; those before it are
  // counted from the end of the program's name, which may hold spaces.
  const double ticks = NumberIn("/proc/self/stat", 19, ")");
  const double up = NumberIn("/proc/uptime", 0);
  return absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()) - up +
         ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double ResidentMemoryBytes() {
  return NumberIn("/proc/self/statm", 1) *
         static_cast<double>(sysconf(_SC_PAGESIZE));
}

double ProcessorSeconds() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

double OpenFiles() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return 0;
  return static_cast<double>(std::distance(begin(files), end(files)));
}

}  // namespace cwp
