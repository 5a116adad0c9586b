// Whatever is typed into a form of the desk is there again when the sign-in
// ended in the middle of it, or began anew in another tab: of every form that
// any page has.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "services/web/desk.h"
#include "tests/web/desk_all_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

// What is chosen or typed in the fields of a form, by name.
using State = std::map<std::string, std::vector<std::string>>;

// Routes whose forms do not come back as they were, and why that is right.
const std::map<std::string, std::string>& NotKept() {
  static const auto* const routes = new std::map<std::string, std::string>{
      {"/desk/account/password", "passwords are not kept"},
      {"/desk/account/authenticator", "a code works once"},
      {"/desk/account/recovery-codes", "passwords are not kept"}};
  return *routes;
}

// Routes that keep a form which no page has that can just be asked for.
const std::map<std::string, std::string>& KeptElsewhere() {
  static const auto* const routes = new std::map<std::string, std::string>{
      {"/desk/programme/import", "a file alone, which is chosen again"},
      {"/desk/programme/import/make", "what was read: desk_import_test"},
      {"/desk/webinars/{id}/parts/{part}/captions",
       "a file alone, which is chosen again"},
      {"/desk/sessions/{id}/messages/send",
       "the form of the check: desk_notice_test"},
      {"/desk/bookings/{id}/contact/unblock",
       "of who is blocked: desk_contact_test"},
      {"/desk/waitlist/{id}/contact/unblock",
       "of who is blocked: desk_contact_test"},
      {"/desk/settings/letters/test",
       "what the preview was sent, shown as by the preview"}};
  return *routes;
}

std::string Unescaped(const std::string& html) {
  return absl::StrReplaceAll(html, {{"&quot;", "\""},
                                    {"&apos;", "'"},
                                    {"&#39;", "'"},
                                    {"&lt;", "<"},
                                    {"&gt;", ">"},
                                    {"&amp;", "&"}});
}

// An attribute of a tag; empty without.
std::string Attribute(const std::string& tag, const std::string& name) {
  const std::string begin = absl::StrCat(" ", name, "=\"");
  const size_t at = tag.find(begin);
  if (at == std::string::npos) return "";
  const size_t from = at + begin.size();
  return Unescaped(tag.substr(from, tag.find('"', from) - from));
}

// Something that somebody can choose, or the text of a field.
struct Choice {
  std::string value;
  bool chosen = false;
};

struct Field {
  bool is_text = false;
  std::vector<Choice> choices;
};

// A form that is posted: where to, and its fields. Files and passwords are not
// among them.
struct Form {
  std::string action;
  std::vector<std::string> other_actions;
  Fields hidden;
  std::map<std::string, Field> fields;

  State AsItIs() const {
    State state;
    for (const auto& [name, field] : fields) {
      for (const Choice& choice : field.choices) {
        if (choice.chosen) state[name].push_back(choice.value);
      }
    }
    return state;
  }

  bool HasText() const {
    return absl::c_any_of(
        fields, [](const auto& field) { return field.second.is_text; });
  }

  // With this in all its text fields. What is only ticked, such as that
  // something is cancelled, stays as it is: texts may not count then.
  State FilledInWith(const std::string& text) const {
    State state = FilledIn();
    for (const auto& [name, field] : fields) {
      if (field.is_text) {
        state[name] = {text};
      } else if (field.choices.size() == 1 && !field.choices[0].chosen) {
        state.erase(name);
      }
    }
    return state;
  }

  // Filled in otherwise than it is.
  State FilledIn() const {
    State state;
    int count = 0;
    for (const auto& [name, field] : fields) {
      if (field.is_text) {
        state[name] = {absl::StrCat("kept ", ++count)};
        continue;
      }
      if (field.choices.empty()) continue;
      const auto other = absl::c_find_if(
          field.choices, [](const Choice& choice) { return !choice.chosen; });
      const Choice& choice =
          other == field.choices.end() ? field.choices.front() : *other;
      state[name] = {choice.value};
    }
    return state;
  }
};

