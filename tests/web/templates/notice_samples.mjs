// View models of the desk's pages about messages to those of a session.
import { form, header, refused, row } from './desk_samples.mjs';

const shown = {
  header, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
};
const back = { back_link: { text: 'Back', href: '/desk/sessions/1/messages' } };

const columns = ['Written', 'To', 'How many', 'State'];
const list = {
  ...shown, new_href: '/desk/sessions/1/messages/new',
  back_link: { text: 'Back to the session', href: '/desk/sessions/1' },
};

const items = [
  { item_id: 'to', value: 'booked', text: 'Everybody who is coming',
    item_hint: '12 people by email, and 1 to phone' },
  { item_id: 'to-2', value: 'waiting', text: 'Everybody on the waitlist',
    item_hint: 'Nobody at the moment' },
];
const write = { ...shown, ...back, form, fields: { to: { items } } };

const tooLong = refused('desk-message-new', 'text', 'too_long', { value: 'A pen.' });

const check = {
  ...shown, form, back_form: form, subject: 'A message about your booking',
  to_words: 'Everybody who is coming: 12 people by email, and 1 to phone',
  letter: 'Dear [name],\n\nPlease bring a pen.\n\nThis is about your booking:\n\n'
    + 'Helping your child with worry\nhttps://book.example.org/manage/[own link]\n',
  phone_table: {
    table_rows: [row(['Name', 'Phone'], false, 'Phil Example', '07700 900321')],
  },
};

const outbox = {
  ...shown, ...back, sent_words: '1 of 3 sent', again_form: form,
  outbox_table: {
    table_rows: [
      row(['To', 'State', 'Tries', 'Why'], '/desk/bookings/351843720888320',
        'Booking 351843720888320', 'Sent at 6:03pm', '1', '–'),
      row(['To', 'State', 'Tries', 'Why'], '/desk/bookings/351843720888321',
        'Booking 351843720888321', 'Not sent', '1', 'The mail server refused the address'),
      row(['To', 'State', 'Tries', 'Why'], '/desk/waitlist/9', 'Waitlist entry 9',
        'Tried again at 6:18pm', '4', 'The mail server cannot be reached'),
    ],
  },
};

export const noticeCases = {
  'desk, messages': ['desk-messages', {
    ...list,
    waiting_messages: [{
      waiting_text: 'Everybody who is coming: 12 people by email. It goes out at 6:03pm, '
        + 'and can be taken back until then.',
      take_back_form: form,
    }],
    messages_table: {
      table_rows: [
        row(columns, false, 'Monday 30 November 2026, 6:02pm', 'Everybody who is coming',
          '12 people by email, and 1 to phone', 'Goes out at 6:03pm'),
        row(columns, false, 'Monday 30 November 2026, 9am', 'One booking',
          '1 person by email', 'Went out'),
      ],
    },
  }],
  'desk, no messages': ['desk-messages', {
    ...list, messages_table: false, no_messages: true,
    refused_because: 'The message has gone out already.',
  }],
  'desk, write a message': ['desk-message-new', write],
  'desk, write a message, refused': ['desk-message-new', {
    ...write, ...tooLong, fields: { ...tooLong.fields, to: { items } },
  }],
  'desk, write to one': ['desk-message-new', {
    ...shown, ...back, form, fields: { to: false },
    to_one: 'Ada Example, ada@example.org, 07700 900982',
    refused_because: 'Several messages were sent lately.',
  }],
  'desk, write a message, not known': ['desk-message-new', {
    ...write, outcome_unknown: true,
  }],
  'desk, send a message': ['desk-message-check', check],
  'desk, how far a message has come': ['desk-outbox', outbox],
  'desk, a message not in line yet': ['desk-outbox', {
    ...outbox, outbox_table: false, not_heard_of: true, again_form: false,
  }],
  'desk, nobody to send it to': ['desk-message-check', {
    ...check, form: false, nobody: true,
  }],
};
