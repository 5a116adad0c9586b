#ifndef CWP_SERVICES_WEB_SAID_H_
#define CWP_SERVICES_WEB_SAID_H_

#include <memory>
#include <string>

#include "services/web/booking_form.h"
#include "services/web/opening.h"
#include "services/web/texts.h"
#include "services/web/urgent_help.h"

namespace cwp::organisation {
struct Parts;
}  // namespace cwp::organisation

namespace cwp::web {

// What the organisation says of itself, at the desk or else in settings, as
// pages need it. What templates show of it they have from the Renderer.
struct Said {
  // What the organisation and its service are called.
  std::string organisation;
  std::string service_name;
  // Empty for none.
  std::string contact_email;
  // All that the routes in text_pages.cc show.
  PageTexts texts;
  Opening opening;
  // Who signed for where urgent help is found.
  UrgentSigning urgent;
  // What the workshop says is never set here.
  BookingRules rules;
  // As it holds now, whoever says it: all parts have content. Never null.
  std::shared_ptr<const organisation::Parts> parts;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SAID_H_
