#ifndef CWP_TESTS_GATEWAY_GATEWAY_FIXTURE_H_
#define CWP_TESTS_GATEWAY_GATEWAY_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/json/object.hpp"
#include "boost/json/value.hpp"
#include "common/rpc/caller.h"
#include "common/testing/fake_clock.h"
#include "common/testing/http_client.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "cwp/gateway/v1/gateway_service.pb.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "gtest/gtest.h"
#include "services/gateway/server.h"
#include "services/registration/server.h"
#include "services/scheduling/server.h"

namespace cwp::gateway {

namespace json = boost::json;

// What the API answered.
struct ApiAnswer {
  int code = 0;
  json::object body;
  HttpAnswer http;

  // `error` of the envelope.
  std::string error() const;
  // The words for one field of ARGUMENTS_ERROR; empty when it is not named.
  std::string argument(absl::string_view field) const;
};

// A gateway between a real scheduling and a real registration, at 09:00 on 2
// March 2026, on the engine under test.
class GatewayFixture : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Started by SetUp; each may be stopped and started again, on the ports and
  // data it had.
  void StartScheduling();
  void StartRegistration();
  void StartGateway();

  v1::CreatePartnerResponse MakePartner(
      absl::string_view channel,
      std::optional<absl::Time> expire_time = std::nullopt);
  absl::Status RevokePartner(int64_t id);
  absl::StatusOr<v1::CreatePartnerResponse> CreatePartner(
      const v1::CreatePartnerRequest& request,
      const rpc::Caller& caller = Operator(),
      absl::string_view service = "cwpctl");
  absl::StatusOr<v1::ListPartnersResponse> ListPartners(
      const v1::ListPartnersRequest& request);
  static rpc::Caller Operator();

  scheduling::v1::Workshop MakeWorkshop(absl::string_view slug,
                                        bool at_a_venue = false,
                                        bool published = true);
  // On 1 June 2026 from 18:30 to 19:30 in London, plus so many days.
  scheduling::v1::Session MakeSession(int64_t workshop_id, int days = 0,
                                      int capacity = 20, bool open = true);
  // On the same day, a draft.
  scheduling::v1::Session MakeDraft(int64_t workshop_id);
  // Whatever its workshop says.
  void MoveToVenue(int64_t session_id);
  void CancelSession(int64_t id);
  void CloseSession(int64_t id);
  // Has an administrator say what the organisation is called.
  void SayName(absl::string_view organisation);
  // Waits until the others know all that scheduling does.
  void CatchUp();

  // Where scheduling's list of workshops goes on after the first of two.
  std::string WorkshopsPageToken();

  void CancelBooking(int64_t id);

  // Waits until a condition holds; false when it does not within 10 s.
  static bool Eventually(const std::function<bool()>& condition);

  // With the token given, else that of the partner `partner_`.
  ApiAnswer Get(absl::string_view path, absl::string_view token = "");
  ApiAnswer Post(absl::string_view path, const std::string& body,
                 const std::string& key, absl::string_view token = "");
  ApiAnswer Send(absl::string_view method, absl::string_view path,
                 const HttpClient::HeaderList& headers,
                 absl::string_view body = "");

  // An order without a fault.
  static json::object Order(int64_t session_id, int places,
                            absl::string_view email = "alex@example.org");
  // Posts one, which must work, and returns the answer.
  json::object Book(int64_t session_id, int places, const std::string& key,
                    absl::string_view email = "alex@example.org",
                    absl::string_view token = "");

  FakeClock clock_{
      absl::FromCivil(absl::CivilHour(2026, 3, 2, 9), absl::UTCTimeZone())};
  TestIdentity identity_;
  db::TestDatabase scheduling_database_;
  db::TestDatabase registration_database_;
  db::TestDatabase gateway_database_;
  std::string master_key_;
  scheduling::Settings scheduling_settings_;
  registration::Settings registration_settings_;
  Settings settings_;
  std::unique_ptr<scheduling::SchedulingServer> scheduling_;
  std::unique_ptr<registration::RegistrationServer> registration_;
  std::unique_ptr<GatewayServer> gateway_;
  std::unique_ptr<TestClient> gateway_client_;
  v1::CreatePartnerResponse partner_;
};

// Follows keys, and indices, into a value: At(body, "events.0.id"). Null when
// there is nothing.
json::value At(const json::value& value, absl::string_view path);

// A text at such a place; empty when there is none.
std::string TextAt(const json::value& value, absl::string_view path);

}  // namespace cwp::gateway

#endif  // CWP_TESTS_GATEWAY_GATEWAY_FIXTURE_H_
