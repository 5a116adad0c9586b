#include "services/scheduling/teams_transport.h"

#include <curl/curl.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/url.h"
#include "common/http/escape.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxBody = 1 << 20;

size_t TakeBody(char* bytes, size_t size, size_t count, void* state) {
  std::string& body = static_cast<GraphReply*>(state)->body;
  const size_t length = size * count;
  // Less than was given ends the transfer.
  if (body.size() + length > kMaxBody) return 0;
  body.append(bytes, length);
  return length;
}

size_t TakeHeader(char* bytes, size_t size, size_t count, void* state) {
  GraphReply& reply = *static_cast<GraphReply*>(state);
  const absl::string_view line(bytes, size * count);
  const size_t colon = line.find(':');
  if (colon != absl::string_view::npos) {
    const absl::string_view name = line.substr(0, colon);
    const absl::string_view value =
        absl::StripAsciiWhitespace(line.substr(colon + 1));
    if (absl::EqualsIgnoreCase(name, "retry-after")) {
      reply.retry_after = std::string(value);
    } else if (absl::EqualsIgnoreCase(name, "request-id")) {
      reply.request_id = std::string(value);
    }
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

void SetUp(CURL* curl, const GraphRequest& request, curl_slist* headers,
           const TransportLimits& limits, GraphReply& reply) {
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
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
}

}  // namespace

GraphTransport::GraphTransport(TransportLimits limits)
    : limits_(limits), curl_(curl_easy_init()) {
  CWP_CHECK(curl_ != nullptr, "libcurl cannot be used");
}

GraphTransport::~GraphTransport() { curl_easy_cleanup(curl_); }

absl::StatusOr<GraphReply> GraphTransport::Send(const GraphRequest& request) {
  CURL* const curl = curl_;
  curl_easy_reset(curl);
  curl_slist* headers = nullptr;
  for (const std::string& header : request.headers) {
    headers = curl_slist_append(headers, header.c_str());
  }
  GraphReply reply;
  SetUp(curl, request, headers, limits_, reply);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &IsStopped);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stopped_);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (code != CURLE_OK) {
    return Unavailable("GRAPH_UNREACHABLE",
                       absl::StrCat("Microsoft gave no whole answer: ",
                                    curl_easy_strerror(code)),
                       {{"curl_code", absl::StrCat(code)}});
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  reply.code = static_cast<int>(status);
  return reply;
}

std::string EncodeForm(
    const std::vector<std::pair<std::string, std::string>>& fields) {
  return absl::StrJoin(fields, "&", [](std::string* out, const auto& field) {
    absl::StrAppend(out, field.first, "=", http::PercentEncode(field.second));
  });
}

}  // namespace cwp::scheduling
