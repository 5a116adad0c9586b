#ifndef CWP_SERVICES_WEB_SITE_H_
#define CWP_SERVICES_WEB_SITE_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/latest.h"
#include "common/crypto/key.h"
#include "common/http/cookie.h"
#include "services/web/catalogue.h"
#include "services/web/notifications_client.h"
#include "services/web/page_cache.h"
#include "services/web/picture_cache.h"
#include "services/web/registration_client.h"
#include "services/web/render.h"
#include "services/web/said.h"
#include "services/web/scheduling_client.h"
#include "services/web/seat_watch.h"
#include "services/web/seats.h"
#include "services/web/self_check.h"
#include "services/web/view_counter.h"
#include "services/web/webinars_client.h"

namespace cwp::web {

class ClientRate;
class ShortMemory;

// What all pages stand on. Made once, at start; what it points to outlives it.
struct Site {
  const Clock* clock = nullptr;
  absl::TimeZone zone;
  const Renderer* renderer = nullptr;
  PageCache* pages = nullptr;
  // What the organisation says of itself.
  const Latest<Said>* said = nullptr;
  // Null while it is not offered.
  const SelfCheck* self_check = nullptr;
  const Catalogue* catalogue = nullptr;
  // Whether workshops, and webinars, were ever heard of: otherwise that there
  // are none means nothing.
  std::function<bool()> knows_workshops;
  std::function<bool()> knows_webinars;
  SeatReader* seats = nullptr;
  SeatWatch* seat_watch = nullptr;
  RegistrationClient* registration = nullptr;
  WebinarsClient* webinars = nullptr;
  ViewCounter* views = nullptr;
  NotificationsClient* notifications = nullptr;
  SchedulingClient* scheduling = nullptr;
  PictureCache* pictures = nullptr;
  // How often one client has us write to one e-mail address.
  ClientRate* letters = nullptr;
  // Links whose holder has erased everything.
  ShortMemory* erased = nullptr;
  // Seals answers and receipts.
  crypto::Key form_key;
  // Hashes the addresses of clients.
  crypto::Key client_key;
  // Where browsers reach us, without a slash at the end; empty when that is
  // not known, as in tests.
  std::string public_url;
  http::Cookies cookies = http::Cookies(/*https=*/false);
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SITE_H_
