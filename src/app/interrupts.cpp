#include "app/interrupts.h"

#include <atomic>
#include <csignal>

namespace rampart::app {
namespace {

// A signal handler can reach nothing but globals; these two are all it touches.
std::atomic<int> count{0};
std::atomic<int> last{0};

void note(int signal) {
  last.store(signal);
  count.fetch_add(1);
}

}  // namespace

void watch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = note;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction before = {};
  sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);  // ignored under nohup, and stays so
  std::signal(SIGPIPE, SIG_IGN);
}

int interrupt_count() { return count.load(); }
int interrupt_signal() { return last.load(); }

}  // namespace rampart::app
