// Parts, captions and handouts of a webinar at the desk: forms with files that
// are too large for memory, and what a script sends in pieces.
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "gmock/gmock.h"
#include "services/web/desk_webinar_form.h"
#include "tests/web/desk_webinar_fixture.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kParts[] = "/desk/webinars/31/parts/new";
constexpr char kPart[] = "/desk/webinars/31/parts/1";
constexpr char kCaptionsPath[] = "/desk/webinars/31/parts/1/captions";
constexpr char kHandouts[] = "/desk/webinars/31/handouts/new";

// Uploads as webinars takes them, kept in memory: a file's hash is "hash of "
// and its size.
class DeskUploadTest : public DeskWebinarFixture {
 protected:
  void SetUp() override {
    DeskWebinarFixture::SetUp();
    services_.webinars.append.Do(
        [this](const webinars::AppendUploadRequest& request)
            -> absl::StatusOr<webinars::Upload> {
          MutexLock lock(mu_);
          std::string& bytes = uploads_[request.upload_id()];
          if (request.offset() != static_cast<int64_t>(bytes.size())) {
            return MakeError(absl::StatusCode::kOutOfRange,
                             "UPLOAD_OFFSET_WRONG", "other");
          }
          if (absl::StartsWith(request.data(), "bad")) {
            return InvalidArgument("FILE_WRONG_TYPE", "of another kind");
          }
          if (absl::StartsWith(request.data(), "huge")) {
            return InvalidArgument("FILE_TOO_LARGE", "more than is taken");
          }
          bytes += request.data();
          webinars::Upload upload;
          upload.set_received_bytes(static_cast<int64_t>(bytes.size()));
          return upload;
        });
    services_.webinars.get_upload.Do(
        [this](const webinars::GetUploadRequest& request)
            -> absl::StatusOr<webinars::Upload> {
          MutexLock lock(mu_);
          webinars::Upload upload;
          upload.set_received_bytes(
              static_cast<int64_t>(uploads_[request.upload_id()].size()));
          return upload;
        });
    services_.webinars.finish.Do(
        [this](const webinars::FinishUploadRequest& request)
            -> absl::StatusOr<webinars::File> {
          MutexLock lock(mu_);
          const auto found = uploads_.find(request.upload_id());
          if (found == uploads_.end()) {
            return NotFound("UPLOAD_NOT_FOUND", "there is none");
          }
          webinars::File file;
          file.set_hash(absl::StrCat("hash of ", found->second.size()));
          return file;
        });
  }

  std::string OnlyUpload() {
    MutexLock lock(mu_);
    return uploads_.size() == 1 ? uploads_.begin()->second : "";
  }

  Mutex mu_;
  std::map<std::string, std::string> uploads_ ABSL_GUARDED_BY(mu_);
};

TEST_F(DeskUploadTest, AddsAPartWithAVideoThatIsNeverInMemory) {
  std::string video;
  while (video.size() < 5'500'000)
    absl::StrAppend(&video, video.size(), "\r\n");
  const HttpAnswer page = browser_->Get(kParts);
  const HttpAnswer answer =
      browser_->Upload(page, kParts, {{"title", "More"}, {"minutes", "12"}},
                       "file", "talk.mp4", video);
  EXPECT_EQ(answer.Header("Location"), kPath) << answer.body;
  EXPECT_TRUE(OnlyUpload() == video);
  for (const auto& piece : services_.webinars.append.requests()) {
    EXPECT_LE(piece.data().size(), 512u << 10);
    EXPECT_EQ(piece.content_type(), "video/mp4");
  }
  ASSERT_EQ(Updates().size(), 1);
  ASSERT_EQ(Updates()[0].webinar().parts_size(), 3);
  const webinars::Part part = Updates()[0].webinar().parts(2);
  EXPECT_EQ(part.title(), "More");
  EXPECT_EQ(part.video_hash(), absl::StrCat("hash of ", video.size()));
  EXPECT_EQ(part.duration().seconds(), 12 * 60);
  EXPECT_EQ(part.id(), 0);
  EXPECT_THAT(Updates()[0].update_mask().paths(), ElementsAre("parts"));
}

