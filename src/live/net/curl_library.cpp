#include "live/net/curl_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace rampart::live::net {
namespace {

constexpr const char* file = "libcurl.so.4";

Result<CurlLibrary> opened() {
  void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return unavailable(fmt::format("{} can't be opened (Debian's libcurl4 has it): {}", file, dlerror()));
  CurlLibrary out;
  bool complete = true;
  const auto find = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    complete = complete && function != nullptr;
  };
  decltype(&curl_global_init) global_init = nullptr;
  find(global_init, "curl_global_init");
  find(out.easy_init, "curl_easy_init");
  find(out.easy_setopt, "curl_easy_setopt");
  find(out.easy_perform, "curl_easy_perform");
  find(out.easy_getinfo, "curl_easy_getinfo");
  find(out.easy_strerror, "curl_easy_strerror");
  find(out.easy_cleanup, "curl_easy_cleanup");
  find(out.slist_append, "curl_slist_append");
  find(out.slist_free_all, "curl_slist_free_all");
  if (!complete || global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return unavailable(fmt::format("{} is none that can be used", file));
  return out;
}

}  // namespace

const Result<CurlLibrary>& curl_library() {
  static const Result<CurlLibrary> library = opened();
  return library;
}

}  // namespace rampart::live::net
