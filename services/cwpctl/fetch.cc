#include "services/cwpctl/fetch.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/url.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {
namespace {

constexpr long kConnectSeconds = 10;
constexpr long kTotalSeconds = 60;
constexpr long kMaxRedirects = 5;
constexpr long kHttpOk = 200;

struct Download {
  std::string text;
  size_t limit = 0;
};

// Takes what has come; anything less than all of it ends the transfer.
size_t Take(char* bytes, size_t size, size_t count, void* state) {
  Download& download = *static_cast<Download*>(state);
  if (download.text.size() + size * count > download.limit) return 0;
  download.text.append(bytes, size * count);
  return size * count;
}

absl::Status Failed(const std::string& url, absl::string_view problem) {
  return Unavailable("DOWNLOAD_FAILED", absl::StrCat(url, ": ", problem));
}

}  // namespace

absl::StatusOr<std::string> Fetch(const std::string& url, size_t limit) {
  const bool local =
      absl::StartsWithIgnoreCase(url, "http://") && IsLoopbackUrl(url);
  if (!absl::StartsWithIgnoreCase(url, "https://") && !local) {
    return UsageError(absl::StrCat(url, " is not an https address"));
  }
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(),
                                                    curl_easy_cleanup);
  if (curl == nullptr) return Failed(url, "there is no memory for it");
  Download download{.text = {}, .limit = limit};
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR,
                   local ? "http,https" : "https");
  curl_easy_setopt(curl.get(), CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_MAXREDIRS, kMaxRedirects);
  if (local) curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kTotalSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &download);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_WRITE_ERROR) {
    return Failed(url, absl::StrCat("it is larger than ", limit, " bytes"));
  }
  if (code != CURLE_OK) return Failed(url, curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != kHttpOk) {
    return Failed(url, absl::StrCat("it answered with ", status));
  }
  return std::move(download.text);
}

}  // namespace cwp::ctl
