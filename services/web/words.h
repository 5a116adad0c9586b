#ifndef CWP_SERVICES_WEB_WORDS_H_
#define CWP_SERVICES_WEB_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/web/domain.h"

namespace cwp::web {

// What people are told for a reason that another service or our own server may
// give: a sentence that stands alone and says nothing from outside. Empty when
// there is none.
absl::string_view WordsFor(absl::string_view reason);

// "Parents and carers", "Young people", "Professionals".
std::string AudienceWords(Audience audience);

// The channel of what staff book for somebody.
inline constexpr char kPhoneChannel[] = "phone";

// "Parents and carers of children aged 5 to 11": whom a workshop is for, by
// audience and the ages of the children or young people it is about.
std::string ForWhomWords(Audience audience, int min_years, int max_years);

// Where a booking came from: "Website", "Phone", "Eventbrite", or a partner's
// channel.
std::string ChannelWords(absl::string_view channel);

// "aged 5 to 11", "aged 17 and under", "aged 12".
std::string AgeWords(int min_years, int max_years);

// "Welsh", "English and Polish" for language tags as of BCP 47; a language that
// has no words here is named by its tag. Empty when it is English alone.
std::string LanguageWords(const std::vector<std::string>& tags);

// "4 or under", "5 to 11", "12", "16 or 17", "20 or over".
std::string BandWords(const AgeSpan& band);

// "1 hour 30 minutes", "45 minutes", "20 seconds".
std::string LengthWords(absl::Duration length);

// "24MB", "200KB".
std::string SizeWords(int64_t bytes);

// How a session stands for somebody who would like to book: "3 places left",
// "Fully booked", "Booking opens at 6pm on Tuesday 1 December 2026".
std::string PlacesWords(const Session& session, const Seats& seats,
                        absl::Time now, const absl::TimeZone& zone);

// "6pm on Wednesday 2 December 2026".
std::string OpensWords(absl::Time time, const absl::TimeZone& zone);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_WORDS_H_
