#include "app/aws_services.h"

#include <fstream>
#include <optional>

#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/application_autoscaling/auto_scaling_plans.h"
#include "aws/cloudformation/cloudformation.h"
#include "aws/cloudwatch/cloudwatch.h"
#include "aws/ecs/ecs.h"
#include "aws/elbv2/elbv2.h"
#include "aws/logs/logs.h"
#include "aws/protocol/dispatcher.h"
#include "aws/recorded/acm.h"
#include "aws/recorded/ec2.h"
#include "aws/recorded/ecr.h"
#include "aws/recorded/iam.h"
#include "aws/recorded/ssm.h"
#include "aws/recorded/sts.h"
#include "aws/sns/sns.h"

namespace rampart::app {
namespace {

/// Chain and key in one file, as HAProxy reads them.
std::optional<std::string> certificate_file(const std::filesystem::path& folder, const std::string& arn,
                                            const std::optional<aws::recorded::CertificatePem>& pem) {
  if (!pem) return std::nullopt;
  std::string name = arn;
  for (char& c : name)
    if (c == '/' || c == ':') c = '-';
  const auto path = folder / (name + ".pem");
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << pem->certificate << '\n' << pem->chain << '\n' << pem->private_key << '\n';
  return file.flush() ? std::optional(path.string()) : std::nullopt;
}

}  // namespace

/// In the order of construction: who puts back what others need stands first.
struct AwsServices::Parts {
  Parts(aws::Account& account, TaskLogFiles& task_logs, const AwsServicesOptions& options, Instant now)
      : courier(options.courier),
        sts(account),
        ec2(account),
        iam(account),
        ssm(account),
        ecr(account),
        acm(account),
        logs(account, task_logs),
        sns(account, courier, {.commands = options.commands, .mail = options.courier.mail.has_value()}),
        cloudwatch(account, now),
        elbv2(account, {.certificate_file =
                            [this, folder = options.certificates](const std::string& arn) {
                              return certificate_file(folder, arn,
                                                      arn.find(":iam:") == std::string::npos
                                                          ? acm.certificate(arn)
                                                          : iam.server_certificate(arn));
                            }}),
        ecs(account),
        scaling(account),
        plans(account, scaling),
        cloudformation(account, [this](std::string_view service, aws::protocol::Call call) {
          return aws::protocol::Dispatcher(*services)(service, std::move(call));
        }) {}

  const std::vector<aws::protocol::Service>* services =
      nullptr;  // the endpoint's: nothing is asked before there is one

  NoticeCourier courier;
  aws::recorded::Sts sts;
  aws::recorded::Ec2 ec2;
  aws::recorded::Iam iam;
  aws::recorded::Ssm ssm;
  aws::recorded::Ecr ecr;
  aws::recorded::Acm acm;
  aws::logs::Logs logs;
  aws::sns::Sns sns;
  aws::cloudwatch::CloudWatch cloudwatch;
  aws::Elbv2 elbv2;
  aws::ecs::Ecs ecs;
  aws::ApplicationAutoScaling scaling;
  aws::AutoScalingPlans plans;
  aws::cloudformation::CloudFormation cloudformation;
};

AwsServices::AwsServices(aws::Account& account, TaskLogFiles& task_logs, AwsServicesOptions options, Instant now)
    : parts_(std::make_unique<Parts>(account, task_logs, options, now)) {}
AwsServices::~AwsServices() = default;

std::vector<aws::protocol::Service> AwsServices::all() {
  Parts& p = *parts_;
  return {p.ecs.service(),  p.elbv2.service(), p.cloudwatch.service(), p.scaling.service(),       p.plans.service(),
          p.logs.service(), p.sns.service(),   p.sts.service(),        p.iam.service(),           p.ec2.service(),
          p.ecr.service(),  p.ssm.service(),   p.acm.service(),        p.cloudformation.service()};
}

void AwsServices::know(const std::vector<aws::protocol::Service>& services) { parts_->services = &services; }

void AwsServices::know_region(const std::string& region) { parts_->cloudwatch.know(region); }

bool AwsServices::log_group_ready(const std::string& region, const std::string& group, bool create, Instant now) {
  return parts_->logs.ready_for_task(region, group, create, now);
}

void AwsServices::tick(Instant now) {
  Parts& p = *parts_;
  p.cloudwatch.tick(now);
  p.ecs.tick(now);
  p.scaling.tick(now);
  p.logs.tick(now);
  p.sns.tick(now);
  p.cloudformation.tick(now);
}

const std::string* AwsServices::document(std::string_view path) const { return parts_->sns.certificate(path); }

}  // namespace rampart::app
