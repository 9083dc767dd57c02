"""Writes every generated file of the repository; a test holds them against what is committed."""

from pathlib import Path

from kg.annotationconf import annotation_conf
from kg.guide import annotation_guide
from kg.scheme import Scheme

ROOT = Path(__file__).resolve().parent.parent


def generated() -> dict[str, str]:
    return {
        "corpus/annotations/annotation.conf": annotation_conf(Scheme.load()),
        "docs/annotation-guide.md": annotation_guide(Scheme.load()),
    }


def main() -> None:
    for name, text in generated().items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
