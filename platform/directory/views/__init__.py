"""The pages: public, of a structure, of a partner."""
