"""Functions of the owner that delete what no role of the application may: a learner's answers, old activity.

Each does one thing, in the structure that is open (the policy `eraser`, common/db/guards.py), and only `halte_across`,
taken by name for a reason, may call them.
"""

from django.conf import settings
from django.db import migrations

ANSWERS = """
CREATE OR REPLACE FUNCTION halte_forget_answers(uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE answers bigint; conflicts bigint;
BEGIN
  DELETE FROM courses_answer WHERE learner_id = $1;
  GET DIAGNOSTICS answers = ROW_COUNT;
  DELETE FROM courses_answerconflict WHERE learner_id = $1;
  GET DIAGNOSTICS conflicts = ROW_COUNT;
  RETURN answers + conflicts;
END $$
"""
ACTIVITY = """
CREATE OR REPLACE FUNCTION halte_forget_activity(bigint, timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE gone bigint;
BEGIN
  DELETE FROM reporting_activity WHERE project_id = $1 AND at < $2;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$
"""
FUNCTIONS = ("halte_forget_answers(uuid)", "halte_forget_activity(bigint, timestamptz)")


def make(apps, schema_editor) -> None:
    for body in (ANSWERS, ACTIVITY):
        schema_editor.execute(body)
    for function in FUNCTIONS:
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {function} FROM halte_app")
        schema_editor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{settings.WALL_ACROSS_ROLE}"')


def drop(apps, schema_editor) -> None:
    for function in FUNCTIONS:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {function}")


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("courses", "0001_initial"),
        ("reporting", "0003_sessions_carried_over"),
    ]

    operations = [migrations.RunPython(make, drop)]
