"""Functions and services."""

from cloud_constructs.compute._enhanced_lambda import EnhancedLambda

__all__ = ["EnhancedLambda"]
