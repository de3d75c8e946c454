#include "live/traffic/h2_memory.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <new>

#include "base/task.h"

namespace rampart::live::traffic {
namespace {

/// Before each block: how large it is, which nghttp2 doesn't say when it frees it.
struct alignas(std::max_align_t) Header {
  std::size_t bytes;
};

Header* header_of(void* block) { return static_cast<Header*>(block) - 1; }

// nghttp2 is C: what it can't have is nullptr.
void* take(std::size_t size, void*) {
  if (size > std::numeric_limits<std::size_t>::max() - sizeof(Header)) return nullptr;
  try {
    auto* header = ::new (FrameStore::take(size + sizeof(Header))) Header{size};
    return header + 1;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void give_back(void* block, void*) {
  if (block == nullptr) return;
  Header* header = header_of(block);
  FrameStore::give_back(header, header->bytes + sizeof(Header));
}

void* take_zeroed(std::size_t count, std::size_t size, void* self) {
  if (size != 0 && count > std::numeric_limits<std::size_t>::max() / size) return nullptr;
  void* block = take(count * size, self);
  if (block != nullptr) std::memset(block, 0, count * size);
  return block;
}

void* resize(void* block, std::size_t size, void* self) {
  void* larger = take(size, self);
  if (larger == nullptr || block == nullptr) return larger;
  std::memcpy(larger, block, std::min(size, header_of(block)->bytes));
  give_back(block, self);
  return larger;
}

}  // namespace

nghttp2_mem* h2_memory() {
  static nghttp2_mem memory{nullptr, take, give_back, take_zeroed, resize};
  return &memory;
}

}  // namespace rampart::live::traffic
