"""Versions of a function that differ in their memory, for as long as they are measured."""

from typing import Any

from vault.settings import client


def publish(function: str, memory: int, mark: str) -> dict[str, Any]:
    """Publish the function as it is, once it has the memory that it was given."""
    functions = client("lambda")
    functions.get_waiter("function_updated").wait(FunctionName=function)
    made = functions.publish_version(FunctionName=function, Description=f"{mark}, {memory} MB")
    functions.get_waiter("published_version_active").wait(FunctionName=function, Qualifier=made["Version"])
    return {"memory": memory, "version": made["Version"]}


def clean_up(function: str, mark: str) -> dict[str, int]:
    """Delete every version with the mark, and return how many there were."""
    functions = client("lambda")
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=function)
    marked = [
        one["Version"]
        for page in pages
        for one in page["Versions"]
        # Without a version it would be the function that is deleted; its policy does not allow that either.
        if one["Version"] != "$LATEST" and one["Description"].startswith(mark)
    ]
    for version in marked:
        functions.delete_function(FunctionName=function, Qualifier=version)
    return {"deleted": len(marked)}
