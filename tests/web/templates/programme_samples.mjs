// View models of the desk's pages that plan the programme, in the states that
// matter.
import { viewModel } from './render.mjs';

const header = {
  home_href: '/desk',
  navigation: {
    links: [
      { href: '/desk', text: 'Today' },
      { href: '/desk/programme', text: 'Programme' },
      { href: '/desk/workshops', text: 'Workshops' },
    ],
  },
};

const form = {
  action: '/desk/somewhere',
  hidden: [{ name: 'csrf', value: 'token' }],
};
const back_link = { text: 'Back', href: '/desk/workshops/1' };

function row(columns, href, ...texts) {
  return {
    cells: texts.map((text, index) => ({
      text, column: columns[index],
      ...(index ? {} : { is_header: true, cell_href: href }),
    })),
  };
}

function choices(field, ...texts) {
  return texts.map((text, index) => ({
    item_id: index ? `${field}-${index + 1}` : field,
    value: String(index + 1), text,
  }));
}

// All fields of a page as they are refused.
export function refused(page, more = {}) {
  const { fields, field_order } = viewModel(page, {});
  const wrong = {};
  for (const name of field_order) {
    const [error] = Object.values(fields[name].errors);
    wrong[name] = { error, ...more[name] };
  }
  return {
    fields: wrong,
    error_summary: {
      items: field_order.map((name) => ({
        href: `#${name}`, text: Object.values(fields[name].errors)[0],
      })),
    },
  };
}

const week = ['When', 'Workshop', 'Places', 'State'];
const sessions = {
  table_rows: [row(week, '/desk/sessions/1',
    'Wednesday 2 December 2026, 6pm to 7:30pm', 'Helping your child with worry',
    '8 of 12 booked, 2 held', 'Open')],
};
const facts = [
  { key: 'State', row_value: 'Draft' },
  { key: 'When', lines: ['Wednesday 2 December 2026, 6pm to 7:30pm'] },
];
const missing = {
  gaps: [{ href: '/desk/workshops/1/edit#description', text: 'It has no description' }],
};
const acts = [{
  ...form, act_button: { text: 'Show it to families', name: 'act', value: 'publish' },
}];

const workshop = {
  header, workshop_title: 'Helping your child with worry', rows: facts, missing, acts,
  plan: {
    edit_href: '/desk/workshops/1/edit', preview_href: '/desk/workshops/1/preview',
    picture_href: '/desk/workshops/1/picture', clone_href: '/desk/workshops/1/clone',
  },
  new_session_href: '/desk/workshops/1/sessions/new',
  new_series_href: '/desk/workshops/1/series/new',
  waiting_href: '/desk/workshops/1/waitlist',
  families_href: '/workshops/worry',
  sessions_table: sessions,
  series_table: {
    table_rows: [row(['Series', 'Places'], '/desk/series/1',
      'Every week on Tuesday', '12')],
  },
};

const meanwhile = {
  rows: [{ key: 'Title', lines: ['Now: Worry', 'You entered: Fear. This stands in the form'] }],
};

const workshopFields = {
  audience: { items: choices('audience', 'Parents and carers', 'Young people') },
  languages: { items: choices('languages', 'English', 'Welsh') },
};
const workshopForm = {
  header, form, back_link, form_heading: 'A new workshop', fields: workshopFields,
};

const team = { items: choices('facilitators', 'Ada Example', 'Bea Example') };

/** A row of meetings as the program makes them. */
function meeting(number, error) {
  const { date, time, minutes } = viewModel('desk-session-form', {}).fields;
  const named = (field, name) => ({
    ...field, id: `${name}${number > 1 ? `_${number}` : ''}`,
    name: `${name}${number > 1 ? `_${number}` : ''}`,
    ...(error ? { error: Object.values(field.errors)[0] } : { value: '6pm' }),
  });
  return {
    meeting_legend: `Meeting ${number}`, date: named(date, 'date'),
    time: named(time, 'time'), minutes: named(minutes, 'minutes'),
  };
}
const noRows = { date: false, time: false, minutes: false };
const sessionForm = {
  header, form, back_link, form_heading: 'A new session of Worry',
  meetings: [meeting(1), meeting(2)],
  fields: { ...noRows, facilitators: team },
};

const check = {
  header, form, check_heading: 'A new session: is this right?', facts: { rows: facts },
  check_buttons: [
    { text: 'Make it, as a draft' },
    { text: 'Back to the form', name: 'then', value: 'form', variant: 'secondary' },
  ],
};

