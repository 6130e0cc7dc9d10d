"""The functions in this process, over an embedded AWS: for what hundreds of attempts try in seconds."""

from apex_attacks.world import Answered, World, world

__all__ = ["Answered", "World", "world"]
