#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/http/co_status_macros.h"
#include "common/telemetry/log.h"
#include "services/web/desk_act.h"
#include "services/web/desk_import.h"
#include "services/web/desk_plan.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using boost::asio::awaitable;
using scheduling::Session;
using scheduling::Workshop;
using Calls = SchedulingCalls::Async;

// A page that says how far it is comes about as often.
constexpr absl::Duration kRound = absl::Seconds(5);

// Nobody knows whether it was done, and the next call would fare no better.
bool DoesNotAnswer(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status);
}

// One plan that is carried out.
class Maker {
 public:
  // All outlive it.
  Maker(const Desk& desk, const DeskVisit& visit, const http::Request& request,
        const ImportPlan& plan)
      : desk_(desk),
        visit_(visit),
        request_(request),
        plan_(plan),
        form_(RequestIdOf(desk, visit)),
        trainees_(visit.form.Has(kTraineesField)),
        options_(visit.form.Has(kOptionsField)) {}

  awaitable<void> MakeAll() {
    for (size_t i = 0; i < plan_.workshops.size(); ++i) {
      WorkshopResult& made = report_.workshops.emplace_back();
      made.sessions.resize(plan_.workshops[i].sessions.size());
      co_await MakeOne(i, made);
    }
  }

  ImportReport TakeReport() { return std::move(report_); }

 private:
  awaitable<void> MakeOne(size_t number, WorkshopResult& made) {
    const PlannedWorkshop& planned = plan_.workshops[number];
    Begin(absl::StrCat(number));
    made.result.id = planned.plan.wanted.id();
    const absl::StatusOr<Workshop> workshop = co_await Do(planned, made.result);
    Note(workshop.status(), made.result);
    co_await End(AuditSubject::kWorkshop, made.result.id);
    for (size_t i = 0; i < planned.sessions.size(); ++i) {
      ImportResult& result = made.sessions[i];
      const PlannedSession& session = planned.sessions[i];
      if (session.there.has_value()) result.id = session.there->id();
      if (!workshop.ok()) {
        result.state = made.result.state == ImportResult::State::kRefused
                           ? ImportResult::State::kNotTried
                           : made.result.state;
        continue;
      }
      Begin(absl::StrCat(number, ".", i));
      const bool renewed = !planned.is_new && !planned.plan.fields.empty();
      const absl::Status status =
          co_await Do(*workshop, session, renewed, result);
      Note(status, result);
      co_await End(AuditSubject::kSession, result.id);
    }
  }

  // A round lasts from the first thing that was done, so that one comes to an
  // end however much is refused before.
  void Begin(std::string where) {
    where_ = std::move(where);
    called_ = false;
    begun_ = desk_.site->clock->Now();
    if (!ended_ && begun_ >= until_) over_ = true;
  }

  awaitable<void> End(AuditSubject subject, int64_t id) {
    if (!called_) co_return;
    until_ = std::min(until_, begun_ + kRound);
    co_await Record(subject, id);
  }

  // Nothing more is asked for.
  bool stopped() const { return ended_ || over_; }

  // Calls a method that changes something; not any more once somebody does not
  // answer, or the round is over. The request id is the same whenever the same
  // form asks for the same.
  template <class Request, class Response>
  awaitable<absl::StatusOr<Response>> Call(
      void (Calls::*method)(grpc::ClientContext*, const Request*, Response*,
                            std::function<void(grpc::Status)>),
      Request request) {
    if (stopped()) co_return absl::CancelledError("no more is asked for");
    const std::string content = request.SerializeAsString();
    request.set_request_id(crypto::ToBase64Url(crypto::KeyedHash(
        desk_.site->form_key, {"desk import", form_, where_,
                               Request::descriptor()->name(), content})));
    rpc::Caller caller = StaffCaller(desk_, visit_, request_);
    absl::StatusOr<Response> answer = co_await desk_.scheduling->Call(
        method, std::move(caller), std::move(request));
    called_ = called_ || answer.ok();
    co_return answer;
  }

