// Long answers, a page at a time.
#pragma once

#include <boost/json/array.hpp>
#include <string_view>

#include "aws/protocol/page_token.h"
#include "aws/protocol/service.h"

namespace rampart::aws::cloudformation {

/// {member: at most `size` of `all`, NextToken: where the rest begins}, from where the call's NextToken says.
protocol::Answer page_of(const protocol::Call& call, const boost::json::array& all, std::string_view member,
                         std::size_t size);

}  // namespace rampart::aws::cloudformation
