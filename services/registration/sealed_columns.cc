#include "services/registration/sealed_columns.h"

namespace cwp::registration {

std::string ReadSealed(const db::Rows::Row& row, int column) {
  return row.IsNull(column) ? "" : row.String(column);
}

db::Value SealedValue(const std::string& sealed) {
  return sealed.empty() ? db::Value() : db::Value::Bytes(sealed);
}

SealedContact ReadContact(const db::Rows::Row& row, int column) {
  return {.name = ReadSealed(row, column),
          .email = ReadSealed(row, column + 1),
          .phone = ReadSealed(row, column + 2),
          .relationship = ReadSealed(row, column + 3),
          .access_needs = ReadSealed(row, column + 4)};
}

void AddContact(const SealedContact& contact, std::vector<db::Value>& args) {
  args.push_back(db::Value::Bytes(contact.name));
  args.push_back(SealedValue(contact.email));
  args.push_back(SealedValue(contact.phone));
  args.push_back(SealedValue(contact.relationship));
  args.push_back(SealedValue(contact.access_needs));
}

}  // namespace cwp::registration
