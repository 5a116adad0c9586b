#include "tests/gateway/gateway_fixture.h"

#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "boost/json/array.hpp"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"
#include "boost/json/string.hpp"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "cwp/gateway/v1/gateway_service.grpc.pb.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {
namespace {

namespace sched = ::cwp::scheduling::v1;
namespace reg = ::cwp::registration::v1;

constexpr absl::Duration kPatience = absl::Seconds(20);

// One call in the operator's name.
template <class Response, class Service, class Request, class Method>
absl::StatusOr<Response> CallAsOperator(TestClient& client, const Clock& clock,
                                        Method method, const Request& request) {
  const rpc::Peer& peer = client.As("cwpctl");
  const auto stub = Service::NewStub(peer.channel());
  grpc::ClientContext context;
  rpc::Caller caller;
  caller.kind = rpc::CallerKind::kOperator;
  peer.Prepare(context, caller, clock.Now() + kPatience);
  Response response;
  const grpc::Status status =
      (stub.get()->*method)(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response;
}

std::string Loopback(int port) { return absl::StrCat("127.0.0.1:", port); }

sched::CreateSessionRequest NewSession(int64_t workshop_id, int days,
                                       int capacity) {
  sched::CreateSessionRequest request;
  sched::Session& session = *request.mutable_session();
  session.set_workshop_id(workshop_id);
  session.set_capacity(capacity);
  const absl::CivilDay day = absl::CivilDay(2026, 6, 1) + days;
  sched::Meeting& meeting = *session.add_meetings();
  meeting.set_local_start(absl::StrCat(absl::FormatCivilTime(day), "T18:30"));
  meeting.set_local_end(absl::StrCat(absl::FormatCivilTime(day), "T19:30"));
  return request;
}

}  // namespace

std::string ApiAnswer::error() const { return TextAt(body, "error"); }

std::string ApiAnswer::argument(absl::string_view field) const {
  const json::value arguments = At(body, "error_detail.ARGUMENTS_ERROR");
  if (!arguments.is_object()) return "";
  const json::value* codes = arguments.get_object().if_contains(
      json::string_view(field.data(), field.size()));
  return codes == nullptr ? "" : TextAt(*codes, "0");
}

rpc::Caller GatewayFixture::Operator() {
  rpc::Caller caller;
  caller.kind = rpc::CallerKind::kOperator;
  return caller;
}

void GatewayFixture::SetUp() {
  // Opened once here, so that they are removed at the end.
  for (db::TestDatabase* database :
       {&scheduling_database_, &registration_database_, &gateway_database_}) {
    ASSERT_OK(database->Open(clock_));
    database->Close();
  }
  master_key_ = identity_.MasterKeyFile();
  scheduling_settings_.host =
      identity_.SettingsFor("scheduling", scheduling_database_.uri());
  scheduling_settings_.master_key = master_key_;
  registration_settings_.host =
      identity_.SettingsFor("registration", registration_database_.uri());
  registration_settings_.master_key = master_key_;
  settings_.host = identity_.SettingsFor("gateway", gateway_database_.uri());
  settings_.public_url = "https://gateway.example.org/";
  settings_.web_url = "https://bookings.example.org";
  settings_.organisation_id = "900100";
  settings_.organisation = "Children's Wellbeing";
  // Of a machine that does much else at the same time, too.
  settings_.seat_patience = kPatience;
  ASSERT_NO_FATAL_FAILURE(StartScheduling());
  ASSERT_NO_FATAL_FAILURE(StartRegistration());
  ASSERT_NO_FATAL_FAILURE(StartGateway());
  partner_ = MakePartner("acme");
}

void GatewayFixture::TearDown() {
  gateway_ = nullptr;
  registration_ = nullptr;
  scheduling_ = nullptr;
}

void GatewayFixture::StartScheduling() {
  ASSERT_OK_AND_ASSIGN(scheduling_, scheduling::SchedulingServer::Start(
                                        scheduling_settings_, clock_));
  scheduling_settings_.host.listen = Loopback(scheduling_->port());
}

void GatewayFixture::StartRegistration() {
  registration_settings_.scheduling = scheduling_settings_.host.listen;
  ASSERT_OK_AND_ASSIGN(registration_, registration::RegistrationServer::Start(
                                          registration_settings_, clock_));
  registration_settings_.host.listen = Loopback(registration_->port());
}

void GatewayFixture::StartGateway() {
  settings_.scheduling = scheduling_settings_.host.listen;
  settings_.registration = registration_settings_.host.listen;
  gateway_ = nullptr;
  ASSERT_OK_AND_ASSIGN(gateway_, GatewayServer::Start(settings_, clock_));
  gateway_client_ = std::make_unique<TestClient>(identity_, "gateway",
                                                 gateway_->port(), clock_);
}

absl::StatusOr<v1::CreatePartnerResponse> GatewayFixture::CreatePartner(
    const v1::CreatePartnerRequest& request, const rpc::Caller& caller,
    absl::string_view service) {
  const rpc::Peer& peer = gateway_client_->As(service);
  const auto stub = v1::GatewayService::NewStub(peer.channel());
  grpc::ClientContext context;
  peer.Prepare(context, caller, clock_.Now() + kPatience);
  v1::CreatePartnerResponse response;
  const grpc::Status status = stub->CreatePartner(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response;
}

absl::StatusOr<v1::ListPartnersResponse> GatewayFixture::ListPartners(
    const v1::ListPartnersRequest& request) {
  return CallAsOperator<v1::ListPartnersResponse, v1::GatewayService>(
      *gateway_client_, clock_, &v1::GatewayService::Stub::ListPartners,
      request);
}

v1::CreatePartnerResponse GatewayFixture::MakePartner(
    absl::string_view channel, std::optional<absl::Time> expire_time) {
  v1::CreatePartnerRequest request;
  request.mutable_partner()->set_name("Example Bookings");
  request.mutable_partner()->set_channel(std::string(channel));
  if (expire_time.has_value()) {
    request.mutable_partner()->mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(*expire_time));
  }
  const auto made = CreatePartner(request);
  EXPECT_OK(made);
  return made.value_or(v1::CreatePartnerResponse());
}

absl::Status GatewayFixture::RevokePartner(int64_t id) {
  v1::RevokePartnerRequest request;
  request.set_id(id);
  return CallAsOperator<v1::Partner, v1::GatewayService>(
             *gateway_client_, clock_, &v1::GatewayService::Stub::RevokePartner,
             request)
      .status();
}

namespace {

sched::Delivery AtTheHall() {
  sched::Delivery delivery;
  delivery.set_mode(sched::Delivery::VENUE);
  sched::Venue& venue = *delivery.mutable_venue();
  venue.set_name("Example Hall");
  venue.set_address("1 Example Street, Little Sampling");
  venue.set_postcode("ZZ1 1ZZ");
  return delivery;
}

}  // namespace

sched::Workshop GatewayFixture::MakeWorkshop(absl::string_view slug,
                                             bool at_a_venue, bool published) {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  sched::CreateWorkshopRequest request;
  sched::Workshop& workshop = *request.mutable_workshop();
  workshop.set_slug(std::string(slug));
  workshop.set_title(absl::StrCat("Worry & sleep: ", std::string(slug)));
  workshop.set_summary("For parents and carers.");
  workshop.set_description("First.\n\nSecond.");
  workshop.set_audience(sched::AUDIENCE_PARENTS_AND_CARERS);
  workshop.mutable_age_range()->set_min_years(7);
  workshop.mutable_age_range()->set_max_years(11);
  workshop.mutable_meeting_duration()->set_seconds(3600);
  workshop.mutable_delivery()->set_mode(sched::Delivery::TEAMS);
  if (at_a_venue) {
    *workshop.mutable_delivery() = AtTheHall();
  }
  auto made = CallAsOperator<sched::Workshop, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::CreateWorkshop, request);
  EXPECT_OK(made);
  if (!made.ok() || !published) return made.value_or(sched::Workshop());
  sched::PublishWorkshopRequest publish;
  publish.set_id(made->id());
  made = CallAsOperator<sched::Workshop, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::PublishWorkshop,
      publish);
  EXPECT_OK(made);
  return made.value_or(sched::Workshop());
}

