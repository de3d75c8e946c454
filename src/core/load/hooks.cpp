#include "core/load/hooks.h"

namespace rampart::load {

void HookReply::clear() {
  failed = truth = missing = false;
  error.clear();
  variables.clear();
  removed.clear();
  request.clear();
}

}  // namespace rampart::load
