"""What the log may say of a request: its route, never an address that opens something."""

import logging


class Routes(logging.Filter):
    """Writes `/invitation/<str:token>/` where a line of Django would have the address with its token, code or name."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        if request is not None and match is not None and isinstance(record.args, tuple):
            route = f"/{match.route}"
            paths = {request.path, request.path_info, request.get_full_path()}
            record.args = tuple(route if one in paths else one for one in record.args)
        return True
