# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON record_entry
  FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
"""
ANY_MORE = "DROP TRIGGER append_only ON record_entry; DROP FUNCTION record_is_append_only();"


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, ANY_MORE)]
