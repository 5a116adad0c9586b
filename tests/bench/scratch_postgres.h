#ifndef CWP_TESTS_BENCH_SCRATCH_POSTGRES_H_
#define CWP_TESTS_BENCH_SCRATCH_POSTGRES_H_

#include <sys/types.h>

#include <string>

#include "common/testing/temp_dir.h"

namespace cwp::bench {

// A PostgreSQL cluster of its own in a temporary folder, with Debian's settings
// (fsync on). Stopped and removed at the end, and whenever this process ends.
// Needs the top of the source tree as the current folder.
class ScratchPostgres {
 public:
  // Aborts when the server does not come up.
  ScratchPostgres();
  ~ScratchPostgres();

  ScratchPostgres(const ScratchPostgres&) = delete;
  ScratchPostgres& operator=(const ScratchPostgres&) = delete;

  // The address of an empty database, for libpq and its tools.
  const std::string& uri() const { return uri_; }

 private:
  const TempDir folder_;
  std::string uri_;
  pid_t pid_ = 0;
  // The shell that minds the server stops it when this is closed.
  int leash_ = -1;
};

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_SCRATCH_POSTGRES_H_
