// What pages are about in tests: a trust, its workshops and their sessions, a
// booking, a webinar. All people, addresses and numbers are invented.
import { viewModel } from './render.mjs';

export const site = {
  organisation: 'Anytown Community NHS Trust',
  service_name: 'Children’s wellbeing workshops',
  area: 'Anyshire',
  min_age: '5',
  max_age: '19',
  own_booking_age: '13',
  kept_days: '90',
  asks_area: true,
  asks_age: true,
  asks_about_child: true,
  usual_area: true,
  places_max: '10',
  phone: '01632 960 001',
  phone_href: 'tel:+441632960001',
  email: 'wellbeing@example.org',
  opening_hours: 'Monday to Friday, 9am to 5pm, except bank holidays',
  exit_href: 'https://weather.example.org/',
};

export const urgent = {
  local_name: 'Single Point of Access',
  local_phone: '01632 960 111',
  local_phone_href: 'tel:+441632960111',
  local_hours: '24 hours a day, 7 days a week',
  checked: '22 November 2026',
  others: [
    {
      name: 'Childline',
      contact: '0800 1111',
      contact_href: 'tel:08001111',
      about: 'Free, day and night, for anyone under 19.',
    },
    {
      name: 'Shout',
      contact: 'Text SHOUT to 85258',
      contact_href: 'sms:85258',
      about: 'Free and confidential, day and night.',
    },
    {
      name: 'Samaritans',
      contact: '116 123',
      contact_href: 'tel:116123',
      about: 'Free, day and night, for everyone.',
    },
  ],
};

const meetings = [
  { number: '1', date: 'Wednesday 2 December 2026', time: '6pm to 7:30pm' },
];
const online = {
  place: 'Online, on Microsoft Teams',
  online: true,
};
export const session = {
  session_id: '7300000000000000001',
  date: meetings[0].date,
  time: meetings[0].time,
  meetings,
  several_meetings: false,
  session_length: '1 hour 30 minutes',
  ...online,
  live_webinar: false,
  can_book: true,
  only_kept: false,
  full: false,
  not_yet_open: false,
  closed: false,
  changing: false,
  cancelled: false,
  left: '12',
  left_is_one: false,
  places_words: '12 places left',
  book_href: '/sessions/7300000000000000001/book',
  workshop_title: 'Helping your child with worry',
  workshop_href: '/workshops/helping-your-child-with-worry',
};

function onDate(date, changes) {
  return {
    ...session, date, meetings: [{ number: '1', date, time: session.time }],
    ...changes,
  };
}

const notBookable = { can_book: false, left: false, book_href: false };
export const lastPlace = onDate('Tuesday 8 December 2026',
  { left: '1', left_is_one: true, places_words: '1 place left' });
export const unknown = onDate('Thursday 10 December 2026',
  { left: false, left_unknown: true, places_words: 'Check availability when you book' });
export const full = onDate('Monday 14 December 2026',
  { ...notBookable, full: true, places_words: 'Fully booked' });
export const onlyKept = onDate('Tuesday 15 December 2026',
  { can_book: false, left: false, only_kept: true,
    places_words: 'No places are free right now. Some may come free soon' });
export const later = onDate('Tuesday 12 January 2027', {
  ...notBookable, not_yet_open: true, opens: '9am on Tuesday 1 December 2026',
  places_words: 'Booking opens at 9am on Tuesday 1 December 2026',
});
export const someday = onDate('Tuesday 2 February 2027',
  { ...notBookable, not_yet_open: true, live_webinar: true,
    places_words: 'Booking opens later' });
export const closed = onDate('Monday 23 November 2026',
  { ...notBookable, closed: true, places_words: 'Booking has closed' });
export const changing = onDate('Wednesday 2 December 2026',
  { ...notBookable, changing: true, places_words: 'This date is being changed' });
export const called_off = onDate('Friday 18 December 2026',
  { ...notBookable, cancelled: true, places_words: 'Cancelled' });
export const course = {
  ...session,
  date: 'Thursday 7 January 2027',
  several_meetings: true,
  session_length: '1 hour each time',
  meetings: ['7', '14', '21'].map((day, index) => ({
    number: String(index + 1),
    date: `Thursday ${day} January 2027`,
    time: '4:30pm to 5:30pm',
  })),
  place: 'Anytown Library',
  online: false,
  venue: {
    venue_name: 'Anytown Library',
    address_lines: ['The Green Room', '1 High Street', 'Anytown'],
    postcode: 'AN1 1AA',
  },
};

/** Links of calendars on the web for each meeting of a session. */
export const calendarsOf = ({ meetings: all }) => all.map(({ number, date }) => ({
  entry_date: date, google_href: `/booking/calendars/google/${1796234400 + 604800 * number}`,
  outlook_href: `/booking/calendars/outlook/${1796234400 + 604800 * number}`,
}));

