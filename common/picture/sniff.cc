#include "common/picture/sniff.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace cwp::picture {
namespace {

constexpr int kMaxScans = 64;

constexpr absl::string_view kExifHead("Exif\0\0", 6);
constexpr absl::string_view kPngHead("\x89PNG\r\n\x1a\n", 8);

// Bytes that are taken from the front. What is past the end reads as nothing,
// and is remembered.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : left_(bytes) {}

  absl::string_view Take(size_t size) {
    if (size > left_.size()) {
      ok_ = false;
      left_ = {};
      return {};
    }
    const absl::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

  uint32_t BigEndian(size_t size) {
    uint32_t number = 0;
    for (const char byte : Take(size)) {
      number = number << 8 | static_cast<uint8_t>(byte);
    }
    return number;
  }

  uint32_t LittleEndian(size_t size) {
    uint32_t number = 0;
    int shift = 0;
    for (const char byte : Take(size)) {
      number |= static_cast<uint32_t>(static_cast<uint8_t>(byte)) << shift;
      shift += 8;
    }
    return number;
  }

  // Leaves out what stands before the next marker of a JPEG, which is what is
  // compressed: an FF there is followed by 00, or marks a restart.
  void SkipScan() {
    for (size_t i = 0; i + 1 < left_.size(); ++i) {
      if (static_cast<uint8_t>(left_[i]) != 0xFF) continue;
      const auto next = static_cast<uint8_t>(left_[i + 1]);
      if (next == 0 || (next >= 0xD0 && next <= 0xD7)) continue;
      left_.remove_prefix(i);
      return;
    }
    ok_ = false;
  }

  absl::string_view left() const { return left_; }
  bool ok() const { return ok_; }

 private:
  absl::string_view left_;
  bool ok_ = true;
};

std::string ExifIn(absl::string_view bytes) {
  absl::ConsumePrefix(&bytes, kExifHead);
  return std::string(bytes);
}

bool IsFrame(uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
         marker != 0xCC;
}

// The next marker, with any FF before it left out; 0 when there is none.
uint32_t NextMarker(Reader& reader) {
  if (reader.BigEndian(1) != 0xFF) return 0;
  uint32_t marker = 0xFF;
  while (marker == 0xFF && reader.ok()) marker = reader.BigEndian(1);
  return marker;
}

std::optional<Sniffed> SniffJpeg(absl::string_view bytes) {
  Sniffed found = {.format = Format::kJpeg};
  Reader reader(bytes);
  reader.Take(2);
  int scans = 0;
  while (true) {
    const uint32_t marker = NextMarker(reader);
    if (marker == 0xD9) break;
    // The other markers that stand alone have no place here.
    if (marker < 0xC0 || (marker >= 0xD0 && marker <= 0xD8)) {
      return std::nullopt;
    }
    const uint32_t size = reader.BigEndian(2);
    if (size < 2) return std::nullopt;
    const absl::string_view content = reader.Take(size - 2);
    if (!reader.ok()) return std::nullopt;
    if (IsFrame(marker)) {
      if (found.width != 0) return std::nullopt;
      Reader frame(content);
      frame.Take(1);
      found.height = static_cast<int>(frame.BigEndian(2));
      found.width = static_cast<int>(frame.BigEndian(2));
    } else if (marker == 0xE1 && absl::StartsWith(content, kExifHead)) {
      if (found.exif.empty()) found.exif = ExifIn(content);
    } else if (marker == 0xDA) {
      if (++scans > kMaxScans) return std::nullopt;
      reader.SkipScan();
    }
  }
  if (scans == 0) return std::nullopt;
  found.file =
      std::string(bytes.substr(0, bytes.size() - reader.left().size()));
  return found;
}

std::optional<Sniffed> SniffPng(absl::string_view bytes) {
  Sniffed found = {.format = Format::kPng, .file = std::string(kPngHead)};
  Reader reader(bytes);
  reader.Take(kPngHead.size());
  absl::string_view type;
  while (type != "IEND") {
    const absl::string_view whole = reader.left();
    const uint32_t size = reader.BigEndian(4);
    type = reader.Take(4);
    const absl::string_view content = reader.Take(size);
    reader.Take(4);
    if (!reader.ok()) return std::nullopt;
    if ((type == "IHDR") != (found.width == 0)) return std::nullopt;
    if (type == "IHDR") {
      Reader head(content);
      found.width = static_cast<int>(head.BigEndian(4));
      found.height = static_cast<int>(head.BigEndian(4));
    } else if (type == "eXIf") {
      found.exif = ExifIn(content);
    }
    if (type == "IHDR" || type == "PLTE" || type == "tRNS" || type == "IDAT" ||
        type == "IEND") {
      const absl::string_view chunk =
          whole.substr(0, whole.size() - reader.left().size());
      found.file.append(chunk.data(), chunk.size());
    }
  }
  return found;
}

// Sets the size that a part of a WebP gives. False when another gave another.
bool AddSize(Sniffed& found, uint32_t width, uint32_t height) {
  if (found.width != 0 && (found.width != static_cast<int>(width) ||
                           found.height != static_cast<int>(height))) {
    return false;
  }
  found.width = static_cast<int>(width);
  found.height = static_cast<int>(height);
  return true;
}

// Whether a part of a WebP is as it should be.
bool ReadWebpPart(absl::string_view type, absl::string_view content,
                  Sniffed& found) {
  Reader part(content);
  if (type == "VP8X") {
    part.Take(4);
    const uint32_t width = part.LittleEndian(3) + 1;
    const uint32_t height = part.LittleEndian(3) + 1;
    return part.ok() && AddSize(found, width, height);
  }
  if (type == "VP8 ") {
    part.Take(6);
    // The upper two bits are for scaling.
    const uint32_t width = part.LittleEndian(2) & 0x3FFF;
    const uint32_t height = part.LittleEndian(2) & 0x3FFF;
    return part.ok() && AddSize(found, width, height);
  }
  if (type == "VP8L") {
    part.Take(1);
    const uint32_t sizes = part.LittleEndian(4);
    return part.ok() &&
           AddSize(found, (sizes & 0x3FFF) + 1, (sizes >> 14 & 0x3FFF) + 1);
  }
  if (type == "EXIF") found.exif = ExifIn(content);
  return true;
}

std::optional<Sniffed> SniffWebp(absl::string_view bytes) {
  Sniffed found = {.format = Format::kWebp};
  Reader head(bytes);
  head.Take(4);
  const uint32_t size = head.LittleEndian(4);
  if (size > head.left().size()) return std::nullopt;
  found.file = std::string(bytes.substr(0, size + 8));
  Reader reader(head.left().substr(0, size));
  reader.Take(4);
  while (!reader.left().empty()) {
    const absl::string_view type = reader.Take(4);
    const uint32_t part = reader.LittleEndian(4);
    const absl::string_view content = reader.Take(part);
    // Parts begin at even places; the last may lack what fills it up.
    if (part % 2 == 1 && !reader.left().empty()) reader.Take(1);
    if (!reader.ok() || !ReadWebpPart(type, content, found)) {
      return std::nullopt;
    }
  }
  return found;
}

std::optional<Sniffed> SniffAny(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xFF\xD8\xFF")) return SniffJpeg(bytes);
  if (absl::StartsWith(bytes, kPngHead)) return SniffPng(bytes);
  const bool webp = bytes.size() >= 12 && absl::StartsWith(bytes, "RIFF") &&
                    bytes.substr(8, 4) == "WEBP";
  if (webp) return SniffWebp(bytes);
  return std::nullopt;
}

}  // namespace

std::optional<Sniffed> Sniff(absl::string_view bytes) {
  std::optional<Sniffed> found = SniffAny(bytes);
  if (!found.has_value() || found->width < 1 || found->height < 1) {
    return std::nullopt;
  }
  return found;
}

}  // namespace cwp::picture
