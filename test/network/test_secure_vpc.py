import aws_cdk as cdk
from harness import default_template, only, resources, synth

from cloud_constructs import SecureVpc


def test_by_default_nothing_has_a_public_address() -> None:
    template = default_template("SecureVpc")

    assert len(resources(template, "AWS::EC2::NatGateway")) == 1
    assert resources(template, "AWS::EC2::EIP") == {}
    for subnet in resources(template, "AWS::EC2::Subnet").values():
        assert subnet["Properties"]["MapPublicIpOnLaunch"] is False
        kinds = {tag["Key"]: tag["Value"] for tag in subnet["Properties"]["Tags"]}
        assert kinds["aws-cdk:subnet-type"] in {"Private", "Isolated"}


def test_without_a_way_out_there_is_no_gateway() -> None:
    template = default_template("SecureVpc without a way out")

    assert resources(template, "AWS::EC2::NatGateway") == {}
    assert resources(template, "AWS::EC2::InternetGateway") == {}


def test_zonal_gateways_stand_in_public_subnets() -> None:
    template = default_template("SecureVpc with zonal gateways")

    assert len(resources(template, "AWS::EC2::NatGateway")) == 2
    assert len(resources(template, "AWS::EC2::Subnet")) == 6


def test_flows_are_written_down_encrypted() -> None:
    template = default_template("SecureVpc")
    flow_log = only(template, "AWS::EC2::FlowLog")

    assert (flow_log["TrafficType"], flow_log["MaxAggregationInterval"]) == ("ALL", 60)
    assert "KmsKeyId" in only(template, "AWS::Logs::LogGroup")


def test_the_private_paths_serve_this_account_alone_and_no_administration() -> None:
    endpoints = resources(default_template("SecureVpc"), "AWS::EC2::VPCEndpoint").values()

    assert len(endpoints) == 2
    for endpoint in endpoints:
        (statement,) = endpoint["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
        assert not any("*" in action for action in statement["Action"])


def test_interface_endpoints_share_one_group_that_lets_https_in_from_the_vpc() -> None:
    template = default_template("SecureVpc without a way out")
    group = only(template, "AWS::EC2::SecurityGroup")
    interfaces = [
        body["Properties"]
        for body in resources(template, "AWS::EC2::VPCEndpoint").values()
        if body["Properties"]["VpcEndpointType"] == "Interface"
    ]

    assert len(interfaces) == 5
    assert len({str(endpoint["SecurityGroupIds"]) for endpoint in interfaces}) == 1
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("10.0.0.0/16", 443, 443)


def test_the_default_security_group_is_closed() -> None:
    assert len(resources(default_template("SecureVpc"), "Custom::VpcRestrictDefaultSG")) == 1


def test_zones_can_be_chosen() -> None:
    def build(stack: cdk.Stack) -> None:
        SecureVpc(stack, "Vpc", availability_zones=2, cidr="192.168.0.0/20")

    template = synth(build)
    assert only(template, "AWS::EC2::VPC")["CidrBlock"] == "192.168.0.0/20"
    subnets = resources(template, "AWS::EC2::Subnet").values()
    assert len({str(subnet["Properties"]["AvailabilityZone"]) for subnet in subnets}) == 2
