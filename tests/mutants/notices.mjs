// Mutants of what staff write to those of sessions.

const COMMANDS = ['registration_commands_test'];
const MESSAGES = ['notifications_messages_test'];

export const NOTICES = [
  {
    name: 'whoever has no email address is counted in',
    file: 'services/registration/notice_store.cc',
    text: 'if (!row.Bool(1)) {',
    replacement: 'if (!row.Bool(1) && row.Int(0) == 0) {',
    breaks: 'Who has no e-mail address is said to be phoned.',
    caughtBy: COMMANDS,
  },
  {
    name: 'whoever booked a moment ago gets none',
    file: 'services/registration/group_notices.cc',
    text: '  RETURN_IF_ERROR(FlushBookings());\n  RETURN_IF_ERROR(FlushWaitlist());\n',
    replacement: '',
    breaks: 'A notice goes to all who have places at that moment.',
    caughtBy: COMMANDS,
  },
  {
    name: 'words outlive that they were taken back',
    file: 'services/registration/notice_store.cc',
    text: '"UPDATE notices SET state = 2, revision = $2, sealed_text = NULL "',
    replacement: '"UPDATE notices SET state = 2, revision = $2 "',
    breaks: 'What was taken back is erased.',
    caughtBy: COMMANDS,
  },
  {
    name: 'words to one outlive the contact',
    file: 'services/registration/group_flush.cc',
    text: 'EraseNoticesTo(*tx_, erased_bookings_)',
    replacement: 'EraseNoticesTo(*tx_, {})',
    breaks: 'An erasure reaches what was written to a contact alone.',
    caughtBy: COMMANDS,
  },
  {
    name: 'words are kept for ever',
    file: 'services/registration/retention.cc',
    text: 'EraseOldNotices(tx, now - kNoticeKept)',
    replacement: 'EraseOldNotices(tx, absl::UnixEpoch())',
    breaks: 'The words of a notice are kept for 7 days.',
    caughtBy: COMMANDS,
  },
  {
    name: 'what was taken back counts',
    file: 'services/registration/notice_store.cc',
    text: '"AND audience = $2 AND booking_id = $3 AND state = 1 "',
    replacement: '"AND audience = $2 AND booking_id = $3 "',
    breaks: 'Only what went out counts towards how many there may be.',
    caughtBy: COMMANDS,
  },
  {
    name: 'what waits of a notice goes though it was taken back',
    file: 'services/notifications/registration_follower.cc',
    text: 'if (news.taken_back) return DropNotice(tx, news.notice_id);',
    replacement: 'if (news.taken_back) return absl::OkStatus();',
    breaks: 'The outbox says that a message was taken back.',
    caughtBy: MESSAGES,
  },
  {
    name: 'a notice goes at once',
    file: 'services/notifications/registration_follower.cc',
    text: '  message.due_time = std::max(message.due_time, message.create_time);\n',
    replacement: '  message.due_time = message.create_time;\n',
    breaks: 'A notice can be taken back for a minute.',
    caughtBy: MESSAGES,
  },
  {
    name: 'a notice counts as what was said of a booking',
    file: 'services/notifications/domain.cc',
    text: 'kind == Kind::kRelocation || kind == Kind::kNotice;',
    replacement: 'kind == Kind::kRelocation;',
    breaks: 'A notice keeps nothing from being said.',
    caughtBy: [...MESSAGES, 'notifications_domain_test'],
  },
  {
    name: 'whoever has cancelled gets the notice',
    file: 'services/notifications/domain.cc',
    text: 'return SendIf(message.booking_id != 0 ? facts.confirmed : Waits(facts));',
    replacement: 'return SendIf(message.booking_id != 0 || Waits(facts));',
    breaks: 'Who has cancelled meanwhile gets no notice.',
    caughtBy: [...MESSAGES, 'notifications_domain_test'],
  },
];
