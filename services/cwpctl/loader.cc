#include "services/cwpctl/loader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {
namespace {

using registration::v1::Booking;
using scheduling::v1::Session;
using scheduling::v1::Workshop;

// Registration follows scheduling's feed, a moment behind.
constexpr absl::Duration kPatience = absl::Seconds(15);
constexpr absl::Duration kPause = absl::Milliseconds(50);

// "worry-and-anxiety 2027-01-12 18:00".
std::string NameOf(const Workshop& workshop, const Session& session) {
  return absl::StrCat(
      workshop.slug(), " ",
      absl::StrReplaceAll(session.meetings(0).local_start(), {{"T", " "}}));
}

const Session* FindSession(const scheduling::v1::ListSessionsResponse& there,
                           const Session& wanted) {
  for (const Session& session : there.sessions()) {
    if (session.meetings(0).local_start() == wanted.meetings(0).local_start()) {
      return &session;
    }
  }
  return nullptr;
}

// Whether registration just has not yet heard what scheduling said.
bool IsBehind(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "SESSION_NOT_FOUND" || reason == "SESSION_NOT_OPEN";
}

// Calls again while registration is behind.
template <class Call>
auto WaitUntilSeen(const Call& call) -> decltype(call()) {
  const absl::Time deadline = absl::Now() + kPatience;
  for (;;) {
    auto answer = call();
    if (answer.ok() || !IsBehind(answer.status())) return answer;
    if (absl::Now() >= deadline) {
      return Unavailable("SESSION_NOT_SEEN",
                         absl::StrCat("registration has not heard of the "
                                      "session from scheduling: ",
                                      answer.status().message()));
    }
    absl::SleepFor(kPause);
  }
}

}  // namespace

Loader::Loader(Connections& connections, LoadOptions options)
    : connections_(connections),
      options_(std::move(options)),
      scheduling_(connections),
      facilitators_(connections),
      registration_(connections),
      webinars_(connections) {}

absl::Status Loader::Load(const Programme& programme) {
  file_ = programme.file;
  for (const WorkshopEntry& entry : programme.workshops) {
    RETURN_IF_ERROR(LoadWorkshop(entry));
  }
  for (const WebinarEntry& entry : programme.webinars) {
    RETURN_IF_ERROR(At(entry.line, LoadWebinar(entry)));
  }
  return absl::OkStatus();
}

absl::Status Loader::LoadWorkshop(const WorkshopEntry& entry) {
  const std::string& slug = entry.workshop.slug();
  absl::StatusOr<Workshop> workshop = scheduling_.GetWorkshop(slug);
  const bool missing = ReasonOf(workshop.status()) == "WORKSHOP_NOT_FOUND";
  if (!workshop.ok() && !missing) return At(entry.line, workshop.status());
  if (missing && !options_.dry_run) {
    scheduling::v1::CreateWorkshopRequest request;
    *request.mutable_workshop() = entry.workshop;
    workshop = scheduling_.CreateWorkshop(request);
    RETURN_IF_ERROR(At(entry.line, workshop.status()));
  }
  const bool publish =
      entry.publish && (missing || workshop->state() == Workshop::DRAFT);
  if (publish && !options_.dry_run) {
    RETURN_IF_ERROR(
        At(entry.line, scheduling_.PublishWorkshop(workshop->id()).status()));
  }
  Note("workshop", slug,
       missing   ? "created"
       : publish ? "changed"
                 : "unchanged");
  return LoadSessions(entry, workshop.ok() ? workshop->id() : 0);
}

absl::Status Loader::LoadSessions(const WorkshopEntry& entry,
                                  int64_t workshop_id) {
  scheduling::v1::ListSessionsResponse there;
  if (workshop_id != 0) {
    scheduling::v1::ListSessionsRequest request;
    request.set_workshop_id(workshop_id);
    absl::StatusOr<scheduling::v1::ListSessionsResponse> listed =
        scheduling_.ListSessions(request);
    RETURN_IF_ERROR(At(entry.line, listed.status()));
    there = *std::move(listed);
  }
  for (const SessionEntry& wanted : entry.sessions) {
    const Session* found = FindSession(there, wanted.session);
    const size_t place = items_.size();
    Note("session", NameOf(entry.workshop, wanted.session),
         found == nullptr ? "created" : "unchanged");
    if (found == nullptr && options_.dry_run) continue;
    Session session;
    if (found != nullptr) {
      session = *found;
    } else {
      scheduling::v1::CreateSessionRequest request;
      *request.mutable_session() = wanted.session;
      request.mutable_session()->set_workshop_id(workshop_id);
      request.set_join_uri(wanted.join_uri);
      const auto leaders = facilitators_.FindAll(wanted.facilitators);
      RETURN_IF_ERROR(At(wanted.line, leaders.status()));
      request.mutable_session()->mutable_facilitator_ids()->Assign(
          leaders->begin(), leaders->end());
      absl::StatusOr<Session> made = scheduling_.CreateSession(request);
      RETURN_IF_ERROR(At(wanted.line, made.status()));
      session = *std::move(made);
    }
    const bool further = session.state() < wanted.state;
    if (further && found != nullptr) items_[place].outcome = "changed";
    RETURN_IF_ERROR(LoadSession(wanted, std::move(session)));
  }
  return absl::OkStatus();
}

