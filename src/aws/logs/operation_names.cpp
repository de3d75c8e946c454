#include "aws/logs/operation_names.h"

namespace rampart::aws::logs {

std::string_view logs_operations() {
  return  //
      "AssociateKmsKey AssociateSourceToS3TableIntegration CancelExportTask CancelImportTask CreateDelivery "
      "CreateExportTask CreateImportTask CreateLogAnomalyDetector CreateLogGroup CreateLogStream CreateLookupTable "
      "CreateScheduledQuery DeleteAccountPolicy DeleteDataProtectionPolicy DeleteDelivery DeleteDeliveryDestination "
      "DeleteDeliveryDestinationPolicy DeleteDeliverySource DeleteDestination DeleteIndexPolicy DeleteIntegration "
      "DeleteLogAnomalyDetector DeleteLogGroup DeleteLogStream DeleteLookupTable DeleteMetricFilter "
      "DeleteQueryDefinition DeleteResourcePolicy DeleteRetentionPolicy DeleteScheduledQuery DeleteSubscriptionFilter "
      "DeleteTransformer DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries "
      "DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations DescribeExportTasks "
      "DescribeFieldIndexes DescribeImportTaskBatches DescribeImportTasks DescribeIndexPolicies DescribeLogGroups "
      "DescribeLogStreams DescribeLookupTables DescribeMetricFilters DescribeQueries DescribeQueryDefinitions "
      "DescribeResourcePolicies DescribeSubscriptionFilters DisassociateKmsKey "
      "DisassociateSourceFromS3TableIntegration "
      "FilterLogEvents GetDataProtectionPolicy GetDelivery GetDeliveryDestination GetDeliveryDestinationPolicy "
      "GetDeliverySource GetIntegration GetLogAnomalyDetector GetLogEvents GetLogFields GetLogGroupFields GetLogObject "
      "GetLogRecord GetLookupTable GetQueryResults GetScheduledQuery GetScheduledQueryHistory GetTransformer "
      "ListAggregateLogGroupSummaries ListAnomalies ListIntegrations ListLogAnomalyDetectors ListLogGroups "
      "ListLogGroupsForQuery ListScheduledQueries ListSourcesForS3TableIntegration ListTagsForResource "
      "ListTagsLogGroup "
      "PutAccountPolicy PutBearerTokenAuthentication PutDataProtectionPolicy PutDeliveryDestination "
      "PutDeliveryDestinationPolicy PutDeliverySource PutDestination PutDestinationPolicy PutIndexPolicy "
      "PutIntegration "
      "PutLogEvents PutLogGroupDeletionProtection PutMetricFilter PutQueryDefinition PutResourcePolicy "
      "PutRetentionPolicy PutSubscriptionFilter PutTransformer StartLiveTail StartQuery StopQuery TagLogGroup "
      "TagResource TestMetricFilter TestTransformer UntagLogGroup UntagResource UpdateAnomaly "
      "UpdateDeliveryConfiguration UpdateLogAnomalyDetector UpdateLookupTable UpdateScheduledQuery ";
}

}  // namespace rampart::aws::logs
