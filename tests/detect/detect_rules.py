"""Rules for tests, written as an author writes them, and items to try them on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.detect.detector import Detector
from monitor.detect.load import Loaded, load
from monitor.model.ids import FeedId, ItemId
from monitor.model.matching.match import Match
from monitor.model.news.item import Item

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def item(
    title: str,
    *,
    lang: str | None = None,
    summary: str = "",
    body: str = "",
    source: str = "Kantor Berita",
    url: str = "https://news.example/1",
    feed: str = "wire",
    tags: tuple[str, ...] = (),
) -> Item:
    """An item of a wire service."""
    return Item(
        id=ItemId("item"),
        feed=FeedId(feed),
        source=source,
        url=url,
        title=title,
        summary=summary,
        body=body,
        lang=lang,
        tags=tags,
        first_seen_at=NOW,
    )


class Desk:
    """A folder of rules that a person edits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writes(self, name: str, text: str) -> Desk:
        """Put a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def rule(self, text: str, **more: str) -> Desk:
        """Put one pack of rules into the folder, and beside it `entities` and `lists`."""
        indented = "".join(f"  {line}\n" for line in text.strip("\n").splitlines())
        self.writes("packs/pack.yaml", f"rules:\n{indented}")
        for kind, written in more.items():
            below = "".join(f"  {line}\n" for line in written.strip("\n").splitlines())
            self.writes(f"{kind}/{kind}.yaml", f"{kind}:\n{below}")
        return self

    def loads(self, **known: object) -> Loaded:
        """Load the folder."""
        return load(self.folder, **known)  # type: ignore[arg-type]  # passed through as given

    def codes(self, **known: object) -> list[str]:
        """Each problem's code with its place, as in E104@2:3."""
        problems = self.loads(**known).problems
        return [f"{p.code}@{p.line}:{p.column}" for p in problems if p.code not in {"W216", "I301"}]

    def detector(self) -> Detector:
        """A detector of the folder's rules."""
        loaded = self.loads()
        assert [str(problem) for problem in loaded.problems if problem.blocks] == []
        return Detector(loaded.rules, now=lambda: NOW)

    def detect(self, found: Item) -> Match | None:
        """What the folder's rules say of an item."""
        return self.detector().detect(found)

    def fires(self, title: str, lang: str | None = None) -> bool:
        """Whether any rule matches a title."""
        return self.detect(item(title, lang=lang)) is not None
