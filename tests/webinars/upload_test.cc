#include <sys/mount.h>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/hash.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "tests/webinars/samples.h"
#include "tests/webinars/webinars_fixture.h"

namespace cwp::webinars {
namespace {

using ::testing::ElementsAre;

constexpr size_t kMaxPiece = 256 << 10;

class UploadTest : public WebinarsFixture {
 protected:
  UploadTest() { Start(); }

  // Where the bytes of a file lie.
  static std::string PlaceOf(const std::string& hash) {
    return absl::StrCat(hash.substr(0, 2), "/", hash.substr(2, 2), "/", hash);
  }

  // The first message of an upload.
  static v1::UploadFileRequest Description(const std::string& content_type) {
    v1::UploadFileRequest message;
    message.mutable_description()->set_content_type(content_type);
    return message;
  }

  static v1::UploadFileRequest Data(const std::string& bytes) {
    v1::UploadFileRequest message;
    message.set_data(bytes);
    return message;
  }

  // What a refused upload leaves: nothing, soon.
  void ExpectNothingLeft() {
    EXPECT_TRUE(Eventually([this] {
      return server_->open_streams() == 0 && FilesOnDisk().empty();
    }));
  }
};

TEST_F(UploadTest, StoresEachTypeUnderItsHash) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"video/mp4", Mp4(1'000'000)},
      {"text/vtt", WebVtt()},
      {"application/pdf", Pdf(300'000)}};
  for (const auto& [content_type, bytes] : files) {
    ASSERT_OK_AND_ASSIGN(const v1::File file, Upload(content_type, bytes));
    EXPECT_EQ(file.hash(), crypto::Sha256Hex(bytes));
    EXPECT_EQ(file.size_bytes(), static_cast<int64_t>(bytes.size()));
    EXPECT_EQ(file.content_type(), content_type);
    ASSERT_OK_AND_ASSIGN(const std::string got, Bytes(file.hash()));
    EXPECT_TRUE(got == bytes);
  }
  EXPECT_EQ(FilesOnDisk().size(), 3u);
}

TEST_F(UploadTest, TakesPiecesOfAnySize) {
  const std::string bytes = Pdf(600'000);
  for (const size_t piece : {size_t{1013}, kMaxPiece}) {
    ASSERT_OK_AND_ASSIGN(const v1::File file,
                         Upload("application/pdf", bytes, "", piece));
    EXPECT_EQ(file.hash(), crypto::Sha256Hex(bytes));
  }
  ASSERT_OK_AND_ASSIGN(
      const v1::File file,
      Send({Description("text/vtt"), Data(""), Data(WebVtt()), Data("")}));
  EXPECT_EQ(file.hash(), crypto::Sha256Hex(WebVtt()));
}

TEST_F(UploadTest, StoresTheSameBytesOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::File first, Upload("video/mp4", Mp4()));
  ASSERT_OK_AND_ASSIGN(const v1::File second, Upload("video/mp4", Mp4()));
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
  EXPECT_THAT(FilesOnDisk(), ElementsAre(PlaceOf(first.hash())));
}

TEST_F(UploadTest, StoresTheSameBytesOnceWhenSentAtTheSameTime) {
  const std::string bytes = Mp4(2'000'000);
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] { EXPECT_OK(Upload("video/mp4", bytes)); });
  }
  for (std::thread& client : clients) client.join();
  const std::string hash = crypto::Sha256Hex(bytes);
  EXPECT_THAT(FilesOnDisk(), ElementsAre(PlaceOf(hash)));
  ASSERT_OK_AND_ASSIGN(const std::string got, Bytes(hash));
  EXPECT_TRUE(got == bytes);
}

TEST_F(UploadTest, ComparesTheHashThatIsStated) {
  EXPECT_OK(Upload("video/mp4", Mp4(), crypto::Sha256Hex(Mp4())));
  const absl::Status status =
      Upload("video/mp4", Mp4(7), std::string(64, '0')).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(status, HasReason("HASH_MISMATCH"));
  EXPECT_THAT(FilesOnDisk(), ElementsAre(PlaceOf(crypto::Sha256Hex(Mp4()))));
}

struct RefusedCase {
  std::string name;
  std::vector<v1::UploadFileRequest> messages;
  std::string reason;
  std::string field;
};

