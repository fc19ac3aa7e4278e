"""A published version never changes, whoever asks: the answers graded on it must stay explainable."""

from django.db import migrations

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
     OR (NEW.module_id, NEW.number, NEW.sha256, NEW.document, NEW.published_at)
        IS DISTINCT FROM (OLD.module_id, OLD.number, OLD.sha256, OLD.document, OLD.published_at) THEN
    RAISE EXCEPTION 'version % of module % is published: it never changes', OLD.number, OLD.module_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_never_changes BEFORE UPDATE OR DELETE ON courses_moduleversion
  FOR EACH ROW EXECUTE FUNCTION halte_version_never_changes();
"""

UNDO = """
DROP TRIGGER version_never_changes ON courses_moduleversion;
DROP FUNCTION halte_version_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
