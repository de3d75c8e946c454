#include "aws/account/operation_table.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace rampart::aws {

OperationTable::OperationTable(std::string_view names) {
  while (true) {
    names.remove_prefix(std::min(names.size(), names.find_first_not_of(" \n")));
    if (names.empty()) return;
    const std::string name(names.substr(0, names.find_first_of(" \n")));
    names.remove_prefix(name.size());
    operations_.push_back(
        {name, protocol::structure(name + "Request", {}), protocol::structure(name + "Response", {})});
  }
}

void OperationTable::answer(std::string_view name, protocol::Shape input, protocol::Shape output,
                            protocol::Handler handler) {
  protocol::Operation& one = find(name);
  one.input = std::move(input);
  one.output = std::move(output);
  one.handler = std::move(handler);
}

void OperationTable::open(std::string_view name) { find(name).may_be_unsigned = true; }

protocol::Operation& OperationTable::find(std::string_view name) {
  for (protocol::Operation& one : operations_)
    if (one.name == name) return one;
  throw std::logic_error("no such operation in AWS's model: " + std::string(name));
}

}  // namespace rampart::aws
