// "Could this help?": nothing of it is kept, and no answer stands in an
// address.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/say.h"
#include "services/web/self_check.h"

namespace cwp::web {
namespace {

constexpr char kPath[] = "/could-this-help";
constexpr char kNextPath[] = "/could-this-help/next";
constexpr char kPage[] = "self-check";

View Signed(const SelfCheck& check) {
  return {{"signed_by", check.signed_by}, {"signed_on", check.signed_on}};
}

http::Response QuestionPage(const Site& site,
                            const SelfCheck::Question& question, bool missing) {
  json::array items;
  for (const SelfCheck::Answer& answer : question.answers) {
    const std::string number = absl::StrCat(items.size() + 1);
    std::string id = "answer";
    if (!items.empty()) absl::StrAppend(&id, "-", number);
    items.push_back(
        View{{"item_id", id}, {"value", number}, {"text", answer.text}});
  }
  View asked = {{"legend", question.text}, {"items", std::move(items)}};
  if (!question.hint.empty()) asked["hint"] = question.hint;
  View view = Signed(*site.self_check);
  if (missing) {
    const std::string& select = Say("form.select_an_answer");
    asked["error"] = select;
    view["error_summary"] = View{
        {"items", json::array{View{{"href", "#answer"}, {"text", select}}}}};
  }
  view["asked"] = std::move(asked);
  view["form"] =
      View{{"action", kNextPath},
           {"hidden",
            json::array{View{{"name", "question"}, {"value", question.name}}}}};
  return Secret(Page(site, kPage, view));
}

http::Response EndingPage(const Site& site, const SelfCheck::Ending& ending) {
  json::array paragraphs;
  for (const std::string& text : ending.paragraphs) {
    paragraphs.emplace_back(text);
  }
  json::array links;
  for (const SelfCheck::Link& link : ending.links) {
    links.push_back(View{{"text", link.text}, {"href", link.path}});
  }
  View view = Signed(*site.self_check);
  view["ending"] = View{{"ending_heading", ending.heading},
                        {"ending_paragraphs", std::move(paragraphs)},
                        {"ending_links", std::move(links)}};
  return Secret(Page(site, kPage, view));
}

// All the ways to get help now, here: an address or a title of its own would
// tell in a history or a log what was answered.
http::Response UrgentPage(const Site& site) {
  View view = Signed(*site.self_check);
  view["in_danger"] = true;
  return Secret(Page(site, kPage, view));
}

http::Answer Start(const Site& site) {
  View view = Signed(*site.self_check);
  view["starts"] = true;
  view["form"] = View{{"action", kNextPath}};
  co_return Page(site, kPage, view);
}

// Somebody came back to an address that is only posted to.
http::Answer BackToStart() { co_return http::Redirect(kPath); }

http::Answer Next(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  const SelfCheck& check = *site.self_check;
  const SelfCheck::Question* const asked =
      check.FindQuestion(form.Get("question"));
  if (asked == nullptr) {
    co_return QuestionPage(site, check.questions.front(), false);
  }
  size_t number = 0;
  const bool answered = absl::SimpleAtoi(form.Get("answer"), &number) &&
                        number >= 1 && number <= asked->answers.size();
  if (!answered) co_return QuestionPage(site, *asked, true);
  const std::string& to = asked->answers[number - 1].to;
  if (to == kToUrgentHelp) co_return UrgentPage(site);
  const SelfCheck::Question* const question = check.FindQuestion(to);
  if (question != nullptr) co_return QuestionPage(site, *question, false);
  co_return EndingPage(site, *check.FindEnding(to));
}

}  // namespace

void AddSelfCheckPages(http::Router& router, const Site& site) {
  if (site.self_check == nullptr) return;
  router.Add("GET", kPath, [&site](http::Request&) { return Start(site); });
  router.Add("GET", kNextPath, [](http::Request&) { return BackToStart(); });
  router.Add("POST", kNextPath,
             FromOwnSite(site, Origin::kAny, [&site](http::Request& request) {
               return Next(site, request);
             }));
}

}  // namespace cwp::web
