"""Writes every generated file of the repository; a test holds them against what is committed."""

from pathlib import Path

from fact_coverage import coverage_page
from kg.annotationconf import annotation_conf
from kg.guide import annotation_guide
from kg.scheme import Scheme
from ontology_diagram import diagram
from ontology_docs import documentation
from ontology_model import Ontology
from questions_docs import questions
from reached_closure import reached_closure

ROOT = Path(__file__).resolve().parent.parent


def generated() -> dict[str, str]:
    scheme, ontology = Scheme.load(), Ontology.load()
    return {
        "corpus/annotations/annotation.conf": annotation_conf(scheme),
        "docs/annotation-guide.md": annotation_guide(scheme),
        "docs/coverage.md": coverage_page(),
        "docs/ontology.md": documentation(ontology),
        "docs/ontology.svg": diagram(ontology),
        "docs/questions.md": questions(),
        "shapes/closure.nt": reached_closure(),
    }


def main() -> None:
    for name, text in generated().items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
