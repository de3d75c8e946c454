// Where the template says what the catalogue holds: every resource's resolved properties, with their places.
//
// The catalogue keeps specs, and of each resource only where its logical id stands. A finding names the line to change,
// so the properties are resolved once more here; what exists only in the catalogue (the answer of a Fn::GetAtt) is a
// stand-in.
//
// Pure and free of threads.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/control/catalogue.h"
#include "core/document/document.h"
#include "core/stack/stack.h"

namespace rampart::advice {

class Sources {
 public:
  Sources() = default;
  /// `document` is the whole template, `plan` what make_plan() made of it, `catalogue` what build_catalogue() did.
  Sources(const document::Node& document, const stack::Plan& plan, const control::Catalogue& catalogue);

  /// The logical id of the resource of this type whose Ref is `ref`; empty when there is none.
  [[nodiscard]] std::string id_of(std::string_view type, std::string_view ref) const;

  using Path = std::initializer_list<std::string_view>;
  /// The property at `path`, nullptr when the template doesn't say it. An index into a list is its digits.
  [[nodiscard]] const document::Node* find(const std::string& logical_id, Path path) const;
  /// The line of that property; when it isn't there, of the nearest mapping that would hold it.
  [[nodiscard]] Place place(const std::string& logical_id, Path path) const;
  /// The resource's `Metadata: {Rampart: …}`; nullptr without one.
  [[nodiscard]] const document::Node* metadata(const std::string& logical_id) const;

 private:
  struct One {
    std::string type;
    std::string ref;
    Place place;
    document::Node properties;
    document::Node metadata;  ///< Null without one.
  };
  std::map<std::string, One> resources_;
};

}  // namespace rampart::advice
