// View models of the desk's pages about partners, reports and the audit log.
import { form, header, refused, row } from './desk_samples.mjs';
import { viewModel } from './render.mjs';

// Of which nothing was chosen.
const partnerForm = (() => {
  const { fields } = viewModel('desk-partner-new', {});
  fields.scopes.items = [{ item_id: 'scopes', value: 'read_events', text: 'See the programme',
    item_hint: 'Workshops, dates and how many places are left.' },
  { item_id: 'scopes-2', value: 'write_orders', text: 'Book places' }];
  fields.term.items = [{ item_id: 'term', value: '90', text: '90 days' },
    { item_id: 'term-2', value: 'never', text: 'Until it is revoked' }];
  const items = [];
  for (const [name, field] of Object.entries(fields)) {
    field.error = field.errors.required;
    items.push({ href: `#${name}`, text: field.error });
  }
  return { header, form, fields, error_summary: { items } };
})();
const letter = {
  header, form_heading: 'Confirmation of a booking', subject: 'Your booking',
  letter: 'Dear Ada Example,\n\nBring a pen.\n\nYour booking is confirmed.\n',
  staff_email: 'ada@example.org', form: { ...form, action: '/desk/settings/letters/test' },
  back_form: { ...form, action: '/desk/settings/letters/preview' },
};
// A form of which these fields were refused, by reason.
const errorsOf = (page, reasons) => {
  const { fields } = viewModel(page, {});
  const items = [];
  for (const [name, reason] of Object.entries(reasons)) {
    fields[name].error = fields[name].errors[reason];
    items.push({ href: `#${name}`, text: fields[name].error });
  }
  return { fields, error_summary: { items } };
};

const auditColumns = ['Entry', 'When', 'Who', 'What', 'About', 'How it went'];
const audit = {
  header,
  fields: {
    who: {
      items: [{ value: 'anybody', text: 'Anybody', selected: true },
        { value: '71', text: 'Ada Example' }],
    },
  },
  audit_table: {
    table_rows: [
      row(auditColumns, false, '1842', '28 Nov 2026, 21:04:12', 'Ada Example',
        'Cancelled or refused a booking', 'Booking 351843720888320', 'Done (entry 1841)'),
      row(auditColumns, false, '1841', '28 Nov 2026, 21:04:12', 'Ada Example',
        'Cancelled or refused a booking. Why: Outside the area',
        'Booking 351843720888320', 'Begun'),
      row(auditColumns, false, '1840', '28 Nov 2026, 21:03:59', 'Nobody knows',
        'Failed to sign in', 'Bea Example', 'Not done: PASSWORD_WRONG'),
    ],
  },
  pagination: {
    landmark: 'Pages of the audit log',
    previous: { href: '/desk/audit', title: 'Newest' },
    next: { href: '/desk/audit?before=1840', title: 'Older' },
  },
};

