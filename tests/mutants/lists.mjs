// Mutants of scheduling's lists: what passes, and that no list is behind.

const RULES = ['scheduling_domain_test'];
const BOARD = ['scheduling_store_test'];

export const LISTS = [
  {
    name: 'the public sees sessions of drafts',
    file: 'services/scheduling/programme.cc',
    text: 'return viewer == Viewer::kStaff || state == WorkshopState::kPublished;',
    replacement: 'return viewer == Viewer::kStaff || state != WorkshopState::kArchived;',
    breaks: 'Sessions of workshops that are not published are seen by staff only.',
    caughtBy: RULES,
  },
  {
    name: 'a draft that is cancelled is shown as that',
    file: 'services/scheduling/session_change.cc',
    text: 'session.never_shown = session.state == SessionState::kDraft;',
    replacement: 'session.never_shown = session.state == SessionState::kOpen;',
    breaks: 'Families and partners see no draft, not even as cancelled.',
    caughtBy: RULES,
  },
  {
    name: 'what nobody can have booked is cancelled for good at once',
    file: 'services/scheduling/session_change.cc',
    text: 'const bool for_good = after.empty();',
    replacement: 'const bool for_good = booked && after.empty();',
    breaks: 'A cancellation can be taken back for a while, whatever the state.',
    caughtBy: RULES,
  },
  {
    name: 'a list begins anew on each page',
    file: 'services/scheduling/programme.cc',
    text: 'low = std::max(low, *after);',
    replacement: 'low = std::min(low, *after);',
    breaks: 'A session stands on one page of a list exactly.',
    caughtBy: RULES,
  },
  {
    name: 'a list is of some moment ago',
    file: 'services/scheduling/programme_board.cc',
    text: 'if (programme != nullptr && programme->revision() == head.revision) {',
    replacement: 'if (programme != nullptr && head.revision % 3 != 0) {',
    breaks: 'What a caller was told was written is in every list after that.',
    caughtBy: BOARD,
  },
  {
    name: 'whoever asks during a look shares it',
    file: 'services/scheduling/programme_board.cc',
    text: 'self->TakeAskers(round->askers);\n        round->found = self->CatchUp(tx);',
    replacement: 'round->found = self->CatchUp(tx);\n        self->TakeAskers(round->askers);',
    breaks: 'What a caller was told was written is in every list after that.',
    caughtBy: BOARD,
  },
];
