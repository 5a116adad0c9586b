// View models of the desk's pages about who leads sessions, partners' places, and the
// options of meetings.
import { form, header, refused, row } from './desk_samples.mjs';
import { viewModel } from './render.mjs';

// The form about one facilitator, with its choices.
function facilitatorFields(errors = {}) {
  const { fields } = viewModel('desk-facilitator-form', {});
  fields.role.items = ['Trainee', 'Practitioner', 'Supervisor'].map((text, index) => ({
    item_id: index ? `role-${index + 1}` : 'role', value: `${index + 1}`, text,
    item_hint: 'Is qualified', ...(index === 0 ? { checked: true } : {}),
  }));
  fields.supervisor.items = [
    { item_id: 'supervisor', value: '0', text: 'Nobody' },
    { item_id: 'supervisor-2', value: '71', text: 'Sana Example', selected: true },
  ];
  const items = Object.entries(errors).map(([name, reason]) => {
    fields[name].error = fields[name].errors[reason];
    return { href: `#${name}`, text: fields[name].error };
  });
  return { fields, ...(items.length ? { error_summary: { items } } : {}) };
}

const facilitatorColumns = ['Name', 'Id', 'Role', 'Supervisor', 'State', 'Sessions to come'];
const cleo = {
  header, form, form_heading: 'Cleo Example', ...facilitatorFields(),
  member: {
    standing: 'Leads sessions', retire_href: '/desk/facilitators/72/retire',
    erase_href: '/desk/facilitators/72/erase',
  },
};
const end = {
  header, form, facilitator_name: 'Cleo Example',
  back_link: { text: 'Back', href: '/desk/facilitators/72' },
};
const led = {
  sessions: [{ href: '/desk/sessions/1',
    text: 'Helping your child with worry, Wednesday 2 December 2026, 6pm to 7:30pm' }],
};

const allotmentColumns = ['Channel', 'Places set aside', 'Booked', 'Left to them'];
const allotments = {
  header, form, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  back_link: { text: 'Back', href: '/desk/sessions/1' },
  allotments_table: {
    table_rows: [row(allotmentColumns, '/desk/sessions/1/allotments?channel=library', 'library',
      '8', '3', '5')],
  },
};

const optionNames = ['lobby', 'camera', 'microphone', 'chat', 'recording'];
const options = {
  header, form, session_title: 'Helping your child with worry',
  session_begins: 'Wednesday 2 December 2026, 6pm to 7:30pm',
  set_by: 'This system sets them in Teams, soon after each change.',
  back_link: { text: 'Back', href: '/desk/sessions/1' },
  fields: (() => {
    const { fields } = viewModel('desk-meeting-options', {});
    for (const name of optionNames) fields[name].items[name === 'lobby' ? 0 : 1].checked = true;
    return fields;
  })(),
  history_table: {
    table_rows: [row(['When', 'Who', 'What', 'Why'], false, 'Sunday 29 November 2026, 9am',
      'Ada Example', 'Chat: on', 'They write to each other')],
  },
};

export const deskTeamCases = {
  'desk, meeting options': ['desk-meeting-options', {
    ...options, loosened: { names: ['Chat'] },
    done: {
      done_text: 'Changed now: Chat: on',
      undo_form: { ...form, act_button: { text: 'Undo: as it was before', variant: 'secondary' } },
    },
  }],
  'desk, meeting options to be confirmed': ['desk-meeting-options', {
    ...options, history_table: false, no_changes: true,
    set_by: 'The address of the meeting is typed, so somebody has to set them in Teams by hand.',
    confirm_form: { ...form, action: '/desk/sessions/1/meeting-options/confirm' },
  }],
  'desk, meeting options without a reason': ['desk-meeting-options', {
    ...options, ...refused('desk-meeting-options', 'reason', 'required'),
  }],
  'desk, meeting options changed meanwhile': ['desk-meeting-options', {
    ...options,
    meanwhile: { rows: [{ key: 'Chat', lines: ['Now: On',
      'You had not changed it, so the form has what is there now'] }] },
  }],
  'desk, meeting options not confirmed': ['desk-meeting-options', {
    ...options, refused_because: 'The options are others now, so nothing was confirmed.',
  }],
  'desk, places for partners': ['desk-allotments', {
    ...allotments,
    done: {
      done_text: 'Places set aside for library: 8 instead of 5',
      undo_form: { ...form, act_button: { text: 'Undo: 5 places again', variant: 'secondary' } },
    },
  }],
  'desk, places for partners with errors': ['desk-allotments', {
    ...allotments, ...refused('desk-allotments', 'channel', 'invalid', { value: 'The library' }),
  }],
  'desk, no places for partners': ['desk-allotments', {
    ...allotments, allotments_table: false, no_allotments: true,
  }],
  'desk, places for partners refused': ['desk-allotments', {
    ...allotments, refused_because: 'There are not so many places left.',
  }],
  'desk, places for partners of a session just made': ['desk-allotments', {
    ...allotments, form: false, allotments_table: false, no_allotments: true, not_known_yet: true,
  }],
  'desk, facilitators': ['desk-facilitators', {
    header, done: { done_text: 'The change was saved' },
    facilitators_table: {
      table_rows: [
        row(facilitatorColumns, '/desk/facilitators/72', 'Cleo Example', '72', 'Trainee',
          'Sana Example', 'Leads sessions', '3'),
        row(facilitatorColumns, false, 'A former colleague, 73', '73', 'Practitioner', 'None',
          'Erased', '0'),
      ],
    },
  }],
  'desk, no facilitators': ['desk-facilitators', {
    header, facilitators_table: false, no_facilitators: true,
  }],
  'desk, new facilitator with errors': ['desk-facilitator-form', {
    header, form, form_heading: 'Add a facilitator',
    ...facilitatorFields({ name: 'required', role: 'required', supervisor: 'invalid', email: 'invalid' }),
  }],
  'desk, facilitator': ['desk-facilitator-form', cleo],
  'desk, facilitator changed meanwhile': ['desk-facilitator-form', {
    ...cleo,
    meanwhile: { rows: [{ key: 'Role', lines: ['Now: Practitioner',
      'You had not changed it, so the form has what is there now'] }] },
  }],
  'desk, retire a facilitator': ['desk-facilitator-retire', { ...end, led }],
  'desk, retire a facilitator, refused': ['desk-facilitator-retire', {
    ...end, refused_because: 'Others have them as their supervisor: give those another one first.',
  }],
  'desk, erase a facilitator': ['desk-facilitator-erase', end],
  'desk, erase a facilitator who leads': ['desk-facilitator-erase', { ...end, led }],
};
