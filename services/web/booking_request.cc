#include "services/web/booking_request.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/web/booking_steps.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using Answer = v1::Eligibility::Answer;

// How a contact relates to those who come.
constexpr char kSelf[] = "self";
constexpr char kProfessional[] = "professional";
constexpr char kParentOrCarer[] = "parent or carer";

std::string RelationshipOf(const Answers& answers) {
  if (IsProfessional(answers)) return kProfessional;
  return answers.who_for == "young_person" ? kSelf : kParentOrCarer;
}

// What `who_for` was, by who comes.
std::string WhoForOf(const v1::Booking& booking, int young_people) {
  const int others = booking.attendees_size() - young_people;
  if (young_people == 0) {
    const bool professional =
        others > 0 && booking.attendees(0).role() == v1::Attendee::PROFESSIONAL;
    return professional ? "professional" : "parent_or_carer";
  }
  if (others > 0) return others == 1 ? "both" : "several";
  const bool alone = booking.contact().relationship() == kSelf;
  return alone ? "young_person" : "child";
}

int CountYoungPeople(const v1::Booking& booking) {
  return static_cast<int>(
      std::count_if(booking.attendees().begin(), booking.attendees().end(),
                    [](const v1::Attendee& attendee) {
                      return attendee.role() == v1::Attendee::YOUNG_PERSON;
                    }));
}

struct Area {
  absl::string_view value;
  Answer answer;
};
constexpr Area kAreas[] = {
    {"yes", v1::Eligibility::YES},
    {"no", v1::Eligibility::NO},
    {"not_sure", v1::Eligibility::NOT_SURE},
};

struct Need {
  absl::string_view value;
  bool (v1::AccessNeeds::*get)() const;
  void (v1::AccessNeeds::*set)(bool);
};
constexpr Need kNeeds[] = {
    {"captions", &v1::AccessNeeds::captions, &v1::AccessNeeds::set_captions},
    {"interpreter", &v1::AccessNeeds::interpreter,
     &v1::AccessNeeds::set_interpreter},
    {"camera_off", &v1::AccessNeeds::camera_off,
     &v1::AccessNeeds::set_camera_off},
    {"breaks", &v1::AccessNeeds::breaks, &v1::AccessNeeds::set_breaks},
    {"easy_read", &v1::AccessNeeds::easy_read, &v1::AccessNeeds::set_easy_read},
};

v1::Contact ContactOf(const Answers& answers) {
  v1::Contact contact;
  contact.set_name(answers.contact_name);
  contact.set_email(answers.contact_email);
  contact.set_phone(answers.contact_phone);
  contact.set_relationship(RelationshipOf(answers));
  return contact;
}

v1::Eligibility::Answer InArea(const Answers& answers,
                               const BookingRules& rules) {
  if (!IsAsked("in_area", answers, rules)) {
    return v1::Eligibility::ANSWER_UNSPECIFIED;
  }
  for (const Area& area : kAreas) {
    if (answers.in_area == area.value) return area.answer;
  }
  return v1::Eligibility::ANSWER_UNSPECIFIED;
}

v1::AccessNeeds NeedsOf(const Answers& answers) {
  v1::AccessNeeds needs;
  for (const Need& need : kNeeds) {
    for (const std::string& chosen : answers.access_needs) {
      if (chosen == need.value) (needs.*need.set)(true);
    }
  }
  needs.set_other(answers.access_other);
  return needs;
}

}  // namespace

google::protobuf::RepeatedPtrField<v1::Attendee> AttendeesOf(
    const Answers& answers, const BookingRules& rules) {
  google::protobuf::RepeatedPtrField<v1::Attendee> attendees;
  v1::Attendee attendee;
  // It answers whether the child is of the service's age, too.
  if (const auto band = BandOf(answers, rules); band.has_value()) {
    attendee.mutable_age_band()->set_min_years(band->min);
    attendee.mutable_age_band()->set_max_years(band->max);
  }
  const std::vector<std::string> names =
      IsAsked("attendee_names", answers, rules) ? NamesOf(answers)
                                                : std::vector<std::string>();
  const int places = PlacesOf(answers);
  const int grown_up = places - YoungPeopleOf(answers);
  const v1::Attendee::Role role_of_grown_up =
      IsProfessional(answers) ? v1::Attendee::PROFESSIONAL
                              : v1::Attendee::PARENT_OR_CARER;
  for (int i = 0; i < places; ++i) {
    attendee.set_role(i < grown_up ? role_of_grown_up
                                   : v1::Attendee::YOUNG_PERSON);
    if (static_cast<size_t>(i) < names.size()) attendee.set_name(names[i]);
    *attendees.Add() = attendee;
  }
  return attendees;
}

