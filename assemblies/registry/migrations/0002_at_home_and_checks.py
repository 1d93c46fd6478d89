# SPDX-License-Identifier: AGPL-3.0-or-later
"""The registry's words as CHECKs, and where somebody lived at an instant if they stayed in the cover since."""

from django.db import migrations, models

# Asked by casting, by the list of ballots and by the tiles of the first page: said once. One act leaves a home and
# takes another, and reads the clock for each of the two: what lies between homes is a break after ten seconds.
AT_HOME = """
CREATE FUNCTION registry_home_at(person bigint, here bigint, at timestamptz)
RETURNS TABLE (assembly_id bigint, since timestamptz) LANGUAGE sql STABLE AS $$
WITH home AS (
  SELECT s.assembly_id, s.since, s.until
    FROM registry_seat s JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = here
   WHERE s.person_id = person AND s.home)
SELECT held.assembly_id, held.since FROM home held
 WHERE held.since <= at AND (held.until IS NULL OR held.until > at - interval '10 seconds')
   AND EXISTS (SELECT 1 FROM home WHERE home.until IS NULL)
   AND NOT EXISTS (
       SELECT 1 FROM home earlier
        WHERE earlier.until > at - interval '10 seconds' AND NOT EXISTS (
              SELECT 1 FROM home next
               WHERE next.since BETWEEN earlier.until AND earlier.until + interval '10 seconds'))
 ORDER BY held.since DESC LIMIT 1
$$
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.RunSQL(AT_HOME, "DROP FUNCTION registry_home_at(bigint, bigint, timestamptz)"),
        migrations.AddConstraint(
            model_name="assembly",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ["base", "between", "top", "overlay"])),
                name="a_place_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office__in", ("member", "delegate", "facilitator", "auditor", "observer"))
                ),
                name="an_office_that_exists",
            ),
        ),
    ]
