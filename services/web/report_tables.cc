#include "services/web/report_tables.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/web/report_drafts.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// What is counted of those for whom there are places; the columns' order.
std::vector<int64_t> PeopleNumbers(const v1::AttendeeFigures& figures) {
  return {figures.attended(), figures.absent(),
          figures.places() - figures.attended() - figures.absent()};
}
const std::vector<std::string>& PeopleColumns() {
  static const auto* const kColumns = new std::vector<std::string>{
      Say("office.report.came"), Say("office.report.did_not_come"),
      Say("office.report.not_noted"), Say("office.report.places_booked")};
  return *kColumns;
}

std::vector<int64_t> BookingNumbers(const v1::ChannelFigures& figures) {
  return {figures.bookings(), figures.cancelled_bookings(),
          figures.refused_bookings(),
          figures.bookings_cancelled_with_session()};
}
const std::vector<std::string>& BookingColumns() {
  static const auto* const kColumns = new std::vector<std::string>{
      Say("office.report.have_places"),
      Say("office.report.cancelled_by_family"), Say("office.report.refused"),
      Say("office.report.session_cancelled"),
      Say("office.report.all_bookings")};
  return *kColumns;
}

const std::vector<std::string>& SessionColumns() {
  static const auto* const kColumns = new std::vector<std::string>{
      Say("office.report.sessions"), Say("office.report.sessions_cancelled"),
      Say("office.places")};
  return *kColumns;
}

// What tables are about: those about the same have the same sums.
constexpr char kPeople[] = "people";
constexpr char kBookings[] = "bookings";
constexpr char kWaited[] = "waited";
constexpr char kWaiting[] = "waiting";

void AddTo(std::vector<int64_t>& sum, const std::vector<int64_t>& more) {
  sum.resize(std::max(sum.size(), more.size()));
  for (size_t i = 0; i < more.size(); ++i) sum[i] += more[i];
}

// Lines in the order of their keys.
template <class Key>
class Lines {
 public:
  ReportSums& Of(const Key& key, const std::string& name) {
    ReportSums& sums = lines_[key];
    sums.name = name;
    return sums;
  }

  // Which line that is.
  size_t NumberOf(const Key& key) const {
    return static_cast<size_t>(std::distance(lines_.begin(), lines_.find(key)));
  }

  // Puts the lines and their sums into a table, unless there are none.
  void AddTo(ReportTable table, const std::string& about,
             ReportDrafts& drafts) const {
    if (lines_.empty()) return;
    std::vector<ReportSums> lines;
    for (const auto& [key, sums] : lines_) lines.push_back(sums);
    AddTotal(table.columns.size(), lines);
    drafts.Add(std::move(table), lines, about);
  }

 private:
  // The sums of the lines; and of each line, where there are columns to sum up.
  static void AddTotal(size_t columns, std::vector<ReportSums>& lines) {
    ReportSums total = {.name = Say("office.all")};
    for (ReportSums& line : lines) {
      if (columns > 1) {
        line.numbers.resize(columns - 1);
        int64_t sum = 0;
        for (const int64_t number : line.numbers) sum += number;
        line.numbers.push_back(sum);
      } else {
        line.numbers.resize(columns);
      }
      cwp::web::AddTo(total.numbers, line.numbers);
      cwp::web::AddTo(total.facts, line.facts);
    }
    lines.push_back(std::move(total));
  }

  std::map<Key, ReportSums> lines_;
};

void AddSessions(const v1::ReportRow& row, ReportSums& sums) {
  AddTo(sums.facts, {row.sessions(), row.cancelled_sessions(), row.capacity()});
  for (const v1::AttendeeFigures& figures : row.attendees()) {
    AddTo(sums.numbers, PeopleNumbers(figures));
  }
}

void AddBookings(const v1::ReportRow& row, ReportSums& sums) {
  for (const v1::ChannelFigures& figures : row.channels()) {
    AddTo(sums.numbers, BookingNumbers(figures));
  }
}

std::string RoleWordsOf(v1::Attendee::Role role) {
  switch (role) {
    case v1::Attendee::YOUNG_PERSON:
      return Say("office.report.young_people");
    case v1::Attendee::PROFESSIONAL:
      return Say("office.report.professionals");
    default:
      return Say("office.report.parents_and_carers");
  }
}

