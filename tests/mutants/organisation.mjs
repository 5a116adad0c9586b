// Mutants of what the organisation says of itself at the desk.

const SERVICE = ['scheduling_service_test'];
const MESSAGES = ['notifications_messages_test'];
const TEXTS = ['notifications_text_test'];
const DESK = ['web_desk_test'];

export const ORGANISATION = [
  {
    name: 'urgent help changes without anybody calling',
    file: 'services/scheduling/organisation_parts.cc',
    text: 'if (!request.numbers_checked()) return FieldRequired("numbers_checked");',
    replacement: '',
    breaks: 'Whoever changes urgent help signs for it.',
    caughtBy: SERVICE,
  },
  {
    name: 'coordinators read what the organisation said before',
    file: 'services/scheduling/organisation_service.cc',
    text: '{.method = "ListOrganisationVersions", .allowed = write}',
    replacement: '{.method = "ListOrganisationVersions",\n' +
      '           .allowed = {operators, Planners()}}',
    breaks: 'What the desk hides from a role, services refuse it.',
    caughtBy: ['integration_access_test'],
  },
  {
    name: 'the second of two says the last word',
    file: 'services/scheduling/organisation_commands.cc',
    text: 'RETURN_IF_ERROR(CheckRevision(before.revision, update.if_revision));',
    replacement: '',
    breaks: 'Nobody overwrites what they have not seen.',
    caughtBy: SERVICE,
  },
  {
    name: 'taking a change back signs for it anew',
    file: 'services/scheduling/organisation_commands.cc',
    text: '  return Say(tx, before, "", std::move(wanted.content), actor, now, entries,\n',
    replacement: '  return Say(tx, before, "", before.content, actor, now, entries,\n',
    breaks: 'An earlier version says again what it said.',
    caughtBy: SERVICE,
  },
  {
    name: 'registration decides as it was set up',
    file: 'services/registration/said_at_desk.cc',
    text: 'if (parts.eligibility.has_value()) {',
    replacement: 'if (!parts.eligibility.has_value() && parts.retention.has_value()) {',
    breaks: 'Registration decides by what the desk said last.',
    caughtBy: ['integration_settings_test'],
  },
  {
    name: 'registration hears nothing of a new setting',
    file: 'services/registration/server.cc',
    text: 'if (said) LogFailure(ReadDesk());',
    replacement: 'if (!said) LogFailure(ReadDesk());',
    breaks: 'Registration decides within seconds by what the desk said last.',
    caughtBy: ['integration_settings_test'],
  },
  {
    name: 'letters call the number of before',
    file: 'services/notifications/said_at_desk.cc',
    text: 'settings.urgent_phone = parts.urgent_help->local_phone();',
    replacement: '',
    breaks: 'Letters say what is said at the desk.',
    caughtBy: MESSAGES,
  },
  {
    name: 'a note is in letters of every kind',
    file: 'services/notifications/text.cc',
    text: 'organisation.notes.find(message.kind)',
    replacement: 'organisation.notes.begin()',
    breaks: 'A note stands in letters of its kind alone.',
    caughtBy: TEXTS,
  },
  {
    name: 'test letters go out without end',
    file: 'services/notifications/test_letters.cc',
    text: 'if (times.size() >= kMost) return times.front() + kWindow - now;',
    replacement: '',
    breaks: 'One caller sends few test letters in an hour.',
    caughtBy: MESSAGES,
  },
  {
    name: 'pages are kept although something else is said',
    file: 'services/web/page.cc',
    text: '  basis.said = site.said->Get();\n',
    replacement: '',
    breaks: 'Every page says soon what is said at the desk.',
    caughtBy: DESK,
  },
  {
    name: 'templates keep what was said before',
    file: 'services/web/server.cc',
    text: '    RETURN_IF_ERROR(renderer_->SetSame(same));\n',
    replacement: '',
    breaks: 'Every page says soon what is said at the desk.',
    caughtBy: DESK,
  },
];
