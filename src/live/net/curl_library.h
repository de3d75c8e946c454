// libcurl, opened when it is first needed. mail.h says why it isn't linked.
#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace rampart::live::net {

/// The functions that are called; each is libcurl's of that name.
struct CurlLibrary {
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
};

/// Any thread. Stays open to the end of the process. Errors: unavailable, with the package that is missing.
const Result<CurlLibrary>& curl_library();

}  // namespace rampart::live::net
