#ifndef CWP_TESTS_WEBINARS_WEBINARS_FIXTURE_H_
#define CWP_TESTS_WEBINARS_WEBINARS_FIXTURE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/rpc/caller.h"
#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "services/webinars/server.h"

namespace cwp::webinars {

// Who calls in a test.
struct As {
  std::string service = "cwpctl";
  rpc::CallerKind kind = rpc::CallerKind::kOperator;
  std::vector<std::string> roles = {};
  std::string id = {};
};
inline const As kOperator = {};
inline const As kVisitor = {"web", rpc::CallerKind::kPublic};
inline const As kWeb = {"web", rpc::CallerKind::kService};
inline const As kEditor = {
    "web", rpc::CallerKind::kStaff, {"coordinator"}, "7"};
inline const As kOtherEditor = {
    "web", rpc::CallerKind::kStaff, {"coordinator"}, "8"};

// A whole service on a free port, with a database and a folder of its own.
class WebinarsFixture : public ::testing::Test {
 protected:
  WebinarsFixture();

  // Starts the service, or starts it anew on what it left. Fails the test when
  // that does not work.
  void Start();
  // Ids rest on time passing between two runs of a program.
  void Stop() {
    server_ = nullptr;
    clock_.Advance(absl::Milliseconds(1));
  }

  std::unique_ptr<v1::WebinarsService::Stub> Stub(const As& as);
  // Makes a call carry its caller, and end in good time.
  void Prepare(grpc::ClientContext& context, const As& as);

  absl::StatusOr<v1::Webinar> Create(const v1::CreateWebinarRequest& request);
  absl::StatusOr<v1::Webinar> Publish(int64_t id,
                                      absl::string_view request_id = "");
  absl::StatusOr<v1::Webinar> Withdraw(int64_t id,
                                       absl::string_view request_id = "");
  // Changes these fields; `webinar` has the id, and the etag if that matters.
  absl::StatusOr<v1::Webinar> Update(const v1::Webinar& webinar,
                                     const std::vector<std::string>& fields,
                                     absl::string_view request_id = "");
  absl::StatusOr<v1::Webinar> Get(int64_t id, const As& as = kOperator);
  absl::StatusOr<v1::Webinar> GetBySlug(absl::string_view slug,
                                        const As& as = kOperator);
  absl::StatusOr<v1::ListWebinarsResponse> List(int page_size,
                                                absl::string_view page_token,
                                                const As& as = kOperator);

  // Sends messages one after another and gets the answer.
  absl::StatusOr<v1::File> Send(
      const std::vector<v1::UploadFileRequest>& messages);
  // Uploads bytes in pieces.
  absl::StatusOr<v1::File> Upload(absl::string_view content_type,
                                  absl::string_view bytes,
                                  absl::string_view hash = "",
                                  size_t piece = 64 << 10);
  // Uploads what must work and returns its hash.
  std::string Stored(absl::string_view content_type, absl::string_view bytes);

  // Pieces of an upload that comes in several calls.
  absl::StatusOr<int64_t> Append(absl::string_view upload_id, int64_t offset,
                                 absl::string_view bytes,
                                 const As& as = kEditor,
                                 absl::string_view type = "video/mp4");
  absl::StatusOr<int64_t> Received(absl::string_view upload_id,
                                   const As& as = kEditor);
  absl::StatusOr<v1::File> FinishUpload(absl::string_view upload_id,
                                        size_t size, const As& as = kEditor,
                                        absl::string_view type = "video/mp4");

  absl::Status Count(const v1::CountViewsRequest& request);
  absl::StatusOr<v1::ListViewCountsResponse> Views(
      const std::vector<int64_t>& webinar_ids, absl::string_view recent_day);

  // All messages of a download that ends well.
  absl::StatusOr<std::vector<v1::DownloadFileResponse>> Download(
      absl::string_view hash, int64_t offset = 0, int64_t length = 0,
      const As& as = kOperator);
  // Their bytes.
  absl::StatusOr<std::string> Bytes(absl::string_view hash, int64_t offset = 0,
                                    int64_t length = 0,
                                    const As& as = kOperator);

  // A webinar that may be created: one part with an address.
  static v1::CreateWebinarRequest Wanted(absl::string_view slug);

  // The files in the media folder, temporary ones too, relative to it.
  std::vector<std::string> FilesOnDisk() const;

  // Waits until a condition holds; false when it does not within 10 s.
  static bool Eventually(const std::function<bool()>& condition);

  FakeClock clock_;
  TestIdentity identity_;
  db::TestDatabase database_;
  TempDir folder_;
  // Changed before Start().
  Settings settings_;
  std::unique_ptr<WebinarsServer> server_;
  std::unique_ptr<TestClient> client_;
};

}  // namespace cwp::webinars

#endif  // CWP_TESTS_WEBINARS_WEBINARS_FIXTURE_H_
