"""The demo world: two synthetic projects through the importer, then people, learners and talk through the services."""
