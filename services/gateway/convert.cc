#include "services/gateway/convert.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/time/proto_time.h"

namespace cwp::gateway {
namespace {

constexpr size_t kMaxName = 100;
constexpr size_t kMaxChannel = 40;
constexpr size_t kMaxRequestId = 128;

std::string Trimmed(const std::string& text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

absl::Status Invalid(absl::string_view field, absl::string_view message) {
  return InvalidArgument("FIELD_INVALID", message,
                         {{"field", std::string(field)}});
}

absl::Status CheckChannel(absl::string_view channel) {
  RETURN_IF_ERROR(
      CheckText("partner.channel", channel, {.min = 1, .max = kMaxChannel}));
  if (!IsSlug(channel)) {
    return Invalid("partner.channel",
                   "partner.channel must be lower-case letters, digits and "
                   "single hyphens, beginning with a letter");
  }
  // Bookings made here, by staff on the phone, and on Eventbrite carry these.
  if (channel == "direct" || channel == "phone" || channel == "eventbrite") {
    return Invalid("partner.channel", "partner.channel is not for partners");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<Scope>> ReadScopes(const v1::Partner& proto) {
  std::set<Scope> scopes;
  for (const int scope : proto.scopes()) {
    if (scope == v1::Partner::SCOPE_UNSPECIFIED ||
        !v1::Partner::Scope_IsValid(scope)) {
      return Invalid("partner.scopes", "partner.scopes has an unknown one");
    }
    scopes.insert(static_cast<Scope>(scope));
  }
  // Unless something else is said, a token is for all there is.
  return scopes.empty() ? Partner().scopes : scopes;
}

}  // namespace

absl::StatusOr<Partner> ToNewPartner(const v1::CreatePartnerRequest& request,
                                     absl::Time now) {
  RETURN_IF_ERROR(
      CheckText("request_id", request.request_id(), {.max = kMaxRequestId}));
  const v1::Partner& proto = request.partner();
  Partner partner = {.name = Trimmed(proto.name()),
                     .channel = Trimmed(proto.channel())};
  RETURN_IF_ERROR(
      CheckText("partner.name", partner.name, {.min = 1, .max = kMaxName}));
  RETURN_IF_ERROR(CheckChannel(partner.channel));
  ASSIGN_OR_RETURN(partner.scopes, ReadScopes(proto));
  if (!proto.has_expire_time()) return partner;
  const google::protobuf::Timestamp& expiry = proto.expire_time();
  if (expiry.seconds() <= absl::ToUnixSeconds(now) ||
      expiry.seconds() > absl::ToUnixSeconds(now + absl::Hours(24 * 36525))) {
    return Invalid("partner.expire_time",
                   "partner.expire_time must be in the future, by at most a "
                   "hundred years");
  }
  partner.expire_time = absl::FromUnixSeconds(expiry.seconds());
  return partner;
}

v1::Partner ToProto(const Partner& partner) {
  v1::Partner proto;
  proto.set_id(partner.id);
  proto.set_name(partner.name);
  proto.set_channel(partner.channel);
  *proto.mutable_create_time() = ToTimestamp(partner.create_time);
  for (const Scope scope : partner.scopes) {
    proto.add_scopes(static_cast<v1::Partner::Scope>(scope));
  }
  if (partner.last_use_time.has_value()) {
    *proto.mutable_last_use_time() = ToTimestamp(*partner.last_use_time);
  }
  if (partner.revoke_time.has_value()) {
    *proto.mutable_revoke_time() = ToTimestamp(*partner.revoke_time);
  }
  if (partner.expire_time.has_value()) {
    *proto.mutable_expire_time() = ToTimestamp(*partner.expire_time);
  }
  return proto;
}

}  // namespace cwp::gateway
