#include "aws/account/records.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rampart::aws {

Records::Records(control::State& state, std::string service) : state_(state), service_(std::move(service)) {
  const std::string prefix = service_ + "/";
  for (const auto& [key, body] : state_.read(prefix)) {
    const std::size_t region_end = key.find('/', prefix.size());
    const std::size_t kind_end = region_end == std::string::npos ? region_end : key.find('/', region_end + 1);
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(body, error);
    if (kind_end == std::string::npos || error || !value.is_object()) continue;  // not ours, or of another version
    regions_[key.substr(prefix.size(), region_end - prefix.size())][key.substr(
        region_end + 1, kind_end - region_end - 1)][key.substr(kind_end + 1)] = std::move(value.as_object());
  }
}

std::string Records::key(std::string_view region, std::string_view kind, std::string_view id) const {
  return fmt::format("{}/{}/{}/{}", service_, region, kind, id);
}

const boost::json::object* Records::find(std::string_view region, std::string_view kind, std::string_view id) const {
  const auto in_region = regions_.find(region);
  if (in_region == regions_.end()) return nullptr;
  const auto of_kind = in_region->second.find(kind);
  if (of_kind == in_region->second.end()) return nullptr;
  const auto found = of_kind->second.find(id);
  return found == of_kind->second.end() ? nullptr : &found->second;
}

void Records::put(std::string_view region, std::string_view kind, std::string_view id, boost::json::object object) {
  state_.put(key(region, kind, id), boost::json::serialize(object));
  regions_[std::string(region)][std::string(kind)].insert_or_assign(std::string(id), std::move(object));
}

bool Records::erase(std::string_view region, std::string_view kind, std::string_view id) {
  if (find(region, kind, id) == nullptr) return false;
  Kind& of_kind = regions_.find(region)->second.find(kind)->second;
  of_kind.erase(of_kind.find(id));
  state_.erase(key(region, kind, id));
  return true;
}

std::vector<Records::Entry> Records::list(std::string_view region, std::string_view kind) const {
  std::vector<Entry> out;
  const auto in_region = regions_.find(region);
  if (in_region == regions_.end()) return out;
  const auto of_kind = in_region->second.find(kind);
  if (of_kind == in_region->second.end()) return out;
  for (const auto& [id, object] : of_kind->second) out.push_back({id, &object});
  return out;
}

std::vector<std::string> Records::regions() const {
  std::vector<std::string> out;
  for (const auto& [name, kinds] : regions_) out.push_back(name);
  return out;
}

}  // namespace rampart::aws
