#ifndef CWP_SERVICES_REGISTRATION_SEALED_COLUMNS_H_
#define CWP_SERVICES_REGISTRATION_SEALED_COLUMNS_H_

#include <optional>
#include <string>
#include <vector>

#include "common/db/database.h"
#include "common/db/value.h"

namespace cwp::registration {

// The personal fields of a booking, each sealed; empty when not given.
struct SealedContact {
  std::string name;
  std::string email;
  std::string phone;
  std::string relationship;
  std::string access_needs;
};

// What may change of them beside the e-mail address; nothing where it stays.
struct ContactDetails {
  struct Person {
    std::string name;
    std::string phone;
    std::string relationship;
  };
  std::optional<Person> person;
  std::optional<std::string> access_needs;
};

// A sealed field that is empty when the column is NULL, and the other way
// round.
std::string ReadSealed(const db::Rows::Row& row, int column);
db::Value SealedValue(const std::string& sealed);

// Reads a contact's sealed fields from five columns on.
SealedContact ReadContact(const db::Rows::Row& row, int column);

// Appends a contact's sealed fields to the arguments of a statement, in the
// same order.
void AddContact(const SealedContact& contact, std::vector<db::Value>& args);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SEALED_COLUMNS_H_
