#include "common/cache/seat_reader.h"

#include <string>
#include <utility>

#include "common/cache/seat_key.h"
#include "common/rpc/caller.h"
#include "common/rpc/status.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/registration/v1/seat.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::cache {

namespace v1 = ::cwp::registration::v1;

// The one who gives the places out.
class SeatReader::Registration {
 public:
  explicit Registration(const rpc::Peer& peer)
      : peer_(peer), stub_(v1::RegistrationService::NewStub(peer.channel())) {}

  void Load(const std::vector<int64_t>& session_ids, absl::Time deadline,
            IdReader::LoadDone done) {
    struct Call {
      grpc::ClientContext context;
      v1::BatchGetSeatCountsRequest request;
      v1::BatchGetSeatCountsResponse response;
    };
    auto call = std::make_shared<Call>();
    call->request.mutable_session_ids()->Assign(session_ids.begin(),
                                                session_ids.end());
    peer_.Prepare(call->context, rpc::ServiceCaller(), deadline);
    stub_->async()->BatchGetSeatCounts(
        &call->context, &call->request, &call->response,
        [call, done = std::move(done)](const grpc::Status& status) {
          if (!status.ok()) return done(rpc::FromGrpcStatus(status));
          std::vector<IdReader::Item> items;
          for (const v1::SeatCount& count : call->response.seat_counts()) {
            items.push_back({count.session_id(), count.revision(),
                             count.SerializeAsString()});
          }
          done(std::move(items));
        });
  }

 private:
  const rpc::Peer& peer_;
  const std::unique_ptr<v1::RegistrationService::Stub> stub_;
};

SeatReader::SeatReader(const Clock& clock, Client* redis,
                       const rpc::Peer& registration, Metrics& metrics)
    : registration_(std::make_unique<Registration>(registration)),
      reader_(std::make_unique<IdReader>(
          clock,
          IdReader::Options{
              .client = redis,
              .prefix = std::string(kSeatKeyPrefix),
              .owner = "registration",
              .load =
                  [this](const std::vector<int64_t>& ids, absl::Time deadline,
                         IdReader::LoadDone done) {
                    registration_->Load(ids, deadline, std::move(done));
                  },
              .metric = "cwp_seat_counts_total",
              .metric_help = "Seat counts read, by who answered."},
          metrics)) {}

SeatReader::~SeatReader() = default;

void SeatReader::Get(const std::vector<int64_t>& session_ids,
                     absl::Time deadline, Done done) {
  reader_->Get(session_ids, deadline,
               [done = std::move(done)](const IdReader::Texts& texts) mutable {
                 Counts counts;
                 counts.reserve(texts.size());
                 // One for all, so that its own text is made once.
                 v1::SeatCount count;
                 for (const auto& [id, text] : texts) {
                   if (!count.ParseFromString(text)) continue;
                   counts[id] = {.capacity = count.capacity(),
                                 .confirmed = count.confirmed(),
                                 .left = count.left()};
                 }
                 done(std::move(counts));
               });
}

}  // namespace cwp::cache