export const workshop = {
  title: 'Helping your child with worry',
  href: '/workshops/helping-your-child-with-worry',
  waitlist_href: '/workshops/helping-your-child-with-worry/waitlist',
  summary: 'How worry works, and small steps that help at home and at school.',
  description_html:
    '<p>We look at what keeps worry going, and at what you can do to help your '
    + 'child to be brave, <em>one step at a time</em>.</p>\n'
    + '<h2 class="nhsuk-heading-m">Taking part</h2>\n'
    + '<p>You can listen only, or ask questions in the chat.</p>\n',
  what_to_bring: 'Paper and a pen.',
  content_note: 'We talk about panic attacks.',
  languages: 'English and Welsh',
  for_whom: 'Parents and carers of children aged 5 to 11',
  topics: ['worry', 'anxiety'],
  length: '1 hour 30 minutes',
  ...online,
};
export const workshopWithPicture = {
  ...workshop,
  picture: {
    small_src: '/workshops/helping-your-child-with-worry/picture/0a1b-small.webp',
    src: '/workshops/helping-your-child-with-worry/picture/0a1b.jpg',
    width: '1200',
    height: '800',
    alt: 'A parent and a child lie on the grass & look at the sky',
  },
};
export const youngWorkshop = {
  ...workshop,
  title: 'Low mood: getting going again',
  href: '/workshops/low-mood',
  summary: 'Why low mood makes everything harder, and what helps.',
  for_whom: 'Young people aged 13 to 19',
};

export const hidden = [
  { name: 'request_id', value: '3f6c0f0e-6d0c-4b44-9f0c-2a1f7e0e9b11' },
  { name: 'sealed', value: 'c2VhbGVkIGFuc3dlcnM' },
];
export const action = '/sessions/7300000000000000001/book';
export const form = { action, hidden };
export const booking = {
  reference: 'K7M2-9QXD',
  places: '2',
  places_is_one: false,
  contact_name: 'Ada Example',
  contact_email: 'ada@example.org',
  made: '22 November 2026',
};

export const answers = [
  { key: 'Who it is for', row_value: 'Me, as a parent or carer',
    change_field: 'who_for', change_hidden: 'who you are booking for' },
  { key: 'Number of places', row_value: '2',
    change_field: 'places', change_hidden: 'the number of places' },
  { key: 'Age', row_value: '5 to 11',
    change_field: 'age_band', change_hidden: 'the age' },
  { key: 'GP or school in Anyshire', row_value: 'Yes',
    change_field: 'in_area',
    change_hidden: 'whether there is a GP or school in Anyshire' },
  { key: 'Your name', row_value: 'Ada Example',
    change_field: 'contact_name', change_hidden: 'your name' },
  { key: 'Email address',
    row_value: 'a.very.long.address.that.will.not.fit@mail.example.org',
    change_field: 'contact_email', change_hidden: 'your email address' },
  { key: 'Phone number', row_value: 'Not provided',
    change_field: 'contact_phone', change_hidden: 'your phone number' },
  { key: 'What would help', lines: ['Captions', 'Breaks'],
    change_field: 'access_needs',
    change_hidden: 'what would help you take part' },
  { key: 'Anything else', row_value: 'Not provided',
    change_field: 'access_other',
    change_hidden: 'anything else that would help' },
];
export const told = answers.map(({ key, row_value, lines }) =>
  lines ? { key, lines } : { key, row_value });

/** The selects of the form that does the same as the links, and more. */
export const filterFields = [['when', 'Time of day', 'Evening, from 5pm'],
  ['how', 'Online or in person', 'Online']].map(([name, label, text]) => ({
  id: name, name, label, size: 's',
  items: [{ value: 'all', text: 'All' }, { value: text, text, selected: true }],
}));

export function filters(audience, age) {
  const choices = (chosen, names) => names.map((choice, index) => ({
    choice, href: `/workshops?choice=${index}`, current: choice === chosen,
  }));
  return [
    {
      filter_name: 'Who it is for',
      choices: choices(audience,
        ['All', 'Parents and carers', 'Young people', 'Professionals']),
    },
    {
      filter_name: 'Age of the child or young person',
      choices: choices(age,
        ['All', '5 to 11', '12 to 15', '16 to 19']),
    },
  ];
}

// What the program makes of the form: the bands of ages.
const bands = {
  items: [
    ['under_5', '4 or under'], ['5_to_11', '5 to 11'], ['12', '12'],
    ['13_to_15', '13 to 15'], ['16_to_17', '16 or 17'],
    ['18_to_19', '18 or 19'], ['20_and_over', '20 or over'],
  ].map(([value, text], i) => ({
    item_id: i === 0 ? 'age_band' : `age_band-${i + 1}`, value, text,
  })),
};

export const dates = {
  items: [
    ['1', 'Monday 14 December 2026, 6pm to 7:30pm, online'],
    ['2', 'Thursday 7 January 2027, 4:30pm to 5:30pm, Anytown Library, and 2 later dates'],
    ['any', 'Any date, also later ones that are not planned yet'],
  ].map(([value, text], i) => ({
    item_id: i === 0 ? 'dates' : `dates-${i + 1}`, value, text,
    ...(i === 0 && { checked: true }),
  })),
};

