#include "heavy/workload.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <new>
#include <system_error>

namespace rampart::heavy {
namespace {

constexpr std::size_t page = 4096;
/// Leaks from this size on get pages of their own: from the heap they would first fill what other requests freed, and
/// the process wouldn't grow.
constexpr std::size_t own_pages = 64UL << 10;

/// About 10 µs of arithmetic that the compiler can't leave out: the clock is a system call, so it is asked rarely.
void turn_the_wheel() {
  std::uint64_t x = 88172645463325252ULL;
  for (int i = 0; i < 5000; ++i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    asm volatile("" : "+r"(x));
  }
}

std::string last_error() { return std::system_category().message(errno); }

class File {
 public:
  explicit File(const std::string& directory) : path_(directory + "/rampart-heavy-XXXXXX") {
    fd_ = mkostemp(path_.data(), O_CLOEXEC);
    if (fd_ >= 0) unlink(path_.c_str());  // now, so that nothing stays behind whatever happens
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace

std::chrono::nanoseconds thread_cpu_time() {
  timespec used = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

TouchedMemory::TouchedMemory(TouchedMemory&& other) noexcept
    : start_(std::exchange(other.start_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

TouchedMemory& TouchedMemory::operator=(TouchedMemory&& other) noexcept {
  std::swap(start_, other.start_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

TouchedMemory::~TouchedMemory() {
  if (start_ != nullptr) munmap(start_, bytes_);
}

Result<TouchedMemory> TouchedMemory::take(std::size_t bytes) {
  TouchedMemory memory;
  if (bytes == 0) return memory;
  void* start = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) {
    return unavailable(fmt::format("The system has no {} bytes of memory to give: {}.", bytes, last_error()));
  }
  memory.start_ = start;
  memory.bytes_ = bytes;
  for (std::size_t at = 0; at < bytes; at += page) static_cast<volatile char*>(start)[at] = 1;
  return memory;
}

void Workload::burn_cpu(Duration cpu) const {
  if (cpu.count() <= 0) return;
  const auto end = thread_cpu_time() + std::chrono::duration_cast<std::chrono::nanoseconds>(cpu);
  while (thread_cpu_time() < end && !cut_short_) turn_the_wheel();
}

void Workload::sleep(Duration time) {
  if (time.count() <= 0) return;
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(time);
  std::unique_lock lock(sleep_mutex_);
  wake_.wait_until(lock, until, [this] { return cut_short_.load(); });
}

void Workload::hold_lock(Duration time) {
  if (time.count() <= 0) return;
  {
    std::unique_lock lock(sleep_mutex_);
    released_.wait(lock, [this] { return !the_lock_is_held_ || cut_short_; });
    if (cut_short_) return;
    the_lock_is_held_ = true;
  }
  sleep(time);
  const std::lock_guard lock(sleep_mutex_);
  the_lock_is_held_ = false;
  released_.notify_one();
}

Result<void> Workload::write_to_disk(std::size_t bytes) const {
  if (bytes == 0) return {};
  const File file(temp_dir_);
  if (file.fd() < 0) {
    return unavailable(
        fmt::format("No file can be made in {}: {}. Choose another with --temp-dir.", temp_dir_, last_error()));
  }
  std::array<char, 65536> block;
  block.fill('h');
  while (bytes > 0 && !cut_short_) {
    const auto written = write(file.fd(), block.data(), std::min(bytes, block.size()));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return unavailable(fmt::format("Writing in {} failed: {}.", temp_dir_, last_error()));
    bytes -= static_cast<std::size_t>(written);
  }
  if (fsync(file.fd()) != 0) return unavailable(fmt::format("fsync in {} failed: {}.", temp_dir_, last_error()));
  return {};
}

Result<void> Workload::leak(std::size_t bytes) {
  if (bytes == 0) return {};
  if (bytes < own_pages) return leak_from_heap(bytes);
  auto kept = TouchedMemory::take(bytes);
  if (!kept) return kept.error();
  const std::scoped_lock lock(leak_mutex_);
  large_leaks_.push_back(std::move(*kept));
  leaked_bytes_ += bytes;
  return {};
}

Result<void> Workload::leak_from_heap(std::size_t bytes) {
  std::unique_ptr<char[]> kept(new (std::nothrow) char[bytes]);
  if (!kept) return unavailable(fmt::format("There is no memory left to leak {} bytes.", bytes));
  std::memset(kept.get(), 'l', bytes);
  const std::scoped_lock lock(leak_mutex_);
  leaks_.push_back(std::move(kept));
  leaked_bytes_ += bytes;
  return {};
}

void Workload::cut_short() {
  {
    const std::scoped_lock lock(sleep_mutex_);
    cut_short_ = true;
  }
  wake_.notify_all();
  released_.notify_all();
}

}  // namespace rampart::heavy
