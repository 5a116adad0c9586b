#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "boost/json/serialize.hpp"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/handler.h"
#include "common/http/markdown.h"
#include "services/gateway/api.h"
#include "services/gateway/api_error.h"
#include "services/gateway/event_filter.h"
#include "services/gateway/event_shape.h"
#include "services/gateway/event_texts.h"
#include "services/gateway/paging.h"
#include "services/gateway/query.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {
namespace {

class EventsApi {
 public:
  explicit EventsApi(const ApiParts& parts)
      : use_(parts),
        texts_(std::make_unique<EventTexts>()),
        pages_(std::make_unique<EventPages>()) {}

  http::Answer ListEvents(const http::Request& request,
                          const Visit& visit) const {
    if (request.Param("organization_id") !=
        visit.catalogue->presence.organisation_id) {
      co_return NotAuthorized();
    }
    CO_ASSIGN_OR_RETURN(const EventFilter filter,
                        ReadEventFilter(request.query()));
    CO_ASSIGN_OR_RETURN(const PageRequest asked, ReadPageRequest(request));
    const std::vector<Session>& sessions = visit.catalogue->sessions;
    const std::vector<size_t> order = InOrder(filter, *visit.catalogue);
    std::vector<Entry> entries;
    for (const size_t i : order) {
      entries.push_back({.key = {sessions[i].id, 0},
                         .wanted = Matches(filter, sessions[i], visit.time)});
    }
    CO_ASSIGN_OR_RETURN(const Page page, TakePage(entries, asked));
    std::vector<const Session*> found;
    for (const size_t i : page.indices) found.push_back(&sessions[order[i]]);
    const EventExpansions expansions =
        ReadEventExpansions(request.query().Get("expand"));
    const Texts events = co_await TextsOf(found, visit, expansions);
    const EntryKey last =
        found.empty() ? EntryKey() : EntryKey(found.back()->id, 0);
    http::Response response = http::Json("");
    response.shared_body =
        pages_->Get(boost::json::serialize(PageShape(
                        page, Continuation(request, page, last), "events", {})),
                    events);
    co_return response;
  }

  http::Answer GetEvent(const http::Request& request,
                        const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    EventExpansions expansions =
        ReadEventExpansions(request.query().Get("expand"));
    expansions.ticket_availability = true;
    const std::vector<const Session*> found = {session};
    const Texts events = co_await TextsOf(found, visit, expansions);
    http::Response response = http::Json("");
    response.shared_body = events[0];
    co_return response;
  }

  http::Answer GetDescription(const http::Request& request,
                              const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    const Workshop& workshop = *session->workshop;
    std::string html =
        absl::StrCat("<p>", http::EscapeHtml(workshop.summary), "</p>");
    if (!workshop.description.empty()) {
      // Below the partner's own heading of the event.
      absl::StrAppend(&html, http::MarkdownToHtml(workshop.description, 2));
    }
    co_return JsonPage({{"description", html}});
  }

  http::Answer ListTicketClasses(const http::Request& request,
                                 const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    CO_ASSIGN_OR_RETURN(const PageRequest asked, ReadPageRequest(request));
    CO_ASSIGN_OR_RETURN(const Page page, TakePage({{.key = {1, 0}}}, asked));
    json::array classes;
    if (!page.indices.empty()) {
      classes.push_back(co_await TicketClass(*session, visit));
    }
    co_return JsonPage(
        PageShape(page, "", "ticket_classes", std::move(classes)));
  }

  http::Answer GetTicketClass(const http::Request& request,
                              const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    if (request.Param("ticket_class_id") != TicketClassId(session->id)) {
      co_return PathNotFound();
    }
    const json::object shape = co_await TicketClass(*session, visit);
    co_return JsonPage(shape);
  }

  http::Answer GetVenue(const http::Request& request,
                        const Visit& visit) const {
    const std::optional<int64_t> id = ParseId(request.Param("venue_id"));
    const Venue* venue = visit.catalogue->FindVenue(id.value_or(0));
    if (venue == nullptr) co_return PathNotFound();
    co_return JsonPage(VenueShape(*id, *venue, visit.catalogue->presence));
  }

 private:
  using Texts = std::vector<EventTexts::Text>;

  absl::Time SeatDeadline(const Visit& visit) const {
    return std::min(visit.deadline, visit.time + use_.seat_patience);
  }

  http::asio::awaitable<Texts> TextsOf(
      const std::vector<const Session*>& sessions, const Visit& visit,
      const EventExpansions& expansions) const {
    std::vector<int64_t> ids;
    if (expansions.needs_seats()) {
      for (const Session* session : sessions) ids.push_back(session->id);
    }
    const SeatReader::Counts counts =
        co_await use_.seats->Get(std::move(ids), SeatDeadline(visit));
    Texts texts;
    texts.reserve(sessions.size());
    for (const Session* session : sessions) {
      texts.push_back(texts_->Get({.catalogue = visit.catalogue,
                                   .session = session,
                                   .seats = FindSeats(counts, session->id),
                                   .now = visit.time},
                                  expansions));
    }
    co_return texts;
  }

  http::asio::awaitable<json::object> TicketClass(const Session& session,
                                                  const Visit& visit) const {
    std::vector<int64_t> ids = {session.id};
    const SeatReader::Counts counts =
        co_await use_.seats->Get(std::move(ids), SeatDeadline(visit));
    co_return TicketClassShape(session, FindSeats(counts, session.id),
                               visit.time, visit.catalogue->presence);
  }

  const ApiParts use_;
  const std::unique_ptr<EventTexts> texts_;
  const std::unique_ptr<EventPages> pages_;
};

}  // namespace

void AddEventRoutes(const ApiParts& parts, http::Router& router) {
  struct Line {
    const char* pattern;
    http::Answer (EventsApi::*method)(const http::Request&, const Visit&) const;
  };
  constexpr Line kLines[] = {
      {"/v3/organizations/{organization_id}/events/", &EventsApi::ListEvents},
      {"/v3/events/{event_id}/", &EventsApi::GetEvent},
      {"/v3/events/{event_id}/description/", &EventsApi::GetDescription},
      {"/v3/events/{event_id}/ticket_classes/", &EventsApi::ListTicketClasses},
      {"/v3/events/{event_id}/ticket_classes/for_sale/",
       &EventsApi::ListTicketClasses},
      {"/v3/events/{event_id}/ticket_classes/{ticket_class_id}/",
       &EventsApi::GetTicketClass},
      {"/v3/venues/{venue_id}/", &EventsApi::GetVenue},
  };
  const auto api = std::make_shared<const EventsApi>(parts);
  for (const Line& line : kLines) {
    AddGet(parts, router, Scope::kReadEvents, line.pattern,
           [api, method = line.method](http::Request& request,
                                       const Visit& visit) {
             return ((*api).*method)(request, visit);
           });
  }
}

}  // namespace cwp::gateway
