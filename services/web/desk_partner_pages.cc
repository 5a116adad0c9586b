#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

// The booking platforms that use the API: what their tokens are for, and which
// no longer work.

namespace cwp::web {
namespace {

namespace gateway = ::cwp::gateway::v1;

constexpr absl::string_view kPartnersPath = "/desk/partners";
constexpr absl::string_view kNewPath = "/desk/partners/new";

// As ListPartners takes; more than a team will ever have.
constexpr int kMostPartners = 200;
constexpr absl::Duration kDay = absl::Hours(24);

struct ScopeWords {
  gateway::Partner::Scope scope;
  const char* value;
  // The keys of its words, and of a hint; none when it is empty.
  absl::string_view words;
  absl::string_view hint;
};
constexpr ScopeWords kScopes[] = {
    {gateway::Partner::READ_EVENTS, "read_events", "office.partner.read_events",
     "office.partner.read_events_hint"},
    {gateway::Partner::READ_ORDERS, "read_orders", "office.partner.read_orders",
     "office.partner.read_orders_hint"},
    {gateway::Partner::WRITE_ORDERS, "write_orders",
     "office.partner.write_orders", ""}};

// As the gateway takes them.
constexpr TextRule kTexts[] = {
    {.field = "name", .max = 100, .required = true},
    {.field = "channel", .max = 40, .required = true}};

// For how many days a token works; 0 for ever.
struct Term {
  const char* value;
  const char* key;
  int days;
};
constexpr Term kTerms[] = {{"90", "office.partner.ninety_days", 90},
                           {"365", "office.partner.a_year", 365},
                           {"never", "office.partner.until_revoked", 0}};

std::string ScopesOf(const gateway::Partner& partner) {
  std::vector<std::string> words;
  for (const ScopeWords& known : kScopes) {
    for (const int had : partner.scopes()) {
      if (had == known.scope) words.push_back(Say(known.words));
    }
  }
  return absl::StrJoin(words, ", ");
}

// How its token stands.
std::string StandingOf(const gateway::Partner& partner, const Desk& desk) {
  const absl::TimeZone& zone = desk.site->zone;
  if (partner.has_revoke_time()) {
    return Say(
        "office.partner.revoked_on",
        {{"day", civil::DateWords(ToTime(partner.revoke_time()), zone)}});
  }
  if (!partner.has_expire_time()) return Say("office.partner.works");
  const absl::Time end = ToTime(partner.expire_time());
  const std::string day = civil::DateWords(end, zone);
  return end <= desk.site->clock->Now()
             ? Say("office.partner.ended_on", {{"day", day}})
             : Say("office.partner.works_until", {{"day", day}});
}

View PartnerRow(const gateway::Partner& partner, const Desk& desk) {
  const std::string last_use =
      partner.has_last_use_time()
          ? civil::DateWords(ToTime(partner.last_use_time()), desk.site->zone)
          : Say("office.never");
  View name = {{"is_header", true},
               {"column", Say("office.name")},
               {"text", partner.name()}};
  if (!partner.has_revoke_time()) {
    name["cell_href"] = absl::StrCat(kPartnersPath, "/", partner.id());
  }
  return {
      {"cells", json::array{std::move(name),
                            View{{"column", Say("office.partner.channel")},
                                 {"text", partner.channel()}},
                            View{{"column", Say("office.partner.may")},
                                 {"text", ScopesOf(partner)}},
                            View{{"column", Say("office.partner.token")},
                                 {"text", StandingOf(partner, desk)}},
                            View{{"column", Say("office.partner.last_used")},
                                 {"text", last_use}}}}};
}

http::asio::awaitable<absl::StatusOr<gateway::ListPartnersResponse>>
ListPartners(const Desk& desk, const DeskVisit& visit,
             const http::Request& request) {
  gateway::ListPartnersRequest all;
  all.set_page_size(kMostPartners);
  co_return co_await desk.gateway->Call(&GatewayCalls::Async::ListPartners,
                                        StaffCaller(desk, visit, request),
                                        std::move(all));
}

http::Answer List(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const gateway::ListPartnersResponse partners,
                      co_await ListPartners(desk, visit, request));
  View view;
  json::array rows;
  for (const gateway::Partner& partner : partners.partners()) {
    rows.push_back(PartnerRow(partner, desk));
  }
  if (rows.empty()) {
    view["no_partners"] = true;
    view["partners_table"] = false;
  } else {
    view["partners_table"] = View{{"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-partners", std::move(view));
}

http::Response NewPage(const Desk& desk, const DeskVisit& visit,
                       const std::vector<FieldError>& errors) {
  View fixed = desk.site->renderer->Fixed("desk-partner-new");
  View& fields = fixed.at("fields").as_object();
  std::vector<Choice> scopes;
  for (const ScopeWords& scope : kScopes) {
    scopes.push_back({.value = scope.value,
                      .text = Say(scope.words),
                      .hint = scope.hint.empty() ? "" : Say(scope.hint)});
  }
  SetChoices(fields, "scopes", scopes);
  std::vector<Choice> terms;
  for (const Term& term : kTerms) {
    terms.push_back({.value = term.value, .text = Say(term.key)});
  }
  SetChoices(fields, "term", terms);
  View view = FilledFields(fixed, visit.form, errors);
  view["form"] = DeskForm(desk, visit, kNewPath);
  return DeskPage(desk, visit, "desk-partner-new", std::move(view),
                  errors.empty() ? 200 : 400);
}

// What was typed, and what is wrong with it.
struct Typed {
  gateway::Partner partner;
  std::vector<FieldError> errors;
};

Typed ReadNew(const Desk& desk, const DeskVisit& visit) {
  Typed typed = {.errors = CheckTexts(visit.form, kTexts)};
  typed.partner.set_name(TypedIn(visit.form, "name"));
  typed.partner.set_channel(TypedIn(visit.form, "channel"));
  for (const absl::string_view value : visit.form.All("scopes")) {
    for (const ScopeWords& scope : kScopes) {
      if (value == scope.value) typed.partner.add_scopes(scope.scope);
    }
  }
  if (typed.partner.scopes().empty()) {
    typed.errors.push_back({"scopes", "required"});
  }
  const Term* chosen = nullptr;
  for (const Term& term : kTerms) {
    if (visit.form.Get("term") == term.value) chosen = &term;
  }
  if (chosen == nullptr) {
    typed.errors.push_back({"term", "required"});
  } else if (chosen->days > 0) {
    *typed.partner.mutable_expire_time() =
        ToTimestamp(desk.site->clock->Now() + chosen->days * kDay);
  }
  return typed;
}

// The field that the gateway refused, and why in the words of the page.
std::vector<FieldError> ErrorsOf(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "CHANNEL_TAKEN") return {{"channel", "taken"}};
  if (reason == "PARTNER_CREATED_BEFORE") return {{"name", "made_before"}};
  if (reason == "REQUEST_ID_REUSED") return {{"name", "made_before"}};
  const std::string field = MetadataOf(status, "field");
  if (field == "partner.name") return {{"name", "invalid"}};
  if (field == "partner.channel") return {{"channel", "invalid"}};
  return {};
}

http::Answer New(const Desk& desk, const DeskVisit& visit, http::Request&) {
  co_return NewPage(desk, visit, {});
}

http::Answer Create(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  if (visit.review) co_return NewPage(desk, visit, {});
  Typed typed = ReadNew(desk, visit);
  if (!typed.errors.empty()) co_return NewPage(desk, visit, typed.errors);
  gateway::CreatePartnerRequest wanted;
  *wanted.mutable_partner() = std::move(typed.partner);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<gateway::CreatePartnerResponse> made =
      co_await desk.gateway->Call(&GatewayCalls::Async::CreatePartner,
                                  StaffCaller(desk, visit, request),
                                  std::move(wanted));
  const std::vector<FieldError> errors = ErrorsOf(made.status());
  if (!errors.empty()) co_return NewPage(desk, visit, errors);
  if (!made.ok()) co_return made.status();
  co_return DeskPage(desk, visit, "desk-partner-made",
                     {{"partner_name", made->partner().name()},
                      {"partner_token", made->token()}});
}

http::Answer AskToRevoke(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  const int64_t id = IdIn(request);
  CO_ASSIGN_OR_RETURN(const gateway::ListPartnersResponse partners,
                      co_await ListPartners(desk, visit, request));
  for (const gateway::Partner& partner : partners.partners()) {
    if (partner.id() != id) continue;
    co_return DeskPage(
        desk, visit, "desk-partner-revoke",
        {{"partner_name", partner.name()},
         {"form",
          DeskForm(desk, visit, absl::StrCat(kPartnersPath, "/", id))}});
  }
  co_return NotFound("PARTNER_NOT_FOUND", "there is no such partner");
}

http::Answer Revoke(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  gateway::RevokePartnerRequest wanted;
  wanted.set_id(IdIn(request));
  CO_RETURN_IF_ERROR((co_await desk.gateway->Call(
                          &GatewayCalls::Async::RevokePartner,
                          StaffCaller(desk, visit, request), std::move(wanted)))
                         .status());
  co_return http::Redirect(kPartnersPath);
}

}  // namespace

std::vector<DeskRoute> DeskPartnerRoutes() {
  constexpr Permission kNeeded = Permission::kPartners;
  const std::string one = absl::StrCat(kPartnersPath, "/{id}");
  return {{.method = "GET",
           .pattern = std::string(kPartnersPath),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &List},
          {.method = "GET",
           .pattern = std::string(kNewPath),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &New},
          {.method = "POST",
           .pattern = std::string(kNewPath),
           .permission = kNeeded,
           .audit =
               DeskAudit::Changes(AuditAct::kPartnerAdded, AuditSubject::kNone),
           .handler = &Create,
           .has_form = true,
           .shows_once = true},
          {.method = "GET",
           .pattern = one,
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &AskToRevoke},
          {.method = "POST",
           .pattern = one,
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kPartnerRevoked,
                                       AuditSubject::kPartner),
           .handler = &Revoke}};
}

}  // namespace cwp::web
