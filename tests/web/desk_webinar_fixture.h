#ifndef CWP_TESTS_WEB_DESK_WEBINAR_FIXTURE_H_
#define CWP_TESTS_WEB_DESK_WEBINAR_FIXTURE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {

namespace webinars = ::cwp::webinars::v1;

// A webinar at the desk, as webinars has it, and a coordinator who looks at it.
class DeskWebinarFixture : public DeskTest {
 protected:
  DeskWebinarFixture() : webinar_(SampleWebinar()) {}

  void SetUp() override {
    DeskTest::SetUp();
    services_.webinars.get.Do([this](const webinars::GetWebinarRequest& request)
                                  -> absl::StatusOr<webinars::Webinar> {
      if (request.id() == webinar_.id()) return webinar_;
      return NotFound("WEBINAR_NOT_FOUND", "there is none");
    });
    services_.webinars.update.Do(
        [this](const webinars::UpdateWebinarRequest& request)
            -> absl::StatusOr<webinars::Webinar> {
          if (request.webinar().etag() != webinar_.etag()) {
            return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                             "it changed");
          }
          return request.webinar();
        });
    services_.webinars.list_views.Return(webinars::ListViewCountsResponse());
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  std::vector<webinars::UpdateWebinarRequest> Updates() {
    return services_.webinars.update.requests();
  }

  void SetViews(int64_t webinar_id, const std::string& hash, int64_t all,
                int64_t recent) {
    webinars::ListViewCountsResponse views;
    webinars::ViewTotal& total = *views.add_totals();
    total.set_webinar_id(webinar_id);
    total.set_file_hash(hash);
    total.set_all(all);
    total.set_recent(recent);
    services_.webinars.list_views.Return(views);
  }

  static constexpr char kPath[] = "/desk/webinars/31";
  webinars::Webinar webinar_;
  std::optional<DeskBrowser> browser_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_DESK_WEBINAR_FIXTURE_H_
