// Any text is a template; rendering it must end, and both ways to render a value must agree.
#include <boost/json/parse.hpp>
#include <cstdlib>

#include "core/script/json_text.h"
#include "core/script/template.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // A call may ask for megabytes of random letters, which is slow, not wrong.
  if (text.find("$randomString") != std::string_view::npos) return 0;
  script::Variables variables;
  variables.set("a", "x$&{{ b }}");
  variables.set("b", boost::json::parse(R"({"c": [1, "{{ a }}", null], "d": "{"})"));
  variables.set(text, 1);
  static_cast<void>(variables.find(text));
  Random random(1);
  const script::Template made(text);
  bool undefined = false;
  static_cast<void>(made.evaluate(variables, random, undefined));
  if (made.is_constant() && made.render(variables, random) != text) std::abort();

  Random first(2);
  Random second(2);
  const script::ValueTemplate value(
      boost::json::value(boost::json::object{{"k", boost::json::value(std::string(text))}}));
  std::string rendered;
  value.render_json(variables, first, rendered);
  std::string evaluated;
  script::append_json(evaluated, value.evaluate(variables, second));
  if (rendered != evaluated) std::abort();
  return 0;
}
