"""Whether a deployed app is what its cloud assembly says, and well: AWS is asked, and nothing is changed.

On the command line it is `cloud-constructs validate`. Each part imports those below it only:

    _command     reads the arguments, prints the verdicts
    _validation  every stack and every resource of an assembly, after its deployment
    _before      what would make a deployment fail, before it
    _stacks      the deployed stacks, and which resource has become what
    checks       one module for each service: what must be true of its resources
    _live        a deployed resource: what its template says beside what AWS says
    _aws         questions to AWS, or to an embedded AWS
    _result      the three verdicts
"""

from typing import TYPE_CHECKING

from cloud_constructs._lazily import lazily

if TYPE_CHECKING:
    from cloud_constructs.validation._aws import Aws
    from cloud_constructs.validation._before import validate_before
    from cloud_constructs.validation._result import Result, Verdict
    from cloud_constructs.validation._validation import Validation, validate

__all__ = ["Aws", "Result", "Validation", "Verdict", "validate", "validate_before"]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "_aws": ("Aws",),
        "_before": ("validate_before",),
        "_result": ("Result", "Verdict"),
        "_validation": ("Validation", "validate"),
    },
)
