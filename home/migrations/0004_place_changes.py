"""A log of what changed in places, written by the database itself so that no path can forget it.

`home.place_index` reads it to keep every process's index right. A row of `home_placechange` without a place means
"everything". Page rows are watched too: renaming a town rewrites the addresses of its neighbourhoods with plain SQL.
"""

from django.db import migrations

FORWARDS = """
CREATE TABLE home_placechange (
    id bigserial PRIMARY KEY,
    place_id bigint,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    noted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX home_placechange_transaction ON home_placechange (transaction_id);
CREATE INDEX home_placechange_noted_at ON home_placechange (noted_at);

CREATE FUNCTION home_note_boundary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO home_placechange (place_id) VALUES (OLD.place_id);
    ELSIF TG_OP = 'TRUNCATE' THEN
        INSERT INTO home_placechange (place_id) VALUES (NULL);
    ELSE
        INSERT INTO home_placechange (place_id) VALUES (NEW.place_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION home_note_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO home_placechange (place_id) VALUES (NEW.id);
    DELETE FROM home_placechange WHERE id IN (
        SELECT id FROM home_placechange WHERE noted_at < now() - interval '1 day' LIMIT 500 FOR UPDATE SKIP LOCKED
    );
    RETURN NULL;
END $$;

CREATE TRIGGER home_boundary_changed AFTER INSERT OR UPDATE OR DELETE ON home_boundary
    FOR EACH ROW EXECUTE FUNCTION home_note_boundary();
CREATE TRIGGER home_boundary_emptied AFTER TRUNCATE ON home_boundary
    FOR EACH STATEMENT EXECUTE FUNCTION home_note_boundary();
-- Towns and neighbourhoods are the third and fourth level of the tree.
CREATE TRIGGER home_place_renamed AFTER UPDATE OF title, url_path, live ON wagtailcore_page
    FOR EACH ROW
    WHEN (NEW.depth IN (3, 4) AND (OLD.title, OLD.url_path, OLD.live) IS DISTINCT FROM (NEW.title, NEW.url_path, NEW.live))
    EXECUTE FUNCTION home_note_page();
"""

BACKWARDS = """
DROP TRIGGER home_place_renamed ON wagtailcore_page;
DROP TRIGGER home_boundary_emptied ON home_boundary;
DROP TRIGGER home_boundary_changed ON home_boundary;
DROP FUNCTION home_note_page();
DROP FUNCTION home_note_boundary();
DROP TABLE home_placechange;
"""


class Migration(migrations.Migration):
    dependencies = [("home", "0003_boundary_parts")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
