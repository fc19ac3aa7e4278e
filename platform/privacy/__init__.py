"""Export, erasure, objection, retention, notices."""
