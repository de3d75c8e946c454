// Any form, of query (first byte even) or ec2: a well-formed answer with AWS's error, or a call that means the same
// when it is written and sent again.
#include <cstdlib>

#include "aws/protocol/endpoint.h"
#include "aws/protocol/query_form.h"
#include "aws/protocol/testing/error_code.h"
#include "aws/protocol/testing/specimen.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart::aws::protocol;
  if (size == 0 || size > 4096) return 0;
  static boost::json::object understood;
  static Endpoint endpoint(testing::specimen_services([](const Call& call) -> Answer {
                             understood = call.input;
                             return call.input;
                           }),
                           {});
  const Service& service = endpoint.services()[data[0] % 2];
  const Operation& operation = service.operations[0];
  WireRequest request = {"POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}}, ""};
  request.body = "Action=" + operation.name + "&Version=" + service.api_version + "&" +
                 std::string(reinterpret_cast<const char*>(data) + 1, size - 1);
  const WireResponse response = endpoint.answer(request, {});
  if (response.status != 200) {
    if (testing::code_of(response).empty()) std::abort();
    return 0;
  }
  if (!testing::XmlReader::read(response.body)) std::abort();
  const boost::json::object first = understood;
  understood.clear();
  request.body = form_text(write_query(service, operation, first));
  if (endpoint.answer(request, {}).status != 200 || !testing::same_value(first, understood)) std::abort();
  return 0;
}
