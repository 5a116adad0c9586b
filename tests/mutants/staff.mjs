// Mutants of the desk: who gets in, and what they see.

const DESK = ['web_desk_test'];

export const STAFF = [
  {
    name: 'a code of the authenticator works twice',
    file: 'services/web/staff_commands.cc',
    text: 'if (*command.totp_step <= staff.secrets.totp_step) return SignInRefused();',
    replacement: 'if (*command.totp_step < staff.secrets.totp_step) return SignInRefused();',
    breaks: 'A code works once.',
    caughtBy: DESK,
  },
  {
    name: 'a recovery code works twice',
    file: 'services/web/staff_store.cc',
    text: '"DELETE FROM staff_recovery_codes WHERE staff_id = $1 AND code_hash = $2 "\n' +
      '    "RETURNING staff_id"',
    replacement: '"SELECT staff_id FROM staff_recovery_codes "\n' +
      '    "WHERE staff_id = $1 AND code_hash = $2"',
    breaks: 'A recovery code works once.',
    caughtBy: DESK,
  },
  {
    name: 'an invitation works twice',
    file: 'services/web/staff_commands.cc',
    text: '  staff.invitation_hash.clear();\n  staff.invitation_expire_time.reset();\n' +
      '  staff.staff.set_up = true;',
    replacement: '  staff.staff.set_up = true;',
    breaks: 'An invitation works once.',
    caughtBy: DESK,
  },
  {
    name: 'an invitation never ends',
    file: 'services/web/staff_accounts.cc',
    text: 'if (!found.has_value() || found->staff.disabled ||\n' +
      '      !(use_.clock->Now() < found->invitation_expire_time)) {',
    replacement: 'if (!found.has_value() || found->staff.disabled) {',
    breaks: 'An invitation is good for 24 hours.',
    caughtBy: DESK,
  },
  {
    name: 'a page of the desk asks for no role',
    file: 'services/web/desk.cc',
    text: 'if (!Allows(visit.staff().role, route.permission)) {',
    replacement: 'if (!Allows(visit.staff().role, Permission::kDesk)) {',
    breaks: 'Who may see a page stands in its route.',
    caughtBy: DESK,
  },
  {
    name: 'a form of another visit is taken',
    file: 'services/web/desk.cc',
    text: '{"desk form", session.token_hash}));',
    replacement: '{"desk form", absl::StrCat(session.staff.id)}));',
    breaks: 'A POST without this visit\'s token is refused.',
    caughtBy: DESK,
  },
  {
    name: 'a session at the desk lasts for ever in use',
    file: 'services/web/staff_domain.cc',
    text: 'now < session.create_time + kSessionTime;',
    replacement: 'now < session.seen_time + kSessionTime;',
    breaks: 'A session ends after 12 hours.',
    caughtBy: DESK,
  },
  {
    name: 'the old cookie goes on working after signing in anew',
    file: 'services/web/staff_commands.cc',
    text: 'RETURN_IF_ERROR(DeleteSession(tx, command.old_token_hash));',
    replacement: 'RETURN_IF_ERROR(DeleteSession(tx, command.token_hash));',
    breaks: 'A sign-in gives a new cookie, and ends the one before.',
    caughtBy: DESK,
  },
  {
    name: 'the last administrator can go',
    file: 'services/web/staff_commands.cc',
    text: 'if (count < 2) {',
    replacement: 'if (count < 1) {',
    breaks: 'Somebody can always let others in.',
    caughtBy: DESK,
  },
  {
    name: 'a kept form is given to whoever signs in',
    file: 'services/web/desk_sign_in_pages.cc',
    text: 'kept->staff_id == absl::StrCat(signed_in.staff.id);',
    replacement: 'kept->staff_id != "nobody";',
    breaks: 'A form that was sent too late is kept for its sender alone.',
    caughtBy: DESK,
  },
  {
    name: 'a stranger uses up the tries of a known browser',
    file: 'services/web/sign_in_limits.cc',
    text: 'return {{absl::StrCat("d", attempt.email_key, attempt.device),',
    replacement: 'return {{absl::StrCat("e", attempt.email_key),',
    breaks: 'Nobody is kept out of their own browser.',
    caughtBy: ['web_unit_test', 'web_desk_test'],
  },
  {
    name: 'staff of any role may call',
    file: 'common/rpc/gate.cc',
    text: 'return caller.kind != CallerKind::kStaff ||',
    replacement: 'return caller.kind != CallerKind::kUnspecified ||',
    breaks: 'Services check the role of staff.',
    caughtBy: ['integration_access_test'],
  },
  {
    name: 'who leads sessions sees everybody\'s',
    file: 'services/registration/attendance_service.cc',
    text: 'if (!reach.facilitator_id.has_value()) return absl::OkStatus();',
    replacement: 'if (reach.facilitator_id.has_value()) return absl::OkStatus();',
    breaks: 'A facilitator sees the bookings of their own sessions.',
    caughtBy: ['integration_leaders_test'],
  },
];
