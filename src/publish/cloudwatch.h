// Amazon CloudWatch: PutMetricData in AWS's query protocol, signed.
// Source: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html.
#pragma once

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

/// At most 1,000 metrics a request, as the service allows; a window with more makes several.
class CloudWatch : public Reporter {
 public:
  CloudWatch(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

 private:
  struct Datum {
    std::string name;
    std::string value;
    const char* unit;
  };
  [[nodiscard]] std::vector<Datum> data(const WindowStats& stats) const;
  [[nodiscard]] Message request(const std::vector<Datum>& data, std::size_t from, std::size_t to, Instant now) const;

  RunFacts facts_;
  std::string region_, space_, endpoint_;
  std::vector<std::pair<std::string, std::string>> dimensions_;
  bool extended_;
  Filter filter_;
};

}  // namespace rampart::publish
