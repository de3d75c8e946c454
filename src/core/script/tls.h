// config.tls: what Node's tls.connect and Artillery's HTTP library take, checked.
#pragma once

#include <string>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// `name`: the path of `tls` in messages.
Tls read_tls(const document::Node& tls, const std::string& name, Warnings& warnings);

}  // namespace rampart::script
