#ifndef CWP_SERVICES_CWPCTL_PLACE_OPTIONS_H_
#define CWP_SERVICES_CWPCTL_PLACE_OPTIONS_H_

#include <string>
#include <vector>

#include "cwp/scheduling/v1/scheduling_service.pb.h"

namespace CLI {
class App;
}  // namespace CLI

namespace cwp::ctl {

// Where a session takes place and what it is like, as the command line says.
struct PlaceOptions {
  // `teams`, `workshop`, or nothing.
  std::string place;
  std::string venue_name;
  std::string venue_address;
  std::string venue_postcode;
  // `workshop`, `live-webinar`, or nothing.
  std::string format;
};

// The options outlive the verb.
void AddPlaceOptions(CLI::App& verb, PlaceOptions& options);

// Writes what is given into a session; returns the fields that it is about, as
// a mask names them.
std::vector<std::string> ReadPlace(const PlaceOptions& options,
                                   scheduling::v1::Session& session);

// Where a session takes place and what it is like, for people to read.
std::string PlaceWords(const scheduling::v1::Session& session);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_PLACE_OPTIONS_H_
