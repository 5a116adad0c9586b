// Kills the program in the middle of its work, as a power cut would.

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/crypto/hash.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "tests/webinars/samples.h"

namespace cwp::webinars {
namespace {

using ::testing::IsEmpty;

class KillTest : public ::testing::Test {
 protected:
  KillTest() {
    EXPECT_OK(database_.Open(clock_));
    database_.Close();
  }
  ~KillTest() override { Kill(); }

  void Start() {
    const host::HostSettings host =
        identity_.SettingsFor("webinars", database_.uri());
    const std::vector<std::string> command = {
        CWP_WEBINARS_PROGRAM,
        absl::StrCat("--listen=", Address()),
        absl::StrCat("--admin-listen=", host.admin_listen),
        absl::StrCat("--database=", host.database),
        absl::StrCat("--key-file=", host.key_file),
        absl::StrCat("--caller-keys=", host.caller_keys),
        absl::StrCat("--media-dir=", MediaDir())};
    std::vector<char*> argv;
    for (const std::string& part : command) {
      argv.push_back(const_cast<char*>(part.c_str()));
    }
    argv.push_back(nullptr);
    pid_ = fork();
    ASSERT_GE(pid_, 0);
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      execv(argv[0], argv.data());
      _exit(127);
    }
    peer_ = std::make_unique<rpc::Peer>("webinars", Address(),
                                        identity_.SignerOf("cwpctl"), clock_);
    stub_ = v1::WebinarsService::NewStub(peer_->channel());
    ASSERT_TRUE(peer_->channel()->WaitForConnected(
        absl::ToChronoTime(absl::Now() + absl::Seconds(30))));
  }

  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

  void Prepare(grpc::ClientContext& context) {
    rpc::Caller caller;
    caller.kind = rpc::CallerKind::kOperator;
    peer_->Prepare(context, caller, clock_.Now() + absl::Seconds(30));
  }

  // Begins an upload and sends all of it but the end.
  std::unique_ptr<grpc::ClientWriter<v1::UploadFileRequest>> Begin(
      grpc::ClientContext& context, v1::File& response,
      const std::string& bytes) {
    Prepare(context);
    auto writer = stub_->UploadFile(&context, &response);
    v1::UploadFileRequest message;
    message.mutable_description()->set_content_type("application/pdf");
    writer->Write(message);
    message.set_data(bytes);
    writer->Write(message);
    return writer;
  }

  absl::StatusOr<std::string> Upload(const std::string& bytes) {
    grpc::ClientContext context;
    v1::File response;
    const auto writer = Begin(context, response, bytes);
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response.hash();
  }

  absl::StatusOr<std::string> Bytes(const std::string& hash) {
    grpc::ClientContext context;
    Prepare(context);
    v1::DownloadFileRequest request;
    request.set_hash(hash);
    const auto reader = stub_->DownloadFile(&context, request);
    v1::DownloadFileResponse message;
    std::string bytes;
    while (reader->Read(&message)) bytes += message.data();
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return bytes;
  }

  std::vector<std::string> Incoming() const {
    std::vector<std::string> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(MediaDir() + "/incoming")) {
      files.push_back(entry.path().filename().string());
    }
    return files;
  }

  std::string MediaDir() const { return folder_.File("media"); }
  std::string Address() const {
    return absl::StrCat("unix:", folder_.File("socket"));
  }

  const SystemClock clock_;
  TestIdentity identity_;
  db::TestDatabase database_;
  TempDir folder_;
  pid_t pid_ = 0;
  std::unique_ptr<rpc::Peer> peer_;
  std::unique_ptr<v1::WebinarsService::Stub> stub_;
};

TEST_F(KillTest, KeepsWhatWasAnsweredAndNothingElse) {
  Start();
  ASSERT_OK_AND_ASSIGN(const std::string hash, Upload(Pdf(1)));
  v1::CreateWebinarRequest request;
  request.set_request_id("request-1");
  request.mutable_webinar()->set_slug("one");
  request.mutable_webinar()->set_title("One");
  request.mutable_webinar()->set_summary("The first.");
  request.mutable_webinar()->set_audience(v1::AUDIENCE_YOUNG_PEOPLE);
  v1::Webinar made;
  {
    grpc::ClientContext context;
    Prepare(context);
    ASSERT_TRUE(stub_->CreateWebinar(&context, request, &made).ok());
  }
  grpc::ClientContext context;
  v1::File response;
  const auto half = Begin(context, response, Pdf(2));
  const absl::Time give_up = absl::Now() + absl::Seconds(10);
  while (Incoming().empty() && absl::Now() < give_up) {
    std::this_thread::yield();
  }
  ASSERT_FALSE(Incoming().empty());
  Kill();
  EXPECT_FALSE(half->Finish().ok());

  Start();
  EXPECT_THAT(Incoming(), IsEmpty());
  EXPECT_THAT(Bytes(hash), IsOkAndHolds(Pdf(1)));
  EXPECT_THAT(Bytes(crypto::Sha256Hex(Pdf(2))), HasReason("FILE_NOT_FOUND"));
  grpc::ClientContext again;
  Prepare(again);
  v1::Webinar repeated;
  ASSERT_TRUE(stub_->CreateWebinar(&again, request, &repeated).ok());
  EXPECT_EQ(repeated.SerializeAsString(), made.SerializeAsString());
}

// Several clients upload all the time; whatever was answered before the kill
// must be there after it.
TEST_F(KillTest, LosesNothingThatWasAnswered) {
  constexpr int kRounds = 5;
  constexpr int kClients = 4;
  constexpr size_t kAnswersBeforeKill = 20;
  size_t number = 0;
  for (int round = 0; round < kRounds; ++round) {
    Start();
    Mutex mu;
    std::vector<std::pair<std::string, std::string>> answered;
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&, i] {
        for (int n = 0;; ++n) {
          const std::string bytes = Pdf(round * 40'000 + i * 10'000 + n);
          const absl::StatusOr<std::string> hash = Upload(bytes);
          if (!hash.ok()) return;
          MutexLock lock(mu);
          answered.emplace_back(*hash, bytes);
        }
      });
    }
    const auto enough = [&] {
      MutexLock lock(mu);
      return answered.size() >= kAnswersBeforeKill;
    };
    const absl::Time give_up = absl::Now() + absl::Seconds(20);
    while (!enough() && absl::Now() < give_up) std::this_thread::yield();
    Kill();
    for (std::thread& client : clients) client.join();
    ASSERT_GE(answered.size(), kAnswersBeforeKill);

    Start();
    EXPECT_THAT(Incoming(), IsEmpty());
    for (const auto& [hash, bytes] : answered) {
      ASSERT_OK_AND_ASSIGN(const std::string got, Bytes(hash));
      EXPECT_TRUE(got == bytes);
    }
    number += answered.size();
    Kill();
  }
  RecordProperty("uploads", static_cast<int>(number));
}

}  // namespace
}  // namespace cwp::webinars