// States count upwards: scheduled, open, closed, cancelled. A session that is
// further on than the programme wants was brought there by somebody.
absl::Status Loader::LoadSession(const SessionEntry& entry, Session session) {
  const bool opens =
      session.state() == Session::SCHEDULED &&
      (entry.state == Session::OPEN || entry.state == Session::CLOSED ||
       (entry.state == Session::CANCELLED && !entry.bookings.empty()));
  if (opens && !options_.dry_run) {
    absl::StatusOr<Session> opened = scheduling_.OpenSession(session.id());
    RETURN_IF_ERROR(At(entry.line, opened.status()));
    session = *std::move(opened);
  }
  if (opens || session.state() == Session::OPEN) {
    RETURN_IF_ERROR(LoadBookings(entry, session));
  }
  if (options_.dry_run || session.state() >= entry.state) {
    return absl::OkStatus();
  }
  return At(entry.line, entry.state == Session::CANCELLED
                            ? scheduling_
                                  .CancelSession(session.id(),
                                                 /*apply_now=*/true)
                                  .status()
                            : scheduling_.CloseSession(session.id()).status());
}

absl::Status Loader::LoadBookings(const SessionEntry& entry,
                                  const Session& session) {
  if (entry.bookings.empty()) return absl::OkStatus();
  absl::StatusOr<registration::v1::ListBookingsResponse> there =
      WaitUntilSeen([&] { return registration_.ListBookings(session.id()); });
  RETURN_IF_ERROR(At(entry.line, there.status()));
  for (const BookingEntry& wanted : entry.bookings) {
    const auto& contact = wanted.booking.contact();
    const bool missing =
        std::none_of(there->bookings().begin(), there->bookings().end(),
                     [&](const Booking& booking) {
                       return absl::EqualsIgnoreCase(booking.contact().email(),
                                                     contact.email());
                     });
    Note("booking", absl::StrCat("line ", wanted.line),
         missing ? "created" : "unchanged");
    if (!missing || options_.dry_run) continue;
    RETURN_IF_ERROR(At(wanted.line, LoadBooking(wanted, session)));
  }
  return absl::OkStatus();
}

absl::Status Loader::LoadBooking(const BookingEntry& entry,
                                 const Session& session) {
  registration::v1::CreateBookingRequest request;
  *request.mutable_booking() = entry.booking;
  request.mutable_booking()->set_session_id(session.id());
  ASSIGN_OR_RETURN(
      const std::string request_id,
      connections_.RequestIdFor({"booking", absl::StrCat(session.id()),
                                 request.booking().SerializeAsString()}));
  request.set_request_id(request_id);
  return WaitUntilSeen([&] { return registration_.CreateBooking(request); })
      .status();
}

absl::Status Loader::LoadWebinar(const WebinarEntry& entry) {
  absl::StatusOr<webinars::v1::Webinar> webinar =
      webinars_.GetWebinar(entry.webinar.slug());
  const bool missing = ReasonOf(webinar.status()) == "WEBINAR_NOT_FOUND";
  if (!webinar.ok() && !missing) return webinar.status();
  if (missing && !options_.dry_run) {
    webinar = CreateWebinar(entry);
    RETURN_IF_ERROR(webinar.status());
  }
  const bool publish =
      entry.publish &&
      (missing || webinar->state() == webinars::v1::Webinar::DRAFT);
  if (publish && !options_.dry_run) {
    RETURN_IF_ERROR(webinars_.PublishWebinar(webinar->id()).status());
  }
  Note("webinar", entry.webinar.slug(),
       missing   ? "created"
       : publish ? "changed"
                 : "unchanged");
  return absl::OkStatus();
}

absl::StatusOr<webinars::v1::Webinar> Loader::CreateWebinar(
    const WebinarEntry& entry) {
  webinars::v1::CreateWebinarRequest request;
  *request.mutable_webinar() = entry.webinar;
  for (size_t i = 0; i < entry.parts.size(); ++i) {
    const PartEntry& files = entry.parts[i];
    webinars::v1::Part& part = *request.mutable_webinar()->mutable_parts(i);
    if (!files.video.empty()) {
      ASSIGN_OR_RETURN(*part.mutable_video_hash(),
                       Upload(files.video, "video/mp4"));
    }
    if (!files.captions.empty()) {
      ASSIGN_OR_RETURN(*part.mutable_captions_hash(),
                       Upload(files.captions, "text/vtt"));
    }
  }
  for (size_t i = 0; i < entry.handouts.size(); ++i) {
    ASSIGN_OR_RETURN(
        *request.mutable_webinar()->mutable_handouts(i)->mutable_file_hash(),
        Upload(entry.handouts[i].file, "application/pdf"));
  }
  return webinars_.CreateWebinar(request);
}

absl::StatusOr<std::string> Loader::Upload(const std::string& path,
                                           absl::string_view content_type) {
  Progress progress;
  if (options_.progress) {
    progress = [&](int64_t sent, int64_t size) {
      options_.progress(path, sent, size);
    };
  }
  ASSIGN_OR_RETURN(const webinars::v1::File file,
                   webinars_.UploadFile(path, content_type, progress));
  return file.hash();
}

void Loader::Note(absl::string_view kind, absl::string_view name,
                  absl::string_view outcome) {
  items_.push_back(
      {std::string(kind), std::string(name), std::string(outcome)});
}

absl::Status Loader::At(int line, const absl::Status& status) const {
  return Explain(status, absl::StrCat(file_, ":", line));
}

}  // namespace cwp::ctl
