// Ways to break what families are promised while they read and look for a workshop.

const PAGES = ['web_pages_test'];
const UNIT = ['web_unit_test'];

export const READING = [
  {
    name: 'a text is shown whatever stands in it',
    file: 'services/web/texts.cc',
    text: '  if (problem.has_value()) {\n',
    replacement: '  if (problem.has_value() && markdown.empty()) {\n',
    breaks: 'A mistake in a text stops the start.',
    caughtBy: UNIT,
  },
  {
    name: 'both codings of a page have one version',
    file: 'services/web/packed_page.cc',
    text: 'gzip ? "-gzip" : ""',
    replacement: 'gzip ? "" : ""',
    breaks: 'No cache takes a compressed page for a plain one.',
    caughtBy: PAGES,
  },
  {
    name: 'what a query asks in vain is not said',
    file: 'services/web/workshop_filter.cc',
    text: '    filter.left_out = filter.left_out || !known;\n',
    replacement: '',
    breaks: 'A list says when it leaves out what an address asks for.',
    caughtBy: PAGES,
  },
  {
    name: 'a title can end the data of search engines',
    file: 'services/web/event_json.cc',
    text: '{{"<", "\\\\u003c"}, ',
    replacement: '{',
    breaks: 'No title of a workshop becomes markup.',
    caughtBy: PAGES,
  },
  {
    name: 'any number of pages is told of places',
    file: 'services/web/seat_watch.cc',
    text: 'if (joined_ >= most_watchers_) return nullptr;',
    replacement: 'if (joined_ < 0) return nullptr;',
    breaks: 'Those who leave pages open keep nobody out.',
    caughtBy: PAGES,
  },
  {
    name: 'danger leads to an address of its own',
    file: 'services/web/self_check_pages.cc',
    text: 'view["in_danger"] = true;\n  return Secret(Page(site, kPage, view));',
    replacement: 'return Secret(http::Redirect("/urgent-help"));',
    breaks: 'No history and no log tells what was answered.',
    caughtBy: PAGES,
  },
  {
    name: 'a self-check is offered that leads back',
    file: 'services/web/self_check.cc',
    text: 'to != nullptr && to > &questions[i]',
    replacement: 'to != nullptr',
    breaks: 'Every way through the self-check ends.',
    caughtBy: PAGES,
  },
  {
    name: 'a help line has another number',
    file: 'services/web/settings.cc',
    text: '"Text SHOUT to 85258"',
    replacement: '"Text SHOUT to 85285"',
    breaks: 'Whoever needs somebody to talk to reaches them.',
    caughtBy: PAGES,
  },
  {
    name: 'no page has a way out',
    file: 'services/web/settings.cc',
    text: '  SetText(site, "exit_href", settings.exit_url);\n',
    replacement: '',
    breaks: 'Whoever must not be seen leaves every page with one press.',
    caughtBy: PAGES,
  },
  {
    name: 'the own texts of an organisation are not read',
    file: 'services/web/said_at_desk.cc',
    text: 'settings.templates, settings.texts, site',
    replacement: 'settings.templates, "", site',
    breaks: 'What people read the organisation can change.',
    caughtBy: PAGES,
  },
  {
    name: 'a form of one booking moves another',
    file: 'services/web/change_pages.cc',
    text: 'Move(const Site& site, const http::Request& request, Kept kept) {\n' +
      '  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));\n' +
      '  if (!IsShownFor(site, form, kept.booking.id())) {\n',
    replacement: 'Move(const Site& site, const http::Request& request, Kept kept) {\n' +
      '  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));\n' +
      '  if (kept.booking.id() < 0) {\n',
    breaks: 'A form changes what it was shown for, and nothing else.',
    caughtBy: ['web_manage_test'],
  },
  {
    name: 'a page is compressed for each who asks',
    file: 'services/web/packed_page.cc',
    text: '  if (gzipped_ == nullptr) {\n',
    replacement: '  if (gzipped_ == nullptr || !html_->empty()) {\n',
    breaks: 'A page that is the same for everybody is compressed once.',
    caughtBy: UNIT,
  },
];
