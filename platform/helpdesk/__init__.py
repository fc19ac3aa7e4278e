"""A person is stuck: her state, a way out, and viewing as her."""
