#ifndef CWP_SERVICES_CWPCTL_OUTPUT_H_
#define CWP_SERVICES_CWPCTL_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace google::protobuf {
class Message;
class Timestamp;
}  // namespace google::protobuf

namespace cwp::ctl {

// Rows of text in columns as wide as they need.
class Table {
 public:
  // Without headings, none are shown.
  explicit Table(std::vector<std::string> headings);

  // As many cells as there are headings; without headings, any number. Line
  // breaks and other control characters become spaces.
  void AddRow(std::vector<std::string> cells);

  // All rows, each with a line break at its end and no spaces before it.
  std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// A message as JSON with the names of the proto file and ids as strings, with
// a line break at its end. Fields without a value are there too.
std::string ToJson(const google::protobuf::Message& message);

// An instant as wall time in London, `2027-01-12 18:00`; `-` when absent.
std::string ShowTime(const google::protobuf::Timestamp& time);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_OUTPUT_H_
