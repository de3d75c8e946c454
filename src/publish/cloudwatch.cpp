#include "publish/cloudwatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aws/signature/sigv4.h"
#include "publish/aws_signature.h"

namespace rampart::publish {
namespace {

using aws::signature::uri_encoded;

constexpr std::size_t most_data = 1000;
constexpr std::array<std::string_view, 5> usual_values = {"p99", "max", "min", "median", "count"};
constexpr std::array<std::string_view, 6> time_summaries = {
    "http.response_time", "http.tls", "http.tcp", "http.dns", "http.total", "vusers.session_length"};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

CloudWatch::CloudWatch(const boost::json::object& options, const RunFacts& facts)
    : facts_(facts),
      region_(text_option(options, "region", "eu-west-1")),
      space_(text_option(options, "namespace", "artillery")),
      endpoint_(facts.aws_endpoint.empty() ? fmt::format("https://monitoring.{}.amazonaws.com", region_)
                                           : facts.aws_endpoint),
      extended_(text_option(options, "extended", "false") == "true"),
      filter_(options, "excluded", Filter::Compare::exactly) {
  while (endpoint_.ends_with('/')) endpoint_.pop_back();
  dimensions_.emplace_back("Name", text_option(options, "name", "loadtest"));
  if (const auto* given = options.if_contains("dimensions"); given != nullptr && given->is_array())
    for (const auto& dimension : given->get_array())
      if (dimension.is_object())
        dimensions_.emplace_back(text_option(dimension.get_object(), "name", ""),
                                 text_option(dimension.get_object(), "value", ""));
}

std::vector<CloudWatch::Datum> CloudWatch::data(const WindowStats& stats) const {
  std::vector<Datum> out;
  for (const auto& [name, value] : stats.counters)
    if (filter_.lets(name)) out.push_back({name, std::to_string(value), "Count"});
  for (const auto& [name, value] : stats.rates)
    if (filter_.lets(name))
      out.push_back({name, std::to_string(value), name == "http.request_rate" ? "Count/Second" : "Count"});
  for (const auto& summary : stats.summaries) {
    for (const auto& [key, value] : summary.values) {
      const std::string name = summary.name + "." + key;
      if ((!extended_ && !holds(usual_values, key)) || !filter_.lets(name)) continue;
      const bool time = holds(time_summaries, summary.name) && key != "count" && key != "mean" && key != "p90";
      out.push_back({name, number_text(value), time ? "Milliseconds" : "Count"});
    }
  }
  return out;
}

std::vector<Message> CloudWatch::window(const WindowStats& stats, Instant now) {
  const std::vector<Datum> all = data(stats);
  std::vector<Message> out;
  for (std::size_t from = 0; from < all.size(); from += most_data)
    out.push_back(request(all, from, std::min(from + most_data, all.size()), now));
  return out;
}

Message CloudWatch::request(const std::vector<Datum>& data, std::size_t from, std::size_t to, Instant now) const {
  std::string body = "Action=PutMetricData&Version=2010-08-01&Namespace=" + uri_encoded(space_);
  for (std::size_t i = from; i < to; ++i) {
    const std::string member = fmt::format("&MetricData.member.{}.", i - from + 1);
    body += member + "MetricName=" + uri_encoded(data[i].name) + member + "Value=" + data[i].value + member +
            "Unit=" + uri_encoded(data[i].unit);
    for (std::size_t d = 0; d < dimensions_.size(); ++d) {
      const std::string dimension = fmt::format("{}Dimensions.member.{}.", member, d + 1);
      body += dimension + "Name=" + uri_encoded(dimensions_[d].first) + dimension +
              "Value=" + uri_encoded(dimensions_[d].second);
    }
  }
  HttpPost post{endpoint_ + "/", {}, std::move(body)};
  post.headers = sign_request(post.url, post.body,
                              {.region = region_,
                               .service = "monitoring",
                               .access_key_id = facts_.aws_access_key_id,
                               .secret_access_key = facts_.aws_secret_access_key,
                               .session_token = facts_.aws_session_token},
                              now);
  return post;
}

}  // namespace rampart::publish
