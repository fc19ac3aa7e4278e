"""The files that an editor shows of a published version are part of it: they never change either."""

import importlib

from django.db import migrations

before = importlib.import_module("courses.learning.migrations.0002_versions_never_change")

GUARD = """
CREATE OR REPLACE FUNCTION halte_version_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'version % of module % is published: it is never deleted', OLD.number, OLD.module_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status = 'draft'
     OR (NEW.module_id, NEW.number, NEW.sha256, NEW.document, NEW.files, NEW.created_at, NEW.published_at)
        IS DISTINCT FROM
        (OLD.module_id, OLD.number, OLD.sha256, OLD.document, OLD.files, OLD.created_at, OLD.published_at) THEN
    RAISE EXCEPTION 'version % of module % is published: it never changes', OLD.number, OLD.module_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""

UNDO = before.GUARD.partition("CREATE TRIGGER")[0]


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_versions_never_change")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
