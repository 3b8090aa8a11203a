"""The look-up of a point as a function of the database: planned once per connection instead of at every call."""

from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION home_places_holding(lat double precision, lon double precision)
RETURNS TABLE (place_id integer, level varchar, title varchar, url_path text, live boolean)
LANGUAGE plpgsql STABLE ROWS 3 AS $$
#variable_conflict use_column
DECLARE
    -- Rings are in micro-degrees: PostgreSQL compares coordinates with an absolute tolerance of 1e-6.
    place constant point := point(lon * 1000000, lat * 1000000);
    spot constant box := box(place);
BEGIN
    RETURN QUERY
    SELECT p.id, b.level, p.title, p.url_path, p.live
    FROM home_boundaryring r
    JOIN home_boundary b ON b.id = r.boundary_id
    JOIN wagtailcore_page p ON p.id = b.place_id
    WHERE NOT r.is_hole AND box(r.ring) @> spot AND r.ring @> place
    AND NOT EXISTS (
        SELECT FROM home_boundaryring h
        WHERE h.boundary_id = r.boundary_id AND h.part = r.part AND h.is_hole
        -- The edge of a hole still belongs to the place.
        AND h.ring @> place AND path(h.ring) <-> place > 1e-6
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("home", "0006_french_search")]

    operations = [
        migrations.AddIndex(
            model_name="boundaryring",
            index=models.Index(fields=["boundary", "part"], name="boundary_hole", condition=models.Q(is_hole=True)),
        ),
        migrations.RunSQL(FORWARDS, "DROP FUNCTION home_places_holding(double precision, double precision)"),
    ]
