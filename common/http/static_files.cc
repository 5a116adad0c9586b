#include "common/http/static_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/http/gzip.h"

namespace cwp::http {
namespace {

namespace fs = std::filesystem;

struct FileType {
  absl::string_view ending;
  absl::string_view type;
};

constexpr std::array kTypes = {
    FileType{".css", "text/css; charset=utf-8"},
    FileType{".csv", "text/csv; charset=utf-8"},
    FileType{".gif", "image/gif"},
    FileType{".html", "text/html; charset=utf-8"},
    FileType{".ico", "image/x-icon"},
    FileType{".ics", "text/calendar; charset=utf-8"},
    FileType{".jpg", "image/jpeg"},
    FileType{".jpeg", "image/jpeg"},
    FileType{".js", "text/javascript; charset=utf-8"},
    FileType{".json", "application/json"},
    FileType{".mjs", "text/javascript; charset=utf-8"},
    FileType{".mp4", "video/mp4"},
    FileType{".pdf", "application/pdf"},
    FileType{".png", "image/png"},
    FileType{".svg", "image/svg+xml"},
    FileType{".txt", "text/plain; charset=utf-8"},
    FileType{".vtt", "text/vtt; charset=utf-8"},
    FileType{".webmanifest", "application/manifest+json"},
    FileType{".webp", "image/webp"},
    FileType{".woff", "font/woff"},
    FileType{".woff2", "font/woff2"},
};

bool IsText(absl::string_view type) {
  return absl::StartsWith(type, "text/") || absl::EndsWith(type, "json") ||
         absl::EndsWith(type, "+xml");
}

// FNV-1a. It names versions of our own files, so it need not withstand
// anybody.
std::string HashOf(absl::string_view content) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : content) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return absl::StrCat(absl::Hex(hash, absl::kZeroPad16));
}

std::string WithHash(absl::string_view path, absl::string_view hash) {
  const size_t slash = path.rfind('/');
  size_t dot = path.rfind('.');
  if (dot == absl::string_view::npos ||
      (slash != absl::string_view::npos && dot < slash)) {
    dot = path.size();
  }
  return absl::StrCat(path.substr(0, dot), ".", hash, path.substr(dot));
}

absl::Status Unreadable(absl::string_view path) {
  return FailedPrecondition("STATIC_FILES_UNREADABLE",
                            absl::StrCat("cannot read ", path),
                            {{"path", std::string(path)}});
}

bool IsHidden(const fs::path& path) {
  return absl::StartsWith(path.filename().string(), ".");
}

// The paths of all files to be served, relative to `folder`.
absl::StatusOr<std::vector<fs::path>> ListFiles(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    if (IsHidden(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(error)) {
      paths.push_back(entry->path().lexically_relative(folder));
    }
  }
  if (error) return Unreadable(folder.string());
  return paths;
}

}  // namespace

absl::StatusOr<StaticFiles> StaticFiles::Load(absl::string_view folder,
                                              Options options) {
  const fs::path root{std::string(folder)};
  ASSIGN_OR_RETURN(const std::vector<fs::path> paths, ListFiles(root));
  StaticFiles files(std::move(options));
  size_t total = 0;
  for (const fs::path& path : paths) {
    std::ifstream file(root / path, std::ios::binary);
    std::string content((std::istreambuf_iterator<char>(file)), {});
    if (!file) return Unreadable((root / path).string());
    total += content.size();
    if (total > files.options_.max_bytes) {
      return FailedPrecondition(
          "STATIC_FILES_TOO_LARGE",
          absl::StrCat("the files in ", folder, " have more than ",
                       files.options_.max_bytes, " bytes"));
    }
    files.Add(path.generic_string(), std::move(content));
  }
  return files;
}

void StaticFiles::Add(const std::string& path, std::string content) {
  auto file = std::make_shared<File>();
  file->type = std::string(TypeOfFile(path));
  file->hash = HashOf(content);
  if (IsText(file->type)) {
    std::string gzipped = Gzip(content);
    if (gzipped.size() < content.size() - content.size() / 10) {
      file->gzipped = std::make_shared<const std::string>(std::move(gzipped));
    }
  }
  file->content = std::make_shared<const std::string>(std::move(content));
  addresses_[path] = {.file = file, .hashed = false};
  addresses_[WithHash(path, file->hash)] = {.file = file, .hashed = true};
}

std::string StaticFiles::Url(absl::string_view path) const {
  const auto found = addresses_.find(path);
  return absl::StrCat(options_.prefix, "/",
                      found == addresses_.end()
                          ? std::string(path)
                          : WithHash(path, found->second.file->hash));
}

absl::StatusOr<Response> StaticFiles::Serve(const Request& request,
                                            absl::string_view path) const {
  const auto found = addresses_.find(path);
  if (found == addresses_.end()) {
    return NotFound("PAGE_NOT_FOUND", "there is no such page");
  }
  const File& file = *found->second.file;
  const bool gzip =
      file.gzipped != nullptr && AcceptsGzip(request.Header("Accept-Encoding"));
  Response response;
  response.shared_body = gzip ? file.gzipped : file.content;
  response.SetHeader("Content-Type", file.type);
  response.SetHeader("Cache-Control",
                     found->second.hashed
                         ? "public, max-age=31536000, immutable"
                         : "public, no-cache");
  if (file.gzipped != nullptr) response.SetHeader("Vary", "Accept-Encoding");
  if (gzip) response.SetHeader("Content-Encoding", "gzip");
  return WithEtag(request, std::move(response),
                  absl::StrCat("\"", file.hash, gzip ? "-gzip" : "", "\""));
}

void StaticFiles::AddTo(Router& router) const {
  router.Add("GET", options_.prefix + "/{path...}",
             [this](Request& request) -> Answer {
               co_return Serve(request, request.Param("path"));
             });
}

bool AcceptsGzip(absl::string_view accept_encoding) {
  bool any = false;
  for (const absl::string_view part : absl::StrSplit(accept_encoding, ',')) {
    const std::pair<absl::string_view, absl::string_view> coding =
        absl::StrSplit(part, absl::MaxSplits(';', 1));
    absl::string_view weight = absl::StripAsciiWhitespace(coding.second);
    double q = 1;
    if (absl::ConsumePrefix(&weight, "q=") && !absl::SimpleAtod(weight, &q)) {
      q = 0;
    }
    const absl::string_view name = absl::StripAsciiWhitespace(coding.first);
    if (absl::EqualsIgnoreCase(name, "gzip")) return q > 0;
    if (name == "*") any = q > 0;
  }
  return any;
}

absl::string_view TypeOfFile(absl::string_view name) {
  const std::string lower = absl::AsciiStrToLower(name);
  const auto found = std::find_if(
      kTypes.begin(), kTypes.end(),
      [&](const FileType& type) { return absl::EndsWith(lower, type.ending); });
  return found == kTypes.end() ? "application/octet-stream" : found->type;
}

}  // namespace cwp::http
