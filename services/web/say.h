#ifndef CWP_SERVICES_WEB_SAY_H_
#define CWP_SERVICES_WEB_SAY_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace cwp::web {

// What is laid into words, by name.
using SaidValues =
    std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

// The words that the catalogue, templates/words, has for `key`, as
// "places.full". It is built into the program, and tests/tidy holds each key
// and name that code mentions against it: a key that is not there ends the
// program. Safe to call from several threads at once, and for ever valid.
const std::string& Say(absl::string_view key);

// The same with {name} replaced by the value of that name.
std::string Say(absl::string_view key, SaidValues values);

// The same for so many things: the words of `key`.one for 1, and otherwise
// those of `key`.other, with {count} in them.
std::string SayCount(absl::string_view key, int64_t count,
                     SaidValues values = {});

// For keys from outside: null when the catalogue has no such key.
const std::string* FindWords(absl::string_view key);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SAY_H_