void ReadTag(const std::string& tag, const std::string& after, Form& form,
             std::string& select) {
  const std::string name = Attribute(tag, "name");
  const std::string value = Attribute(tag, "value");
  if (absl::StartsWith(tag, "<select")) select = name;
  if (absl::StartsWith(tag, "<option")) {
    form.fields[select].choices.push_back(
        {value, absl::StrContains(tag, " selected")});
  }
  if (absl::StartsWith(tag, "<textarea")) {
    const std::string text = Unescaped(after.substr(0, after.find('<')));
    form.fields[name] = {.is_text = true};
    if (!absl::StripAsciiWhitespace(text).empty()) {
      form.fields[name].choices = {
          {std::string(absl::StripAsciiWhitespace(text)), true}};
    }
  }
  if (absl::StartsWith(tag, "<button")) {
    const std::string elsewhere = Attribute(tag, "formaction");
    if (!elsewhere.empty()) form.other_actions.push_back(elsewhere);
  }
  if (!absl::StartsWith(tag, "<input")) return;
  const std::string type = Attribute(tag, "type");
  if (type == "hidden") {
    form.hidden.emplace_back(name, value);
  } else if (type == "radio" || type == "checkbox") {
    form.fields[name].choices.push_back(
        {value, absl::StrContains(tag, " checked")});
  } else if (type != "file" && type != "password") {
    form.fields[name] = {.is_text = true};
    if (!value.empty()) form.fields[name].choices = {{value, true}};
  }
}

// The forms of a page that are posted.
std::vector<Form> FormsOf(const std::string& html) {
  std::vector<Form> forms;
  for (size_t at = html.find("<form "); at != std::string::npos;
       at = html.find("<form ", at + 1)) {
    const std::string text = html.substr(at, html.find("</form>", at) - at);
    const std::string head = text.substr(0, text.find('>'));
    if (Attribute(head, "method") != "post") continue;
    Form form = {.action = Attribute(head, "action")};
    std::string select;
    for (size_t open = text.find('<', 1); open != std::string::npos;
         open = text.find('<', open + 1)) {
      const size_t close = text.find('>', open);
      if (close == std::string::npos) break;
      ReadTag(text.substr(open, close - open), text.substr(close + 1), form,
              select);
    }
    forms.push_back(std::move(form));
  }
  return forms;
}

// That which is posted there; nothing typed in it when there is none.
Form FormTo(const std::string& html, const std::string& action) {
  for (Form& form : FormsOf(html)) {
    if (form.action == action && !form.fields.empty()) return form;
  }
  return {};
}

// Whether a path is of a pattern; the better the more of it stands there.
int Fits(const std::string& pattern, const std::string& path) {
  const std::vector<std::string> of = absl::StrSplit(pattern, '/');
  const std::vector<std::string> in = absl::StrSplit(path, '/');
  if (of.size() != in.size()) return 0;
  int same = 0;
  for (size_t i = 0; i < of.size(); ++i) {
    if (of[i] == in[i]) {
      ++same;
    } else if (!absl::StartsWith(of[i], "{")) {
      return 0;
    }
  }
  return same;
}

class DeskKeptFormTest : public DeskAllTest {
 protected:
  void SetUp() override {
    DeskAllTest::SetUp();
    SetServices(/*others=*/false);
    // Hours go by here, and there is another date to move to.
    const scheduling::v1::Session session =
        SampleSession(kOpen, clock_.Now() + absl::Hours(24 * 60),
                      scheduling::v1::Session::OPEN);
    services_.scheduling.get_session.Return(session);
    services_.scheduling.sessions = {
        session, SampleSession(kFull + 100, clock_.Now() + absl::Hours(24 * 61),
                               scheduling::v1::Session::OPEN)};
    browser_ = std::make_unique<DeskBrowser>(*client_);
    ada_ = SetUpAccount(*browser_, "ada@example.org");
  }

  // The pattern of a POST to this path, and whether it keeps its form.
  static std::pair<std::string, bool> RouteOf(const std::string& path) {
    std::pair<std::string, bool> best;
    int most = 0;
    for (const DeskRoute& route : DeskRoutes()) {
      const int fits = route.method == "POST" ? Fits(route.pattern, path) : 0;
      if (fits <= most) continue;
      most = fits;
      best = {route.pattern, route.has_form};
    }
    return best;
  }

