// Mutants of series and of days off: which dates there are, and what an edit
// leaves alone.

const RULES = ['scheduling_series_test'];

export const SERIES = [
  {
    name: 'an edit changes what may be booked',
    file: 'services/scheduling/series_domain.cc',
    text: 'confirmed_.count(session.id) > 0;',
    replacement: 'confirmed_.count(session.id) < 2;',
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
