#ifndef CWP_SERVICES_WEB_DESK_ONCE_H_
#define CWP_SERVICES_WEB_DESK_ONCE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/crypto/key.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/short_memory.h"

namespace cwp::web {

// Pages with a secret that is shown once: who presses the button of a form
// twice gets the second answer, and would never see what the first one showed.
// So the same form gets the same page for a minute. In memory only, one in each
// process. Safe to use from several threads at once.
class ShownOnce {
 public:
  // The clock outlives it.
  explicit ShownOnce(const Clock& clock);

  // By which a form is known again that was posted to this address: by all that
  // it holds. `sender` is what else it was sent by, such as a session.
  std::string KeyOf(const http::Request& request,
                    absl::string_view sender) const;

  // The page that the form got, once it is there; nothing for a form that is
  // new, which is to be answered now, and then told of by End. The key outlives
  // this.
  boost::asio::awaitable<std::optional<http::Response>> Begin(
      const std::string& key);

  // Keeps an answer that shows what was made (200). With any other the form may
  // be sent again.
  void End(const std::string& key,
           const absl::StatusOr<http::Response>& answer);

  static constexpr absl::Duration kTime = absl::Minutes(1);

 private:
  const crypto::Key key_ = crypto::Key::Random();
  ShortMemory pages_;
  // Forms that are being answered.
  ShortMemory begun_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_ONCE_H_
