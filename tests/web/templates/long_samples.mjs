// View models of pages whose lists are as long as a page shows, with words as long as they
// may be: so one sees what such pages weigh.
import {
  bookStep, calendarsOf, course, filterFields, filters, form, full, onlyKept, pagedOf, session, site, webinar,
  workshop, workshopWithPicture,
} from './sample_data.mjs';

const range = (count) => Array.from({ length: count }, (_, index) => index);

const EASY = ('worry sleep school anger friends fear calm play feelings sadness change rest home help food '
  + 'talk hope trust mood noise morning bedtime brother sister teacher parents children families '
  + 'walking music reading cooking garden weekend winter summer early later small steps strong kind '
  + 'brave quiet busy tired hurt lost new old moving growing asking saying doing trying learning '
  + 'leaving coming back test exam phone screen game club team bus bully').split(' ');

/** A text of about so many letters; another one for another number. */
function textOf(letters, number) {
  let text = 'Help with';
  for (let i = 0; text.length < letters; ++i) {
    text += ` ${EASY[(number * 7 + i * (number % 5 + 1) + i * i * 3) % EASY.length]}`;
  }
  return text.slice(0, letters).trimEnd();
}

const words = (date, options) => date.toLocaleDateString('en-GB', { timeZone: 'UTC', ...options });

/** A day in words: another one for another number. */
function dayOf(number) {
  const date = new Date(Date.UTC(2027, 0, 4 + number));
  return `${words(date, { weekday: 'long' })} ${date.getUTCDate()} `
    + `${words(date, { month: 'long' })} ${date.getUTCFullYear()}`;
}

const timeOf = (number) => `${1 + number % 5}:${15 + 15 * (number % 3)}pm to ${6 + number % 5}:45pm`;
const idOf = (number) => String(7300000000000000000n + BigInt(number) * 8675309123n);

const venue = {
  place: 'St Bartholomew’s Community and Conference Centre, Anytown', online: false,
};

/** A date of a workshop, with so many meetings; how it stands changes from one to the next. */
function dateOf(number, meetings) {
  const id = idOf(number);
  const standing = [
    { places_words: `${2 + number % 19} places left`, left: String(2 + number % 19) },
    { ...full },
    { ...onlyKept },
    { can_book: false, left: false, not_yet_open: true, opens: `9am on ${dayOf(number - 20)}`,
      places_words: `Booking opens at 9am on ${dayOf(number - 20)}` },
  ][number % 4];
  const all = range(meetings).map((index) => ({
    number: String(index + 1), date: dayOf(number + 7 * index), time: timeOf(number + index),
  }));
  return {
    ...session, ...standing, ...venue, session_id: id, book_href: `/sessions/${id}/book`,
    date: all[0].date, time: all[0].time, meetings: all, several_meetings: meetings > 1,
    session_length: meetings > 1 ? course.session_length : session.session_length,
  };
}

const datesOf = (begin, meetings = 1) => range(20).map((index) => dateOf(begin + index, meetings));

/** What search engines are told of these dates: as event_json.cc has it. */
function eventsOf(dates) {
  const page = `https://workshops.example.org${workshop.href}`;
  return JSON.stringify(dates.map(({ places_words }, index) => ({
    '@context': 'https://schema.org', '@type': 'Event', name: workshop.title,
    description: workshop.summary,
    startDate: `2027-03-${10 + index}T1${index % 10}:30:00+00:00`,
    endDate: `2027-03-${10 + index}T1${index % 10}:45:00+00:00`,
    eventStatus: 'https://schema.org/EventScheduled',
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: { '@type': 'Place', name: venue.place, address: { '@type': 'PostalAddress',
      streetAddress: 'The Green Room, 1 High Street, Anytown', addressCountry: 'GB',
      postalCode: 'AN1 1AA' } },
    organizer: { '@type': 'Organization', name: site.organisation,
      url: 'https://workshops.example.org' },
    isAccessibleForFree: true, url: page,
    offers: { '@type': 'Offer', price: '0', priceCurrency: 'GBP', url: page,
      availability: `https://schema.org/${/left$/.test(places_words) ? 'InStock' : 'SoldOut'}` },
  })));
}

const linkOf = (path, number, count, title) => ({
  href: number === 1 ? path : `${path}?page=${number}`, to: `Page ${number} of ${count}`,
  ...(title && { title }),
});

const earlier = (number) => ({
  previous: linkOf(`${workshop.href}#dates`, number, 3, 'Earlier dates'),
});
const later = (number) => ({ next: linkOf(`${workshop.href}#dates`, number, 3, 'Later dates') });

// As long as a description may be: 8,000 letters.
const described = range(20).map((number) => `<p>${textOf(390, number)}.</p>`).join('\n');

function workshopPage(number, dates, more) {
  return ['workshop', {
    workshop: workshopWithPicture, has_sessions: true, sessions: dates,
    events_html: eventsOf(dates), ...pagedOf(number, 3, 45), ...more,
  }];
}

