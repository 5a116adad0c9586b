#ifndef CWP_SERVICES_WEB_WEBINARS_CLIENT_H_
#define CWP_SERVICES_WEB_WEBINARS_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/http/body_source.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"

namespace cwp::web {

// A file, or a range of it, on its way here.
class Download : public http::BodySource {
 public:
  // Waits until it begins to arrive, and says how large the whole file is.
  // Called once, before Next. Fails as DownloadFile of webinars' proto file
  // says.
  virtual boost::asio::awaitable<absl::StatusOr<int64_t>> Begin() = 0;
};

// Fetches files from webinars, no faster than the browser takes them. Safe to
// use from several threads at once.
class WebinarsClient {
 public:
  // Both outlive the client.
  WebinarsClient(const rpc::Peer& webinars, const Clock& clock);
  ~WebinarsClient();

  // `size` 0 is all from `first` on.
  std::shared_ptr<Download> Open(const rpc::Caller& caller,
                                 const std::string& hash, int64_t first,
                                 int64_t size);

 private:
  struct Stub;

  const rpc::Peer& peer_;
  const Clock& clock_;
  const std::unique_ptr<Stub> stub_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_WEBINARS_CLIENT_H_
