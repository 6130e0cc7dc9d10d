"""The architecture of a cloud assembly as a picture: its parts, and who calls, reads and writes what."""

from cloud_constructs.diagram._architecture import Architecture
from cloud_constructs.diagram._mermaid import as_mermaid
from cloud_constructs.diagram._svg import as_svg

__all__ = ["Architecture", "as_mermaid", "as_svg"]