export const deskAdminCases = {
  'desk, partners': ['desk-partners', {
    header, partners_table: {
      table_rows: [{
        cells: [
          { is_header: true, column: 'Name', text: 'The library', cell_href: '/desk/partners/7' },
          { column: 'Channel', text: 'library' }, { column: 'May', text: 'See the programme' },
          { column: 'Token', text: 'Works' }, { column: 'Last used', text: 'Never' },
        ],
      }],
    },
  }],
  'desk, settings': ['desk-settings', {
    header, urgent_alarm: { alarm_text: 'Nobody has signed for the numbers under “If you need help now”.' },
    settings: [{
      setting_heading: 'Urgent help', setting_said: 'As the installation was set up',
      rows: [{ key: 'Its phone number', row_value: '0300 777 0707' }],
      setting_href: '/desk/settings/urgent-help',
    }, {
      setting_heading: 'How families reach us', setting_said: 'On Sunday 29 November 2026, 9am, by Ada Example',
      rows: [{ key: 'Email address for questions', row_value: 'team@example.org' }],
      setting_href: '/desk/settings/contacts',
    }],
  }],
  'desk, settings of somebody who only looks': ['desk-settings', {
    header,
    settings: [{
      setting_heading: 'Urgent help', setting_said: 'As the installation was set up',
      rows: [{ key: 'Its phone number', row_value: '0300 777 0707' }],
    }],
  }],
  'desk, urgent help with errors and history': ['desk-setting-urgent-help', {
    header, form, form_heading: 'Urgent help',
    history: {
      versions: [
        { version_said: 'On Sunday 29 November 2026, 9am, by Ada Example', rows: [{ key: 'Its phone number', row_value: '020 7946 0999' }] },
        { version_said: 'On Monday 2 November 2026, 9am, by Ada Example', says_nothing: true, rows: [], version_href: '/desk/settings/urgent-help/versions/1' },
      ],
      pages: {
        landmark: 'Pages of what was said before',
        previous: { href: '/desk/settings/urgent-help', title: 'Newest' },
        next: { href: '/desk/settings/urgent-help?before=2', title: 'Older' },
      },
    },
    ...errorsOf('desk-setting-urgent-help', { local_phone: 'invalid', numbers_checked: 'required' }),
  }],
  'desk, contacts': ['desk-setting-contacts', { header, form, form_heading: 'How families reach us' }],
  'desk, names': ['desk-setting-names', { header, form, form_heading: 'What we are called' }],
  'desk, who may book, with errors': ['desk-setting-eligibility', {
    header, form, form_heading: 'Who may book',
    ...errorsOf('desk-setting-eligibility', { area: 'required', max_years: 'invalid' }),
  }],
  'desk, how long data is kept, with errors': ['desk-setting-retention', {
    header, form, form_heading: 'How long we keep what families tell us',
    ...errorsOf('desk-setting-retention', { days: 'invalid', erases: 'required' }),
  }],
  'desk, own words in emails': ['desk-setting-letters', {
    header, form, form_heading: 'Our own words in emails',
    ...errorsOf('desk-setting-letters', { reminder: 'too_long' }),
  }],
  'desk, an email as it will arrive': ['desk-letter', letter],
  'desk, an email that was sent to try it': ['desk-letter', { ...letter, test_sent: true }],
  'desk, an email that may have been sent': ['desk-letter', { ...letter, test_unknown: true }],
  'desk, an email that was not sent': ['desk-letter', {
    ...letter, not_sent: { not_sent_because: 'The mail server cannot be reached right now.' },
  }],
  'desk, an earlier version': ['desk-setting-version', {
    header, form, form_heading: 'Urgent help', back_link: { text: 'Back', href: '/desk/settings/urgent-help' },
    rows: [{ key: 'Its phone number', row_value: '020 7946 0999' }],
  }],
  'desk, an earlier version, changed meanwhile': ['desk-setting-version', {
    header, form, form_heading: 'Urgent help', back_link: { text: 'Back', href: '/desk/settings/urgent-help' },
    refused_because: 'Somebody else has changed it in the meantime.',
    as_it_is: { rows: [{ key: 'Its phone number', row_value: '020 7946 0888' }] },
    rows: [{ key: 'Its phone number', row_value: '020 7946 0999' }],
  }],
  'desk, an earlier version that erases': ['desk-setting-version', {
    header, form, form_heading: 'How long we keep what families tell us', erases: true,
    back_link: { text: 'Back', href: '/desk/settings/retention' },
    rows: [{ key: 'Days after a session', row_value: '60' }],
  }],
  'desk, what the installation was set up with': ['desk-setting-version', {
    header, form, form_heading: 'Urgent help', back_link: { text: 'Back', href: '/desk/settings/urgent-help' },
    says_nothing: true, rows: [],
  }],
  'desk, no partners': ['desk-partners', { header, partners_table: false, no_partners: true }],
  'desk, new partner with errors': ['desk-partner-new', partnerForm],
  'desk, partner made': ['desk-partner-made', {
    header, partner_name: 'The library', partner_token: 'n8Vq0kY3xkq7m9a1',
  }],
  'desk, revoke a partner': ['desk-partner-revoke', { header, form, partner_name: 'The library' }],
  'desk, reports': ['desk-reports', {
    header, from_month: 'December 2025', until_month: 'November 2026', other_asked: true,
    file_href: '/desk/reports.csv?from=2025-12&until=2026-11',
    fields: {from: {items: [{value: '2025-12', text: 'December 2025', selected: true}]},
      until: {items: [{value: '2026-11', text: 'November 2026', selected: true}]}},
    tables: [{
      table: {
        id: 'months', caption: 'Attendance by month', caption_size: 'm', responsive: true,
        columns: [{text: 'Month'}, {text: 'Places booked', numeric: true}],
        table_rows: [{cells: [{is_header: true, column: 'Month', text: 'November 2026'},
          {column: 'Places booked', text: 'fewer than 5', numeric: true}]}],
      },
      chart: {chart_of: 'Places booked', chart_by: 'Month',
        bars: [{bar_name: 'November 2026', bar_number: '80', bar_width: '100'}]},
    }],
  }],
  'desk, reports without sessions': ['desk-reports', {
    header, from_month: 'December 2025', until_month: 'November 2026', nothing: true,
    fields: {from: {items: [{value: '2025-12', text: 'December 2025'}]},
      until: {items: [{value: '2026-11', text: 'November 2026'}]}},
  }],
  'desk, audit log': ['desk-audit', audit],
  'desk, audit log without entries': ['desk-audit', {
    header, fields: audit.fields, audit_table: false, no_entries: true,
  }],
  'desk, audit log refused': ['desk-audit', {
    ...audit, audit_table: false,
    fields: {
      ...audit.fields, ...refused('desk-audit', 'since', 'invalid', { value: 'soon' }).fields,
    },
    error_summary: { items: [{ href: '#since', text: 'Enter a day' }] },
  }],
};
