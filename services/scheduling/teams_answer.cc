#include "services/scheduling/teams_answer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "boost/json.hpp"
#include "common/base/error.h"
#include "common/crypto/encoding.h"

namespace cwp::scheduling {
namespace {

namespace json = boost::json;

constexpr absl::Duration kLongestWait = absl::Hours(24);
constexpr size_t kMaxCode = 64;
constexpr size_t kMaxMeetingId = 1000;
constexpr size_t kMaxJoinUri = 2000;

// Where Teams' own addresses lead, in its clouds.
constexpr std::array<absl::string_view, 5> kJoinPrefixes = {
    "https://teams.microsoft.com/", "https://teams.live.com/",
    "https://gov.teams.microsoft.us/", "https://dod.teams.microsoft.us/",
    "https://teams.microsoftonline.cn/"};

std::string Utc(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

json::object WriteTimes(const MeetingPlan& plan) {
  return {{"subject", plan.subject},
          {"startDateTime", Utc(plan.start)},
          {"endDateTime", Utc(plan.end)}};
}

// The object that a text is; nothing when it is none.
std::optional<json::object> ReadObject(absl::string_view text) {
  json::error_code error;
  json::value value =
      json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

// The text by this name, or nothing.
std::string TextOf(const json::object& object, const char* name) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return "";
  const json::string& text = value->get_string();
  return std::string(text.data(), text.size());
}

absl::Status AnswerInvalid(absl::string_view problem) {
  return Unavailable("GRAPH_ANSWER_INVALID", problem);
}

// Nothing that could end a header, leave an attribute or be read two ways.
bool IsJoinUri(absl::string_view uri) {
  if (uri.size() > kMaxJoinUri) return false;
  if (!std::all_of(uri.begin(), uri.end(), [](char c) {
        return absl::ascii_isgraph(c) && !absl::StrContains("\"<>\\^`{|}", c);
      })) {
    return false;
  }
  return std::any_of(kJoinPrefixes.begin(), kJoinPrefixes.end(),
                     [&](absl::string_view prefix) {
                       return absl::StartsWithIgnoreCase(uri, prefix);
                     });
}

// A code or id of the other side's, cut to what is safe to keep and show.
std::string Tidy(absl::string_view text) {
  std::string tidy;
  for (const char c : text.substr(0, kMaxCode)) {
    if (absl::ascii_isalnum(c) || absl::StrContains("_.-", c)) {
      tidy.push_back(c);
    }
  }
  return tidy;
}

// Two texts of Microsoft's say that an application access policy is missing.
bool IsAboutPolicy(absl::string_view body) {
  const std::string text = absl::AsciiStrToLower(body);
  return absl::StrContains(text, "application access policy") ||
         absl::StrContains(text, "is not authorized to");
}

ErrorMetadata MetadataFor(const GraphReply& reply) {
  ErrorMetadata metadata = {{"http_code", absl::StrCat(reply.code)}};
  const std::string code = ReadErrorCode(reply.body);
  if (!code.empty()) metadata["graph_code"] = code;
  const std::string request = Tidy(reply.request_id);
  if (!request.empty()) metadata["graph_request"] = request;
  return metadata;
}

}  // namespace

std::string WriteCreateOrGet(const MeetingPlan& plan) {
  json::object body = WriteTimes(plan);
  body["externalId"] = plan.external_id;
  return json::serialize(body);
}

std::string WriteChange(const MeetingPlan& plan) {
  const MeetingOptions& options = plan.options;
  json::object body = WriteTimes(plan);
  body["lobbyBypassSettings"] = {
      {"scope", options.lobby_for_outsiders ? "organization" : "everyone"},
      {"isDialInBypassEnabled", !options.lobby_for_outsiders}};
  // Facilitators are of the organisation, and need not be the organiser.
  body["allowedPresenters"] = "organization";
  body["allowAttendeeToEnableCamera"] = options.attendee_camera;
  body["allowAttendeeToEnableMic"] = options.attendee_microphone;
  body["allowMeetingChat"] = options.chat ? "enabled" : "disabled";
  // Graph v1.0 takes both ("Update onlineMeeting"). The second alone would let
  // presenters begin a recording; the first also holds while people meet.
  body["allowRecording"] = options.recording;
  body["recordAutomatically"] = options.recording;
  return json::serialize(body);
}

absl::StatusOr<OnlineMeeting> ReadOnlineMeeting(absl::string_view body) {
  const std::optional<json::object> object = ReadObject(body);
  if (!object.has_value()) return AnswerInvalid("the answer is no JSON object");
  OnlineMeeting meeting = {.id = TextOf(*object, "id"),
                           .join_uri = TextOf(*object, "joinWebUrl")};
  if (meeting.id.empty() || meeting.id.size() > kMaxMeetingId ||
      meeting.join_uri.empty()) {
    return AnswerInvalid("the answer names no meeting");
  }
  if (!IsJoinUri(meeting.join_uri)) {
    return FailedPrecondition("JOIN_HOST_UNEXPECTED",
                              "the meeting's address is not one of Teams");
  }
  return meeting;
}

absl::StatusOr<GraphToken> ReadToken(absl::string_view body) {
  const std::optional<json::object> object = ReadObject(body);
  if (!object.has_value()) return AnswerInvalid("the token is no JSON object");
  GraphToken token = {.text = TextOf(*object, "access_token")};
  const json::value* const lifetime = object->if_contains("expires_in");
  const bool printable =
      std::all_of(token.text.begin(), token.text.end(), absl::ascii_isgraph);
  if (token.text.empty() || !printable || lifetime == nullptr ||
      !lifetime->is_int64() || lifetime->get_int64() <= 0) {
    return AnswerInvalid("the answer holds no token");
  }
  token.lifetime = std::min(absl::Seconds(lifetime->get_int64()), kLongestWait);
  return token;
}

std::optional<std::vector<std::string>> ReadRoles(absl::string_view token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return std::nullopt;
  const std::optional<std::string> claims = crypto::FromBase64Url(parts[1]);
  if (!claims.has_value()) return std::nullopt;
  const std::optional<json::object> object = ReadObject(*claims);
  if (!object.has_value()) return std::nullopt;
  std::vector<std::string> roles;
  const json::value* const listed = object->if_contains("roles");
  if (listed == nullptr || !listed->is_array()) return roles;
  for (const json::value& role : listed->get_array()) {
    if (!role.is_string()) continue;
    roles.emplace_back(role.get_string().data(), role.get_string().size());
  }
  return roles;
}

std::optional<absl::Duration> ReadRetryAfter(absl::string_view header,
                                             absl::Time now) {
  int64_t seconds = 0;
  absl::Duration wait;
  absl::Time date;
  if (absl::SimpleAtoi(header, &seconds)) {
    wait = absl::Seconds(seconds);
  } else if (absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", header, &date,
                             nullptr)) {
    wait = date - now;
  } else {
    return std::nullopt;
  }
  return std::clamp(wait, absl::ZeroDuration(), kLongestWait);
}

std::string ReadErrorCode(absl::string_view body) {
  const std::optional<json::object> object = ReadObject(body);
  if (!object.has_value()) return "";
  const json::value* const error = object->if_contains("error");
  if (error == nullptr) return "";
  // Graph has an object there; the login has the code itself.
  if (!error->is_object()) return Tidy(TextOf(*object, "error"));
  return Tidy(TextOf(error->get_object(), "code"));
}

absl::Status JudgeReply(const GraphReply& reply, absl::Time now) {
  if (reply.code >= 200 && reply.code < 300) return absl::OkStatus();
  ErrorMetadata metadata = MetadataFor(reply);
  switch (reply.code) {
    case 401:
      return Unavailable("GRAPH_LOGIN_REFUSED",
                         "Microsoft refuses the login of this service",
                         std::move(metadata));
    case 403:
      if (IsAboutPolicy(reply.body)) {
        return FailedPrecondition("GRAPH_POLICY_MISSING",
                                  "no application access policy lets this "
                                  "service act for the organiser",
                                  std::move(metadata));
      }
      return FailedPrecondition("GRAPH_FORBIDDEN",
                                "Microsoft does not allow this service that",
                                std::move(metadata));
    case 404:
      return NotFound("MEETING_GONE", "Microsoft knows no such meeting",
                      std::move(metadata));
    default:
      break;
  }
  if (reply.code == 408 || reply.code == 409 || reply.code == 429 ||
      reply.code >= 500) {
    const auto wait = ReadRetryAfter(reply.retry_after, now);
    if (wait.has_value()) {
      metadata["retry_after_ms"] =
          absl::StrCat(absl::ToInt64Milliseconds(*wait));
    }
    return Unavailable("GRAPH_BUSY", "Microsoft asks to try again later",
                       std::move(metadata));
  }
  return FailedPrecondition("GRAPH_REFUSED",
                            "Microsoft refuses what it was asked",
                            std::move(metadata));
}

}  // namespace cwp::scheduling
