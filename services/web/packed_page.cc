#include "services/web/packed_page.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/http/gzip.h"
#include "common/http/static_files.h"

namespace cwp::web {

PackedPage::PackedPage(std::string html)
    : html_(std::make_shared<const std::string>(std::move(html))),
      version_(crypto::ToBase64Url(crypto::Hash(*html_))) {}

std::shared_ptr<const std::string> PackedPage::Gzipped() const {
  MutexLock lock(mu_);
  if (gzipped_ == nullptr) {
    gzipped_ = std::make_shared<const std::string>(http::Gzip(*html_));
  }
  return gzipped_;
}

http::Response PackedPage::AnswerTo(const http::Request& request,
                                    absl::string_view cache) const {
  const bool gzip = http::AcceptsGzip(request.Header("Accept-Encoding"));
  http::Response response = http::Html("");
  response.shared_body = gzip ? Gzipped() : html_;
  response.SetHeader("Cache-Control", cache);
  response.SetHeader("Vary", "Accept-Encoding");
  if (gzip) response.SetHeader("Content-Encoding", "gzip");
  return http::WithEtag(
      request, std::move(response),
      absl::StrCat("\"", version_, gzip ? "-gzip" : "", "\""));
}

}  // namespace cwp::web
