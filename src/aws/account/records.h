// One service's resources as JSON objects, by region, kind and id; written through to the account's State.
//
//   Records records(account.state, "ecs");                      // finds what was there before a restart
//   records.put("us-east-1", "cluster", name, std::move(object));
//   if (const auto* cluster = records.find("us-east-1", "cluster", name)) …
//
// Objects are best kept in the form in which the API answers them: then Describe copies and Create reads once. One
// thread.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/control/state.h"

namespace rampart::aws {

class Records {
 public:
  /// `service` keeps them apart from other services'. `state` must outlive it.
  Records(control::State& state, std::string service);

  /// Valid until the record is put or erased. nullptr: none.
  [[nodiscard]] const boost::json::object* find(std::string_view region, std::string_view kind,
                                                std::string_view id) const;
  void put(std::string_view region, std::string_view kind, std::string_view id, boost::json::object object);
  /// False: there was none.
  bool erase(std::string_view region, std::string_view kind, std::string_view id);

  struct Entry {
    std::string_view id;
    const boost::json::object* object;
  };
  /// By id. Valid until the next change of that region's kind.
  [[nodiscard]] std::vector<Entry> list(std::string_view region, std::string_view kind) const;
  [[nodiscard]] std::vector<std::string> regions() const;

 private:
  /// "ecs/us-east-1/cluster/web". Regions and kinds have no '/', ids may.
  [[nodiscard]] std::string key(std::string_view region, std::string_view kind, std::string_view id) const;

  using Kind = std::map<std::string, boost::json::object, std::less<>>;
  using Region = std::map<std::string, Kind, std::less<>>;
  control::State& state_;
  std::string service_;
  std::map<std::string, Region, std::less<>> regions_;
};

}  // namespace rampart::aws
