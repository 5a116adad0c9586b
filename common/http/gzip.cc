#include "common/http/gzip.h"

#include <zlib.h>

#include "common/base/check.h"

namespace cwp::http {
namespace {

constexpr int kGzipFormat = 16;  // Added to the size of the window.
constexpr int kMemoryLevel = 9;

}  // namespace

std::string Gzip(absl::string_view content) {
  z_stream stream{};
  CWP_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED,
                         MAX_WBITS + kGzipFormat, kMemoryLevel,
                         Z_DEFAULT_STRATEGY) == Z_OK,
            "zlib accepts these settings");
  std::string gzipped(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(gzipped.data());
  stream.avail_out = static_cast<uInt>(gzipped.size());
  const int result = deflate(&stream, Z_FINISH);
  gzipped.resize(stream.total_out);
  deflateEnd(&stream);
  CWP_CHECK(result == Z_STREAM_END, "deflateBound is enough");
  return gzipped;
}

}  // namespace cwp::http