/** Where in a list of several pages a page is. */
export const pagedOf = (number, count, items) => ({
  paged: { page_number: String(number), page_count: String(count), item_count: String(items) },
});

/** A form that shows one page of its dates, where a date of another is chosen. */
export const turned = (number, count) => ({
  ...pagedOf(number, count, 8 * count), earlier_dates: number > 1, later_dates: number < count,
  elsewhere: { chosen_dates: ['Monday 7 June 2027, 6pm to 7:30pm'] },
});

// As the program's table of steps.
const steps = {
  who: ['who_for', 'places', 'website'],
  dates: ['dates', 'least_places'],
  age: ['young_people', 'age_band'],
  area: ['in_area'],
  names: ['attendee_names'],
  contact: ['contact_name', 'contact_email', 'contact_phone', 'name_workshop'],
  needs: ['access_needs', 'access_other'],
  use: [],
};
export const stepNames = Object.keys(steps);

export const kept = {
  kept_places: '2', kept_places_is_one: false, until: '6:20pm',
  can_extend: true,
};

export const offer = {
  asked_places: '3', asked_places_is_one: false, offered_places: '2',
  offered_places_is_one: false, until: 'Monday 30 November 2026, 5pm',
};

// A step of an organisation’s form; `said` is what is known of some of its
// fields.
export function bookStep(name, said = {}, its = site) {
  const fixed = viewModel('book', { site: its });
  const asked = steps[name].filter((field) => said[field] !== false);
  const fields = Object.fromEntries(Object.keys(fixed.fields)
    .map((field) => [field, asked.includes(field) ? said[field] ?? {} : false])
    .filter(([, field]) => field === false || Object.keys(field).length));
  if (asked.includes('age_band')) fields.age_band = { ...said.age_band, ...bands };
  if (asked.includes('dates')) fields.dates = { ...said.dates, ...dates };
  const one = asked.length === 1;
  if (one) {
    fields[asked[0]] = { ...fields[asked[0]], heading: true, size: 'l' };
  }
  const errors = Object.entries(fields).filter(([, field]) => field.error);
  return {
    workshop, session, form: { action: `${action}/${name}`, hidden }, fields,
    step: { ...fixed.steps[name], [name]: true, ...(one && { asks_one: true }) },
    back_link: name === 'who' ? { href: workshop.href } : { of_form: true },
    ...(name !== 'who' && { kept }),
    ...(errors.length && {
      error_summary: {
        items: errors.map(([id, field]) => ({ href: `#${id}`, text: field.error })),
      },
    }),
  };
}

// What pages show that ask some of the form’s fields again: who comes, or the
// details.
export const details = ['contact_name', 'contact_phone', 'access_needs', 'access_other',
  'name_workshop'];
export function whoComes(said = {}, asked = ['who_for', 'places', 'age_band']) {
  const { fields } = viewModel('book', { site });
  return {
    workshop, session, form, fields: Object.fromEntries(asked.map((name) => [name, {
      ...fields[name], ...said[name], ...(name === 'age_band' && bands),
    }])),
  };
}

export const signed = { signed_by: 'Dr Ada Example', signed_on: '20 November 2026' };
export const selfCheckQuestion = {
  legend: 'Is anyone in danger?',
  hint: 'For example, somebody has hurt themselves.',
  items: [['answer', '1', 'Yes'], ['answer-2', '2', 'No']]
    .map(([item_id, value, text]) => ({ item_id, value, text })),
};

export const refusedContact = {
  contact_name: {
    value: '"Ada" <Example> & O’Neil\'s',
    error: 'Your name must be 100 characters or fewer',
  },
  contact_email: {
    value: 'ada@',
    error: 'Enter an email address in the correct format, like '
      + 'name@example.org',
  },
  contact_phone: {
    value: '07700 900 982x',
    error: 'Enter a phone number, like 01632 960 001 or 07700 900 982',
  },
};

export const webinar = {
  title: 'When school feels too much',
  href: '/webinars/school-anxiety',
  summary: 'A recorded webinar about anxiety and going to school.',
  audience: 'Parents and carers',
  paragraphs: ['Part 1 is about understanding. Part 2 is about what to do.'],
  several_parts: true,
  parts: [
    {
      number: '1',
      part_title: 'Understanding school anxiety',
      part_paragraphs: ['What anxiety is, and what keeps it going.'],
      part_length: '28 minutes',
      video_src: '/media/part-1.mp4',
      video_size: '24MB',
      captions_src: '/media/part-1.vtt',
      part_handouts: [{
        handout_title: 'The worry cycle',
        handout_href: '/handouts/the-worry-cycle.pdf',
        handout_size: '120KB',
      }],
    },
    {
      number: '2',
      part_title: 'Strategies and tips',
      part_paragraphs: ['Small steps back, and working with the school.'],
      part_length: '31 minutes',
      video_href: 'https://video.example.org/part-2',
      video_host: 'video.example.org',
    },
  ],
  has_handouts: true,
  handouts: [{
    handout_title: 'Plan for the first week',
    handout_href: '/handouts/plan-for-the-first-week.pdf',
    handout_size: '200KB',
  }],
};
