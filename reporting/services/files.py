"""Report files: the same report as CSV, XLSX and PDF."""

FORMATS: tuple[str, ...] = ("csv", "xlsx", "pdf")