TEST_F(DeskUploadTest, TakesWhatTheScriptSentBefore) {
  {
    MutexLock lock(mu_);
    uploads_["5-1-talk.mp4"] = "12345";
  }
  const HttpAnswer page = browser_->Get(kParts);
  EXPECT_THAT(page.body, HasSubstr("src=\"/assets/upload."));
  EXPECT_THAT(page.Header("Content-Security-Policy"),
              HasSubstr("script-src 'self'"));
  const Fields sent = {{"upload_id", "5-1-talk.mp4"},
                       {"upload_size", "5"},
                       {"upload_name", "talk <b>.mp4"}};
  // A title is missing: what was uploaded is not to be sent again.
  Fields form = sent;
  form.emplace_back("title", "");
  const HttpAnswer refused =
      browser_->Upload(page, kParts, form, "file", "", "");
  EXPECT_EQ(refused.code, 400);
  EXPECT_THAT(refused.body, HasSubstr("Enter a title"));
  EXPECT_THAT(refused.body,
              HasSubstr("talk &lt;b&gt;.mp4 is uploaded already"));
  EXPECT_EQ(
      browser_->Upload(refused, kParts, {{"title", "More"}}, "file", "", "")
          .Header("Location"),
      kPath);
  EXPECT_EQ(Updates()[0].webinar().parts(2).video_hash(), "hash of 5");
  EXPECT_TRUE(services_.webinars.append.requests().empty());
}

TEST_F(DeskUploadTest, SaysWhatIsWrongWithAPartAndKeepsTheForm) {
  const HttpAnswer page = browser_->Get(kParts);
  const std::string long_text(10'000, '<');
  struct Case {
    Fields fields;
    std::string file;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {{{"title", ""}}, "v", "Enter a title"},
           {{{"title", long_text}}, "v", "must be 100 characters or fewer"},
           {{{"title", "T"}, {"description", long_text}},
            "v",
            "must be 1,000 characters or fewer"},
           {{{"title", "T"}, {"minutes", "many"}}, "v", "from 1 to 1,440"},
           {{{"title", "T"}, {"address", "http://a.example"}},
            "",
            "must begin with https://"},
           {{{"title", "T"}, {"address", "https://a.example"}},
            "v",
            "not both"},
           {{{"title", "T"}}, "", "Choose a video file, or enter an address"},
           {{{"title", "T & U"}}, "bad", "no MP4 video, or it is damaged"},
       }) {
    const HttpAnswer answer =
        browser_->Upload(page, kParts, c.fields, "file",
                         c.file.empty() ? "" : "talk.mp4", c.file);
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(answer.body, Not(HasSubstr("<<<")));
    EXPECT_TRUE(Updates().empty());
  }
  EXPECT_EQ(
      browser_
          ->Upload(page, kParts, {{"title", "T"}}, "file", "talk.mp4", "bad")
          .code,
      400);
  services_.webinars.append.Return(
      MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", "no room"));
  const HttpAnswer full = browser_->Upload(page, kParts, {{"title", "Kept"}},
                                           "file", "talk.mp4", "video");
  EXPECT_EQ(full.code, 409);
  EXPECT_THAT(full.body, HasSubstr("There is no room for the file"));
  EXPECT_THAT(full.body, HasSubstr("value=\"Kept\""));
}

TEST_F(DeskUploadTest, ReadsALargeFileToItsEndEvenWhenItIsRefused) {
  const HttpAnswer page = browser_->Get(kParts);
  const std::string large(9'000'000, 'v');
  const HttpAnswer answer = browser_->Upload(page, kParts, {{"title", ""}},
                                             "file", "talk.mp4", large);
  EXPECT_EQ(answer.code, 400);
  EXPECT_THAT(answer.body, HasSubstr("Enter a title"));
  EXPECT_TRUE(services_.webinars.append.requests().empty());
}

TEST_F(DeskUploadTest, SaysThatAFileIsTooLargeAndKeepsTheForm) {
  struct Case {
    const char* path;
    Fields fields;
    const char* says;
    const char* keeps;
  };
  for (const Case& c : {
           Case{kParts,
                {{"title", "More"}, {"minutes", "12"}},
                "must be 2GB or smaller",
                "value=\"More\""},
           Case{kCaptionsPath, {}, "must be 20MB or smaller", ""},
           Case{kHandouts,
                {{"title", "Notes"}, {"part", "0"}},
                "must be 20MB or smaller",
                "value=\"Notes\""},
       }) {
    const HttpAnswer refused =
        browser_->Upload(browser_->Get(c.path), c.path, c.fields, "file",
                         "a.bin", "huge" + std::string(2'000'000, 'x'));
    EXPECT_EQ(refused.code, 400) << c.path;
    EXPECT_THAT(refused.body, HasSubstr(c.says)) << c.path;
    EXPECT_THAT(refused.body, HasSubstr(c.keeps)) << c.path;
  }
  EXPECT_TRUE(Updates().empty());
}

TEST_F(DeskUploadTest, TakesAVideoOnAnotherSite) {
  const HttpAnswer page = browser_->Get(kParts);
  EXPECT_EQ(browser_
                ->Upload(page, kParts,
                         {{"title", "More"},
                          {"address", "https://video.example.org/3"}},
                         "file", "", "")
                .Header("Location"),
            kPath);
  EXPECT_EQ(Updates()[0].webinar().parts(2).video_uri(),
            "https://video.example.org/3");
}

TEST_F(DeskUploadTest, ChangesAPartAndKeepsItsVideo) {
  const HttpAnswer page = browser_->Get(kPart);
  EXPECT_THAT(page.body, HasSubstr("value=\"What anxiety is\""));
  EXPECT_THAT(page.body, HasSubstr("value=\"20\""));
  webinar_.mutable_parts(0)->mutable_duration()->set_seconds(20 * 60 - 7);
  EXPECT_EQ(browser_
                ->Upload(page, kPart, {{"title", "Better"}, {"minutes", "20"}},
                         "file", "", "")
                .Header("Location"),
            kPath);
  const webinars::Part part = Updates()[0].webinar().parts(0);
  EXPECT_EQ(part.title(), "Better");
  EXPECT_EQ(part.video_hash(), kVideo);
  EXPECT_EQ(part.captions_hash(), kCaptions);
  EXPECT_EQ(part.id(), 1);
  EXPECT_EQ(part.duration().seconds(), 20 * 60 - 7) << "it was not touched";
  EXPECT_EQ(browser_->Get("/desk/webinars/31/parts/9").code, 404);
}

TEST_F(DeskUploadTest, ShowsWhatSomebodyElseMadeOfAPart) {
  const HttpAnswer page = browser_->Get(kPart);
  // Meanwhile the parts change places, and the title of this one.
  webinar_.mutable_parts()->SwapElements(0, 1);
  webinar_.mutable_parts(1)->set_title("Theirs");
  webinar_.set_etag("\"5\"");
  const HttpAnswer second = browser_->Upload(
      page, kPart, {{"title", "Mine"}, {"minutes", "20"}}, "file", "", "");
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body, HasSubstr("Now: Theirs"));
  EXPECT_THAT(second.body, HasSubstr("value=\"Mine\""));
  EXPECT_TRUE(Updates().empty());
  EXPECT_EQ(browser_
                ->Upload(second, kPart, {{"title", "Mine"}, {"minutes", "20"}},
                         "file", "", "")
                .Header("Location"),
            kPath);
  EXPECT_EQ(Updates()[0].webinar().parts(1).title(), "Mine")
      << "it is known by its id";
}

