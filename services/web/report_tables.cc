#include "services/web/report_tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
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

// Numbers of one line, summed up.
struct Sums {
  std::string name;
  std::vector<int64_t> numbers;
  // Sessions, sessions cancelled, capacity.
  std::vector<int64_t> facts = {0, 0, 0};
};

void AddTo(std::vector<int64_t>& sum, const std::vector<int64_t>& more) {
  sum.resize(std::max(sum.size(), more.size()));
  for (size_t i = 0; i < more.size(); ++i) sum[i] += more[i];
}

// Lines in the order of their keys.
template <class Key>
class Lines {
 public:
  Sums& Of(const Key& key, const std::string& name) {
    Sums& sums = lines_[key];
    sums.name = name;
    return sums;
  }

  // Puts the lines and their sums into a table, unless there are none.
  void AddTo(ReportTable table, std::vector<ReportTable>& tables) const {
    if (lines_.empty()) return;
    std::vector<Sums> lines;
    for (const auto& [key, sums] : lines_) lines.push_back(sums);
    AddTotal(table.columns.size(), lines);
    std::vector<std::vector<int64_t>> numbers;
    for (const Sums& line : lines) numbers.push_back(line.numbers);
    const std::vector<std::vector<ShownNumber>> shown = HideSmall(numbers);
    for (size_t i = 0; i < lines.size(); ++i) {
      ReportLine line = {.name = lines[i].name, .numbers = shown[i]};
      for (size_t f = 0; f < table.fact_columns.size(); ++f) {
        line.facts.push_back(NumberWords({.number = lines[i].facts[f]}));
      }
      table.lines.push_back(std::move(line));
    }
    tables.push_back(std::move(table));
  }

 private:
  // The sums of the lines; and of each line, where there are columns to sum up.
  static void AddTotal(size_t columns, std::vector<Sums>& lines) {
    Sums total = {.name = Say("office.all")};
    for (Sums& line : lines) {
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

  std::map<Key, Sums> lines_;
};

void AddSessions(const v1::ReportRow& row, Sums& sums) {
  AddTo(sums.facts, {row.sessions(), row.cancelled_sessions(), row.capacity()});
  for (const v1::AttendeeFigures& figures : row.attendees()) {
    AddTo(sums.numbers, PeopleNumbers(figures));
  }
}

void AddBookings(const v1::ReportRow& row, Sums& sums) {
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

// By what of a row, in people.
template <class Key, class KeyOf>
void AddByKey(const v1::Report& report, KeyOf key_of, ReportTable table,
              std::vector<ReportTable>& tables) {
  Lines<Key> lines;
  for (const v1::ReportRow& row : report.rows()) {
    const std::pair<Key, std::string> key = key_of(row);
    AddSessions(row, lines.Of(key.first, key.second));
  }
  table.fact_columns = SessionColumns();
  table.columns = PeopleColumns();
  lines.AddTo(std::move(table), tables);
}

void AddPeople(const v1::Report& report, std::vector<ReportTable>& tables) {
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
              tables);
}

void AddAllBookings(const v1::Report& report, const ReportWords& words,
                    std::vector<ReportTable>& tables) {
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
               tables);
  channels.AddTo({.id = "channels",
                  .caption = Say("office.report.bookings_by_channel"),
                  .of = Say("office.report.from"),
                  .columns = BookingColumns()},
                 tables);
}

void AddWaits(const v1::Report& report, std::vector<ReportTable>& tables) {
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
    AddTo(
        waiting
            .Of({row.workshop_title(), row.workshop_id()}, row.workshop_title())
            .numbers,
        {row.waits().waiting()});
  }
  if (waited > 0) {
    lengths.AddTo({.id = "waits",
                   .caption = Say("office.report.waited"),
                   .of = Say("office.report.wait"),
                   .columns = {Say("office.report.families")}},
                  tables);
  }
  if (wait == 0) return;
  waiting.AddTo({.id = "waiting",
                 .caption = Say("office.report.waiting"),
                 .of = Say("office.workshop"),
                 .columns = {Say("office.report.families")}},
                tables);
}

}  // namespace

std::vector<ReportTable> MakeReportTables(const v1::Report& report,
                                          const ReportWords& words) {
  std::vector<ReportTable> tables;
  AddByKey<int>(
      report,
      [&](const v1::ReportRow& row) {
        return std::pair(row.period(),
                         words.periods[static_cast<size_t>(row.period())]);
      },
      {.id = "months",
       .caption = Say("office.report.by_month"),
       .of = Say("office.report.month"),
       .chart_column = 3},
      tables);
  AddByKey<std::pair<std::string, int64_t>>(
      report,
      [](const v1::ReportRow& row) {
        return std::pair(std::pair(row.workshop_title(), row.workshop_id()),
                         row.workshop_title());
      },
      {.id = "workshops",
       .caption = Say("office.report.by_workshop"),
       .of = Say("office.workshop")},
      tables);
  AddByKey<int>(
      report,
      [&](const v1::ReportRow& row) {
        const auto known = words.audiences.find(row.workshop_id());
        return known == words.audiences.end()
                   ? std::pair(9, Say("office.report.no_longer_published"))
                   : std::pair(static_cast<int>(known->second),
                               AudienceWords(known->second));
      },
      {.id = "audiences",
       .caption = Say("office.report.by_audience"),
       .of = Say("office.report.for")},
      tables);
  AddPeople(report, tables);
  AddAllBookings(report, words, tables);
  AddWaits(report, tables);
  return tables;
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
