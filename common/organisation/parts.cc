#include "common/organisation/parts.h"

namespace cwp::organisation {

namespace v1 = ::cwp::scheduling::v1;

namespace {

template <class Part>
bool AreEqual(const std::optional<Part>& a, const std::optional<Part>& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
  return a->SerializeAsString() == b->SerializeAsString();
}

}  // namespace

bool operator==(const Parts& a, const Parts& b) {
  return AreEqual(a.urgent_help, b.urgent_help) &&
         AreEqual(a.contacts, b.contacts);
}

void Put(const v1::OrganisationPart& part, Parts& parts) {
  switch (part.part()) {
    case v1::OrganisationPart::URGENT_HELP:
      parts.urgent_help.reset();
      if (part.has_urgent_help()) parts.urgent_help = part.urgent_help();
      break;
    case v1::OrganisationPart::CONTACTS:
      parts.contacts.reset();
      if (part.has_contacts()) parts.contacts = part.contacts();
      break;
    default:
      // A part that a later version of scheduling knows is not for us.
      break;
  }
}

}  // namespace cwp::organisation
