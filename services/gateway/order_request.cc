#include "services/gateway/order_request.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "boost/json/parse.hpp"
#include "boost/json/value.hpp"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/gateway/api_error.h"
#include "services/gateway/order_shape.h"

namespace cwp::gateway {
namespace {

namespace json = boost::json;
namespace registration = ::cwp::registration::v1;

constexpr size_t kMaxKey = 128;
constexpr size_t kMaxPlaces = 10;
// Years that nobody is older than.
constexpr int kOldest = 120;

// What Eventbrite's forms may ask of people, and we have no use for.
constexpr absl::string_view kDropped[] = {
    "addresses",  "age",        "birth_date", "blog",
    "cell_phone", "company",    "email",      "first_name",
    "gender",     "home_phone", "job_title",  "last_name",
    "prefix",     "suffix",     "website",    "work_phone"};

template <class List>
bool IsIn(const List& list, absl::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

// Reads the fields of one object; what is wrong is noted under `path`.
class Fields {
 public:
  // `value` may be null, which stands for an object that was left out.
  Fields(std::string path, const json::value* value, ArgumentErrors& errors)
      : path_(std::move(path)), errors_(errors) {
    if (value == nullptr) return;
    object_ = value->if_object();
    if (object_ == nullptr) errors_.Add(path_, "INVALID");
  }

  bool present() const { return object_ != nullptr; }

  // Notes every field that is none of these.
  void Allow(std::initializer_list<absl::string_view> known) {
    if (object_ == nullptr) return;
    for (const auto& field : *object_) {
      const absl::string_view name(field.key().data(), field.key().size());
      if (!IsIn(known, name)) errors_.Add(PathOf(name), "Unknown parameter");
    }
  }

  // The same for a person, of whom what Eventbrite's forms ask besides is taken
  // for well meant, and dropped unread.
  void AllowOfPerson(std::initializer_list<absl::string_view> known) {
    if (object_ == nullptr) return;
    for (const auto& field : *object_) {
      const absl::string_view name(field.key().data(), field.key().size());
      if (!IsIn(known, name) && !IsIn(kDropped, name)) {
        errors_.Add(PathOf(name), "Unknown parameter");
      }
    }
  }

  // Null when the field is absent or null.
  const json::value* Find(absl::string_view name) const {
    if (object_ == nullptr) return nullptr;
    const json::value* value =
        object_->if_contains(json::string_view(name.data(), name.size()));
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  // Empty when it is absent, which is noted when it must not be, or wrong.
  std::string Text(absl::string_view name, bool required) const {
    const json::value* value = Find(name);
    if (value == nullptr) {
      if (required) errors_.Add(PathOf(name), "MISSING");
      return "";
    }
    const json::string* text = value->if_string();
    if (text == nullptr) {
      errors_.Add(PathOf(name), "INVALID");
      return "";
    }
    return std::string(text->data(), text->size());
  }

  std::string PathOf(absl::string_view name) const {
    return path_.empty() ? std::string(name) : absl::StrCat(path_, ".", name);
  }

 private:
  const std::string path_;
  ArgumentErrors& errors_;
  const json::object* object_ = nullptr;
};

void ReadContact(const Fields& order, registration::Contact& contact,
                 ArgumentErrors& errors) {
  const json::value* value = order.Find("contact");
  if (value == nullptr) return errors.Add(order.PathOf("contact"), "MISSING");
  Fields fields(order.PathOf("contact"), value, errors);
  fields.AllowOfPerson({"name", "email", "phone"});
  if (!fields.present()) return;
  contact.set_name(fields.Text("name", true));
  contact.set_email(fields.Text("email", true));
  contact.set_phone(fields.Text("phone", false));
}

std::optional<int> ParseYears(absl::string_view text) {
  int years = 0;
  const bool digits =
      !text.empty() && text.size() <= 3 &&
      std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(text, &years) || years > kOldest) {
    return std::nullopt;
  }
  return years;
}

// Ages as the API writes them; see order_shape.h.
std::optional<registration::AgeBand> ParseAgeBand(absl::string_view name) {
  std::optional<int> min = 0;
  std::optional<int> max = kOldest;
  const size_t to = name.find("_to_");
  if (absl::ConsumePrefix(&name, "under_")) {
    max = ParseYears(name);
    if (max.has_value()) --*max;
  } else if (absl::ConsumeSuffix(&name, "_and_over")) {
    min = ParseYears(name);
  } else if (to != absl::string_view::npos) {
    min = ParseYears(name.substr(0, to));
    max = ParseYears(name.substr(to + 4));
  } else {
    min = max = ParseYears(name);
  }
  if (!min.has_value() || !max.has_value() || *max < *min) return std::nullopt;
  registration::AgeBand band;
  band.set_min_years(*min);
  band.set_max_years(*max);
  return band;
}

registration::Attendee::Role RoleFor(Audience audience) {
  switch (audience) {
    case Audience::kYoungPeople:
      return registration::Attendee::YOUNG_PERSON;
    case Audience::kProfessionals:
      return registration::Attendee::PROFESSIONAL;
    case Audience::kParentsAndCarers:
      break;
  }
  return registration::Attendee::PARENT_OR_CARER;
}

void ReadAttendee(const std::string& path, const json::value& value,
                  const Session& session, registration::Attendee& attendee,
                  ArgumentErrors& errors) {
  Fields fields(path, &value, errors);
  fields.AllowOfPerson({"ticket_class_id", "age_band", "name"});
  if (!fields.present()) return;
  attendee.set_name(fields.Text("name", false));
  const std::string ticket = fields.Text("ticket_class_id", true);
  if (ticket != TicketClassId(session.id)) {
    errors.Add(fields.PathOf("ticket_class_id"), "INVALID");
  }
  if (const std::string ages = fields.Text("age_band", false); !ages.empty()) {
    const std::optional<registration::AgeBand> band = ParseAgeBand(ages);
    if (!band.has_value()) errors.Add(fields.PathOf("age_band"), "INVALID");
    *attendee.mutable_age_band() = band.value_or(registration::AgeBand());
  }
  attendee.set_role(RoleFor(session.workshop->audience));
}

void ReadAttendees(const Fields& order, const Session& session,
                   registration::Booking& booking, ArgumentErrors& errors) {
  const std::string path = order.PathOf("attendees");
  const json::value* value = order.Find("attendees");
  if (value == nullptr) return errors.Add(path, "MISSING");
  const json::array* list = value->if_array();
  if (list == nullptr) return errors.Add(path, "INVALID");
  if (list->empty()) return errors.Add(path, "MISSING");
  if (list->size() > kMaxPlaces) return errors.Add(path, "TOO_LONG");
  for (size_t i = 0; i < list->size(); ++i) {
    ReadAttendee(absl::StrCat(path, ".", i), (*list)[i], session,
                 *booking.add_attendees(), errors);
  }
}

registration::Eligibility::Answer ReadAnswer(const Fields& fields,
                                             absl::string_view name,
                                             ArgumentErrors& errors) {
  const std::string answer = fields.Text(name, false);
  if (answer == "yes") return registration::Eligibility::YES;
  if (answer == "no") return registration::Eligibility::NO;
  if (answer == "not_sure") return registration::Eligibility::NOT_SURE;
  if (!answer.empty()) errors.Add(fields.PathOf(name), "INVALID");
  return registration::Eligibility::ANSWER_UNSPECIFIED;
}

void ReadEligibility(const Fields& order,
                     registration::Eligibility& eligibility,
                     ArgumentErrors& errors) {
  Fields fields(order.PathOf("eligibility"), order.Find("eligibility"), errors);
  fields.Allow({"in_area", "of_age"});
  eligibility.set_in_area(ReadAnswer(fields, "in_area", errors));
  eligibility.set_of_age(ReadAnswer(fields, "of_age", errors));
}

}  // namespace

absl::StatusOr<registration::CreateBookingRequest> ParseOrder(
    absl::string_view body, const Session& session) {
  boost::system::error_code error;
  const json::value value =
      json::parse(json::string_view(body.data(), body.size()), error);
  if (error || !value.is_object()) {
    return InvalidArgument("INVALID_BODY", "The body must be a JSON object.");
  }
  ArgumentErrors errors;
  Fields top("", &value, errors);
  top.Allow({"order"});
  registration::CreateBookingRequest request;
  registration::Booking& booking = *request.mutable_booking();
  booking.set_session_id(session.id);
  const json::value* found = top.Find("order");
  if (found == nullptr) {
    errors.Add("order", "MISSING");
    return errors.status();
  }
  Fields order("order", found, errors);
  order.Allow({"contact", "attendees", "eligibility"});
  if (order.present()) {
    ReadContact(order, *booking.mutable_contact(), errors);
    ReadAttendees(order, session, booking, errors);
    ReadEligibility(order, *booking.mutable_eligibility(), errors);
  }
  RETURN_IF_ERROR(errors.status());
  return request;
}

absl::StatusOr<std::string> ParseIdempotencyKey(absl::string_view header) {
  absl::string_view key = absl::StripAsciiWhitespace(header);
  // As a structured header writes a string.
  if (key.size() >= 2 && absl::StartsWith(key, "\"") &&
      absl::EndsWith(key, "\"")) {
    key = key.substr(1, key.size() - 2);
  }
  ArgumentErrors errors;
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c));
  });
  if (key.empty()) {
    errors.Add("Idempotency-Key", "MISSING");
  } else if (key.size() > kMaxKey) {
    errors.Add("Idempotency-Key", "TOO_LONG");
  } else if (!visible) {
    errors.Add("Idempotency-Key", "INVALID");
  }
  RETURN_IF_ERROR(errors.status());
  return std::string(key);
}

}  // namespace cwp::gateway
