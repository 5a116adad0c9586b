#include "services/web/views.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/url.h"
#include "common/http/escape.h"
#include "common/http/markdown.h"
#include "common/time/words.h"
#include "services/web/say.h"
#include "services/web/texts.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

json::string_view ToJson(absl::string_view text) {
  return {text.data(), text.size()};
}

View MeetingView(const Meeting& meeting, size_t number,
                 const absl::TimeZone& zone) {
  return {{"number", absl::StrCat(number)},
          {"date", civil::DateWords(meeting.start, zone)},
          {"time", civil::TimeRangeWords(meeting.start, meeting.end, zone)}};
}

void AddMeetings(View& view, const std::vector<Meeting>& meetings,
                 const absl::TimeZone& zone) {
  json::array list;
  for (const Meeting& meeting : meetings) {
    list.push_back(MeetingView(meeting, list.size() + 1, zone));
  }
  if (!list.empty()) Overlay(view, list.front().get_object());
  view.erase("number");
  view["several_meetings"] = list.size() > 1;
  view["meetings"] = std::move(list);
}

// How long a session takes each time: "1 hour 30 minutes", "1 hour each time",
// "1 hour to 2 hours each time".
std::string SessionLength(const std::vector<Meeting>& meetings) {
  absl::Duration shortest = absl::InfiniteDuration();
  absl::Duration longest = absl::ZeroDuration();
  for (const Meeting& meeting : meetings) {
    shortest = std::min(shortest, meeting.end - meeting.start);
    longest = std::max(longest, meeting.end - meeting.start);
  }
  std::string words = LengthWords(longest);
  if (shortest < longest) {
    words = Say("length.span",
                {{"shortest", LengthWords(shortest)}, {"longest", words}});
  }
  if (meetings.size() == 1) return words;
  return Say("length.each_time", {{"length", words}});
}

View VenueView(const Venue& venue) {
  json::array lines;
  for (absl::string_view line : absl::StrSplit(venue.address, ',')) {
    line = absl::StripAsciiWhitespace(line);
    if (!line.empty()) lines.push_back(ToJson(line));
  }
  View view = {{"venue_name", venue.name}, {"address_lines", std::move(lines)}};
  if (!venue.postcode.empty()) view["postcode"] = venue.postcode;
  return view;
}

void AddPlace(View& view, const std::optional<Venue>& venue) {
  view["online"] = !venue.has_value();
  view["place"] = venue.has_value() ? venue->name : Say("session.online");
}

// Nothing stands for what is empty: templates take an empty text for there.
void AddText(View& view, json::string_view name, std::string text) {
  if (!text.empty()) view[name] = std::move(text);
}

View HandoutView(const Handout& handout) {
  return {
      {"handout_title", handout.title},
      {"handout_href", absl::StrCat("/handouts/", handout.file_hash, "/",
                                    http::PercentEncode(handout.file_name))},
      {"handout_size", SizeWords(handout.size)}};
}

View PartView(const Webinar& webinar, size_t index) {
  const Part& part = webinar.parts[index];
  const int number = static_cast<int>(index) + 1;
  View view = {{"number", absl::StrCat(number)},
               {"part_title", part.title},
               {"part_paragraphs", Paragraphs(part.description)}};
  if (part.duration.has_value()) {
    view["part_length"] = LengthWords(*part.duration);
  }
  if (!part.video_hash.empty()) {
    view["video_src"] = absl::StrCat("/media/", part.video_hash, ".mp4");
    view["video_size"] = SizeWords(part.video_size);
    if (!part.captions_hash.empty()) {
      view["captions_src"] =
          absl::StrCat("/media/", part.captions_hash, ".vtt");
    }
  } else if (!part.video_uri.empty()) {
    view["video_href"] = part.video_uri;
    view["video_host"] = HostOf(part.video_uri);
  }
  json::array handouts;
  for (const Handout& handout : webinar.handouts) {
    if (handout.part == number) handouts.push_back(HandoutView(handout));
  }
  view["part_handouts"] = std::move(handouts);
  return view;
}

}  // namespace

std::string FirstWhen(const Session& session, const absl::TimeZone& zone) {
  const Meeting& first = session.meetings.front();
  return civil::RangeWords(first.start, first.end, zone);
}

std::vector<std::string> DateLines(const std::vector<const Session*>& sessions,
                                   const absl::TimeZone& zone) {
  const bool alike =
      std::all_of(sessions.begin(), sessions.end(), [](const Session* session) {
        return !session->venue.has_value() && session->meetings.size() == 1;
      });
  std::vector<std::string> lines;
  for (const Session* session : sessions) {
    std::string line = FirstWhen(*session, zone);
    if (!alike) {
      line = session->venue.has_value()
                 ? Say("date.at_venue",
                       {{"when", line}, {"venue", session->venue->name}})
                 : Say("date.online", {{"when", line}});
    }
    const auto later = static_cast<int64_t>(session->meetings.size()) - 1;
    if (later > 0) line = SayCount("date.later", later, {{"date", line}});
    lines.push_back(std::move(line));
  }
  return lines;
}

json::array Paragraphs(absl::string_view text) {
  json::array paragraphs;
  for (absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    paragraph = absl::StripAsciiWhitespace(paragraph);
    if (!paragraph.empty()) paragraphs.push_back(ToJson(paragraph));
  }
  return paragraphs;
}

std::string WorkshopPath(const Workshop& workshop) {
  return absl::StrCat("/workshops/", workshop.slug);
}

