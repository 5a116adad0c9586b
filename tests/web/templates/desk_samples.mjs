// View models of the desk's pages, in the states that matter.
import { overlay, viewModel } from './render.mjs';
import { site } from './sample_data.mjs';

export const header = {
  home_href: '/desk',
  navigation: {
    links: [
      { href: '/desk', text: 'Today' },
      { href: '/desk/staff', text: 'Staff' },
      { href: '/desk/account', text: 'Your account' },
    ],
  },
};

export const form = {
  action: '/desk/somewhere',
  hidden: [{ name: 'csrf', value: 'token' }],
};

export const qr = '<svg class="app-qr" role="img" aria-label="QR code for your authenticator '
  + 'app" viewBox="0 0 41 41" width="205" height="205" shape-rendering="crispEdges">'
  + '<path fill="#fff" d="M0 0h41v41H0z"/><path fill="#000" d="M4 4h1v1h-1z"/></svg>';

const roles = ['Administrator', 'Coordinator', 'Facilitator', 'Reader']
  .map((text, index) => ({
    item_id: index ? `role-${index + 1}` : 'role',
    value: text.toLowerCase(), text, item_hint: 'What they may do',
  }));

// A row of a table: its first cell leads on.
export function row(columns, href, ...texts) {
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
  options_href: '/desk/sessions/1/meeting-options',
  allotments_href: '/desk/sessions/1/allotments',
  cancel_href: '/desk/sessions/1/cancel',
  book_href: '/desk/sessions/1/book',
  paper_href: '/desk/sessions/1/list',
  messages_href: '/desk/sessions/1/messages',
  report_href: '/desk/sessions/1/attendance',
  file_href: '/desk/sessions/1/bookings.csv',
  list_form: { action: '/desk/sessions/1' },
  people_table: {
    table_rows: [row(['Contact', 'Places', 'Who comes', 'Age', 'Needs', 'State', 'Channel',
      'Reference'], '/desk/bookings/1', 'Ada Example, ada@example.org, 07700 900982', '2',
    '2 × Parent or carer', '5 to 11', 'Captions', 'Booked', 'Phone', '7K3M9Q2X')],
  },
  waiting_table: {
    table_rows: [row(['Contact', 'Places', 'Why they wait', 'Offer', 'Needs', 'Channel'],
      '/desk/waitlist/9', 'Bea Example, bea@example.org', '1 to 2',
      'Place 1 in line, for any date. All places are taken.', 'None', 'None', 'Website')],
  },
};

const change = {
  header, form, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  back_link: { text: 'Back', href: '/desk/sessions/1' },
};

const sent = {
  rows: [
    { key: 'A booking was made', lines: ['Sent Wednesday 2 December 2026, 6:03pm'] },
    { key: 'A meeting comes', lines: ['Not sent', 'There is no email address'] },
  ],
  failed_href: '/desk/messages/failed',
};

const emailLink = { email_href: '/desk/bookings/1/email', email_words: 'Add an email address' };

