#include "services/scheduling/convert.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/rpc/etag.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxRequestId = 128;
constexpr size_t kMaxVenueName = 100;
constexpr size_t kMaxVenueAddress = 300;
constexpr size_t kMaxPostcode = 10;

// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, as timestamp.proto says.
constexpr int64_t kFirstSecond = -62135596800;
constexpr int64_t kLastSecond = 253402300799;
constexpr int32_t kNanosPerSecond = 1000000000;

absl::StatusOr<Venue> ReadVenue(const v1::Venue& venue,
                                absl::string_view name) {
  Venue read;
  ASSIGN_OR_RETURN(read.name, ReadText(absl::StrCat(name, ".venue.name"),
                                       venue.name(), 1, kMaxVenueName));
  ASSIGN_OR_RETURN(read.address,
                   ReadText(absl::StrCat(name, ".venue.address"),
                            venue.address(), 1, kMaxVenueAddress));
  ASSIGN_OR_RETURN(read.postcode,
                   ReadText(absl::StrCat(name, ".venue.postcode"),
                            venue.postcode(), 0, kMaxPostcode));
  return read;
}

}  // namespace

absl::Status FieldRequired(absl::string_view name) {
  return InvalidArgument("FIELD_REQUIRED", absl::StrCat(name, " is missing"),
                         {{"field", std::string(name)}});
}

absl::Status FieldInvalid(absl::string_view name, absl::string_view problem) {
  return InvalidArgument("FIELD_INVALID", absl::StrCat(name, " ", problem),
                         {{"field", std::string(name)}});
}

absl::StatusOr<int64_t> ReadId(absl::string_view name, int64_t id) {
  if (id == 0) return FieldRequired(name);
  if (id < 0) return FieldInvalid(name, "is negative");
  return id;
}

absl::StatusOr<std::string> ReadText(absl::string_view name,
                                     absl::string_view text, size_t min,
                                     size_t max, bool lines) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  RETURN_IF_ERROR(
      CheckText(name, trimmed, {.min = min, .max = max, .lines = lines}));
  return std::string(trimmed);
}

std::optional<int64_t> RevisionIn(const std::string& etag) {
  if (etag.empty()) return std::nullopt;
  return rpc::ReadEtag(etag);
}

absl::Status CheckRequestId(absl::string_view request_id) {
  return CheckText("request_id", request_id, {.min = 0, .max = kMaxRequestId});
}

absl::StatusOr<absl::Time> ReadTimestamp(
    absl::string_view name, const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() < kFirstSecond || timestamp.seconds() > kLastSecond ||
      timestamp.nanos() < 0 || timestamp.nanos() >= kNanosPerSecond) {
    return FieldInvalid(name, "is not an instant of the years 1 to 9999");
  }
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Microseconds(timestamp.nanos() / 1000);
}

absl::StatusOr<Delivery> ReadDelivery(const v1::Delivery& delivery,
                                      absl::string_view name) {
  if (delivery.mode() == v1::Delivery::MODE_UNSPECIFIED) {
    return FieldRequired(absl::StrCat(name, ".mode"));
  }
  if (delivery.mode() == v1::Delivery::TEAMS) {
    if (delivery.has_venue()) {
      return FieldInvalid(absl::StrCat(name, ".venue"), "is not for TEAMS");
    }
    return Delivery{.mode = DeliveryMode::kTeams};
  }
  if (delivery.mode() != v1::Delivery::VENUE) {
    return FieldInvalid(absl::StrCat(name, ".mode"),
                        "is not a mode that is known here");
  }
  if (!delivery.has_venue()) return FieldRequired(absl::StrCat(name, ".venue"));
  ASSIGN_OR_RETURN(Venue venue, ReadVenue(delivery.venue(), name));
  return Delivery{.mode = DeliveryMode::kVenue, .venue = std::move(venue)};
}

v1::Delivery WriteDelivery(const Delivery& delivery) {
  v1::Delivery written;
  written.set_mode(static_cast<v1::Delivery::Mode>(delivery.mode));
  if (delivery.venue.has_value()) {
    v1::Venue& venue = *written.mutable_venue();
    venue.set_name(delivery.venue->name);
    venue.set_address(delivery.venue->address);
    venue.set_postcode(delivery.venue->postcode);
  }
  return written;
}

}  // namespace cwp::scheduling
