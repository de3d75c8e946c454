#include "core/script/payload.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>

#include "core/script/check_keys.h"
#include "core/script/csv.h"
#include "core/script/fields.h"
#include "core/script/read_inputs.h"

namespace rampart::script {
namespace {

using document::Node;

class FileReading {
 public:
  FileReading(const Node& spec, std::string name, Warnings& warnings)
      : spec_(spec), name_(std::move(name)), warnings_(warnings) {}

  /// `instead`: -p's file, where it takes the place of `path`.
  Payload read(const LoadOptions& options, const ReadFile& read_file, const std::optional<std::string>& instead) {
    check_keys(spec_, name_, language::Part::payload, warnings_);
    Payload payload;
    payload.fields = read_fields();
    if (const Node* order = spec_.find("order"); order != nullptr && !order->is_null()) read_order(*order, payload);
    const CsvOptions csv = read_options();
    const std::string path = instead ? *instead : join(folder_of(options.script_path), read_path());
    const auto text = read_file(path);
    if (text.has_error()) {
      Error error = text.error();
      if (error.place.file.empty())
        error.place = spec_.find("path") != nullptr ? spec_.find("path")->place() : spec_.place();
      throw Refusal{error};
    }
    if (text->starts_with("\xef\xbb\xbf") && !csv.strip_bom)
      warnings_.add({path, 1, 1},
                    "this file starts with a byte order mark, which becomes part of the first field as in "
                    "Artillery; options.bom: true takes it away");
    auto rows = parse_csv(*text, csv, path);
    if (rows.has_error()) throw Refusal{rows.error()};
    for (auto& row : *rows) payload.rows.push_back(cast_row(row));
    if (payload.rows.empty()) warnings_.add({path, 0, 0}, "there is no row in this file: its fields are undefined");
    return payload;
  }

 private:
  std::string read_path() {
    const Node* path = spec_.find("path");
    if (path == nullptr) refuse(fmt::format("\"{}.path\" is required: the CSV file", name_), spec_.place());
    return read_text(*path, name_ + ".path");
  }

  std::vector<std::string> read_fields() {
    std::vector<std::string> fields;
    const Node* list = spec_.find("fields");
    if (list == nullptr || list->is_null()) {
      if (is_truthy(spec_.find("loadAll"))) return fields;
      warnings_.add(spec_.place(), fmt::format("\"{}\" has no fields: no variable is set from it", name_));
      return fields;
    }
    expect_list(*list, name_ + ".fields");
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      if (!list->items[i].is_scalar() || list->items[i].is_null())
        refuse_value(name_at(name_ + ".fields", i), "the name of a variable", list->items[i]);
      fields.push_back(text_of(list->items[i]));
    }
    return fields;
  }

  void read_order(const Node& order, Payload& payload) {
    payload.in_sequence = order.is_text() && order.text == "sequence";
    if (!payload.in_sequence && !(order.is_text() && order.text == "random"))
      warnings_.add(order.place(), fmt::format("\"{}.order\" is neither sequence nor random, so a random row is taken; "
                                               "found {}",
                                               name_, found(order)));
  }

  CsvOptions read_options() {
    CsvOptions csv;
    // Exactly `true`, nothing like it.
    if (const Node* skip = spec_.find("skipHeader")) csv.skip_first_row = skip->is_bool() && skip->boolean;
    if (const Node* delimiter = spec_.find("delimiter")) csv.delimiter = read_text(*delimiter, name_ + ".delimiter");
    if (const Node* skip = spec_.find("skipEmptyLines"))
      csv.skip_empty_lines = read_flag(*skip, name_ + ".skipEmptyLines");
    if (const Node* cast = spec_.find("cast")) cast_ = read_flag(*cast, name_ + ".cast");
    const Node* raw = spec_.find("options");
    if (raw == nullptr || raw->is_null()) return csv;
    const std::string name = name_ + ".options";
    expect_mapping(*raw, name);
    for (const auto& [key, value] : raw->members) {
      const std::string inner = name_in(name, key);
      if (key == "delimiter")
        csv.delimiter = read_text(value, inner);
      else if (key == "skip_empty_lines")
        csv.skip_empty_lines = read_flag(value, inner);
      else if (key == "cast")
        cast_ = read_flag(value, inner);
      else if (key == "relax_column_count")
        csv.equal_columns = !read_flag(value, inner);
      else if (key == "bom")
        csv.strip_bom = read_flag(value, inner);
      else
        refuse_unsupported(
            fmt::format("\"{}\"{}", inner,
                        did_you_mean(key, language::mapping_of(language::Part::payload_options).key_names())),
            value.key_place());
    }
    return csv;
  }

