#include "aws/recorded/operation_names.h"

namespace rampart::aws::recorded {

std::string_view acm_operations() {
  return  //
      "AddTagsToCertificate DeleteCertificate DescribeCertificate ExportCertificate GetAccountConfiguration "
      "GetCertificate ImportCertificate ListCertificates ListTagsForCertificate PutAccountConfiguration "
      "RemoveTagsFromCertificate RenewCertificate RequestCertificate ResendValidationEmail RevokeCertificate "
      "SearchCertificates UpdateCertificateOptions ";
}

std::string_view ecr_operations() {
  return  //
      "BatchCheckLayerAvailability BatchDeleteImage BatchGetImage BatchGetRepositoryScanningConfiguration "
      "CompleteLayerUpload CreatePullThroughCacheRule CreateRepository CreateRepositoryCreationTemplate "
      "DeleteLifecyclePolicy DeletePullThroughCacheRule DeleteRegistryPolicy DeleteRepository "
      "DeleteRepositoryCreationTemplate DeleteRepositoryPolicy DeleteSigningConfiguration "
      "DeregisterPullTimeUpdateExclusion DescribeImageReplicationStatus DescribeImageScanFindings "
      "DescribeImageSigningStatus DescribeImages DescribePullThroughCacheRules DescribeRegistry DescribeRepositories "
      "DescribeRepositoryCreationTemplates GetAccountSetting GetAuthorizationToken GetDownloadUrlForLayer "
      "GetLifecyclePolicy GetLifecyclePolicyPreview GetRegistryPolicy GetRegistryScanningConfiguration "
      "GetRepositoryPolicy GetSigningConfiguration InitiateLayerUpload ListImageReferrers ListImages "
      "ListPullTimeUpdateExclusions ListTagsForResource PutAccountSetting PutImage PutImageScanningConfiguration "
      "PutImageTagMutability PutLifecyclePolicy PutRegistryPolicy PutRegistryScanningConfiguration "
      "PutReplicationConfiguration PutSigningConfiguration RegisterPullTimeUpdateExclusion SetRepositoryPolicy "
      "StartImageScan StartLifecyclePolicyPreview TagResource UntagResource UpdateImageStorageClass "
      "UpdatePullThroughCacheRule UpdateRepositoryCreationTemplate UploadLayerPart ValidatePullThroughCacheRule ";
}

std::string_view iam_operations() {
  return  //
      "AcceptDelegationRequest AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup "
      "AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey "
      "CreateAccountAlias CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile "
      "CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider "
      "CreateServiceLinkedRole CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice "
      "DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy DeleteGroup DeleteGroupPolicy "
      "DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion "
      "DeleteRole "
      "DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey DeleteServerCertificate "
      "DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate DeleteUser "
      "DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy "
      "DetachUserPolicy DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions "
      "DisableOutboundWebIdentityFederation EnableMFADevice EnableOrganizationsRootCredentialsManagement "
      "EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation GenerateCredentialReport "
      "GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails GetAccessKeyLastUsed "
      "GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountSummary GetContextKeysForCustomPolicy "
      "GetContextKeysForPrincipalPolicy GetCredentialReport GetDelegationRequest GetGroup GetGroupPolicy "
      "GetHumanReadableSummary GetInstanceProfile GetLoginProfile GetMFADevice GetOpenIDConnectProvider "
      "GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion GetRole "
      "GetRolePolicy GetSAMLProvider GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails "
      "GetServiceLastAccessedDetailsWithEntities GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy "
      "ListAccessKeys ListAccountAliases ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies "
      "ListDelegationRequests ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser "
      "ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole ListMFADeviceTags ListMFADevices "
      "ListOpenIDConnectProviderTags ListOpenIDConnectProviders ListOrganizationsFeatures ListPolicies "
      "ListPoliciesGrantingServiceAccess ListPolicyTags ListPolicyVersions ListRolePolicies ListRoleTags ListRoles "
      "ListSAMLProviderTags ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags ListServerCertificates "
      "ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags ListUsers "
      "ListVirtualMFADevices PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary "
      "PutUserPolicy RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile "
      "RemoveUserFromGroup ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion "
      "SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy TagInstanceProfile TagMFADevice "
      "TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate TagUser UntagInstanceProfile "
      "UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate "
      "UntagUser UpdateAccessKey UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateDelegationRequest "
      "UpdateGroup "
      "UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription UpdateSAMLProvider "
      "UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser "
      "UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate ";
}

std::string_view ssm_operations() {
  return  //
      "AddTagsToResource AssociateOpsItemRelatedItem CancelCommand CancelMaintenanceWindowExecution CreateActivation "
      "CreateAssociation CreateAssociationBatch CreateDocument CreateMaintenanceWindow CreateOpsItem CreateOpsMetadata "
      "CreatePatchBaseline CreateResourceDataSync DeleteActivation DeleteAssociation DeleteDocument DeleteInventory "
      "DeleteMaintenanceWindow DeleteOpsItem DeleteOpsMetadata DeleteParameter DeleteParameters DeletePatchBaseline "
      "DeleteResourceDataSync DeleteResourcePolicy DeregisterManagedInstance DeregisterPatchBaselineForPatchGroup "
      "DeregisterTargetFromMaintenanceWindow DeregisterTaskFromMaintenanceWindow DescribeActivations "
      "DescribeAssociation DescribeAssociationExecutionTargets DescribeAssociationExecutions "
      "DescribeAutomationExecutions DescribeAutomationStepExecutions DescribeAvailablePatches DescribeDocument "
      "DescribeDocumentPermission DescribeEffectiveInstanceAssociations DescribeEffectivePatchesForPatchBaseline "
      "DescribeInstanceAssociationsStatus DescribeInstanceInformation DescribeInstancePatchStates "
      "DescribeInstancePatchStatesForPatchGroup DescribeInstancePatches DescribeInstanceProperties "
      "DescribeInventoryDeletions DescribeMaintenanceWindowExecutionTaskInvocations "
      "DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowExecutions DescribeMaintenanceWindowSchedule "
      "DescribeMaintenanceWindowTargets DescribeMaintenanceWindowTasks DescribeMaintenanceWindows "
      "DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines "
      "DescribePatchGroupState DescribePatchGroups DescribePatchProperties DescribeSessions "
      "DisassociateOpsItemRelatedItem GetAccessToken GetAutomationExecution GetCalendarState GetCommandInvocation "
      "GetConnectionStatus GetDefaultPatchBaseline GetDeployablePatchSnapshotForInstance GetDocument "
      "GetExecutionPreview GetInventory GetInventorySchema GetMaintenanceWindow GetMaintenanceWindowExecution "
      "GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation GetMaintenanceWindowTask "
      "GetOpsItem GetOpsMetadata GetOpsSummary GetParameter GetParameterHistory GetParameters GetParametersByPath "
      "GetPatchBaseline GetPatchBaselineForPatchGroup GetResourcePolicies GetServiceSetting LabelParameterVersion "
      "ListAssociationVersions ListAssociations ListCommandInvocations ListCommands ListComplianceItems "
      "ListComplianceSummaries ListDocumentMetadataHistory ListDocumentVersions ListDocuments ListInventoryEntries "
      "ListNodes ListNodesSummary ListOpsItemEvents ListOpsItemRelatedItems ListOpsMetadata "
      "ListResourceComplianceSummaries ListResourceDataSync ListTagsForResource ModifyDocumentPermission "
      "PutComplianceItems PutInventory PutParameter PutResourcePolicy RegisterDefaultPatchBaseline "
      "RegisterPatchBaselineForPatchGroup RegisterTargetWithMaintenanceWindow RegisterTaskWithMaintenanceWindow "
      "RemoveTagsFromResource ResetServiceSetting ResumeSession SendAutomationSignal SendCommand StartAccessRequest "
      "StartAssociationsOnce StartAutomationExecution StartChangeRequestExecution StartExecutionPreview StartSession "
      "StopAutomationExecution TerminateSession UnlabelParameterVersion UpdateAssociation UpdateAssociationStatus "
      "UpdateDocument UpdateDocumentDefaultVersion UpdateDocumentMetadata UpdateMaintenanceWindow "
      "UpdateMaintenanceWindowTarget UpdateMaintenanceWindowTask UpdateManagedInstanceRole UpdateOpsItem "
      "UpdateOpsMetadata UpdatePatchBaseline UpdateResourceDataSync UpdateServiceSetting ";
}

std::string_view sts_operations() {
  return  //
      "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo "
      "GetCallerIdentity GetDelegatedAccessToken GetFederationToken GetSessionToken GetWebIdentityToken ";
}

}  // namespace rampart::aws::recorded
