#ifndef CWP_SERVICES_CWPCTL_CHAIN_H_
#define CWP_SERVICES_CWPCTL_CHAIN_H_

#include <cstdint>
#include <string>

#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::ctl {

// Recounts the chain of hashes of a feed, from its first entry on.
class Chain {
 public:
  // Takes the next entry, and what it holds into `change`. Says what does not
  // fit; empty when all does. Nothing may be added then.
  std::string Take(const feed::v1::Entry& entry, feed::v1::Change& change);

  // The last entry that was taken; with a problem, the one that has it.
  int64_t revision() const { return revision_; }
  const std::string& hash() const { return hash_; }

 private:
  int64_t revision_ = 0;
  std::string hash_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_CHAIN_H_
