#include "common/http/client.h"

#include <curl/curl.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/url.h"
#include "common/http/escape.h"

namespace cwp::http {
namespace {

struct Incoming {
  ClientReply reply;
  size_t limit = 0;
};

size_t TakeBody(char* bytes, size_t size, size_t count, void* state) {
  Incoming& incoming = *static_cast<Incoming*>(state);
  const size_t length = size * count;
  // Less than was given ends the transfer.
  if (incoming.reply.body.size() + length > incoming.limit) return 0;
  incoming.reply.body.append(bytes, length);
  return length;
}

size_t TakeHeader(char* bytes, size_t size, size_t count, void* state) {
  const absl::string_view line(bytes, size * count);
  const size_t colon = line.find(':');
  if (colon != absl::string_view::npos) {
    static_cast<Incoming*>(state)->reply.headers.emplace_back(
        line.substr(0, colon),
        absl::StripAsciiWhitespace(line.substr(colon + 1)));
  }
  return size * count;
}

// What curl asks now and then; anything but 0 ends the transfer.
int IsStopped(void* state, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(state) ? 1 : 0;
}

long Milliseconds(absl::Duration duration) {
  return static_cast<long>(absl::ToInt64Milliseconds(duration));
}

void SetUp(CURL* curl, const ClientRequest& request, curl_slist* headers,
           const ClientLimits& limits, Incoming& incoming) {
  const bool local = IsLoopbackUrl(request.url);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, local ? "http,https" : "https");
  // Otherwise as the environment says: many sites reach out through one.
  if (local) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   Milliseconds(limits.connect));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, Milliseconds(limits.total));
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (!request.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE,
                     static_cast<long>(request.body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &TakeBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);
}

}  // namespace

absl::string_view ClientReply::Header(absl::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (absl::EqualsIgnoreCase(known, name)) return value;
  }
  return "";
}

Client::Client(const ClientLimits& limits)
    : limits_(limits), curl_(curl_easy_init()) {
  CWP_CHECK(curl_ != nullptr, "libcurl cannot be used");
}

Client::~Client() { curl_easy_cleanup(curl_); }

absl::StatusOr<ClientReply> Client::Send(const ClientRequest& request) {
  CURL* const curl = curl_;
  curl_easy_reset(curl);
  curl_slist* headers = nullptr;
  for (const std::string& header : request.headers) {
    headers = curl_slist_append(headers, header.c_str());
  }
  Incoming incoming = {.limit = limits_.body};
  SetUp(curl, request, headers, limits_, incoming);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &IsStopped);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stopped_);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (code != CURLE_OK) {
    return Unavailable("HTTP_UNREACHABLE",
                       absl::StrCat("the other server gave no whole answer: ",
                                    curl_easy_strerror(code)),
                       {{"curl_code", absl::StrCat(code)}});
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  incoming.reply.code = static_cast<int>(status);
  return std::move(incoming.reply);
}

std::string EncodeForm(
    const std::vector<std::pair<std::string, std::string>>& fields) {
  return absl::StrJoin(fields, "&", [](std::string* out, const auto& field) {
    absl::StrAppend(out, PercentEncode(field.first), "=",
                    PercentEncode(field.second));
  });
}

}  // namespace cwp::http
