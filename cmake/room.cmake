# rampart_room(NAME DIR [LINKS...]): one library from every x.cpp in src/DIR (this folder only), one test program
# from every x_test.cpp and testing/*.cpp beside them. A new file needs no line here. LINKS may name only what
# the import law allows; tests/house reads the includes and holds it.
#
# Two thirds of a unit's compile time are its headers, so a room's files are compiled several at a time
# (RAMPART_UNITY, decision 0010) and the tests share gtest, gmock and what they need, precompiled.
option(RAMPART_UNITY "Compile a room's files eight at a time" ON)

# What nearly every test includes, compiled once for them all: a program of its own, so that all of them can reuse it.
function(rampart_test_headers target)
  if(NOT TARGET test_headers)
    file(WRITE ${CMAKE_BINARY_DIR}/test_headers.cpp "int main() {}\n")
    add_executable(test_headers ${CMAKE_BINARY_DIR}/test_headers.cpp)
    target_compile_options(test_headers PRIVATE -O0)
    target_link_libraries(test_headers PRIVATE fmt::fmt Boost::boost Boost::json GTest::gmock)
    target_precompile_headers(test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h> <boost/json.hpp> <fmt/format.h>
                              <chrono> <filesystem> <fstream> <functional> <map> <optional> <string> <vector>)
  endif()
  target_precompile_headers(${target} REUSE_FROM test_headers)
endfunction()

function(rampart_room name dir)
  set(root ${CMAKE_SOURCE_DIR}/src/${dir})
  file(GLOB sources CONFIGURE_DEPENDS ${root}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(sources)
    add_library(${name} STATIC ${sources})
    set_target_properties(${name} PROPERTIES UNITY_BUILD ${RAMPART_UNITY} UNITY_BUILD_BATCH_SIZE 8)
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} PUBLIC fmt::fmt Boost::boost Boost::json ${ARGN})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} INTERFACE fmt::fmt Boost::boost Boost::json ${ARGN})
  endif()
  # Doubles stand beside the port they double; the room's own test and those of the rooms that link it may use them.
  file(GLOB doubles CONFIGURE_DEPENDS ${root}/testing/*.cpp)
  if(BUILD_TESTING AND doubles)
    add_library(${name}_doubles STATIC ${doubles})
    target_link_libraries(${name}_doubles PUBLIC ${name} GTest::gtest)
  endif()
  if(BUILD_TESTING AND tests)
    add_executable(${name}_test ${tests})
    target_compile_options(${name}_test PRIVATE -O0)  # what is tested is optimised; the asking needn't be
    target_link_libraries(${name}_test PRIVATE ${name} GTest::gmock GTest::gtest_main)
    if(LLD)
      target_link_options(${name}_test PRIVATE -fuse-ld=lld)
    endif()
    rampart_test_headers(${name}_test)
    foreach(link ${name} ${ARGN})
      if(TARGET ${link}_doubles)
        target_link_libraries(${name}_test PRIVATE ${link}_doubles)
      endif()
    endforeach()
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES LABELS unit TIMEOUT 120 ${room_test_properties})
  endif()
endfunction()
