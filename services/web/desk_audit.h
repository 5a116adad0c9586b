#ifndef CWP_SERVICES_WEB_DESK_AUDIT_H_
#define CWP_SERVICES_WEB_DESK_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "services/web/audit_domain.h"
#include "services/web/staff_domain.h"

namespace cwp::web {

// Whether a form comes from the button of a page that leads back to where it
// was asked from, whatever else it says.
inline bool LeadsBack(const http::Parameters& form) {
  return form.Get("then") == "form";
}

// Whether a form comes from a button that shows what was typed, in its form
// again or as families would see it, and does no more.
inline bool OnlyShows(const http::Parameters& form) {
  return LeadsBack(form) || form.Get("then") == "preview";
}

// Whether a form answers the page that asks once more: all buttons of that send
// `field`, also the one that leads back.
inline bool IsDecided(const http::Parameters& form, absl::string_view field) {
  return form.Has(field) && !LeadsBack(form);
}

// What the audit log says of a route of the desk. There is none by default: a
// route that does not say it does not compile.
class DeskAudit {
 public:
  // It shows no person but the one who is signed in, and changes nothing.
  static DeskAudit Nothing() { return DeskAudit(Kind::kNothing); }

  // It shows people. The entry is written first; what cannot be recorded is not
  // shown. `subject` is what {id} in the pattern names, if anything. Whoever
  // does not have `permission` is shown the same page without people, and there
  // is no entry.
  static DeskAudit Shows(AuditAct act, AuditSubject subject,
                         Permission permission = Permission::kDesk) {
    DeskAudit audit(Kind::kShows);
    audit.act = act;
    audit.subject = subject;
    audit.permission = permission;
    return audit;
  }

  // It changes something in another service: an entry that it is begun, and
  // after it one of how it went.
  static DeskAudit Changes(AuditAct act, AuditSubject subject) {
    DeskAudit audit(Kind::kChanges);
    audit.act = act;
    audit.subject = subject;
    return audit;
  }

  // It changes something of ours: a StaffCommand, which writes its entry in its
  // own transaction. When it was refused, there is one here.
  static DeskAudit WithTheChange(AuditAct act, AuditSubject subject) {
    DeskAudit audit(Kind::kWithTheChange);
    audit.act = act;
    audit.subject = subject;
    return audit;
  }

  // Of a change that is asked for in two steps: posted without this field, or
  // with the button that leads back, it only shows what would come of it. Its
  // handler has to see that by IsDecided, too.
  DeskAudit OnceHas(std::string field) && {
    decided_by = std::move(field);
    return std::move(*this);
  }

  // Of such a change, when only this `act`, of several that are posted to the
  // route, is asked for so.
  DeskAudit ForAct(std::string one) && {
    decided_act = std::move(one);
    return std::move(*this);
  }

  // Of a change that is asked for in two steps now and then only: posted by a
  // button that only shows what was typed, it is none.
  DeskAudit UnlessItOnlyShows() && {
    may_only_show = true;
    return std::move(*this);
  }

  // Of one with two steps, when what it shows first is people: what is said of
  // that.
  DeskAudit AfterShowing(AuditAct people) && {
    shown_before = people;
    return std::move(*this);
  }

  // What is said of it when this is posted.
  DeskAudit WhenPosted(const http::Parameters& form) const {
    if (IsAskedFor(form)) return *this;
    DeskAudit before = *this;
    before.kind = shown_before.has_value() ? Kind::kShows : Kind::kNothing;
    before.act = shown_before.value_or(act);
    return before;
  }

  // What it is about, where the pattern has no {id} for it.
  DeskAudit About(int64_t id) && {
    subject_id = id;
    return std::move(*this);
  }

  // The field in which staff type why.
  DeskAudit Why(std::string field) && {
    why_field = std::move(field);
    return std::move(*this);
  }

  enum class Kind { kNothing, kShows, kChanges, kWithTheChange };
  Kind kind;
  AuditAct act = AuditAct::kAuditViewed;
  AuditSubject subject = AuditSubject::kNone;
  // 0 for what the pattern names.
  int64_t subject_id = 0;
  Permission permission = Permission::kDesk;
  std::string decided_by;
  std::string decided_act;
  bool may_only_show = false;
  std::optional<AuditAct> shown_before;
  std::string why_field;

 private:
  explicit DeskAudit(Kind what) : kind(what) {}

  bool IsAskedFor(const http::Parameters& form) const {
    if (may_only_show) return !OnlyShows(form);
    if (decided_by.empty()) return true;
    if (!decided_act.empty() && form.Get("act") != decided_act) return true;
    return IsDecided(form, decided_by);
  }
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_AUDIT_H_
