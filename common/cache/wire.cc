#include "common/cache/wire.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::cache {
namespace {

// How many commands, or keys of one command, go out in one go: few enough to be
// answered well within the time that one command may take.
constexpr size_t kChunk = 256;

absl::Status Refused(const Reply& reply) {
  const bool error = reply.kind == Reply::Kind::kError;
  return Unavailable("CACHE_REFUSED",
                     absl::StrCat("Redis refused a command: ",
                                  error ? reply.text : "UNEXPECTED"),
                     {{"error", error ? reply.text : "UNEXPECTED"}});
}

absl::Status Broken() {
  return Unavailable("CACHE_UNAVAILABLE",
                     "Redis answered something that was not asked");
}

}  // namespace

Wire::Wire(Options options, Connection connection)
    : options_(std::move(options)), connection_(std::move(connection)) {}

absl::StatusOr<Wire> Wire::Open(Options options) {
  ASSIGN_OR_RETURN(Connection connection,
                   Connection::Open(options.address, options.connect_timeout));
  Wire wire(std::move(options), std::move(connection));
  RETURN_IF_ERROR(wire.Greet());
  return wire;
}

// The kernel accepts connections for a server that hangs, so only an answer
// shows that it serves.
absl::Status Wire::Greet() {
  std::vector<Command> commands;
  if (!options_.password.empty()) {
    commands.push_back({"AUTH", options_.password});
  }
  commands.push_back({"PING"});
  ASSIGN_OR_RETURN(const std::vector<Reply> replies, Run(commands));
  for (const Reply& reply : replies) {
    if (reply.kind != Reply::Kind::kText) return Refused(reply);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Reply>> Wire::Run(
    const std::vector<Command>& commands) {
  return connection_.Run(commands, options_.command_timeout);
}

absl::StatusOr<std::vector<std::optional<Value>>> Wire::Get(
    const std::vector<std::string>& keys) {
  std::vector<std::optional<Value>> values;
  for (size_t at = 0; at < keys.size(); at += kChunk) {
    const size_t size = std::min(kChunk, keys.size() - at);
    Command command = {"MGET"};
    command.insert(command.end(), keys.begin() + at, keys.begin() + at + size);
    ASSIGN_OR_RETURN(const std::vector<Reply> replies, Run({command}));
    const Reply& reply = replies[0];
    if (reply.kind == Reply::Kind::kError) return Refused(reply);
    if (reply.kind != Reply::Kind::kList || reply.list.size() != size) {
      return Broken();
    }
    for (const Reply& stored : reply.list) {
      values.push_back(ReadStored(stored.text));
    }
  }
  return values;
}

absl::StatusOr<PutCounts> Wire::Put(absl::Span<const Entry> entries) {
  PutCounts counts;
  absl::Status refusal;
  for (size_t at = 0; at < entries.size(); at += kChunk) {
    const absl::StatusOr<PutCounts> some = PutSome(entries.subspan(at, kChunk));
    if (some.ok()) {
      counts.written += some->written;
      counts.older += some->older;
    } else if (ReasonOf(some.status()) == "CACHE_REFUSED") {
      refusal.Update(some.status());
    } else {
      return some.status();
    }
  }
  if (!refusal.ok()) return refusal;
  return counts;
}

Command Wire::PutCommand(absl::string_view how, absl::string_view script,
                         const Entry& entry) const {
  return {std::string(how),
          std::string(script),
          "1",
          entry.key,
          entry.value.identity,
          absl::StrCat(entry.value.revision),
          entry.value.text,
          absl::StrCat(absl::ToInt64Milliseconds(options_.value_lifetime))};
}

absl::StatusOr<PutCounts> Wire::PutSome(absl::Span<const Entry> entries) {
  if (script_.empty()) {
    ASSIGN_OR_RETURN(const std::vector<Reply> loaded,
                     Run({{"SCRIPT", "LOAD", std::string(kPutNewerScript)}}));
    if (loaded[0].kind != Reply::Kind::kText) return Refused(loaded[0]);
    script_ = loaded[0].text;
  }
  std::vector<Command> commands;
  for (const Entry& entry : entries) {
    commands.push_back(PutCommand("EVALSHA", script_, entry));
  }
  ASSIGN_OR_RETURN(std::vector<Reply> replies, Run(commands));

  PutCounts counts;
  absl::Status refusal;
  for (size_t i = 0; i < replies.size(); ++i) {
    // Somebody has flushed the scripts since.
    if (replies[i].kind == Reply::Kind::kError &&
        replies[i].text == "NOSCRIPT") {
      ASSIGN_OR_RETURN(std::vector<Reply> again,
                       Run({PutCommand("EVAL", kPutNewerScript, entries[i])}));
      replies[i] = std::move(again[0]);
    }
    if (replies[i].kind == Reply::Kind::kNumber) {
      (replies[i].number == 1 ? counts.written : counts.older) += 1;
    } else {
      refusal.Update(Refused(replies[i]));
    }
  }
  if (!refusal.ok()) return refusal;
  return counts;
}

absl::StatusOr<bool> Wire::Beat() {
  if (options_.sentinel.empty()) {
    ASSIGN_OR_RETURN(const std::vector<Reply> replies, Run({{"PING"}}));
    if (replies[0].kind != Reply::Kind::kText) return Refused(replies[0]);
    return false;
  }
  ASSIGN_OR_RETURN(const std::vector<Reply> replies,
                   Run({{"GETSET", options_.sentinel, "1"},
                        {"PEXPIRE", options_.sentinel,
                         absl::StrCat(absl::ToInt64Milliseconds(
                             options_.value_lifetime))}}));
  if (replies[0].kind == Reply::Kind::kError) return Refused(replies[0]);
  const bool beaten = std::exchange(beaten_, true);
  return beaten && replies[0].kind == Reply::Kind::kNil;
}

}  // namespace cwp::cache
