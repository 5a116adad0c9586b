// View models of the desk's pages about what failed, and how the service is doing.
import { form, header, row } from './desk_samples.mjs';

const today = { header, sessions_table: false, no_sessions: true };

const columns = ['To', 'Session', 'Message', 'Was to go out', 'Why not'];
const session = 'Helping your child with worry, Wednesday 2 December 2026, 6pm to 7:30pm';
const failed = {
  header, again_form: form, failed_words: '2 messages failed in the last 7 days.',
  failed_table: {
    table_rows: [
      row(columns, '/desk/bookings/351843720888320', 'Booking 351843720888320', session,
        'Booking made', 'Monday 30 November 2026, 9am', 'The mail server refused the address'),
      row(columns, false, 'Waitlist entry 9', 'Not known', 'Offer of places',
        'Monday 30 November 2026, 8am',
        'The mail server cannot be reached. Tried again at 6:18pm'),
    ],
  },
};

export const healthCases = {
  'desk, today when all is well': ['desk-today', { ...today, health: { all_well: true } }],
  'desk, today when a meeting is tried again': ['desk-today', {
    ...today, done: { done_text: 'The meeting is tried again now' }, health: { all_well: true },
  }],
  'desk, today when no meeting can be tried again': ['desk-today', {
    ...today, refused_because: 'Many ask for something right now.', health: { all_well: true },
  }],
  'desk, today when something failed': ['desk-today', {
    ...today,
    failed_messages: {
      href: '/desk/messages/failed', text: '2 messages failed in the last 7 days.',
    },
    health: {
      troubles: [
        { text: 'Emails are not answering. What is to be sent waits. Tell whoever runs the service.' },
        { session_href: '/desk/sessions/1', session_words: session,
          text: 'the Teams meeting could not be made or changed. Put an address in by hand.',
          retry_form: {
            ...form,
            act_button: {
              text: 'Try it again', label_text: `Try it again: ${session}`,
              variant: 'secondary', small: true, once: true,
            },
          } },
      ],
    },
  }],
  'desk, messages that failed': ['desk-failed', failed],
  'desk, messages that failed, more of them': ['desk-failed', {
    ...failed, left_out: true, done: { done_text: '2 messages are tried again now' },
    pages: { next: { href: '/desk/messages/failed?page=x' } },
  }],
  'desk, no message failed': ['desk-failed', {
    header, failed_table: false, none_failed: true,
  }],
};
