// More view models: what the others leave out, so that each part of a page that is there
// at times is there in one sample and not in another. Each is like one of the others.
import { overlay } from './render.mjs';
import { webinar, whoComes } from './sample_data.mjs';

const none = (...names) => Object.fromEntries(names.map((name) => [name, false]));

const ofEach = whoComes({},
  ['who_for', 'places', 'young_people', 'age_band', 'attendee_names']).fields;

const deskSessions = {
  'desk, session just made': ['desk, session', {
    done: {
      done_text: 'It is made, as a draft: families do not see it yet',
      undo_href: '/desk/sessions/1/cancel', undo_words: 'Undo: see what cancelling it would do',
    },
  }],
  'desk, session of a series': ['desk, session', {
    edit_href: '/desk/sessions/1/edit', move_href: '/desk/sessions/1/move',
    copy_href: '/desk/workshops/1/sessions/new?like=1', series_href: '/desk/series/1',
    following_href: '/desk/series/1/edit?from=1',
  }],
  'desk, session that is over': ['desk, session', {
    ...none('acts', 'options_href', 'capacity_href', 'allotments_href', 'cancel_href', 'book_href',
      'waiting_table'),
  }],
  'desk, session of somebody else': ['desk, session', {
    ...none('acts', 'options_href', 'capacity_href', 'allotments_href', 'cancel_href', 'book_href',
      'messages_href', 'paper_href', 'file_href', 'report_href', 'list_form', 'people_table',
      'waiting_table'),
    people_of_others: true,
  }],
  'desk, cancel a session, changed meanwhile': ['desk, cancel a session', {
    refused_because: 'It has changed in the meantime, and nothing was cancelled.',
    as_it_is: { rows: [{ key: 'Places', row_value: '15 places' }] },
  }],
  'desk, session whose people are unknown': ['desk, session', {
    ...none('list_form', 'people_table', 'waiting_table'), people_unknown: true,
  }],
  'desk, programme, places unknown': ['desk, programme', { places_unknown: true }],
  'desk, sessions, places unknown': ['desk, sessions', { places_unknown: true }],
};

const deskPeople = {
  'desk, take off the waitlist, an offer meanwhile': ['desk, take off the waitlist', {
    offer_words: '2 places until Wednesday 2 December 2026, 6pm',
    refused_because: 'They have got an offer in the meantime, and nothing was done.',
  }],
  'desk, booked one place': ['desk, booked', { places: '1', places_is_one: true }],
  'desk, booking that only may be looked at': ['desk, booking', none('attendance_form',
    'write_href', 'email_href', 'details_href', 'attendees_href', 'move_href', 'cancel_href',
    'contact_href')],
  'desk, cancel a booking of one place': ['desk, cancel a booking', {
    places: '1', places_is_one: true,
  }],
  'desk, change who comes, with names': ['desk, change who comes', {
    fields: ofEach,
  }],
  'desk, take an offer, with names': ['desk, take an offer', {
    fields: ofEach,
  }],
  'desk, list to print, one place': ['desk, list to print', { places: '1', places_is_one: true }],
  'desk, was on the waitlist': ['desk, on the waitlist', none('remove_href', 'contact_href')],
  'desk, all about a contact without a way to write': ['desk, all about a contact',
    none('links_href')],
};

const deskRest = {
  'desk, import read as it was saved': ['desk, file with mistakes', {
    guessed: false,
  }],
  'desk, import stopped by something else': ['desk, term imported in part', {
    again: none('trainees', 'options'),
  }],
  'desk, facilitator who has retired': ['desk, facilitator', {
    member: { standing: 'Retired on 30 November 2026', retire_href: false },
  }],
  'desk, part without a video': ['desk, part', { part: { has_video: false } }],
};

const forFamilies = {
  'book, a live webinar': ['book, who', { session: { live_webinar: true } }],
  'refused, not enough, some left': ['refused, not enough', { left: '2', left_is_one: false }],
  'refused, not yet open, nobody knows when': ['refused, not yet open', {
    session: { opens: false },
  }],
  'cancelled, one place': ['cancelled', { booking: { places: '1', places_is_one: true } }],
  'confirmation that can be corrected': ['confirmation', {
    correct_href: '/receipts/token/email',
  }],
  'manage, one place': ['manage', {
    booking: { places: '1', places_is_one: true }, has_calendars: false, calendars: false,
  }],
  'manage, cancel one place': ['manage, cancel', { booking: { places: '1', places_is_one: true } }],
  'manage, who comes with a young person': ['manage, answers sent before', {
    booking: { places: '1', places_is_one: true }, fields: ofEach,
  }],
  'waitlist entry, offer of one place': ['waitlist entry, offer', {
    offered_places: '1', offered_places_is_one: true,
  }],
  'waitlist entry, accept one place': ['waitlist entry, accept', {
    fields: ofEach, offered_places: '1', offered_places_is_one: true,
  }],
  'webinar with nothing but a video': ['webinar', {
    webinar: {
      parts: [{ ...webinar.parts[0], ...none('captions_src', 'part_length', 'video_size') }],
    },
  }],
  'workshop that says little': ['desk, workshop preview', {
    workshop: {
      ...none('content_note', 'languages', 'what_to_bring'),
    },
  }],
  'bad request, unexplained': ['bad request', none('problem')],
  'forbidden, explained': ['forbidden', { problem: 'The form was sent from another site.' }],
  'not found, explained': ['not found', { problem: 'There is no such workshop.' }],
  'server error, explained': ['server error', {
    problem: 'Something is wrong on our side.', request_id: false,
  }],
};

/** These samples, made of those that are there, by their names. */
export function sectionCases(cases) {
  const all = { ...deskSessions, ...deskPeople, ...deskRest, ...forFamilies };
  return Object.fromEntries(Object.entries(all).map(([name, [like, change]]) => {
    const [page, known] = cases[like];
    return [name, [page, overlay(known, change)]];
  }));
}