std::string PeopleName(const v1::AttendeeFigures& figures) {
  const std::string role = RoleWordsOf(figures.role());
  if (!figures.has_min_years()) {
    return figures.role() == v1::Attendee::YOUNG_PERSON
               ? Say("office.report.age_not_said", {{"who", role}})
               : role;
  }
  return absl::StrCat(
      role, ", ",
      BandWords({.min = figures.min_years(), .max = figures.max_years()}));
}

using WorkshopKey = std::pair<std::string, int64_t>;

WorkshopKey WorkshopOf(const v1::ReportRow& row) {
  return {row.workshop_title(), row.workshop_id()};
}

// 9 when it is not known, after all others.
int AudienceOf(const v1::ReportRow& row, const ReportWords& words) {
  const auto known = words.audiences.find(row.workshop_id());
  return known == words.audiences.end() ? 9 : static_cast<int>(known->second);
}

std::string AudienceName(int audience) {
  return audience == 9 ? Say("office.report.audience_unknown")
                       : AudienceWords(static_cast<Audience>(audience));
}

// Tables of those who came, with the sessions that they came to.
template <class Key>
size_t AddSessionTable(const Lines<Key>& lines, ReportTable table,
                       ReportDrafts& drafts) {
  table.fact_columns = SessionColumns();
  table.columns = PeopleColumns();
  lines.AddTo(std::move(table), kPeople, drafts);
  return drafts.size() - 1;
}

// The tables of sessions that hang together, by where they are in the drafts.
struct SessionTables {
  size_t months = 0;
  size_t workshops = 0;
  size_t audiences = 0;
};

struct SessionLines {
  Lines<int> months;
  Lines<WorkshopKey> workshops;
  Lines<int> audiences;
};

// What the tables have to do with each other.
void AddSessionSums(const v1::Report& report, const ReportWords& words,
                    const SessionLines& lines, const SessionTables& tables,
                    ReportDrafts& drafts) {
  std::map<size_t, std::set<size_t>> parts;
  std::map<std::pair<size_t, size_t>, std::vector<int64_t>> in_common;
  for (const v1::ReportRow& row : report.rows()) {
    const size_t workshop = lines.workshops.NumberOf(WorkshopOf(row));
    parts[lines.audiences.NumberOf(AudienceOf(row, words))].insert(workshop);
    // Where there was no session anybody can see that nobody was.
    if (row.sessions() == 0 && row.attendees().empty()) continue;
    std::vector<int64_t>& sum =
        in_common[{lines.months.NumberOf(row.period()), workshop}];
    sum.resize(PeopleColumns().size() - 1);
    for (const v1::AttendeeFigures& figures : row.attendees()) {
      AddTo(sum, PeopleNumbers(figures));
    }
  }
  for (const auto& [line, of] : parts) {
    drafts.AddSums(tables.audiences, line, tables.workshops,
                   {of.begin(), of.end()});
  }
  drafts.AddUnseen(tables.months, tables.workshops, in_common);
}

void AddSessionTables(const v1::Report& report, const ReportWords& words,
                      ReportDrafts& drafts) {
  if (report.rows().empty()) return;
  SessionLines lines;
  for (const v1::ReportRow& row : report.rows()) {
    AddSessions(
        row, lines.months.Of(row.period(),
                             words.periods[static_cast<size_t>(row.period())]));
    AddSessions(row, lines.workshops.Of(WorkshopOf(row), row.workshop_title()));
    const int audience = AudienceOf(row, words);
    AddSessions(row, lines.audiences.Of(audience, AudienceName(audience)));
  }
  SessionTables tables;
  tables.months = AddSessionTable(lines.months,
                                  {.id = "months",
                                   .caption = Say("office.report.by_month"),
                                   .of = Say("office.report.month"),
                                   .chart_column = 3},
                                  drafts);
  tables.workshops =
      AddSessionTable(lines.workshops,
                      {.id = "workshops",
                       .caption = Say("office.report.by_workshop"),
                       .of = Say("office.workshop")},
                      drafts);
  tables.audiences =
      AddSessionTable(lines.audiences,
                      {.id = "audiences",
                       .caption = Say("office.report.by_audience"),
                       .of = Say("office.report.for")},
                      drafts);
  AddSessionSums(report, words, lines, tables, drafts);
}

