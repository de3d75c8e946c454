#include "publish/prometheus.h"

#include <algorithm>

#include "publish/options.h"

namespace rampart::publish {
namespace {

std::string escaped(std::string_view label) {
  std::string out;
  for (const char c : label) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string prometheus_key(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    if (c == '.' || c == ' ' || (c >= '\t' && c <= '\r')) return '_';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

PrometheusPush::PrometheusPush(const boost::json::object& options, const RunFacts& facts)
    : prefix_(text_option(options, "prefix", "artillery")), authorities_(text_option(options, "ca", "")) {
  url_ = text_option(options, "pushgateway", "");
  while (url_.ends_with('/')) url_.pop_back();
  url_ += "/metrics/job/" + facts.job;
  for (const auto& [name, value] : pairs_option(options, "tags")) labels_ += "," + name + "=\"" + escaped(value) + "\"";
}

std::vector<Message> PrometheusPush::window(const WindowStats& stats, Instant /*now*/) {
  for (const auto& [name, value] : stats.counters) counters_[prometheus_key(name)] += static_cast<double>(value);
  for (const auto& [name, value] : stats.rates) rates_[prometheus_key(name)] = static_cast<double>(value);
  for (const auto& summary : stats.summaries)
    for (const auto& [key, value] : summary.values) summaries_[prometheus_key(summary.name) + "_" + key] = value;
  std::string body;
  append_family(body, "counters", "counter",
                "counter based stats e.g.: core_vusers_created_total, engine.http.requests", counters_);
  body += '\n';
  append_family(body, "rates", "gauge", "rates based stats e.g.: engine_http_request_rate", rates_);
  body += '\n';
  append_family(body, "summaries", "gauge",
                "summaries based stats e.g.: engine_http_response_time_min, engine_http_response_time_p999",
                summaries_);
  return {HttpPost{url_, {}, std::move(body), authorities_}};
}

void PrometheusPush::append_family(std::string& out, const char* family, const char* type, const char* help,
                                   const std::map<std::string, double>& values) const {
  const std::string name = prefix_ + "_" + family;
  out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
  for (const auto& [metric, value] : values)
    out += name + "{metric=\"" + escaped(metric) + "\"" + labels_ + "} " + number_text(value) + "\n";
}

}  // namespace rampart::publish
