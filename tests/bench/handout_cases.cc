#include "tests/bench/handout_cases.h"

#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/reserved_port.h"
#include "common/testing/temp_dir.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/program.h"
#include "tests/bench/wrk.h"

namespace cwp::bench {
namespace {

namespace v1 = webinars::v1;
using Stub = v1::WebinarsService::Stub;

constexpr int kClients = 64;
constexpr size_t kFileBytes = 5 << 20;
constexpr size_t kPieceBytes = 256 << 10;
constexpr absl::Duration kTimeout = absl::Seconds(20);
constexpr char kName[] = "small-steps.pdf";

// As much of a PDF as webinars looks at, and no text that would compress.
std::string Handout() {
  std::string bytes = "%PDF-1.4\n";
  uint32_t state = 1;
  while (bytes.size() < kFileBytes - 8) {
    state = state * 1664525 + 1013904223;
    bytes.push_back(static_cast<char>(state >> 24));
  }
  return absl::StrCat(bytes, "\n%%EOF\n");
}

// Calls webinars as the operator.
class Operator {
 public:
  explicit Operator(const Target& target)
      : clock_(*target.clock),
        peer_(target.service, target.address, *target.signer, clock_),
        stub_(peer_.channel()) {}

  Stub& Prepare(grpc::ClientContext& context) {
    peer_.Prepare(context, {.kind = rpc::CallerKind::kOperator},
                  clock_.Now() + kTimeout);
    return stub_;
  }

 private:
  const Clock& clock_;
  const rpc::Peer peer_;
  Stub stub_;
};

absl::StatusOr<std::string> Upload(Operator& caller, const std::string& bytes) {
  grpc::ClientContext context;
  v1::File stored;
  const auto writer = caller.Prepare(context).UploadFile(&context, &stored);
  v1::UploadFileRequest message;
  message.mutable_description()->set_content_type("application/pdf");
  bool open = writer->Write(message);
  for (size_t at = 0; open && at < bytes.size(); at += kPieceBytes) {
    message.set_data(bytes.substr(at, kPieceBytes));
    open = writer->Write(message);
  }
  writer->WritesDone();
  RETURN_IF_ERROR(rpc::FromGrpcStatus(writer->Finish()));
  return stored.hash();
}

absl::Status Publish(Operator& caller, const std::string& hash) {
  v1::CreateWebinarRequest request;
  v1::Webinar& webinar = *request.mutable_webinar();
  webinar.set_slug("school-worries");
  webinar.set_title("School worries");
  webinar.set_summary("A recorded webinar in one part.");
  webinar.set_audience(v1::AUDIENCE_PARENTS_AND_CARERS);
  v1::Part& part = *webinar.add_parts();
  part.set_title("What to do");
  part.set_video_uri("https://video.example.org/1");
  part.mutable_duration()->set_seconds(600);
  v1::Handout& handout = *webinar.add_handouts();
  handout.set_title("Small steps");
  handout.set_file_hash(hash);
  handout.set_file_name(kName);
  v1::Webinar made;
  {
    grpc::ClientContext context;
    RETURN_IF_ERROR(rpc::FromGrpcStatus(
        caller.Prepare(context).CreateWebinar(&context, request, &made)));
  }
  grpc::ClientContext context;
  v1::PublishWebinarRequest publish;
  publish.set_id(made.id());
  return rpc::FromGrpcStatus(
      caller.Prepare(context).PublishWebinar(&context, publish, &made));
}

Round Fetch(const std::string& url, RoundInput input) {
  input.in_flight = kClients;
  const absl::Status status = AwaitPage({.url = url}, {{"%PDF-1.4", 1}});
  if (!status.ok()) return Failed(std::string(status.message()));
  return PressHttp(
      {.url = url, .script = "ranges", .arguments = {absl::StrCat(kFileBytes)}},
      input);
}

absl::StatusOr<Round> FetchHandout(const RoundInput& input) {
  Installation installation;
  for (const char* const service :
       {"scheduling", "registration", "webinars", "web"}) {
    installation.Start(service);
  }
  Operator caller(
      installation.TargetFor("webinars", "cwpctl", rpc::CallerKind::kOperator));
  ASSIGN_OR_RETURN(const std::string hash, Upload(caller, Handout()));
  RETURN_IF_ERROR(Publish(caller, hash));
  return Fetch(absl::StrCat("http://", installation.HttpOf("web"), "/handouts/",
                            hash, "/", kName),
               input);
}

}  // namespace

Round RunHandout(const RoundInput& input) {
  const absl::StatusOr<Round> round = FetchHandout(input);
  if (!round.ok()) return Failed(std::string(round.status().message()));
  return *round;
}

Round RunNginx(const RoundInput& input) {
  const TempDir folder;
  std::ofstream(folder.File(kName)) << Handout();
  const ReservedPort port;
  // `user` counts for root alone, whose workers could not read the folder.
  std::ofstream(folder.File("nginx.conf"))
      << "user root;\ndaemon off;\nworker_processes auto;\npid " +
             folder.File("pid") + ";\nerror_log " + folder.File("log") +
             ";\nevents {}\nhttp {\nsendfile on;\naccess_log off;\n" +
             "keepalive_requests 1000000;\nserver {\nlisten " + port.address() +
             ";\nroot " + folder.path() + ";\n}\n}\n";
  const Program nginx({"nginx", "-p", folder.path(), "-e", folder.File("log"),
                       "-c", folder.File("nginx.conf")});
  AwaitAnswer(nginx, port.number());
  return Fetch(absl::StrCat("http://", port.address(), "/", kName), input);
}

}  // namespace cwp::bench
