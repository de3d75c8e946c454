// Any body as JSON 1.1, or after a first line with a target as rest-json: a well-formed answer with AWS's error, or a
// call that its own echo means again.
#include <algorithm>
#include <cstdlib>

#include "aws/protocol/endpoint.h"
#include "aws/protocol/json_form.h"
#include "aws/protocol/testing/error_code.h"
#include "aws/protocol/testing/specimen.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart::aws::protocol;
  if (size > 4096) return 0;
  static boost::json::object understood;
  static Endpoint endpoint(testing::specimen_services([](const Call& call) -> Answer {
                             understood = call.input;
                             return call.input;
                           }),
                           {});
  const std::string text(reinterpret_cast<const char*>(data), size);
  WireRequest request = {
      "POST", "/", {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "Specimen_20200101.Echo"}}, text};
  const bool rest = text.starts_with('/');
  if (rest) {
    const std::size_t line = std::min(text.find('\n'), text.size());
    request = {"POST",
               text.substr(0, line),
               {{"Content-Type", "application/json"}},
               text.substr(std::min(line + 1, text.size()))};
  }
  const WireResponse response = endpoint.answer(request, {});
  if (response.status >= 300) {
    if (testing::code_of(response).empty()) std::abort();
    return 0;
  }
  if (rest && !request.target.starts_with("/v1/echo")) return 0;  // the echo is spread over headers too
  const Decoded again = read_json(testing::every_kind(), response.body);
  if (again.has_error() || !testing::same_value(understood, *again)) std::abort();
  return 0;
}
