// Every AWS service of the endpoint, over one account, in the order in which they put back what the State holds.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "app/notice_courier.h"
#include "app/task_log_files.h"
#include "aws/account/account.h"
#include "aws/protocol/http_message.h"
#include "aws/protocol/service.h"

namespace rampart::app {

struct AwsServicesOptions {
  std::filesystem::path certificates;  ///< HTTPS listeners' are written here as files; only this user may read it.
  bool commands = false;               ///< SNS subscriptions may be command lines, run here as this user.
  NoticeCourierOptions courier = {};   ///< How SNS's mails are sent, if they are.
};

/// One thread: the control loop's. `account` must outlive it.
class AwsServices {
 public:
  /// `task_logs` must outlive it too.
  AwsServices(aws::Account& account, TaskLogFiles& task_logs, AwsServicesOptions options, Instant now);
  ~AwsServices();
  AwsServices(const AwsServices&) = delete;
  AwsServices& operator=(const AwsServices&) = delete;

  /// Their handlers refer to this object.
  [[nodiscard]] std::vector<aws::protocol::Service> all();
  /// Where CloudFormation finds the others. Call it before the first tick; `services` must outlive this.
  void know(const std::vector<aws::protocol::Service>& services);
  /// A control plane was made.
  void know_region(const std::string& region);
  /// TaskLogFiles::GroupReady.
  bool log_group_ready(const std::string& region, const std::string& group, bool create, Instant now);
  /// After the control planes' own tick.
  void tick(Instant now);
  /// What is served beside the operations: the certificate by which SNS's notices are verified. nullptr: not this path.
  [[nodiscard]] const std::string* document(std::string_view path) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rampart::app