std::string PictureName(const Picture& picture, bool small) {
  return absl::StrCat(picture.id, small ? "-small.webp" : ".jpg");
}

absl::string_view PictureType(bool small) {
  return small ? "image/webp" : "image/jpeg";
}

std::string BookPath(int64_t session_id) {
  return absl::StrCat("/sessions/", session_id, "/book");
}

std::string WaitlistPath(const Workshop& workshop) {
  return absl::StrCat(WorkshopPath(workshop), "/waitlist");
}

View WorkshopView(const Workshop& workshop) {
  View view = {{"title", workshop.title},
               {"href", WorkshopPath(workshop)},
               {"waitlist_href", WaitlistPath(workshop)},
               {"summary", workshop.summary},
               {"for_whom", ForWhomWords(workshop.audience, workshop.min_years,
                                         workshop.max_years)},
               {"length", LengthWords(workshop.meeting_duration)}};
  AddPlace(view, workshop.venue);
  AddText(view, "description_html",
          MarkOutsideLinks(http::MarkdownToHtml(workshop.description, 2)));
  AddText(view, "what_to_bring", workshop.what_to_bring);
  AddText(view, "content_note", workshop.content_note);
  AddText(view, "languages", LanguageWords(workshop.languages));
  if (!workshop.topics.empty()) {
    json::array topics;
    for (const std::string& topic : workshop.topics)
      topics.push_back(ToJson(topic));
    view["topics"] = std::move(topics);
  }
  return view;
}

View PictureView(const Workshop& workshop) {
  const Picture& picture = *workshop.picture;
  const auto address = [&](bool small) {
    return absl::StrCat(WorkshopPath(workshop), "/picture/",
                        PictureName(picture, small));
  };
  return {{"alt", picture.alternative_text},
          {"width", absl::StrCat(picture.width)},
          {"height", absl::StrCat(picture.height)},
          {"small_src", address(true)},
          {"src", address(false)}};
}

View SessionView(const Session& session, const Seats& seats, absl::Time now,
                 const absl::TimeZone& zone) {
  View view = {{"session_id", absl::StrCat(session.id)},
               {"places_words", PlacesWords(session, seats, now, zone)}};
  AddMeetings(view, session.meetings, zone);
  view["session_length"] = SessionLength(session.meetings);
  AddPlace(view, session.venue);
  if (session.venue.has_value()) view["venue"] = VenueView(*session.venue);
  view["live_webinar"] = session.live_webinar;

  const Standing standing = StandingOf(session, seats, now);
  view["can_book"] = standing == Standing::kCanBook;
  view["only_kept"] = standing == Standing::kOnlyKept;
  view["full"] = standing == Standing::kFull;
  view["not_yet_open"] = standing == Standing::kNotYetOpen;
  view["closed"] = standing == Standing::kClosed;
  view["cancelled"] = standing == Standing::kCancelled;
  view["changing"] = standing == Standing::kChanging;
  if (standing == Standing::kOnlyKept) view["book_href"] = BookPath(session.id);
  if (standing == Standing::kCanBook) {
    view["book_href"] = BookPath(session.id);
    if (seats.left.has_value()) {
      SetCount(view, "left", *seats.left);
    } else {
      view["left_unknown"] = true;
    }
  }
  const bool opens_at_a_time = standing == Standing::kNotYetOpen &&
                               session.booking_open_time.has_value() &&
                               now < *session.booking_open_time;
  if (opens_at_a_time) {
    view["opens"] = OpensWords(*session.booking_open_time, zone);
  }
  return view;
}

View BookedSessionView(const std::vector<Meeting>& meetings,
                       absl::string_view venue, const absl::TimeZone& zone) {
  View view;
  AddMeetings(view, meetings, zone);
  if (venue.empty()) {
    AddPlace(view, std::nullopt);
    return view;
  }
  const size_t comma = venue.find(',');
  const bool has_address = comma != absl::string_view::npos;
  const Venue place = {
      .name = std::string(venue.substr(0, comma)),
      .address = has_address ? std::string(venue.substr(comma + 1)) : ""};
  AddPlace(view, place);
  view["venue"] = VenueView(place);
  return view;
}

View WebinarView(const Webinar& webinar) {
  json::array parts;
  for (size_t i = 0; i < webinar.parts.size(); ++i) {
    parts.push_back(PartView(webinar, i));
  }
  json::array handouts;
  for (const Handout& handout : webinar.handouts) {
    if (handout.part == 0) handouts.push_back(HandoutView(handout));
  }
  return {{"title", webinar.title},
          {"summary", webinar.summary},
          {"paragraphs", Paragraphs(webinar.description)},
          {"audience", AudienceWords(webinar.audience)},
          {"several_parts", parts.size() > 1},
          {"has_handouts", !handouts.empty()},
          {"parts", std::move(parts)},
          {"handouts", std::move(handouts)}};
}

View WebinarCardView(const Webinar& webinar) {
  View view = {{"title", webinar.title},
               {"href", absl::StrCat("/webinars/", webinar.slug)},
               {"summary", webinar.summary},
               {"audience", AudienceWords(webinar.audience)},
               {"parts_count", absl::StrCat(webinar.parts.size())},
               {"parts_is_one", webinar.parts.size() == 1}};
  absl::Duration length;
  bool known = !webinar.parts.empty();
  for (const Part& part : webinar.parts) {
    known = known && part.duration.has_value();
    length += part.duration.value_or(absl::ZeroDuration());
  }
  if (known) view["length"] = LengthWords(length);
  return view;
}

}  // namespace cwp::web
