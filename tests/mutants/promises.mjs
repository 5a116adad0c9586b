// Mutants that the simulation has to catch by itself: its auditor knows nothing
// of the code, and a test that names what is broken would only repeat it.

const ROOM = 'services/registration';
const SIMULATION = ['registration_simulation_test'];

export const PROMISES = [
  {
    name: 'a party is passed twice too often',
    file: `${ROOM}/admission.cc`,
    text: 'if (queue_[i].passed >= moment_.rules.max_passes) return -1;',
    replacement: 'if (queue_[i].passed > moment_.rules.max_passes + 1) return -1;',
    breaks: 'Nobody is passed more than K times.',
    caughtBy: SIMULATION,
  },
  {
    name: 'the last place idles',
    file: `${ROOM}/admission.cc`,
    text: '  if (pool_.free() == 0) return -1;\n',
    replacement: '  if (pool_.free() <= 1) return -1;\n',
    breaks: 'No place idles while the party that the order admits next would fit.',
    caughtBy: SIMULATION,
  },
  {
    name: 'an offer lapses ten minutes early',
    file: `${ROOM}/offer_store.cc`,
    text: 'AND state = 1 AND expire_micros <= $2 "',
    replacement: 'AND state = 1 AND expire_micros <= $2 + 600000000 "',
    breaks: 'Nothing lapses early.',
    caughtBy: SIMULATION,
  },
  {
    name: 'a booking that is asked for again is asked for twice',
    file: `${ROOM}/commands.cc`,
    text: 'std::is_same_v<T, PurgeOld>) {',
    replacement: 'std::is_same_v<T, PurgeOld> || std::is_same_v<T, MakeBooking>) {',
    breaks: 'A request repeated with the same request id has one effect.',
    caughtBy: SIMULATION,
  },
  {
    name: 'access needs outlive the contact',
    file: `${ROOM}/kept_store.cc`,
    text: '"contact_relationship = NULL, access_needs = NULL, "',
    replacement: '"contact_relationship = NULL, "',
    breaks: 'An erasure leaves nothing personal.',
    caughtBy: SIMULATION,
  },
  {
    name: 'an offer does not shorten the day before',
    file: `${ROOM}/offer_time.cc`,
    text: '{absl::Hours(24), absl::Hours(3)},',
    replacement: '{absl::Hours(24), absl::Hours(8)},',
    breaks: 'The time of an offer shortens as the session nears.',
    caughtBy: SIMULATION,
  },
];
