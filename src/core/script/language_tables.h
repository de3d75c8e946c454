// Where the tables of language.h are written down. Inside this room only.
#pragma once

#include <map>

#include "core/script/language.h"

namespace rampart::script::language {

void add_config_tables(std::map<Part, Mapping>& out);
void add_plugin_tables(std::map<Part, Mapping>& out);
void add_reporter_tables(std::map<Part, Mapping>& out);
void add_flow_tables(std::map<Part, Mapping>& out);

}  // namespace rampart::script::language
