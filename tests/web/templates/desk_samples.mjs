// View models of the desk's pages, in the states that matter.
import { viewModel } from './render.mjs';

const header = {
  home_href: '/desk',
  navigation: {
    links: [
      { href: '/desk', text: 'Today' },
      { href: '/desk/staff', text: 'Staff' },
      { href: '/desk/account', text: 'Your account' },
    ],
  },
};

const form = {
  action: '/desk/somewhere',
  hidden: [{ name: 'csrf', value: 'token' }],
};

const qr = '<svg class="app-qr" role="img" aria-label="QR code for your authenticator '
  + 'app" viewBox="0 0 41 41" width="205" height="205" shape-rendering="crispEdges">'
  + '<path fill="#fff" d="M0 0h41v41H0z"/><path fill="#000" d="M4 4h1v1h-1z"/></svg>';

const roles = ['Administrator', 'Coordinator', 'Facilitator', 'Reader']
  .map((text, index) => ({
    item_id: index ? `role-${index + 1}` : 'role',
    value: text.toLowerCase(), text, item_hint: 'What they may do',
  }));

// A row of a table: its first cell leads on.
function row(columns, href, ...texts) {
  return {
    cells: texts.map((text, index) => ({
      text, column: columns[index],
      ...(index ? {} : { is_header: true, cell_href: href }),
    })),
  };
}

const week = ['When', 'Workshop', 'Places', 'State'];
const sessions = [
  row(week, '/desk/sessions/1', 'Wednesday 2 December 2026, 6pm to 7:30pm',
    'Helping your child with worry', '8 of 12 booked, 2 held', 'Open'),
  row(week, '/desk/sessions/2', 'Thursday 3 December 2026, 10am to midday',
    'Understanding behaviour', '0 of 20 booked', 'Draft'),
];

const months = {
  earlier: { href: '/desk/programme?month=2026-11', text: 'November 2026' },
  later: { href: '/desk/programme?month=2027-01', text: 'January 2027' },
};

const facts = [
  { key: 'When', lines: ['Wednesday 2 December 2026, 6pm to 7:30pm'] },
  { key: 'State', row_value: 'Scheduled' },
];

const session = {
  header, session_title: 'Helping your child with worry', rows: facts,
  acts: [{
    ...form,
    act_button: { text: 'Open it for booking', name: 'act', value: 'open' },
  }],
  capacity_href: '/desk/sessions/1/capacity',
  cancel_href: '/desk/sessions/1/cancel',
  people_table: {
    table_rows: [row(['Contact', 'Reference', 'Who comes', 'Needs', 'State'],
      '/desk/bookings/1', 'Ada Example, ada@example.org, 07700 900982',
      '7K3M9Q2X', '2 × Parent or carer, 5 to 11', 'Captions', 'Booked')],
  },
  waiting_table: {
    table_rows: [row(['Contact', 'Places', 'Waits', 'Offer'], false,
      'Bea Example, bea@example.org', '1 to 2', 'Place 1 in line', 'None')],
  },
};

const change = {
  header, form, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  back_link: { text: 'Back', href: '/desk/sessions/1' },
};

const booking = {
  header, rows: facts, cancel_href: '/desk/bookings/1/cancel',
  back_link: { text: 'Back to the session', href: '/desk/sessions/1' },
  attendance_form: {
    ...form,
    marks: [{
      id: 'attendance_1', name: 'attendance_1', legend: 'Young person, 13 to 15',
      size: 's', inline: true,
      items: ['Came', 'Did not come', 'Not noted'].map((text, index) => ({
        item_id: index ? `attendance_1-${index + 1}` : 'attendance_1',
        value: String(index), text,
      })),
    }],
  },
};

// A field of a page as it is refused.
function refused(page, field, reason, more = {}) {
  const error = viewModel(page, {}).fields[field].errors[reason];
  return {
    fields: { [field]: { error, ...more } },
    error_summary: { items: [{ href: `#${field}`, text: error }] },
  };
}

