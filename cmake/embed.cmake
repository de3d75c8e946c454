# The report page, built from web/ by npm and Vite and put into the library `report` byte for byte (.incbin).
# Nothing runs when nothing changed: npm's own stamp is node_modules/.package-lock.json, Vite's is the page.
find_program(NPM npm)
if(NOT NPM)
  message(FATAL_ERROR "npm is missing: the report page in web/ is built with it. Run: apt-get install npm")
endif()

set(web ${CMAKE_SOURCE_DIR}/web)
set(web_modules ${web}/node_modules/.package-lock.json)
set(report_page ${CMAKE_BINARY_DIR}/web/report.html)
file(GLOB web_sources CONFIGURE_DEPENDS ${web}/src/* ${web}/*.html ${web}/*.json ${web}/*.js)

add_custom_command(
  OUTPUT ${web_modules}
  COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${web_modules}
  DEPENDS ${web}/package.json ${web}/package-lock.json
  WORKING_DIRECTORY ${web}
  COMMENT "Fetching what the report page is built with"
  VERBATIM)
add_custom_command(
  OUTPUT ${report_page}
  COMMAND node node_modules/typescript/bin/tsc --noEmit
  COMMAND node node_modules/vite/bin/vite.js build --logLevel warn --emptyOutDir --outDir ${CMAKE_BINARY_DIR}/web
  DEPENDS ${web_modules} ${web_sources}
  WORKING_DIRECTORY ${web}
  COMMENT "Building the report page"
  VERBATIM)

# rampart_embed(TARGET FILE HEADER FUNCTION NAMESPACE): adds to TARGET a std::string_view FUNCTION() in NAMESPACE,
# declared in HEADER, that gives the bytes of FILE.
function(rampart_embed target file header function namespace)
  set(source ${CMAKE_BINARY_DIR}/embedded/${function}.cpp)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/embed.cpp.in ${source} @ONLY)
  target_sources(${target} PRIVATE ${source})
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
endfunction()
rampart_embed(report ${report_page} report/report_page.h report_page rampart::report)
