"""What a trial writes down as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.table import Table

from cloud_constructs.local.trials._console import console


@dataclass(slots=True)
class Report:
    """What was done, and whether it came out as it should."""

    title: str = "The journey"
    rows: list[tuple[str, str, bool]] = field(default_factory=list[tuple[str, str, bool]])

    def expect(self, what: str, seen: object, *, is_right: bool) -> None:
        """Write down one thing."""
        self.rows.append((what, str(seen), is_right))
        console.print(f"{'[green]ok[/]' if is_right else '[red]WRONG[/]'}  {what}: {seen}")

    def print(self) -> int:
        """Print the table, and return the exit code."""
        table = Table("step", "what was seen", "", title=self.title)
        for what, seen, is_right in self.rows:
            table.add_row(what, seen, "[green]ok[/]" if is_right else "[red]WRONG[/]")
        console.print(table)
        wrong = [what for what, _, is_right in self.rows if not is_right]
        console.print(
            f"[red]FAILED[/]: {', '.join(wrong)}" if wrong else f"[green]PASSED[/]: {len(self.rows)} steps"
        )
        return 1 if wrong else 0