TEST_F(DeskUploadTest, KeepsWhatWasTypedOfAPartThatWasTakenOut) {
  const HttpAnswer page = browser_->Get(kPart);
  webinar_.mutable_parts()->DeleteSubrange(0, 1);
  webinar_.set_etag("\"5\"");
  const HttpAnswer gone = browser_->Upload(
      page, kPart, {{"title", "Mine"}, {"minutes", "20"}}, "file", "", "");
  EXPECT_EQ(gone.code, 409);
  EXPECT_THAT(gone.body, HasSubstr("has taken this part out"));
  EXPECT_THAT(gone.body, HasSubstr("value=\"Mine\""));
  EXPECT_TRUE(Updates().empty());
  const std::string add = absl::StrCat(kPath, "/parts/new");
  EXPECT_EQ(browser_
                ->Upload(gone, add,
                         {{"title", "Mine"},
                          {"minutes", "20"},
                          {"address", "https://video.example.org/4"}},
                         "file", "", "")
                .Header("Location"),
            kPath);
  EXPECT_EQ(Updates()[0].webinar().parts().rbegin()->title(), "Mine");
}

TEST_F(DeskUploadTest, KeepsWhatWasTypedOfAHandoutThatWasReplaced) {
  const std::string path = absl::StrCat(kPath, "/handouts/", kHandout);
  const HttpAnswer page = browser_->Get(path);
  EXPECT_EQ(page.code, 200);
  webinar_.mutable_handouts(0)->set_file_hash("dddd");
  webinar_.set_etag("\"5\"");
  const HttpAnswer gone = browser_->Upload(
      page, path, {{"title", "Mine"}, {"part", "0"}}, "file", "", "");
  EXPECT_EQ(gone.code, 409);
  EXPECT_THAT(gone.body, HasSubstr("has taken this handout out"));
  EXPECT_THAT(gone.body, HasSubstr("value=\"Mine\""));
  EXPECT_THAT(gone.body,
              HasSubstr(absl::StrCat("action=\"", kPath, "/handouts/new\"")));
  EXPECT_TRUE(Updates().empty());
  EXPECT_EQ(browser_->Get(path).code, 404);
}

