// View models of every page, in the states that matter: what cwp-web would
// hand over.
import {
  answers, bookStep, booking, calendarsOf, called_off, changing, closed, course, dates, details, filterFields, filters,
  form,
  full, hidden, kept, lastPlace, later, offer, onlyKept, refusedContact, selfCheckQuestion,
  session, signed, site, someday,
  pagedOf, stepNames, told, turned, unknown, urgent, webinar, whoComes, workshop, workshopWithPicture,
  youngWorkshop,
} from './sample_data.mjs';
import { attendanceCases } from './attendance_samples.mjs';
import { contactCases } from './contact_samples.mjs';
import { deskAccountCases } from './desk_account_samples.mjs';
import { deskAdminCases } from './desk_admin_samples.mjs';
import { deskCases } from './desk_samples.mjs';
import { deskTeamCases } from './desk_team_samples.mjs';
import { healthCases } from './health_samples.mjs';
import { longCases } from './long_samples.mjs';
import { noticeCases } from './notice_samples.mjs';
import { programmeCases } from './programme_samples.mjs';
import { sectionCases } from './section_samples.mjs';
import { stateCases } from './state_samples.mjs';
import { webinarCases } from './webinar_samples.mjs';

const cases = {
  ...deskCases,
  ...programmeCases({ workshop: workshopWithPicture, sessions: [session] }),
  ...webinarCases({ webinar }),
  ...deskAdminCases,
  ...deskTeamCases,
  ...noticeCases,
  ...healthCases,
  ...attendanceCases,
  ...contactCases,
  ...deskAccountCases,
  ...stateCases,
  ...longCases,
  'home': ['home', { offers_self_check: true, upcoming: [session, lastPlace, unknown, course] }],
  'home without dates': ['home', { no_upcoming: true }],
  'home without scheduling': ['home', { upcoming_unknown: true }],
  'workshops': ['workshops', {
    calendar_href: '/workshops.ics',
    filters: filters('All', 'All'),
    filter_fields: filterFields,
    count: '3',
    count_is_one: false,
    workshops: [
      { ...workshop, next_session: session, more_dates: '4',
        more_dates_is_one: false },
      { ...youngWorkshop, next_session: full, more_dates: '1',
        more_dates_is_one: true },
      { ...workshop, title: 'Understanding behaviour' },
      { ...workshop, title: 'A course', next_session: course },
    ],
    ...pagedOf(1, 2, 23), pagination: { next: { href: '/workshops?page=2#list', to: 'Page 2 of 2' } },
  }],
  'workshops, nothing found': ['workshops', {
    calendar_href: '/workshops.ics?audience=young-people&age=5-11',
    filters: filters('Young people', '5 to 11'),
    filter_fields: filterFields,
    chosen: 'Young people; 5 to 11',
    filtered: true,
    nothing_found: true,
  }],
  'workshops, something left out': ['workshops', {
    calendar_href: '/workshops.ics',
    filters: filters('All', 'All'),
    filter_fields: filterFields,
    left_out: true,
    count: '1',
    count_is_one: true,
    workshops: [{ ...workshop, next_session: session }],
  }],
  'workshops without scheduling': ['workshops', { catalogue_unknown: true }],
  'workshop': ['workshop', {
    workshop,
    events_html: '[{"@type":"Event","name":"A \\u003c b"}]',
    sessions: [closed, changing, session, lastPlace, onlyKept, unknown, full, called_off, later,
      someday, course],
    ...pagedOf(2, 2, 31),
    pagination: {
      previous: { href: `${workshop.href}#dates`, title: 'Earlier dates', to: 'Page 1 of 2' },
    },
  }],
  'workshop with a picture': ['workshop', {
    workshop: workshopWithPicture, sessions: [session],
  }],
  'workshop without dates': ['workshop', {
    workshop: youngWorkshop, dates_later: true, left_out: true,
  }],
  ...Object.fromEntries(stepNames.map((name) =>
    [`book, ${name}`, ['book', bookStep(name)]])),
  'book, age of a child': ['book', bookStep('age', { young_people: false })],
  'book, no places kept': ['book', {
    ...bookStep('area'), kept: false, not_kept: true,
  }],
  'book, places kept for the last time': ['book', {
    ...bookStep('area'), kept: { ...kept, can_extend: false },
  }],
  'book, a machine': ['book',
    bookStep('who', { website: { error: 'Leave the last box empty' } })],
  'book, contact with errors': ['book', bookStep('contact', refusedContact)],
  'book, names with errors': ['book', bookStep('names', {
    attendee_names: {
      hint: 'We print name badges. Write each name on a line of its own.',
      value: 'Ada\nBo <b>',
      error: 'Enter one name for each place, each on a line of its own',
    },
  })],
  'book, needs': ['book', bookStep('needs', {
    access_other: {
      value: 'Text with <b>signs</b> & "quotes"\nand a new line',
    },
  })],
  'check': ['check', {
    workshop, session, confirm_form: form, change_form: form, kept,
    back_link: { of_form: true },
    rows: answers.map((row) => ({
      ...row, change_action: `/change#${row.change_field}`,
    })),
  }],
  'check, moved': ['check', {
    workshop, session, confirm_form: form, change_form: form, moved: true,
    back_link: { of_form: true }, rows: answers,
  }],
  'book, moved': ['book', { ...bookStep('area'), moved: true }],
  'book, a course that moved': ['book', { ...bookStep('area'), session: course, moved: true }],
  'check, waitlist': ['check', {
    workshop, waits: true, confirm_form: form, change_form: form,
    back_link: { of_form: true }, rows: answers,
  }],
  'book, wait': ['book', { ...bookStep('who'), waits: true, session: false }],
  'book, use, to wait': ['book', { ...bookStep('use'), waits: true, session: false, kept: false }],
  'waiting': ['waiting', { workshop, waits: true }],
  'in line': ['in-line', {
    workshop, session: onlyKept, form, in_line: true, kept_places: '2',
    kept_places_is_one: false, until: '6:40pm', can_extend: true, position: '3',
    position_is_one: false, others_until: '6:20pm', by_itself: true,
    switch_href: '/sessions/1/book/line/turn?stays=yes',
  }],
  'in line, next': ['in-line', {
    workshop, session: onlyKept, form, in_line: true, kept_places: '1',
    kept_places_is_one: true, until: '6:40pm', position: '1', position_is_one: true,
    switch_href: '/sessions/1/book/line/turn',
  }],
  'in line, and the browser keeps nothing': ['in-line', {
    workshop, session: onlyKept, form, in_line: true, kept_places: '1',
    kept_places_is_one: true, until: '6:40pm', position: '1', position_is_one: true,
  }],
  'in line, unknown, and the browser keeps nothing': ['in-line', {
    workshop, session: onlyKept, form, unknown: true,
  }],
  'in line, ready': ['in-line', {
    workshop, session: onlyKept, form, ready: true, kept_places: '2',
    kept_places_is_one: false, until: '6:40pm', can_extend: true, has_answers: true,
  }],
  'in line, ready, and the answers are gone': ['in-line', {
    workshop, session: onlyKept, form, ready: true, kept_places: '1',
    kept_places_is_one: true, until: '6:40pm', can_extend: true,
  }],
  'in line, over': ['in-line', {
    workshop, session: onlyKept, form, over: true, has_answers: true,
  }],
  'in line, over, and the answers are gone': ['in-line', {
    workshop, session: onlyKept, form, over: true,
  }],
  'in line, unknown': ['in-line', {
    workshop, session: onlyKept, form, unknown: true, by_itself: true,
    switch_href: '/sessions/1/book/line/turn?stays=yes',
  }],
  'waitlist entry, button': ['waiting-open', { form }],
  'waitlist entry, waits': ['waiting-entry', {
    workshop, in_queue: true, asked_places: '3', asked_places_is_one: false,
    least: '2', least_is_one: false, position: '4', position_is_one: false,
    waited_dates: ['Monday 14 December 2026, 6pm to 7:30pm, online',
      'Tuesday 12 January 2027, 6pm to 7:30pm, Anytown Library'],
  }],
  'waitlist entry, any date': ['waiting-entry', {
    workshop, in_queue: true, asked_places: '1', asked_places_is_one: true,
    any_date: true,
  }],
  'waitlist entry, offer': ['waiting-entry', {
    workshop, session, offered: true, ...offer, decline_form: form,
  }],
  'waitlist entry, too late': ['waiting-entry', {
    workshop, too_late: true, left_it: true,
  }],
  'waitlist entry, booked': ['waiting-entry', { workshop, booked: true }],
  'waitlist entry, ended': ['waiting-entry', { workshop, ended: true }],
  'waitlist entry, accept': ['waiting-accept', {
    ...whoComes(), ...offer,
    back_link: { href: '/waiting' },
  }],
  'waitlist entry, leave': ['waiting-leave', {
    workshop, form, back_link: { href: '/waiting' },
  }],
  'try again, waitlist': ['try-again', { workshop, waits: true, confirm_form: form }],
  'confirmation': ['confirmation', { workshop, session, booking }],
  'booked, a day later': ['booked-over', { too_old: true }],
  'booked, address cut off': ['booked-over', { not_whole: true }],
  'booked, cancelled by us': ['booked-over', { workshop, is_cancelled: true, by_us: true }],
  'booked, cancelled by the booker': ['booked-over', { workshop, is_cancelled: true, by_booker: true }],
  'correct email': ['correct-email', { booking, form }],
  'correct email, refused': ['correct-email', {
    booking, form, unknown: true,
    fields: { contact_email: { value: 'ada@', error: 'Enter an email address' } },
    error_summary: {
      items: [{ href: '#contact_email', text: 'Enter an email address' }],
    },
  }],
  'correct email, nothing done': ['correct-email', {
    booking, form, nothing_done: true,
    problem: 'Many people are using the service right now.',
  }],
  'correct email, too late': ['correct-email', { closed: true }],
  'confirmation at a venue': ['confirmation', {
    workshop, session: course, booking: { ...booking, contact_email: false,
      places: '1', places_is_one: true },
  }],
  'not eligible, area': ['not-eligible', {
    out_of_area: true, change_form: form,
  }],
  'not eligible, too young': ['not-eligible', { too_young: true }],
  'not eligible, too young alone': ['not-eligible', { too_young_alone: true, change_form: form }],
  'not eligible, too old': ['not-eligible', { too_old: true }],
  'refused, full': ['booking-refused', {
    workshop, session: full, reason_full: true,
    waitlist_href: `${workshop.waitlist_href}?date=1`,
  }],
  'refused, not enough': ['booking-refused', {
    workshop, session, reason_not_enough: true, left: '1', left_is_one: true,
    change_form: form, waitlist_form: form, has_answers: true,
  }],
  'refused, held by others': ['booking-refused', {
    workshop, session: onlyKept, reason_held: true, change_form: form,
    others_until: '6:20pm', position: '2', position_is_one: false,
    line_form: form, line_by_itself: true, waitlist_form: form, has_answers: true,
  }],
  'refused, held by others, and nobody says by when': ['booking-refused', {
    workshop, session: onlyKept, reason_held: true, change_form: form,
    line_form: form, waitlist_form: form, has_answers: true,
  }],
  'refused, held by others, and the browser keeps nothing': ['booking-refused', {
    workshop, session: onlyKept, reason_held: true, change_form: form,
    position: '1', position_is_one: true,
    line_form: form, waitlist_form: form, has_answers: true,
  }],
  'refused, too large a party': ['booking-refused', {
    workshop, reason_too_large: true, waits: true, change_form: form, has_answers: true,
  }],
  'refused, closed': ['booking-refused', {
    workshop, session: closed, reason_closed: true,
  }],
  'refused, not yet open': ['booking-refused', {
    workshop, session: later, reason_not_yet_open: true,
  }],
  'refused, about to change': ['booking-refused', {
    workshop, session: changing, reason_changing: true,
  }],
  'refused, cancelled': ['booking-refused', {
    workshop, session: called_off, reason_cancelled: true, for_others: true,
    waitlist_href: workshop.waitlist_href,
  }],
  'refused, cancelled, with answers': ['booking-refused', {
    workshop, session: called_off, reason_cancelled: true, for_others: true,
    waitlist_form: form, has_answers: true,
  }],
  'refused, its booking cancelled': ['booking-refused', {
    workshop, session, reason_booking_cancelled: true,
  }],
  'try again': ['try-again', { workshop, session, confirm_form: form }],
  'try again, nothing done': ['try-again', {
    workshop, session, confirm_form: form, nothing_done: true,
    problem: 'Many people are using the service right now.',
  }],
  'manage, button': ['manage-open', { form }],
  'manage, over': ['manage-over', {}],
  'manage, over, answers kept': ['manage-over', { typed_kept: true }],
  'manage, over, answers on the page': ['manage-over', { send_form: form }],
  'send again': ['send-again', { form }],
  'send again, nothing done': ['send-again', { form, nothing_done: true }],
  'manage': ['manage', {
    workshop, session, booking, rows: told, cancel_href: '/booking/cancel',
    join_href: '/j/token', calendar_href: '/j/token.ics',
    change_href: '/booking/places', details_href: '/booking/details', move_href: '/booking/move',
    has_calendars: true, calendars: calendarsOf(session),
  }],
  'manage, changes saved': ['manage', {
    workshop, session, booking, rows: told, cancel_href: '/booking/cancel',
    change_href: '/booking/places', details_href: '/booking/details', move_href: '/booking/move',
    saved: { success: true, saved_text: 'Your changes are saved' },
  }],
  'manage, begun': ['manage', {
    workshop, session: closed, booking, rows: told, started: true, unchanged: true,
    cancel_href: '/booking/cancel', join_href: '/j/token', calendar_href: '/j/token.ics',
    has_calendars: true, calendars: calendarsOf(closed),
  }],
  'manage, calendars': ['manage-calendars', {
    workshop, session: course, calendars: calendarsOf(course), dates_changed: true,
    back_link: { href: '/booking' },
  }],
  'manage, who comes': ['manage-places', {
    ...whoComes({ places: {
      value: '9', error: 'There are not that many places left. Your booking has not changed.',
    } }),
    booking, back_link: { href: '/booking' },
    error_summary: { items: [{
      href: '#places', text: 'There are not that many places left. Your booking has not changed.',
    }] },
  }],
  'manage, details': ['manage-details', {
    ...whoComes({ contact_name: { error: 'Enter your name' } }, details),
    workshop, back_link: { href: '/booking' },
    error_summary: { items: [{ href: '#contact_name', text: 'Enter your name' }] },
  }],
  'manage, move': ['manage-move', {
    workshop, session, form, to_session: dates, back_link: { href: '/booking' },
    ...turned(2, 3),
  }],
  'manage, nowhere to move': ['manage-move', {
    workshop, session, form, no_other_dates: true, back_link: { href: '/booking' },
  }],
  'manage, answers sent before': ['manage-places', {
    ...whoComes(), booking, typed_again: true, back_link: { href: '/booking' },
  }],
  'manage, erase': ['manage-erase', {
    form, download_href: '/booking/download', back_link: { href: '/booking' },
  }],
  'waitlist entry, erase': ['manage-erase', {
    form, download_href: '/waiting/download', back_link: { href: '/waiting' },
  }],
  'erased': ['erased', {}],
  'find my booking': ['find-booking', { form: { action: '/find-my-booking' } }],
  'find my booking, sent': ['find-booking', { sent: true }],
  'manage, cancelled': ['manage', {
    workshop, session, booking, rows: told, booking_cancelled: true,
  }],
  'manage, session cancelled': ['manage', {
    workshop, session: called_off, booking, rows: told, session_cancelled: true,
    booking_cancelled: true,
  }],
  'manage, ended': ['manage', {
    workshop, session: closed, booking, rows: told, ended: true,
  }],
  'manage, cancel': ['manage-cancel', {
    workshop, session, booking, form, back_link: { href: '/booking' },
  }],
  'cancelled': ['cancelled', { workshop, session, booking }],
  'join, now': ['join', {
    workshop, session, can_join: true, form: { action: '/j/token', hidden },
    calendar_href: '/j/token.ics',
  }],
  'join, too early': ['join', {
    workshop, session, too_early: true,
    opens: '5:45pm on Wednesday 2 December 2026',
    calendar_href: '/j/token.ics',
  }],
  'join, live webinar': ['join', {
    workshop, session: { ...session, live_webinar: true }, too_early: true,
    opens: '5:45pm on Wednesday 2 December 2026',
    calendar_href: '/j/token.ics',
  }],
  'join, venue': ['join', { workshop, session: course, at_venue: true }],
  'join, no address': ['join', { workshop, session, address_missing: true }],
  'join, ended': ['join', { workshop, session, ended: true }],
  'join, session cancelled': ['join', {
    workshop, session: called_off, session_cancelled: true,
  }],
  'join, booking cancelled': ['join', {
    workshop, session, booking_cancelled: true,
  }],
  'webinars': ['webinars', {
    webinars: [
      { ...webinar, parts_count: '2', parts_is_one: false,
        length: '59 minutes' },
      { ...webinar, title: 'Sleep', parts_count: '1', parts_is_one: true },
    ],
    ...pagedOf(2, 2, 22), left_out: true, pagination: { previous: { href: '/webinars#maincontent' } },
  }],
  'webinars, none': ['webinars', { nothing_found: true }],
  'webinars, unknown': ['webinars', { catalogue_unknown: true }],
  'webinar': ['webinar', { webinar }],
  'webinar in one part': ['webinar', {
    webinar: {
      ...webinar, several_parts: false, parts: webinar.parts.slice(1),
      has_handouts: false, handouts: [],
    },
  }],
  'urgent help': ['urgent-help', {}],
  'text': ['text', { text_title: 'About this service', text_html:
    '<p>Words with <a class="app-outside" href="https://example.org/">a link<span '
    + 'class="nhsuk-u-visually-hidden"> (another website)</span></a>.</p>' }],
  'self-check': ['self-check', { ...signed, starts: true, form: { action: '/next' } }],
  'self-check, question': ['self-check', {
    ...signed, form, asked: selfCheckQuestion,
  }],
  'self-check, no answer': ['self-check', {
    ...signed, form, asked: { ...selfCheckQuestion, error: 'Select an answer' },
    error_summary: { items: [{ href: '#answer', text: 'Select an answer' }] },
  }],
  'self-check, ending': ['self-check', {
    ...signed, ending: {
      ending_heading: 'A workshop could help',
      ending_paragraphs: ['You learn what helps, and try it at home.'],
      ending_links: [{ text: 'Workshops', href: '/workshops' }],
    },
  }],
  'self-check, in danger': ['self-check', { ...signed, in_danger: true }],
  'text, open': ['text', { text_title: 'Contact us', open_until: '5pm' }],
  'text, closed': ['text', {
    text_title: 'Contact us', opens_next: '9am on Monday 30 November 2026',
  }],
  'text, cookies': ['text', {
    text_title: 'Cookies',
    cookies: [{
      cookie_name: 'form',
      cookie_purpose: 'Makes sure that a form was sent from these pages.',
      cookie_lasts: '24 hours',
    }],
  }],
  'not found': ['not-found', {}],
  'bad request': ['bad-request', {
    problem: 'The form was too long.',
  }],
  'forbidden': ['forbidden', {}],
  'link not valid': ['link-not-valid', {}],
  'link over': ['link-not-valid', {
    is_over: true, problem: 'The link has ended. Links work until 30 days after the date.',
  }],
  'unavailable, too much': ['unavailable', {
    is_busy: true, problem: 'Many forms were sent from where you are. Please wait a minute, go back, and send yours again.',
  }],
  'unavailable': ['unavailable', { request_id: '0a1b2c3d' }],
  'server error': ['server-error', { request_id: '0a1b2c3d' }],
};

// Every sample: `name`, `page`, and `known`, what the program hands over.
export function samples(assets) {
  return Object.entries({ ...cases, ...sectionCases(cases) }).map(([name, [page, known]]) => ({
    name, page, known: { site, urgent, assets, ...known },
  }));
}
