#include "services/notifications/said_at_desk.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace cwp::notifications {
namespace {

using scheduling::v1::LetterNote;

// A letter that only a later release knows has no note here.
std::map<Kind, std::string> NotesOf(const scheduling::v1::Letters& letters) {
  std::map<Kind, std::string> notes;
  for (const LetterNote& note : letters.notes()) {
    if (LetterNote::Letter_IsValid(note.letter())) {
      notes[static_cast<Kind>(note.letter())] = note.text();
    }
  }
  return notes;
}

}  // namespace

civil::OfficeHours MakeOffice(civil::OfficeHours::Options hours,
                              const civil::DaysOff& days_off,
                              const absl::TimeZone& zone) {
  hours.days_off = days_off;
  hours.zone = zone;
  return civil::OfficeHours(std::move(hours));
}

Organisation LayOver(Organisation settings, const organisation::Parts& parts,
                     const civil::DaysOff& days_off) {
  if (parts.contacts.has_value()) {
    settings.contact_phone = parts.contacts->phone();
    settings.contact_email = parts.contacts->email();
    settings.opening_hours = parts.contacts->opening_hours();
    settings.office.reset();
    std::optional<civil::OfficeHours::Options> times =
        civil::ReadOpeningTimes(parts.contacts->opening_times());
    if (times.has_value()) {
      settings.office.emplace(
          MakeOffice(*std::move(times), days_off, settings.zone));
    }
  }
  if (parts.urgent_help.has_value()) {
    settings.urgent_phone = parts.urgent_help->local_phone();
  }
  if (parts.names.has_value()) settings.name = parts.names->organisation();
  if (parts.letters.has_value()) settings.notes = NotesOf(*parts.letters);
  return settings;
}

}  // namespace cwp::notifications
