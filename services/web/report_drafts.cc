#include "services/web/report_drafts.h"

#include <numeric>
#include <utility>

namespace cwp::web {

void ReportDrafts::Add(ReportTable table, const std::vector<ReportSums>& lines,
                       const std::string& about) {
  Draft& draft = drafts_.emplace_back();
  draft.table = std::move(table);
  for (const ReportSums& line : lines) {
    ReportLine& to = draft.table.lines.emplace_back();
    to.name = line.name;
    for (size_t f = 0; f < draft.table.fact_columns.size(); ++f) {
      to.facts.push_back(line.facts[f]);
    }
    const bool last = &line == &lines.back();
    const auto total = totals_.find(about);
    draft.places.push_back(last && total != totals_.end()
                               ? total->second
                               : PlacesOf(line.numbers));
    if (last) totals_[about] = draft.places.back();
  }
  AddColumnSums(draft);
}

void ReportDrafts::AddSums(size_t table, size_t line, size_t other,
                           const std::vector<size_t>& lines) {
  const std::vector<size_t>& whole = drafts_[table].places[line];
  for (size_t c = 0; c < whole.size(); ++c) {
    std::vector<size_t> parts;
    for (const size_t part : lines) {
      parts.push_back(drafts_[other].places[part][c]);
    }
    AddSum(std::move(parts), whole[c]);
  }
}

void ReportDrafts::AddUnseen(size_t table, size_t other,
                             const std::map<std::pair<size_t, size_t>,
                                            std::vector<int64_t>>& in_common) {
  std::map<size_t, std::vector<size_t>> parts;
  for (const auto& [lines, numbers] : in_common) {
    std::vector<int64_t> with_sum = numbers;
    with_sum.push_back(
        std::accumulate(numbers.begin(), numbers.end(), int64_t{0}));
    const std::vector<size_t> places = PlacesOf(with_sum);
    numbers_.unseen.insert(numbers_.unseen.end(), places.begin(), places.end());
    // That their sums are sums, too, follows.
    for (size_t c = 0; c < numbers.size(); ++c) {
      parts[drafts_[table].places[lines.first][c]].push_back(places[c]);
      parts[drafts_[other].places[lines.second][c]].push_back(places[c]);
    }
  }
  for (auto& [whole, of] : parts) AddSum(std::move(of), whole);
}

std::vector<ReportTable> ReportDrafts::Finish() {
  const std::vector<ShownNumber> shown = HideSmall(numbers_);
  std::vector<ReportTable> tables;
  for (Draft& draft : drafts_) {
    for (size_t i = 0; i < draft.places.size(); ++i) {
      for (const size_t place : draft.places[i]) {
        draft.table.lines[i].numbers.push_back(shown[place]);
      }
    }
    tables.push_back(std::move(draft.table));
  }
  return tables;
}

std::vector<size_t> ReportDrafts::PlacesOf(const std::vector<int64_t>& line) {
  std::vector<size_t> places;
  for (const int64_t number : line) {
    places.push_back(numbers_.values.size());
    numbers_.values.push_back(number);
  }
  if (places.size() > 1) numbers_.sums.push_back(places);
  return places;
}

void ReportDrafts::AddColumnSums(const Draft& draft) {
  for (size_t c = 0; c < draft.places.back().size(); ++c) {
    std::vector<size_t>& sum = numbers_.sums.emplace_back();
    for (const std::vector<size_t>& line : draft.places) {
      sum.push_back(line[c]);
    }
  }
}

void ReportDrafts::AddSum(std::vector<size_t> parts, size_t whole) {
  parts.push_back(whole);
  numbers_.sums.push_back(std::move(parts));
}

}  // namespace cwp::web
