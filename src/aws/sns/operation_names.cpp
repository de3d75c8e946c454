#include "aws/sns/operation_names.h"

namespace rampart::aws::sns {

std::string_view sns_operations() {
  return  //
      "AddPermission CheckIfPhoneNumberIsOptedOut ConfirmSubscription CreatePlatformApplication CreatePlatformEndpoint "
      "CreateSMSSandboxPhoneNumber CreateTopic DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber "
      "DeleteTopic GetDataProtectionPolicy GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes "
      "GetSMSSandboxAccountStatus GetSubscriptionAttributes GetTopicAttributes ListEndpointsByPlatformApplication "
      "ListOriginationNumbers ListPhoneNumbersOptedOut ListPlatformApplications ListSMSSandboxPhoneNumbers "
      "ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics OptInPhoneNumber Publish PublishBatch "
      "PutDataProtectionPolicy RemovePermission SetEndpointAttributes SetPlatformApplicationAttributes "
      "SetSMSAttributes "
      "SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource "
      "VerifySMSSandboxPhoneNumber ";
}

}  // namespace rampart::aws::sns