  // Calls `use` with every form that a page has and every address that it is
  // sent to, once for each route; and with the route's pattern, and whether it
  // keeps its form.
  void WithEveryForm(const std::function<void(const Form&, const std::string&,
                                              const std::string&, bool)>& use) {
    std::set<std::string> used;
    for (const DeskRoute& route : DeskRoutes()) {
      if (route.method != "GET") continue;
      const std::string path = PathFor(route.pattern, ada_.id);
      for (const Form& form : FormsOf(browser_->Get(path).body)) {
        if (form.fields.empty()) continue;
        std::vector<std::string> actions = form.other_actions;
        actions.push_back(form.action);
        for (const std::string& action : actions) {
          const auto [pattern, has_form] = RouteOf(action);
          if (!used.insert(pattern).second) continue;
          use(form, action, pattern, has_form);
        }
      }
    }
  }

  // What a browser sends of a form that was filled in like this.
  static Fields Sent(const Form& form, const State& typed) {
    Fields fields = form.hidden;
    for (const auto& [name, values] : typed) {
      for (const std::string& value : values) fields.emplace_back(name, value);
    }
    return fields;
  }

  static void ExpectTyped(const HttpAnswer& page, const Form& form,
                          const State& typed) {
    ASSERT_EQ(page.code, 200);
    EXPECT_THAT(page.body, HasSubstr("nothing has been done yet"));
    const State shown = FormTo(page.body, form.action).AsItIs();
    for (const auto& [name, values] : typed) {
      const auto found = shown.find(name);
      EXPECT_EQ(found == shown.end() ? "" : absl::StrJoin(found->second, ","),
                absl::StrJoin(values, ","))
          << name;
    }
  }

  // Expects all that was typed in the form on this page.
  static void ExpectTexts(const HttpAnswer& page, const Form& form,
                          const std::string& path, const std::string& text) {
    State shown = FormTo(page.body, form.action).AsItIs();
    for (const auto& [name, field] : form.fields) {
      if (!field.is_text) continue;
      EXPECT_TRUE(shown[name] == std::vector<std::string>{text})
          << path << " keeps no " << name;
    }
  }

  // Sends a form to `path` after somebody signed in in another tab, and expects
  // it again as it was filled in.
  void ExpectShownAgain(const Form& form, const std::string& path) {
    SCOPED_TRACE(path);
    const State typed = form.FilledIn();
    ASSERT_EQ(SignIn(*browser_, ada_).code, 303);
    ExpectTyped(browser_->Post(path, Sent(form, typed)), form, typed);
  }

  // Sends a form to `path` when nobody is signed in any more, signs in, goes
  // on, and expects what was typed in the form that is shown then.
  void ExpectKept(const Form& form, const std::string& path) {
    SCOPED_TRACE(path);
    const State typed = form.FilledIn();
    clock_.Advance(absl::Minutes(31));
    const HttpAnswer asked = browser_->Post(path, Sent(form, typed));
    ASSERT_THAT(asked.body, HasSubstr("What you entered is kept"));
    const HttpAnswer again = browser_->Submit(asked, "/desk/sign-in",
                                              {{"email", ada_.email},
                                               {"password", kPassword},
                                               {"code", NextCode(ada_)}});
    ASSERT_THAT(again.body, HasSubstr("You are signed in again"));
    ExpectTyped(browser_->Submit(again, path, {}), form, typed);
  }

  Colleague ada_;
};