void AddPeople(const v1::Report& report, ReportDrafts& drafts) {
  Lines<std::pair<int, std::pair<int, int>>> lines;
  for (const v1::ReportRow& row : report.rows()) {
    for (const v1::AttendeeFigures& figures : row.attendees()) {
      const int youngest = figures.has_min_years() ? figures.min_years() : -1;
      AddTo(lines
                .Of({figures.role(), {youngest, figures.max_years()}},
                    PeopleName(figures))
                .numbers,
            PeopleNumbers(figures));
    }
  }
  lines.AddTo({.id = "people",
               .caption = Say("office.report.people"),
               .of = Say("office.report.role_and_age"),
               .columns = PeopleColumns(),
               .chart_column = 3},
              kPeople, drafts);
}

void AddAllBookings(const v1::Report& report, const ReportWords& words,
                    ReportDrafts& drafts) {
  Lines<int> months;
  Lines<std::string> channels;
  for (const v1::ReportRow& row : report.rows()) {
    AddBookings(row,
                months.Of(row.period(),
                          words.periods[static_cast<size_t>(row.period())]));
    for (const v1::ChannelFigures& figures : row.channels()) {
      AddTo(channels.Of(figures.channel(), ChannelWords(figures.channel()))
                .numbers,
            BookingNumbers(figures));
    }
  }
  months.AddTo({.id = "bookings",
                .caption = Say("office.report.bookings_by_month"),
                .of = Say("office.report.month"),
                .columns = BookingColumns()},
               kBookings, drafts);
  channels.AddTo({.id = "channels",
                  .caption = Say("office.report.bookings_by_channel"),
                  .of = Say("office.report.from"),
                  .columns = BookingColumns()},
                 kBookings, drafts);
}

void AddWaits(const v1::Report& report, ReportDrafts& drafts) {
  Lines<int> lengths;
  Lines<std::pair<std::string, int64_t>> waiting;
  int64_t waited = 0;
  int64_t wait = 0;
  const auto add = [&](int order, const std::string& name, int64_t number) {
    AddTo(lengths.Of(order, name).numbers, {number});
    waited += number;
  };
  for (const v1::ReportRow& row : report.rows()) {
    add(0, Say("office.report.up_to_a_day"), row.waits().within_day());
    add(1, Say("office.report.up_to_a_week"), row.waits().within_week());
    add(2, Say("office.report.up_to_four_weeks"),
        row.waits().within_four_weeks());
    add(3, Say("office.report.longer"), row.waits().longer());
    wait += row.waits().waiting();
    AddTo(waiting.Of(WorkshopOf(row), row.workshop_title()).numbers,
          {row.waits().waiting()});
  }
  if (waited > 0) {
    lengths.AddTo({.id = "waits",
                   .caption = Say("office.report.waited"),
                   .of = Say("office.report.wait"),
                   .columns = {Say("office.report.families")}},
                  kWaited, drafts);
  }
  if (wait == 0) return;
  waiting.AddTo({.id = "waiting",
                 .caption = Say("office.report.waiting"),
                 .of = Say("office.workshop"),
                 .columns = {Say("office.report.families")}},
                kWaiting, drafts);
}

}  // namespace

std::vector<ReportTable> MakeReportTables(const v1::Report& report,
                                          const ReportWords& words) {
  ReportDrafts drafts;
  AddSessionTables(report, words, drafts);
  AddPeople(report, drafts);
  AddAllBookings(report, words, drafts);
  AddWaits(report, drafts);
  return drafts.Finish();
}

std::string AttendanceRate(const ReportTable& table, const ReportLine& line) {
  if (table.columns != PeopleColumns()) return "";
  const ShownNumber& came = line.numbers[0];
  const ShownNumber& absent = line.numbers[1];
  const bool exact = came.how == ShownNumber::How::kExact &&
                     absent.how == ShownNumber::How::kExact;
  if (!exact) return "";
  const ShownNumber noted = {.number = came.number + absent.number};
  return PercentWords(came, noted).value_or("");
}

}  // namespace cwp::web
