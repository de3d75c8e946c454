// Ctrl-C and SIGTERM, counted. The first asks for a clean end, every further one is no worse.
#pragma once

namespace rampart::app {

/// Starts counting SIGINT and SIGTERM in this process (and ignores SIGPIPE). Call once, from main.
void watch_interrupts();

/// How many came so far. Any thread.
int interrupt_count();

/// The last one's number (SIGINT or SIGTERM), 0 before the first. Any thread.
int interrupt_signal();

}  // namespace rampart::app
