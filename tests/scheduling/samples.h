#ifndef CWP_TESTS_SCHEDULING_SAMPLES_H_
#define CWP_TESTS_SCHEDULING_SAMPLES_H_

#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/facilitator_domain.h"

// A workshop and a session without a fault, for tests to change.

namespace cwp::scheduling {

// An instant on 2 March 2026, when London keeps UTC.
inline absl::Time At(int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, 3, 2, hour, minute),
                         absl::UTCTimeZone());
}

inline std::string Local(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M", time, absl::UTCTimeZone());
}

inline Meeting SampleMeeting(absl::Time start, absl::Time end) {
  return {.local_start = Local(start),
          .local_end = Local(end),
          .time_zone = "Europe/London",
          .start = start,
          .end = end};
}

inline Delivery AtTheHall() {
  return {.mode = DeliveryMode::kVenue,
          .venue = Venue{.name = "Village hall",
                         .address = "1 High Street, Little Sampling",
                         .postcode = "ZZ1 1ZZ"}};
}

inline WorkshopContent SampleContent(std::string slug = "worries") {
  return {.slug = std::move(slug),
          .title = "Helping your child with worries",
          .summary = "What anxiety is and what helps.",
          .description = "First paragraph.\n\nSecond paragraph.",
          .audience = Audience::kParentsAndCarers,
          .age_range = {.min_years = 5, .max_years = 11},
          .topics = {"anxiety", "sleep"},
          .meeting_duration = absl::Minutes(90),
          .delivery = {.mode = DeliveryMode::kTeams},
          .attendee_names_reason = "We print badges.",
          .what_to_bring = "Paper and a pen.",
          .content_note = "We talk about panic.",
          .languages = {"en", "cy"},
          .default_capacity = 12,
          .supervised_pair = true};
}

inline Workshop SampleWorkshop(int64_t id = 7) {
  return {.id = id,
          .content = SampleContent(),
          .state = WorkshopState::kPublished,
          .create_time = At(1),
          .update_time = At(2),
          .publish_time = At(2),
          .revision = 12};
}

inline SessionContent SampleSessionContent(int64_t workshop_id = 7) {
  return {.workshop_id = workshop_id,
          .meetings = {SampleMeeting(At(18), At(19, 30))},
          .capacity = 20};
}

inline Session SampleSession(int64_t id = 8, int64_t workshop_id = 7) {
  return {.id = id,
          .content = SampleSessionContent(workshop_id),
          .state = SessionState::kScheduled,
          .workshop_title = SampleContent().title,
          .delivery = SampleContent().delivery,
          .age_range = SampleContent().age_range,
          .attendee_names_needed = true,
          .create_time = At(3),
          .update_time = At(3),
          .revision = 13};
}

// Who supervises it has to be there where a database looks.
inline Facilitator SampleFacilitator(int64_t id = 5) {
  return {.id = id,
          .content = {.sealed_name = "sealed name",
                      .sealed_email = "sealed address",
                      .role = FacilitatorRole::kTrainee,
                      .supervisor_id = 3},
          .create_time = At(3),
          .update_time = At(3),
          .revision = 14};
}

}  // namespace cwp::scheduling

#endif  // CWP_TESTS_SCHEDULING_SAMPLES_H_
