#ifndef CWP_COMMON_ORGANISATION_PARTS_H_
#define CWP_COMMON_ORGANISATION_PARTS_H_

#include <optional>

#include "cwp/scheduling/v1/organisation_service.pb.h"

namespace cwp::organisation {

// The kind of its entries on scheduling's feed.
inline constexpr char kFeedKind[] = "organisation";

// What the organisation says of itself at the desk. What it does not say there
// holds as the settings of a service tell.
struct Parts {
  std::optional<scheduling::v1::UrgentHelp> urgent_help;
  std::optional<scheduling::v1::Contacts> contacts;
  std::optional<scheduling::v1::EligibilityRules> eligibility;
  std::optional<scheduling::v1::Retention> retention;
  std::optional<scheduling::v1::Letters> letters;
  std::optional<scheduling::v1::Names> names;
};

bool operator==(const Parts& a, const Parts& b);

// Takes one part over, or that nothing is said of it any more.
void Put(const scheduling::v1::OrganisationPart& part, Parts& parts);

}  // namespace cwp::organisation

#endif  // CWP_COMMON_ORGANISATION_PARTS_H_
