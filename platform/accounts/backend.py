"""Signing in is allauth's affair; who is signed in is asked at every request, and read in one plain sentence."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import User

COLUMNS = [field.attname for field in User._meta.concrete_fields]
READ = f"SELECT {', '.join(COLUMNS)} FROM {User._meta.db_table} WHERE id = %s"  # noqa: S608 names of our own model


class AccountBackend(AuthenticationBackend):
    """allauth's backend; the account of a session is read without building a query (bench/server.py)."""

    def get_user(self, user_id: int) -> User | None:
        """The account, or None when it is gone or closed."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [user_id])
            row = cursor.fetchone()
        user = User.from_db("default", COLUMNS, row) if row else None
        return user if user and self.user_can_authenticate(user) else None