void GatewayFixture::MoveToVenue(int64_t session_id) {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  sched::UpdateSessionRequest request;
  request.mutable_session()->set_id(session_id);
  *request.mutable_session()->mutable_delivery_override() = AtTheHall();
  EXPECT_OK((CallAsOperator<sched::Session, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::UpdateSession,
      request)));
}

sched::Session GatewayFixture::MakeSession(int64_t workshop_id, int days,
                                           int capacity, bool open) {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  auto made = CallAsOperator<sched::Session, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::CreateSession,
      NewSession(workshop_id, days, capacity));
  EXPECT_OK(made);
  if (!made.ok() || !open) return made.value_or(sched::Session());
  sched::OpenSessionRequest opening;
  opening.set_id(made->id());
  made = CallAsOperator<sched::Session, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::OpenSession, opening);
  EXPECT_OK(made);
  return made.value_or(sched::Session());
}

sched::Session GatewayFixture::MakeDraft(int64_t workshop_id) {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  sched::CreateSessionRequest request = NewSession(workshop_id, 0, 20);
  request.set_draft(true);
  auto made = CallAsOperator<sched::Session, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::CreateSession, request);
  EXPECT_OK(made);
  return made.value_or(sched::Session());
}

void GatewayFixture::CancelSession(int64_t id) {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  sched::CancelSessionRequest request;
  request.set_apply_now(true);
  request.set_id(id);
  EXPECT_OK((CallAsOperator<sched::Session, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::CancelSession,
      request)));
}

void GatewayFixture::CloseSession(int64_t id) {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  sched::CloseSessionRequest request;
  request.set_id(id);
  EXPECT_OK((CallAsOperator<sched::Session, sched::SchedulingService>(
      client, clock_, &sched::SchedulingService::Stub::CloseSession, request)));
}

