#ifndef CWP_SERVICES_WEB_PACKED_PAGE_H_
#define CWP_SERVICES_WEB_PACKED_PAGE_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/http/request.h"
#include "common/http/response.h"

namespace cwp::web {

// A page that is the same for everybody, with its version, and compressed when
// the first asks for that. Pages that hold secrets are never compressed: their
// size would tell of them. Safe to use from several threads at once.
class PackedPage {
 public:
  explicit PackedPage(std::string html);

  const std::string& html() const { return *html_; }

  // The page, or that the browser has it; `cache` says how long it stays good.
  http::Response AnswerTo(const http::Request& request,
                          absl::string_view cache) const;

 private:
  std::shared_ptr<const std::string> Gzipped() const;

  const std::shared_ptr<const std::string> html_;
  const std::string version_;
  mutable Mutex mu_;
  mutable std::shared_ptr<const std::string> gzipped_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_PACKED_PAGE_H_
