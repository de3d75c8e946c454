# rampart-heavy: the heavy server alone, in one file that needs nothing else, so that an image can be made from it
# without a base to pull (scripts/image). The rooms are compiled once more for it, because Debian has fmt only as a
# shared library or as headers, and `-static` takes no shared one. It speaks no TLS and sends no mail, so what needs
# OpenSSL or libcurl is left out. Not part of "all".
if(RAMPART_SANITIZE)
  return()  # the sanitizers' runtimes can't be linked statically
endif()
find_library(BOOST_JSON_ARCHIVE libboost_json.a REQUIRED)
find_library(BOOST_CONTAINER_ARCHIVE libboost_container.a REQUIRED)

get_target_property(heavy_sources heavy SOURCES)
get_target_property(base_sources base SOURCES)
get_target_property(net_without_tls live_net SOURCES)
list(FILTER net_without_tls EXCLUDE REGEX "/(asio_ssl|outgoing|mail|mail_text|curl_library).cpp")
add_executable(rampart_heavy_static EXCLUDE_FROM_ALL
  ${CMAKE_SOURCE_DIR}/src/heavy/standalone/main.cpp
  ${heavy_sources} ${net_without_tls} ${base_sources})
set_target_properties(rampart_heavy_static PROPERTIES OUTPUT_NAME rampart-heavy UNITY_BUILD OFF)
target_include_directories(rampart_heavy_static PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_options(rampart_heavy_static PRIVATE -static)
# ld warns that a static getaddrinfo may want glibc's shared name-service modules. Since glibc 2.34 "files" and "dns",
# the two that a container has, are inside libc.a: call=http://NAME works from the image, by /etc/hosts and by Docker's DNS.
include(CheckLinkerFlag)
check_linker_flag(CXX -Wl,--no-warnings RAMPART_LD_HAS_NO_WARNINGS)
if(RAMPART_LD_HAS_NO_WARNINGS)
  target_link_options(rampart_heavy_static PRIVATE -Wl,--no-warnings)
endif()
target_link_libraries(rampart_heavy_static PRIVATE
  fmt::fmt-header-only Boost::boost ${BOOST_JSON_ARCHIVE} ${BOOST_CONTAINER_ARCHIVE} Threads::Threads)
