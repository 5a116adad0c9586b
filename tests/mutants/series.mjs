// Mutants of series and of days off: which dates there are, and what an edit
// leaves alone.

const RULES = ['scheduling_series_test'];

export const SERIES = [
  {
    name: 'an edit changes what may be booked',
    file: 'services/scheduling/series_domain.cc',
    text: 'if (!never_open && confirmed_.count(session.id) == 0) {',
    replacement: 'if (!never_open && confirmed_.count(session.id) == 2) {',
    breaks: 'A session that was ever open is changed only when it is confirmed.',
    caughtBy: RULES,
  },
  {
    name: 'an edit of several changes what was edited by itself',
    file: 'services/scheduling/series_domain.cc',
    text: 'session.series->edited_alone && edit_.scope != Scope::kThis',
    replacement: 'session.series->edited_alone && edit_.scope == Scope::kThis',
    breaks: 'A session that was edited by itself is left alone by edits of several.',
    caughtBy: RULES,
  },
  {
    name: 'a draft counts as once open',
    file: 'services/scheduling/series_domain.cc',
    text: 'session.state == SessionState::kDraft;',
    replacement: 'session.state == SessionState::kCompleted;',
    breaks: 'What was never open is changed unasked, drafts too.',
    caughtBy: RULES,
  },
  {
    name: 'an edit taken back leaves its sessions in it',
    file: 'services/scheduling/series_pending.cc',
    text: 'for (Session& session : before.sessions) session = LeaveEdit(session, now);',
    replacement: 'for (Session& session : before.sessions) session.update_time = now;',
    breaks: 'Taking back an edit of a series takes back all of it.',
    caughtBy: RULES,
  },
  {
    name: 'an edit waits though one of its sessions is near',
    file: 'services/scheduling/series_pending.cc',
    text: 'if (IsNear(edited.before, meetings, moment)) return std::nullopt;',
    replacement: 'if (IsNear(edited.before, meetings, moment)) continue;',
    breaks: 'People hear of what is near in time: no edit of it waits.',
    caughtBy: RULES,
  },
  {
    name: 'of an edit that waits only the time comes',
    file: 'services/scheduling/session_change.cc',
    text: 'if (pending.edit.has_value()) ApplyEdit(*pending.edit, session);',
    replacement: 'if (pending.edit.has_value() && pending.meetings.empty()) {\n' +
      '    ApplyEdit(*pending.edit, session);\n  }',
    breaks: 'What waits comes to what it would have been at once.',
    caughtBy: RULES,
  },
  {
    name: 'bank holidays are skipped unasked',
    file: 'services/scheduling/series_plan.cc',
    text: 'if (pattern.skip_bank_holidays && !date.holiday.empty()) {',
    replacement: 'if (!date.holiday.empty()) {',
    breaks: 'Bank holidays are skipped when asked.',
    caughtBy: RULES,
  },
  {
    name: 'weeks begin on Sunday',
    file: 'services/scheduling/recurrence.cc',
    text: 'absl::PrevWeekday(start + 1, absl::Weekday::monday)',
    replacement: 'absl::PrevWeekday(start + 1, absl::Weekday::sunday)',
    breaks: 'Every other week is counted from Mondays.',
    caughtBy: RULES,
  },
  {
    name: 'offers run out on Christmas Day',
    file: 'services/registration/offer_time.cc',
    text: 'if (rules.bank_holidays.count(day) > 0) {',
    replacement: 'if (rules.bank_holidays.count(day) > 1) {',
    breaks: 'The time of an offer stands still on bank holidays.',
    caughtBy: ['registration_domain_test'],
  },
];
