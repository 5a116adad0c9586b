// View models of pages for families with errors, with answers that came too
// late, and of organisations that ask for other things, or say less.
import {
  answers, booking, bookStep, calendarsOf, called_off, closed, course, dates, details, filterFields, filters,
  form, full, offer, onlyKept, refusedContact, session, site, told, turned, whoComes, workshop,
} from './sample_data.mjs';

// The dates that a booking can be moved to.
const others = {
  items: dates.items.map((item, i) => ({
    ...item, item_id: i === 0 ? 'to_session' : `to_session-${i + 1}`,
  })),
};

const wrong = (href, text) => ({ error_summary: { items: [{ href, text }] } });

const errorCases = {
  'book, who with errors': ['book', bookStep('who', {
    who_for: { error: 'Select who you are booking for' },
    places: { value: '11', error: 'The number of places must be 10 or fewer' },
  })],
  'book, dates with an error': ['book', {
    ...bookStep('dates', {
      dates: { error: 'Select a date' },
      least_places: { value: '5', error: 'The number must be 2 or fewer' },
    }),
    waits: true, session: false, kept: false,
  }],
  'book, dates in pages': ['book', {
    ...bookStep('dates'), waits: true, session: false, kept: false, ...turned(3, 3),
  }],
  'book, age with errors': ['book', bookStep('age', {
    young_people: { value: '7', error: 'The number must be 2 or fewer' },
    age_band: { error: 'Select an age' },
  })],
  'book, area with an error': ['book', bookStep('area', {
    in_area: { error: 'Select yes, no, or not sure' },
  })],
  'book, needs with an error': ['book', bookStep('needs', {
    access_other: { value: 'long', error: 'What would help must be 200 characters or fewer' },
  })],
  'manage, move with an error': ['manage-move', {
    workshop, session, form, back_link: { href: '/booking' },
    to_session: { ...others, error: 'Select a date' }, ...wrong('#to_session', 'Select a date'),
  }],
  'waitlist entry, accept with an error': ['waiting-accept', {
    ...whoComes({ who_for: { error: 'Select who you are booking for' } }), ...offer,
    back_link: { href: '/waiting' }, ...wrong('#who_for', 'Select who you are booking for'),
  }],
  'waitlist entry, accept what has moved': ['waiting-accept', {
    ...whoComes(), ...offer, moved: true, back_link: { href: '/waiting' },
  }],
  'find my booking, an error': ['find-booking', {
    form: { action: '/find-my-booking' },
    fields: { contact_email: { value: 'ada@', error: 'Enter an email address' } },
    ...wrong('#contact_email', 'Enter an email address'),
  }],
};

const typedCases = {
  'manage, details sent before': ['manage-details', {
    ...whoComes({ contact_name: { value: 'Ada Example' } }, details), typed_again: true,
    back_link: { href: '/booking' },
  }],
  'manage, move sent before': ['manage-move', {
    workshop, session, form, to_session: others, typed_again: true,
    back_link: { href: '/booking' },
  }],
  'waitlist entry, accept sent before': ['waiting-accept', {
    ...whoComes(), ...offer, typed_again: true, back_link: { href: '/waiting' },
  }],
};

const otherCases = {
  'home, all taken': ['home', { all_taken: true }],
  'check, no places kept': ['check', {
    workshop, session, confirm_form: form, not_kept: true,
    back_link: { of_form: true }, rows: answers,
  }],
  'refused, full, with answers': ['booking-refused', {
    workshop, session: full, reason_full: true, change_form: form, waitlist_form: form,
  }],
  'workshops, filtered': ['workshops', {
    calendar_href: '/workshops.ics?age=5-11', filters: filters('All', '5 to 11'),
    filter_fields: filterFields, chosen: '5 to 11', filtered: true, left_out: true,
    count: '2', count_is_one: false,
    workshops: [{ ...workshop, next_session: full }, { ...workshop, next_session: onlyKept }],
  }],
  'workshop, nothing left to book': ['workshop', {
    workshop, dates_later: true, has_sessions: true, sessions: [closed, called_off],
  }],
  'manage, calendars that name it': ['manage-calendars', {
    workshop, session: course, calendars: calendarsOf(course), names_workshop: true,
    back_link: { href: '/booking' },
  }],
  'manage, course': ['manage', {
    workshop, session: course, booking, rows: told, calendar_href: '/j/token.ics',
    names_workshop: true, calendars_href: '/booking/calendars',
  }],
};

const {
  phone, phone_href, email, exit_href, asks_area, asks_age, asks_about_child, usual_area, ...short
} = site;

// An organisation that asks nothing, and gives no way to reach it but a page.
const silent = {
  ...short, asks_area: false, asks_age: false, asks_about_child: false, usual_area: false,
};

// One with a picture, a white header, and a question of its own.
const own = {
  ...site, usual_area: false, area_question: 'Do you live in Anyshire?', colour_white: true,
  logo_src: '/logo.0a1b2c3d4e.svg', logo_alt: 'Anytown Trust',
};

function casesOf(name, its) {
  const each = {
    'home': ['home', { upcoming: [session] }],
    'workshop': ['workshop', { workshop, sessions: [session, full] }],
    'book, who': ['book', bookStep('who', {}, its)],
    'book, area': ['book', bookStep('area', {}, its)],
    'book, contact with errors': ['book', bookStep('contact', refusedContact, its)],
    'confirmation': ['confirmation', { workshop, session, booking }],
    'not eligible': ['not-eligible', { out_of_area: true, change_form: form }],
    'contact': ['text', { text_title: 'Contact us', open_until: '5pm' }],
  };
  return Object.fromEntries(Object.entries(each).map(([page, [template, known]]) =>
    [`${name}: ${page}`, [template, { ...known, site: its }]]));
}

export const stateCases = {
  ...errorCases, ...typedCases, ...otherCases, ...casesOf('silent', silent), ...casesOf('own', own),
};
