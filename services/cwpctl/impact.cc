#include "services/cwpctl/impact.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "services/cwpctl/registration_client.h"

namespace cwp::ctl {
namespace {

// "1 booking", "3 bookings".
std::string Count(int32_t count, absl::string_view thing) {
  return absl::StrCat(count, " ", thing, count == 1 ? "" : "s");
}

absl::string_view Be(int32_t count) { return count == 1 ? "is" : "are"; }

absl::StatusOr<absl::Time> Instant(const std::string& local,
                                   const scheduling::v1::Meeting& meeting) {
  return civil::ResolveLocal(local, meeting.time_zone().empty()
                                        ? "Europe/London"
                                        : meeting.time_zone());
}

std::string CancelWords(const Impact& impact) {
  std::string words;
  if (impact.bookings() > 0) {
    absl::StrAppend(&words, Count(impact.bookings(), "booking"), " of ",
                    Count(impact.places(), "place"), " ", Be(impact.bookings()),
                    " cancelled.\n");
  }
  if (impact.holds() > 0) {
    absl::StrAppend(&words, Count(impact.holds(), "hold"), " ",
                    Be(impact.holds()), " given back.\n");
  }
  if (impact.offers() > 0) {
    absl::StrAppend(&words, Count(impact.offers(), "offer"), " ",
                    Be(impact.offers()), " withdrawn.\n");
  }
  return words;
}

std::string MoveWords(const Impact& impact) {
  std::string words;
  if (impact.bookings() > 0) {
    absl::StrAppend(&words, Count(impact.bookings(), "booking"), " of ",
                    Count(impact.places(), "place"), " ",
                    impact.bookings() == 1 ? "gets" : "get",
                    " the new time.\n");
  }
  if (impact.holds_shortened() > 0) {
    absl::StrAppend(&words, Count(impact.holds_shortened(), "hold"), " ",
                    Be(impact.holds_shortened()),
                    " good until the new start only.\n");
  }
  if (impact.offers_shortened() > 0) {
    absl::StrAppend(&words, Count(impact.offers_shortened(), "offer"), " ",
                    Be(impact.offers_shortened()),
                    " good until the new start only.\n");
  }
  return words;
}

std::string CapacityWords(const Impact& impact) {
  std::string words;
  if (impact.would_be_offered() > 0) {
    absl::StrAppend(&words, impact.would_be_offered(), " of those who wait ",
                    Be(impact.would_be_offered()),
                    " offered places at once.\n");
  }
  if (impact.over() > 0) {
    absl::StrAppend(&words, Count(impact.over(), "place"), " ",
                    Be(impact.over()),
                    " taken beyond it: nobody loses one, and nobody gets in "
                    "until it fits.\n");
  }
  return words;
}

}  // namespace

ImpactRequest OfCancelling(int64_t session_id) {
  ImpactRequest request;
  request.set_session_id(session_id);
  request.set_cancel(true);
  return request;
}

ImpactRequest OfCapacity(int64_t session_id, int32_t capacity) {
  ImpactRequest request;
  request.set_session_id(session_id);
  request.set_capacity(capacity);
  return request;
}

absl::StatusOr<ImpactRequest> OfMeetings(
    int64_t session_id,
    const google::protobuf::RepeatedPtrField<scheduling::v1::Meeting>&
        meetings) {
  ImpactRequest request;
  request.set_session_id(session_id);
  for (const scheduling::v1::Meeting& meeting : meetings) {
    registration::v1::MeetingTime& time = *request.add_meetings();
    ASSIGN_OR_RETURN(const absl::Time start,
                     Instant(meeting.local_start(), meeting));
    ASSIGN_OR_RETURN(const absl::Time end,
                     Instant(meeting.local_end(), meeting));
    *time.mutable_start_time() = ToTimestamp(start);
    *time.mutable_end_time() = ToTimestamp(end);
  }
  return request;
}

absl::StatusOr<Impact> Foresee(Connections& connections,
                               const ImpactRequest& request) {
  absl::StatusOr<Impact> impact =
      RegistrationClient(connections).PreviewSessionChange(request);
  if (ReasonOf(impact.status()) == "SESSION_NOT_FOUND") return Impact();
  return impact;
}

std::string ImpactWords(const ImpactRequest& request, const Impact& impact) {
  std::string words = request.cancel()         ? CancelWords(impact)
                      : request.has_capacity() ? CapacityWords(impact)
                                               : MoveWords(impact);
  if (impact.waiting() > 0) {
    absl::StrAppend(&words, impact.waiting(),
                    impact.waiting() == 1 ? " party waits" : " parties wait",
                    " for it.\n");
  }
  if (impact.messages() > 0) {
    absl::StrAppend(&words, Count(impact.messages(), "message"), " ",
                    Be(impact.messages()), " sent.\n");
  }
  return words.empty() ? "This concerns nobody yet.\n" : words;
}

absl::Status CheckNotOver(const Impact& impact) {
  if (impact.over() <= 0) return absl::OkStatus();
  return FailedPrecondition(
      "CAPACITY_BELOW_TAKEN",
      absl::StrCat(Count(impact.over(), "place"),
                   " more than that would be taken; nobody would lose one. "
                   "--accept-over does it all the same"),
      {{"over", absl::StrCat(impact.over())}});
}

}  // namespace cwp::ctl
