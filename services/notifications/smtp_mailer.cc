#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/url.h"
#include "services/notifications/mailer.h"

namespace cwp::notifications {
namespace {

constexpr long kConnectSeconds = 10;

// What was heard of a conversation.
struct Heard {
  // The client named a recipient last.
  bool recipient = false;
  // Some recipient was refused for good; anything was for another reason.
  bool gone = false;
  bool other = false;
};

// Whether a reply to a recipient says that this mailbox will never take the
// message: 550, 551 or 553 (RFC 5321, section 4.2.3), and, where it gives a
// code of RFC 3463 as well, one about the recipient. Others may be about the
// server's own set-up, such as a missing login, or about a sender that it does
// not know, which many servers say only now; they are worth trying again.
bool IsAboutMailbox(absl::string_view reply) {
  const absl::string_view code = reply.substr(0, 3);
  if (code != "550" && code != "551" && code != "553") return false;
  const absl::string_view detail = absl::ClippedSubstr(reply, 4);
  if (!absl::StartsWith(detail, "5.")) return true;
  for (const absl::string_view known :
       {"5.1.1 ", "5.1.2 ", "5.1.3 ", "5.1.6 ", "5.1.10 ", "5.2.", "5.4.1 "}) {
    if (absl::StartsWith(detail, known)) return true;
  }
  return false;
}

// curl's CURLOPT_DEBUGFUNCTION: the one way to hear both sides.
int Listen(CURL*, curl_infotype type, char* data, size_t size, void* state) {
  Heard& heard = *static_cast<Heard*>(state);
  const absl::string_view line(data, size);
  if (type == CURLINFO_HEADER_OUT) {
    if (absl::StartsWith(line, "MAIL ")) heard = Heard();
    heard.recipient = absl::StartsWith(line, "RCPT ");
  } else if (type == CURLINFO_HEADER_IN &&
             (absl::StartsWith(line, "4") || absl::StartsWith(line, "5"))) {
    const bool gone = heard.recipient && IsAboutMailbox(line);
    (gone ? heard.gone : heard.other) = true;
  }
  return 0;
}

// What is left to send of a message.
struct Upload {
  absl::string_view left;
};

size_t ReadUpload(char* buffer, size_t size, size_t count, void* state) {
  absl::string_view& left = static_cast<Upload*>(state)->left;
  const size_t taken = std::min(size * count, left.size());
  std::memcpy(buffer, left.data(), taken);
  left.remove_prefix(taken);
  return taken;
}

class SmtpMailer final : public Mailer {
 public:
  SmtpMailer(SmtpOptions options, CURL* curl)
      : options_(std::move(options)), curl_(curl) {}
  ~SmtpMailer() override { curl_easy_cleanup(curl_); }

  absl::Status Send(const Envelope& envelope) override {
    curl_easy_reset(curl_);
    Upload upload{.left = envelope.content};
    Heard heard;
    curl_slist* recipients = nullptr;
    for (const std::string& to : envelope.to) {
      recipients =
          curl_slist_append(recipients, absl::StrCat("<", to, ">").c_str());
    }
    SetUp(absl::StrCat("<", envelope.from, ">"), recipients, upload, heard);
    const CURLcode code = curl_easy_perform(curl_);
    curl_slist_free_all(recipients);
    return Judge(code, heard);
  }

 private:
  void SetUp(const std::string& from, curl_slist* recipients, Upload& upload,
             Heard& heard) {
    curl_easy_setopt(curl_, CURLOPT_URL, options_.url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(
        curl_, CURLOPT_USE_SSL,
        IsLoopbackUrl(options_.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL);
    curl_easy_setopt(curl_, CURLOPT_PROXY, "");
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT,
                     static_cast<long>(options_.timeout / absl::Seconds(1)));
    if (!options_.user.empty()) {
      curl_easy_setopt(curl_, CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(curl_, CURLOPT_PASSWORD, options_.password.c_str());
    }
    curl_easy_setopt(curl_, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl_, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl_, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    curl_easy_setopt(curl_, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl_, CURLOPT_READFUNCTION, &ReadUpload);
    curl_easy_setopt(curl_, CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl_, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl_, CURLOPT_DEBUGFUNCTION, &Listen);
    curl_easy_setopt(curl_, CURLOPT_DEBUGDATA, &heard);
  }

  // What curl says of the server's last reply. Its own texts may name the
  // recipient, so they stay here.
  absl::Status Judge(CURLcode code, const Heard& heard) {
    if (code == CURLE_OK) return absl::OkStatus();
    long reply = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &reply);
    const bool answered = code == CURLE_SEND_ERROR ||
                          code == CURLE_WEIRD_SERVER_REPLY ||
                          code == CURLE_RECV_ERROR;
    if (answered && heard.gone && !heard.other) {
      return FailedPrecondition(
          "MAIL_REFUSED",
          absl::StrCat("the mail server refused the message with ", reply),
          {{"reply", absl::StrCat(reply)}});
    }
    return Unavailable("MAIL_UNAVAILABLE",
                       absl::StrCat("the mail server could not take the "
                                    "message: ",
                                    curl_easy_strerror(code)),
                       {{"curl_code", absl::StrCat(code)}});
  }

  const SmtpOptions options_;
  CURL* const curl_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Mailer>> MakeSmtpMailer(SmtpOptions options) {
  if (!absl::StartsWith(options.url, "smtp://") &&
      !absl::StartsWith(options.url, "smtps://")) {
    return InvalidArgument("SMTP_URL_INVALID",
                           "smtp-url must begin with smtp:// or smtps://");
  }
  // A password there would be seen by whoever lists processes or reads the
  // configuration.
  if (absl::StrContains(options.url, '@')) {
    return InvalidArgument("SMTP_URL_INVALID",
                           "smtp-url must not hold a user: give smtp-user and "
                           "smtp-password-file");
  }
  CURL* curl = curl_easy_init();
  if (curl == nullptr) {
    return Unavailable("MAIL_UNAVAILABLE", "libcurl cannot be used");
  }
  return std::make_unique<SmtpMailer>(std::move(options), curl);
}

}  // namespace cwp::notifications
