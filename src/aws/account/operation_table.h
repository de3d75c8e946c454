// The operations of one service while they are put together: all of AWS's model by name, then those that are done.
//
//   OperationTable table("CreateTopic DeleteTopic …");
//   table.answer("CreateTopic", input, output, handler);
//   service.operations = table.all();
//
// What nobody answers stays in the list without a handler, so that the coverage page and the endpoint tell the truth.
#pragma once

#include <string_view>
#include <vector>

#include "aws/protocol/service.h"

namespace rampart::aws {

class OperationTable {
 public:
  /// `names`: separated by blanks or line ends, in the model's order.
  explicit OperationTable(std::string_view names);

  /// `name` must be in the list: a name that isn't is a defect, and throws std::logic_error.
  void answer(std::string_view name, protocol::Shape input, protocol::Shape output, protocol::Handler handler);

  /// It may be asked for unsigned (service.h). A name that isn't in the list throws likewise.
  void open(std::string_view name);

  [[nodiscard]] const std::vector<protocol::Operation>& all() const { return operations_; }

 private:
  protocol::Operation& find(std::string_view name);

  std::vector<protocol::Operation> operations_;
};

}  // namespace rampart::aws