TEST_F(DeskKeptFormTest, ReadsFormsAsBrowsersDo) {
  const std::vector<Form> forms = FormsOf(
      "<form action=\"/get\" method=\"get\"><input name=\"a\" type=\"text\">"
      "</form><form action=\"/x\" method=\"post\" novalidate>"
      "<input type=\"hidden\" name=\"csrf\" value=\"t\">"
      "<input id=\"n\" name=\"n\" type=\"text\" value=\"A &amp; B\">"
      "<textarea id=\"t\" name=\"t\" rows=\"5\">two\nlines</textarea>"
      "<input name=\"r\" type=\"radio\" value=\"1\" checked>"
      "<input name=\"r\" type=\"radio\" value=\"2\">"
      "<select id=\"s\" name=\"s\"><option value=\"p\" selected>P</option>"
      "<option value=\"q\">Q</option></select>"
      "<input name=\"f\" type=\"file\"><input name=\"p\" type=\"password\">"
      "<button formaction=\"/y\" type=\"submit\">Go</button></form>");
  ASSERT_EQ(forms.size(), 1);
  EXPECT_EQ(forms[0].action, "/x");
  EXPECT_EQ(forms[0].other_actions, std::vector<std::string>{"/y"});
  EXPECT_EQ(forms[0].hidden, (Fields{{"csrf", "t"}}));
  EXPECT_EQ(forms[0].AsItIs(), (State{{"n", {"A & B"}},
                                      {"t", {"two\nlines"}},
                                      {"r", {"1"}},
                                      {"s", {"p"}}}));
  EXPECT_EQ(
      forms[0].FilledIn(),
      (State{
          {"n", {"kept 1"}}, {"t", {"kept 2"}}, {"r", {"2"}}, {"s", {"q"}}}));
}

TEST_F(DeskKeptFormTest, EveryFormIsThereAgainAfterSigningIn) {
  std::set<std::string> kept;
  WithEveryForm([&](const Form& form, const std::string& action,
                    const std::string& pattern, bool has_form) {
    if (NotKept().contains(pattern)) return;
    ASSERT_TRUE(has_form) << action << " loses what was typed";
    kept.insert(pattern);
    ExpectShownAgain(form, action);
    ExpectKept(form, action);
  });
  for (const DeskRoute& route : DeskRoutes()) {
    if (route.method != "POST" || !route.has_form) continue;
    EXPECT_TRUE(kept.contains(route.pattern) ||
                KeptElsewhere().contains(route.pattern))
        << route.pattern << " says that it keeps its form";
  }
  for (const auto& [pattern, why] : KeptElsewhere()) {
    EXPECT_FALSE(kept.contains(pattern)) << pattern << ": not " << why;
  }
}

TEST_F(DeskKeptFormTest, RefusesWhatIsFarTooLongAndKeepsIt) {
  const std::string text(10'000, '<');
  WithEveryForm([&](const Form& form, const std::string& action,
                    const std::string& pattern, bool) {
    if (!form.HasText()) return;
    const State typed = form.FilledInWith(text);
    const HttpAnswer page = browser_->Post(action, Sent(form, typed));
    // A button of the form that was not pressed shows it as it is.
    EXPECT_THAT(page.code, AnyOf(400, 200)) << action;
    EXPECT_FALSE(absl::StrContains(page.body, "<<")) << action;
    if (!NotKept().contains(pattern)) ExpectTexts(page, form, action, text);
  });
}

TEST_F(DeskKeptFormTest, TakesMarkupForText) {
  const std::string text = "\"><b>x";
  WithEveryForm([&](const Form& form, const std::string& action,
                    const std::string& pattern, bool) {
    if (!form.HasText()) return;
    const State typed = form.FilledInWith(text);
    const HttpAnswer page = browser_->Post(action, Sent(form, typed));
    EXPECT_FALSE(absl::StrContains(page.body, "<b>x")) << action;
    // It is as good as any other text; what shows it again, shows it whole.
    const bool again = !FormTo(page.body, form.action).fields.empty();
    if (again && page.code == 400 && !NotKept().contains(pattern)) {
      ExpectTexts(page, form, action, text);
    }
  });
}

TEST_F(DeskKeptFormTest, WhoCameByTheReportIsThereAgain) {
  const std::string path = "/desk/sessions/101/attendance";
  const HttpAnswer page =
      browser_->Upload(browser_->Get(path), path, "report",
                       "Name\tFirst Join\tIn-Meeting Duration\tEmail\tRole\n"
                       "ada example (Guest)\tx\t45m 10s\t\tAttendee\n");
  const std::string confirm = absl::StrCat(path, "/confirm");
  const Form form = FormTo(page.body, confirm);
  ASSERT_FALSE(form.fields.empty());
  ExpectKept(form, confirm);
}

}  // namespace
}  // namespace cwp::web
