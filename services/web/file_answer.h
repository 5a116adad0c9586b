#ifndef CWP_SERVICES_WEB_FILE_ANSWER_H_
#define CWP_SERVICES_WEB_FILE_ANSWER_H_

#include <cstdint>
#include <string>

#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/rpc/caller.h"
#include "services/web/domain.h"
#include "services/web/site.h"

namespace cwp::web {

// A file of a webinar, as far as it is known before it is fetched.
struct FileFacts {
  PublicFile::Kind kind = PublicFile::Kind::kVideo;
  std::string hash;
  // 0 when it is not known.
  int64_t size = 0;
  // Of a handout: what it is called when it is saved.
  std::string name;
};

// Streams a file, or the range of it that is asked for, in the caller's name.
// Fails as webinars' DownloadFile does, or with DATA_LOSS `FILE_SIZE_DIFFERS`.
http::Answer AnswerWithFile(const Site& site, const http::Request& request,
                            const rpc::Caller& caller, FileFacts file);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_FILE_ANSWER_H_
