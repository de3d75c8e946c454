# The house, floor by floor. LINKS repeat the import law of docs/tour.md.
rampart_room(base                base)

rampart_room(core_document       core/document  base yaml-cpp)
rampart_room(core_stats          core/stats     base)
rampart_room(core_expression     core/expression base)
rampart_room(core_script         core/script    base core_document core_expression PkgConfig::PCRE2)
rampart_room(core_import         core/import    base core_document core_script)
rampart_room(core_scaling        core/scaling   base)
rampart_room(core_fleet          core/fleet     base)
rampart_room(core_stack          core/stack     base core_document PkgConfig::PCRE2)
rampart_room(core_watch          core/watch     base core_stats)
rampart_room(core_ledger         core/ledger    base core_stats)
rampart_room(core_load           core/load      base core_expression core_stats core_script core_ledger PkgConfig::ZLIB PkgConfig::BROTLI PkgConfig::LIBXML2)
rampart_room(core_control        core/control   base core_watch core_scaling core_fleet core_stack core_ledger)

rampart_room(live_net            live/net       base OpenSSL::SSL Threads::Threads)
target_include_directories(live_net SYSTEM PRIVATE ${CURL_INCLUDE_DIRS})
rampart_room(live_traffic_h2     live/traffic/h2 base core_load core_script)
rampart_room(live_traffic        live/traffic   base live_traffic_h2 core_load core_stats core_script core_ledger PkgConfig::PCRE2 OpenSSL::SSL ${WSLAY_LIBRARY} Threads::Threads)
set_target_properties(live_traffic live_traffic_h2 PROPERTIES UNITY_BUILD OFF)  # the engine, as it was measured
foreach(doubles live_traffic_doubles live_traffic_h2_doubles)
  if(TARGET ${doubles})
    target_link_libraries(${doubles} PUBLIC PkgConfig::NGHTTP2)  # the peer of our HTTP/2, in tests only
  endif()
endforeach()
# They share one container engine, in which importing an image and starting a container can wait for each other.
set(room_test_properties RESOURCE_LOCK container_engine)
rampart_room(live_compute        live/compute   base live_net core_fleet core_watch core_stats spdlog::spdlog_header_only)
unset(room_test_properties)
rampart_room(live_balancer       live/balancer  base live_net core_fleet core_watch core_stats spdlog::spdlog_header_only)

rampart_room(sim                 sim            base core_stats core_script core_load core_fleet core_watch core_scaling core_ledger)
rampart_room(conformance         conformance    base core_control core_fleet core_watch core_scaling core_ledger sim)

rampart_room(aws_signature       aws/signature  base OpenSSL::Crypto)
rampart_room(aws_protocol        aws/protocol   base aws_signature PkgConfig::PCRE2 PkgConfig::ZLIB PkgConfig::CBOR OpenSSL::Crypto)

rampart_room(aws_account         aws/account    base core_control aws_protocol)
foreach(service application_autoscaling cloudformation cloudwatch ecs elbv2 logs recorded sns)
  rampart_room(aws_${service} aws/${service} base core_fleet core_control aws_protocol aws_account)
endforeach()

rampart_room(store               store          base core_stats core_ledger core_control SQLite::SQLite3)
rampart_room(report              report         base core_expression core_stats core_ledger store)
rampart_room(advice              advice         base core_document core_stats core_watch core_scaling core_fleet core_stack core_control core_ledger report)
if(TARGET advice_test)
  target_compile_definitions(advice_test PRIVATE RAMPART_ROOT="${CMAKE_SOURCE_DIR}")
endif()
rampart_room(publish             publish        base aws_signature PkgConfig::SNAPPY OpenSSL::Crypto)
include(cmake/embed.cmake)
include(cmake/sidecar.cmake)
rampart_room(heavy               heavy          base live_net)
include(cmake/heavy_static.cmake)

rampart_room(app_parts           app            core_control core_import core_load live_net live_traffic live_compute live_balancer sim conformance aws_application_autoscaling aws_cloudformation aws_cloudwatch aws_ecs aws_elbv2 aws_logs aws_recorded aws_sns store report advice publish heavy spdlog::spdlog_header_only CLI11::CLI11)

# The one program. Everything but main lives in app_parts, so that tests can link it.
add_executable(rampart src/app/main.cpp)
# Symbols are looked up in the order in which libraries are named: those that most are looked up in come first.
target_link_libraries(rampart PRIVATE stdc++ OpenSSL::Crypto SQLite::SQLite3 OpenSSL::SSL app_parts)
target_compile_definitions(rampart PRIVATE RAMPART_VERSION="${PROJECT_VERSION}")
if(TARGET app_parts_test)
  target_compile_definitions(app_parts_test PRIVATE RAMPART_SOURCE="${CMAKE_SOURCE_DIR}")
endif()
