#ifndef CWP_TESTS_WEB_WEB_FIXTURE_H_
#define CWP_TESTS_WEB_WEB_FIXTURE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/fake_clock.h"
#include "common/testing/http_client.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "gtest/gtest.h"
#include "services/web/server.h"
#include "services/web/settings.h"
#include "tests/web/fake_services.h"

namespace cwp::web {

using Fields = HttpClient::HeaderList;

// Ids of the sample programme: one workshop on Teams with sessions in each
// state, one at a venue.
inline constexpr int64_t kOpen = 101;
inline constexpr int64_t kFull = 102;
inline constexpr int64_t kCancelled = 103;
inline constexpr int64_t kScheduled = 104;
inline constexpr int64_t kClosed = 105;
inline constexpr int64_t kAtVenue = 106;
inline constexpr int64_t kOver = 107;

// The hashes of the sample webinar's files.
inline constexpr char kVideo[] = "aaaa";
inline constexpr char kCaptions[] = "bbbb";
inline constexpr char kHandout[] = "cccc";

scheduling::v1::Workshop SampleWorkshop();
scheduling::v1::Session SampleSession(int64_t id, absl::Time start,
                                      scheduling::v1::Session::State state);
webinars::v1::Webinar SampleWebinar();

// A page, and what its HTML has to hold.
struct ShownCase {
  std::string path;
  std::vector<std::string> words;
};

// In which urgent help has to be there, whatever else is not.
inline constexpr absl::Duration kAtOnce = absl::Milliseconds(50);

// Expects what every page has: where to get help now, and the way out.
void ExpectHelpAndWayOut(const HttpAnswer& page);

// A whole cwp-web over fake services, with the sample programme.
class WebTest : public ::testing::Test {
 protected:
  WebTest();
  ~WebTest() override;

  // What SetUp starts with; may be changed before.
  Settings settings_;

  void SetUp() override;
  // Starts web, or starts it anew on the same database.
  void Start();
  void AddProgramme();

  HttpAnswer Get(const std::string& path, const Fields& headers = {});
  HttpAnswer Post(const std::string& path, const Fields& fields,
                  const Fields& headers = {});

  // Expects that pages are there, whole, and show what they should.
  void ExpectShown(const std::vector<ShownCase>& cases);

  // How long the page for urgent help takes: the median of some times, so that
  // a busy machine does not count.
  absl::Duration TimeOfUrgentHelp();

  // Sets what registration says is left of the open session.
  void SetLeft(int left);

  // A form filled in well.
  static Fields GoodAnswers();
  // The same with one field replaced; an empty value leaves it out.
  static Fields AnswersWith(const std::string& field, const std::string& value);

  // Lets time pass that caches hold seat counts for.
  void LetCountsLapse() { clock_.Advance(absl::Seconds(2)); }

  FakeClock clock_;
  TempDir assets_;
  TestIdentity identity_;
  db::TestDatabase database_;
  FakeServices services_;
  std::unique_ptr<WebServer> web_;
  std::unique_ptr<HttpClient> client_;
};

// Waits until `condition` holds, at most 20 s; whether it does.
bool Eventually(const std::function<bool()>& condition);

// The value of the hidden field, or of anything else with that name, in the
// first form of a page after `begin`.
std::string HiddenIn(const std::string& html, const std::string& name,
                     const std::string& begin = "<form");

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_WEB_FIXTURE_H_
