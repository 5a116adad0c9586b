#ifndef CWP_COMMON_TESTING_RESERVED_PORT_H_
#define CWP_COMMON_TESTING_RESERVED_PORT_H_

#include <string>

namespace cwp {

// A TCP port on the loopback address for a program that has to be told where
// to listen. Nothing listened on it, no other reservation on this machine has
// it, and it lies outside the range from which Linux gives out ports by itself,
// so that nothing else takes it before the program does, nor while the program
// is being started again. Held until the reservation or the process ends.
class ReservedPort {
 public:
  // Aborts when no port is free.
  ReservedPort();
  ~ReservedPort();

  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;

  int number() const { return number_; }

  // `127.0.0.1:NUMBER`.
  std::string address() const;

 private:
  int number_ = 0;
  int lock_ = -1;
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_RESERVED_PORT_H_