const invitation = {
  staff_name: 'Ada Example', staff_email: 'ada@example.org', form,
  needs_code: true, secret: 'MZXW 6YTB OI', qr_html: qr,
};

const member = {
  header, member: { name: 'Ada Example', email: 'ada@example.org' },
  standing: 'Active', form, invite_form: form,
  fields: { role: { items: roles } },
};

const auditColumns = ['Entry', 'When', 'Who', 'What', 'About', 'How it went'];
const audit = {
  header,
  fields: {
    who: {
      items: [{ value: 'anybody', text: 'Anybody', selected: true },
        { value: '71', text: 'Ada Example' }],
    },
  },
  audit_table: {
    table_rows: [
      row(auditColumns, false, '1842', '28 Nov 2026, 21:04:12', 'Ada Example',
        'Cancelled or refused a booking', 'Booking 351843720888320', 'Done (entry 1841)'),
      row(auditColumns, false, '1841', '28 Nov 2026, 21:04:12', 'Ada Example',
        'Cancelled or refused a booking. Why: Outside the area',
        'Booking 351843720888320', 'Begun'),
      row(auditColumns, false, '1840', '28 Nov 2026, 21:03:59', 'Nobody knows',
        'Failed to sign in', 'Bea Example', 'Not done: PASSWORD_WRONG'),
    ],
  },
  pagination: {
    landmark: 'Pages of the audit log',
    previous: { href: '/desk/audit', title: 'Newest' },
    next: { href: '/desk/audit?before=1840', title: 'Older' },
  },
};

