// View models of the desk's pages about all that is kept of a contact.
import { amend, asItIs, booking, form, header, refused, row } from './desk_samples.mjs';
import { overlay } from './render.mjs';

const columns = ['What', 'Made', 'Places', 'State'];
const contact = {
  header, back_link: { text: 'Back', href: '/desk/bookings/1' },
  rows: [
    { key: 'Name', row_value: 'Ada Example' },
    { key: 'Email', row_value: 'ada@example.org' },
    { key: 'Phone', row_value: '07700 900982' },
    { key: 'Blocked', row_value: 'No' },
  ],
  kept_table: {
    table_rows: [
      row(columns, '/desk/bookings/1', 'Booking 7K3M9Q2X', 'Monday 30 November 2026, 9am', '2',
        'Booked'),
      row(columns, '/desk/waitlist/9', 'Waitlist', 'Monday 30 November 2026, 9am', '1', 'Waits'),
    ],
  },
  download_href: '/desk/bookings/1/contact/download',
  links_href: '/desk/bookings/1/contact/links',
  block_href: '/desk/bookings/1/contact/block',
  erase_href: '/desk/bookings/1/contact/erase',
};

const act = {
  header, form, contact_words: 'Ada Example, ada@example.org, 07700 900982',
  download_href: '/desk/bookings/1/contact/download',
  back_link: { text: 'Back', href: '/desk/bookings/1/contact' },
};

const withoutWhy = (page) => ({ ...act, ...refused(page, 'reason', 'required') });

const foundColumns = ['What', 'Workshop', 'When', 'Places', 'State'];
const find = { header, form, found_table: false, fields: { reference: false } };
const led = { ...find, own_alone: true, fields: { who: false } };

const anyDate = {
  header, workshop_title: 'Helping your child with worry',
  back_link: { text: 'Back to the workshop', href: '/desk/workshops/1' },
};

const email = { ...amend, contact_email: 'ada@example.org' };
const wrongEmail = (reason, value) => ({
  ...email, ...refused('desk-booking-email', 'contact_email', reason, { value }),
});

export const contactCases = {
  'desk, who waits for any date': ['desk-workshop-waiting', {
    ...anyDate,
    waiting_table: {
      table_rows: [row(['Contact', 'Places', 'On the list since', 'How it stands'],
        '/desk/waitlist/9', 'Bea Example, bea@example.org', '1 to 2',
        'Monday 30 November 2026, 9am', 'Place 1 in line, for any date.')],
    },
  }],
  'desk, one fewer waits for any date': ['desk-workshop-waiting', {
    header, workshop_title: 'Helping your child with worry', no_people: true, waiting_table: false,
    done: { done_text: 'They are off the waitlist' },
    back_link: { text: 'Back to the workshop', href: '/desk/workshops/1' },
  }],
  'desk, nobody waits for any date': ['desk-workshop-waiting',
    { ...anyDate, waiting_table: false, no_people: true }],
  'desk, find somebody': ['desk-find', find],
  'desk, find somebody, refused': ['desk-find',
    overlay(find, refused('desk-find', 'who', 'invalid'))],
  'desk, find a booking of a session that one leads': ['desk-find', led],
  'desk, find a booking of a session that one leads, refused': ['desk-find',
    overlay(led, refused('desk-find', 'reference', 'invalid'))],
  'desk, nobody found': ['desk-find', { ...find, none_found: true }],
  'desk, no booking found of a session that one leads': ['desk-find',
    { ...led, none_found: true }],
  'desk, somebody found': ['desk-find', {
    ...find,
    found_table: {
      table_rows: [
        row(foundColumns, '/desk/bookings/1', 'Booking 7K3M9Q2X', 'Helping your child with worry',
          'Wednesday 2 December 2026, 6pm to 7:30pm', '2', 'Booked'),
        row(foundColumns, '/desk/waitlist/9', 'Waitlist', 'Understanding behaviour', 'Any date', '1', 'Waits'),
      ],
    },
  }],
  'desk, put an email address right': ['desk-booking-email', email],
  'desk, add an email address': ['desk-booking-email', { ...email, contact_email: false }],
  'desk, put an email address right, none': ['desk-booking-email', wrongEmail('required', false)],
  'desk, put an email address right, wrong': ['desk-booking-email',
    wrongEmail('invalid', 'ada@example')],
  'desk, put an email address right, too long': ['desk-booking-email',
    wrongEmail('too_long', `${'a'.repeat(255)}@example.org`)],
  'desk, put an email address right, the same': ['desk-booking-email',
    wrongEmail('same', 'ada@example.org')],
  'desk, put an email address right, has booked': ['desk-booking-email', {
    ...email, fields: { contact_email: { value: 'bo@example.org' } },
    refused_because: 'With this email address there is another booking already.',
  }],
  'desk, put an email address right, changed meanwhile': ['desk-booking-email', {
    ...email, ...asItIs, fields: { contact_email: { value: 'bo@example.org' } },
  }],
  'desk, is this the right email address?': ['desk-check', {
    header, form, check_heading: 'Is this the right email address?',
    facts: { rows: [
      { key: 'Email address until now', row_value: 'ada@example.org' },
      { key: 'New email address', row_value: 'bo@example.org' },
    ] },
    impact: { lines: [
      'An email with the booking and new links goes to bo@example.org.',
      'The links that went to ada@example.org for this booking stop working at once.',
    ] },
    check_buttons: [
      { text: 'Yes, use this address' },
      { text: 'Back to the form', name: 'then', value: 'form', variant: 'secondary' },
    ],
  }],
  'desk, email address put right': ['desk-booking', {
    ...booking, email_words: 'Put the email address right',
    done: { done_text: 'The email address is changed. An email goes to bo@example.org' },
  }],
  'desk, all about a contact': ['desk-contact', contact],
  'desk, all about a contact who is blocked': ['desk-contact', {
    ...contact, block_href: false, unblock_href: '/desk/bookings/1/contact/unblock',
    done: { done_text: 'They are blocked' },
  }],
  'desk, nothing left of a contact': ['desk-contact', {
    header, back_link: contact.back_link, kept_table: false, nothing_left: true,
    done: { done_text: 'Everything about them was erased' },
  }],
  'desk, erase a contact': ['desk-contact-erase', act],
  'desk, erase a contact, refused': ['desk-contact-erase', withoutWhy('desk-contact-erase')],
  'desk, block a contact': ['desk-contact-block', act],
  'desk, block a contact, refused': ['desk-contact-block', withoutWhy('desk-contact-block')],
  'desk, let a contact book again': ['desk-contact-unblock', act],
  'desk, let a contact book again, refused': ['desk-contact-unblock',
    withoutWhy('desk-contact-unblock')],
  'desk, send a contact new links': ['desk-contact-links', act],
};
