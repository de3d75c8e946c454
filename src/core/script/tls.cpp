#include "core/script/tls.h"

#include <algorithm>

#include "core/script/check_keys.h"
#include "core/script/fields.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> versions = {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};

std::string read_version(const Node& node, const std::string& name) {
  const std::string& text = read_text(node, name);
  if (std::find(versions.begin(), versions.end(), text) == versions.end())
    refuse_value(name, "one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3", node);
  return text;
}

/// Node takes the text of a file, not its path: a path would trust nothing, silently.
std::string read_pem(const Node& node, const std::string& name) {
  const std::string& text = read_text(node, name);
  if (text.find("-----BEGIN") == std::string::npos)
    refuse_value(name, "the text of a PEM file (-----BEGIN …), not its path", node);
  return text;
}

std::vector<std::string> read_authorities(const Node& node, const std::string& name) {
  if (node.kind != document::Kind::sequence) return {read_pem(node, name)};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < node.items.size(); ++i) out.push_back(read_pem(node.items[i], name_at(name, i)));
  return out;
}

void take_members(const Node& tls, const std::string& name, Tls& out) {
  for (const auto& [key, value] : tls.members) {
    const std::string path = name_in(name, key);
    if (value.is_null()) continue;
    if (key == "rejectUnauthorized") out.reject_unauthorized = read_flag(value, path);
    if (key == "ca" || key == "certificateAuthority") out.ca = read_authorities(value, path);
    if (key == "cert" || key == "certificate") out.cert = read_pem(value, path);
    if (key == "key") out.key = read_pem(value, path);
    if (key == "passphrase") out.passphrase = text_of(value);
    if (key == "servername") out.servername = read_text(value, path);
    if (key == "ciphers") out.ciphers = read_text(value, path);
    if (key == "minVersion") out.min_version = read_version(value, path);
    if (key == "maxVersion") out.max_version = read_version(value, path);
  }
}

}  // namespace

std::vector<std::string_view> tls_keys() { return language::mapping_of(language::Part::tls).working_names(); }

void add_tls_of_ws(const Node& ws, Tls& out) { take_members(expect_mapping(ws, "config.ws"), "config.ws", out); }

Tls read_tls(const Node& tls, const std::string& name, Warnings& warnings) {
  check_keys(expect_mapping(tls, name), name, language::Part::tls, warnings);
  Tls out;
  take_members(tls, name, out);
  return out;
}

}  // namespace rampart::script
