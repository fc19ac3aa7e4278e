"""What a search reads is written by the database, so that no way of writing a resource can forget it.

Each in the dictionary of its own language: titles before summaries before texts. With and without accents, for the
dictionaries cut a word with its accents better, and many people type none.
"""

from django.db import migrations

WRITE = """
CREATE FUNCTION library_resource_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  dictionary regconfig := CASE new.language
    WHEN 'fr' THEN 'french'::regconfig WHEN 'nl' THEN 'dutch'::regconfig ELSE 'english'::regconfig END;
BEGIN
  new.search :=
    setweight(to_tsvector(dictionary, new.title) || to_tsvector(dictionary, unaccent(new.title)), 'A')
    || setweight(to_tsvector(dictionary, new.summary) || to_tsvector(dictionary, unaccent(new.summary)), 'B')
    || setweight(to_tsvector('simple', unaccent(new.title || ' ' || new.author)), 'C')
    || setweight(to_tsvector(dictionary, new.body) || to_tsvector(dictionary, unaccent(new.body)), 'D');
  new.words := lower(unaccent(new.title || ' ' || new.summary));
  RETURN new;
END $$;
CREATE TRIGGER library_resource_words BEFORE INSERT OR UPDATE OF title, summary, body, author, language
  ON library_resource FOR EACH ROW EXECUTE FUNCTION library_resource_words();
"""
TAKE_BACK = """
DROP TRIGGER library_resource_words ON library_resource;
DROP FUNCTION library_resource_words();
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]

    operations = [migrations.RunSQL(WRITE, TAKE_BACK)]