export const deskCases = {
  'desk, sign in': ['desk-sign-in', { form: { action: '/desk/sign-in' } }],
  'desk, signed out': ['desk-sign-in', {
    form: { action: '/desk/sign-in' }, signed_out: true,
  }],
  'desk, sign-in refused': ['desk-sign-in', {
    form: { action: '/desk/sign-in' }, refused: true,
    fields: { email: { value: 'ada@example.org' } },
  }],
  'desk, too many tries': ['desk-sign-in', {
    form: { action: '/desk/sign-in' }, too_many: true,
  }],
  'desk, sign in to go on': ['desk-sign-in', {
    form: { action: '/desk/sign-in', hidden: [{ name: 'kept', value: 'x' }] },
    kept: true,
  }],
  'desk, go on': ['desk-go-on', { header, form }],
  'desk, invitation': ['desk-invitation', invitation],
  'desk, invitation without need of an app': ['desk-invitation', {
    ...invitation, needs_code: false, may_use_code: true,
  }],
  'desk, invitation refused': ['desk-invitation', {
    ...invitation, ...refused('desk-invitation', 'password', 'too_plain'),
  }],
  'desk, invitation over': ['desk-invitation-over', {}],
  'desk, account ready': ['desk-accepted', {
    header, has_codes: true,
    codes: ['ABCDEF-GHJKMN-PQRSTV-WXYZ01', 'ABCDEF-GHJKMN-PQRSTV-WXYZ02'],
  }],
  'desk, account ready without codes': ['desk-accepted', {
    header, no_codes: true,
  }],
  'desk, forbidden': ['desk-forbidden', { header }],
  'desk, today': ['desk-today', {
    header, sessions_table: { table_rows: sessions },
  }],
  'desk, today with something missing': ['desk-today', {
    header, sessions_table: { table_rows: sessions }, places_unknown: true,
    lacking_addresses: {
      items: [{
        href: '/desk/sessions/1',
        text: 'Helping your child with worry, Wednesday 2 December 2026',
      }],
    },
  }],
  'desk, nothing this week': ['desk-today', {
    header, sessions_table: false, no_sessions: true,
  }],
  'desk, today without scheduling': ['desk-today', {
    header, sessions_table: false, programme_unknown: true,
  }],
  'desk, programme': ['desk-programme', {
    header, month: 'December 2026', ...months,
    sessions_table: { caption: 'Sessions in December 2026', table_rows: sessions },
  }],
  'desk, programme without sessions': ['desk-programme', {
    header, month: 'December 2026', ...months,
    sessions_table: false, no_sessions: true,
  }],
  'desk, session': ['desk-session', session],
  'desk, session about to be moved': ['desk-session', {
    ...session, acts: false,
    pending: {
      pending_text: 'It is about to be cancelled, at 6:12pm.',
      undo_form: { ...form, act_button: { text: 'Take it back', name: 'act', value: 'undo' } },
    },
  }],
  'desk, session refused': ['desk-session', {
    ...session, refused_because: 'Its workshop is not published.',
  }],
  'desk, session without people': ['desk-session', {
    ...session, people_table: false, waiting_table: false, no_people: true,
  }],
  'desk, session for readers': ['desk-session', {
    ...session, people_table: false, waiting_table: false, people_hidden: true,
    acts: false,
  }],
  'desk, acknowledge': ['desk-acknowledge', {
    header, acknowledged: 'Trainees alone lead it, and that is all right',
    back_link: { text: 'Back', href: '/desk/sessions/1' },
    form: { ...form, act_button: { text: 'Yes', name: 'act', value: 'open' } },
  }],
  'desk, cancel a session': ['desk-session-cancel', {
    ...change, impact: ['3 bookings with 5 places would be cancelled'],
  }],
  'desk, capacity': ['desk-session-capacity', {
    ...change, fields: { capacity: { value: '12' } },
  }],
  'desk, capacity refused': ['desk-session-capacity', {
    ...change, ...refused('desk-session-capacity', 'capacity', 'invalid',
      { value: 'many' }),
  }],
  'desk, capacity changed meanwhile': ['desk-session-capacity', {
    ...change, refused_because: 'Somebody else has changed it.',
    fields: { capacity: { value: '12' } },
  }],
  'desk, capacity check': ['desk-session-capacity-check', {
    ...change, impact: ['Places: 10 instead of 12'],
  }],
  'desk, booking': ['desk-booking', booking],
  'desk, booking refused': ['desk-booking', {
    ...booking, refused_because: 'The booking is cancelled already.',
  }],
  'desk, cancel a booking': ['desk-booking-cancel', {
    header, form, reference: '7K3M9Q2X', contact_name: 'Ada Example',
    places: '2', places_is_one: false,
    back_link: { text: 'Back', href: '/desk/bookings/1' },
  }],
  'desk, account': ['desk-account', {
    header, sign_out_form: form, everywhere_form: form,
    rows: [{ key: 'Name', row_value: 'Ada Example' },
      { key: 'Role', row_value: 'Coordinator' }],
  }],
  'desk, audit log': ['desk-audit', audit],
  'desk, audit log without entries': ['desk-audit', {
    header, fields: audit.fields, audit_table: false, no_entries: true,
  }],
  'desk, audit log refused': ['desk-audit', {
    ...audit, audit_table: false,
    fields: {
      ...audit.fields, ...refused('desk-audit', 'since', 'invalid', { value: 'soon' }).fields,
    },
    error_summary: { items: [{ href: '#since', text: 'Enter a day' }] },
  }],
  'desk, staff': ['desk-staff', {
    header,
    staff_table: {
      table_rows: [row(['Name', 'Role', 'State', 'Last signed in'],
        '/desk/staff/1', 'Ada Example', 'Administrator', 'Active',
        'Wednesday 2 December 2026')],
    },
  }],
  'desk, invite': ['desk-staff-new', {
    header, form, fields: { role: { items: roles } },
  }],
  'desk, invite refused': ['desk-staff-new', {
    header, form,
    fields: {
      role: { items: roles },
      email: { value: 'ada@example.org', error: 'There is an account' },
    },
    error_summary: { items: [{ href: '#email', text: 'There is an account' }] },
  }],
  'desk, invited': ['desk-staff-invited', {
    header, invited_name: 'Ada Example',
    invitation_uri: 'https://book.example.org/desk/invitation/abcdefghijklmnopqrst',
  }],
  'desk, member': ['desk-staff-member', member],
  'desk, oneself': ['desk-staff-member', { ...member, self: true }],
};