TEST_F(DeskUploadTest, ChangesTheOrderAndTakesOutOnceItWasAskedAgain) {
  const std::string act = absl::StrCat(kPart, "/act");
  HttpAnswer page = browser_->Get(kPart);
  EXPECT_THAT(page.body, Not(HasSubstr("Move it up")));
  EXPECT_EQ(browser_->Submit(page, act, {{"act", "down"}}).Header("Location"),
            kPath);
  EXPECT_EQ(Updates()[0].webinar().parts(0).id(), 2);
  EXPECT_EQ(Updates()[0].webinar().parts(1).id(), 1);

  const HttpAnswer asked = browser_->Submit(page, act, {{"act", "remove"}});
  EXPECT_EQ(asked.code, 200);
  EXPECT_THAT(asked.body, HasSubstr("Take out What anxiety is?"));
  EXPECT_EQ(browser_->Submit(asked, act, {{"then", "form"}}).Header("Location"),
            kPart);
  EXPECT_EQ(Updates().size(), 1);
  EXPECT_EQ(
      browser_->Submit(asked, act, {{"confirmed", "yes"}}).Header("Location"),
      kPath);
  ASSERT_EQ(Updates().size(), 2);
  EXPECT_EQ(Updates()[1].webinar().parts_size(), 1);
  EXPECT_EQ(Updates()[1].webinar().parts(0).id(), 2);
  EXPECT_EQ(browser_->Submit(page, act, {{"act", "burn"}}).code, 400);
  // What a published webinar cannot be without is said.
  services_.webinars.update.Return(
      FailedPrecondition("WEBINAR_HAS_NO_PARTS", "no"));
  const HttpAnswer last = browser_->Submit(asked, act, {{"confirmed", "yes"}});
  EXPECT_EQ(last.code, 409);
  EXPECT_THAT(last.body, HasSubstr("It has no part"));
}

TEST_F(DeskUploadTest, DoesOnceWhatIsSentTwice) {
  const HttpAnswer page = browser_->Get(kParts);
  const auto send = [&] {
    return browser_->Upload(
        page, kParts,
        {{"title", "What to do"}, {"address", "https://video.example.org/2"}},
        "file", "", "");
  };
  EXPECT_EQ(send().Header("Location"), kPath);
  services_.webinars.update.Return(
      InvalidArgument("REQUEST_ID_REUSED", "came before"));
  EXPECT_EQ(send().Header("Location"), kPath) << "it is there already";
  EXPECT_EQ(Updates()[0].request_id(), Updates()[1].request_id());
}

TEST_F(DeskUploadTest, UploadsCaptions) {
  const HttpAnswer page = browser_->Get(kCaptionsPath);
  EXPECT_THAT(page.body, HasSubstr("href=\"/desk/webinars/31/files/bbbb\""));
  EXPECT_EQ(browser_->Upload(page, kCaptionsPath, {}, "file", "", "").code,
            400);
  EXPECT_EQ(
      browser_->Upload(page, kCaptionsPath, {}, "file", "a.vtt", "WEBVTT words")
          .Header("Location"),
      kPath);
  EXPECT_EQ(services_.webinars.append.requests()[0].content_type(), "text/vtt");
  EXPECT_EQ(Updates()[0].webinar().parts(0).captions_hash(), "hash of 12");
  const HttpAnswer bad =
      browser_->Upload(page, kCaptionsPath, {}, "file", "a.vtt", "bad");
  EXPECT_EQ(bad.code, 400);
  EXPECT_THAT(bad.body, HasSubstr("it must begin with WEBVTT"));
}