  awaitable<absl::StatusOr<Workshop>> Do(const PlannedWorkshop& planned,
                                         ImportResult& result) {
    Workshop workshop = planned.plan.wanted;
    if (planned.is_new) {
      scheduling::CreateWorkshopRequest wanted;
      *wanted.mutable_workshop() = workshop;
      CO_ASSIGN_OR_RETURN(
          workshop, co_await Call(&Calls::CreateWorkshop, std::move(wanted)));
      result.id = workshop.id();
    } else if (!planned.plan.fields.empty()) {
      scheduling::UpdateWorkshopRequest wanted;
      *wanted.mutable_workshop() = workshop;
      for (const std::string& field : planned.plan.fields) {
        wanted.mutable_update_mask()->add_paths(field);
      }
      CO_ASSIGN_OR_RETURN(
          workshop, co_await Call(&Calls::UpdateWorkshop, std::move(wanted)));
    }
    if (planned.plan.publish) {
      scheduling::PublishWorkshopRequest wanted;
      wanted.set_id(workshop.id());
      CO_ASSIGN_OR_RETURN(
          workshop, co_await Call(&Calls::PublishWorkshop, std::move(wanted)));
    }
    co_return workshop;
  }

  // `renewed`: its workshop has just been changed, and so has it.
  awaitable<absl::Status> Do(const Workshop& workshop,
                             const PlannedSession& planned, bool renewed,
                             ImportResult& result) {
    const bool is_new = !planned.there.has_value();
    if (planned.plan.stays) co_return absl::OkStatus();
    Session session;
    if (is_new) {
      CO_ASSIGN_OR_RETURN(session, co_await Make(workshop, planned));
    } else {
      session = *planned.there;
      if (renewed) {
        CO_ASSIGN_OR_RETURN(session, co_await Renewed(workshop, session));
      }
      CO_ASSIGN_OR_RETURN(session, co_await Change(planned, session));
    }
    result.id = session.id();
    for (const Session::State state : planned.plan.states) {
      CO_RETURN_IF_ERROR(co_await BringTo(session.id(), state, is_new));
    }
    co_return absl::OkStatus();
  }

  // A session shows its workshop, so it has another version once that changes.
  // It is taken as it is now, unless it has changed in other ways.
  awaitable<absl::StatusOr<Session>> Renewed(const Workshop& workshop,
                                             const Session& seen) {
    if (stopped()) co_return seen;
    scheduling::GetSessionRequest wanted;
    wanted.set_id(seen.id());
    rpc::Caller caller = StaffCaller(desk_, visit_, request_);
    CO_ASSIGN_OR_RETURN(Session now, co_await desk_.scheduling->Call(
                                         &Calls::GetSession, std::move(caller),
                                         std::move(wanted)));
    const bool same = programme::Differences(
                          programme::SessionNode(seen, workshop, plan_.leaders),
                          programme::SessionNode(now, workshop, plan_.leaders))
                          .empty();
    co_return same ? std::move(now) : seen;
  }

  awaitable<absl::StatusOr<Session>> Make(const Workshop& workshop,
                                          const PlannedSession& planned) {
    scheduling::CreateSessionRequest wanted;
    *wanted.mutable_session() = planned.plan.wanted;
    wanted.mutable_session()->set_workshop_id(workshop.id());
    wanted.set_join_uri(planned.entry->join_uri);
    wanted.set_draft(planned.plan.draft);
    wanted.set_acknowledge_trainee_alone(trainees_);
    co_return co_await Call(&Calls::CreateSession, std::move(wanted));
  }

  awaitable<absl::StatusOr<Session>> Change(const PlannedSession& planned,
                                            Session session) {
    const programme::SessionPlan& plan = planned.plan;
    std::vector<std::string> fields = plan.fields;
    if (SetsAddress(planned)) fields.emplace_back("join_uri");
    if (!fields.empty()) {
      scheduling::UpdateSessionRequest wanted;
      *wanted.mutable_session() = plan.wanted;
      wanted.mutable_session()->set_etag(session.etag());
      for (const std::string& field : fields) {
        wanted.mutable_update_mask()->add_paths(field);
      }
      wanted.set_join_uri(planned.entry->join_uri);
      wanted.set_acknowledge_trainee_alone(trainees_);
      wanted.set_meeting_options_confirmed(options_);
      CO_ASSIGN_OR_RETURN(
          session, co_await Call(&Calls::UpdateSession, std::move(wanted)));
    }
    if (plan.move) {
      scheduling::RescheduleSessionRequest wanted;
      wanted.set_id(session.id());
      *wanted.mutable_meetings() = plan.wanted.meetings();
      wanted.set_etag(session.etag());
      CO_ASSIGN_OR_RETURN(
          session, co_await Call(&Calls::RescheduleSession, std::move(wanted)));
    }
    co_return session;
  }

