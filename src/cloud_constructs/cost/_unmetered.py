"""What costs nothing by being there: what is paid for by use, and what is free of charge."""

from __future__ import annotations

from typing import Final

BY_USE: Final = frozenset(
    {
        "AWS::AccessAnalyzer::Analyzer",
        *("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::AppSync::GraphQLApi"),
        *("AWS::ApplicationSignals::ServiceLevelObjective", "AWS::Athena::WorkGroup"),
        *("AWS::Backup::BackupPlan", "AWS::Backup::BackupVault", "AWS::Backup::RestoreTestingPlan"),
        *("AWS::CloudFront::Distribution", "AWS::CloudFront::Function", "AWS::CloudFront::KeyValueStore"),
        *("AWS::CloudTrail::Trail", "AWS::CodeBuild::Project", "AWS::Cognito::UserPool"),
        *("AWS::Config::ConfigRule", "AWS::Config::ConfigurationRecorder", "AWS::Config::ConformancePack"),
        *("AWS::EC2::FlowLog", "AWS::ECR::Repository", "AWS::Events::EventBus"),
        *("AWS::FIS::ExperimentTemplate", "AWS::GuardDuty::Detector"),
        *("AWS::GuardDuty::MalwareProtectionPlan", "AWS::Lambda::Function", "AWS::Logs::LogGroup"),
        *("AWS::KinesisFirehose::DeliveryStream", "AWS::Macie::Session", "AWS::Pipes::Pipe"),
        *("AWS::Route53Resolver::FirewallRuleGroup", "AWS::S3::Bucket", "AWS::SES::EmailIdentity"),
        *("AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::Scheduler::Schedule", "AWS::SecurityHub::Hub"),
        "AWS::StepFunctions::StateMachine",
    }
)

# Types, and services all of whose other types are settings and connections.
_FREE: Final = (
    *("AWS::ApiGateway::", "AWS::ApiGatewayV2::", "AWS::ApplicationAutoScaling::", "AWS::Athena::"),
    *("AWS::Backup::", "AWS::Budgets::Budget", "AWS::CDK::Metadata", "AWS::CE::", "AWS::Chatbot::"),
    *("AWS::CertificateManager::Certificate", "AWS::CloudFormation::", "AWS::CloudFront::"),
    *("AWS::CloudTrail::", "AWS::CloudWatch::AlarmMuteRule", "AWS::CloudWatch::AnomalyDetector"),
    *("AWS::CodeBuild::", "AWS::CodeConnections::", "AWS::CodeDeploy::", "AWS::CodePipeline::"),
    *("AWS::CodeStarConnections::", "AWS::CodeStarNotifications::", "AWS::Cognito::", "AWS::Config::"),
    *("AWS::EC2::EgressOnlyInternetGateway", "AWS::EC2::InternetGateway", "AWS::EC2::LaunchTemplate"),
    *("AWS::EC2::NetworkAcl", "AWS::EC2::PrefixList", "AWS::EC2::Route", "AWS::EC2::SecurityGroup"),
    *("AWS::EC2::Subnet", "AWS::EC2::VPCBlockPublicAccess", "AWS::EC2::VPCCidrBlock"),
    *("AWS::EC2::VPCEncryptionControl", "AWS::EC2::VPCGatewayAttachment", "AWS::ECS::Cluster"),
    *("AWS::ECS::TaskDefinition", "AWS::Events::", "AWS::GuardDuty::", "AWS::Glue::Database"),
    *("AWS::Glue::Table", "AWS::IAM::", "AWS::KMS::Alias", "AWS::Lambda::", "AWS::Logs::"),
    *("AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::TargetGroup"),
    *("AWS::Oam::", "AWS::RDS::DBSubnetGroup", "AWS::ResourceGroups::", "AWS::Route53::RecordSet"),
    *("AWS::Route53Resolver::FirewallDomainList", "AWS::S3::", "AWS::SES::", "AWS::SNS::", "AWS::SQS::"),
    *("AWS::Route53Resolver::FirewallRuleGroupAssociation", "AWS::SSM::Document"),
    *("AWS::SSMIncidents::ResponsePlan", "AWS::Scheduler::", "AWS::SecretsManager::"),
    *("AWS::SecurityHub::", "AWS::StepFunctions::", "AWS::WAFv2::IPSet", "AWS::WAFv2::LoggingConfiguration"),
    *("AWS::WAFv2::RegexPatternSet", "AWS::WAFv2::WebACLAssociation", "AWS::XRay::", "Custom::"),
)


def is_free(type: str) -> bool:
    """Whether a resource of a type is neither charged for nor used for a charge."""
    # Of AWS::EC2::VPC, only the type itself: a VPN connection begins with the same letters.
    return type == "AWS::EC2::VPC" or type.startswith(_FREE)
