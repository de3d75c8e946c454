// config.tls: what Node's tls.connect and Artillery's HTTP library take, checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// `name`: the path of `tls` in messages.
Tls read_tls(const document::Node& tls, const std::string& name, Warnings& warnings);

/// The keys of config.tls, which may stand among the options of config.ws too.
std::vector<std::string_view> tls_keys();

/// Takes those out of config.ws; they go before config.tls.
void add_tls_of_ws(const document::Node& ws, Tls& out);

}  // namespace rampart::script
