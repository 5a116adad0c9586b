#include "common/rpc/caller.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/key_file.h"
#include "cwp/rpc/v1/caller.pb.h"

namespace cwp::rpc {
namespace {

absl::Status Unauthenticated(absl::string_view reason,
                             absl::string_view message) {
  return MakeError(absl::StatusCode::kUnauthenticated, reason, message);
}

std::string Mac(const crypto::Key& key, absl::string_view bytes) {
  return crypto::KeyedHash(key, {"cwp-caller", bytes});
}

Caller FromProto(const v1::Caller& proto) {
  Caller caller;
  caller.service = proto.service();
  caller.kind = static_cast<CallerKind>(proto.kind());
  caller.id = proto.id();
  caller.channel = proto.channel();
  caller.roles.assign(proto.roles().begin(), proto.roles().end());
  caller.client_key = proto.client_key();
  caller.facilitator_id = proto.facilitator_id();
  caller.trace = proto.request_trace();
  return caller;
}

}  // namespace

absl::string_view KindName(CallerKind kind) {
  return v1::Caller::Kind_Name(static_cast<v1::Caller::Kind>(kind));
}

CallerSigner::CallerSigner(absl::string_view service, const crypto::Key& key)
    : service_(service), key_(key) {}

std::string CallerSigner::Sign(const Caller& caller, absl::string_view audience,
                               absl::Time now) const {
  v1::Caller proto;
  proto.set_service(service_);
  proto.set_audience(std::string(audience));
  proto.set_expire_micros(absl::ToUnixMicros(now + kCallerLifetime));
  proto.set_kind(static_cast<v1::Caller::Kind>(caller.kind));
  proto.set_id(caller.id);
  proto.set_channel(caller.channel);
  for (const std::string& role : caller.roles) proto.add_roles(role);
  proto.set_client_key(caller.client_key);
  proto.set_facilitator_id(caller.facilitator_id);
  proto.set_request_trace(caller.trace);

  v1::SignedCaller result;
  result.set_caller(proto.SerializeAsString());
  result.set_mac(Mac(key_, result.caller()));
  return result.SerializeAsString();
}

CallerVerifier::CallerVerifier(absl::string_view audience,
                               std::map<std::string, crypto::Key> keys)
    : audience_(audience), keys_(std::move(keys)) {}

absl::StatusOr<Caller> CallerVerifier::Verify(absl::string_view metadata,
                                              absl::Time now) const {
  v1::SignedCaller signed_caller;
  v1::Caller proto;
  if (!signed_caller.ParseFromArray(metadata.data(),
                                    static_cast<int>(metadata.size())) ||
      !proto.ParseFromString(signed_caller.caller())) {
    return Unauthenticated("CALLER_INVALID", "the caller is malformed");
  }
  const auto key = keys_.find(proto.service());
  if (key == keys_.end() ||
      !crypto::Equal(signed_caller.mac(),
                     Mac(key->second, signed_caller.caller())) ||
      proto.audience() != audience_) {
    return Unauthenticated("CALLER_INVALID",
                           "nobody known here vouches for the caller");
  }
  if (absl::FromUnixMicros(proto.expire_micros()) < now) {
    return Unauthenticated("CALLER_EXPIRED",
                           "the caller was vouched for too long ago");
  }
  return FromProto(proto);
}

absl::StatusOr<std::map<std::string, crypto::Key>> ReadCallerKeys(
    absl::string_view folder) {
  std::map<std::string, crypto::Key> keys;
  std::error_code error;
  const std::filesystem::directory_iterator files{std::string(folder), error};
  if (error) {
    return FailedPrecondition(
        "KEY_FILE_UNUSABLE",
        absl::StrCat("cannot read the folder ", folder, ": ", error.message()));
  }
  for (const auto& file : files) {
    if (file.path().extension() != ".key") continue;
    ASSIGN_OR_RETURN(crypto::Key key,
                     crypto::ReadKeyFile(file.path().string()));
    keys.emplace(file.path().stem().string(), key);
  }
  return keys;
}

}  // namespace cwp::rpc
