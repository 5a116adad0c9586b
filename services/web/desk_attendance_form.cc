#include "services/web/desk_attendance_form.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/web/desk_people.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

json::array CameItems(const v1::Booking& booking, const std::string& chosen) {
  json::array items;
  const int places = booking.attendees_size();
  const auto add = [&](const std::string& value, const std::string& text) {
    View item = {{"value", value.empty() ? "leave" : value}, {"text", text}};
    if (value == chosen) item["selected"] = true;
    items.push_back(std::move(item));
  };
  add("", Say("people.attendance.leave"));
  add(absl::StrCat(places), SayCount("people.attendance.all_came", places));
  // Which of them, is said on the booking's own page where they have names.
  for (int i = places - 1; i > 0 && !HasNames(booking); --i) {
    add(absl::StrCat(i),
        Say("people.attendance.some_came",
            {{"came", absl::StrCat(i)}, {"all", absl::StrCat(places)}}));
  }
  add("0", SayCount("people.attendance.none_came", places));
  return items;
}

// What is known of who came with a booking; empty when nothing is.
std::string HintFor(const v1::Booking& booking, const Proposal& proposal) {
  const std::string came = CameWords(booking);
  if (proposal.by_hand) {
    return came.empty()
               ? ""
               : Say("people.attendance.noted_already", {{"came", came}});
  }
  const Found* const found = proposal.Find(booking.id());
  std::string hint = found == nullptr
                         ? Say("people.report.absent")
                         : Say("people.report.found", {{"who", found->words}});
  if (came.empty()) return hint;
  return Say("people.report.noted_already", {{"report", hint}, {"came", came}});
}

View BookingField(const v1::Booking& booking, const std::string& hint,
                  const std::string& chosen) {
  const std::string name = ChosenField(booking);
  View field = {
      {"id", name},
      {"name", name},
      {"label", Say("people.report.party", {{"name", booking.contact().name()},
                                            {"who", RolesWords(booking)}})},
      {"size", "s"},
      {"items", CameItems(booking, chosen)}};
  if (!hint.empty()) field["hint"] = hint;
  return field;
}

// What is chosen for a booking: what was noted before stays.
std::string ChosenFor(const v1::Booking& booking, const Proposal& proposal,
                      const http::Parameters& form, Begin begin) {
  if (begin == Begin::kTyped) {
    const absl::string_view chosen = form.Get(ChosenField(booking));
    return chosen == "leave" ? "" : std::string(chosen);
  }
  const Found* const found = proposal.Find(booking.id());
  const bool came =
      begin == Begin::kAllCame || (found != nullptr && found->sure);
  return came && CameWords(booking).empty()
             ? absl::StrCat(booking.attendees_size())
             : "";
}

}  // namespace

std::string ChosenField(const v1::Booking& booking) {
  return absl::StrCat("came_", booking.id());
}
std::string EtagField(const v1::Booking& booking) {
  return absl::StrCat("etag_", booking.id());
}

bool HasNames(const v1::Booking& booking) {
  return booking.attendees_size() > 0 && !booking.attendees(0).name().empty();
}

json::array GroupsOf(const std::vector<v1::Booking>& bookings,
                     const Proposal& proposal, const http::Parameters& typed,
                     Begin begin) {
  json::array sure, perhaps, absent;
  for (const v1::Booking& booking : bookings) {
    const Found* const found = proposal.Find(booking.id());
    json::array& group = found == nullptr ? absent
                         : found->sure    ? sure
                                          : perhaps;
    group.push_back(BookingField(booking, HintFor(booking, proposal),
                                 ChosenFor(booking, proposal, typed, begin)));
  }
  json::array groups;
  const auto add = [&](const std::string& title, json::array& fields) {
    if (fields.empty()) return;
    groups.push_back(
        View{{"group_title", title}, {"came_fields", std::move(fields)}});
  };
  add(Say("people.report.sure"), sure);
  add(Say("people.report.perhaps"), perhaps);
  add(proposal.by_hand ? Say("people.attendance.who_has_booked")
                       : Say("people.report.absent"),
      absent);
  return groups;
}

}  // namespace cwp::web
