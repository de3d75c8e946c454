// Ctrl-C, SIGTERM and a closed terminal (SIGHUP), counted. The first asks for a clean end, every further one is no
// worse.
#pragma once

namespace rampart::app {

/// Starts counting SIGINT, SIGTERM and (but under nohup) SIGHUP in this process, and ignores SIGPIPE. Call once, from
/// main.
void watch_interrupts();

/// How many came so far. Any thread.
int interrupt_count();

/// The last one's number (SIGINT, SIGTERM or SIGHUP), 0 before the first. Any thread.
int interrupt_signal();

}  // namespace rampart::app