  std::vector<boost::json::value> cast_row(std::vector<std::string>& row) const {
    std::vector<boost::json::value> out;
    out.reserve(row.size());
    for (std::string& field : row) out.push_back(cast_ ? cast_field(field) : boost::json::value(field));
    return out;
  }

  const Node& spec_;
  std::string name_;
  Warnings& warnings_;
  bool cast_ = true;
};

/// What -p does to a single payload. Nothing: `path` stands.
std::optional<std::string> path_from_flag(const Node& spec, const LoadOptions& options, Warnings& warnings) {
  if (!options.payload_path) return std::nullopt;
  const Node* path = spec.find("path");
  if (path == nullptr) return options.payload_path;  // seen from the current folder
  warnings.add(path->key_place(),
               "config.payload.path is ignored, because -p is given; -p's file is looked for in the "
               "folder of the script");
  return join(folder_of(options.script_path), *options.payload_path);
}

/// All rows as one value: objects by field, or plain lists where there are no fields.
boost::json::value list_of(const Payload& payload) {
  boost::json::array out;
  for (const auto& row : payload.rows) {
    if (payload.fields.empty()) {
      out.emplace_back(boost::json::array(row.begin(), row.end()));
      continue;
    }
    boost::json::object named;
    for (std::size_t i = 0; i < std::min(row.size(), payload.fields.size()); ++i) named[payload.fields[i]] = row[i];
    out.emplace_back(std::move(named));
  }
  return out;
}

/// loadAll gives the whole file under a name, unless an order is written as well.
void add(Payload payload, const Node& spec, PayloadReading& out, Warnings& warnings) {
  const Node* order = spec.find("order");
  const bool whole = is_truthy(spec.find("loadAll")) && (order == nullptr || order->is_null());
  const Node* name = spec.find("name");
  if (whole && name == nullptr)
    warnings.add(spec.place(), "loadAll without a name sets no variable: write name: too");
  else if (whole)
    out.lists.emplace_back(read_text(*name, "config.payload.name"), list_of(payload));
  else
    out.payloads.push_back(std::move(payload));
}

}  // namespace

boost::json::value cast_field(const std::string& field) {
  constexpr std::string_view white = " \t\r\n\v\f";
  std::string_view text = field;
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return boost::json::value(field);
  text = text.substr(first, text.find_last_not_of(white) - first + 1);
  // Number("0x10") is 16 but parseFloat("0x10") 0: Artillery tests with the one and keeps the other.
  if (text.size() > 2 && text.front() == '0' && std::string_view("xXbBoO").find(text[1]) != std::string_view::npos) {
    std::uint64_t unused = 0;
    const int base = text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'b' || text[1] == 'B' ? 2 : 8;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), unused, base);
    const bool number = error != std::errc::invalid_argument && end == text.data() + text.size();
    return number ? boost::json::value(0) : boost::json::value(field);
  }
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const char lead = digits.starts_with('-') ? (digits.size() > 1 ? digits[1] : '\0')
                    : digits.empty()        ? '\0'
                                            : digits[0];
  if (lead != '.' && (lead < '0' || lead > '9'))
    return boost::json::value(field);  // from_chars also reads "inf", "nan"
  if (digits.starts_with('-') && text.starts_with('+')) return boost::json::value(field);
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return boost::json::value(field);
  if (std::abs(number) < 9007199254740992.0 && std::trunc(number) == number) return static_cast<std::int64_t>(number);
  return number;
}

PayloadReading read_payloads(const Node* payload, const LoadOptions& options, const ReadFile& read_file,
                             Warnings& warnings) {
  PayloadReading out;
  if (payload == nullptr || payload->is_null()) {
    if (options.payload_path)
      warnings.add("-p is ignored: the script has no config.payload to say which fields it has");
    return out;
  }
  if (payload->is_mapping()) {
    add(FileReading(*payload, "config.payload", warnings)
            .read(options, read_file, path_from_flag(*payload, options, warnings)),
        *payload, out, warnings);
    return out;
  }
  if (!payload->is_sequence()) refuse_value("config.payload", "a mapping or a list of them", *payload);
  if (options.payload_path) warnings.add(payload->place(), "-p is ignored: config.payload is a list");
  for (std::size_t i = 0; i < payload->items.size(); ++i) {
    const std::string name = name_at("config.payload", i);
    const Node& spec = expect_mapping(payload->items[i], name);
    add(FileReading(spec, name, warnings).read(options, read_file, std::nullopt), spec, out, warnings);
  }
  return out;
}

}  // namespace rampart::script
