// What a run that was killed with SIGKILL left behind, and its removal.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rampart::live::compute {

/// Looks through the runs below `root` (RunDirectory::default_root()); where the lock is free the run is dead, and
/// its processes (by pid and start time, and by RAMPART_RUN=ID in their environment), HAProxy, cgroups, containers
/// (by label rampart.run=ID) and directory are removed. Living runs are left alone, and so are kept
/// ones (RunDirectory::keep), which wait for their next process. Returns a sentence for each
/// thing cleared or not clearable, for the user; empty when there was nothing. Waits (5 s at most for a process,
/// 30 s for an engine): for start-up only.
std::vector<std::string> clear_leftovers(const std::filesystem::path& root);

}  // namespace rampart::live::compute
