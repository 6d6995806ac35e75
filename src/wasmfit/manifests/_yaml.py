"""YAML as manifests read it; deployment files read it too, so it lives in ``syntax``."""

from wasmfit.syntax.yaml_text import BadYamlError, Document, Path, document, documents

__all__ = ["BadYamlError", "Document", "Path", "document", "documents"]
