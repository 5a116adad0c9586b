// What the desk hides from a role, the services refuse it.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/gate.h"
#include "gtest/gtest.h"
#include "services/gateway/service.h"
#include "services/notifications/service.h"
#include "services/registration/report_service.h"
#include "services/registration/service.h"
#include "services/scheduling/facilitator_service.h"
#include "services/scheduling/meeting_options_service.h"
#include "services/scheduling/organisation_service.h"
#include "services/scheduling/picture_service.h"
#include "services/scheduling/series_service.h"
#include "services/scheduling/service.h"
#include "services/scheduling/teams_service.h"
#include "services/webinars/service.h"
#include "tests/web/desk_matrix.h"

namespace cwp {
namespace {

using web::Asker;

std::string RoleOf(Asker asker) {
  switch (asker) {
    case Asker::kAdministrator:
      return "administrator";
    case Asker::kCoordinator:
      return "coordinator";
    case Asker::kReader:
      return "reader";
    default:
      return "facilitator";
  }
}

// The tables of the services that the desk asks.
std::vector<rpc::AccessTable> Tables() {
  return {registration::RegistrationAccess(),
          registration::ReportAccess(),
          scheduling::Access(),
          scheduling::FacilitatorAccess(),
          scheduling::MeetingOptionsAccess(),
          scheduling::OrganisationAccess(),
          scheduling::PictureAccess(),
          scheduling::SeriesAccess(),
          scheduling::TeamsAccess(),
          gateway::GatewayAccess(),
          notifications::NotificationsAccess(),
          webinars::WebinarsAccess()};
}

// The row of a method in them.
rpc::MethodAccess AccessOf(const std::string& method) {
  for (const rpc::AccessTable& table : Tables()) {
    for (const rpc::MethodAccess& row : table) {
      if (row.method == method) return row;
    }
  }
  ADD_FAILURE() << "there is no method " << method;
  return {};
}

// Whether web may call a method for staff of this role.
bool MayCall(const std::string& method, const std::string& role) {
  const rpc::MethodAccess row = AccessOf(method);
  return std::any_of(
      row.allowed.begin(), row.allowed.end(), [&](const auto& allowed) {
        return allowed.service == "web" &&
               allowed.kind == rpc::CallerKind::kStaff &&
               std::find(allowed.roles.begin(), allowed.roles.end(), role) !=
                   allowed.roles.end();
      });
}

TEST(DeskAccessTest, IsRefusedByServicesAsThePagesHideIt) {
  for (const web::MatrixRow& row : web::DeskMatrix()) {
    for (const Asker asker : web::kAskers) {
      // Whose session it is, services find out by themselves: leaders_test.
      if (asker == Asker::kFacilitatorOther) continue;
      const bool shown = row.codes[static_cast<size_t>(asker)] != 403;
      for (const std::string& call : row.calls) {
        EXPECT_EQ(MayCall(call, RoleOf(asker)), shown)
            << RoleOf(asker) << ": " << row.route << ", " << call;
      }
    }
  }
}

// Also what is read: whoever finds no page for it does not get it otherwise.
TEST(DeskAccessTest, ServicesGiveStaffOnlyWhatSomePageAsksFor) {
  for (const rpc::AccessTable& table : Tables()) {
    for (const rpc::MethodAccess& row : table) {
      // What every page may ask with BatchGetSeatCounts, as a stream.
      if (row.method == "WatchSeatCounts") continue;
      for (const Asker asker : web::kAskers) {
        if (asker == Asker::kFacilitatorOther) continue;
        EXPECT_EQ(MayCall(row.method, RoleOf(asker)),
                  web::AsksFor(asker, row.method))
            << RoleOf(asker) << ", " << row.method;
      }
    }
  }
}

// Else a page would say that a service does not work.
TEST(DeskAccessTest, PagesAskForNothingThatIsRefused) {
  for (const web::MatrixRow& row : web::DeskMatrix()) {
    for (const std::string& call : row.staff_calls) {
      EXPECT_TRUE(MayCall(call, "administrator")) << row.route << ", " << call;
      EXPECT_TRUE(MayCall(call, "coordinator")) << row.route << ", " << call;
    }
    for (const std::string& call : row.administrator_calls) {
      EXPECT_TRUE(MayCall(call, "administrator")) << row.route << ", " << call;
    }
  }
}

}  // namespace
}  // namespace cwp
