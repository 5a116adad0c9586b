// Ways to break what families are promised while they book, wait and change.

const BOOKING = ['web_booking_test'];
const MANAGE = ['web_manage_test'];

export const FAMILY = [
  {
    name: 'a form that is sent twice asks for two holds',
    file: 'services/web/kept_places.cc',
    text: '      {form.form_id, request.browser_token(),',
    replacement: '      {form.form_id + crypto::RandomToken(), request.browser_token(),',
    breaks: 'A double click keeps places once.',
    caughtBy: BOOKING,
  },
  {
    name: 'a hold serves for any number of places',
    file: 'services/web/kept_places.cc',
    text: 'form.kept->places == PlacesOf(form.answers)',
    replacement: 'PlacesOf(form.answers) > 0',
    breaks: 'As many places are kept as the form asks for.',
    caughtBy: BOOKING,
  },
  {
    name: 'whoever is turned away keeps the places',
    file: 'services/web/booking_pages.cc',
    text: '    co_await GiveBack(site, request, form);\n    co_return UnfitPage(site, posted->visit, form, unfit);\n' +
      '  }\n  const Step* const next',
    replacement: '    co_return UnfitPage(site, posted->visit, form, unfit);\n' +
      '  }\n  const Step* const next',
    breaks: 'Places are given back when the service is not the right one.',
    caughtBy: BOOKING,
  },
  {
    name: 'a step can be skipped by its address',
    file: 'services/web/booking_pages.cc',
    text: '  if (wrong != nullptr || posted.form.reviewed) return wrong;\n',
    replacement: '  if (posted.form.reviewed) return wrong;\n',
    breaks: 'A form that skips a step is led back to it.',
    caughtBy: BOOKING,
  },
  {
    name: 'an incomplete form is booked',
    file: 'services/web/booking_pages.cc',
    text: '  if (wrong != nullptr) co_return PageOf(site, *posted, wrong);\n',
    replacement: '  if (wrong == FindStep("nonsense") && wrong != nullptr) co_return PageOf(site, *posted, wrong);\n',
    breaks: 'Nothing is booked before every step was answered.',
    caughtBy: BOOKING,
  },
  {
    name: 'a machine fills in everything',
    file: 'services/web/booking_pages.cc',
    text: '  if (!posted->fields.Get(kTrapField).empty()) {\n',
    replacement: '  if (posted->fields.Get(kTrapField) == "nonsense") {\n',
    breaks: 'Whoever fills in what nobody sees keeps no places.',
    caughtBy: BOOKING,
  },
  {
    name: 'a change leads through all steps again',
    file: 'services/web/booking_views.cc',
    text: '  reviewed.reviewed = true;\n',
    replacement: '',
    breaks: 'A change leads straight back to the last look.',
    caughtBy: BOOKING,
  },
  {
    name: 'the Back button asks to send the form again',
    file: 'services/web/page.cc',
    text: '"private, max-age=0"',
    replacement: '"no-store"',
    breaks: 'The browser keeps the pages of the form for its Back button.',
    caughtBy: BOOKING,
  },
  {
    name: 'who somebody is stands in an address',
    file: 'services/web/line_pages.cc',
    text: '  if (!SaysWhoTheyAre(posted.form.answers)) {\n',
    replacement: '  if (posted.form.kept.has_value()) {\n',
    breaks: 'What people say of themselves stands in no address, even sealed.',
    caughtBy: BOOKING,
  },
  {
    name: 'a booking is the same request for another hold',
    file: 'services/web/sealed_form.cc',
    text: '{session, form.form_id, answers, hold}',
    replacement: '{session, form.form_id, answers}',
    breaks: 'A request id stands for one request.',
    caughtBy: ['web_unit_test'],
  },
  {
    name: 'an offer is declined by a form for another',
    file: 'services/web/entry_pages.cc',
    text: '      !IsShownFor(site, form, waiting.entry.offer().id())) {\n'
      + '    co_return Secret(http::Redirect(kWaitingLink.home));\n',
    replacement: '      form.Has("nonsense")) {\n'
      + '    co_return Secret(http::Redirect(kWaitingLink.home));\n',
    breaks: 'A form counts for what it was shown for alone.',
    caughtBy: MANAGE,
  },
  {
    name: 'one press erases everything',
    file: 'services/web/change_pages.cc',
    text: '  if (!IsShownFor(site, form, kept.booking.id())) co_return BackToBooking();\n',
    replacement: '',
    breaks: 'Nothing is erased without the form that says what goes.',
    caughtBy: MANAGE,
  },
  {
    name: 'subjects name the workshop though nobody ticked the box',
    file: 'services/web/booking_request.cc',
    text: 'booking.set_name_workshop(!answers.name_workshop.empty());',
    replacement: 'booking.set_name_workshop(answers.name_workshop.empty());',
    breaks: 'Subjects and titles tell bystanders nothing unless the booker chose otherwise.',
    caughtBy: BOOKING,
  },
];
