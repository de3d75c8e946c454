// The memory of nghttp2's small, short-lived blocks: a dozen a request. From the thread's FrameStore, because malloc's
// own short lists overflow when 32 streams of a connection end together.
#pragma once

#include <nghttp2/nghttp2.h>

namespace rampart::live::traffic {

/// For nghttp2_session_client_new3(). A block may be freed on another thread.
nghttp2_mem* h2_memory();

}  // namespace rampart::live::traffic
