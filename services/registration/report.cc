#include "services/registration/report.h"

#include <algorithm>

namespace cwp::registration {
namespace {

constexpr int64_t kAttended = 1;
constexpr int64_t kAbsent = 2;

void Add(const ChannelFigures& more, ChannelFigures& sum) {
  sum.bookings += more.bookings;
  sum.places += more.places;
  sum.cancelled += more.cancelled;
  sum.refused += more.refused;
  sum.with_session += more.with_session;
}

void Add(const AttendeeFigures& more, AttendeeFigures& sum) {
  sum.places += more.places;
  sum.attended += more.attended;
  sum.absent += more.absent;
}

void Add(const WaitFigures& more, WaitFigures& sum) {
  sum.within_day += more.within_day;
  sum.within_week += more.within_week;
  sum.within_four_weeks += more.within_four_weeks;
  sum.longer += more.longer;
  sum.waiting += more.waiting;
}

void Add(const Figures& more, Figures& sum) {
  for (const auto& [channel, figures] : more.channels) {
    Add(figures, sum.channels[channel]);
  }
  for (const auto& [group, figures] : more.attendees) {
    Add(figures, sum.attendees[group]);
  }
  Add(more.waits, sum.waits);
}

}  // namespace

void Count(const BookingTally& tally, ChannelFigures& figures) {
  if (tally.state == BookingState::kConfirmed) {
    figures.bookings += tally.bookings;
    figures.places += tally.places;
    return;
  }
  switch (tally.cancel_reason) {
    case CancelReason::kContact:
      figures.cancelled += tally.bookings;
      return;
    case CancelReason::kRefused:
      figures.refused += tally.bookings;
      return;
    case CancelReason::kSession:
      figures.with_session += tally.bookings;
      return;
    // These never had places.
    case CancelReason::kNone:
    case CancelReason::kLimit:
    case CancelReason::kBlocked:
    case CancelReason::kTooLate:
    case CancelReason::kRepeat:
      return;
  }
}

void CountAttendees(int64_t attendance, int64_t people,
                    AttendeeFigures& figures) {
  figures.places += people;
  if (attendance == kAttended) figures.attended += people;
  if (attendance == kAbsent) figures.absent += people;
}

void CountWait(absl::Duration wait, WaitFigures& figures) {
  if (wait <= absl::Hours(24)) {
    ++figures.within_day;
  } else if (wait <= absl::Hours(7 * 24)) {
    ++figures.within_week;
  } else if (wait <= absl::Hours(28 * 24)) {
    ++figures.within_four_weeks;
  } else {
    ++figures.longer;
  }
}

std::vector<ReportRow> MakeReport(const std::vector<CountedSession>& sessions,
                                  const std::vector<absl::Time>& boundaries) {
  std::map<std::pair<int64_t, int64_t>, ReportRow> rows;
  std::map<std::pair<int64_t, int64_t>, absl::Time> latest;
  for (const CountedSession& session : sessions) {
    const auto next = std::upper_bound(boundaries.begin(), boundaries.end(),
                                       session.start_time);
    const int64_t period = next - boundaries.begin() - 1;
    const std::pair key(period, session.workshop_id);
    ReportRow& row = rows[key];
    row.period = period;
    row.workshop_id = session.workshop_id;
    if (const auto [at, is_new] = latest.emplace(key, session.start_time);
        is_new || at->second <= session.start_time) {
      at->second = session.start_time;
      row.workshop_title = session.workshop_title;
    }
    if (session.state == SessionState::kCancelled) {
      ++row.cancelled_sessions;
    } else {
      ++row.sessions;
      row.capacity += session.capacity;
    }
    Add(session.figures, row.figures);
  }
  std::vector<ReportRow> sorted;
  for (auto& [key, row] : rows) sorted.push_back(std::move(row));
  return sorted;
}

}  // namespace cwp::registration
