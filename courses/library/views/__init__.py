"""The pages: reading, a helper's own shelves, sharing, a learner's page, the curators' desk."""