  // A session that was there may have people in it, so that cancelling it can
  // be taken back.
  awaitable<absl::Status> BringTo(int64_t id, Session::State state,
                                  bool is_new) {
    switch (state) {
      case Session::SCHEDULED: {
        scheduling::ScheduleSessionRequest wanted;
        wanted.set_id(id);
        co_return (co_await Call(&Calls::ScheduleSession, std::move(wanted)))
            .status();
      }
      case Session::OPEN: {
        scheduling::OpenSessionRequest wanted;
        wanted.set_id(id);
        wanted.set_acknowledge_trainee_alone(trainees_);
        wanted.set_meeting_options_confirmed(options_);
        co_return (co_await Call(&Calls::OpenSession, std::move(wanted)))
            .status();
      }
      case Session::CLOSED: {
        scheduling::CloseSessionRequest wanted;
        wanted.set_id(id);
        co_return (co_await Call(&Calls::CloseSession, std::move(wanted)))
            .status();
      }
      default: {
        scheduling::CancelSessionRequest wanted;
        wanted.set_id(id);
        wanted.set_apply_now(is_new);
        co_return (co_await Call(&Calls::CancelSession, std::move(wanted)))
            .status();
      }
    }
  }

  // Says in the audit log that a thing was made or changed. What fails here is
  // logged: the entry of the whole says that it was begun.
  awaitable<void> Record(AuditSubject subject, int64_t id) {
    AuditNote note = {.actor = ActorOf(visit_, request_),
                      .act = AuditAct::kProgrammeChanged,
                      .subject = subject,
                      .subject_id = id};
    const absl::StatusOr<int64_t> written =
        co_await desk_.audit->Record(std::move(note));
    if (written.ok()) co_return;
    Log(LogLevel::kError, "audit_entry_not_written",
        {{"request_id", request_.id()},
         {"reason", ReasonOf(written.status())}});
  }

  void Note(const absl::Status& status, ImportResult& result) {
    if (status.ok()) return;
    if (over_) {
      result.state = ImportResult::State::kToCome;
      report_.goes_on = true;
      return;
    }
    if (ended_) {
      result.state = ImportResult::State::kNotTried;
      return;
    }
    const std::string reason = ReasonOf(status);
    result.state = ImportResult::State::kRefused;
    result.problem = ImportWordsFor(reason);
    ended_ = DoesNotAnswer(status);
    if (reason == "TRAINEE_ALONE") report_.wants_trainees = true;
    if (reason == "MEETING_OPTIONS_UNCONFIRMED") report_.wants_options = true;
  }

  const Desk& desk_;
  const DeskVisit& visit_;
  const http::Request& request_;
  const ImportPlan& plan_;
  const std::string form_;
  const bool trainees_;
  const bool options_;
  // The workshop or session that it is at.
  std::string where_;
  // Whether a call about it has changed something.
  bool called_ = false;
  absl::Time begun_;
  // When the round is over: not before something was done.
  absl::Time until_ = absl::InfiniteFuture();
  bool over_ = false;
  // Somebody has not answered.
  bool ended_ = false;
  ImportReport report_;
};

}  // namespace

awaitable<ImportReport> MakeImport(const Desk& desk, const DeskVisit& visit,
                                   const http::Request& request,
                                   const ImportPlan& plan) {
  Maker maker(desk, visit, request, plan);
  co_await maker.MakeAll();
  co_return maker.TakeReport();
}

std::string ImportWordsFor(absl::string_view reason) {
  const std::string* const own = FindWords(
      absl::StrCat("programme.import.refused.", absl::AsciiStrToLower(reason)));
  if (own != nullptr) return *own;
  const std::string words = PlanWordsFor(reason);
  return words.empty()
             ? Say("programme.import.refused_because", {{"reason", reason}})
             : words;
}

}  // namespace cwp::web
