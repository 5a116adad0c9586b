#ifndef CWP_COMMON_TESTING_REDIS_SERVER_H_
#define CWP_COMMON_TESTING_REDIS_SERVER_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/cache/connection.h"
#include "common/testing/reserved_port.h"
#include "common/testing/temp_dir.h"

namespace cwp {

// A real redis-server of one test, on a free loopback port and a Unix socket,
// that keeps nothing on disk unless it is told to SAVE. Dies with the test.
class RedisServer {
 public:
  // Aborts when redis-server cannot be started; so does Start().
  RedisServer();
  ~RedisServer();

  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  cache::Address address() const;
  std::string address_text() const;  // For configuration: 127.0.0.1:PORT.
  std::string socket_text() const;   // unix:PATH.

  // Kills it as kill -9 does, and starts one on the same port: empty, or with
  // what it SAVEd last.
  void Kill();
  void Start();
  // Takes connections from now on and answers none, until Kill.
  void Freeze();

  // Runs a command over a connection of its own, with patience.
  cache::Reply Run(const std::vector<std::string>& command);

 private:
  bool TryStart();
  bool Answers();

  TempDir folder_;
  const ReservedPort port_;
  pid_t pid_ = 0;
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_REDIS_SERVER_H_
