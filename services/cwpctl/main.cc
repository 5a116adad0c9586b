#include <iostream>

#include "common/base/clock.h"
#include "services/cwpctl/shell.h"

int main(int argc, char** argv) {
  const cwp::SystemClock clock;
  return cwp::ctl::Run(argc, argv, clock, std::cout, std::cerr);
}
