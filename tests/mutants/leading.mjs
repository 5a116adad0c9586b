// Mutants of who leads sessions: nobody in two places, and who sees it.

export const LEADING = [
  {
    name: 'a wished time takes nobody',
    file: 'services/scheduling/engagement.cc',
    text: 'if (session.pending.has_value()) {',
    replacement: 'if (session.pending.has_value() && session.id < 0) {',
    breaks: 'A move that waits takes both times of those who lead the session.',
    caughtBy: ['scheduling_domain_test', 'scheduling_store_test'],
  },
  {
    name: 'a session is not looked at when its leaders change',
    file: 'services/scheduling/leading_commands.cc',
    text: 'change.before.has_value() ? NewEngagements(*change.before, change.after)',
    replacement: 'change.before.has_value() ? std::vector<Engagement>()',
    breaks: 'Two sessions at once for one facilitator are refused at every change.',
    caughtBy: ['scheduling_store_test'],
  },
  {
    name: 'a cancelled session keeps its leaders',
    file: 'services/scheduling/session_store.cc',
    text: 'return led.empty() ? absl::OkStatus() : ReplaceEngagements(tx, led);',
    replacement: 'return led.empty() ? absl::OkStatus() : absl::OkStatus();',
    breaks: 'Sessions that are cancelled or completed take nobody.',
    caughtBy: ['scheduling_store_test'],
  },
  {
    name: 'who retired is given sessions',
    file: 'services/scheduling/leading_commands.cc',
    text: 'RETURN_IF_ERROR(CheckActive(facilitator));',
    replacement: 'if (id < 0) RETURN_IF_ERROR(CheckActive(facilitator));',
    breaks: 'Retired facilitators are given no new sessions.',
    caughtBy: ['scheduling_store_test'],
  },
  {
    name: 'two trainees are a supervised pair',
    file: 'services/scheduling/facilitator_domain.cc',
    text: 'return !leaders.empty() &&',
    replacement: 'return leaders.size() == 1 &&',
    breaks: 'Trainees alone lead nothing that wants a supervised pair.',
    caughtBy: ['scheduling_domain_test'],
  },
  {
    name: 'opening asks nobody about trainees',
    file: 'services/scheduling/leading_commands.cc',
    text: '(after.state == SessionState::kOpen &&',
    replacement: '(after.state == SessionState::kDraft &&',
    breaks: 'A session that trainees alone lead is opened only when that is acknowledged.',
    caughtBy: ['scheduling_store_test'],
  },
];
