#ifndef CWP_COMMON_HTTP_SITE_H_
#define CWP_COMMON_HTTP_SITE_H_

#include <atomic>

#include "common/base/mutex.h"
#include "common/http/address.h"
#include "common/http/request_meter.h"
#include "common/http/response_head.h"
#include "common/http/router.h"
#include "common/http/server.h"

namespace cwp::http {

// What all threads of a server share. Fixed before they start, but for what
// says otherwise.
struct Site {
  ServerOptions options;
  Router router;
  TrustedProxies proxies;
  DefaultHeaders headers;
  RequestMeter meter;

  // Connections that are open, and how many of these are being refused.
  // Changed by all threads.
  std::atomic<int> open{0};
  std::atomic<int> refusals{0};
  Mutex mu;
  CondVar all_closed;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_SITE_H_
