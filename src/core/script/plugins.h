// config.plugins: expect, ensure and metrics-by-endpoint are built in. Source: reference artillery.md §7.
#pragma once

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// What the plugins' options mean while requests are read.
struct PluginOptions {
  bool expect_default_200 = false;  ///< expect: requests without any check get one for 200.
};

/// config.apdex over config.plugins.apdex; after read_plugins().
void read_apdex(const document::Node& config, Config& out, Warnings& warnings);

/// Sets the plugins' fields of `out`. Refuses options that aren't built yet. `plugins` may be nullptr.
PluginOptions read_plugins(const document::Node* plugins, Config& out, Warnings& warnings);

}  // namespace rampart::script
