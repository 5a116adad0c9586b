#ifndef CWP_COMMON_PROGRAMME_NODES_H_
#define CWP_COMMON_PROGRAMME_NODES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/programme/file_node.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"

namespace cwp::programme {

// What a programme file says of what is there: the other way round from
// ReadProgramme. Keys that would say nothing are left out.

FileNode WorkshopNode(const scheduling::v1::Workshop& workshop);

// How a file names each facilitator.
using FacilitatorNames = std::map<int64_t, std::string>;

// A session of `workshop`, as it will be when what waits has come. Its join
// address is not in it, for nobody is told of one.
FileNode SessionNode(const scheduling::v1::Session& session,
                     const scheduling::v1::Workshop& workshop,
                     const FacilitatorNames& names);

// The workshops that are not archived, in order of their slugs, each with those
// of the sessions that are of it and not cancelled, in the order given: a
// programme that can be read again.
FileNode ProgrammeNode(const std::vector<scheduling::v1::Workshop>& workshops,
                       const std::vector<scheduling::v1::Session>& sessions,
                       const FacilitatorNames& names);

// How long a meeting is by the clock on the wall.
int64_t MinutesOf(const scheduling::v1::Meeting& meeting);

// A key whose value differs.
struct FieldChange {
  std::string key;
  std::string before;
  std::string after;
};

// How one map differs from another, by key; what is left out is empty.
std::vector<FieldChange> Differences(const FileNode& before,
                                     const FileNode& after);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_NODES_H_
