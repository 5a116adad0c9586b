#include <set>
#include <string>
#include <vector>

#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/booking.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "cwp/registration/v1/hold.pb.h"
#include "cwp/registration/v1/options.pb.h"
#include "cwp/registration/v1/seat.pb.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "cwp/web/v1/audit.pb.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Every proto field marked as personal, reachable from a message.
void FindPersonal(const Descriptor& message, std::set<std::string>& seen,
                  std::vector<std::string>& found) {
  if (!seen.insert(message.full_name()).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.options().GetExtension(registration::v1::personal)) {
      found.push_back(field.full_name());
    }
    if (field.message_type() != nullptr) {
      FindPersonal(*field.message_type(), seen, found);
    }
  }
}

TEST(PersonalDataTest, NoMessageThatReachesAFeedOrACacheHoldsAny) {
  const Descriptor* const published[] = {
      feed::v1::Change::descriptor(),
      registration::v1::AllotmentChange::descriptor(),
      registration::v1::BookingChange::descriptor(),
      registration::v1::HoldChange::descriptor(),
      registration::v1::NoticeChange::descriptor(),
      registration::v1::OfferChange::descriptor(),
      registration::v1::WaitlistChange::descriptor(),
      registration::v1::SeatCount::descriptor(),
      scheduling::v1::FacilitatorChange::descriptor(),
      scheduling::v1::Workshop::descriptor(),
      scheduling::v1::Series::descriptor(),
      scheduling::v1::Session::descriptor(),
      web::v1::AuditEntry::descriptor(),
      webinars::v1::Webinar::descriptor(),
  };
  for (const Descriptor* message : published) {
    std::set<std::string> seen;
    std::vector<std::string> found;
    FindPersonal(*message, seen, found);
    EXPECT_THAT(found, ::testing::IsEmpty()) << message->full_name();
  }
  // Nor does a hold, which whoever looks on may have asked for.
  const Descriptor* const of_holds[] = {
      registration::v1::CreateHoldRequest::descriptor(),
      registration::v1::Hold::descriptor(),
  };
  for (const Descriptor* message : of_holds) {
    std::set<std::string> seen;
    std::vector<std::string> found;
    FindPersonal(*message, seen, found);
    EXPECT_THAT(found, ::testing::IsEmpty()) << message->full_name();
  }
  // The mark itself works.
  std::set<std::string> seen;
  std::vector<std::string> found;
  FindPersonal(*registration::v1::Booking::descriptor(), seen, found);
  EXPECT_GE(found.size(), 10);
}

}  // namespace
}  // namespace cwp
