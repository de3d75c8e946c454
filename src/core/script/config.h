// The `config` section. Source: reference artillery.md §1.3 and §2.3–2.5.
#pragma once

#include "core/document/document.h"
#include "core/script/load.h"
#include "core/script/plugins.h"
#include "core/script/refusal.h"

namespace rampart::script {

struct ConfigReading {
  Config config;
  PluginOptions plugins;
  std::vector<std::pair<std::string, boost::json::value>> lists;  ///< payload.h: whole CSV files by name.
};

/// `config` is merged, rendered and validated.
ConfigReading read_config(const document::Node& config, const LoadOptions& options, const ReadFile& read_file,
                          Warnings& warnings);

/// Artillery's user agent, which any configured default header takes away; then the one of its HTTP library is sent.
inline constexpr std::string_view artillery_user_agent = "Artillery (https://artillery.io)";
inline constexpr std::string_view library_user_agent = "got (https://github.com/sindresorhus/got)";

/// `500` is ± 500 ms, `"20%"` a fifth of the think time; sets one of the two.
void read_jitter(const document::Node& jitter, std::string_view name, std::optional<double>& ms,
                 std::optional<double>& percent);

/// Lower-case names; a header without a value is left out.
std::vector<Header> read_headers(const document::Node& headers, const std::string& name);
std::vector<std::pair<std::string, Template>> read_cookies(const document::Node& cookies, const std::string& name);

}  // namespace rampart::script
