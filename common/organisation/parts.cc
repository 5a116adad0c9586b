#include "common/organisation/parts.h"

namespace cwp::organisation {

namespace v1 = ::cwp::scheduling::v1;

namespace {

template <class Part>
bool AreEqual(const std::optional<Part>& a, const std::optional<Part>& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
  return a->SerializeAsString() == b->SerializeAsString();
}

// What is said, or that nothing is.
template <class Part>
std::optional<Part> If(bool said, const Part& part) {
  return said ? std::optional<Part>(part) : std::nullopt;
}

}  // namespace

bool operator==(const Parts& a, const Parts& b) {
  return AreEqual(a.urgent_help, b.urgent_help) &&
         AreEqual(a.contacts, b.contacts) &&
         AreEqual(a.eligibility, b.eligibility) &&
         AreEqual(a.retention, b.retention) && AreEqual(a.letters, b.letters) &&
         AreEqual(a.names, b.names);
}

void Put(const v1::OrganisationPart& part, Parts& parts) {
  switch (part.part()) {
    case v1::OrganisationPart::URGENT_HELP:
      parts.urgent_help = If(part.has_urgent_help(), part.urgent_help());
      break;
    case v1::OrganisationPart::CONTACTS:
      parts.contacts = If(part.has_contacts(), part.contacts());
      break;
    case v1::OrganisationPart::ELIGIBILITY:
      parts.eligibility = If(part.has_eligibility(), part.eligibility());
      break;
    case v1::OrganisationPart::RETENTION:
      parts.retention = If(part.has_retention(), part.retention());
      break;
    case v1::OrganisationPart::LETTERS:
      parts.letters = If(part.has_letters(), part.letters());
      break;
    case v1::OrganisationPart::NAMES:
      parts.names = If(part.has_names(), part.names());
      break;
    default:
      // A part that a later version of scheduling knows is not for us.
      break;
  }
}

}  // namespace cwp::organisation
