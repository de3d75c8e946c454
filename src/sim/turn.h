// One turn of the virtual world and its control plane: a jump to whatever comes next.
//
// A template, because the virtual world may not see the control plane.
#pragma once

#include <algorithm>
#include <chrono>

#include "sim/world.h"

namespace rampart::sim {

/// At most to `until`, in real seconds from the start. `Plane` is control::ControlPlane.
template <class Plane>
void turn(World& world, Plane& plane, double until) {
  const Present& present = world.present();
  double next = std::min(world.next_event(), until);
  // What is under way moves by turns: a deployment starts its next task when the last is healthy.
  if (!plane.stable()) next = std::min(next, present.t + present.real_seconds(std::chrono::seconds(1)));
  if (const auto look = plane.alarms().next_due()) {
    const double at = present.t + seconds(present.scale.to_real(*look - world.now()));
    next = std::min(next, std::max(at, present.t));
  }
  // Never twice at one instant without an end: an event that is due stays due until its turn has come.
  world.advance(next > present.t ? next : std::min(until, present.t + 1e-3));
  for (const watch::Datum& datum : world.take_metrics()) plane.put(datum);
  plane.tick(world.now());
}

}  // namespace rampart::sim