v1::CreateBookingRequest ToRequest(const Answers& answers,
                                   const BookingRules& rules,
                                   int64_t session_id,
                                   absl::string_view request_id) {
  v1::CreateBookingRequest request;
  request.set_request_id(std::string(request_id));
  v1::Booking& booking = *request.mutable_booking();
  booking.set_session_id(session_id);
  *booking.mutable_contact() = ContactOf(answers);
  *booking.mutable_attendees() = AttendeesOf(answers, rules);
  if (const auto in_area = InArea(answers, rules);
      in_area != v1::Eligibility::ANSWER_UNSPECIFIED) {
    booking.mutable_eligibility()->set_in_area(in_area);
  }
  *booking.mutable_access_needs() = NeedsOf(answers);
  booking.set_name_workshop(!answers.name_workshop.empty());
  return request;
}

v1::CreateWaitlistEntryRequest ToWaitlistRequest(const Answers& answers,
                                                 const BookingRules& rules,
                                                 int64_t workshop_id,
                                                 absl::string_view request_id) {
  v1::CreateWaitlistEntryRequest request;
  request.set_request_id(std::string(request_id));
  v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
  for (const int64_t session : SessionsOf(answers)) {
    entry.add_session_ids(session);
  }
  if (entry.session_ids().empty()) entry.set_workshop_id(workshop_id);
  entry.set_places(PlacesOf(answers));
  entry.set_least_places(LeastPlacesOf(answers));
  *entry.mutable_contact() = ContactOf(answers);
  entry.set_professionals(IsProfessional(answers));
  if (const auto in_area = InArea(answers, rules);
      in_area != v1::Eligibility::ANSWER_UNSPECIFIED) {
    entry.mutable_eligibility()->set_in_area(in_area);
  }
  // Others than those of its ages were told where else to go.
  if (IsAsked("age_band", answers, rules)) {
    entry.mutable_eligibility()->set_of_age(v1::Eligibility::YES);
  }
  *entry.mutable_access_needs() = NeedsOf(answers);
  entry.set_name_workshop(!answers.name_workshop.empty());
  return request;
}

v1::ChangeDetailsRequest ToDetails(const Answers& answers,
                                   const v1::Booking& booking) {
  v1::ChangeDetailsRequest request;
  request.set_id(booking.id());
  v1::Contact& contact = *request.mutable_contact();
  // What is not asked stays.
  contact = booking.contact();
  contact.set_name(answers.contact_name);
  contact.set_phone(answers.contact_phone);
  *request.mutable_access_needs() = NeedsOf(answers);
  request.set_name_workshop(!answers.name_workshop.empty());
  return request;
}

Answers ToAnswers(const v1::Booking& booking) {
  Answers answers;
  answers.places = absl::StrCat(booking.places());
  answers.contact_name = booking.contact().name();
  answers.contact_email = booking.contact().email();
  answers.contact_phone = booking.contact().phone();
  const int young_people = CountYoungPeople(booking);
  if (!booking.attendees().empty()) {
    answers.who_for = WhoForOf(booking, young_people);
  }
  if (answers.who_for == "several") {
    answers.young_people = absl::StrCat(young_people);
  }
  for (const Area& area : kAreas) {
    if (booking.eligibility().in_area() == area.answer) {
      answers.in_area = std::string(area.value);
    }
  }
  for (const Need& need : kNeeds) {
    if ((booking.access_needs().*need.get)()) {
      answers.access_needs.emplace_back(need.value);
    }
  }
  answers.access_other = booking.access_needs().other();
  if (booking.name_workshop()) answers.name_workshop = {"yes"};
  return answers;
}

absl::string_view FormFieldOf(absl::string_view proto_field) {
  absl::ConsumePrefix(&proto_field, "booking.");
  absl::ConsumePrefix(&proto_field, "waitlist_entry.");
  if (proto_field == "attendees") return "places";
  if (proto_field == "attendees.name") return "attendee_names";
  if (proto_field == "contact.name") return "contact_name";
  if (proto_field == "contact.email") return "contact_email";
  if (proto_field == "contact.phone") return "contact_phone";
  if (proto_field == "access_needs.other") return "access_other";
  return "";
}

}  // namespace cwp::web
