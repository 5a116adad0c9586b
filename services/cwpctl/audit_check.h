#ifndef CWP_SERVICES_CWPCTL_AUDIT_CHECK_H_
#define CWP_SERVICES_CWPCTL_AUDIT_CHECK_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/web/v1/audit_service.pb.h"
#include "services/cwpctl/chain.h"

namespace cwp::ctl {

// Checks web's audit log from its first entry on: the chain of hashes, the row
// by which each entry is found, and that the reasons beside it are those that
// were typed. Each step fails with DATA_LOSS `AUDIT_BROKEN`, metadata
// `revision`, at the first entry that does not fit; nothing may be added then.
class AuditCheck {
 public:
  // The next entry of the feed.
  absl::Status Take(const feed::v1::Entry& entry);

  // The next row, of an entry that was taken before.
  absl::Status Compare(const web::v1::AuditRow& row);

  // How many entries were taken whose rows were not compared.
  size_t waiting() const { return waiting_.size(); }
  // The last row that was compared.
  int64_t compared() const { return compared_; }

  // After the last: whether rows are missing, and reasons that nobody erased.
  absl::Status Finish() const;

  // The next entry is not there.
  absl::Status Missing() const;

  int64_t entries() const { return chain_.revision(); }
  int64_t reasons() const { return reasons_; }
  int64_t erased() const { return erased_; }
  // Changes that were begun and of which nothing says how they went: the
  // service stopped in between. By the revision of their entries.
  const std::map<int64_t, web::v1::AuditEntry>& open() const { return open_; }

 private:
  absl::Status TakeEntry(const feed::v1::Change& change,
                         const web::v1::AuditEntry& entry);
  absl::Status CompareWhy(const web::v1::AuditRow& row,
                          const std::string& digest);
  static absl::Status Broken(int64_t revision, const std::string& what);

  // What an entry says that its row must say, too.
  struct Expected {
    web::v1::AuditRow row;
    std::string why_digest;
  };

  Chain chain_;
  std::deque<Expected> waiting_;
  int64_t compared_ = 0;
  int64_t reasons_ = 0;
  int64_t erased_ = 0;
  std::map<int64_t, web::v1::AuditEntry> open_;
  // Reasons that are gone, by the entry that is said to have erased them.
  std::map<int64_t, int64_t> gone_;
  // Entries that erase, and which reason.
  absl::flat_hash_map<int64_t, int64_t> erasures_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_AUDIT_CHECK_H_