const seriesForm = {
  header, form, back_link, workshop_title: 'Helping your child with worry',
  fields: { facilitators: team },
};
const seriesEdit = {
  header, form, back_link, series_title: 'Helping your child with worry',
  fields: {
    facilitators: team,
    scope: { items: choices('scope', 'Only Tuesday 12 January 2027', 'All of them') },
  },
};

const importPage = {
  header, form, back_link, example_href: '/desk/programme/import/example.csv',
  columns_table: {
    caption: 'Columns', responsive: true,
    columns: [{ text: 'Column' }, { text: 'What it says' }],
    table_rows: [row(['Column', 'What it says'], false, 'ages', 'Such as 5 to 11.')],
  },
};
const became = ['Line', 'Workshop', 'Session', 'What became of it'];
const imported = {
  header,
  result_table: {
    caption: 'What became of it', responsive: true,
    columns: became.map((text) => ({ text })),
    table_rows: [
      row(became, false, '2', 'Worry', 'The workshop itself', 'As it was'),
      row(became, false, '3', 'Worry', 'Tuesday 12 January 2027, 6pm to 7:30pm', 'Made'),
    ],
  },
};

export const programmeCases = (families) => ({
  'desk, workshops': ['desk-workshops', {
    header,
    choices: [{ choice: 'All', href: '/desk/workshops', current: true },
      { choice: 'Drafts', href: '/desk/workshops?state=draft', current: false }],
    workshops_table: {
      table_rows: [row(['Workshop', 'For', 'Where', 'State'], '/desk/workshops/1',
        'Helping your child with worry', 'Parents and carers, aged 5 to 11',
        'Online, on Microsoft Teams', 'Draft')],
    },
  }],
  'desk, workshops of no known state': ['desk-workshops', {
    header, left_out: true, no_workshops: true, workshops_table: false, new_button: false,
    choices: [{ choice: 'All', href: '/desk/workshops', current: true }],
  }],
  'desk, workshop': ['desk-workshop', workshop],
  'desk, workshop just shown': ['desk-workshop', {
    ...workshop,
    done: {
      done_text: 'Families see it now',
      undo_form: { ...form, act_button: { text: 'Undo', name: 'act', value: 'archive' } },
    },
  }],
  'desk, workshop refused': ['desk-workshop', {
    ...workshop, refused_because: 'It has sessions that are to come or under way.',
  }],
  'desk, workshop for readers': ['desk-workshop', {
    header, workshop_title: 'Worry', rows: facts, no_sessions: true, sessions_table: false,
    series_table: false,
  }],
  'desk, workshop form': ['desk-workshop-form', workshopForm],
  'desk, workshop form with errors': ['desk-workshop-form', {
    ...workshopForm, ...refused('desk-workshop-form', workshopFields),
  }],
  'desk, workshop changed meanwhile': ['desk-workshop-form', {
    ...workshopForm, meanwhile,
  }],
  'desk, workshop preview': ['workshop', {
    ...families,
    preview: {
      unsaved: true,
      preview_form: {
        ...form,
        preview_buttons: [{ text: 'Save it' },
          { text: 'Back to the form', name: 'then', value: 'form', variant: 'secondary' }],
      },
    },
  }],
  'desk, saved workshop preview': ['workshop', {
    ...families, preview: { saved: true, preview_href: '/desk/workshops/1' },
  }],
  'desk, copy a workshop': ['desk-workshop-clone', {
    header, form, back_link, workshop_title: 'Worry', fields: { slug: { value: 'worry-copy' } },
  }],
  'desk, copy refused': ['desk-workshop-clone', {
    header, form, back_link, workshop_title: 'Worry', ...refused('desk-workshop-clone'),
  }],
  'desk, picture': ['desk-workshop-picture', {
    header, form, back_link, workshop_title: 'Worry',
    picture: { src: '/desk/workshops/1/picture/small.webp', alt: 'A sofa' },
    fields: { alt: { value: 'A sofa' } },
  }],
  'desk, picture refused': ['desk-workshop-picture', {
    header, form, back_link, workshop_title: 'Worry', remove_button: false,
    ...refused('desk-workshop-picture'),
  }],
  'desk, new session': ['desk-session-form', sessionForm],
  'desk, new session with errors': ['desk-session-form', {
    ...sessionForm,
    meetings: [meeting(1, true)],
    remove_button: false,
    fields: { ...refused('desk-session-form', { facilitators: team }).fields, ...noRows },
    error_summary: refused('desk-session-form').error_summary,
  }],
  'desk, session changed meanwhile': ['desk-session-form', {
    ...sessionForm, meanwhile, meetings: false, add_button: false, remove_button: false,
    address_set: true, form_heading: 'Change a session of Worry',
    elsewhere: { move_href: '/desk/sessions/1/move', capacity_href: '/desk/sessions/1/capacity' },
    fields: { ...noRows, facilitators: team, capacity: false },
  }],
  'desk, move a session': ['desk-session-move', {
    header, form, back_link, session_title: 'Worry', meetings: [meeting(1)],
    remove_button: false, now: { lines: ['Wednesday 2 December 2026, 6pm to 7:30pm'] },
  }],
  'desk, check': ['desk-check', {
    ...check, impact: { lines: ['3 bookings with 5 places would get the new time'] },
  }],
  'desk, check of a series': ['desk-check', {
    ...check, must_say: 'Trainees alone would lead it.',
    check_table: {
      caption: 'All dates: 2 sessions', caption_size: 's', responsive: true,
      columns: [{ text: 'Date' }, { text: 'What becomes of it' }],
      table_rows: [row(['Date', 'What becomes of it'], false,
        'Tuesday 12 January 2027, 6pm to 7:30pm', 'A session')],
    },
    check_choices: {
      id: 'chosen', name: 'chosen', legend: 'Which may be changed?', size: 's',
      items: choices('chosen', 'Tuesday 12 January 2027'),
    },
  }],
  'desk, sessions': ['desk-sessions', {
    header, sessions_table: sessions, left_out: true,
    fields: { workshop: { items: [{ value: '1', text: 'Worry' }] } },
    pages: { next: { href: '/desk/sessions?page=x' } },
  }],
  'desk, no sessions': ['desk-sessions', {
    header, sessions_table: false, no_sessions: true,
    fields: { workshop: { items: [{ value: '1', text: 'Worry' }] } },
  }],
  'desk, programme for those who plan': ['desk-programme', {
    header, month: 'December 2026', sessions_table: sessions, import_href: '/desk/programme/import',
    export_href: '/desk/programme/export.csv',
  }],
  'desk, month that is none': ['desk-programme', {
    header, month: 'December 2026', sessions_table: false, no_sessions: true, odd_month: true,
  }],
  'desk, import a term': ['desk-import', importPage],
  'desk, file refused': ['desk-import', {
    ...importPage, file: { error: 'Choose a file' },
    error_summary: { items: [{ href: '#file', text: 'Choose a file' }] },
  }],
  'desk, file with mistakes': ['desk-import', {
    ...importPage, guessed: true,
    mistakes_table: {
      caption: 'What is wrong', responsive: true,
      columns: [{ text: 'Line' }, { text: 'What' }, { text: 'Why' }],
      table_rows: [row(['Line', 'What', 'Why'], false, '3', 'start', 'start is over')],
    },
    mend: {
      mend_form: form,
      mend_field: {
        ...viewModel('desk-import', {}).mend_text, value: 'slug,start\nworry,2027-01-12T18:00\n',
      },
    },
    error_summary: {
      items: [{ href: '#text', text: 'There is 1 mistake in the file. Nothing was changed' }],
    },
  }],
  'desk, term imported': ['desk-import-done', { ...imported, all_done: true }],
  'desk, term being imported': ['desk-import-done', {
    ...imported, going_on: { progress: '1 of 2 are done', same_form: form },
  }],
  'desk, term imported in part': ['desk-import-done', {
    ...imported, again: { same_form: form, trainees: true, options: true },
  }],
  'desk, series': ['desk-series', {
    header, back_link, series_title: 'Worry', rows: facts, sessions_table: sessions,
    open_form: {
      ...form, act_button: { text: 'Open all 2 sessions for booking', variant: 'secondary' },
    },
    change_href: '/desk/series/1/edit',
  }],
  'desk, series just made': ['desk-series', {
    header, back_link, series_title: 'Worry', rows: facts, sessions_table: sessions,
    change_href: '/desk/series/1/edit',
    done: {
      done_text: '2 sessions are made. Families see them as soon as they see the workshop, and cannot book them yet',
      undo_form: {
        ...form,
        act_button: { text: 'Undo: see what cancelling all of them would do', variant: 'secondary' },
      },
    },
  }],
  'desk, series about to be changed': ['desk-series', {
    header, back_link, series_title: 'Worry', rows: facts, sessions_table: sessions,
    pending: {
      pending_text: 'A change of it comes at 6:12pm.',
      undo_form: { ...form, act_button: { text: 'Take the change back' } },
    },
  }],
  'desk, new series': ['desk-series-form', seriesForm],
  'desk, new series with errors': ['desk-series-form', {
    ...seriesForm, ...refused('desk-series-form', { facilitators: team }),
  }],
  'desk, change a series': ['desk-series-edit', seriesEdit],
  'desk, change a series with errors': ['desk-series-edit', {
    ...seriesEdit, ...refused('desk-series-edit', seriesEdit.fields),
  }],
});
