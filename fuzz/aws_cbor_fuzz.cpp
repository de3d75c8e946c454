// Any body as rpc-v2-cbor: a well-formed answer with AWS's error, or a call that its own echo means again.
#include <cstdlib>

#include "aws/protocol/cbor_form.h"
#include "aws/protocol/endpoint.h"
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
  const WireResponse response =
      endpoint.answer({"POST",
                       "/service/Specimen_20200101/operation/Echo",
                       {{"smithy-protocol", "rpc-v2-cbor"}, {"Content-Type", "application/cbor"}},
                       std::string(reinterpret_cast<const char*>(data), size)},
                      {});
  if (response.status != 200) {
    if (testing::code_of(response).empty()) std::abort();
    return 0;
  }
  const Decoded again = read_cbor(testing::every_kind(), response.body);
  if (again.has_error() || !testing::same_value(understood, *again)) std::abort();
  return 0;
}
