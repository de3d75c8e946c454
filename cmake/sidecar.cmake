# The JavaScript of the load engine's hooks: its parts joined into one module, and put into the library `live_traffic`
# byte for byte, so that no file is needed beside the binary.
set(sidecar_parts "")
foreach(part wire metrics template variables requests calls processor script packages fake_data plugin_events plugins
             main)
  list(APPEND sidecar_parts ${CMAKE_SOURCE_DIR}/src/live/traffic/sidecar/${part}.mjs)
endforeach()
set(sidecar_module ${CMAKE_BINARY_DIR}/sidecar.mjs)
add_custom_command(
  OUTPUT ${sidecar_module}
  COMMAND cat ${sidecar_parts} > ${sidecar_module}
  DEPENDS ${sidecar_parts}
  COMMENT "Joining the hooks' sidecar"
  VERBATIM)
rampart_embed(live_traffic ${sidecar_module} live/traffic/sidecar_module.h sidecar_module rampart::live::traffic)
