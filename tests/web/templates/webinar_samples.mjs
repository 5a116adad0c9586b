// View models of the desk's pages of webinars, in the states that matter.
import { form, header, row } from './desk_samples.mjs';
import { refused } from './programme_samples.mjs';

const back_link = { text: 'Back', href: '/desk/webinars/1' };
const act = (text) => ({ ...form, act_button: { text, name: 'act', value: 'x' } });

const listed = ['Webinar', 'For', 'Parts', 'State', 'Last 30 days', 'Ever'];
const parts = ['Part', 'Video', 'Captions', 'Last 30 days', 'Ever'];
const handouts = ['Handout', 'Belongs to', 'File', 'Last 30 days', 'Ever'];

const webinars = {
  header,
  choices: [
    { choice: 'All', href: '/desk/webinars', current: true },
    { choice: 'Drafts', href: '/desk/webinars?state=draft' },
  ],
};

const facts = [
  { key: 'State', row_value: 'Draft' },
  { key: 'Its address', row_value: '/webinars/school-anxiety' },
];

const webinar = {
  header, webinar_title: 'School anxiety', rows: facts,
  missing: {
    gaps: [{
      href: '/desk/webinars/1/parts/1/captions',
      text: 'Part 1 has no captions, so it cannot be shown to families',
    }],
  },
  plan: { edit_href: '/desk/webinars/1/edit', preview_href: '/desk/webinars/1/preview' },
  acts: [act('Show it to families')],
  new_part_href: '/desk/webinars/1/parts/new',
  new_handout_href: '/desk/webinars/1/handouts/new',
  parts_table: {
    table_rows: [row(parts, '/desk/webinars/1/parts/1', '1. What anxiety is',
      'Uploaded, 24MB', 'None', '12', '340')],
  },
  handouts_table: {
    table_rows: [row(handouts, '/desk/webinars/1/handouts/a', 'Small steps', 'Part 1',
      'small steps.pdf, 200KB', '3', '40')],
  },
  views: { views_all: '380', views_recent: '15' },
};

const upload = (kind) => ({
  upload: {
    upload_kind: kind, upload_most: '1000', upload_most_words: '2GB', upload_piece: '10',
  },
});
const uploaded = (kind) => ({
  upload: { ...upload(kind).upload, uploaded: { uploaded_name: 'talk.mp4' } },
});

const meanwhile = {
  rows: [{ key: 'Title', lines: ['Now: Theirs', 'You entered: Mine. This stands in the form'] }],
};
const audience = {
  audience: { items: [{ item_id: 'audience', value: '1', text: 'Parents and carers' }] },
};
const ofParts = {
  part: {
    items: [
      { item_id: 'part', value: '0', text: 'The whole webinar', checked: true },
      { item_id: 'part-2', value: '1', text: 'Part 1: What anxiety is' },
    ],
  },
};

const part = {
  header, form, back_link, webinar_title: 'School anxiety',
  fields: { title: { value: 'What anxiety is' } },
};
const captions = {
  header, form, back_link, part_words: 'Part 1', part_title: 'What anxiety is',
};
const handout = {
  header, form, back_link, webinar_title: 'School anxiety', fields: ofParts,
};

/** `families` is what families get of a webinar's page. */
export const webinarCases = (families) => ({
  'desk, webinars': ['desk-webinars', {
    ...webinars,
    webinars_table: {
      table_rows: [row(listed, '/desk/webinars/1', 'School anxiety', 'Parents and carers', '2',
        'Shown to families', '15', '380')],
    },
  }],
  'desk, no webinars': ['desk-webinars', {
    ...webinars, left_out: true, no_webinars: true, webinars_table: false, new_button: false,
  }],
  'desk, webinar': ['desk-webinar', webinar],
  'desk, webinar withdrawn': ['desk-webinar', {
    ...webinar, missing: false,
    done: {
      done_text: 'Families do not see it any more',
      undo_form: act('Undo: show it to families again'),
    },
  }],
  'desk, webinar without anything': ['desk-webinar', {
    header, webinar_title: 'School anxiety', rows: facts, no_parts: true, no_handouts: true,
    parts_table: false, handouts_table: false, families_href: '/webinars/school-anxiety',
    refused_because: 'It has no part: families would have nothing to watch.',
  }],
  'desk, new webinar': ['desk-webinar-form', {
    header, form, back_link, form_heading: 'A new webinar', fields: audience,
  }],
  'desk, new webinar with errors': ['desk-webinar-form', {
    header, form, back_link, form_heading: 'A new webinar',
    ...refused('desk-webinar-form', audience),
  }],
  'desk, webinar changed meanwhile': ['desk-webinar-form', {
    header, form, back_link, form_heading: 'School anxiety', fields: audience, meanwhile,
  }],
  'desk, webinar preview': ['webinar', {
    ...families, preview: { saved: true, preview_href: '/desk/webinars/1' },
  }],
  'desk, new part': ['desk-webinar-part', { ...part, new_part: true, ...upload('video') }],
  'desk, new part with errors': ['desk-webinar-part', {
    ...part, new_part: true, ...uploaded('video'), ...refused('desk-webinar-part'),
  }],
  'desk, part': ['desk-webinar-part', {
    ...part, ...upload('video'), meanwhile,
    part: {
      part_words: 'Part 1', captions_href: '/desk/webinars/1/parts/1/captions', has_video: true,
      acts: [act('Move it down'), act('Take it out of the webinar')],
    },
  }],
  'desk, captions': ['desk-webinar-captions', {
    ...captions, ...upload('captions'), captions_href: '/desk/webinars/1/files/b',
  }],
  'desk, captions refused': ['desk-webinar-captions', {
    ...captions, ...upload('captions'), ...refused('desk-webinar-captions'),
  }],
  'desk, new handout': ['desk-webinar-handout', {
    ...handout, new_handout: true, ...upload('handout'),
  }],
  'desk, handout with errors': ['desk-webinar-handout', {
    ...handout, ...upload('handout'), ...refused('desk-webinar-handout', ofParts),
    handout: {
      file_href: '/desk/webinars/1/files/c', handout_file: 'small steps.pdf',
      remove_form: act('Take it out of the webinar'),
    },
  }],
});
