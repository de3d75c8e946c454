// The functions that only turn values into values: Fn::Join, Select, Split, Base64, Cidr. Arguments are resolved.
#pragma once

#include "base/result.h"
#include "core/document/document.h"

namespace rampart::stack {

/// A text that stands where `site` stands.
document::Node text_at(const document::Node& site, std::string text);
/// A list of texts that stands where `site` stands.
document::Node texts_at(const document::Node& site, std::vector<std::string> texts);

Result<document::Node> join(const document::Node& argument, const document::Node& site);
Result<document::Node> select(const document::Node& argument, const document::Node& site);
Result<document::Node> split(const document::Node& argument, const document::Node& site);
Result<document::Node> base64(const document::Node& argument, const document::Node& site);
/// [block, count, bits of each]: IPv4 only, count 1 to 256.
Result<document::Node> cidr(const document::Node& argument, const document::Node& site);

}  // namespace rampart::stack
