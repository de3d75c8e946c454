// EC2's structures that several nouns use, and short words for its wire names: EC2 writes members with a small letter
// ("vpcId") and takes them with a capital one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aws/protocol/shape.h"

namespace rampart::aws::recorded::ec2 {

using protocol::Member;
using protocol::Shape;

/// The member under its usual name on the wire.
Member member(const std::string& name, Shape shape);
inline Member text(const std::string& name) { return member(name, protocol::string()); }
inline Member flag(const std::string& name) { return member(name, protocol::boolean()); }
inline Member number(const std::string& name) { return member(name, protocol::integer()); }
inline Member moment(const std::string& name) { return member(name, protocol::timestamp()); }
/// A list of `element`s; `wire` is its name there ("vpcSet").
Member many(const std::string& name, const std::string& wire, Shape element);
Member needed(const std::string& name);  ///< A text that must be there.

/// {Key, Value} as "tagSet"
Member tags();
/// In the inputs of what makes a resource.
Member tag_specifications();
/// Of describes: ids under `one` ("VpcId"), filters, paging.
Shape describe_input(const std::string& name, const std::string& ids, const std::string& one,
                     const std::string& filters = "Filters");
/// Of describes: the set and NextToken.
Shape describe_output(const std::string& name, Member set);

Shape nothing(const std::string& name);
/// {Return: true}
Shape success(const std::string& name);

Shape group_identifier();
Shape ip_permission();
Shape security_group_rule();

}  // namespace rampart::aws::recorded::ec2
