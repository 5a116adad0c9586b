#ifndef CWP_SERVICES_WEB_BOOKING_FORM_H_
#define CWP_SERVICES_WEB_BOOKING_FORM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "services/web/domain.h"
#include "services/web/view.h"

namespace cwp::web {

// What somebody typed and chose on the booking form, trimmed and otherwise as
// it came, so that everything can be shown again.
struct Answers {
  std::string who_for;
  std::string places;
  // How many of those who come are children or young people.
  std::string young_people;
  std::string age_band;
  std::string in_area;
  // One to a line.
  std::string attendee_names;
  std::string contact_name;
  std::string contact_email;
  std::string contact_phone;
  // `yes` when subjects of e-mails and titles in calendars may say what it is.
  std::vector<std::string> name_workshop;
  std::vector<std::string> access_needs;
  std::string access_other;
  // Of who waits: ids of sessions, and kAnyDate.
  std::vector<std::string> dates;
  // The smallest number of places that would do.
  std::string least_places;

  bool operator==(const Answers&) const = default;
};

// What `dates` holds for whatever session comes.
inline constexpr absl::string_view kAnyDate = "any";

// A session that can be waited for.
struct DateChoice {
  std::string session_id;
  std::string words;
  // When it begins alone, for lists that have to be short.
  std::string when;
};

// What the form asks, and is checked against.
struct BookingRules {
  // Whether the organisation asks about the area, and about the age.
  bool ask_area = true;
  bool ask_age = true;
  // The service's ages.
  AgeSpan ages = {.min = 5, .max = 19};
  // From this age a young person may book.
  int own_booking_age = 13;
  // The workshop's ages.
  AgeSpan workshop_ages = {.min = 0, .max = kOldest};
  int max_places = 10;
  // Why the workshop needs names of those who take part; empty when it does
  // not.
  std::string names_reason;
  // Whether it is to wait for places, not to book them.
  bool waits = false;
  // What can be waited for besides any date, by id.
  std::vector<DateChoice> dates;
  // Whether staff fill it in for somebody: a phone number will do then, in
  // place of an e-mail address.
  bool for_somebody = false;
};

// A field that was refused, and why, in the reasons of templates/README.md.
struct FieldError {
  std::string field;
  std::string reason;
  // What is said of it, where the field has no words of its own for the reason.
  std::string words = {};
};

// The reason an age is refused of whoever is too young to book for themselves.
inline constexpr char kTooYoungAlone[] = "too_young_alone";

// Why the service is not for the child or young person concerned.
struct Unfit {
  bool too_young = false;
  bool too_old = false;
  // They are old enough for it, but not to book for themselves.
  bool too_young_alone = false;
  bool out_of_area = false;

  bool any() const {
    return too_young || too_old || too_young_alone || out_of_area;
  }
};

// Puts what was sent for these fields in place of what is there.
void ReadFields(const http::Parameters& form,
                const std::vector<absl::string_view>& fields, Answers& answers);

// Checks all fields that are asked, in the order of the form.
std::vector<FieldError> CheckAnswers(const Answers& answers,
                                     const BookingRules& rules);

// The reason an e-mail address is refused; empty when it is not.
std::string EmailError(absl::string_view email);

// Why a booking with these answers is not for them, as far as they say.
Unfit FindUnfit(const Answers& answers, const BookingRules& rules);

// Of answers that passed the checks.
int PlacesOf(const Answers& answers);
// The smallest number of places that would do: all, unless it was said.
int LeastPlacesOf(const Answers& answers);
// The sessions that are waited for; none for any of the workshop.
std::vector<int64_t> SessionsOf(const Answers& answers);
// How many of the places are for children or young people.
int YoungPeopleOf(const Answers& answers);
std::vector<std::string> NamesOf(const Answers& answers);

// The bands that the form offers: cut at the ends of all these ages.
std::vector<AgeSpan> BandsOf(const BookingRules& rules);

// The band that was chosen; nothing when none was, there is no such band, or
// it is not asked.
std::optional<AgeSpan> BandOf(const Answers& answers,
                              const BookingRules& rules);
bool IsProfessional(const Answers& answers);

// The answers without all that tells who they are from, or what they need.
Answers WithoutWhoTheyAre(Answers answers);

// Whether there is anything of that in them.
bool SaysWhoTheyAre(const Answers& answers);

// The part of the page `book` that says what is asked of whoever gave these
// answers: `fields`, where one that is not asked is `false`, and `field_order`.
// `fixed` is what never changes of that page.
View AskedForm(const View& fixed, const Answers& answers,
               const BookingRules& rules);

// The form, filled in: `fields` and, with errors, `error_summary`. `asked` is
// from AskedForm().
View FilledForm(const View& asked, const Answers& answers,
                const std::vector<FieldError>& errors);

// The rows of the check page. Their buttons post to `change_path`, which is
// answered with the form, and go to the field there. `asked` is from
// AskedForm().
json::array SummaryRows(const View& asked, const Answers& answers,
                        absl::string_view change_path);

// For the sealed part of a form, and back. Nothing when it is not what
// AnswersToText() gave, here or in an older release: what that did not ask is
// empty.
std::string AnswersToText(const Answers& answers);
std::optional<Answers> AnswersFromText(absl::string_view text);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_BOOKING_FORM_H_
