#include "tests/bench/list_case.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/load.h"
#include "tests/bench/programme.h"

namespace cwp::bench {
namespace {

namespace v1 = scheduling::v1;
using Request = v1::ListSessionsRequest;

constexpr int kPageSize = 50;
constexpr int64_t kSessions = 10'000;
// Enough for a full page of each filter.
constexpr int64_t kFewestSessions = 2000;
constexpr int kWorkshops = 10;
constexpr int kPagesOfFilter = 10;
constexpr int kConnections = 4;
constexpr absl::Duration kTimeout = absl::Seconds(20);
constexpr char kMethod[] = "/cwp.scheduling.v1.SchedulingService/ListSessions";

// A page that is asked for, and its bytes.
struct Asked {
  Request request;
  std::string answer;
};

// What callers may want of the programme that MakeVariedProgramme makes.
std::vector<Request> Filters(const Programme& programme) {
  std::vector<Request> filters;
  const auto add = [&](const std::function<void(Request&)>& change) {
    Request& request = filters.emplace_back();
    request.set_page_size(kPageSize);
    request.set_state(v1::Session::OPEN);
    change(request);
  };
  for (const int64_t workshop : programme.workshops) {
    add([&](Request& to) { to.set_workshop_id(workshop); });
  }
  for (const v1::Audience audience :
       {v1::AUDIENCE_PARENTS_AND_CARERS, v1::AUDIENCE_YOUNG_PEOPLE}) {
    add([&](Request& to) { to.set_audience(audience); });
    add([&](Request& to) {
      to.set_audience(audience);
      to.set_time_of_day(Request::EVENING);
    });
  }
  for (const int age : {7, 13, 17}) {
    add([&](Request& to) { to.set_age_years(age); });
  }
  for (const char* const topic : {"anxiety", "sleep"}) {
    add([&](Request& to) { to.set_topic(topic); });
  }
  for (const v1::Delivery::Mode mode :
       {v1::Delivery::TEAMS, v1::Delivery::VENUE}) {
    add([&](Request& to) { to.set_delivery_mode(mode); });
  }
  add([](Request& to) { to.set_order(Request::START_DESCENDING); });
  add([](Request& to) {
    const absl::Time now = absl::Now();
    *to.mutable_start_time_min() = ToTimestamp(now + absl::Hours(24 * 14));
    *to.mutable_start_time_max() = ToTimestamp(now + absl::Hours(24 * 28));
    to.set_age_years(7);
    to.set_delivery_mode(v1::Delivery::TEAMS);
    to.set_time_of_day(Request::DAYTIME);
  });
  return filters;
}

bool Passes(const v1::Session& session, const Request& filter) {
  return session.state() == filter.state() &&
         (filter.workshop_id() == 0 ||
          session.workshop_id() == filter.workshop_id());
}

// Adds the first full pages of a list, each looked at once.
absl::Status AddPages(v1::SchedulingService::Stub& stub, const rpc::Peer& peer,
                      const Clock& clock, Request request,
                      std::vector<Asked>& pages) {
  for (int i = 0; i < kPagesOfFilter; ++i) {
    grpc::ClientContext context;
    peer.Prepare(context, {.kind = rpc::CallerKind::kPublic},
                 clock.Now() + kTimeout);
    v1::ListSessionsResponse page;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub.ListSessions(&context, request, &page)));
    if (page.sessions_size() < kPageSize && i > 0) break;
    if (page.sessions_size() != kPageSize ||
        !std::all_of(page.sessions().begin(), page.sessions().end(),
                     [&](const v1::Session& session) {
                       return Passes(session, request);
                     })) {
      return absl::InternalError(
          absl::StrCat("not a page of ", request.ShortDebugString()));
    }
    pages.push_back({request, page.SerializeAsString()});
    request.set_page_token(page.next_page_token());
    if (request.page_token().empty()) break;
  }
  return absl::OkStatus();
}

bool AreBytes(const grpc::ByteBuffer& buffer, absl::string_view bytes) {
  std::vector<grpc::Slice> slices;
  if (buffer.Length() != bytes.size() || !buffer.Dump(&slices).ok()) {
    return false;
  }
  for (const grpc::Slice& slice : slices) {
    if (std::memcmp(slice.begin(), bytes.data(), slice.size()) != 0) {
      return false;
    }
    bytes.remove_prefix(slice.size());
  }
  return true;
}

// Asks for these pages in turn. Each answer has to be the page in the very
// bytes in which it came at first.
class ListCalls final : public Calls {
 public:
  ListCalls(const Target& target, std::vector<Asked> pages)
      : clock_(*target.clock), pages_(std::move(pages)) {
    caller_.kind = target.kind;
    for (int i = 0; i < kConnections; ++i) {
      peers_.push_back(std::make_unique<rpc::Peer>(
          target.service, target.address, *target.signer, clock_));
      stubs_.emplace_back(peers_.back()->channel());
    }
  }

  void Start(int64_t number, Done done) override {
    const auto call = std::make_shared<Call>();
    call->done = std::move(done);
    const Asked& asked = pages_[static_cast<size_t>(number) % pages_.size()];
    const size_t at = static_cast<size_t>(number) % peers_.size();
    peers_[at]->Prepare(call->context, caller_, clock_.Now() + kTimeout);
    stubs_[at].UnaryCall(&call->context, kMethod, {}, &asked.request,
                         &call->response, [&asked, call](grpc::Status status) {
                           call->done(Check(asked, status, call->response));
                         });
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    Done done;
  };

  static absl::Status Check(const Asked& asked, const grpc::Status& status,
                            const grpc::ByteBuffer& response) {
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    if (AreBytes(response, asked.answer)) return absl::OkStatus();
    return absl::InternalError("a page is not what it was");
  }

  const Clock& clock_;
  const std::vector<Asked> pages_;
  rpc::Caller caller_;
  std::vector<std::unique_ptr<rpc::Peer>> peers_;
  std::vector<grpc::TemplatedGenericStub<Request, grpc::ByteBuffer>> stubs_;
};

absl::StatusOr<Round> Press(const RoundInput& input) {
  Installation installation;
  installation.Start("scheduling");
  ASSIGN_OR_RETURN(const Programme programme,
                   MakeVariedProgramme(
                       installation, kWorkshops,
                       std::clamp(input.bookings, kFewestSessions, kSessions)));
  const Target target =
      installation.TargetFor("scheduling", "web", rpc::CallerKind::kPublic);
  const rpc::Peer peer(target.service, target.address, *target.signer,
                       *target.clock);
  v1::SchedulingService::Stub stub(peer.channel());
  std::vector<Asked> pages;
  for (const Request& filter : Filters(programme)) {
    RETURN_IF_ERROR(AddPages(stub, peer, *target.clock, filter, pages));
  }
  // Lives on: gRPC may still be leaving its last callback.
  auto& calls = *new ListCalls(target, std::move(pages));
  return bench::Press(calls, input.in_flight, input.length);
}

}  // namespace

Round RunListSessions(const RoundInput& input) {
  const absl::StatusOr<Round> round = Press(input);
  if (!round.ok()) return Failed(std::string(round.status().message()));
  return *round;
}

}  // namespace cwp::bench
