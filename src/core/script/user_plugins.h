// Plugins that aren't built in: npm modules of the user's own, which see the script before it is read and may change
// it.
//
// They are JavaScript, so somebody else runs them (RunPlugins). What comes back is laid over the tree: values that a
// plugin left alone keep the place they were written at, others get the place of the plugin's name. Source: reference
// artillery.md §4.3.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "core/document/document.h"
#include "core/script/script.h"

namespace rampart::script {

/// What plugins are made with.
struct PluginCall {
  boost::json::object
      script;  ///< Merged, its config rendered, as Artillery hands it over; without rows of payload files.
  std::vector<UserPlugin> plugins;
  std::optional<Processor> processor;
};

/// Makes the plugins and answers with the script as they leave it. Errors: not_found, at the plugin's place, when its
/// module isn't anywhere; invalid, at the place of the plugin or of config.processor; unavailable, without a Node.js.
using RunPlugins = std::function<Result<boost::json::value>(const PluginCall&)>;

/// A plugin named in `config.plugins`; its module is `artillery-plugin-NAME`, or what its option `scope` says and NAME.
UserPlugin user_plugin(const std::string& name, const document::Node& options);

/// It isn't one of those that are built in, or it says where it comes from (`scope`).
bool is_user_plugin(const std::string& name, const document::Node& options);

/// Those of `config`, in the order written.
std::vector<UserPlugin> find_user_plugins(const document::Node& config);

/// Changes `tree`, whose JSON was `before`, as `before` was changed to `after`. New values get the place of `at`.
void lay_changes(document::Node& tree, const boost::json::value& before, const boost::json::value& after,
                 const document::Node& at);

}  // namespace rampart::script
