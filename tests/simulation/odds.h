#ifndef CWP_TESTS_SIMULATION_ODDS_H_
#define CWP_TESTS_SIMULATION_ODDS_H_

#include <array>
#include <cstdint>

#include "absl/time/time.h"
#include "common/testing/faulty_database.h"
#include "services/registration/pool.h"
#include "tests/simulation/random.h"

namespace cwp::simulation {

// How often what happens in one run. Drawn anew for each seed, some of it to
// nothing at all, so that runs differ more than one average run from the next.
// What is called a chance is of a thousand.
struct Odds {
  // How often each command is drawn, as against the others, in the order of
  // registration::WriteCommand.
  std::array<int64_t, 20> weights = {};

  int64_t workshops = 2;
  // How many sessions there are at a time.
  int64_t sessions = 6;
  int64_t largest_capacity = 8;
  int64_t largest_party = 4;
  int64_t contacts = 40;
  int64_t browsers = 40;
  int64_t clients = 10;
  int64_t largest_group = 20;

  int64_t wait_in_line = 500;
  int64_t through_hold = 500;
  int64_t topic = 200;
  int64_t several_sessions = 300;
  int64_t partner = 200;
  int64_t unknown_id = 20;
  int64_t not_eligible = 20;
  int64_t duplicate = 50;
  int64_t reused_id = 10;
  // Whoever changes a booking, or answers an offer, says what they read of it;
  // and it is old.
  int64_t with_etag = 500;
  int64_t old_etag = 50;
  // Whoever makes links useless has new ones sent.
  int64_t send_new = 500;
  int64_t late = 10;
  // Goes by the places left that are shown.
  int64_t looks_first = 300;

  // Chances for each group.
  int64_t session_change = 100;
  int64_t lapse = 300;
  int64_t restart = 10;
  int64_t set_aside = 100;
  int64_t purge = 50;
  int64_t long_jump = 30;
  int64_t medium_jump = 100;
  int64_t redis_spoils = 30;

  // That one count does not reach Redis.
  int64_t redis_loses = 50;

  db::FaultyDatabase::Odds faults;
  registration::Rules rules;
};

Odds DrawOdds(Random& random);

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_ODDS_H_