void GatewayFixture::SayName(absl::string_view organisation) {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  sched::UpdateOrganisationPartRequest request;
  request.mutable_names()->set_organisation(std::string(organisation));
  request.mutable_names()->set_service("Workshops");
  EXPECT_OK(
      (CallAsOperator<sched::OrganisationPart, sched::OrganisationService>(
          client, clock_,
          &sched::OrganisationService::Stub::UpdateOrganisationPart, request)));
}

void GatewayFixture::CatchUp() {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  const auto list =
      CallAsOperator<sched::ListSessionsResponse, sched::SchedulingService>(
          client, clock_, &sched::SchedulingService::Stub::ListSessions,
          sched::ListSessionsRequest());
  ASSERT_OK(list);
  EXPECT_TRUE(gateway_->follower().WaitFor(list->revision(), kPatience));
  if (registration_ != nullptr) {
    EXPECT_TRUE(registration_->follower().WaitFor(list->revision(), kPatience));
  }
}

std::string GatewayFixture::WorkshopsPageToken() {
  TestClient client(identity_, "scheduling", scheduling_->port(), clock_);
  sched::ListWorkshopsRequest request;
  request.set_page_size(1);
  const auto list =
      CallAsOperator<sched::ListWorkshopsResponse, sched::SchedulingService>(
          client, clock_, &sched::SchedulingService::Stub::ListWorkshops,
          request);
  EXPECT_OK(list);
  return list.ok() ? list->next_page_token() : "";
}

void GatewayFixture::CancelBooking(int64_t id) {
  TestClient client(identity_, "registration", registration_->port(), clock_);
  reg::CancelBookingRequest request;
  request.set_id(id);
  EXPECT_OK((CallAsOperator<reg::Booking, reg::RegistrationService>(
      client, clock_, &reg::RegistrationService::Stub::CancelBooking,
      request)));
}

bool GatewayFixture::Eventually(const std::function<bool()>& condition) {
  const absl::Time give_up = absl::Now() + absl::Seconds(10);
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

ApiAnswer GatewayFixture::Send(absl::string_view method, absl::string_view path,
                               const HttpClient::HeaderList& headers,
                               absl::string_view body) {
  HttpClient client(static_cast<uint16_t>(gateway_->http_port()));
  const auto answer = client.Send(method, path, headers, body);
  EXPECT_OK(answer);
  if (!answer.ok()) return {};
  ApiAnswer api = {.code = answer->code, .body = {}, .http = *answer};
  boost::system::error_code error;
  const json::value value = json::parse(answer->body, error);
  EXPECT_TRUE(!error && value.is_object()) << answer->body;
  if (value.is_object()) api.body = value.get_object();
  return api;
}

ApiAnswer GatewayFixture::Get(absl::string_view path, absl::string_view token) {
  const std::string bearer(token.empty() ? partner_.token() : token);
  return Send("GET", path,
              {{"Authorization", absl::StrCat("Bearer ", bearer)}});
}

ApiAnswer GatewayFixture::Post(absl::string_view path, const std::string& body,
                               const std::string& key,
                               absl::string_view token) {
  const std::string bearer(token.empty() ? partner_.token() : token);
  HttpClient::HeaderList headers = {
      {"Authorization", absl::StrCat("Bearer ", bearer)},
      {"Content-Type", "application/json; charset=utf-8"}};
  if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
  return Send("POST", path, headers, body);
}

json::object GatewayFixture::Order(int64_t session_id, int places,
                                   absl::string_view email) {
  json::array attendees;
  for (int i = 0; i < places; ++i) {
    attendees.push_back(
        json::object{{"ticket_class_id", TicketClassId(session_id)},
                     {"age_band", "5_to_11"}});
  }
  return {{"order",
           json::object{{"contact", json::object{{"name", "Alex Example"},
                                                 {"email", std::string(email)},
                                                 {"phone", "07700 900123"}}},
                        {"attendees", std::move(attendees)},
                        {"eligibility", json::object{{"in_area", "yes"},
                                                     {"of_age", "yes"}}}}}};
}

json::object GatewayFixture::Book(int64_t session_id, int places,
                                  const std::string& key,
                                  absl::string_view email,
                                  absl::string_view token) {
  const ApiAnswer answer =
      Post(absl::StrCat("/v3/events/", session_id, "/orders/"),
           json::serialize(Order(session_id, places, email)), key, token);
  EXPECT_EQ(answer.code, 200) << answer.http.body;
  return answer.body;
}

json::value At(const json::value& value, absl::string_view path) {
  const json::value* found = &value;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    size_t index = 0;
    if (const json::object* object = found->if_object()) {
      found = object->if_contains(json::string_view(name.data(), name.size()));
    } else if (const json::array* array = found->if_array();
               array != nullptr && absl::SimpleAtoi(name, &index)) {
      found = array->if_contains(index);
    } else {
      found = nullptr;
    }
    if (found == nullptr) return nullptr;
  }
  return *found;
}

std::string TextAt(const json::value& value, absl::string_view path) {
  const json::value found = At(value, path);
  const json::string* text = found.if_string();
  return text == nullptr ? "" : std::string(text->data(), text->size());
}

}  // namespace cwp::gateway