TEST_F(UploadTest, LeavesNothingOfWhatItRefuses) {
  const std::vector<RefusedCase> cases = {
      {"NoMessage", {}, "FIELD_REQUIRED", "description"},
      {"NoDescription", {Data(Pdf())}, "FIELD_REQUIRED", "description"},
      {"NoType",
       {Description("")},
       "FIELD_REQUIRED",
       "description.content_type"},
      {"OtherType",
       {Description("text/html"), Data("<p>")},
       "FIELD_INVALID",
       "description.content_type"},
      {"TwoDescriptions",
       {Description("text/vtt"), Description("text/vtt")},
       "FIELD_INVALID",
       "description"},
      {"EmptyMessage",
       {Description("text/vtt"), v1::UploadFileRequest()},
       "FIELD_REQUIRED",
       "piece"},
      {"LongPiece",
       {Description("application/pdf"), Data(Pdf(kMaxPiece))},
       "FIELD_TOO_LONG",
       "data"},
      {"NoBytes", {Description("text/vtt")}, "FILE_EMPTY", ""},
      {"EmptyPiece", {Description("video/mp4"), Data("")}, "FILE_EMPTY", ""},
      {"WrongType",
       {Description("video/mp4"), Data(Pdf())},
       "FILE_WRONG_TYPE",
       ""},
      {"CutOff",
       {Description("video/mp4"), Data(Mp4().substr(0, Mp4().size() - 1))},
       "FILE_WRONG_TYPE",
       ""},
  };
  for (const RefusedCase& refused : cases) {
    SCOPED_TRACE(refused.name);
    const absl::Status status = Send(refused.messages).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(status, HasReason(refused.reason));
    EXPECT_EQ(MetadataOf(status, "field"), refused.field);
    ExpectNothingLeft();
  }
}

TEST_F(UploadTest, RefusesAtOnceWhatCannotBeRight) {
  // The client goes on for ever; only the refusal ends it.
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::File response;
  const auto stub = Stub(kOperator);
  const auto writer = stub->UploadFile(&context, &response);
  writer->Write(Description("application/pdf"));
  while (writer->Write(Data(std::string(kMaxPiece, 'x')))) {
  }
  EXPECT_THAT(rpc::FromGrpcStatus(writer->Finish()),
              HasReason("FILE_WRONG_TYPE"));
  ExpectNothingLeft();
}

class UploadLimitTest : public WebinarsFixture {
 protected:
  UploadLimitTest() {
    settings_.limits.video_bytes = 5000;
    settings_.limits.other_bytes = 1000;
    settings_.limits.uploads = 2;
    Start();
  }
};

TEST_F(UploadLimitTest, TakesFilesUpToTheLimitOfTheirType) {
  const size_t video_frame = Mp4(0).size();
  const size_t pdf_frame = Pdf(0).size();
  EXPECT_OK(Upload("video/mp4", Mp4(5000 - video_frame)));
  EXPECT_OK(Upload("application/pdf", Pdf(1000 - pdf_frame)));
  const std::vector<std::string> before = FilesOnDisk();
  for (const size_t piece : {size_t{1}, size_t{700}, kMaxPiece}) {
    for (const absl::Status& status :
         {Upload("video/mp4", Mp4(5001 - video_frame), "", piece).status(),
          Upload("application/pdf", Pdf(1001 - pdf_frame), "", piece)
              .status()}) {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
      EXPECT_THAT(status, HasReason("FILE_TOO_LARGE"));
    }
  }
  EXPECT_TRUE(Eventually([this] { return server_->open_streams() == 0; }));
  EXPECT_EQ(FilesOnDisk(), before);
}

TEST_F(UploadLimitTest, RefusesOneUploadTooMany) {
  const auto stub = Stub(kOperator);
  grpc::ClientContext contexts[2];
  v1::File responses[2];
  std::vector<std::unique_ptr<grpc::ClientWriter<v1::UploadFileRequest>>> open;
  for (int i = 0; i < 2; ++i) {
    Prepare(contexts[i], kOperator);
    open.push_back(stub->UploadFile(&contexts[i], &responses[i]));
    v1::UploadFileRequest first;
    first.mutable_description()->set_content_type("text/vtt");
    ASSERT_TRUE(open.back()->Write(first));
  }
  ASSERT_TRUE(Eventually([this] { return server_->open_streams() == 2; }));
  const absl::Status status = Upload("text/vtt", WebVtt()).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason("OVERLOADED"));

  // The two that were let in go on as if nothing had happened.
  for (const auto& writer : open) {
    v1::UploadFileRequest message;
    message.set_data(WebVtt());
    EXPECT_TRUE(writer->Write(message));
    writer->WritesDone();
    EXPECT_TRUE(writer->Finish().ok());
  }
  EXPECT_TRUE(Eventually([this] { return server_->open_streams() == 0; }));
  EXPECT_OK(Upload("text/vtt", WebVtt()));
}

