#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "common/http/co_status_macros.h"
#include "common/http/handler.h"
#include "services/gateway/api.h"
#include "services/gateway/api_error.h"
#include "services/gateway/event_shape.h"
#include "services/gateway/paging.h"
#include "services/gateway/query.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {
namespace {

// A token sees its own user alone, which is the partner.
absl::Status CheckIsMe(const http::Request& request, const Visit& visit) {
  const absl::string_view user = request.Param("user_id");
  if (user == "me" || user == absl::StrCat(visit.partner.id)) {
    return absl::OkStatus();
  }
  return NotAuthorized();
}

json::object UserShape(const Partner& partner) {
  return {{"emails", json::array()}, {"id", absl::StrCat(partner.id)},
          {"name", partner.name},    {"first_name", partner.name},
          {"last_name", ""},         {"is_public", false},
          {"image_id", nullptr}};
}

// Since when the organisation is known to the partner. Without the Z that all
// other times have, as on Eventbrite, where clients count on it.
json::object OrganisationShape(const Partner& partner,
                               const Presence& presence) {
  return {{"_type", "organization"},
          {"id", presence.organisation_id},
          {"name", presence.organisation},
          {"vertical", "default"},
          {"parent_id", nullptr},
          {"locale", nullptr},
          {"image_id", nullptr},
          {"created", absl::FormatTime("%Y-%m-%dT%H:%M:%S", partner.create_time,
                                       absl::UTCTimeZone())}};
}

http::Answer GetUser(const http::Request& request, const Visit& visit) {
  CO_RETURN_IF_ERROR(CheckIsMe(request, visit));
  co_return JsonPage(UserShape(visit.partner));
}

http::Answer ListOrganisations(const http::Request& request,
                               const Visit& visit) {
  CO_RETURN_IF_ERROR(CheckIsMe(request, visit));
  CO_ASSIGN_OR_RETURN(const PageRequest asked, ReadPageRequest(request));
  CO_ASSIGN_OR_RETURN(const Page page, TakePage({{.key = {1, 0}}}, asked));
  json::array organisations;
  if (!page.indices.empty()) {
    organisations.push_back(
        OrganisationShape(visit.partner, visit.catalogue->presence));
  }
  co_return JsonPage(
      PageShape(page, "", "organizations", std::move(organisations)));
}

// What an expanded organizer's resource_uri leads to.
http::Answer GetOrganizer(const http::Request& request, const Visit& visit) {
  const Presence& presence = visit.catalogue->presence;
  if (request.Param("organizer_id") != presence.organisation_id) {
    co_return PathNotFound();
  }
  co_return JsonPage(OrganizerShape(presence));
}

}  // namespace

void AddUserRoutes(const ApiParts& parts, http::Router& router) {
  AddGet(parts, router, std::nullopt, "/v3/users/{user_id}/",
         [](http::Request& request, const Visit& visit) {
           return GetUser(request, visit);
         });
  AddGet(parts, router, std::nullopt, "/v3/users/{user_id}/organizations/",
         [](http::Request& request, const Visit& visit) {
           return ListOrganisations(request, visit);
         });
  AddGet(parts, router, std::nullopt, "/v3/organizers/{organizer_id}/",
         [](http::Request& request, const Visit& visit) {
           return GetOrganizer(request, visit);
         });
}

}  // namespace cwp::gateway
