// What every AWS service of the endpoint stands on: the account, its regions, its memory.
//
// A service is a folder beside this one, with one class (aws/ecs/ecs.h: Ecs) that
//   - takes an Account in its constructor and puts back what the account's State holds of it, into its own records and
//   into
//     the control planes;
//   - answers service(): a protocol::Service whose handlers call it, every operation of AWS's model named, done or not;
//   - has tick(now) where it acts or remembers without being called (notices to send, states to keep).
// Services don't see each other: what they share stands in the control plane of the region (target groups in fleet(),
// alarms in alarms()). The caller of a handler commits the State before the answer leaves.
//
// One thread: the control loop's. All of it outlives the services.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "core/control/control_plane.h"
#include "core/control/state.h"

namespace rampart::aws {

struct Account {
  std::string id = "123456789012";
  /// The region's control plane, made when it is first asked for.
  std::function<control::ControlPlane&(const std::string& region)> plane;
  control::State& state;
  Random ids;  ///< For what AWS draws: ids in ARNs, tokens.
  /// Those whose control plane was made, by name. None given: none is.
  std::function<std::vector<std::string>()> regions = {};
  /// Host and port at which a client reaches this endpoint ("127.0.0.1:4566"), for URLs in answers.
  std::string address = {};

  [[nodiscard]] std::vector<std::string> made_regions() const {
    return regions ? regions() : std::vector<std::string>();
  }
};

/// "arn:aws:SERVICE:REGION:ACCOUNT:REST"
std::string make_arn(std::string_view service, std::string_view region, std::string_view account,
                     std::string_view rest);

/// `count` lower-case hexadecimal digits, as in "app/web/50dc6c495c0c9188".
std::string draw_hex(Random& ids, std::size_t count);

}  // namespace rampart::aws