// Puts the media folder on a disk of its own, which holds 1 MiB.
class UploadDiskTest : public WebinarsFixture {
 protected:
  UploadDiskTest() {
    std::filesystem::create_directory(settings_.media_dir);
    mounted_ = mount("cwp-test", settings_.media_dir.c_str(), "tmpfs", 0,
                     "size=1m") == 0;
  }
  ~UploadDiskTest() override {
    Stop();
    if (mounted_) umount2(settings_.media_dir.c_str(), MNT_DETACH);
  }

  bool mounted_ = false;
};

TEST_F(UploadDiskTest, RefusesWhatDoesNotFitAndGoesOn) {
  if (!mounted_) GTEST_SKIP() << "only root may mount a disk";
  Start();
  const std::string small = Stored("video/mp4", Mp4(500'000));
  const absl::Status status = Upload("video/mp4", Mp4(2'000'000)).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason("DISK_FULL"));
  EXPECT_TRUE(Eventually([this] { return FilesOnDisk().size() == 1; }));
  ASSERT_OK_AND_ASSIGN(const std::string got, Bytes(small));
  EXPECT_TRUE(got == Mp4(500'000));
  EXPECT_OK(Upload("application/pdf", Pdf(100'000)));
}

// Every byte is sent, and together they would make a good file; only the end is
// missing.
TEST_F(UploadTest, LeavesNothingOfAnUploadThatIsCancelled) {
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    Prepare(context, kOperator);
    v1::File response;
    const auto stub = Stub(kOperator);
    const auto writer = stub->UploadFile(&context, &response);
    ASSERT_TRUE(writer->Write(Description("text/vtt")));
    ASSERT_TRUE(writer->Write(Data(WebVtt())));
    context.TryCancel();
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  ExpectNothingLeft();
  EXPECT_THAT(Bytes(crypto::Sha256Hex(WebVtt())), HasReason("FILE_NOT_FOUND"));
}

TEST_F(UploadTest, LeavesNothingWhenTheClientIsTooLate) {
  grpc::ClientContext context;
  Prepare(context, kOperator);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(200));
  v1::File response;
  const auto stub = Stub(kOperator);
  const auto writer = stub->UploadFile(&context, &response);
  writer->Write(Description("text/vtt"));
  writer->Write(Data(WebVtt()));
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  ExpectNothingLeft();
}

TEST_F(UploadTest, EndsUploadsWhenTheServiceStops) {
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::File response;
  const auto stub = Stub(kOperator);
  const auto writer = stub->UploadFile(&context, &response);
  ASSERT_TRUE(writer->Write(Description("text/vtt")));
  ASSERT_TRUE(writer->Write(Data(WebVtt())));
  ASSERT_TRUE(Eventually([this] { return server_->open_streams() == 1; }));
  server_->Stop(absl::Milliseconds(100));
  EXPECT_FALSE(writer->Finish().ok());
  ExpectNothingLeft();
}

TEST_F(UploadTest, LetsAnUploadFinishWhileTheServiceDrains) {
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::File response;
  const auto stub = Stub(kOperator);
  const auto writer = stub->UploadFile(&context, &response);
  ASSERT_TRUE(writer->Write(Description("text/vtt")));
  ASSERT_TRUE(Eventually([this] { return server_->open_streams() == 1; }));
  std::thread stop([this] { server_->Stop(absl::Seconds(10)); });
  EXPECT_TRUE(writer->Write(Data(WebVtt())));
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
  stop.join();
  EXPECT_EQ(response.hash(), crypto::Sha256Hex(WebVtt()));
  Start();
  EXPECT_THAT(Bytes(response.hash()), IsOkAndHolds(WebVtt()));
}

}  // namespace
}  // namespace cwp::webinars
