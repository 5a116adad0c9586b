#ifndef CWP_COMMON_TESTING_POSTGRES_SERVER_H_
#define CWP_COMMON_TESTING_POSTGRES_SERVER_H_

#include <sys/types.h>

#include <string>

#include "common/testing/reserved_port.h"
#include "common/testing/temp_dir.h"

namespace cwp {

// A real PostgreSQL server of one test, on a free loopback port, with Debian's
// settings (fsync on), that can be killed and started again. Dies with the
// thread that started it.
//
// PostgreSQL refuses to run as root, so root borrows the account that Debian's
// package made.
class PostgresServer {
 public:
  // Aborts when PostgreSQL cannot be started; so does Start().
  PostgresServer();
  ~PostgresServer();

  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The address of an empty database, for db::Open.
  std::string uri() const;

  // Kills its first process as kill -9 does; the others end by themselves.
  void Kill();

  // Starts it and waits until it has recovered.
  void Start();

 private:
  pid_t Launch() const;
  bool Answers() const;

  const TempDir folder_;
  const ReservedPort port_;
  pid_t pid_ = 0;
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_POSTGRES_SERVER_H_
