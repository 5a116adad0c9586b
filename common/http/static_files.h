#ifndef CWP_COMMON_HTTP_STATIC_FILES_H_
#define CWP_COMMON_HTTP_STATIC_FILES_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/http/router.h"

namespace cwp::http {

// The files of a folder, read into memory when the program starts: style
// sheets, scripts, pictures. What was not there then does not exist, so no
// path can lead out of the folder. Safe to use from several threads at once.
//
// Each file has two addresses. Its own name must be asked for anew each time
// and is then mostly answered with 304; the name with the hash of its content
// (Url) never changes its content and is kept by browsers for a year.
class StaticFiles {
 public:
  struct Options {
    // What the addresses begin with.
    std::string prefix = "/static";
    // All files together may have this many bytes.
    size_t max_bytes = 64 << 20;
  };

  // Reads all files in `folder` and below, but for names that begin with a
  // dot. Fails with FAILED_PRECONDITION `STATIC_FILES_UNREADABLE` or
  // `STATIC_FILES_TOO_LARGE`.
  static absl::StatusOr<StaticFiles> Load(absl::string_view folder,
                                          Options options);

  // The address of a file with its hash:
  // "/static/css/main.0123456789abcdef.css" for "css/main.css". The plain
  // address when there is no such file.
  std::string Url(absl::string_view path) const;

  // The answer to a request for a file; NOT_FOUND `PAGE_NOT_FOUND` when there
  // is none by that path, which comes without the prefix.
  absl::StatusOr<Response> Serve(const Request& request,
                                 absl::string_view path) const;

  // Serves the files under the prefix. This object outlives the router.
  void AddTo(Router& router) const;

 private:
  struct File {
    std::string type;
    std::string hash;
    std::shared_ptr<const std::string> content;
    // Null where compression gains nothing.
    std::shared_ptr<const std::string> gzipped;
  };
  struct Address {
    std::shared_ptr<const File> file;
    bool hashed = false;
  };

  explicit StaticFiles(Options options) : options_(std::move(options)) {}
  void Add(const std::string& path, std::string content);

  Options options_;
  std::map<std::string, Address, std::less<>> addresses_;
};

// Whether an Accept-Encoding header lets the answer be gzipped.
bool AcceptsGzip(absl::string_view accept_encoding);

// The media type that the ending of a file's name stands for.
absl::string_view TypeOfFile(absl::string_view name);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_STATIC_FILES_H_
