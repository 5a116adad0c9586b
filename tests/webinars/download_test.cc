#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
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

constexpr size_t kPiece = 256 << 10;

// A video whose every place looks different.
std::string LargeVideo() {
  std::string bytes = Mp4(3 * kPiece + 12'345);
  for (size_t i = 100; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(i * 2654435761u >> 13);
  }
  return bytes;
}

class DownloadTest : public WebinarsFixture {
 protected:
  DownloadTest() { Start(); }

  // A published webinar that uses one file of each type.
  v1::Webinar Published() {
    v1::CreateWebinarRequest request = Wanted("shown");
    v1::Part& part = *request.mutable_webinar()->mutable_parts(0);
    part.set_video_hash(Stored("video/mp4", Mp4()));
    part.set_captions_hash(Stored("text/vtt", WebVtt()));
    v1::Handout& handout = *request.mutable_webinar()->add_handouts();
    handout.set_title("Notes");
    handout.set_file_hash(Stored("application/pdf", Pdf()));
    handout.set_file_name("notes.pdf");
    const absl::StatusOr<v1::Webinar> draft = Create(request);
    EXPECT_OK(draft);
    EXPECT_THAT(Bytes(part.video_hash(), 0, 0, kVisitor),
                HasReason("FILE_NOT_FOUND"))
        << "before it is published";
    const absl::StatusOr<v1::Webinar> shown = Publish(draft->id());
    EXPECT_OK(shown);
    return *shown;
  }
};

TEST_F(DownloadTest, SendsTheFileFirstAndPiecesOfBoundedSize) {
  const std::string bytes = LargeVideo();
  const std::string hash = Stored("video/mp4", bytes);
  ASSERT_OK_AND_ASSIGN(const auto messages, Download(hash));
  ASSERT_EQ(messages.size(), 4u);
  EXPECT_EQ(messages[0].file().hash(), hash);
  EXPECT_EQ(messages[0].file().size_bytes(),
            static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(messages[0].file().content_type(), "video/mp4");
  std::string got;
  for (size_t i = 0; i < messages.size(); ++i) {
    EXPECT_EQ(messages[i].has_file(), i == 0);
    EXPECT_LE(messages[i].data().size(), kPiece);
    got += messages[i].data();
  }
  EXPECT_TRUE(got == bytes);
}

TEST_F(DownloadTest, SendsRanges) {
  const std::string bytes = LargeVideo();
  const std::string hash = Stored("video/mp4", bytes);
  const auto size = static_cast<int64_t>(bytes.size());
  const struct {
    int64_t offset;
    int64_t length;
  } cases[] = {{0, 1},          {0, 2},           {5, 0},
               {size - 1, 1},   {size - 1, 0},    {size - 10, 100},
               {kPiece - 1, 2}, {kPiece, kPiece}, {0, size},
               {7, INT64_MAX},  {1, kPiece + 1}};
  for (const auto& [offset, length] : cases) {
    const std::string expected =
        length == 0 ? bytes.substr(offset) : bytes.substr(offset, length);
    ASSERT_OK_AND_ASSIGN(const std::string got, Bytes(hash, offset, length));
    EXPECT_TRUE(got == expected) << offset << " " << length;
    ASSERT_OK_AND_ASSIGN(const auto messages, Download(hash, offset, length));
    EXPECT_EQ(messages[0].file().size_bytes(), size) << "the whole file's";
  }
}

TEST_F(DownloadTest, RefusesARangeThatBeginsAfterTheEnd) {
  const std::string hash = Stored("application/pdf", Pdf());
  const auto size = static_cast<int64_t>(Pdf().size());
  for (const int64_t offset : {size, size + 1, INT64_MAX}) {
    const absl::Status status = Bytes(hash, offset, 1).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kOutOfRange));
    EXPECT_THAT(status, HasReason("RANGE_NOT_SATISFIABLE"));
    EXPECT_EQ(MetadataOf(status, "size"), absl::StrCat(size));
  }
}

TEST_F(DownloadTest, RefusesBadRequests) {
  EXPECT_THAT(Bytes(""), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Bytes("../../../etc/passwd"), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Bytes(std::string(64, '0'), -1), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Bytes(std::string(64, '0'), 0, -1), HasReason("FIELD_INVALID"));
  const absl::Status status = Bytes(std::string(64, '0')).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, HasReason("FILE_NOT_FOUND"));
}

TEST_F(DownloadTest, GivesVisitorsWhatAPublishedWebinarUses) {
  const v1::Webinar webinar = Published();
  EXPECT_THAT(Bytes(webinar.parts(0).video_hash(), 0, 0, kVisitor),
              IsOkAndHolds(Mp4()));
  EXPECT_THAT(Bytes(webinar.parts(0).captions_hash(), 0, 0, kVisitor),
              IsOkAndHolds(WebVtt()));
  EXPECT_THAT(Bytes(webinar.handouts(0).file_hash(), 0, 0, kVisitor),
              IsOkAndHolds(Pdf()));
}

