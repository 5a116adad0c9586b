#ifndef CWP_TESTS_WEB_DESK_MATRIX_H_
#define CWP_TESTS_WEB_DESK_MATRIX_H_

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace cwp::web {

// Who asks: the roles, and whether what is asked for is theirs. Only to
// facilitators does that matter: they lead some sessions, and others not.
enum class Asker {
  kAdministrator,
  kCoordinator,
  kFacilitatorOwn,
  kFacilitatorOther,
  kReader,
};

inline constexpr Asker kAskers[] = {Asker::kAdministrator, Asker::kCoordinator,
                                    Asker::kFacilitatorOwn,
                                    Asker::kFacilitatorOther, Asker::kReader};

// What is expected of one route of the desk.
struct MatrixRow {
  // "GET /desk/sessions/{id}".
  std::string route;
  // What is posted, besides the form's token.
  std::vector<std::pair<std::string, std::string>> fields;
  // What it shows or does that not everybody at the desk may see or do:
  // methods of services. Empty when there is nothing, or when web itself is the
  // service.
  std::vector<std::string> calls;
  // The code of the answer to each asker; 403 when it is refused.
  std::array<int, 5> codes;
  // The same of a page that shows more to those who look after bookings, and
  // still more to administrators.
  std::vector<std::string> staff_calls = {};
  std::vector<std::string> administrator_calls = {};
};

// One for each route there is, and for no other.
const std::vector<MatrixRow>& DeskMatrix();

// Whether some page is expected to ask for this in the name of an asker.
bool AsksFor(Asker asker, const std::string& call);

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_DESK_MATRIX_H_