TEST_F(DeskUploadTest, AddsAndChangesHandouts) {
  HttpAnswer page = browser_->Get(kHandouts);
  EXPECT_THAT(page.body, HasSubstr("Part 2: What to do"));
  EXPECT_EQ(browser_
                ->Upload(page, kHandouts, {{"title", "Notes"}, {"part", "2"}},
                         "file", "C:\\Notes (é).PDF", "pdf")
                .Header("Location"),
            kPath);
  const webinars::Handout added = Updates()[0].webinar().handouts(1);
  EXPECT_EQ(added.title(), "Notes");
  EXPECT_EQ(added.part(), 2);
  EXPECT_EQ(added.file_name(), "Notes.pdf");
  EXPECT_EQ(added.file_hash(), "hash of 3");
  EXPECT_EQ(browser_
                ->Upload(page, kHandouts, {{"title", "Notes"}, {"part", "9"}},
                         "file", "a.pdf", "pdf")
                .code,
            400);

  const std::string path = "/desk/webinars/31/handouts/cccc";
  page = browser_->Get(path);
  EXPECT_THAT(page.body, HasSubstr("small steps.pdf"));
  EXPECT_EQ(browser_
                ->Upload(page, path, {{"title", "Steps"}, {"part", "1"}},
                         "file", "", "")
                .Header("Location"),
            kPath);
  const webinars::Handout changed = Updates()[1].webinar().handouts(0);
  EXPECT_EQ(changed.title(), "Steps");
  EXPECT_EQ(changed.part(), 1);
  EXPECT_EQ(changed.file_hash(), kHandout);
  const std::string act = absl::StrCat(path, "/act");
  const HttpAnswer asked = browser_->Submit(page, act, {{"act", "remove"}});
  EXPECT_THAT(asked.body, HasSubstr("Take out Small steps?"));
  EXPECT_EQ(
      browser_->Submit(asked, act, {{"confirmed", "yes"}}).Header("Location"),
      kPath);
  EXPECT_EQ(Updates()[2].webinar().handouts_size(), 0);
}

TEST_F(DeskUploadTest, TakesPiecesAndSaysHowFarAnUploadIs) {
  const HttpAnswer page = browser_->Get(kParts);
  const auto send = [&](const std::string& offset, const std::string& piece) {
    HttpAnswer form;
    form.body = absl::StrCat("action=\"/desk/uploads\" type=\"hidden\" name=\"",
                             "csrf\" value=\"", HiddenIn(page.body, "csrf"),
                             "\"</form>");
    return browser_->Upload(
        form, "/desk/uploads",
        {{"kind", "video"}, {"upload_id", "7-talk"}, {"offset", offset}},
        "piece", piece.empty() ? "" : "piece", piece);
  };
  EXPECT_EQ(send("0", "").body, "{\"received\":0}");
  const HttpAnswer first = send("0", "1234");
  EXPECT_EQ(first.code, 200);
  EXPECT_EQ(first.Header("Content-Type"), "application/json");
  EXPECT_EQ(first.body, "{\"received\":4}");
  EXPECT_EQ(send("0", "1234").body, "{\"received\":4}") << "came twice";
  EXPECT_EQ(send("4", "567").body, "{\"received\":7}");
  EXPECT_EQ(send("soon", "567").code, 400);
  {
    MutexLock lock(mu_);
    uploads_.clear();
  }
  const HttpAnswer bad = send("0", "bad");
  EXPECT_EQ(bad.code, 400);
  EXPECT_EQ(bad.body, "{\"received\":0,\"problem\":\"wrong_type\"}");
  const HttpAnswer huge = send("0", "huge");
  EXPECT_EQ(huge.code, 400);
  EXPECT_EQ(huge.body, "{\"received\":0,\"problem\":\"too_large\"}");
  // Nor is a piece cut off that is no piece of the script's.
  EXPECT_EQ(send("0", std::string((512 << 10) + 1, 'x')).code, 400);
}

TEST_F(DeskUploadTest, KeepsAFormThatWasSentTooLate) {
  DeskBrowser browser(*client_);
  const Colleague cleo =
      SetUpAccount(browser, "cleo@example.org", v1::Staff::COORDINATOR);
  const HttpAnswer page = browser.Get(kParts);
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer asked =
      browser.Upload(page, kParts, {{"title", "Kept <b>"}}, "file", "talk.mp4",
                     std::string(3'000'000, 'v'));
  EXPECT_EQ(asked.code, 403);
  const HttpAnswer again = browser.Submit(asked, "/desk/sign-in",
                                          {{"email", cleo.email},
                                           {"password", kPassword},
                                           {"code", NextCode(cleo)}});
  const HttpAnswer form = browser.Submit(again, kParts, {});
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body, HasSubstr("value=\"Kept &lt;b&gt;\""));
  EXPECT_TRUE(services_.webinars.append.requests().empty());
}

TEST(HandoutFileNameTest, TakesWhatWebinarsTakes) {
  EXPECT_EQ(HandoutFileName("Notes.pdf", "T"), "Notes.pdf");
  EXPECT_EQ(HandoutFileName(".pdf", "Small steps!"), "Small steps.pdf");
  EXPECT_EQ(HandoutFileName("", "…"), "handout.pdf");
  EXPECT_EQ(HandoutFileName("..a/b.pdf", "T"), "ab.pdf");
  EXPECT_EQ(HandoutFileName(std::string(300, 'x'), "T").size(), 100);
}

}  // namespace
}  // namespace cwp::web
