#ifndef CWP_SERVICES_WEB_DESK_CSV_H_
#define CWP_SERVICES_WEB_DESK_CSV_H_

#include <string>
#include <vector>

namespace cwp::web {

// A table as CSV (RFC 4180): in UTF-8 with a byte order mark, so that Excel
// reads it, every cell in quotes, and rows ended by CR LF. A cell that a
// spreadsheet program would take for a formula gets an apostrophe in front; see
// https://owasp.org/www-community/attacks/CSV_Injection
std::string WriteCsv(const std::vector<std::vector<std::string>>& rows);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_CSV_H_
