"""What a moved row got; and the one way in which append-only rows change their structure (docs/merging.md)."""

from django.db import migrations, models

# The rows of these tables are insert and read only for every role of the application. Their structure alone changes
# here, and only between two structures of a merge that is in force. SECURITY DEFINER: it works as its owner, for whom
# the tables have a policy that asks for app.merging. The schema comes first and temporary tables last, so that nobody
# slips in another table under the name of one of these.
FUNCTION = """
CREATE OR REPLACE FUNCTION halte_follow_merge(tablename text, merge uuid, source bigint, target bigint, ids bigint[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE moved bigint;
BEGIN
    IF tablename NOT IN ('courses_answer', 'courses_answerconflict', 'reporting_activity') THEN
        RAISE EXCEPTION 'rows of % never move', tablename USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM merging_merge m WHERE m.id = merge AND m.kind = 'structures' AND m.undone_at IS NULL
        AND ((m.gone, m.kept) = (source, target) OR (m.kept, m.gone) = (source, target));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no merge of these two structures' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.merging', 'on', true);
    EXECUTE format('UPDATE %I SET structure_id = $1 WHERE structure_id = $2 AND id = ANY ($3)', tablename)
        USING target, source, ids;
    GET DIAGNOSTICS moved = ROW_COUNT;
    PERFORM set_config('app.merging', '', true);
    RETURN moved;
END $$;
REVOKE ALL ON FUNCTION halte_follow_merge(text, uuid, bigint, bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION halte_follow_merge(text, uuid, bigint, bigint, bigint[]) TO halte_across;
"""
GONE = "DROP FUNCTION IF EXISTS halte_follow_merge(text, uuid, bigint, bigint, bigint[])"


class Migration(migrations.Migration):
    dependencies = [("merging", "0001_initial")]

    operations = [
        migrations.AddField(model_name="move", name="after", field=models.JSONField(db_default={}, default=dict)),
        migrations.RunSQL(FUNCTION, GONE),
    ]
