#include "services/web/words.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/time/words.h"

namespace cwp::web {
namespace {

constexpr int64_t kMegabyte = 1'000'000;
constexpr int64_t kKilobyte = 1'000;

constexpr char kAskAgain[] =
    "We could not read one of the answers. Please check the form and send it "
    "again.";
constexpr char kTryLater[] =
    "We could not reach a part of the service. Please try again in a few "
    "minutes.";
constexpr char kBusy[] =
    "Many people are using the service right now. Please try again in a "
    "minute.";
constexpr char kTooManyForms[] =
    "Many forms were sent from where you are. Please wait a minute, go back, "
    "and send yours again.";
constexpr char kNothingSaved[] =
    "We cannot save anything right now. Nothing was booked or changed. Please "
    "try again later.";
constexpr char kLinkCut[] =
    "The link is not complete, or it is no longer in use.";
constexpr char kNoSuchSession[] =
    "This date is not in our programme. It may have been taken out.";

using Words = std::map<std::string, std::string, std::less<>>;

// Those of holds, of the line for them, and of the waitlist.
Words MakeWaitingWords() {
  return {
      {"PLACES_HELD",
       "Other people are booking the last places right now. If they do not "
       "finish, places come free again."},
      {"SESSION_CHANGING",
       "We are changing this date right now. Please look again in a few "
       "minutes."},
      {"PARTY_TOO_LARGE", "There are never that many places on this date."},
      {"OTHER_WORKSHOP", "That date belongs to another workshop."},
      {"SESSION_NOT_STARTED", "This workshop has not started yet."},
      {"HOLD_NOT_FOUND", "We are not keeping any places for you."},
      {"HOLD_LAPSED",
       "We could not keep your places any longer. You have not lost your "
       "answers: please try again."},
      {"HOLD_NOT_EXTENDABLE", "We cannot keep these places any longer."},
      {"WAITLIST_ENTRY_NOT_FOUND",
       "We cannot find this place on the waitlist."},
      {"OFFER_LAPSED", "These places have gone to the next on the waitlist."},
  };
}

// Those of what the programme shows.
Words MakeProgrammeWords() {
  return {
      {"WEBINAR_NOT_FOUND", "This webinar is not in our programme."},
      {"FILE_NOT_FOUND", "This file is not there any more."},
      {"RANGE_NOT_SATISFIABLE", "This part of the file is not there."},
      {"PICTURE_NOT_FOUND", "This picture is not there any more."},
      {"WORKSHOP_NOT_FOUND",
       "This workshop is not in our programme. It may have been taken out."},
  };
}

// Those of what went wrong, here or with others.
Words MakeFailureWords() {
  return {
      {"OUTCOME_UNKNOWN",
       "We did not hear back in time, so we do not know yet whether it "
       "worked."},
      {"OVERLOADED", kBusy},
      {"TOO_MANY_WATCHERS", kBusy},
      {"TOO_MANY_FORMS", kTooManyForms},
      {"DISK_FULL", kNothingSaved},
      {"SERVICE_UNAVAILABLE", kTryLater},
      {"DEADLINE_EXCEEDED", kTryLater},
      {"REGISTRATION_UNAVAILABLE", kTryLater},
      {"SHUTTING_DOWN", kTryLater},
      {"DATABASE_UNAVAILABLE", kTryLater},
      {"DATABASE_ERROR", kTryLater},
      {"CONSTRAINT_VIOLATED", kTryLater},
      {"POOL_MOVED", kTryLater},
      {"FEED_HEAD_MOVED", kTryLater},
      {"SEALED_DATA_INVALID", kTryLater},
      {"CALLER_EXPIRED", kTryLater},
      {"CATALOGUE_UNKNOWN",
       "We cannot show the programme right now. Please try again in a few "
       "minutes."},
  };
}

// What only staff meet.
Words MakeDeskWords() {
  return {
      {"AUDIT_UNAVAILABLE",
       "It cannot be written down right now who asks, so nothing is shown and "
       "nothing was changed."},
      {"NOBODY_TO_WRITE_TO", "Nobody of them has an email address."},
      {"TOO_MANY_NOTICES", "Enough messages went out for now."},
      {"NOTICE_NOT_FOUND", "There is no such message."},
      {"TOO_MANY_TEST_LETTERS", "Enough tests went out for now."},
      {"TEST_LETTER_REFUSED", "The mail server did not take the email."},
      {"MAIL_UNAVAILABLE", "The mail server cannot be reached right now."},
      {"NOTICE_SENT", "The message has gone out already."},
      {"TAKEN_BACK", "The message was taken back."},
  };
}

Words MakeWords() {
  Words words = {
      // Requests that are not well formed.
      {"FIELD_REQUIRED", kAskAgain},
      {"FIELD_TOO_LONG", "One of the answers is too long."},
      {"FIELD_INVALID", kAskAgain},
      {"PAGE_TOKEN_INVALID", "This part of the list is not there any more."},
      {"REQUEST_ID_REUSED",
       "These answers were changed after they were sent. Please start again."},
      {"PARAMETERS_INVALID", "The form held characters that we cannot read."},
      {"PARAMETERS_TOO_MANY", "The form held more answers than we asked for."},
      {"FORM_TYPE_WRONG", "What was sent is not the form on our page."},
      {"TARGET_INVALID", "The web address is not complete."},

      // Booking.
      {"SESSION_NOT_FOUND", kNoSuchSession},
      {"NOT_YOUR_SESSION", "Somebody else leads this session."},
      {"SESSION_NOT_OPEN", "This date does not take bookings."},
      {"BOOKING_NOT_YET_OPEN", "Booking for this date is not open yet."},
      {"BOOKING_CLOSED", "Booking for this date has closed."},
      {"SESSION_CANCELLED", "This date has been cancelled."},
      {"SESSION_STARTED", "This date has already started."},
      {"NOT_ENOUGH_PLACES", "There are not that many places left."},
      {"NOT_ELIGIBLE",
       "From what you told us, this service may not be the right one."},
      {"CONTACT_ALREADY_BOOKED",
       "There already is a booking with this email address."},
      {"BOOKING_NOT_FOUND", "We cannot find this booking."},
      {"ETAG_MISMATCH",
       "This booking has changed in the meantime. Look at it again first."},
      {"SESSION_ENDED", "This workshop is over."},
      {"BOOKING_CANCELLED", "This booking was cancelled."},

      // Links.
      {"LINK_NOT_VALID", kLinkCut},
      {"LINK_EXPIRED",
       "The link has ended. Links work until 30 days after the date."},
      {"JOIN_TOO_EARLY", "It is too early to join."},
      {"JOIN_ADDRESS_MISSING", "The link to the meeting is not ready yet."},
      {"TOKEN_INVALID",
       "The form was changed on its way to us, so we did not use it."},
      {"TOKEN_EXPIRED",
       "This page was open for more than a day, so we no longer have your "
       "answers."},
      {"OTHER_SITE",
       "The form was sent from another website, so we did not use it."},
  };
  words.merge(MakeWaitingWords());
  words.merge(MakeProgrammeWords());
  words.merge(MakeFailureWords());
  words.merge(MakeDeskWords());
  return words;
}

std::string Counted(int64_t count, absl::string_view unit) {
  return absl::StrCat(count, " ", unit, count == 1 ? "" : "s");
}

}  // namespace

const std::map<std::string, std::string, std::less<>>& ReasonWords() {
  static const auto* const words =
      new std::map<std::string, std::string, std::less<>>(MakeWords());
  return *words;
}

absl::string_view WordsFor(absl::string_view reason) {
  const auto found = ReasonWords().find(std::string(reason));
  return found == ReasonWords().end() ? "" : absl::string_view(found->second);
}

std::string AudienceWords(Audience audience) {
  switch (audience) {
    case Audience::kParentsAndCarers:
      return "Parents and carers";
    case Audience::kYoungPeople:
      return "Young people";
    case Audience::kProfessionals:
      return "Professionals";
  }
  return "Everybody";
}

std::string ChannelWords(absl::string_view channel) {
  if (channel == "direct" || channel.empty()) return "Website";
  if (channel == kPhoneChannel) return "Phone";
  if (channel == "eventbrite") return "Eventbrite";
  return std::string(channel);
}

std::string LanguageWords(const std::vector<std::string>& tags) {
  static const auto* const kNames =
      new std::map<std::string, std::string, std::less<>>{
          {"ar", "Arabic"},     {"bfi", "British Sign Language"},
          {"bn", "Bengali"},    {"cy", "Welsh"},
          {"en", "English"},    {"fa", "Persian"},
          {"fr", "French"},     {"gu", "Gujarati"},
          {"lt", "Lithuanian"}, {"pa", "Punjabi"},
          {"pl", "Polish"},     {"pt", "Portuguese"},
          {"ro", "Romanian"},   {"so", "Somali"},
          {"tr", "Turkish"},    {"uk", "Ukrainian"},
          {"ur", "Urdu"},       {"zh", "Chinese"}};
  std::vector<std::string> names;
  for (const std::string& tag : tags) {
    const auto found = kNames->find(tag);
    names.push_back(found == kNames->end() ? tag : found->second);
  }
  if (names.size() < 2) {
    return names.empty() || names[0] == "English" ? "" : names[0];
  }
  const std::string last = std::move(names.back());
  names.pop_back();
  return absl::StrCat(absl::StrJoin(names, ", "), " and ", last);
}

std::string AgeWords(int min_years, int max_years) {
  if (min_years == max_years) return absl::StrCat("aged ", min_years);
  if (min_years == 0) return absl::StrCat("aged ", max_years, " and under");
  return absl::StrCat("aged ", min_years, " to ", max_years);
}

std::string BandWords(const AgeSpan& band) {
  if (band.max == kOldest) return absl::StrCat(band.min, " or over");
  if (band.min == band.max) return absl::StrCat(band.min);
  if (band.min == 0) return absl::StrCat(band.max, " or under");
  const bool two = band.max == band.min + 1;
  return absl::StrCat(band.min, two ? " or " : " to ", band.max);
}

std::string LengthWords(absl::Duration length) {
  if (length < absl::Minutes(1)) {
    return Counted(absl::ToInt64Seconds(length), "second");
  }
  const int64_t minutes = absl::ToInt64Minutes(length + absl::Seconds(30));
  std::vector<std::string> words;
  if (minutes >= 60) words.push_back(Counted(minutes / 60, "hour"));
  if (minutes % 60 > 0) words.push_back(Counted(minutes % 60, "minute"));
  return absl::StrJoin(words, " ");
}

std::string SizeWords(int64_t bytes) {
  if (bytes >= kMegabyte) {
    return absl::StrCat((bytes + kMegabyte / 2) / kMegabyte, "MB");
  }
  return absl::StrCat((bytes + kKilobyte - 1) / kKilobyte, "KB");
}

std::string PlacesWords(const Session& session, const Seats& seats,
                        absl::Time now, const absl::TimeZone& zone) {
  switch (StandingOf(session, seats, now)) {
    case Standing::kCanBook:
      if (!seats.left.has_value()) return "Check availability when you book";
      return absl::StrCat(Counted(*seats.left, "place"), " left");
    case Standing::kOnlyKept:
      return "Other people are booking the last places";
    case Standing::kFull:
      return "Fully booked";
    case Standing::kNotYetOpen: {
      const std::optional<absl::Time>& opens = session.booking_open_time;
      if (!opens.has_value() || *opens <= now) return "Booking opens later";
      return absl::StrCat("Booking opens at ", OpensWords(*opens, zone));
    }
    case Standing::kClosed:
      return "Booking has closed";
    case Standing::kChanging:
      return "This date is being changed";
    case Standing::kCancelled:
      return "Cancelled";
  }
  return "";
}

std::string OpensWords(absl::Time time, const absl::TimeZone& zone) {
  return absl::StrCat(civil::TimeWords(time, zone), " on ",
                      civil::DateWords(time, zone));
}

}  // namespace cwp::web
