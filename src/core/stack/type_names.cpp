#include "core/stack/type_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/document/document.h"

namespace rampart::stack {
namespace {

/// Every type of the services Rampart emulates (CloudFormation's registry, us-east-1, 2026).
const std::vector<std::string_view> known_types = {"AWS::ECS::CapacityProvider",
                                                   "AWS::ECS::Cluster",
                                                   "AWS::ECS::ClusterCapacityProviderAssociations",
                                                   "AWS::ECS::Daemon",
                                                   "AWS::ECS::DaemonTaskDefinition",
                                                   "AWS::ECS::ExpressGatewayService",
                                                   "AWS::ECS::PrimaryTaskSet",
                                                   "AWS::ECS::Service",
                                                   "AWS::ECS::TaskDefinition",
                                                   "AWS::ECS::TaskSet",
                                                   "AWS::ElasticLoadBalancingV2::Listener",
                                                   "AWS::ElasticLoadBalancingV2::ListenerCertificate",
                                                   "AWS::ElasticLoadBalancingV2::ListenerRule",
                                                   "AWS::ElasticLoadBalancingV2::LoadBalancer",
                                                   "AWS::ElasticLoadBalancingV2::TargetGroup",
                                                   "AWS::ElasticLoadBalancingV2::TrustStore",
                                                   "AWS::ElasticLoadBalancingV2::TrustStoreRevocation",
                                                   "AWS::ApplicationAutoScaling::ScalableTarget",
                                                   "AWS::ApplicationAutoScaling::ScalingPolicy",
                                                   "AWS::CloudWatch::Alarm",
                                                   "AWS::CloudWatch::AlarmMuteRule",
                                                   "AWS::CloudWatch::AnomalyDetector",
                                                   "AWS::CloudWatch::CompositeAlarm",
                                                   "AWS::CloudWatch::Dashboard",
                                                   "AWS::CloudWatch::InsightRule",
                                                   "AWS::CloudWatch::MetricStream",
                                                   "AWS::CloudWatch::OTelEnrichment",
                                                   "AWS::Logs::AccountPolicy",
                                                   "AWS::Logs::Delivery",
                                                   "AWS::Logs::DeliveryDestination",
                                                   "AWS::Logs::DeliverySource",
                                                   "AWS::Logs::Destination",
                                                   "AWS::Logs::Integration",
                                                   "AWS::Logs::LogAnomalyDetector",
                                                   "AWS::Logs::LogGroup",
                                                   "AWS::Logs::LogStream",
                                                   "AWS::Logs::MetricFilter",
                                                   "AWS::Logs::QueryDefinition",
                                                   "AWS::Logs::ResourcePolicy",
                                                   "AWS::Logs::ScheduledQuery",
                                                   "AWS::Logs::SubscriptionFilter",
                                                   "AWS::Logs::Transformer"};

/// The middle word of every AWS type (the same registry).
// One name a line would be 280 lines.
// clang-format off
const std::vector<std::string_view> known_services = {
    "ACMPCA", "AIOps", "APS", "ARCRegionSwitch", "ARCZonalShift", "AccessAnalyzer", "AmazonMQ", "Amplify",
    "AmplifyUIBuilder", "ApiGateway", "ApiGatewayV2", "AppConfig", "AppFlow", "AppIntegrations", "AppMesh",
    "AppRunner", "AppStream", "AppSync", "AppTest", "ApplicationAutoScaling", "ApplicationInsights",
    "ApplicationSignals", "Athena", "AuditManager", "AutoScaling", "AutoScalingPlans", "B2BI", "BCMDataExports",
    "Backup", "BackupGateway", "Batch", "BcmPricingCalculator", "Bedrock", "BedrockAgentCore", "BedrockMantle",
    "Billing", "BillingConductor", "Braket", "Budgets", "CDK", "CE", "CUR", "Cases", "Cassandra",
    "CertificateManager", "Chatbot", "Chime", "CleanRooms", "CleanRoomsML", "Cloud9", "CloudFormation",
    "CloudFront", "CloudTrail", "CloudWatch", "CodeArtifact", "CodeBuild", "CodeCommit", "CodeConnections",
    "CodeDeploy", "CodeGuruProfiler", "CodeGuruReviewer", "CodePipeline", "CodeStar", "CodeStarConnections",
    "CodeStarNotifications", "Cognito", "Comprehend", "ComputeOptimizer", "Config", "Connect", "ConnectCampaigns",
    "ConnectCampaignsV2", "ControlTower", "CustomerProfiles", "DAX", "DLM", "DMS", "DSQL", "DataBrew",
    "DataPipeline", "DataSync", "DataZone", "Deadline", "Detective", "DevOpsAgent", "DevOpsGuru", "DirectConnect",
    "DirectoryService", "DocDB", "DocDBElastic", "DynamoDB", "EC2", "ECR", "ECS", "EFS", "EKS", "EMR",
    "EMRContainers", "EMRServerless", "EVS", "ElastiCache", "ElasticBeanstalk", "ElasticLoadBalancing",
    "ElasticLoadBalancingV2", "Elasticsearch", "ElementalInference", "EntityResolution", "EventSchemas", "Events",
    "Evidently", "FIS", "FMS", "FSx", "FinSpace", "Forecast", "FraudDetector", "GameLift", "GlobalAccelerator",
    "Glue", "Grafana", "Greengrass", "GreengrassV2", "GroundStation", "GuardDuty", "HealthImaging", "HealthLake",
    "IAM", "IVS", "IVSChat", "IdentityStore", "ImageBuilder", "Inspector", "InspectorV2", "Interconnect",
    "InternetMonitor", "Invoicing", "IoT", "IoTAnalytics", "IoTCoreDeviceAdvisor", "IoTEvents", "IoTFleetWise",
    "IoTSiteWise", "IoTThingsGraph", "IoTTwinMaker", "IoTWireless", "KMS", "KafkaConnect", "Kendra",
    "KendraRanking", "Kinesis", "KinesisAnalytics", "KinesisAnalyticsV2", "KinesisFirehose", "KinesisVideo",
    "LakeFormation", "Lambda", "LaunchWizard", "Lex", "LicenseManager", "Lightsail", "Location", "Logs",
    "LookoutEquipment", "LookoutVision", "M2", "MPA", "MSK", "MWAA", "MWAAServerless", "Macie", "ManagedBlockchain",
    "MediaConnect", "MediaConvert", "MediaLive", "MediaPackage", "MediaPackageV2", "MediaStore", "MediaTailor",
    "MemoryDB", "Neptune", "NeptuneGraph", "NetworkFirewall", "NetworkManager", "Notifications",
    "NotificationsContacts", "NovaAct", "ODB", "OSIS", "Oam", "ObservabilityAdmin", "Omics", "OpenSearchServerless",
    "OpenSearchService", "OpsWorks", "Organizations", "PCAConnectorAD", "PCAConnectorSCEP", "PCS", "Panorama",
    "PaymentCryptography", "Personalize", "Pinpoint", "PinpointEmail", "Pipes", "Proton", "QBusiness", "QLDB",
    "QuickSight", "RAM", "RDS", "RTBFabric", "RUM", "Rbin", "Redshift", "RedshiftServerless", "RefactorSpaces",
    "Rekognition", "ResilienceHub", "ResourceExplorer2", "ResourceGroups", "RoboMaker", "RolesAnywhere", "Route53",
    "Route53GlobalResolver", "Route53Profiles", "Route53RecoveryControl", "Route53RecoveryReadiness",
    "Route53Resolver", "S3", "S3Express", "S3Files", "S3ObjectLambda", "S3Outposts", "S3Tables", "S3Vectors", "SDB",
    "SES", "SMSVOICE", "SNS", "SQS", "SSM", "SSMContacts", "SSMGuiConnect", "SSMIncidents", "SSMQuickSetup", "SSO",
    "SageMaker", "Scheduler", "SecretsManager", "SecurityAgent", "SecurityHub", "SecurityLake", "ServiceCatalog",
    "ServiceCatalogAppRegistry", "ServiceDiscovery", "Shield", "Signer", "SimSpaceWeaver", "StepFunctions",
    "SupportApp", "Synthetics", "SystemsManagerSAP", "Timestream", "Transfer", "UXC", "VerifiedPermissions",
    "VoiceID", "VpcLattice", "WAF", "WAFRegional", "WAFv2", "Wisdom", "WorkSpaces", "WorkSpacesThinClient",
    "WorkSpacesWeb", "WorkspacesInstances", "XRay"};
// clang-format on

bool word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "AWS::ECS::Service" → {"AWS", "ECS", "Service"}
std::vector<std::string_view> words_of(std::string_view type) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t colons = type.find("::");
    words.push_back(type.substr(0, colons));
    if (colons == std::string_view::npos) return words;
    type.remove_prefix(colons + 2);
  }
}

}  // namespace

