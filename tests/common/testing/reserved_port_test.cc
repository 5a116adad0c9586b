#include "common/testing/reserved_port.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(ReservedPortTest, EachIsAnother) {
  const std::vector<ReservedPort> ports(50);
  std::set<int> numbers;
  for (const ReservedPort& port : ports) numbers.insert(port.number());
  EXPECT_EQ(numbers.size(), ports.size());
}

TEST(ReservedPortTest, AnotherProcessGetsAnother) {
  const ReservedPort ours;
  const pid_t other = fork();
  ASSERT_GE(other, 0);
  if (other == 0) {
    const ReservedPort theirs;
    _exit(theirs.number() == ours.number() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(other, &status, 0), other);
  EXPECT_EQ(status, 0);
}

TEST(ReservedPortTest, LinuxDoesNotGiveItOutByItself) {
  const ReservedPort port;
  int first = 0;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first;
  if (first <= 20'000) GTEST_SKIP() << "this machine gives out low ports too";
  EXPECT_LT(port.number(), first);
}

}  // namespace
}  // namespace cwp
