#ifndef CWP_SERVICES_WEB_CLIENT_LIMITS_H_
#define CWP_SERVICES_WEB_CLIENT_LIMITS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/http/handler.h"
#include "services/web/site.h"

namespace cwp::web {

// How often one client may do something: so often at once, and then again with
// every `interval`. Wide, so that a school behind one address is not punished;
// it stops who would go on for hours. Clients are named by ClientKey. Kept in
// memory, one in each process. Safe to use from several threads at once.
class ClientRate {
 public:
  // The clock outlives this.
  ClientRate(const Clock& clock, int at_once, absl::Duration interval)
      : clock_(clock), room_(at_once * interval), interval_(interval) {}

  // Takes one of what there are left. When there is none, nothing is taken and
  // this says how long to wait.
  std::optional<absl::Duration> Take(const std::string& client);

 private:
  const Clock& clock_;
  const absl::Duration room_;
  const absl::Duration interval_;
  Mutex mu_;
  // When a client may do it as often at once as at first; none for now.
  absl::flat_hash_map<std::string, absl::Time> rested_ ABSL_GUARDED_BY(mu_);
};

// How many of something one client has at a time. Safe to use from several
// threads at once.
class ClientShare {
 public:
  explicit ClientShare(int most) : most_(most) {}

  // Counts one more, until what it returns is gone; null when there are as many
  // as may be. What it returns may outlive this.
  static std::shared_ptr<void> Take(const std::shared_ptr<ClientShare>& share,
                                    const std::string& client);

 private:
  const int most_;
  Mutex mu_;
  absl::flat_hash_map<std::string, int> had_ ABSL_GUARDED_BY(mu_);
};

// Forms that one client may send to an address at once, and how long it is
// until one more: 300 a minute.
inline constexpr int kFormsAtOnce = 300;
inline constexpr absl::Duration kFormInterval = absl::Milliseconds(200);

// A handler for so many of one client, which answers with RESOURCE_EXHAUSTED
// `TOO_MANY_FORMS` (metadata `retry_after_ms`) what is more. Each call makes a
// limit of its own.
http::Handler WithinRate(const Site& site, http::Handler handler);

// Forms that one client may send with the same e-mail address at once, and how
// long it is until one more. Each may have us write to that address.
inline constexpr int kLettersAtOnce = 10;
inline constexpr absl::Duration kLetterInterval = absl::Minutes(1);

// Takes one of the letters that this client may have sent to an address, or
// fails with RESOURCE_EXHAUSTED `TOO_MANY_FORMS` (metadata `retry_after_ms`).
// Counted for client and address together: a school's addresses differ, and
// nobody keeps others from using theirs.
absl::Status TakeLetter(const Site& site, const http::Request& request,
                        absl::string_view email);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CLIENT_LIMITS_H_