std::string complain_about_type(std::string_view type) {
  const auto words = words_of(type);
  if (words.front() == "Custom" && words.size() == 2 && !words[1].empty()) return {};
  const bool shaped = (words.size() == 3 || words.size() == 4) && std::all_of(words.begin(), words.end(), word);
  const std::string with_vendor = fmt::format("AWS::{}", type);  // "ECS::Service": the vendor was forgotten
  const std::string_view near_type =
      contains(known_types, with_vendor) ? std::string_view(with_vendor) : document::nearest(type, known_types);
  if (!shaped) {
    return near_type.empty() ? fmt::format("\"{}\" isn't a resource type; those look like AWS::ECS::Service.", type)
                             : fmt::format("\"{}\" isn't a resource type; did you mean {}?", type, near_type);
  }
  if (words[0] != "AWS") return {};
  const std::string_view service = words[1];
  if (!contains(known_services, service)) {
    const std::string_view near = document::nearest(service, known_services);
    return near.empty() ? std::string()
                        : fmt::format("there is no type {}: AWS has no service {}; did you mean AWS::{}::{}?", type,
                                      service, near, words[2]);
  }
  const std::string prefix = fmt::format("AWS::{}::", service);
  const bool listed = std::any_of(known_types.begin(), known_types.end(),
                                  [&](std::string_view known) { return known.starts_with(prefix); });
  if (!listed || contains(known_types, type) || !near_type.starts_with(prefix)) return {};
  return fmt::format("there is no type {}; did you mean {}?", type, near_type);
}

}  // namespace rampart::stack
