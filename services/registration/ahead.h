#ifndef CWP_SERVICES_REGISTRATION_AHEAD_H_
#define CWP_SERVICES_REGISTRATION_AHEAD_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "common/db/requests.h"
#include "services/registration/parties.h"

namespace cwp::registration {

// A booking that a command names, and what else it looks at.
struct NamedBooking {
  int64_t id = 0;
  // The pool of its session.
  bool pool = false;
  // What its contact said.
  bool answers = false;
  // The live bookings of its contact.
  bool contact = false;
  // All that is kept of its contact.
  bool belongings = false;
};

// The same of a waitlist entry, which comes with the offer that it has.
struct NamedEntry {
  int64_t id = 0;
  // The live bookings of its contact, and whether that is blocked.
  bool contact = false;
};

// What commands are going to ask for.
struct Ahead {
  // Whether there is one command only.
  bool alone = false;
  std::vector<const db::RequestKey*> requests;
  std::vector<NamedBooking> bookings;
  std::vector<NamedEntry> entries;
  std::vector<int64_t> hold_ids;
  // The holds that are to be placed.
  std::vector<const Hold*> wanted;
  // The waitlist entries that are to be made.
  std::vector<const WaitlistEntry*> joining;
  // Contacts whose live bookings are looked at, and whether they are blocked.
  std::vector<const std::string*> contact_keys;
  // Contacts of whom all is looked at that is kept.
  std::vector<const std::string*> owner_keys;
  std::vector<int64_t> session_ids;
  // Those of them that come to their end in this group: nothing lapses in them
  // before, as the places would go to the next.
  std::set<int64_t> ending;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_AHEAD_H_
