# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations

GUARDS = """
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_entry
  FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON record_checkpoint
  FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE FUNCTION record_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.size < OLD.size OR NEW.size = OLD.size AND (NEW.root, NEW.frontier) IS DISTINCT FROM (OLD.root, OLD.frontier)
     OR (NEW.origin, NEW.key_name, NEW.book, NEW.assembly_ni)
        IS DISTINCT FROM (OLD.origin, OLD.key_name, OLD.book, OLD.assembly_ni) THEN
    RAISE EXCEPTION 'the record is append-only: it never shrinks, is not rewritten at its size, and keeps its name';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE ON record_record
  FOR EACH ROW EXECUTE FUNCTION record_only_grows();
CREATE TRIGGER append_only BEFORE DELETE ON record_record
  FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON record_record
  FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
"""
ANY_MORE = """
DROP TRIGGER never_emptied ON record_entry;
DROP TRIGGER append_only ON record_checkpoint; DROP TRIGGER never_emptied ON record_checkpoint;
DROP TRIGGER only_grows ON record_record; DROP FUNCTION record_only_grows();
DROP TRIGGER append_only ON record_record; DROP TRIGGER never_emptied ON record_record;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0002_append_only")]
    operations = [migrations.RunSQL(GUARDS, ANY_MORE)]
