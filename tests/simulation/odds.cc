#include "tests/simulation/odds.h"

#include <set>

#include "absl/time/civil_time.h"
#include "common/time/local_time.h"

namespace cwp::simulation {
namespace {

// Never, rarely, or often.
int64_t DrawChance(Random& random, int64_t highest) {
  switch (random.Below(4)) {
    case 0:
      return 0;
    case 1:
      return random.Between(1, 1 + highest / 10);
    default:
      return random.Between(0, highest);
  }
}

int DrawOneIn(Random& random) {
  return random.Chance(500) ? 0 : static_cast<int>(random.Between(5, 200));
}

// Some of the days that a run may reach.
std::set<absl::CivilDay> DrawBankHolidays(Random& random) {
  std::set<absl::CivilDay> days;
  const int64_t chance = DrawChance(random, 300);
  for (absl::CivilDay day(2024, 3, 4); day.year() == 2024; ++day) {
    if (random.Chance(chance)) days.insert(day);
  }
  return days;
}

registration::Rules DrawRules(Random& random) {
  registration::Rules rules{.zone = civil::London(),
                            .bank_holidays = DrawBankHolidays(random)};
  rules.max_passes = random.Between(0, 4);
  rules.client_places = random.Between(1, 8);
  rules.contact_bookings = random.Chance(500) ? 20 : random.Between(1, 5);
  rules.max_extensions = random.Between(0, 10);
  rules.retention = absl::Hours(random.Between(25, 300));
  return rules;
}

}  // namespace

Odds DrawOdds(Random& random) {
  Odds odds;
  for (int64_t& weight : odds.weights) weight = DrawChance(random, 100);
  // Without these three nothing would happen at all.
  for (const size_t always : {0, 6, 8}) {
    odds.weights[always] += random.Between(1, 60);
  }
  // What is erased is of no more interest to the others.
  odds.weights[16] = DrawChance(random, 20);
  odds.workshops = random.Between(1, 3);
  odds.sessions = random.Between(1, 10);
  odds.largest_capacity =
      random.Chance(100) ? random.Between(20, 200) : random.Between(1, 12);
  odds.largest_party = random.Between(1, 6);
  odds.contacts = random.Between(3, 300);
  odds.browsers = random.Between(3, 300);
  odds.clients = random.Between(1, 40);
  odds.largest_group = random.Between(1, 40);
  odds.wait_in_line = random.Below(1001);
  odds.through_hold = random.Below(1001);
  odds.topic = DrawChance(random, 800);
  odds.several_sessions = DrawChance(random, 800);
  odds.partner = DrawChance(random, 800);
  odds.unknown_id = DrawChance(random, 50);
  odds.not_eligible = DrawChance(random, 50);
  odds.duplicate = DrawChance(random, 200);
  odds.reused_id = DrawChance(random, 30);
  odds.with_etag = random.Below(1001);
  odds.old_etag = DrawChance(random, 200);
  odds.send_new = random.Below(1001);
  odds.late = DrawChance(random, 50);
  odds.looks_first = DrawChance(random, 1000);
  odds.redis_spoils = DrawChance(random, 200);
  odds.redis_loses = DrawChance(random, 1000);
  odds.session_change = random.Between(5, 300);
  odds.lapse = DrawChance(random, 1000);
  odds.restart = DrawChance(random, 30);
  odds.set_aside = DrawChance(random, 300);
  odds.purge = DrawChance(random, 200);
  odds.long_jump = DrawChance(random, 60);
  odds.medium_jump = DrawChance(random, 400);
  odds.faults = {.one_in_before = DrawOneIn(random),
                 .one_in_undone = DrawOneIn(random),
                 .one_in_after = DrawOneIn(random)};
  odds.rules = DrawRules(random);
  return odds;
}

}  // namespace cwp::simulation