export const booking = {
  header, sent, rows: facts, ...emailLink, cancel_href: '/desk/bookings/1/cancel',
  contact_href: '/desk/bookings/1/contact',
  write_href: '/desk/sessions/1/messages/new?booking=1',
  attendees_href: '/desk/bookings/1/attendees', details_href: '/desk/bookings/1/details',
  move_href: '/desk/bookings/1/move',
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

// The fields of the families' form in the words of the desk, filled in.
const deskFields = (more = {}) => overlay(overlay(
  viewModel('book', { site }).fields, viewModel('desk-book', { site }).fields), overlay({
  website: false,
  age_band: { items: [
    { item_id: 'age_band', value: '5_to_11', text: '5 to 11' },
    { item_id: 'age_band-2', value: '12_to_15', text: '12 to 15' }] },
  attendee_names: false,
  dates: false,
  least_places: false,
}, more));

const phone = {
  header, form, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  seats_words: '8 of 12 booked',
  back_link: { text: 'Back to the session', href: '/desk/sessions/1' },
  fields: deskFields(),
};

const waits = {
  dates: { items: [
    { item_id: 'dates', value: '1', text: 'Wednesday 2 December 2026, 6pm to 7:30pm', checked: true },
    { item_id: 'dates-2', value: 'any', text: 'Any date, also later ones' }] },
  least_places: viewModel('desk-book', { site }).fields.least_places,
};

const booked = {
  header, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  reference: '7K3M9Q2X', contact_name: 'Ada Example', places: '2', places_is_one: false,
  ...emailLink, booking_href: '/desk/bookings/1', book_href: '/desk/sessions/1/book',
  back_link: { text: 'Back to the session', href: '/desk/sessions/1' },
};

export const amend = {
  header, form, ...emailLink, contact_name: 'Ada Example',
  session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  back_link: { text: 'Back', href: '/desk/bookings/1' },
};

export const asItIs = {
  refused_because: 'Somebody else has changed it in the meantime.',
  as_it_is: { rows: facts },
};

const cancel = {
  header, form, reference: '7K3M9Q2X', contact_name: 'Ada Example',
  places: '2', places_is_one: false,
  back_link: { text: 'Back', href: '/desk/bookings/1' },
};

const otherDates = {
  items: [
    { item_id: 'to_session', value: '2', text: 'Thursday 3 December 2026, 6pm to 7:30pm',
      item_hint: '3 of 12 booked' },
    { item_id: 'to_session-2', value: '3', text: 'Friday 4 December 2026, 6pm to 7:30pm',
      item_hint: 'Not enough places: 12 of 12 booked' }],
};

const waiting = {
  header, sent, workshop_title: 'Helping your child with worry', rows: facts,
  remove_href: '/desk/waitlist/9/remove',
  contact_href: '/desk/waitlist/9/contact',
  back_link: { text: 'Back to the session', href: '/desk/sessions/1' },
};

const paper = {
  header, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  where: 'Village hall', printed: '9am on Wednesday 2 December 2026', places: '2',
  places_is_one: false,
  back_link: { text: 'Back to the session', href: '/desk/sessions/1' },
};

// A field of a page as it is refused.
export function refused(page, field, reason, more = {}) {
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

const facilitators = [
  { value: '0', text: 'Nobody' },
  { value: '71', text: 'Lena Example (practitioner)', selected: true },
];

const member = {
  header, member: { name: 'Ada Example', email: 'ada@example.org' },
  standing: 'Active', form, invite_form: form,
  fields: { role: { items: roles }, facilitator: { items: facilitators } },
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
  'desk, form of an earlier visit': ['desk-staff-new', {
    header, form, not_done_yet: true,
    fields: {
      name: { value: 'Bea Example' }, role: { items: roles }, facilitator: { items: facilitators },
    },
  }],
  'desk, forbidden': ['desk-forbidden', { header }],
  ...Object.fromEntries(['not_allowed', 'not_found', 'not_understood', 'not_working',
    'is_busy', 'our_mistake'].map((kind) => [`desk, problem ${kind}`, ['desk-problem', {
    header, [kind]: true, problem: 'Somebody else leads this session.', request_id: '0a1b2c3d',
  }]])),
  'desk, problem that nothing more is said of': ['desk-problem', {header, not_found: true}],
  'desk, today': ['desk-today', {
    header, sessions_table: { table_rows: sessions },
  }],
  'desk, today with something missing': ['desk-today', {
    header, sessions_table: { table_rows: sessions }, places_unknown: true,
    urgent_alarm: { alarm_text: 'Nobody has signed for the numbers.' },
    lacking_addresses: {
      items: [{
        href: '/desk/sessions/1',
        text: 'Helping your child with worry, Wednesday 2 December 2026', soon: true,
      }, {
        href: '/desk/sessions/2',
        text: 'Helping your child with worry, Friday 4 December 2026', soon: false,
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
  'desk, session just opened': ['desk-session', {
    ...session,
    done: {
      done_text: 'It is open for booking',
      undo_form: { ...form, act_button: { text: 'Undo', name: 'act', value: 'close' } },
    },
  }],
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
  'desk, session, none such': ['desk-session', {
    ...session, people_table: false, none_such: true, left_out: true,
  }],
  'desk, session, page of many': ['desk-session', {
    ...session, waiting_table: false, waiting_unknown: true,
    pagination: { previous: { href: '/desk/sessions/1?page=1' },
      next: { href: '/desk/sessions/1?page=3' } },
  }],
  'desk, book for somebody': ['desk-book', phone],
  'desk, book for somebody, with names': ['desk-book', {
    ...phone, fields: deskFields({ attendee_names: {
      ...viewModel('book', { site }).fields.attendee_names, size: 's' } }),
  }],
  'desk, book for somebody, refused': ['desk-book', {
    ...phone,
    fields: deskFields({
      contact_name: { error: 'Enter a name' },
      age_band: { error: 'Select how old the child or young person is' },
    }),
    error_summary: { items: [
      { href: '#age_band', text: 'Select how old the child or young person is' },
      { href: '#contact_name', text: 'Enter a name' }] },
  }],
  'desk, book for somebody, full': ['desk-book', {
    ...phone, refused_because: 'There are not so many places left.', offers_waitlist: true,
    fields: deskFields(waits),
  }],
  'desk, book for somebody, unknown': ['desk-book', { ...phone, outcome_unknown: true }],
  'desk, booked': ['desk-booked', {
    ...booked, newly_booked: true, contact_email: 'ada@example.org',
  }],
  'desk, booked without an address': ['desk-booked', {
    ...booked, newly_booked: true, no_email: true,
  }],
  'desk, had booked': ['desk-booked', { ...booked, had_booked: true }],
  'desk, not booked': ['desk-booked', {
    ...booked, not_booked: true, state_words: 'No places: blocked',
  }],
  'desk, change details': ['desk-booking-details', { ...amend, fields: deskFields() }],
  'desk, change details, no address': ['desk-booking-details', {
    ...amend, fields: { ...deskFields(), contact_phone: false }, phone_stays: true,
  }],
  'desk, change details, changed meanwhile': ['desk-booking-details', {
    ...amend, fields: deskFields(),
    meanwhile: {
      rows: [{
        key: 'What would help',
        lines: ['Now: Captions, Breaks', 'You left it as it was'],
      }],
    },
  }],
  'desk, change details, another thing changed meanwhile': ['desk-booking-details', {
    ...amend, ...asItIs, fields: deskFields(),
  }],
  'desk, change who comes': ['desk-booking-attendees', { ...amend, fields: deskFields() }],
  'desk, change who comes, changed meanwhile': ['desk-booking-attendees', {
    ...amend, ...asItIs, fields: deskFields(),
  }],
  'desk, move': ['desk-booking-move', { ...amend, to_session: otherDates }],
  'desk, move, no date chosen': ['desk-booking-move', {
    ...amend, to_session: { ...otherDates, error: 'Select a date' },
    error_summary: { items: [{ href: '#to_session', text: 'Select a date' }] },
  }],
  'desk, move, changed meanwhile': ['desk-booking-move', {
    ...amend, ...asItIs, to_session: otherDates,
  }],
  'desk, nowhere to move': ['desk-booking-move', {
    ...amend, form: false, no_other_dates: true,
  }],
  'desk, on the waitlist': ['desk-waiting', waiting],
  'desk, on the waitlist with an offer': ['desk-waiting', {
    ...waiting, accept_href: '/desk/waitlist/9/accept', decline_form: form,
    refused_because: 'The offer does not stand any more.',
  }],
  'desk, take off the waitlist': ['desk-waiting-remove', {
    header, form, contact_name: 'Ada Example',
    back_link: { text: 'Back', href: '/desk/waitlist/9' },
  }],
  'desk, take an offer': ['desk-waiting-accept', {
    header, form, contact_name: 'Ada Example', fields: deskFields(),
    offer_words: '2 places until 6pm on Wednesday 2 December 2026',
    back_link: { text: 'Back', href: '/desk/waitlist/9' },
  }],
  'desk, take another offer': ['desk-waiting-accept', {
    header, form, contact_name: 'Ada Example', fields: deskFields(),
    refused_because: 'They have another one now.',
    offer_words: '1 place until 6pm on Wednesday 2 December 2026',
    back_link: { text: 'Back', href: '/desk/waitlist/9' },
  }],
  'desk, list to print': ['desk-paper', {
    ...paper,
    paper_table: { table_rows: [row(['Name', 'Places', 'Who comes', 'Needs', 'Came'], false,
      'Ada Example', '2', '2 × Parent or carer', 'Captions', '☐')] },
  }],
  'desk, list to print, nobody': ['desk-paper', {
    ...paper, paper_table: false, no_people: true,
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
    as_it_is: { rows: [{ key: 'Places', row_value: '15 places' }] },
    fields: { capacity: { value: '12' } },
  }],
  'desk, capacity check': ['desk-session-capacity-check', {
    ...change, impact: ['Places: 10 instead of 12'],
  }],
  'desk, booking': ['desk-booking', booking],
  'desk, booking of which nothing was sent': ['desk-booking', {
    ...booking, sent: false, sent_none: true,
  }],
  'desk, booking, nobody knows what was sent': ['desk-booking', {
    ...booking, sent: false, sent_unknown: true,
  }],
  'desk, booking refused': ['desk-booking', {
    ...booking, refused_because: 'The booking is cancelled already.',
  }],
  'desk, cancel a booking': ['desk-booking-cancel', cancel],
  'desk, cancel a booking, changed meanwhile': ['desk-booking-cancel', { ...cancel, ...asItIs }],
  'desk, staff': ['desk-staff', {
    header,
    staff_table: {
      table_rows: [row(['Name', 'Role', 'State', 'Last signed in'],
        '/desk/staff/1', 'Ada Example', 'Administrator', 'Active',
        'Wednesday 2 December 2026')],
    },
  }],
  'desk, invite': ['desk-staff-new', {
    header, form, fields: { role: { items: roles }, facilitator: { items: facilitators } },
  }],
  'desk, invite refused': ['desk-staff-new', {
    header, form,
    fields: {
      role: { items: roles }, facilitator: { items: facilitators },
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
  'desk, member changed meanwhile': ['desk-staff-member', {
    ...member,
    meanwhile: {
      rows: [{ key: 'Signing in', lines: ['Now: May not sign in', 'You left it as it was'] }],
    },
  }],
};
