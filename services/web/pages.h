#ifndef CWP_SERVICES_WEB_PAGES_H_
#define CWP_SERVICES_WEB_PAGES_H_

#include "common/http/router.h"
#include "services/web/site.h"

namespace cwp::web {

// The routes, by resource: each in a file of its own. The site outlives the
// router.

// GET / (home_pages.cc)
void AddHomePages(http::Router& router, const Site& site);

// GET /workshops, /workshops/{slug} (workshop_pages.cc)
void AddWorkshopPages(http::Router& router, const Site& site);

// GET /workshops/{slug}/picture/{file} (picture_pages.cc). A name that the
// workshop's picture does not have fails with NOT_FOUND `PICTURE_NOT_FOUND`.
void AddPicturePages(http::Router& router, const Site& site);

// GET /workshops.ics (calendar_pages.cc)
void AddCalendarPages(http::Router& router, const Site& site);

// /sessions/{id}/book and what follows, the same for
// /workshops/{slug}/waitlist, /booked/{receipt} (booking_pages.cc)
void AddBookingPages(http::Router& router, const Site& site);

// /sessions/{id}/book/line and what follows (line_pages.cc)
void AddLinePages(http::Router& router, const Site& site);

// /sessions/{id}/book/waitlist, /workshops/{slug}/waitlist/joined
// (waiting_pages.cc)
void AddWaitingPages(http::Router& router, const Site& site);

// /booked/{receipt}/email (correct_pages.cc)
void AddCorrectPages(http::Router& router, const Site& site);

// /w/{token}, /waiting and what follows (entry_pages.cc)
void AddEntryPages(http::Router& router, const Site& site);

// /manage/{token}, /booking and what follows (manage_pages.cc)
void AddManagePages(http::Router& router, const Site& site);

// GET /booking/calendars, /booking/calendars/{calendar}/{meeting}
// (web_calendars.cc)
void AddWebCalendarPages(http::Router& router, const Site& site);

// /booking/places, /booking/move, /booking/download, /booking/erase, /erased
// (change_pages.cc)
void AddChangePages(http::Router& router, const Site& site);

// /find-my-booking (find_pages.cc)
void AddFindPages(http::Router& router, const Site& site);

// /j/{token} (join_pages.cc)
void AddJoinPages(http::Router& router, const Site& site);

// GET /webinars, /webinars/{slug} (webinar_pages.cc)
void AddWebinarPages(http::Router& router, const Site& site);

// GET /media/{file}, /handouts/{hash}/{name} (media_pages.cc). A file that is
// not as large as its webinar says fails with DATA_LOSS `FILE_SIZE_DIFFERS`.
void AddMediaPages(http::Router& router, const Site& site);

// GET /about, /privacy and all else that is only read, from texts that the
// organisation can change (text_pages.cc)
void AddTextPages(http::Router& router, const Site& site);

// /could-this-help, once it is signed (self_check_pages.cc)
void AddSelfCheckPages(http::Router& router, const Site& site);

// GET /live/places, for the script of pages (live_pages.cc). Fails with
// INVALID_ARGUMENT `FIELD_INVALID`, or RESOURCE_EXHAUSTED `TOO_MANY_WATCHERS`.
void AddLivePages(http::Router& router, const Site& site);

// GET /urgent-help, /robots.txt: rendered here and now, and answered from
// memory whatever else is down (info_pages.cc)
void AddInfoPages(http::Router& router, const Site& site);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_PAGES_H_
