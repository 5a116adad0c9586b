// Mutants of the meetings that scheduling has made, and of their queue.

const ROOM = 'services/scheduling';
const QUEUE = ['scheduling_meetings_test'];
const RULES = ['scheduling_teams_test'];

export const MEETINGS = [
  {
    name: 'a session that is made is not put in line for its meeting',
    file: `${ROOM}/commands.cc`,
    text: '    RETURN_IF_ERROR(WantMeeting(tx_, made, ' +
      'workshop.content.audience, now_));\n',
    replacement: '',
    breaks: 'A session is in line from the transaction that makes it.',
    caughtBy: QUEUE,
  },
  {
    name: 'another audience leaves meetings as they are',
    file: `${ROOM}/commands.cc`,
    text: 'if (new_audience || shown != session) {',
    replacement: 'if ((new_audience && shown != session) || shown != session) {',
    breaks: 'A meeting is closed when its workshop becomes one for young people.',
    caughtBy: QUEUE,
  },
  {
    name: 'a meeting is asked for under a new id each time',
    file: `${ROOM}/meeting_commands.cc`,
    text: '        *session, OptionsInForce(decided, workshop->content.audience));\n',
    replacement:
      '        *session, OptionsInForce(decided, workshop->content.audience));\n' +
      '    task.plan->external_id += std::to_string(queued->tries);\n',
    breaks: 'A session has one meeting, however often it is tried.',
    caughtBy: QUEUE,
  },
  {
    name: 'a meeting is loosened without a word',
    file: `${ROOM}/meeting_options.cc`,
    text: '  if (anew.empty() || !reason.empty()) return after;\n',
    replacement:
      '  if (anew.empty() || reason.size() < 501) return after;\n',
    breaks: 'What lets people do more than is usual needs a reason.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'what others were allowed young people are allowed',
    file: `${ROOM}/meeting_options.cc`,
    text: '  if (last->audience == audience) return last->after;\n',
    replacement: '  return last->after;\n',
    breaks: 'What was decided for one audience loosens nothing for another.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'a meeting that was loosened stays so in Teams',
    file: `${ROOM}/meeting_commands.cc`,
    text: '      Want(session, OptionsInForce(decided, audience), queued, now);\n',
    replacement:
      '      Want(session, OptionsFor(audience), queued, now);\n',
    breaks: 'A meeting is changed with what is decided for its session.',
    caughtBy: QUEUE,
  },
  {
    name: 'an address is published before the options are set',
    file: `${ROOM}/meeting_worker.cc`,
    text: '  RETURN_IF_ERROR(provider.Change(meeting.id, *task.plan));\n',
    replacement: '  provider.Change(meeting.id, *task.plan).IgnoreError();\n',
    breaks: 'A meeting that stands open to all is told to nobody.',
    caughtBy: QUEUE,
  },
  {
    name: 'a meeting that is gone is looked for for ever',
    file: `${ROOM}/meeting_worker.cc`,
    text: '    if (!absl::IsNotFound(changed)) return changed;\n',
    replacement: '    return changed;\n',
    breaks: 'A meeting that is gone is made anew.',
    caughtBy: QUEUE,
  },
  {
    name: 'others ask on while the provider wants quiet',
    file: `${ROOM}/meeting_worker.cc`,
    text: 'return stopping_ || options_.clock->Now() < quiet_until_;',
    replacement: 'return stopping_;',
    breaks: 'Busy for one is busy for all.',
    caughtBy: QUEUE,
  },
  {
    name: 'whoever comes too late is heard',
    file: `${ROOM}/meeting_commands.cc`,
    text: 'if (!queued.has_value() || queued->lease != task.queued.lease) {',
    replacement: 'if (!queued.has_value()) {',
    breaks: 'What came of a try counts only while its entry is in hand.',
    caughtBy: QUEUE,
  },
  {
    name: 'what is in hand is taken again',
    file: `${ROOM}/meeting_commands.cc`,
    text: 'queued->next_time > now || queued->lease > now) {',
    replacement: 'queued->next_time > now) {',
    breaks: 'An entry is in one hand at a time.',
    caughtBy: QUEUE,
  },
  {
    name: 'what is wanted meanwhile is forgotten',
    file: `${ROOM}/meeting_queue.cc`,
    text: '  if (queued.wanted != shape) return Due(std::move(queued), now);\n' +
      '  queued.state = MeetingState::kReady;\n',
    replacement: '  if (shape.empty()) return Due(std::move(queued), now);\n' +
      '  queued.state = MeetingState::kReady;\n',
    breaks: 'What changes while a meeting is being made is done next.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'a cancelled session gets its address',
    file: `${ROOM}/meeting_commands.cc`,
    text: '  if (!WantsMeeting(loaded->session, queued, now)) {\n    queued.meeting_id',
    replacement: '  if (!WantsMeeting(loaded->session, queued, now) && queued.tries > 99) ' +
      '{\n    queued.meeting_id',
    breaks: 'Nothing is published of what is cancelled meanwhile.',
    caughtBy: QUEUE,
  },
  {
    name: 'Retry-After is not obeyed',
    file: `${ROOM}/meeting_queue.cc`,
    text: '    return std::max(kLeastWait, absl::Milliseconds(milliseconds));\n',
    replacement: '    milliseconds = 0;\n',
    breaks: 'Whoever is told how long to wait waits as long.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'a typed address is written over',
    file: `${ROOM}/meeting_queue.cc`,
    text: '         session.join_address_version == ours;\n',
    replacement: '         session.join_address_version >= ours;\n',
    breaks: 'A typed address is left alone.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'sessions for young people have open microphones',
    file: `${ROOM}/meeting_options.cc`,
    text: '.attendee_microphone = open,',
    replacement: '.attendee_microphone = true,',
    breaks: 'Meetings for young people are closed.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'an expired token is not renewed',
    file: `${ROOM}/teams_graph.cc`,
    text: '    token_good_until_ = absl::InfinitePast();\n    ASSIGN_OR_RETURN(reply, ',
    replacement: '    ASSIGN_OR_RETURN(reply, ',
    breaks: 'An expired token is fetched anew, once.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'addresses of any host are taken',
    file: `${ROOM}/teams_answer.cc`,
    text: 'return absl::StartsWithIgnoreCase(uri, prefix);',
    replacement: 'return absl::StartsWithIgnoreCase(uri, prefix.substr(0, 8));',
    breaks: 'Only an address of Microsoft Teams is taken for one.',
    caughtBy: [...QUEUE, ...RULES],
  },
  {
    name: 'cancelled sessions want an address',
    file: `${ROOM}/meeting_store.cc`,
    text: '    "AND delivery_mode = 1 AND end_micros > $1 AND start_micros <= $2 "\n' +
      '    "AND state IN (1, 2, 3)";',
    replacement:
      '    "AND delivery_mode = 1 AND end_micros > $1 AND start_micros <= $2 ";',
    breaks: 'The alarm counts sessions that take place.',
    caughtBy: QUEUE,
  },
  {
    name: 'the meeting of a cancelled session goes on',
    file: `${ROOM}/meeting_queue.cc`,
    text: '    if (EndsMeeting(session, queued)) return WaitFor(*queued, "", now);\n',
    replacement: '',
    breaks: 'A meeting ends when its session is cancelled for good.',
    caughtBy: QUEUE,
  },
  {
    name: 'a meeting that is gone is ended for ever',
    file: `${ROOM}/teams_graph.cc`,
    text: 'return absl::IsNotFound(ended) ? absl::OkStatus() : ended;',
    replacement: 'return ended;',
    breaks: 'A meeting that is gone has ended.',
    caughtBy: QUEUE,
  },
  {
    name: 'young people are let in at any typed address',
    file: `${ROOM}/meeting_queue.cc`,
    text: 'return audience == Audience::kYoungPeople && can_be_joined(after) &&',
    replacement: 'return audience == Audience::kProfessionals && can_be_joined(after) &&',
    breaks: 'Somebody confirms that strangers cannot walk in.',
    caughtBy: RULES,
  },
  {
    name: 'an address may lead to any host',
    file: `${ROOM}/join_hosts.cc`,
    text: '  if (std::find(hosts_.begin(), hosts_.end(), host) != hosts_.end()) {',
    replacement: '  if (!host.empty()) {',
    breaks: 'A typed address leads to a known host.',
    caughtBy: ['scheduling_service_test'],
  },
  {
    name: 'the same address counts as another',
    file: `${ROOM}/session_commands.cc`,
    text: '         !update.is_join_uri(stored->uri);',
    replacement: '         !update.is_join_uri("");',
    breaks: 'The same address again changes nothing.',
    caughtBy: ['scheduling_service_test'],
  },
  {
    name: 'a database takes any master keys',
    file: 'common/host/key_check_store.cc',
    text: '    if (!opened.ok() || *opened != kText) {',
    replacement: '    if (!opened.ok() && rows[0].String(0).empty()) {',
    breaks: 'A service with other keys does not start.',
    caughtBy: ['common_host_test'],
  },
];