// Topics of the links and of the select above a list.
const topics = range(30).map((number) => textOf(24, number).slice(10));

function manyWorkshops(meetings) {
  return range(20).map((number) => ({
    ...workshop, title: textOf(100, number), summary: `${textOf(139, number + 20)}.`,
    href: `/workshops/${textOf(60, number).toLowerCase().replaceAll(' ', '-')}`,
    next_session: dateOf(number, meetings), more_dates: '400', more_dates_is_one: false,
  }));
}

function listPage(number, meetings, pagination) {
  return ['workshops', {
    calendar_href: '/workshops.ics',
    filters: [...filters('All', 'All'), { filter_name: 'Topic', choices: topics.map((choice) => ({
      choice, href: `/workshops?topic=${encodeURIComponent(choice)}`, current: false,
    })) }],
    filter_fields: [...filterFields, { id: 'topic', name: 'topic', label: 'Topic', size: 's',
      items: topics.map((text) => ({ value: text, text })) }],
    count: '45', count_is_one: false, workshops: manyWorkshops(meetings),
    ...pagedOf(number, 3, 45), pagination,
  }];
}

/** What a form carries once everything is answered, which is sealed. */
export const longAnswers = { name: 'answers', value: 'c2VhbGVkIGFuc3dlcnM'.repeat(75) };

const sealed = {
  ...form, hidden: [...form.hidden, longAnswers, { name: 'dates_page', value: '2' }],
};

/** The dates of a form’s page, of which none is chosen. */
const itemsOf = (field) => range(8).map((index) => ({
  item_id: index === 0 ? field : `${field}-${index + 1}`, value: idOf(index),
  text: `${dayOf(index)}, ${timeOf(index)}, ${venue.place}, and 19 later dates`,
}));

function chosenElsewhere(count) {
  const chosen = range(count).map((index) => index + 20);
  return {
    form: { ...sealed, hidden: [...sealed.hidden,
      { name: 'elsewhere', value: chosen.map(idOf).join() }] },
    elsewhere: { chosen_dates: chosen.map((number) => `${dayOf(number)}, ${timeOf(number)}`) },
  };
}

function waitPage(number, said, more) {
  const step = bookStep('dates', said);
  const [last] = step.fields.dates.items.slice(-1);
  step.fields.dates.items = [...itemsOf('dates'), { ...last, item_id: 'dates-9' }];
  return ['book', {
    ...step, waits: true, session: false, kept: false, form: sealed, ...pagedOf(number, 6, 45),
    earlier_dates: number > 1, later_dates: number < 6, ...more,
  }];
}

function movePage(number, more) {
  return ['manage-move', {
    workshop, session, form: sealed, to_session: { items: itemsOf('to_session') },
    back_link: { href: '/booking' }, ...pagedOf(number, 6, 45),
    earlier_dates: number > 1, later_dates: number < 6, ...more,
  }];
}

const manyWebinars = range(20).map((number) => ({
  ...webinar, title: textOf(100, number), summary: `${textOf(139, number + 20)}.`,
  href: `/webinars/${textOf(60, number).toLowerCase().replaceAll(' ', '-')}`,
  parts_count: '2', parts_is_one: false, length: `${20 + number} minutes`,
}));

/** With as many meetings as a session may have. */
export const longCourse = dateOf(0, 20);

export const longCases = {
  'workshop, many dates': workshopPage(1, datesOf(0), { pagination: later(2) }),
  'workshop, later dates': workshopPage(2, datesOf(20), {
    pagination: { ...earlier(1), ...later(3) },
  }),
  'workshop, no such page of dates': workshopPage(3, datesOf(40), {
    pagination: earlier(2), left_out: true,
  }),
  'workshop, many courses, and much to say': workshopPage(1, datesOf(0, 20), {
    pagination: later(2), workshop: { ...workshopWithPicture, description_html: described },
  }),
  'workshops, many': listPage(1, 1, { next: linkOf('/workshops', 2, 3) }),
  'workshops, many courses': listPage(2, 20, {
    previous: linkOf('/workshops', 1, 3), next: linkOf('/workshops', 3, 3),
  }),
  'webinars, many': ['webinars', {
    webinars: manyWebinars, ...pagedOf(2, 3, 45), left_out: true,
    pagination: { previous: linkOf('/webinars', 1, 3), next: linkOf('/webinars', 3, 3) },
  }],
  'book, many dates': waitPage(1, {}),
  'book, many dates, and others chosen': waitPage(2, {}, chosenElsewhere(10)),
  'book, too many dates': waitPage(6, {
    dates: { error: 'Select up to 10 dates, or any date' },
    least_places: { value: '5', error: 'Enter a number that is not larger than your number of places' },
  }, chosenElsewhere(10)),
  'manage, calendars of a long course': ['manage-calendars', {
    workshop, session: longCourse, calendars: calendarsOf(longCourse), names_workshop: true,
    back_link: { href: '/booking' },
  }],
  'manage, move, many': movePage(1),
  'manage, move, many, and another chosen': movePage(3, chosenElsewhere(1)),
};