TEST_F(DownloadTest, HidesOtherFilesFromVisitors) {
  Published();
  const std::string unused = Stored("application/pdf", Pdf(7));
  v1::CreateWebinarRequest request = Wanted("draft");
  v1::Handout& handout = *request.mutable_webinar()->add_handouts();
  handout.set_title("Notes");
  handout.set_file_hash(Stored("application/pdf", Pdf(8)));
  handout.set_file_name("notes.pdf");
  ASSERT_OK(Create(request));
  for (const std::string& hash : {unused, handout.file_hash()}) {
    EXPECT_OK(Bytes(hash));
    const absl::Status status = Bytes(hash, 0, 0, kVisitor).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(status, HasReason("FILE_NOT_FOUND"));
    // A visitor learns no size either.
    EXPECT_THAT(Bytes(hash, 1'000'000, 0, kVisitor),
                HasReason("FILE_NOT_FOUND"));
  }
}

// The client takes the first piece of a video and leaves.
TEST_F(DownloadTest, ForgetsClientsThatVanish) {
  const std::string hash = Stored("video/mp4", Mp4(20'000'000));
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    Prepare(context, kOperator);
    v1::DownloadFileRequest request;
    request.set_hash(hash);
    const auto stub = Stub(kOperator);
    const auto reader = stub->DownloadFile(&context, request);
    v1::DownloadFileResponse message;
    ASSERT_TRUE(reader->Read(&message));
    context.TryCancel();
    while (reader->Read(&message)) {
    }
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(Eventually([this] { return server_->open_streams() == 0; }));
}

// Nobody reads: the service must not fill memory with what does not leave.
TEST_F(DownloadTest, WaitsForSlowClientsAndGoesOn) {
  const std::string bytes = Mp4(20'000'000);
  const std::string hash = Stored("video/mp4", bytes);
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::DownloadFileRequest request;
  request.set_hash(hash);
  const auto stub = Stub(kOperator);
  const auto reader = stub->DownloadFile(&context, request);
  v1::DownloadFileResponse message;
  ASSERT_TRUE(reader->Read(&message));
  // Others are served meanwhile.
  ASSERT_OK_AND_ASSIGN(const std::string other, Bytes(hash, 0, 100));
  EXPECT_EQ(other, bytes.substr(0, 100));
  EXPECT_TRUE(Eventually([this] { return server_->open_streams() == 1; }));
  std::string got = message.data();
  while (reader->Read(&message)) got += message.data();
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_TRUE(got == bytes);
}

TEST_F(DownloadTest, RefusesOneDownloadTooMany) {
  settings_.limits.downloads = 1;
  Start();
  const std::string hash = Stored("video/mp4", Mp4(20'000'000));
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::DownloadFileRequest request;
  request.set_hash(hash);
  const auto stub = Stub(kOperator);
  const auto reader = stub->DownloadFile(&context, request);
  v1::DownloadFileResponse message;
  ASSERT_TRUE(reader->Read(&message));
  const absl::Status status = Bytes(hash, 0, 100).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason("OVERLOADED"));
  while (reader->Read(&message)) {
  }
  EXPECT_TRUE(reader->Finish().ok());
  for (int i = 0; i < 20; ++i) EXPECT_OK(Bytes(hash, 0, 100));
}

TEST_F(DownloadTest, EndsDownloadsWhenTheServiceStops) {
  const std::string hash = Stored("video/mp4", Mp4(20'000'000));
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::DownloadFileRequest request;
  request.set_hash(hash);
  const auto stub = Stub(kOperator);
  const auto reader = stub->DownloadFile(&context, request);
  v1::DownloadFileResponse message;
  ASSERT_TRUE(reader->Read(&message));
  server_->Stop(absl::Milliseconds(100));
  while (reader->Read(&message)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(DownloadTest, SaysWhenAFileIsGoneOrCutOff) {
  const std::string hash = Stored("application/pdf", Pdf());
  const std::string path =
      absl::StrCat(settings_.media_dir, "/", hash.substr(0, 2), "/",
                   hash.substr(2, 2), "/", hash);
  std::filesystem::resize_file(path, 10);
  EXPECT_THAT(Bytes(hash), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Bytes(hash), HasReason("FILE_UNREADABLE"));
  std::filesystem::remove(path);
  EXPECT_THAT(Bytes(hash), HasReason("FILE_UNREADABLE"));
  // Uploading it again mends it.
  EXPECT_EQ(Stored("application/pdf", Pdf()), hash);
  EXPECT_THAT(Bytes(hash), IsOkAndHolds(Pdf()));
}

TEST_F(DownloadTest, ServesManyAtTheSameTime) {
  const std::string bytes = LargeVideo();
  const std::string hash = Stored("video/mp4", bytes);
  std::vector<std::thread> clients;
  std::atomic<int> good = 0;
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&, i] {
      const absl::StatusOr<std::string> got = Bytes(hash, i, 0);
      good += got.ok() && *got == bytes.substr(i);
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 16);
}

}  // namespace
}  // namespace cwp::webinars
