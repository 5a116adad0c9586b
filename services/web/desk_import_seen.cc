#include <algorithm>
#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/web/desk_import.h"

namespace cwp::web {
namespace {

using programme::FieldChange;

// Enough that no two of a file are the same.
constexpr size_t kMarkSize = 12;

constexpr absl::string_view kNew = "new";
constexpr absl::string_view kChanged = "changed";
constexpr absl::string_view kAddress = "address";

std::string NameOf(const PlannedWorkshop& workshop) {
  return workshop.entry->workshop.slug();
}

std::string NameOf(const PlannedWorkshop& workshop,
                   const PlannedSession& session) {
  return absl::StrCat(NameOf(workshop), " ",
                      session.entry->meetings[0].local_start);
}

std::string MarkOf(const Desk& desk, const std::string& thing,
                   absl::string_view what) {
  return crypto::ToBase64Url(crypto::KeyedHash(desk.site->form_key,
                                               {"desk import", thing, what}))
      .substr(0, kMarkSize);
}

std::string WordsOf(const FieldChange& change) {
  return absl::StrJoin({change.key, change.before, change.after}, "\n");
}

// The marks of something that is to be made or changed.
void AddMarks(const Desk& desk, const std::string& thing, bool is_new,
              const std::vector<FieldChange>& changes,
              std::vector<std::string>& marks) {
  if (is_new) return marks.push_back(MarkOf(desk, thing, kNew));
  for (const FieldChange& change : changes) {
    marks.push_back(MarkOf(desk, thing, WordsOf(change)));
  }
  if (!changes.empty()) marks.push_back(MarkOf(desk, thing, kChanged));
}

}  // namespace

std::string SeenText(const Desk& desk, const ImportPlan& plan) {
  std::vector<std::string> marks;
  for (const PlannedWorkshop& workshop : plan.workshops) {
    AddMarks(desk, NameOf(workshop), workshop.is_new, workshop.plan.changes,
             marks);
    for (const PlannedSession& session : workshop.sessions) {
      const std::string thing = NameOf(workshop, session);
      AddMarks(desk, thing, !session.there.has_value(), session.plan.changes,
               marks);
      if (!SetsAddress(session)) continue;
      marks.push_back(MarkOf(desk, thing, kAddress));
    }
  }
  return absl::StrJoin(marks, ".");
}

SeenPlan::SeenPlan(const Desk& desk, absl::string_view seen)
    : desk_(desk), marks_(absl::StrSplit(seen, '.', absl::SkipEmpty())) {}

bool SeenPlan::Covers(const ImportPlan& plan) const {
  for (const PlannedWorkshop& workshop : plan.workshops) {
    const std::string name = NameOf(workshop);
    if (workshop.is_new && !Has(name, kNew)) return false;
    if (!CoversChanges(name, workshop.plan.changes)) return false;
    for (const PlannedSession& session : workshop.sessions) {
      const std::string thing = NameOf(workshop, session);
      if (!session.there.has_value() && !Has(thing, kNew)) return false;
      if (!CoversChanges(thing, session.plan.changes)) return false;
      if (SetsAddress(session) && !Has(thing, kAddress) && !Has(thing, kNew)) {
        return false;
      }
    }
  }
  return true;
}

// What was made by this form goes on to the state that it was to have.
bool SeenPlan::CoversChanges(const std::string& thing,
                             const std::vector<FieldChange>& changes) const {
  return std::all_of(changes.begin(), changes.end(),
                     [&](const FieldChange& change) {
                       return Has(thing, WordsOf(change)) ||
                              (change.key == "state" && Has(thing, kNew));
                     });
}

bool SeenPlan::Has(const std::string& thing, absl::string_view what) const {
  return std::find(marks_.begin(), marks_.end(), MarkOf(desk_, thing, what)) !=
         marks_.end();
}

bool SeenPlan::Made(const PlannedWorkshop& workshop) const {
  return Has(NameOf(workshop), kNew);
}

bool SeenPlan::Changed(const PlannedWorkshop& workshop) const {
  return Has(NameOf(workshop), kChanged);
}

bool SeenPlan::Made(const PlannedWorkshop& workshop,
                    const PlannedSession& session) const {
  return Has(NameOf(workshop, session), kNew);
}

bool SeenPlan::Changed(const PlannedWorkshop& workshop,
                       const PlannedSession& session) const {
  const std::string thing = NameOf(workshop, session);
  return Has(thing, kChanged) || Has(thing, kAddress);
}

}  // namespace cwp::web
