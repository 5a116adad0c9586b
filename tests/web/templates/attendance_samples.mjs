// View models of pages on which staff say who came to a session.
import { form, header } from './desk_samples.mjs';

const upload = {
  by_hand_href: '/desk/sessions/1/attendance/by-hand',
  header, form, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  back_link: { text: 'Back to the session', href: '/desk/sessions/1' },
};

const came = (id, hint) => ({
  id: `came_${id}`, name: `came_${id}`, size: 's', ...(hint && { hint }),
  label: 'Ada Example: 2 × Parent or carer',
  items: [{ value: 'leave', text: 'Leave it as it is' },
    { value: '2', text: 'All 2 came', selected: true }, { value: '0', text: 'Nobody came' }],
});

const proposal = {
  ...upload, from_report: true,
  others: { other_names: ['Mystery'] },
  groups: [
    { group_title: 'In the report',
      came_fields: [came(1, 'In the report: Ada E. (by email address, 45m 10s)')] },
    { group_title: 'Not in the report', came_fields: [came(2, 'Not in the report')] }],
};

export const attendanceCases = {
  'desk, attendance from Teams': ['desk-attendance', upload],
  'desk, attendance, no report': ['desk-attendance', {
    ...upload, report: { error: 'Nobody is in this report.' },
    error_summary: { items: [{ href: '#report', text: 'Nobody is in this report.' }] },
  }],
  'desk, who came': ['desk-attendance-check', proposal],
  'desk, who came, by hand': ['desk-attendance-check', {
    ...proposal, from_report: false, others: false,
    by_hand: { all_came_href: '/desk/sessions/1/attendance/by-hand?begin=all-came' },
    groups: [{
      group_title: 'Who has booked', came_fields: [came(1), came(2, 'Noted already: 0 of 2')],
    }],
  }],
  'desk, who came, changed meanwhile': ['desk-attendance-check', {
    ...proposal, others: false, some_not_noted: '1 booking was noted.',
  }],
};
